"""Freshness: whether an interaction can still be answered, told by its own time stamp."""

from __future__ import annotations

from collections import deque

OLDEST = 2.5
"""Seconds after which an interaction is dropped: its token is void at 3 s, and another process may have answered."""
_SAMPLES = 30
_SKEWED = 1.0


class Freshness:
    """Compares ages with the machine's clock, and notices when that clock is wrong.

    When every one of the last 30 interactions seems older than a second, or comes from the future, it is the clock that
    is off, by the least of these ages.
    """

    def __init__(self) -> None:
        self._ages: deque[float] = deque(maxlen=_SAMPLES)

    @property
    def skew(self) -> float:
        """Seconds that the clock is ahead; 0 while there is no reason to think so."""
        least = min(self._ages, default=0.0)
        full = len(self._ages) == _SAMPLES
        return least if least < -_SKEWED or (full and least > _SKEWED) else 0.0

    def is_fresh(self, age: float) -> bool:
        """Whether something of that age, in seconds by our clock, may be answered."""
        self._ages.append(age)
        return age - self.skew <= OLDEST
