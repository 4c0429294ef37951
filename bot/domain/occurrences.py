"""Occurrences: the dates of a schedule, and the instant of each.

The nominal local date decides the key and the weekday. A local time inside a gap stands for the first valid instant
after the gap; a repeated one for the first of the two. A date that a zone skipped whole has no occurrence.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from cronsim import CronSim, CronSimError

from bot.domain.errors import BadInput
from bot.domain.schedule import Schedule
from bot.domain.text import Text

DAY_NAMES = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MAX_WINDOW = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One date of a schedule: the nominal local date and the instant in UTC."""

    date: date
    at: datetime


@lru_cache(maxsize=512)
def zone_info(name: str) -> ZoneInfo:
    """The IANA zone. Raises BadInput when there is none of that name."""
    try:
        return ZoneInfo(name)
    except (KeyError, OSError, ValueError) as error:
        raise BadInput("E_UNKNOWN", "tz", Text(
            zh=f"时区“{name[:40]}”不存在。请写 IANA 时区名，例如 Asia/Shanghai。",
            en=f"tz: there is no zone “{name[:40]}”; give an IANA name such as Europe/Berlin",
        )) from error


def instant(day: date, at: time, zone: ZoneInfo) -> datetime | None:
    """When the local clock first shows, or first passes, that time on that date; None on a date that never was."""
    naive = datetime.combine(day, at)
    first = naive.replace(tzinfo=zone, fold=0).astimezone(UTC)
    if first.astimezone(zone).replace(tzinfo=None) == naive:
        return first
    after_gap = _first_valid(naive, zone)
    if after_gap.astimezone(zone).date() > day and _skipped_whole(day, zone):
        return None
    return after_gap


def _first_valid(naive: datetime, zone: ZoneInfo) -> datetime:
    """The instant at which the gap around a local time that does not exist ends (found to the second)."""
    late = naive.replace(tzinfo=zone, fold=0).astimezone(UTC)  # read with the offset before the gap: after its end
    early = naive.replace(tzinfo=zone, fold=1).astimezone(UTC)  # with the offset after it: before its end
    new_offset = late.astimezone(zone).utcoffset()
    low, high = int(early.timestamp()), int(late.timestamp())
    while low < high:
        middle = (low + high) // 2
        if datetime.fromtimestamp(middle, zone).utcoffset() == new_offset:
            high = middle
        else:
            low = middle + 1
    return datetime.fromtimestamp(low, UTC)


def _skipped_whole(day: date, zone: ZoneInfo) -> bool:
    """Whether no instant has that local date (a zone that crossed the date line)."""
    end = _first_valid(datetime.combine(day, time.max.replace(microsecond=0)), zone)
    return (end - timedelta(seconds=1)).astimezone(zone).date() < day


@lru_cache(maxsize=1024)
def cron_days(days: str, at: time) -> str:
    """The three date fields of cron for `daily`, `mon-fri`, `mon,wed`, or a five-field expression.

    Of an expression the minute and hour must be `*` or agree with the schedule's time, since a schedule has one
    occurrence a date. Raises BadInput.
    """
    text = " ".join(days.lower().split())
    if text in ("", "daily", "*", "every day", "每天"):
        return "* * *"
    fields = text.split(" ")
    if len(fields) == 5:
        clock = [(fields[0], str(at.minute)), (fields[1], str(at.hour))]
        if not all(field == "*" or field.lstrip("0") == want.lstrip("0") for field, want in clock):
            raise _bad_days(days)
        found = " ".join(fields[2:])
    elif len(fields) == 1:
        found = f"* * {_weekdays(fields[0], days)}"
    else:
        raise _bad_days(days)
    try:
        next(CronSim(f"0 0 {found}", datetime(2024, 1, 1)))  # noqa: DTZ001 - a calendar, no clock of a zone
    except (CronSimError, StopIteration) as error:
        raise _bad_days(days) from error
    return found


def _weekdays(text: str, days: str) -> str:
    found: set[int] = set()
    for part in text.split(","):
        start, dash, end = part.partition("-")
        if start not in DAY_NAMES or (dash and end not in DAY_NAMES):
            raise _bad_days(days)
        first = DAY_NAMES.index(start)
        last = DAY_NAMES.index(end) if dash else first
        found.update(day % 7 for day in range(first, last + 1 if last >= first else last + 8))
    return ",".join(str((day + 1) % 7) for day in sorted(found))


def _bad_days(days: str) -> BadInput:
    shown = days[:40]
    return BadInput("E_FORMAT", "days", Text(
        zh=f"days 写成“{shown}”看不懂。可写 daily、mon-fri、mon,wed，或五段 cron（分、时写 *），例如 * * 1 * *。",
        en=f"days: cannot read “{shown}”; write daily, mon-fri, mon,wed, or five cron fields with * for minute and hour, "
           "such as “* * 1 * *”",
    ))


def dates(days: str, at: time, start: date) -> Iterator[date]:
    """The nominal dates from `start` on, start included, in order."""
    before = datetime.combine(start, time()) - timedelta(minutes=1)
    try:
        for found in CronSim(f"0 0 {cron_days(days, at)}", before):
            yield found.date()
    except (CronSimError, OverflowError):
        return


def occurrences(schedule: Schedule, start: date) -> Iterator[Occurrence]:
    """The schedule's occurrences from the nominal date `start` on."""
    zone = zone_info(schedule.zone)
    for day in dates(schedule.days, schedule.at, start):
        found = instant(day, schedule.at, zone)
        if found is not None:
            yield Occurrence(day, found)


def next_occurrence(schedule: Schedule, now: datetime, after: date | None = None) -> Occurrence | None:
    """The first occurrence later than the instant `now`, and of a later date than `after` when that is given.

    The second condition keeps a date from coming twice when the clock, the zone or the time of day was changed.
    """
    today = now.astimezone(zone_info(schedule.zone)).date() - timedelta(days=1)
    start = today if after is None else max(today, after + timedelta(days=1))
    return next((found for found in occurrences(schedule, start) if found.at > now), None)


def latest_due(schedule: Schedule, first: date, now: datetime) -> tuple[list[date], Occurrence | None]:
    """Of the occurrences from `first` on that are due by `now`: the older dates, and the newest one."""
    older: list[date] = []
    newest: Occurrence | None = None
    for found in occurrences(schedule, first):
        if found.at > now:
            break
        if newest is not None:
            older.append(newest.date)
        newest = found
    return older, newest


def closes_at(schedule: Schedule, opens_at: datetime, day: date) -> datetime:
    """When a round of that occurrence closes: after the window, or at the next occurrence, at most 24 hours on."""
    if schedule.window is not None:
        return opens_at + schedule.window
    following = next_occurrence(schedule, opens_at, day)
    latest = opens_at + MAX_WINDOW
    return min(following.at, latest) if following else latest
