"""Allowance: how often something may be done, as token buckets; pure, told the time by whoever asks."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from math import ceil
from typing import Literal

Whose = Literal["member", "tenant"]
_KEPT = 8192
"""Buckets in memory: the one used longest ago goes first, and a bucket that is gone is a full one."""


@dataclass(frozen=True, slots=True)
class Rate:
    """`burst` times at once, refilled evenly within `seconds`."""

    burst: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Wait:
    """Not yet: whose bucket is empty, and the whole seconds (1 or more) until there is a token again."""

    whose: Whose
    seconds: int


@dataclass(slots=True)
class Allowance:
    """One bucket for each member of a tenant and one for each tenant; both must have a token, or none is taken."""

    rates: Mapping[Whose, Rate]
    _left: OrderedDict[tuple[str, str], tuple[float, datetime]] = field(default_factory=OrderedDict)

    def take(self, tenant: str, member: str, now: datetime) -> Wait | None:
        """None when it may be done now; else how long to wait. A clock that steps back takes and gives nothing."""
        keys: dict[Whose, tuple[str, str]] = {"member": (tenant, member), "tenant": (tenant, "")}
        have = {whose: self._tokens(keys[whose], rate, now) for whose, rate in self.rates.items()}
        for whose, rate in self.rates.items():
            if have[whose] < 1:
                return Wait(whose, max(1, ceil((1 - have[whose]) * rate.seconds / rate.burst)))
        for whose, tokens in have.items():
            self._left[keys[whose]] = tokens - 1, now
            self._left.move_to_end(keys[whose])
        while len(self._left) > _KEPT:
            self._left.popitem(last=False)
        return None

    def _tokens(self, key: tuple[str, str], rate: Rate, now: datetime) -> float:
        tokens, since = self._left.get(key, (float(rate.burst), now))
        gained = max(0.0, (now - since).total_seconds()) * rate.burst / rate.seconds
        return min(float(rate.burst), tokens + gained)


def demo_allowance() -> Allowance:
    """For demos: a member runs 10 and a tenant 60 within 30 seconds; one worker draws about five pictures a second."""
    return Allowance({"member": Rate(10, 30), "tenant": Rate(60, 30)})
