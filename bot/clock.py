"""Clock and ids: the only place, besides the composition root, that reads the time, sleeps, or is random."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

SHIFT_NOTE = "clock-shift-seconds"
"""The note of the store that keeps how far the preview clock was moved."""
SLICE = 30.0
"""Seconds: sleep no longer at a stretch, so that a suspended machine or a stepped clock is noticed."""


def shift_of(note: str | None) -> timedelta:
    """The shift that a note holds; none where there is no note."""
    return timedelta(seconds=float(note)) if note else timedelta()


class SystemClock:
    """The machine's wall clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    async def sleep_until(self, instant: datetime) -> None:
        seconds = (instant - self.now()).total_seconds()
        await asyncio.sleep(min(max(seconds, 0.0), SLICE))


class PreviewClock:
    """The wall clock plus a shift that people on the local page may move forward; never back.

    `save` keeps the shift across restarts, so that no round of a day already shown is asked again. Sleepers wake at
    once when the clock is moved.
    """

    def __init__(self, shift: timedelta, save: Callable[[timedelta], Awaitable[None]]) -> None:
        self._shift = max(shift, timedelta())
        self._save = save
        self._moved = asyncio.Event()

    def now(self) -> datetime:
        return datetime.now(UTC) + self._shift

    async def move(self, by: timedelta) -> datetime:
        """Move forward; the new time. Raises ValueError for a step back."""
        if by < timedelta():
            raise ValueError("the clock only moves forward")
        self._shift += by
        await self._save(self._shift)
        moved, self._moved = self._moved, asyncio.Event()
        moved.set()
        return self.now()

    async def sleep_until(self, instant: datetime) -> None:
        seconds = min(max((instant - self.now()).total_seconds(), 0.0), SLICE)
        try:
            await asyncio.wait_for(self._moved.wait(), seconds)
        except TimeoutError:
            return


_ALPHABET = "0123456789abcdefghijkmnpqrstuvwxyz"


class RandomIds:
    """Names and seeds from the machine's random source."""

    def name(self) -> str:
        return "".join(secrets.choice(_ALPHABET) for _ in range(12))

    def seed(self) -> int:
        return secrets.randbelow(2**31)
