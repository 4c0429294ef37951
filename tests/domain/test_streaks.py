"""Streaks: days in a row, freezes, and members whose calendar is not the channel's."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.occurrences import instant
from bot.domain.streaks import (
    Streak,
    Window,
    Zones,
    excuse,
    own_date,
    streak,
    with_zone,
    zones_of_text,
    zones_to_text,
)

TUESDAY = date(2026, 11, 24)
DAYS = [TUESDAY - timedelta(days=n) for n in range(6)]
"""Newest first: a Tuesday, back to the Thursday before."""
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
DAY = timedelta(days=1)
TRAVELLED = ("Asia/Shanghai", "America/Los_Angeles", "Pacific/Auckland", "Pacific/Kiritimati", "Pacific/Pago_Pago", "Europe/Berlin",
             "Asia/Kathmandu")


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def daily(first: str, count: int, at: str = "09:00", zone: str = "Asia/Shanghai") -> dict[date, list[Window]]:
    """Questions of so many days, each open until the next."""
    start = date.fromisoformat(first)
    times = [instant(start + n * DAY, time.fromisoformat(at), ZoneInfo(zone)) for n in range(count + 1)]
    return {start + n * DAY: [(times[n], times[n + 1])] for n in range(count)}  # type: ignore[list-item]


def length(asked: dict[date, list[Window]], given: dict[date, datetime], zones: Zones, now: datetime, freezes: int = 0) -> int:
    """The streak of a member who answered those dates' questions at those instants."""
    fine = excuse(asked, sorted(given.values()), zones, now)
    return streak(sorted(asked, reverse=True), given, excused=fine, freezes=freezes).days


@pytest.mark.parametrize(("answered", "expected"), [
    ((), 0), ((0,), 1), ((0, 1, 2), 3), ((1, 2), 2), ((2, 3), 0), ((0, 2, 3), 1), ((0, 1, 2, 3, 4, 5), 6), ((5,), 0),
])
def test_a_streak_runs_back_from_the_newest(answered: tuple[int, ...], expected: int) -> None:
    """The newest may still be open: it counts when answered and breaks nothing when not; a gap after it does."""
    assert streak(DAYS, [DAYS[n] for n in answered]) == Streak(expected)


def test_only_scheduled_days_count() -> None:
    """A weekend without a question does not break a streak, and an answer on another day does not lengthen it."""
    fri, mon, tue = date(2026, 11, 20), date(2026, 11, 23), date(2026, 11, 24)
    assert streak([tue, mon, fri], [fri, mon, tue, date(2026, 11, 22)]).days == 3
    assert streak([], [tue]).days == 0


@pytest.mark.parametrize(("answered", "expected", "frozen"), [
    ((0, 2, 3, 4, 5), 5, (1,)),  # Monday missed
    ((2, 3, 4, 5), 4, (1,)),  # Monday missed, Tuesday still open
    ((0, 3, 4, 5), 4, (1, 2)),  # Sunday and Monday belong to two weeks
    ((0, 1, 4, 5), 2, ()),  # Saturday and Sunday belong to one
    ((0, 1, 3, 5), 3, (2,)),  # a second one in the week breaks the row, and keeps nothing
    ((0,), 1, ()), ((), 0, ()),
])
def test_a_freeze_covers_one_missed_day_a_week(answered: tuple[int, ...], expected: int, frozen: tuple[int, ...]) -> None:
    """It keeps the row without adding to it, and is used only where there was something to keep."""
    found = streak(DAYS, {DAYS[n] for n in answered}, freezes=1)
    assert (found.days, found.frozen) == (expected, tuple(DAYS[n] for n in frozen))
    assert found.frozen_in_week(TUESDAY) == (1 if 1 in frozen else 0)


def test_a_week_with_one_question_has_no_freeze() -> None:
    """Else a weekly question could be left unanswered for ever."""
    mondays = [date(2026, 11, 23) - timedelta(weeks=n) for n in range(4)]
    assert streak(mondays, {mondays[0], mondays[2]}, freezes=1) == Streak(1)


