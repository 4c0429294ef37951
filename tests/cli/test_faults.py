"""What goes wrong is told in one clear line a fault, with a stable code for scripts; never a traceback."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.cli.faults import fault_of
from bot.domain.errors import ContentError, Refusal, SettingsError, StoreError
from bot.domain.text import Text
from tests.cli.conftest import Tiku

ADD = "schedule add web:local:general --at 09:00 --tz UTC"
PREVIEW = "schedule preview --at 09:00 --tz UTC"
FAULTS = [
    ("nope", "E_UNKNOWN", "command"),
    ("schedul list", "E_UNKNOWN", "command"),
    ("schedule lst", "E_UNKNOWN", "command"),
    ("question a b", "E_LEN", ""),
    ("run extra", "E_LEN", ""),
    ("run --only irc", "E_SETTINGS", ""),
    ("check --nope", "E_UNKNOWN", "nope"),
    ("check missing.yaml", "E_UNKNOWN", "path"),
    ("demo nope", "E_UNKNOWN", "name"),
    ("demo gelu", "E_MISSING", "x"),
    ("demo gelu many", "E_TYPE", "x"),
    ("demo gelu --nope", "E_TYPE", "x"),
    ("demo gelu 99", "E_RANGE", "x"),
    ("demo gelu x=1 x=2", "E_FORMAT", "x"),
    ("demo gelu 1 --plot missing/picture.png", "E_FORMAT", "plot"),
    ("demo gelu - -", "E_FORMAT", "-"),
    ("lookup", "E_MISSING", "term"),
    ("lookup gelu --lang fr", "E_UNKNOWN", "lang"),
    ("grade", "E_MISSING", "question_id"),
    ("grade nope B", "E_UNKNOWN", "question_id"),
    ("grade gunicorn-model-memory", "E_MISSING", "response"),
    ("question nope", "E_UNKNOWN", "question_id"),
    ("leaderboard", "E_MISSING", "channel"),
    ("leaderboard web:local", "E_FORMAT", "channel"),
    ("leaderboard web:local:general --period fortnight", "E_UNKNOWN", "period"),
    ("leaderboard web:local:general --scope galaxy", "E_UNKNOWN", "scope"),
    ("leaderboard web:local:general --limit -1", "E_RANGE", "limit"),
    ("leaderboard web:local:general --limit ten", "E_TYPE", "limit"),
    ("round list nowhere", "E_UNKNOWN", "channel"),
    ("round close nope", "E_UNKNOWN", "round"),
    ("schedule add web:local:general --at 09:00", "E_MISSING", "tz"),
    ("schedule add irc:freenode:general --at 09:00 --tz UTC", "E_UNKNOWN", "channel"),
    ("schedule add discord:guild:channel --at 09:00 --tz UTC", "E_FORMAT", "channel"),
    ("schedule add slack:T1 --at 09:00 --tz UTC", "E_FORMAT", "channel"),
    ("schedule add web:remote:general --at 09:00 --tz UTC", "E_FORMAT", "channel"),
    ("schedule add web:local:general --at 25:00 --tz UTC", "E_RANGE", "at"),
    ("schedule add web:local:general --at teatime --tz UTC", "E_FORMAT", "at"),
    ("schedule add web:local:general --at 09:00 --tz Mars/Base", "E_UNKNOWN", "tz"),
    (f"{ADD} --at 10:00", "E_FORMAT", "at"),
    (f"{ADD} --days someday", "E_FORMAT", "days"),
    (f"{ADD} --topic gardening", "E_UNKNOWN", "topic"),
    (f"{ADD} --kind essay", "E_UNKNOWN", "kind"),
    (f"{ADD} --difficulty 0-9", "E_RANGE", "difficulty"),
    (f"{ADD} --topic open-questions --difficulty 5", "E_RANGE", "difficulty"),
    (f"{ADD} --lang fr", "E_UNKNOWN", "lang"),
    (f"{ADD} --window forever", "E_FORMAT", "window"),
    (f"{ADD} --deadline 99d", "E_RANGE", "deadline"),
    (f"{ADD} --verdict never", "E_UNKNOWN", "verdict"),
    ("schedule preview", "E_MISSING", "schedule_id"),
    ("schedule preview abc --at 09:00 --tz UTC", "E_FORMAT", "schedule_id"),
    ("schedule preview nope", "E_UNKNOWN", "schedule_id"),
    (f"{PREVIEW} --from yesterday", "E_FORMAT", "from"),
    (f"{PREVIEW} --from 2026-02-30", "E_RANGE", "from"),
    (f"{PREVIEW} --from 0001-01-01", "E_RANGE", "from"),
    (f"{PREVIEW} --count 0", "E_RANGE", "count"),
    (f"{PREVIEW} --count 1001", "E_RANGE", "count"),
    ("schedule pause nope", "E_UNKNOWN", "schedule_id"),
    ("schedule resume nope", "E_UNKNOWN", "schedule_id"),
    ("schedule remove nope", "E_UNKNOWN", "schedule_id"),
    ("manifest slack --http http://example.org", "E_FORMAT", "http"),
    ("manifest discord", "E_UNKNOWN", "command"),
]
JSON_TOO = [case for case in FAULTS if case[1:] not in {("E_UNKNOWN", "command"), ("E_SETTINGS", ""), ("E_LEN", "")}]


@pytest.mark.parametrize(("line", "code", "param"), FAULTS, ids=[case[0] for case in FAULTS])
def test_a_fault_is_one_line(line: str, code: str, param: str, tiku: Tiku, monkeypatch: pytest.MonkeyPatch) -> None:
    """Bad input ends with 2 and one line on standard error, in the reader's language, and nothing on stdout."""
    said = tiku(line)
    assert (said.code, said.out, len(said.faults)) == (2, "", 1), said
    assert len(said.err) < 700
    monkeypatch.setenv("TIKU_LANG", "zh")
    chinese = tiku(line)
    assert (chinese.code, len(chinese.faults)) == (2, 1)
    assert any("\u4e00" <= char <= "\u9fff" for char in chinese.err) or code == "E_SETTINGS"


