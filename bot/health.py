"""Health: which platforms have shut the bot out, while the others go on."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import structlog

from bot.domain.errors import PlatformError
from bot.ports import Platform

_log = structlog.get_logger(__name__)


class Health:
    """The platforms that let the bot in no more, each with the reason."""

    def __init__(self) -> None:
        self.dead: dict[str, str] = {}

    def part(self, platform: Platform, count: int) -> Callable[[], Awaitable[None]]:
        """Run the platform; when it shuts the bot out, that is remembered and logged once, and the others of the
        `count` go on. The last one's PlatformError is raised."""

        async def run() -> None:
            try:
                await platform.run()
            except PlatformError as error:
                self.dead[platform.name] = error.text.en
                if len(self.dead) >= count:
                    raise
                _log.error("platform_lost", platform=platform.name, reason=error.text.en)
                await asyncio.Event().wait()

        return run
