"""Driver: what a script needs of a platform, in the words of a member."""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Protocol

from bot.domain.bank import Bank
from tests.house import House


class Driver(Protocol):
    """A running platform with one channel, seen through its own client."""

    house: House
    channel: str

    async def press(self, who: str, letter: str) -> str:
        """Press that letter under the newest question; what the member reads."""
        ...

    async def reply(self, who: str, answer: str) -> str:
        """Open the newest question's form and send it with that answer; what the member reads."""
        ...

    async def click(self, who: str, label: str) -> str:
        """Press the newest button whose label holds the text; what the member reads."""
        ...

    async def type(self, who: str, line: str, *, manager: bool = False) -> str:
        """Type a command; what the member reads."""
        ...

    async def shown(self) -> list[str]:
        """The channel's messages as text, oldest first, those in its threads included."""
        ...

    async def loud(self) -> int:
        """How many messages stand in the channel itself, outside of threads; where there are none, how many there are."""
        ...

    async def restart(self) -> None:
        """End the process and begin another over the same database; the platform keeps what it has."""
        ...


class Open(Protocol):
    def __call__(self, folder: Path, bank: Bank) -> AbstractAsyncContextManager[Driver]: ...
