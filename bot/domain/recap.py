"""Recap: when a channel gets the summary of its last seven days, by its own local time (docs/boards.md)."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from bot.domain.occurrences import Occurrence, latest_due, next_occurrence
from bot.domain.schedule import Schedule
from bot.domain.text import PostLang

DEADLINE = timedelta(hours=6)
"""Later than that a week is left out, as a question is by default."""
WEEK = timedelta(days=7)
OFF = "off"
"""Why it stopped, when a manager turned it off."""
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Recap:
    """The rule of one channel. `day` is `mon` … `sun`; zone and language are the schedule's, where the channel has one."""

    channel: str
    day: str = "mon"
    at: time = time(9)
    zone: str = "UTC"
    lang: PostLang = "both"
    by: str = ""
    """Who set it: told when it stops."""
    last: date | None = None
    """The local date of the newest one that was posted."""
    stopped: str = ""
    """Why it stopped; empty while it runs."""
    next_date: date | None = None
    next_at: datetime | None = None

    @property
    def rule(self) -> Schedule:
        """As a schedule, for the calendar."""
        return Schedule("", self.channel, self.at, self.zone, self.day, deadline=DEADLINE)


def planned(recap: Recap, now: datetime) -> Recap:
    """The recap with its next date and instant, at least seven days after the newest one; none while it is stopped."""
    after = None if recap.last is None else recap.last + WEEK - _DAY
    found = None if recap.stopped else next_occurrence(recap.rule, now, after)
    return replace(recap, next_date=found.date if found else None, next_at=found.at if found else None)


def due(recap: Recap, now: datetime) -> Occurrence | None:
    """The newest date that is due; of several missed weeks only that one is told."""
    return None if recap.next_date is None else latest_due(recap.rule, recap.next_date, now)[1]


def coming(recap: Recap, now: datetime) -> datetime:
    """When its next date is due by its present rule, or in a minute where it has none left."""
    after = None if recap.next_date is None else recap.next_date - _DAY
    found = next_occurrence(recap.rule, now, after)
    return found.at if found else now + timedelta(seconds=60)


def marker(channel: str, day: date) -> str:
    """What the message of that date carries, `[0-9a-z]{20}`: the same in every process, another for every channel."""
    return "w" + hashlib.sha256(f"{channel}\n{day}".encode()).hexdigest()[:19]


def recap_to_text(recap: Recap) -> str:
    """As JSON, to be stored; the channel stands beside it."""
    return json.dumps({
        "day": recap.day, "at": f"{recap.at:%H:%M}", "zone": recap.zone, "lang": recap.lang, "by": recap.by,
        "last": recap.last and recap.last.isoformat(), "stopped": recap.stopped,
        "next_date": recap.next_date and recap.next_date.isoformat(), "next_at": recap.next_at and recap.next_at.isoformat(),
    }, ensure_ascii=False)


def recap_of_text(channel: str, text: str) -> Recap:
    """The recap that `recap_to_text` wrote. Raises KeyError, TypeError or ValueError on anything else."""
    raw: dict[str, Any] = json.loads(text)
    last, next_date, next_at = (raw.pop(name) for name in ("last", "next_date", "next_at"))
    return Recap(channel, **raw | {
        "at": time.fromisoformat(raw["at"]),
        "last": date.fromisoformat(last) if last else None,
        "next_date": date.fromisoformat(next_date) if next_date else None,
        "next_at": datetime.fromisoformat(next_at) if next_at else None,
    })