@given(st.lists(st.booleans(), max_size=60), st.integers(0, 1), st.sets(st.integers(0, 59)))
def test_freezes_and_excuses_only_help(answers: list[bool], freezes: int, fine: set[int]) -> None:
    """Neither shortens a streak; none is longer than what was answered; and of a week no more is frozen than the setting."""
    days = [TUESDAY - n * DAY for n in range(len(answers))]
    have = {day for day, answered in zip(days, answers, strict=True) if answered}
    found = streak(days, have, freezes=freezes, excused=lambda day: (TUESDAY - day).days in fine)
    assert streak(days, have).days <= found.days <= len(have)
    assert all(found.frozen_in_week(day) <= freezes for day in days)


def test_without_a_zone_nothing_is_excused() -> None:
    """A member who set none goes by the channel's days."""
    asked = daily("2026-11-20", 4)
    assert not any(map(excuse(asked, [utc("2026-11-20T02:00")], (), utc("2026-11-24T02:00")), asked))
    assert own_date((), LONG_AGO) is None


def test_morning_and_evening_on_the_other_side_of_the_world() -> None:
    """In Los Angeles a question of Shanghai's comes at 17:00 and ends at 17:00 the next day. Who answers on Tuesday morning
    and on Wednesday evening has answered on every day, though Tuesday evening's question went by."""
    asked = daily("2026-11-24", 4)  # from Monday 23 November, 17:00, on
    given = {date(2026, 11, 24): utc("2026-11-24T17:00"),  # Tuesday 09:00
             date(2026, 11, 26): utc("2026-11-26T02:00"),  # Wednesday 18:00
             date(2026, 11, 27): utc("2026-11-27T02:00")}  # Thursday 18:00
    now = utc("2026-11-27T03:00")
    assert length(asked, given, (), now) == 2
    assert length(asked, given, ((LONG_AGO, "America/Los_Angeles"),), now) == 3
    assert length(asked, given, ((LONG_AGO, "UTC"),), now) == 2


def test_a_day_that_is_not_over_breaks_nothing_yet() -> None:
    """On Wednesday at 17:30 there is still time to answer on Wednesday; on Thursday there is not."""
    asked = daily("2026-11-24", 3)
    given = {date(2026, 11, 24): utc("2026-11-24T17:00")}  # Tuesday 09:00
    zones: Zones = ((LONG_AGO, "America/Los_Angeles"),)
    assert length(asked, given, zones, utc("2026-11-26T01:30")) == 1
    assert length(asked, given, zones, utc("2026-11-26T08:30")) == 0


def test_every_other_day_is_no_streak() -> None:
    """One answer stands for one own day, so a zone makes nothing of answering every second question."""
    asked = daily("2026-11-01", 20)
    given = {day: windows[0][0] + timedelta(hours=1) for day, windows in asked.items() if day.day % 2}
    for zone in TRAVELLED:
        assert length(asked, given, ((LONG_AGO, zone),), utc("2026-11-21T00:30")) <= 1


def test_a_flight_over_the_date_line_west_skips_a_day_that_was_not_lived() -> None:
    """From Los Angeles on Sunday night to Auckland, where it is Tuesday at once: Monday never came, and nothing is lost."""
    asked = daily("2026-11-20", 6, "09:00", "Europe/Berlin")
    landed = utc("2026-11-23T11:30")  # Monday 03:30 in Los Angeles, Tuesday 00:30 in Auckland
    zones: Zones = ((LONG_AGO, "America/Los_Angeles"), (utc("2026-11-23T07:55"), "Pacific/Auckland"))
    given = {day: windows[0][0] + timedelta(hours=1) for day, windows in asked.items() if day != date(2026, 11, 22)}
    assert own_date(zones, utc("2026-11-23T07:50")) == date(2026, 11, 22)
    assert own_date(zones, landed) == date(2026, 11, 24)
    # Sunday's question was open on their Sunday (00:00 to 23:55) and on their Monday of Auckland (20:55 to 21:00).
    assert length(asked, given, zones, utc("2026-11-25T12:00")) == 3
    given[date(2026, 11, 22)] = utc("2026-11-22T23:00")
    assert length(asked, given, zones, utc("2026-11-25T12:00")) == 6


def test_a_flight_over_the_date_line_east_has_a_day_twice() -> None:
    """From Auckland on Tuesday back to Monday in Los Angeles: an answer on either of the two Mondays is one for that date."""
    zones: Zones = ((LONG_AGO, "Pacific/Auckland"), (utc("2026-11-24T00:00"), "America/Los_Angeles"))
    monday = date(2026, 11, 23)
    assert [own_date(zones, utc(at)) for at in ("2026-11-22T22:00", "2026-11-23T22:00", "2026-11-24T01:00")] == [
        monday, date(2026, 11, 24), monday]


