"""Points, ranks, periods and streaks: all derived from answers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import Literal

Period = Literal["day", "week", "month", "season", "all"]
PERIODS: tuple[Period, ...] = ("day", "week", "month", "season", "all")


def points(difficulty: int, credit: Fraction) -> int:
    """10 points × difficulty × credit, rounded half up; never below 0."""
    # Whole numbers throughout: a sum of fractions costs more than storing the answer.
    return max(0, (20 * difficulty * credit.numerator + credit.denominator) // (2 * credit.denominator))


def period_key(period: Period, day: date) -> str:
    """The name of the period a calendar date falls in: `all`, `2026-11-24`, `2026-W48`, `2026-11`, `2026-Q4`.

    A season is a calendar quarter until a manager names one.
    """
    match period:
        case "day":
            return day.isoformat()
        case "week":
            year, week, _ = day.isocalendar()
            return f"{year}-W{week:02}"
        case "month":
            return f"{day:%Y-%m}"
        case "season":
            return f"{day.year}-Q{(day.month + 2) // 3}"
        case "all":
            return "all"


@dataclass(frozen=True, slots=True)
class Standing:
    """One row of a board. Equal points share a rank (1, 2, 2, 4); the earlier last answer stands first among them."""

    rank: int
    member: str
    name: str
    points: int
    answered: int
    correct: int
    last_at: datetime


@dataclass(frozen=True, slots=True)
class Board:
    """The top rows of a board, the asking member's own row, and how many members it has."""

    rows: tuple[Standing, ...]
    mine: Standing | None
    members: int


def streak(scheduled: Sequence[date], answered: Iterable[date]) -> int:
    """How many scheduled days in a row, back from the newest, the member answered.

    `scheduled` holds the channel's dates with a posted question, newest first. The newest may still be open, so it
    counts when answered and does not break the row when not.
    """
    have = set(answered)
    length = 0
    for index, day in enumerate(scheduled):
        if day in have:
            length += 1
        elif index > 0:
            break
    return length
