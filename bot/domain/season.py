"""Seasons that a manager names, the tables that they leave, and corrections of points."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from bot.domain.text import PostLang


@dataclass(frozen=True, slots=True)
class Season:
    """A named stretch of a channel's local dates, `first` and `last` included; it runs while it has no `ended_at`."""

    id: str
    """Opaque, `[0-9a-z]{12}`; the marker of its message."""
    channel: str
    name: str
    first: date
    lang: PostLang
    started_at: datetime
    last: date | None = None
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class SeasonRow:
    """One row of a final table. `name` is empty for an erased member, and `hidden` says that one shows on no board now."""

    rank: int
    member: str
    name: str
    points: int
    answered: int
    correct: int
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class SeasonTable:
    """The top rows of a season that is over, the asking member's own row, and how many members it had."""

    rows: tuple[SeasonRow, ...]
    mine: SeasonRow | None
    members: int


@dataclass(frozen=True, slots=True)
class Correction:
    """A manager's change of a member's points, as the log keeps it. Names are empty for who has been erased since."""

    channel: str
    day: date
    """The channel's local date that it counts on."""
    member: str
    name: str
    points: int
    reason: str
    by: str
    by_name: str
    at: datetime
