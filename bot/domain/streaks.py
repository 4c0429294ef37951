"""Streaks: how many scheduled days in a row a member has answered (the rules in words: docs/boards.md).

Days are the channel's. Two things keep a missed one from breaking the row: a freeze, and the member's own zone, by which
they did answer on every one of their own days on which that question was open.
"""

from __future__ import annotations

import json
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

Window = tuple[datetime, datetime]
"""From when until when a question was open."""
Zones = tuple[tuple[datetime, str], ...]
"""Since when a member has lived by which IANA zone, oldest first; an empty name is the channel's own calendar."""
Excuse = Callable[[date], bool]
"""Whether a missed date of the channel neither breaks a streak nor adds to it."""
_KEPT = 50
"""So many changes of zone are remembered: a year of flights every week."""
_NEAR = timedelta(days=3)
"""Further from a question no instant can have an own date on which it was open, however one travels."""
_HOUR = timedelta(hours=1)
_INSTANT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Streak:
    """So many scheduled days in a row; and the missed ones among them that a freeze has covered, newest first."""

    days: int = 0
    frozen: tuple[date, ...] = ()

    def frozen_in_week(self, day: date) -> int:
        """How many freezes the ISO week of that date has used."""
        return sum(_week(one) == _week(day) for one in self.frozen)


def streak(scheduled: Sequence[date], answered: Container[date], *, excused: Excuse = lambda _: False, freezes: int = 0) -> Streak:
    """How many scheduled days in a row, back from the newest, the member answered.

    `scheduled` holds the channel's dates with a posted question, newest first. The newest may still be open, so it
    counts when answered and does not break the row when not. An excused day neither breaks the row nor adds to it; nor do
    so many missed days of an ISO week as there are `freezes`, but never all of a week's days.
    """
    taken: Counter[tuple[int, int]] = Counter()
    length = 0
    used: list[date] = []
    pending: list[date] = []
    for index, day in enumerate(scheduled):
        if day in answered:
            length += 1
            # Only between two answered days was there something to keep.
            used += pending
            pending.clear()
        elif index > 0 and not excused(day):
            week = _week(day)
            if taken[week] == freezes or taken[week] + 1 == sum(_week(one) == week for one in scheduled):
                break
            taken[week] += 1
            pending.append(day)
    return Streak(length, tuple(used))


def excuse(windows: Mapping[date, Sequence[Window]], times: Sequence[datetime], zones: Zones, now: datetime) -> Excuse:
    """Whether the member's own calendar makes a missed date good: they answered another question of the channel on each of
    their own days on which a question of that date was open, or that own day is not over yet.

    `times` are the instants of the member's answers to scheduled questions, oldest first.
    """
    today = own_date(zones, now)

    def covered(window: Window) -> bool:
        own = set(_own_dates(zones, window))
        near = times[bisect_left(times, window[0] - _NEAR) : bisect_right(times, window[1] + _NEAR)]
        answered = {own_date(zones, at) for at in near}
        return all(day is not None and (day in answered or (today is not None and day >= today)) for day in own)

    return lambda day: bool(windows.get(day)) and all(map(covered, windows[day]))


def own_date(zones: Zones, at: datetime) -> date | None:
    """The member's calendar date at that instant, by the zone they had then; None when they went by the channel's."""
    name = ""
    for since, zone in zones:
        if since > at:
            break
        name = zone
    return at.astimezone(ZoneInfo(name)).date() if name else None


def with_zone(zones: Zones, name: str, now: datetime) -> Zones:
    """The zones after a change: the new one holds from now on, what was before stays as it was."""
    if name == (zones[-1][1] if zones else ""):
        return zones
    return (*zones, (now, name))[-_KEPT:]


def zones_to_text(zones: Zones) -> str:
    """As JSON, to be stored."""
    return json.dumps([[since.isoformat(), name] for since, name in zones])


def zones_of_text(text: str) -> Zones:
    """The zones that `zones_to_text` wrote; an empty text has none. Raises ValueError on anything else."""
    return tuple((datetime.fromisoformat(since), name) for since, name in json.loads(text or "[]"))


def _own_dates(zones: Zones, window: Window) -> Iterator[date | None]:
    """Every date that the member's calendar showed while the window was open; some more than once."""
    opens, closes = window
    # By the hour, for a date in between may be missing: a zone or a traveller can cross the date line.
    at = opens
    while at < closes:
        yield own_date(zones, at)
        at += _HOUR
    yield own_date(zones, max(opens, closes - _INSTANT))


def _week(day: date) -> tuple[int, int]:
    return day.isocalendar()[:2]
