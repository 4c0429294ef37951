"""tiku run: the bot."""

from __future__ import annotations

import asyncio

from bot.cli.about import about
from bot.cli.environment import settings
from bot.domain.text import Text

_ONLY = {"--only NAMES": Text(zh="只启动这些，用逗号分隔：web、discord、slack", en="start only these, separated by commas: web, discord, slack")}


@about("run [--only web,discord,slack]", Text(
    zh="启动机器人。没有任何令牌时，打开 http://127.0.0.1:8080 的本地网页。",
    en="Start the bot. Without any token it serves the local page on http://127.0.0.1:8080."), _ONLY)
def run(*, only: str | None = None) -> None:
    """Start the bot; ends at SIGTERM or Ctrl+C. Raises the errors of bot.app.serve."""
    from bot.app import serve
    from bot.logs import configure

    found = settings()
    configure(found.log_level, found.log_format)
    wanted = tuple(part.strip() for part in only.split(",") if part.strip()) if only is not None else None
    asyncio.run(serve(found, wanted))


COMMANDS = {"run": run}
