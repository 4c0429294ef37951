"""Round: one question open in one channel, and the answers to it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import Literal

from bot.domain.lettering import shown_letters, stored_letters
from bot.domain.question import Result
from bot.domain.request import tenant_of
from bot.domain.text import PostLang

VerdictPolicy = Literal["at_once", "at_reveal"]
RoundState = Literal["pending", "open", "closed"]


@dataclass(frozen=True, slots=True)
class Round:
    """One question in one channel from `opens_at` to `closes_at`; `pending` until the platform has its message."""

    id: str
    """Opaque, `[0-9a-z]{12}`; the marker of its message on every platform, so that it is posted once."""
    channel: str
    question_id: str
    question_version: str
    order: tuple[int, ...]
    """`order[i]` is the stored index of the option shown at letter i; fixed once picked."""
    lang: PostLang
    verdict: VerdictPolicy
    opens_at: datetime
    closes_at: datetime
    schedule_id: str | None = None
    local_date: date | None = None
    """The channel's calendar date that the points count for; with `schedule_id` the occurrence."""
    state: RoundState = "pending"
    message_id: str | None = None
    reveal_id: str | None = None
    live_id: str | None = None
    """The live quiz that it belongs to."""
    counts: bool = True
    """Whether its points are for the ledger: those of a live quiz only once that is over."""

    @property
    def tenant(self) -> str:
        return tenant_of(self.channel)

    def accepts(self, at: datetime) -> bool:
        """Whether a reply made at that instant, by the platform's timestamp, is in time."""
        within = self.opens_at <= at < self.closes_at
        # A reply in time may arrive behind the close; a live question is over once it is closed.
        return within and (self.state == "open" or (self.state == "closed" and self.schedule_id is not None))

    def stored_letters(self, shown: str, *, places: bool = False) -> str:
        """Translate the letters that members saw (`B`, `c, a, b`, `选 B`) into the stored ones; with `places` also
        their numbers (`3 1 2`). Anything else is returned as it is."""
        return stored_letters(self.order, shown, places=places)

    def shown_letters(self, stored: str) -> str:
        """The other way: the letters that members saw for stored ones, in the round's order."""
        return shown_letters(self.order, stored)


@dataclass(frozen=True, slots=True)
class Answer:
    """One member's one reply to a round; `response` is in stored letters, or as typed."""

    round_id: str
    member: str
    name: str
    response: str
    result: Result
    credit: Fraction
    points: int
    at: datetime
