"""tiku run: the bot."""

from __future__ import annotations

import asyncio

from bot.cli.environment import settings
from bot.cli.output import Failure
from bot.domain.errors import ContentError, SettingsError, StoreError


def run(*, only: str | None = None) -> None:
    """Start the bot. Without any token it serves the local page on http://127.0.0.1:8080.

    Parameters
    ----------
    only
        Start only these adapters, separated by commas, such as web.
    """
    from bot.app import serve
    from bot.logs import configure

    found = settings()
    configure(found.log_level, found.log_format)
    wanted = tuple(part.strip() for part in only.split(",") if part.strip()) if only is not None else None
    try:
        asyncio.run(serve(found, wanted))
    except (SettingsError, ContentError, StoreError) as error:
        raise Failure.of(error, found.lang) from error
    except OSError as error:
        raise Failure(1, [str(error)]) from error
