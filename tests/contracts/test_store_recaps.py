"""Both stores: weekly recaps with their work, the lines they tell of, and members' own zones."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from bot.domain.recap import Recap, planned
from bot.ports import Store
from tests.store.samples import (
    AWAY,
    DAY,
    HOME,
    HOUR,
    NINE,
    answer,
    close_round,
    lease_one,
    open_round,
    post_due,
    round_,
    schedule,
)

MONDAY = datetime(2026, 11, 30, 1, tzinfo=UTC)
"""Nine in the morning of that Monday in Shanghai."""
WEEK = timedelta(days=7)
MINE = planned(Recap(HOME, "mon", time(9), "Asia/Shanghai", "zh", "boss"), NINE)


def posted(found: Recap | None) -> Recap | None:
    """What becomes of a recap that was posted on that Monday."""
    return found and planned(replace(found, last=MONDAY.date()), MONDAY)


async def test_a_recap_comes_back_as_it_was_with_its_work(store: Store) -> None:
    """Every field survives; exactly its next date is queued; another tenant sees and changes nothing."""
    home, away = store.tenant("web:local").recaps, store.tenant("web:abroad").recaps
    full = replace(MINE, last=date(2026, 11, 23))
    assert await home.get(HOME) is None
    assert await home.change(HOME, lambda found: full if found is None else None) == full
    assert await home.get(HOME) == full
    assert await home.all() == [full]
    assert (await away.all(), await away.get(HOME)) == ([], None)
    with pytest.raises(ValueError, match="does not belong"):
        await away.change(HOME, lambda _: None)
    assert await store.next_due() == MONDAY
    work = await lease_one(store, MONDAY, HOME)
    assert (work.kind, work.key) == ("recap", f"{HOME}/2026-11-30")
    await home.change(HOME, lambda _: None)
    assert await home.all() == []
    assert await store.next_due() is None


async def test_a_posted_recap_is_followed_by_the_next(store: Store) -> None:
    """In the same transaction the work of this week goes and the next week's is queued, with no tries behind it."""
    home = store.tenant("web:local").recaps
    await home.change(HOME, lambda _: MINE)
    work = await lease_one(store, MONDAY, HOME)
    await home.change(HOME, posted, done=work)
    assert not await store.still_mine(work, MONDAY)
    assert await store.next_due() == MONDAY + WEEK
    following = await lease_one(store, MONDAY + WEEK, HOME)
    assert (following.key, following.attempt) == (f"{HOME}/2026-12-07", 1)


async def test_who_lost_the_lease_of_a_recap_changes_nothing(store: Store) -> None:
    """A process that was paused beyond its lease leaves it to the one that holds it now."""
    home = store.tenant("web:local").recaps
    await home.change(HOME, lambda _: MINE)
    slow = await lease_one(store, MONDAY, HOME, "slow")
    quick = await lease_one(store, MONDAY + HOUR, HOME, "quick")
    assert await home.change(HOME, posted, done=slow) == MINE
    assert await store.still_mine(quick, MONDAY + HOUR)
    await home.change(HOME, posted, done=quick)
    assert await home.get(HOME) == replace(MINE, last=MONDAY.date(), next_date=MONDAY.date() + WEEK, next_at=MONDAY + WEEK)


async def test_a_recap_changed_while_it_was_sent(store: Store) -> None:
    """The holder loses the lease before sending; what was sent already is remembered, under the manager's new rule."""
    home = store.tenant("web:local").recaps
    await home.change(HOME, lambda _: MINE)
    work = await lease_one(store, MONDAY, HOME)
    await home.change(HOME, lambda found: found and planned(replace(found, day="wed"), MONDAY))
    assert not await store.still_mine(work, MONDAY)
    assert await store.next_due() == MONDAY + timedelta(days=2)
    await home.change(HOME, posted, done=work)
    found = await home.get(HOME)
    assert found is not None
    assert (found.day, found.last, found.next_date) == ("wed", date(2026, 11, 30), date(2026, 12, 9))
    assert await store.next_due() == MONDAY + timedelta(days=9)


async def test_a_moved_recap_keeps_its_tries(store: Store) -> None:
    """The same date at another hour: the next holder knows that a message may be there."""
    home = store.tenant("web:local").recaps
    await home.change(HOME, lambda _: MINE)
    await lease_one(store, MONDAY, HOME)
    await home.change(HOME, lambda found: found and planned(replace(found, at=time(10)), MONDAY))
    again = await lease_one(store, MONDAY + HOUR, HOME)
    assert (again.attempt, again.first_try_at) == (2, MONDAY)


