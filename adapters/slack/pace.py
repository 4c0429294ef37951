"""Pace: when the next call may be made. Measured by the event loop's own clock, which never goes back."""

from __future__ import annotations

import asyncio
from collections import OrderedDict

_REMEMBERED = 10_000


async def pause(seconds: float) -> None:
    """Wait so long."""
    if seconds > 0:
        await asyncio.wait([asyncio.get_running_loop().create_future()], timeout=seconds)


class Pacer:
    """Turns at least `gap` seconds apart for each name; other names are not held up."""

    def __init__(self, gap: float) -> None:
        self._gap = gap
        self._free: OrderedDict[str, float] = OrderedDict()

    def wait_for(self, name: str) -> float:
        """Seconds until the name's next turn."""
        return max(0.0, self._free.get(name, 0.0) - asyncio.get_running_loop().time())

    def take(self, name: str) -> float:
        """Take the next turn; seconds until it comes."""
        now = asyncio.get_running_loop().time()
        at = max(now, self._free.pop(name, 0.0))
        self._free[name] = at + self._gap
        while len(self._free) > _REMEMBERED:
            self._free.popitem(last=False)
        return at - now

    def hold(self, name: str, seconds: float) -> None:
        """No turn before that: the platform asked for it."""
        at = asyncio.get_running_loop().time() + seconds
        self._free[name] = max(self._free.get(name, 0.0), at)


class Bucket:
    """At most `size` at once, and `rate` a second in the long run."""

    def __init__(self, size: float, rate: float) -> None:
        self._size, self._rate = size, rate
        self._left, self._at = size, 0.0

    def take(self) -> bool:
        """Whether there is one left now."""
        now = asyncio.get_running_loop().time()
        self._left = min(self._size, self._left + (now - self._at) * self._rate)
        self._at = now
        if self._left < 1:
            return False
        self._left -= 1
        return True


class Once:
    """Remembers texts for a while: says whether one comes for the first time."""

    def __init__(self, seconds: float, most: int = 20_000) -> None:
        self._seconds, self._most = seconds, most
        self._seen: OrderedDict[str, float] = OrderedDict()

    def first(self, text: str) -> bool:
        """True the first time; an empty text is always new."""
        now = asyncio.get_running_loop().time()
        while self._seen and (len(self._seen) >= self._most or next(iter(self._seen.values())) < now):
            self._seen.popitem(last=False)
        if not text:
            return True
        if text in self._seen:
            return False
        self._seen[text] = now + self._seconds
        return True
