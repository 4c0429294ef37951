"""A platform with a live quiz in it, on the machine's own clock, and what it was told to show."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

from bot import counter
from bot.clock import SystemClock
from tests.house import House, ManualClock, open_house, sqlite_url


@dataclass
class Seen:
    """What a platform was told to show: when, how and where, and what can be read in it."""

    changes: list[tuple[float, str, str, str]] = field(default_factory=list)

    def note(self, how: str, where: str, text: str) -> None:
        """Something was posted or edited."""
        self.changes.append((time.perf_counter(), how, where, text))

    async def until(self, text: str, after: float = 0.0) -> float:
        """When something with that text came, at the earliest then. Raises TimeoutError after a minute."""
        async with asyncio.timeout(60):
            while True:
                found = [at for at, _, _, shown in self.changes if at >= after and text in shown]
                if found:
                    return found[0]
                await asyncio.sleep(0.002)

    def densest(self, how: str, seconds: float) -> int:
        """The most calls of that kind at one place within so many seconds."""
        places = {where for _, kind, where, _ in self.changes if kind == how}
        stamps = [[at for at, kind, where, _ in self.changes if kind == how and where == place] for place in places]
        return max((sum(first <= at < first + seconds for at in row) for row in stamps for first in row), default=0)


Send = Callable[[int, str], Awaitable[None]]
"""A member presses the button with that action; returns when the press is acknowledged."""


@dataclass
class Stage:
    """A platform with a quiz in it."""

    house: House
    channel: str
    seen: Seen
    send: Send
    command: Callable[[str], Awaitable[None]]
    """The host types a command."""


@asynccontextmanager
async def machine_house(folder: Path) -> AsyncIterator[House]:
    """The core on the machine's own clock."""
    async with open_house(sqlite_url(folder), clock=cast("ManualClock", SystemClock())) as house:
        yield house


@asynccontextmanager
async def at_work(house: House) -> AsyncIterator[None]:
    """The scheduler and the counter at work."""
    tasks = [asyncio.ensure_future(house.scheduler.run()), asyncio.ensure_future(counter.run(house.quiz))]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
