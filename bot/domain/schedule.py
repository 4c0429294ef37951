"""Schedule: when a channel gets its question, by its own local time."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Literal

from bot.domain.round import VerdictPolicy
from bot.domain.text import PostLang

ScheduleState = Literal["active", "paused", "disabled"]


@dataclass(frozen=True, slots=True)
class Filter:
    """Which questions a schedule draws from; empty means any."""

    topics: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    difficulty: tuple[int, int] = (1, 5)


@dataclass(frozen=True, slots=True)
class Schedule:
    """The rule. `days` is `mon-fri`, `mon,wed`, `daily`, or five cron fields."""

    id: str
    channel: str
    at: time
    zone: str
    days: str = "daily"
    filter: Filter = field(default_factory=Filter)
    window: timedelta | None = None
    """How long a round stays open; None: until the next occurrence, at most 24 hours."""
    verdict: VerdictPolicy = "at_once"
    deadline: timedelta = timedelta(hours=6)
    lang: PostLang = "both"
    state: ScheduleState = "active"
    reason: str = ""
    """Why it is paused or disabled."""
    seed: int = 0
    created_by: str = ""
    next_date: date | None = None
    next_at: datetime | None = None