def test_a_day_of_23_or_25_hours_is_one_day() -> None:
    """When Berlin's clock goes back and forward, an answer a day is still an answer a day."""
    zones: Zones = ((LONG_AGO, "Europe/Berlin"),)
    for first in ("2026-10-20", "2026-03-24"):
        asked = daily(first, 10, "00:30", "America/New_York")
        given = {day: windows[0][1] - timedelta(minutes=5) for day, windows in asked.items()}
        assert length(asked, given, zones, max(given.values())) == 10


def test_a_date_that_a_zone_skipped_was_nobodys_to_answer() -> None:
    """Samoa left 30 December 2011 out: it is not among the dates of a question that was open across it."""
    asked = {date(2011, 12, 29): [(utc("2011-12-29T20:00"), utc("2011-12-31T20:00"))]}
    times = [utc("2011-12-30T05:00"), utc("2011-12-30T15:00"), utc("2011-12-31T15:00")]
    zones: Zones = ((LONG_AGO, "Pacific/Apia"),)
    assert [own_date(zones, at) for at in times] == [date(2011, 12, 29), date(2011, 12, 31), date(2012, 1, 1)]
    assert excuse(asked, times, zones, utc("2012-02-01T00:00"))(date(2011, 12, 29))
    assert not excuse(asked, times[1:], zones, utc("2012-02-01T00:00"))(date(2011, 12, 29))
    assert not excuse(asked, times, zones, utc("2012-02-01T00:00"))(date(2011, 12, 28))


@given(st.data())
def test_whoever_answers_on_each_of_their_days_keeps_the_streak(data: st.DataObject) -> None:
    """Wherever a traveller flies and whenever on their days they answer: as long as something is answered on every own day
    on which something could be, no day is lost."""
    asked = daily("2026-11-02", 12)
    begin, end = min(w[0][0] for w in asked.values()), max(w[0][1] for w in asked.values())
    zones: Zones = ((LONG_AGO, data.draw(st.sampled_from(TRAVELLED))),)
    for flight in sorted(data.draw(st.lists(st.integers(0, 280), max_size=4, unique=True))):
        zones = with_zone(zones, data.draw(st.sampled_from(TRAVELLED)), begin + timedelta(hours=flight))
    given: dict[date, datetime] = {}
    hours = [begin + timedelta(hours=n) for n in range(int((end - begin) / timedelta(hours=1)))]
    own = list(dict.fromkeys(own_date(zones, at) for at in hours))
    for day in own:
        open_now = [(date_, at) for at in hours if own_date(zones, at) == day
                    for date_, [(opens, closes)] in asked.items() if opens <= at < closes and date_ not in given]
        if open_now and day not in {own_date(zones, at) for at in given.values()}:
            chosen, at = data.draw(st.sampled_from(open_now))
            given[chosen] = at
    assert length(asked, given, zones, end) == len(given)
    assert length(asked, given, (), end) <= len(given)


def test_a_change_of_zone_leaves_the_past_alone() -> None:
    """What an answer counted for is not counted anew; setting the same zone again is no change, and it can be given up."""
    one, two, three = utc("2026-11-01T00:00"), utc("2026-11-10T00:00"), utc("2026-11-20T00:00")
    zones = with_zone(with_zone((), "", one), "Asia/Tokyo", one)
    assert with_zone(zones, "Asia/Tokyo", two) == zones == ((one, "Asia/Tokyo"),)
    zones = with_zone(with_zone(zones, "America/Los_Angeles", two), "", three)
    assert [own_date(zones, at) for at in (LONG_AGO, utc("2026-11-05T23:00"), utc("2026-11-12T03:00"), three)] == [
        None, date(2026, 11, 6), date(2026, 11, 11), None]
    assert zones_of_text(zones_to_text(zones)) == zones
    assert zones_of_text("") == ()
    many: Zones = ()
    for number in range(200):
        many = with_zone(many, TRAVELLED[number % 7], one + number * DAY)
    assert len(many) == 50
    assert many[-1][0] == one + 199 * DAY
