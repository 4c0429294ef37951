"""When a schedule's dates come: gaps, overlaps, dates that never were, and every zone there is."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice, pairwise, takewhile
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.errors import BadInput
from bot.domain.occurrences import (
    Occurrence,
    closes_at,
    cron_days,
    dates,
    instant,
    latest_due,
    next_occurrence,
    occurrences,
    zone_info,
)
from bot.domain.schedule import Schedule

ZONES = sorted(name for name in available_timezones() if name not in ("localtime", "Factory"))
DAY = timedelta(days=1)


def plan(at: str, zone: str, days: str = "daily", **more: object) -> Schedule:
    """A schedule of that rule."""
    return Schedule("s1", "web:local:general", time.fromisoformat(at), zone, days, **more)  # type: ignore[arg-type]


def first(schedule: Schedule, start: str, count: int) -> list[tuple[str, str]]:
    """(date, UTC instant) of the first occurrences, as the preview prints them."""
    found = islice(occurrences(schedule, date.fromisoformat(start)), count)
    return [(one.date.isoformat(), f"{one.at:%Y-%m-%dT%H:%M}Z") for one in found]


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def test_a_gap_posts_once_at_its_end() -> None:
    """New York skips 02:30 on 8 March 2026: that date comes once, at 07:00 UTC, and the next day is as usual."""
    assert first(plan("02:30", "America/New_York"), "2026-03-07", 3) == [
        ("2026-03-07", "2026-03-07T07:30Z"), ("2026-03-08", "2026-03-08T07:00Z"), ("2026-03-09", "2026-03-09T06:30Z"),
    ]


def test_a_repeated_time_posts_at_the_first_of_the_two() -> None:
    """New York passes 01:30 twice on 1 November 2026: the question comes once, in daylight time."""
    assert first(plan("01:30", "America/New_York"), "2026-10-31", 3) == [
        ("2026-10-31", "2026-10-31T05:30Z"), ("2026-11-01", "2026-11-01T05:30Z"), ("2026-11-02", "2026-11-02T06:30Z"),
    ]


def test_half_an_hour_on_lord_howe() -> None:
    """Where clocks move by thirty minutes, 02:15 in the gap becomes 02:30, and the repeated 01:45 comes once."""
    assert first(plan("02:15", "Australia/Lord_Howe"), "2026-10-03", 3) == [
        ("2026-10-03", "2026-10-02T15:45Z"), ("2026-10-04", "2026-10-03T15:30Z"), ("2026-10-05", "2026-10-04T15:15Z"),
    ]
    assert first(plan("01:45", "Australia/Lord_Howe"), "2026-04-05", 2) == [
        ("2026-04-05", "2026-04-04T14:45Z"), ("2026-04-06", "2026-04-05T15:15Z"),
    ]


@pytest.mark.parametrize("zone", ["Pacific/Apia", "Pacific/Fakaofo"])
@pytest.mark.parametrize("at", ["00:00", "09:00", "23:59"])
def test_a_date_that_never_was_has_no_occurrence(zone: str, at: str) -> None:
    """Samoa and Tokelau went from 29 to 31 December 2011; both neighbours of the missing date have their question."""
    found = [day for day, _ in first(plan(at, zone), "2011-12-29", 3)]
    assert found == ["2011-12-29", "2011-12-31", "2012-01-01"]
    assert instant(date(2011, 12, 30), time.fromisoformat(at), ZoneInfo(zone)) is None


@pytest.mark.parametrize(("zone", "day", "at", "expected"), [
    ("America/Toronto", "1919-03-30", "23:45", "1919-03-31T04:30"),
    ("America/Scoresbysund", "2025-03-29", "23:30", "2025-03-30T01:00"),
])
def test_a_gap_that_spans_midnight_keeps_its_date(zone: str, day: str, at: str, expected: str) -> None:
    """The clock passes the time only on the next date, but the occurrence belongs to the date that was asked for."""
    found = next(occurrences(plan(at, zone), date.fromisoformat(day)))
    assert found == Occurrence(date.fromisoformat(day), utc(expected))
    assert found.at.astimezone(ZoneInfo(zone)).date() == date.fromisoformat(day) + DAY


def test_midnight_in_a_gap() -> None:
    """São Paulo skipped 00:00–01:00 on 4 November 2018: a question at 00:30 came at 01:00 of the same date."""
    assert first(plan("00:30", "America/Sao_Paulo"), "2018-11-04", 1) == [("2018-11-04", "2018-11-04T03:00Z")]


def changes(zone: ZoneInfo) -> Iterator[tuple[datetime, timedelta, timedelta]]:
    """(instant, offset before, offset after) of the zone's changes from 2000 to 2037 that stand alone for three days."""
    def offset(at: datetime) -> timedelta:
        return at.astimezone(zone).utcoffset() or timedelta()

    at, step = utc("2000-01-01"), timedelta(days=14)
    while at.year < 2038:
        before, after = offset(at), offset(at + step)
        if before != after:
            low, high = int(at.timestamp()), int((at + step).timestamp())
            while low < high:
                middle = (low + high) // 2
                if offset(datetime.fromtimestamp(middle, UTC)) == before:
                    low = middle + 1
                else:
                    high = middle
            when = datetime.fromtimestamp(low, UTC)
            if offset(when - 3 * DAY) == before and offset(when + 3 * DAY) == offset(when) == after:
                yield when, before, after
        at += step


