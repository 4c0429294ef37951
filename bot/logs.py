"""Logs: one line an event on standard error, as text or JSON, with secrets taken out."""

from __future__ import annotations

import logging
import re
import sys
from typing import Any, Literal

import structlog

_SECRETS = re.compile(
    r"xox[abeporsc]-[\w-]{8,}|xapp-[\w-]{8,}"  # Slack
    r"|[\w-]{23,28}\.[\w-]{6}\.[\w-]{27,}"  # Discord bot tokens
    r"|(?<=/webhooks/)\d+/[\w-]+|(?<=/interactions/)\d+/[\w-]+|hooks\.slack\.com/\S+"
    r"|(?<=postgresql://)[^@\s]+(?=@)"
)
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069]")


def redact(text: str) -> str:
    """The text without tokens, secret addresses and terminal controls."""
    return _CONTROL.sub(" ", _SECRETS.sub("***", text))


def _clean(_: Any, __: str, event: structlog.typing.EventDict) -> structlog.typing.EventDict:
    return {key: redact(value) if isinstance(value, str) and key != "exception" else
            _SECRETS.sub("***", value) if isinstance(value, str) else value for key, value in event.items()}


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
