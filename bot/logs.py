"""Logs: one line an event on standard error, as text or JSON, with secrets and terminal controls taken out."""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import Iterable, Mapping
from typing import Any, Literal

import structlog

_SECRETS = re.compile(
    r"xox[abeporsc](?:\.xox[bp])?-[\w-]{8,}|xapp-[\w-]{8,}"  # Slack
    r"|[\w-]{23,28}\.[\w-]{6}\.[\w-]{27,}"  # Discord bot tokens
    r"|(?<=/webhooks/)\d+/[\w-]+|(?<=/interactions/)\d+/[\w-]+|hooks\.slack\.com/\S+"
    r"|(?<=://)[^\s/@:]*:[^\s/]*(?=@)|(?<=password=)[^&\s'\"]+"  # addresses that hold a password
    r"|(?<=Bearer )[\w.~+/=-]{8,}"
)
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]")
"""Control characters, which move a terminal's cursor or begin a line, and marks that turn the writing direction."""
_SHORTEST_SECRET = 6
_hidden: list[str] = []


def hide(secrets: Iterable[str]) -> None:
    """From now on these very texts are taken out too: secrets that no pattern can tell, such as a signing secret."""
    for secret in secrets:
        if len(secret) >= _SHORTEST_SECRET and secret not in _hidden:
            _hidden.append(secret)


def redact(text: str) -> str:
    """The text on one line, without tokens, secret addresses and terminal controls."""
    return _CONTROL.sub(" ", _without_secrets(text))


def _without_secrets(text: str) -> str:
    for secret in _hidden:
        text = text.replace(secret, "***")
    return _SECRETS.sub("***", text)


def _clean(_: Any, __: str, event: structlog.typing.EventDict) -> structlog.typing.EventDict:
    return {key: "\n".join(map(redact, value.split("\n"))) if key == "exception" and isinstance(value, str)
            else value if key.startswith("_") else _plain(value) for key, value in event.items()}


def _plain(value: Any) -> Any:
    """Text cleaned, however deep it sits; what is no value of JSON is cleaned as Python shows it."""
    match value:
        case None | bool() | int() | float():
            return value
        case str():
            return redact(value)
        case Mapping():
            return {redact(str(key)): _plain(item) for key, item in value.items()}
        case list() | tuple() | set():
            return [_plain(item) for item in value]
        case _:
            return redact(repr(value))


def configure(level: Literal["debug", "info", "warning", "error"], form: Literal["text", "json"]) -> None:
    """Send everything, ours and the libraries', through one chain."""
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        _clean,
    ]
    last: structlog.typing.Processor = (
        structlog.processors.JSONRenderer(ensure_ascii=False) if form == "json"
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    structlog.configure(processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
                        logger_factory=structlog.stdlib.LoggerFactory(), cache_logger_on_first_use=True)
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=shared,
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, last],
    ))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    for name in ("asyncio", "aiosqlite", "aiohttp.access", "alembic", "sqlalchemy.engine", "matplotlib"):
        logging.getLogger(name).setLevel(logging.WARNING)