@pytest.mark.parametrize(("line", "code", "param"), JSON_TOO, ids=[case[0] for case in JSON_TOO])
def test_a_fault_as_json(line: str, code: str, param: str, tiku: Tiku) -> None:
    """With `--json` the fault is an object with a stable code, the argument's name and the same message."""
    said = tiku(f"{line} --json")
    assert said.code == 2
    assert said.data == {"error": {"code": code, "param": param, "message": said.faults[0]}}


@pytest.mark.parametrize(("line", "name"), [
    ("db check", "tiku.db"), ("db backup copy.db", "tiku.db"), ("db restore missing.db", "missing.db"),
    ("invite discord", "TIKU_DISCORD_TOKEN"),
])
def test_what_is_not_there(line: str, name: str, tiku: Tiku) -> None:
    """A missing database, backup or token is named in one line."""
    said = tiku(line)
    assert (said.code, len(said.faults)) == (2, 1)
    assert name in said.err


def test_several_wrong_settings_are_told_at_once(tiku: Tiku, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each wrong setting has its own line, in both languages; a misspelt one is guessed."""
    for name, value in (("TIKU_WEB_PORT", "http"), ("TIKU_LOG_LEVEL", "loud"), ("TIKU_DISCORD_TOKN", "x")):
        monkeypatch.setenv(name, value)
    said = tiku("run")
    assert said.code == 2
    assert sorted(line.split(":")[0] for line in said.faults) == ["TIKU_DISCORD_TOKN", "TIKU_LOG_LEVEL", "TIKU_WEB_PORT"]
    assert "did you mean TIKU_DISCORD_TOKEN?" in said.err
    monkeypatch.setenv("TIKU_LANG", "zh")
    assert "是不是 TIKU_DISCORD_TOKEN" in tiku("run").err


def test_an_unknown_language_is_no_silent_default(tiku: Tiku, monkeypatch: pytest.MonkeyPatch) -> None:
    """A TIKU_LANG that is no language is a fault of every command that would speak."""
    monkeypatch.setenv("TIKU_LANG", "fr")
    said = tiku("lookup gelu")
    assert (said.code, said.out, said.err) == (2, "", "TIKU_LANG: must be zh or en ('fr')\n")
    monkeypatch.setenv("TIKU_WEB_PORT", "x")
    assert [line.split(":")[0] for line in tiku("schedule list").faults] == ["TIKU_WEB_PORT", "TIKU_LANG"]


def test_the_file_speaks_too(tiku: Tiku, tmp_path: Path) -> None:
    """The language and the packs of tiku.toml hold for every command, also for those that need no other setting."""
    (tmp_path / "tiku.toml").write_text('lang = "zh"\ncontent = "nowhere"\n')
    assert tiku("lookup").err.startswith("缺少术语")
    assert tiku("lookup --lang en").err.startswith("TERM is missing")
    assert tiku("lookup gelu").err == "nowhere:1: file: 没有这个文件夹。\n"
    (tmp_path / "tiku.toml").write_text("lang =")
    assert tiku("lookup gelu").code == 0
    assert tiku("schedule list").faults[0].startswith("tiku.toml: cannot be read: ")


@pytest.mark.parametrize(("error", "exit_code", "code"), [
    (SettingsError(["one", Text("二", "two")]), 2, "E_SETTINGS"), (ContentError(["one", "two"]), 2, "E_CONTENT"),
    (StoreError("locked\nby another"), 2, "E_DATABASE"), (Refusal(Text("忙", "busy")), 1, "E_REFUSED"),
    (OSError(98, "Address already in use"), 1, "E_FAILED"), (RuntimeError("x\ny"), 1, "E_INTERNAL"), (KeyError(), 1, "E_INTERNAL"),
])
def test_every_error_has_an_end(error: Exception, exit_code: int, code: str) -> None:
    """Whatever is raised becomes an exit code and lines without line breaks; settings and content one for each fault."""
    fault = fault_of(error)
    assert (fault.exit_code, fault.code) == (exit_code, code)
    assert len(fault.lines("en")) == (2 if code in ("E_SETTINGS", "E_CONTENT") else 1)
    assert all(line and "\n" not in line for lang in ("zh", "en") for line in fault.lines(lang))
    json.dumps(fault.data("zh"), allow_nan=False)


def test_secrets_are_not_repeated() -> None:
    """A token that strays into a message does not leave the process."""
    for token in ("xoxb-1234567890-abcdefghij", "postgresql://tiku:hunter2@db/tiku"):
        line = fault_of(StoreError(f"cannot use {token}")).lines("en")[0]
        assert "abcdefghij" not in line
        assert "hunter2" not in line
