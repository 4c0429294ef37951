"""Logs: one line an event, no secret, no terminal control, JSON that parses."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from typing import Literal

import pytest
import structlog

from bot.logs import configure, hide, redact

TOKENS = [
    "xoxb-1234567890-abcdefghijkl", "xoxp-1234-abcdefgh", "xapp-1-A123-456-abcdef0123", "xoxe.xoxp-1-abcdefghijkl", "xoxe-1-abcdefghijkl",
    "MTIzNDU2Nzg5MDEyMzQ1Njc4.GAbCdE.abcdefghijklmnopqrstuvwxyz0123456789ab",
    "MTIzNDU2Nzg5MDEyMzQ1Njc4OQ.G-_CdE.abcdefghijklmnopqrstuvwxyz01234567",
]
ADDRESSES = {
    "https://discord.com/api/v10/webhooks/123456/s3cretW0rd": "s3cretW0rd",
    "https://discord.com/api/v10/interactions/123456/s3cretW0rd/callback": "s3cretW0rd",
    "https://hooks.slack.com/services/T1/B1/s3cretW0rd": "s3cretW0rd",
    "postgresql://tiku:s3cretW0rd@db:5432/tiku": "s3cretW0rd",
    "postgresql+asyncpg://tiku:p@s3cretW0rd@db/tiku": "s3cretW0rd",
    "postgresql://db/tiku?user=tiku&password=s3cretW0rd": "s3cretW0rd",
    "Authorization: Bearer s3cretW0rd": "s3cretW0rd",
}
PLANTED = [*((token, token) for token in TOKENS), *ADDRESSES.items()]
CONTROLS = ["\x1b[31mred\x1b[0m", "\x1b]0;title\x07", "\x9b31m", "a\rb", "a\nb", "\u202egnp.exe", "\u2066x\u2069", "\u2028x", "a\x00b", "\x7f\x08"]
FORBIDDEN = set("\x1b\x07\x9b\r\x00\x7f\x08\u202e\u2066\u2069\u2028")
Form = Literal["text", "json"]
FORMS: tuple[Form, ...] = ("text", "json")


@pytest.fixture(autouse=True)
def _restored() -> Iterator[None]:
    """Leave the process's logging as it was."""
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()


def _fail(text: str) -> None:
    raise RuntimeError(text)


def events(text: str) -> None:
    """Log the text in every way there is: as the event, a value, deep inside a value, an argument, an exception."""
    own, library = structlog.get_logger("own"), logging.getLogger("library")
    own.warning("event", value=text)
    own.warning("event", value={"list": [text, {"key": (text, 1)}]}, number=1.5, nothing=None)
    own.warning("event", error=ValueError(text))
    own.warning(text)
    library.warning("formatted %s", text)
    library.warning(text)
    try:
        _fail(text)
    except RuntimeError:
        own.exception("failed")
        library.exception("failed")


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(("text", "secret"), PLANTED)
def test_planted_secrets_never_reach_the_log(text: str, secret: str, form: Form, capsys: pytest.CaptureFixture[str]) -> None:
    """A token or secret address is replaced wherever it stands, and the words around it stay."""
    configure("debug", form)
    events(f"before {text} after")
    said = capsys.readouterr()
    assert said.out == ""
    assert secret not in said.err
    assert said.err.count("***") >= 8
    assert said.err.count("before") >= 8


@pytest.mark.parametrize("form", FORMS)
def test_known_secrets_are_hidden(form: Form, capsys: pytest.CaptureFixture[str]) -> None:
    """What no pattern can tell, such as a signing secret, is hidden once it is known; short words stay readable."""
    secret = "0f1e2d3c4b5a69788796a5b4c3d2e1f0"
    hide([secret, "abc"])
    configure("debug", form)
    events(f"signed with {secret} and abc")
    said = capsys.readouterr().err
    assert secret not in said
    assert "and abc" in said


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("text", CONTROLS)
def test_controls_are_taken_out(text: str, form: Form, capsys: pytest.CaptureFixture[str]) -> None:
    """No escape sequence, line break or direction mark of a user's text reaches the terminal or begins a line."""
    configure("debug", form)
    for line in (lambda: structlog.get_logger("own").warning("event", value=text, deep=[text]),
                 lambda: logging.getLogger("library").warning(text)):
        line()
        said = capsys.readouterr().err
        assert not FORBIDDEN & set(said)
        assert "\\x1b" not in said
        assert "\\u001b" not in said
        assert said.count("\n") == 1


def test_a_forged_line_stays_inside_its_own(capsys: pytest.CaptureFixture[str]) -> None:
    """A text that looks like a log line does not become one."""
    configure("info", "text")
    structlog.get_logger("own").info("answer", text="B\n2026-11-24T00:00:00Z [error    ] database lost")
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_json_lines_parse(capsys: pytest.CaptureFixture[str]) -> None:
    """Every line is one object with the time, level, logger and event; Chinese stays Chinese, a traceback stays one field."""
    configure("debug", "json")
    events("答案 \u202e \x1b[0m “quoted” \"'")
    structlog.get_logger("own").info("numbers", whole=1, part=0.5, yes=True, nothing=None, several=[1, 2])
    raw = capsys.readouterr().err
    lines = [json.loads(line) for line in raw.splitlines()]
    assert len(lines) == 9
    assert "答案" in raw
    for line in lines:
        assert {"timestamp", "level", "logger", "event"} <= set(line)
        assert line["timestamp"].endswith("Z")
    assert lines[6]["exception"].startswith("Traceback")
    assert {key: lines[8][key] for key in ("whole", "part", "yes", "nothing", "several")} == {
        "whole": 1, "part": 0.5, "yes": True, "nothing": None, "several": [1, 2]}


def test_the_level_is_kept(capsys: pytest.CaptureFixture[str]) -> None:
    """Below the chosen level nothing is written, ours or a library's; chatty libraries begin at warning."""
    configure("warning", "text")
    structlog.get_logger("own").info("quiet")
    logging.getLogger("library").info("quiet")
    assert capsys.readouterr().err == ""
    configure("debug", "text")
    logging.getLogger("aiohttp.access").info("quiet")
    logging.getLogger("library").debug("loud")
    said = capsys.readouterr().err
    assert "quiet" not in said
    assert "loud" in said


@pytest.mark.parametrize("text", ["plain", "中文，标点。", "a-b_c.d", "https://example.org/path?x=1", "2026-11-24T09:00:00Z", "user@example.org",
                                  "12:30 @ 5:00", "emoji 🎉 stays"])
def test_ordinary_text_is_left_alone(text: str) -> None:
    """Nothing is taken out of what is no secret."""
    assert redact(text) == text
