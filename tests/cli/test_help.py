"""Every command explains itself, in both languages, and what it explains is what it takes."""

from __future__ import annotations

import inspect
import re

import pytest

from bot.cli import commands
from bot.cli.about import page_of
from tests.cli.conftest import Tiku

WORDS = ("", *dict.fromkeys(path.split(" ")[0] for path in commands() if " " in path), *commands())
CHINESE = re.compile("[\u4e00-\u9fff]")
CONTRACT = {"run", "check", "schema", "demo", "lookup", "grade", "question", "schedule add", "schedule list", "schedule pause",
            "schedule resume", "schedule remove", "schedule preview", "round list", "round close", "leaderboard", "db upgrade",
            "db check", "db backup", "db restore", "doctor", "manifest slack", "invite discord"}


def test_the_commands_are_those_of_the_contract() -> None:
    """No command is missing, and none is there that nobody promised."""
    assert set(commands()) == CONTRACT


@pytest.mark.parametrize("words", WORDS)
def test_help(words: str, tiku: Tiku, monkeypatch: pytest.MonkeyPatch) -> None:
    """`--help` gives usage, purpose and every option on lines of at most 100 cells, in the language asked for."""
    english = tiku(f"{words} --help")
    monkeypatch.setenv("TIKU_LANG", "zh")
    chinese = tiku(f"{words} --help")
    for page in (english, chinese):
        assert (page.code, page.err) == (0, "")
        assert f"tiku {words}".strip() in page.out
        assert "…\n" not in page.out.replace("COMMAND …\n", "")
        assert all(len(line) <= 100 and line == line.rstrip() for line in page.out.splitlines())
    assert english.out.startswith("Usage: tiku")
    assert chinese.out.startswith("用法：tiku")
    assert not CHINESE.search(english.out.replace("题库", ""))
    assert CHINESE.search(chinese.out.split("\n\n")[1])


@pytest.mark.parametrize("path", commands())
def test_the_help_lists_what_the_command_takes(path: str) -> None:
    """Each option and argument of the signature is explained, and nothing else is."""
    command = commands()[path]
    page = page_of(command)
    params = inspect.signature(command).parameters.values()
    options = {f"--{param.name.rstrip('_').replace('_', '-')}" for param in params if param.kind is param.KEYWORD_ONLY}
    assert {name.split(" ")[0] for name in page.words if name.startswith("--")} == options
    assert len([name for name in page.words if not name.startswith("--")]) == len(params) - len(options)
    assert page.usage.startswith(path)
    assert all(text.zh and text.en for text in (page.summary, *page.words.values()))


def test_no_words_give_the_help(tiku: Tiku) -> None:
    """Bare `tiku`, and a bare group, say what they can do."""
    assert "leaderboard" in tiku("").out
    assert "preview" in tiku("schedule").out
    assert re.fullmatch(r"\d+\.\d+\.\d+\n", tiku("--version").out)
