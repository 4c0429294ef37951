"""When a recap comes, and what a week adds up to."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.recap import OFF, Recap, coming, due, marker, planned, recap_of_text, recap_to_text
from bot.domain.week import Booked, Hard, Improved, Place, Totals, week

MONDAY = date(2026, 11, 16)
"""The first day of the week that is told."""
NOON = datetime(2026, 11, 16, 12, tzinfo=UTC)
MINE = Recap("web:local:general", zone="Europe/Berlin")


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def line(member: str, day: int, *, right: bool = True, question: str = "q", points: int = 10, graded: bool = True,
         hidden: bool = False, round_id: str = "") -> Booked:
    """An answer given so many days after MONDAY."""
    return Booked(MONDAY + timedelta(days=day), round_id or f"r{day}", (question, "v1"), member, member.title(), points if right else 0,
                  right, NOON + timedelta(days=day), graded, hidden)


@pytest.mark.parametrize(("now", "at"), [
    ("2026-11-24T12:00", "2026-11-30T08:00"),  # winter time
    ("2026-11-30T07:59", "2026-11-30T08:00"), ("2026-11-30T08:00", "2026-12-07T08:00"),
    ("2026-03-28T12:00", "2026-03-30T07:00"),  # the clock went forward in between
    ("2026-10-24T12:00", "2026-10-26T08:00"),  # and back
])
def test_a_recap_comes_at_its_local_time(now: str, at: str) -> None:
    """Monday at nine in Berlin, whatever the clock does; at the minute itself the next one is a week away."""
    assert planned(MINE, utc(now)).next_at == utc(at)


def test_a_local_time_that_does_not_exist() -> None:
    """On the Sunday on which 02:30 is skipped the recap comes when the gap ends."""
    assert planned(replace(MINE, day="sun", at=time(2, 30)), utc("2026-03-28T12:00")).next_at == utc("2026-03-29T01:00")


def test_never_two_within_seven_days() -> None:
    """After Monday's was posted a recap moved to Wednesday comes on Wednesday of the next week; a later hour does not bring
    the same Monday back; turned off it has no date."""
    after = replace(MINE, last=date(2026, 11, 30))
    now = utc("2026-11-30T08:30")
    assert planned(replace(after, day="wed"), now).next_date == date(2026, 12, 9)
    assert planned(replace(after, at=time(18)), now).next_date == date(2026, 12, 7)
    assert planned(replace(after, stopped=OFF), now).next_at is None


def test_of_several_missed_weeks_only_the_newest_is_due() -> None:
    """A process that was down for three weeks tells of the last one."""
    recap = planned(MINE, utc("2026-11-24T12:00"))
    assert due(recap, utc("2026-11-30T07:59")) is None
    assert coming(recap, utc("2026-11-30T07:00")) == utc("2026-11-30T08:00")
    found = due(recap, utc("2026-12-17T12:00"))
    assert found is not None
    assert (found.date, found.at) == (date(2026, 12, 14), utc("2026-12-14T08:00"))
    moved = replace(recap, zone="America/Los_Angeles")
    assert due(moved, utc("2026-11-30T08:00")) is None
    assert coming(moved, utc("2026-11-30T08:00")) == utc("2026-11-30T17:00")


def test_a_mark_is_the_messages_own() -> None:
    """It fits every platform, stays the same, and differs by channel and by date."""
    marks = {marker(channel, day) for channel in ("discord:1:2", "discord:1:3") for day in (date(2026, 11, 23), date(2026, 11, 30))}
    assert len(marks) == 4
    assert all(len(mark) == 20 and set(mark) <= set("0123456789abcdefghijklmnopqrstuvwxyz") for mark in marks)
    assert marker("discord:1:2", date(2026, 11, 23)) in marks


@given(st.builds(Recap, channel=st.just("web:local:x"), day=st.sampled_from(["mon", "sun"]), at=st.times().map(
    lambda at: at.replace(second=0, microsecond=0)), lang=st.sampled_from(["zh", "en", "both"]), by=st.text(), stopped=st.text(),
    last=st.none() | st.dates(), next_date=st.none() | st.dates(), next_at=st.none() | st.datetimes(timezones=st.just(UTC))))
def test_a_recap_survives_being_stored(recap: Recap) -> None:
    """As JSON text and back, without loss."""
    assert recap_of_text(recap.channel, recap_to_text(recap)) == recap


def test_participation_is_of_this_week_and_the_one_before() -> None:
    """Members once, answers each; what cannot be right or wrong counts for participation only; older and later days do not."""
    found = week([line("ann", 0), line("ann", 2, right=False), line("bob", 2), line("bob", 3, graded=False, right=False),
                  line("ann", -1), line("cid", -7, right=False), line("cid", -8), line("cid", 7)], MONDAY)
    assert (found.now, found.before) == (Totals(2, 4, 3, 2), Totals(2, 2, 2, 1))
    assert found.now.share == Fraction(2, 3)
    assert [totals.members for totals in found.days] == [1, 0, 2, 1, 0, 0, 0]
    assert (found.days[2].share, found.days[3].share) == (Fraction(1, 2), None)
    assert (found.since, found.until) == (MONDAY, date(2026, 11, 22))


def test_the_hardest_question() -> None:
    """The lowest share of correct answers among questions with three or more; of equal ones the more answered; one that
    everybody had right is not hard. A question asked twice counts once, with its newer round."""
    asked = {"easy": "++++", "half": "+-+-", "few": "--", "twice": "+-"}
    lines = [line(f"m{n}", 1, question=name, right=mark == "+", round_id=name) for name, marks in asked.items()
             for n, mark in enumerate(marks)]
    lines += [line(f"m{n}", 4, question="twice", right=mark == "+", round_id="again") for n, mark in enumerate("-+-+")]
    assert week(lines, MONDAY).hard == (Hard("again", "twice", 6, 3), Hard("half", "half", 4, 2))


def test_the_most_improved() -> None:
    """The largest gain in the share of correct answers, with three or more in both weeks; a hidden member is not named."""
    def member(name: str, before: str, now: str, *, hidden: bool = False) -> list[Booked]:
        return [line(name, first + n, right=mark == "+", hidden=hidden) for first, marks in ((-7, before), (0, now))
                for n, mark in enumerate(marks)]

    lines = member("ann", "+--", "++-") + member("bob", "--", "++++") + member("cid", "---", "+++", hidden=True) + member("dan", "+++", "+++")
    assert week(lines, MONDAY).improved == Improved("Ann", Fraction(1, 3), Fraction(2, 3))
    more = lines + member("eve", "+--+--", "++-++-")
    assert week(more, MONDAY).improved == Improved("Eve", Fraction(1, 3), Fraction(2, 3))
    assert week(member("dan", "+++", "++-"), MONDAY).improved is None


def test_the_first_three() -> None:
    """By points with corrections; equal points share a rank, the earlier last answer first; no points, no place; and hidden
    members have none, though they took part."""
    lines = [line("ann", 0, points=20), line("bob", 3, points=20), line("cid", 1, points=50, hidden=True), line("dan", 2, right=False),
             Booked(MONDAY, "", ("", ""), "eve", "Eve", 5, False, NOON, graded=False)]
    found = week(lines, MONDAY)
    assert found.top == (Place(1, "Ann", 20, 1, 1), Place(1, "Bob", 20, 1, 1), Place(3, "Eve", 5, 0, 0))
    assert found.now.members == 4
    assert found.members == ("ann", "bob", "dan")


@given(st.lists(st.tuples(st.sampled_from("abcdef"), st.integers(-9, 9), st.booleans(), st.booleans(), st.sampled_from("pqr")), max_size=60))
def test_a_week_holds_together(answers: list[tuple[str, int, bool, bool, str]]) -> None:
    """The days add up to the week, names are of members who are not hidden, and the order is by points."""
    hidden = {member for member, *_, hide, _ in answers if hide}
    found = week([line(member, day, right=right, question=question, hidden=member in hidden)
                  for member, day, right, _, question in answers], MONDAY)
    assert sum(one.answers for one in found.days) == found.now.answers
    assert sum(one.correct for one in found.days) == found.now.correct
    assert not {member.title() for member in hidden} & {one.name for one in found.top}
    assert not hidden & set(found.members)
    assert [one.points for one in found.top] == sorted((one.points for one in found.top), reverse=True)
    assert found.improved is None or found.improved.now > found.improved.before
    assert all(one.answers >= 3 and one.correct < one.answers for one in found.hard)