def expected(target: datetime, when: datetime, before: timedelta, after: timedelta) -> datetime | None:
    """The instant of a naive local time near a change, by arithmetic on offsets alone."""
    by_old, by_new = (target - before).replace(tzinfo=UTC), (target - after).replace(tzinfo=UTC)
    if by_old < when:
        return by_old
    if by_new >= when:
        return by_new
    last, new = (when - timedelta(seconds=1) + before).date(), (when + after).date()
    return None if last < target.date() < new else when


@pytest.mark.parametrize("part", range(4))
def test_every_change_of_every_zone(part: int) -> None:
    """Around each change from 2000 to 2037 each local time has the instant that plain arithmetic on offsets gives."""
    for name in ZONES[part::4]:
        zone = ZoneInfo(name)
        for when, before, after in changes(zone):
            edge = (when + min(before, after)).replace(tzinfo=None)
            for minutes in (-1, 0, 1, 29, 30, 59, 60, 61, 12 * 60, 24 * 60, 25 * 60):
                target = edge + timedelta(minutes=minutes)
                found = instant(target.date(), target.time(), zone)
                assert found == expected(target, when, before, after), (name, target)


@given(zone=st.sampled_from(ZONES), year=st.integers(2000, 2037), minute=st.integers(0, 1439))
@settings(max_examples=120, deadline=None, derandomize=True)
def test_each_local_date_comes_exactly_once(zone: str, year: int, minute: int) -> None:
    """A daily schedule has one occurrence for each date that the zone had, at strictly increasing instants."""
    schedule = plan(f"{minute // 60:02}:{minute % 60:02}", zone)
    start, end = date(year, 1, 1), date(year, 12, 31)
    found = list(takewhile(lambda one: one.date <= end, occurrences(schedule, start)))
    days = [start + n * DAY for n in range((end - start).days + 1)]
    missing = {date(2011, 12, 30)} if zone in ("Pacific/Apia", "Pacific/Fakaofo") else set()
    assert [one.date for one in found] == [day for day in days if day not in missing or year != 2011]
    assert all(one.at < other.at for one, other in pairwise(found))


