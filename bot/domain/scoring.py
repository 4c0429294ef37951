"""Points, ranks and periods: all derived from answers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
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

    A season is a calendar quarter where no manager has named one (bot/domain/season.py).
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


def period_days(period: Period, day: date) -> tuple[date, date]:
    """The first and last date of the period that a calendar date falls in; `all` has every date there is."""
    match period:
        case "day":
            return day, day
        case "week":
            monday = day - timedelta(days=day.weekday())
            return monday, monday + timedelta(days=6)
        case "month":
            return day.replace(day=1), _before_month(day.year, day.month + 1)
        case "season":
            first = (day.month - 1) // 3 * 3 + 1
            return date(day.year, first, 1), _before_month(day.year, first + 3)
        case "all":
            return date.min, date.max


def _before_month(year: int, month: int) -> date:
    """The last date before the month, which may be the thirteenth."""
    return (date(year, month, 1) if month <= 12 else date(year + 1, 1, 1)) - timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Standing:
    """One row of a board. Equal points share a rank (1, 2, 2, 4); the earlier last answer stands first among them.

    `points` are never below 0: what corrections took beyond that is 0 on a board.
    """

    rank: int
    member: str
    name: str
    points: int
    answered: int
    correct: int
    last_at: datetime


@dataclass(frozen=True, slots=True)
class Board:
    """The top rows of a board, the asking member's own row, and how many members it has.

    Hidden members are not counted. For one who asks, `mine` has the rank that they would have.
    """

    rows: tuple[Standing, ...]
    mine: Standing | None
    members: int
    season: str = ""
    """The name of the season that runs in the channel, when the board is of that."""
    hidden: bool = False
    """Whether the member who asks is on no board."""
