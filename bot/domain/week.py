"""Week: what seven days of a channel add up to, against the seven before (the definitions in words: docs/boards.md)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import NamedTuple

DAYS = 7
_LEAST = 3
"""Fewer answers say little: of a question, or of a member in either week."""
_TOP = 3


class Booked(NamedTuple):
    """A line of the books: one member's answer to a revealed round, or a correction (then `round_id` is empty).

    A tuple, for there are many.
    """

    day: date
    round_id: str
    question: tuple[str, str]
    """Id and version."""
    member: str
    name: str
    points: int
    correct: bool
    at: datetime
    graded: bool = True
    """Whether the answer was found right or wrong at all: a discussion is not."""
    hidden: bool = False
    """Whether the member wants to be on no board."""


@dataclass(frozen=True, slots=True)
class Totals:
    """How many took part, how many answers they gave, and how many of the graded ones were correct."""

    members: int = 0
    answers: int = 0
    graded: int = 0
    correct: int = 0

    @property
    def share(self) -> Fraction | None:
        """Correct among graded; None where nothing was graded."""
        return Fraction(self.correct, self.graded) if self.graded else None


@dataclass(frozen=True, slots=True)
class Hard:
    """How a question of the week went; `round_id` is the newest round that asked it."""

    round_id: str
    question_id: str
    answers: int
    correct: int


@dataclass(frozen=True, slots=True)
class Improved:
    """A member's share of correct answers in the week before, and now."""

    name: str
    before: Fraction
    now: Fraction


@dataclass(frozen=True, slots=True)
class Place:
    """One of the first three; equal points share a rank."""

    rank: int
    name: str
    points: int
    answered: int
    correct: int


@dataclass(frozen=True, slots=True)
class Week:
    """The seven days from `since` on. `hard` begins with the hardest question; names are of those who are not hidden."""

    since: date
    now: Totals
    before: Totals
    days: tuple[Totals, ...]
    hard: tuple[Hard, ...]
    improved: Improved | None
    top: tuple[Place, ...]
    members: tuple[str, ...]
    """The ids of those who took part and are not hidden, by their points."""

    @property
    def until(self) -> date:
        """Its last day."""
        return self.since + timedelta(days=DAYS - 1)


def week(lines: Iterable[Booked], since: date) -> Week:
    """The week from the lines of its days and of the seven before; lines of other days are left aside."""
    begin, end = since - timedelta(days=DAYS), since + timedelta(days=DAYS)
    booked = [line for line in lines if begin <= line.day < end]
    new, old = _parted(booked, lambda line: line.day >= since)
    answers = [line for line in new if line.round_id]
    ranked = _ranked([line for line in new if not line.hidden])
    return Week(
        since=since, now=_totals(answers), before=_totals([line for line in old if line.round_id]),
        days=tuple(_totals([line for line in answers if line.day == since + timedelta(days=n)]) for n in range(DAYS)),
        hard=_hard(answers), improved=_improved(answers, old), top=_places(ranked),
        members=tuple(lines[0].member for lines in ranked if any(line.round_id for line in lines)),
    )


def _parted(lines: Sequence[Booked], first: Callable[[Booked], bool]) -> tuple[list[Booked], list[Booked]]:
    return [line for line in lines if first(line)], [line for line in lines if not first(line)]


def _totals(lines: Sequence[Booked]) -> Totals:
    return Totals(len({line.member for line in lines}), len(lines), sum(line.graded for line in lines),
                  sum(line.graded and line.correct for line in lines))


def _grouped(lines: Iterable[Booked], key: Callable[[Booked], object]) -> list[list[Booked]]:
    found: dict[object, list[Booked]] = {}
    for line in lines:
        found.setdefault(key(line), []).append(line)
    return list(found.values())


def _hard(lines: Sequence[Booked]) -> tuple[Hard, ...]:
    """Questions that enough have answered and somebody got wrong, the lowest share first; of equal ones the more answered."""
    found = []
    for asked in _grouped((line for line in lines if line.graded), lambda line: line.question):
        correct = sum(line.correct for line in asked)
        if len(asked) >= _LEAST and correct < len(asked):
            newest = max(asked, key=lambda line: (line.day, line.at))
            found.append(Hard(newest.round_id, newest.question[0], len(asked), correct))
    return tuple(sorted(found, key=lambda one: (Fraction(one.correct, one.answers), -one.answers, one.question_id)))


def _improved(new: Sequence[Booked], old: Sequence[Booked]) -> Improved | None:
    """Who gained most in the share of correct answers; of equal gains, who answered more, then who answered first."""
    answered = _grouped((line for line in old if line.round_id), lambda line: line.member)
    before = {lines[0].member: _totals(lines) for lines in answered}
    best: tuple[tuple[Fraction, int], Improved] | None = None
    for lines in _grouped((line for line in sorted(new, key=lambda line: line.at) if not line.hidden), lambda line: line.member):
        now, was = _totals(lines), before.get(lines[0].member, Totals())
        if now.share is None or was.share is None or min(now.graded, was.graded) < _LEAST or now.share <= was.share:
            continue
        rank = now.share - was.share, now.graded
        if best is None or rank > best[0]:
            best = rank, Improved(lines[-1].name, was.share, now.share)
    return None if best is None else best[1]


def _ranked(lines: Sequence[Booked]) -> list[list[Booked]]:
    """The lines of each member, the most points first; among equals the one whose last answer was earlier."""
    return sorted(_grouped(lines, lambda line: line.member),
                  key=lambda own: (-sum(line.points for line in own), max(line.at for line in own), own[0].member))


def _places(ranked: Sequence[Sequence[Booked]]) -> tuple[Place, ...]:
    found: list[Place] = []
    for number, own in enumerate(ranked[:_TOP], start=1):
        points = sum(line.points for line in own)
        if points <= 0:
            break
        rank = found[-1].rank if found and found[-1].points == points else number
        own_answers = [line for line in own if line.round_id]
        found.append(Place(rank, own[-1].name, points, len(own_answers), sum(line.correct for line in own_answers)))
    return tuple(found)