@given(zone=st.sampled_from(ZONES), day=st.dates(date(2000, 1, 1), date(2037, 12, 30)), minute=st.integers(0, 1439))
@settings(max_examples=300, deadline=None, derandomize=True)
def test_an_occurrence_shows_its_time_or_ends_a_gap(zone: str, day: date, minute: int) -> None:
    """The local clock shows the scheduled time at the instant, or one second earlier it had not reached it yet."""
    info = zone_info(zone)
    at = time(minute // 60, minute % 60)
    found = instant(day, at, info)
    if found is None:
        assert zone in ("Pacific/Apia", "Pacific/Fakaofo", "Pacific/Enderbury", "Pacific/Kanton", "Pacific/Kiritimati")
        return
    local = found.astimezone(info).replace(tzinfo=None)
    earlier = (found - timedelta(seconds=1)).astimezone(info).replace(tzinfo=None)
    target = datetime.combine(day, at)
    assert local == target or earlier < target < local


@pytest.mark.parametrize(("days", "weekdays"), [
    ("daily", "0123456"), ("", "0123456"), ("每天", "0123456"), ("Every Day", "0123456"), ("mon-fri", "01234"),
    ("MON,WED", "02"), ("sat-mon", "056"), ("fri-fri", "4"), ("sun", "6"), ("mon,thu-sat", "0345"), ("* * * * 1-5", "01234"),
    ("0 9 * * 0", "6"), ("* 09 * * mon", "0"),
])
def test_days_are_read(days: str, weekdays: str) -> None:
    """Names, lists, ranges around the week's end, and five cron fields say on which weekdays (Monday is 0)."""
    found = list(islice(dates(days, time(9), date(2026, 11, 23)), 14))
    assert {str(day.weekday()) for day in found} == set(weekdays)
    assert found == sorted(set(found))


@pytest.mark.parametrize("days", ["monday", "mon-", "-fri", "mon,,tue", "mon tue", "* * * *", "30 9 * * *", "* 10 * * *",
                                  "* * 31 2 *", "* * 32 * *", "* * * * mon-xyz", "* * * * * *", "weekdays", "1-5", "一"])
def test_days_that_cannot_be_read_say_what_can(days: str) -> None:
    """A wrong rule is refused with the param's name and examples in both languages."""
    with pytest.raises(BadInput) as caught:
        cron_days(days, time(9))
    assert (caught.value.code, caught.value.param) == ("E_FORMAT", "days")
    assert all("mon-fri" in side for side in (caught.value.text.zh, caught.value.text.en))


def test_first_of_the_month() -> None:
    """A cron expression may pick days of the month."""
    assert list(islice(dates("* * 1 * *", time(9), date(2026, 11, 24)), 3)) == [
        date(2026, 12, 1), date(2027, 1, 1), date(2027, 2, 1)]


def test_the_weekday_is_the_channels() -> None:
    """Monday 08:00 in Auckland is still Sunday in UTC; the nominal date decides."""
    assert first(plan("08:00", "Pacific/Auckland", "mon"), "2026-11-24", 1) == [("2026-11-30", "2026-11-29T19:00Z")]


def test_an_unknown_zone_is_bad_input() -> None:
    """A zone that does not exist is named, and so is its param."""
    with pytest.raises(BadInput) as caught:
        zone_info("Mars/Olympus")
    assert caught.value.param == "tz"
    assert "Mars/Olympus" in caught.value.text.zh


def test_the_next_occurrence_is_later_than_now() -> None:
    """On the very minute it is already over; a date that was dealt with does not come again, whatever the clock says."""
    schedule = plan("09:00", "Asia/Shanghai")
    nine = utc("2026-11-24T01:00")
    assert next_occurrence(schedule, nine - timedelta(seconds=1)) == Occurrence(date(2026, 11, 24), nine)
    assert next_occurrence(schedule, nine) == Occurrence(date(2026, 11, 25), nine + DAY)
    assert next_occurrence(schedule, nine - DAY, date(2026, 11, 24)) == Occurrence(date(2026, 11, 25), nine + DAY)
    assert next_occurrence(plan("09:00", "Asia/Shanghai", "* * 29 2 *"), nine) == Occurrence(
        date(2028, 2, 29), utc("2028-02-29T01:00"))


def test_the_latest_due_leaves_the_older_dates() -> None:
    """After three days of absence the newest is due and the two before are named; before its time nothing is."""
    schedule, nine = plan("09:00", "Asia/Shanghai"), utc("2026-11-24T01:00")
    older, newest = latest_due(schedule, date(2026, 11, 22), nine + timedelta(hours=5))
    assert older == [date(2026, 11, 22), date(2026, 11, 23)]
    assert newest == Occurrence(date(2026, 11, 24), nine)
    assert latest_due(schedule, date(2026, 11, 24), nine - timedelta(microseconds=1)) == ([], None)
    assert latest_due(schedule, date(2026, 11, 24), nine) == ([], newest)


@pytest.mark.parametrize(("days", "zone", "opens", "closes"), [
    ("daily", "Asia/Shanghai", "2026-11-24T01:00", "2026-11-25T01:00"),
    ("daily", "Asia/Shanghai", "2026-11-24T05:30", "2026-11-25T01:00"),
    ("mon-fri", "Asia/Shanghai", "2026-11-27T01:00", "2026-11-28T01:00"),
    ("daily", "Europe/Berlin", "2026-03-28T08:00", "2026-03-29T07:00"),
])
def test_a_round_closes_at_the_next_or_after_a_day(days: str, zone: str, opens: str, closes: str) -> None:
    """Without a window a round stays open until the next occurrence, a day of 23 hours included, at most 24 hours."""
    at, day = utc(opens), utc(opens).astimezone(ZoneInfo(zone)).date()
    assert closes_at(plan("09:00", zone, days), at, day) == utc(closes)


def test_a_window_counts_from_the_opening() -> None:
    """With a window a late post stays open just as long."""
    schedule = plan("09:00", "Asia/Shanghai", window=timedelta(minutes=90))
    assert closes_at(schedule, utc("2026-11-24T03:00"), date(2026, 11, 24)) == utc("2026-11-24T04:30")
