"""The processes of one story, one after the other, over one database."""

from __future__ import annotations

from contextlib import AsyncExitStack
from pathlib import Path

from bot.domain.bank import Bank
from tests.house import CountingIds, House, ManualClock, open_house, sqlite_url


class Lives:
    """Begins and ends them; what a driver enters into `stack` ends with the process."""

    def __init__(self, folder: Path, bank: Bank) -> None:
        self._folder, self._bank, self._begun = folder, bank, 0
        self.stack = AsyncExitStack()

    async def begin(self, clock: ManualClock) -> House:
        """The core of the next process; its ids are its own."""
        self._begun += 1
        return await self.stack.enter_async_context(open_house(
            sqlite_url(self._folder), bank=self._bank, clock=clock, ids=CountingIds("rstu"[self._begun - 1])))

    async def end(self) -> None:
        """The process ends, in order."""
        await self.stack.aclose()
