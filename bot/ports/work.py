"""What the store hands out: due work, and what became of answers, occurrences and quizzes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from bot.domain.live import Live
from bot.domain.recap import Recap
from bot.domain.round import Answer, Round

WorkKind = Literal["post", "close", "reveal", "live", "recap", "season"]


@dataclass(frozen=True, slots=True)
class Work:
    """One thing that is due: a durable row under a lease.

    `key` is unique within `kind`: `<schedule>/<local date>` to post, the round's id to close and to reveal, the quiz's id for a live one,
    `<channel>/<local date>` for a recap, the season's id to post its table. `attempt`
    counts the leases taken on it, this one included; `first_try_at` is when the first was taken.
    """

    kind: WorkKind
    key: str
    channel: str
    due_at: datetime
    owner: str = ""
    attempt: int = 0
    first_try_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Recorded:
    """What became of an answer: `stored`, `changed` (the policy allows it), `already` (the earlier one stands, in
    `answer`), or `late` (the round is closed)."""

    outcome: Literal["stored", "changed", "already", "late"]
    answer: Answer | None = None


@dataclass(frozen=True, slots=True)
class Tally:
    """How the answers to a round fell: (response, result, count), most frequent first, at most 30 rows."""

    rows: tuple[tuple[str, str, int], ...]
    members: int
    firsts: tuple[Answer, ...]
    """The earliest correct answers of members who are not hidden, at most 10."""


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One date of a schedule that has been dealt with: `done`, `skipped` (by a manager), `missed` (after the
    deadline) or `failed` (the platform refused), with the reason."""

    schedule_id: str
    local_date: date
    state: Literal["done", "skipped", "missed", "failed"]
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """What one transition of a live quiz changes, in one transaction: the quiz itself and, where given, the round that is
    planned, that opens, or that is shut, what each member earned in it, and whether all scored rounds are booked now."""

    live: Live
    plan: Round | None = None
    open: Round | None = None
    shut: str = ""
    earned: tuple[str, Mapping[str, int]] | None = None
    book: bool = False


Change = Callable[[Live], Step | None]
"""From the quiz as it is to what becomes of it; None leaves it. Raises Refusal."""


RecapChange = Callable[[Recap | None], Recap | None]
"""From the recap as it is to what becomes of it; None for none. Pure: it may be called again."""