async def test_a_question_comes_before_the_recap_of_the_same_minute(store: Store) -> None:
    """A question must be on time; a recap may wait for its picture."""
    home = store.tenant("web:local")
    await home.recaps.change(HOME, lambda _: MINE)
    await home.add_schedule(schedule(day=MONDAY.date(), at=MONDAY))
    assert [work.kind for work in await store.lease_due(MONDAY, "me")] == ["post", "recap"]


async def test_only_revealed_rounds_are_told(store: Store) -> None:
    """An open round, one whose reveal is still under way, other days and other channels stay out; the rest comes with
    question, name and points, in the order of the answers."""
    home = store.tenant("web:local")
    days = {"old": DAY - timedelta(days=20), "first": DAY, "last": DAY + timedelta(days=6), "later": DAY + timedelta(days=7)}
    for id_, day in (*days.items(), ("open", DAY), ("waits", DAY)):
        opened = await open_round(store, round_(id_=id_, day=day))
        last = id_ == "last"
        await home.record_answer(answer("ann", id_=id_, result="wrong" if last else "correct", after=1 if last else 9))
        if id_ != "open":
            reveal = await close_round(store, opened)
            if id_ != "waits":
                await store.finish_reveal(reveal, None)
    away = store.tenant("web:abroad")
    opened = await open_round(store, round_(AWAY, id_="abroad"))
    await away.record_answer(answer("ann", id_="abroad"))
    await store.finish_reveal(await close_round(store, opened), "m")
    found = await home.recaps.booked(HOME, DAY, DAY + timedelta(days=6))
    assert [(one.round_id, one.question, one.name, one.points, one.correct) for one in found] == [
        ("last", ("q-last", "v1"), "Ann", 10, False), ("first", ("q-first", "v1"), "Ann", 10, True)]
    assert [one.round_id for one in await away.recaps.booked(AWAY, DAY, DAY)] == ["abroad"]
    assert await away.recaps.booked(HOME, DAY, DAY) == []
    await home.delete_member("ann")
    assert await home.recaps.booked(HOME, DAY, DAY + timedelta(days=6)) == []


async def test_a_members_zones(store: Store) -> None:
    """They are kept within the tenant, also of somebody who has not answered yet, are in the export, and go when erased."""
    home, away = store.tenant("web:local"), store.tenant("web:abroad")
    zones = ((NINE, "Asia/Tokyo"), (NINE + HOUR, ""))
    await home.streaks.set_zones("ann", "Ann", zones)
    assert await home.streaks.zones(["ann", "bob"]) == {"ann": zones}
    assert await away.streaks.zones(["ann"]) == {}
    assert (await home.export_member("ann"))["zones"] == [
        ["2026-11-24T09:00:00+00:00", "Asia/Tokyo"], ["2026-11-24T10:00:00+00:00", ""]]
    await home.delete_member("ann")
    assert await home.streaks.zones(["ann"]) == {}
    await home.streaks.set_zones("ann", "Ann", zones)
    await home.streaks.set_zones("ann", "Ann", ())
    assert await home.streaks.zones(["ann"]) == {}


async def test_when_scheduled_questions_were_open_and_answered(store: Store) -> None:
    """By local date, with every window of a date; live rounds and what was planned only stay out."""
    home = store.tenant("web:local")
    await home.add_schedule(schedule())
    await post_due(store, schedule(), "planned")
    await open_round(store, round_(id_="live"))
    second = NINE + 3 * HOUR
    for id_, opens in (("r1", NINE), ("r2", second)):
        await open_round(store, round_(id_=id_, opens=opens, scheduled=id_))
    await home.record_answer(answer("ann", id_="live"))
    await home.record_answer(answer("ann", id_="r2", opens=second, after=5))
    assert await home.streaks.windows(HOME, DAY) == {DAY: [(NINE, NINE + HOUR), (second, second + HOUR)]}
    assert await home.streaks.windows(HOME, DAY + timedelta(days=1)) == {}
    assert await home.streaks.times(HOME, ["ann", "bob"], DAY) == {"ann": [second + timedelta(seconds=5)], "bob": []}
    assert await store.tenant("web:abroad").streaks.windows(HOME, DAY) == {}
