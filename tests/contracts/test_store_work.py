"""Both stores: work under leases, and the steps from a planned post to a revealed round."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

from bot.ports import Store, Work
from tests.store.samples import (
    AWAY,
    DAY,
    HOME,
    HOUR,
    NINE,
    answer,
    close_round,
    done,
    lease_one,
    next_day,
    open_round,
    post_due,
    round_,
    schedule,
)


async def test_work_is_leased_to_one_at_a_time(store: Store) -> None:
    """Nobody gets it before it is due or while another holds it; after the lease it counts a second attempt."""
    await store.tenant("web:local").add_schedule(schedule())
    assert await store.lease_due(NINE - timedelta(microseconds=1), "one") == []
    work = await lease_one(store, NINE, HOME, "one")
    assert (work.owner, work.attempt, work.first_try_at) == ("one", 1, NINE)
    assert await store.lease_due(NINE + timedelta(seconds=59), "two") == []
    assert await store.still_mine(work, NINE + timedelta(seconds=59), 60)
    assert await store.lease_due(NINE + timedelta(seconds=118), "two") == []
    second = await lease_one(store, NINE + timedelta(seconds=119), HOME, "two")
    assert (second.attempt, second.first_try_at) == (2, NINE)
    assert not await store.still_mine(work, NINE + timedelta(seconds=119))


async def test_a_lease_taken_anew_by_the_same_owner_is_another_lease(store: Store) -> None:
    """What a process held before it lost the lease is no longer its own, though it holds the row again."""
    await store.tenant("web:local").add_schedule(schedule())
    old = await lease_one(store, NINE, HOME)
    new = await lease_one(store, NINE + timedelta(minutes=2), HOME)
    assert not await store.still_mine(old, NINE + timedelta(minutes=2))
    assert await store.still_mine(new, NINE + timedelta(minutes=2))


async def test_retry_gives_the_work_back_for_later(store: Store) -> None:
    """It is due again at that time for anybody, and remembers its first try."""
    await store.tenant("web:local").add_schedule(schedule())
    work = await lease_one(store, NINE, HOME)
    await store.retry(work, NINE + timedelta(seconds=5))
    assert await store.next_due() == NINE + timedelta(seconds=5)
    assert not await store.still_mine(work, NINE)
    again = await lease_one(store, NINE + timedelta(seconds=5), HOME, "two")
    assert (again.attempt, again.first_try_at, again.due_at) == (2, NINE, NINE)
    await store.retry(work, NINE)
    assert await store.still_mine(again, NINE + timedelta(seconds=6))


async def test_due_work_comes_oldest_first_and_only_for_the_platforms_asked(store: Store) -> None:
    """At the same instant a close comes before a post; the limit cuts the newest."""
    await store.tenant("web:local").add_schedule(schedule())
    await open_round(store, round_(id_="r1", opens=NINE - HOUR))
    await store.tenant("discord:7").add_schedule(schedule("discord:7:1", id_="d", at=NINE - timedelta(minutes=1)))
    assert await store.lease_due(NINE, "me", platforms=["slack"]) == []
    first = await store.lease_due(NINE, "me", limit=2)
    assert [(work.kind, work.channel) for work in first] == [("post", "discord:7:1"), ("close", HOME)]
    assert [work.kind for work in await store.lease_due(NINE, "me", platforms=["web"])] == ["post"]


async def test_two_processes_never_share_work(store: Store) -> None:
    """However many lease at once, each row goes to one of them."""
    home = store.tenant("web:local")
    for number in range(20):
        await home.add_schedule(schedule(id_=f"s{number}"))
    taken = await asyncio.gather(*(store.lease_due(NINE, f"p{n}", limit=3) for n in range(10)))
    keys = [work.key for one in taken for work in one]
    assert len(keys) == len(set(keys)) == 20


async def test_an_occurrence_has_one_round(store: Store) -> None:
    """The round that is planned first wins, each tenant has its own, and both are pending until posted."""
    for channel in (HOME, AWAY):
        await store.tenant(channel.rpartition(":")[0]).add_schedule(schedule(channel))
    work = {item.channel: item for item in await store.lease_due(NINE, "me")}
    assert await store.round_for(work[HOME]) is None
    assert await store.schedule_for(work[AWAY]) == schedule(AWAY)
    first = round_(id_="r1", scheduled="daily")
    assert await store.plan_round(work[HOME], replace(first, state="open")) == first
    assert await store.plan_round(work[HOME], round_(id_="r2", scheduled="daily")) == first
    theirs = round_(AWAY, id_="r1", scheduled="daily")
    assert await store.plan_round(work[AWAY], theirs) == theirs
    assert await store.round_for(work[HOME]) == first
    assert await store.tenant("web:local").asked(HOME) == []


async def test_a_post_that_is_finished_twice_has_one_effect(store: Store) -> None:
    """The round opens, its close and the next post are queued, and a second run changes nothing."""
    home = store.tenant("web:local")
    await home.add_schedule(schedule())
    work, planned = await post_due(store, schedule(), "r1")
    opened, later = replace(planned, state="open", message_id="m1"), next_day(schedule())
    await store.finish_post(work, [done(schedule())], opened=opened, schedule=later)
    reveal = await close_round(store, opened)
    await store.finish_post(work, [done(schedule())], opened=opened, schedule=schedule())
    assert await home.round("r1") == replace(opened, state="closed")
    assert await home.schedule("daily") == later
    assert await home.asked(HOME) == ["q-r1"]
    assert await home.scheduled_days(HOME) == [DAY]
    await store.finish_reveal(reveal, None)
    assert await store.next_due() == later.next_at


async def test_who_lost_the_lease_changes_nothing(store: Store) -> None:
    """A process that was paused beyond its lease neither opens the round nor moves the schedule."""
    home = store.tenant("web:local")
    await home.add_schedule(schedule())
    work, planned = await post_due(store, schedule(), "r1", owner="slow")
    await lease_one(store, NINE + timedelta(minutes=5), HOME, "quick")
    await store.finish_post(work, [done(schedule())], opened=replace(planned, state="open", message_id="m"),
                            schedule=next_day(schedule()))
    assert await home.round("r1") == planned
    assert await home.occurrences("daily") == []
    assert await home.schedule("daily") == schedule()


async def test_a_message_that_was_on_its_way_when_the_schedule_was_paused_still_opens(store: Store) -> None:
    """The round that members see takes answers; the pause stays."""
    home = store.tenant("web:local")
    await home.add_schedule(schedule())
    work, planned = await post_due(store, schedule(), "r1")
    paused = replace(schedule(), state="paused", reason="by boss")
    await home.save_schedule(paused)
    await store.finish_post(work, [done(schedule())], opened=replace(planned, state="open", message_id="m"),
                            schedule=next_day(schedule()))
    assert await home.schedule("daily") == paused
    found = await home.round("r1")
    assert found is not None
    assert found.state == "open"
    assert await store.next_due() == planned.closes_at


async def test_closing_hands_over_to_the_reveal_under_the_same_lease(store: Store) -> None:
    """The reveal belongs to who closed; closing again gives the same; a stranger has to wait for the lease."""
    home = store.tenant("web:local")
    opened = await open_round(store, round_())
    (work,) = await store.lease_due(opened.closes_at, "me")
    assert await store.round_for(work) == opened
    assert await store.schedule_for(work) is None
    reveal = await store.close_round(work, {})
    assert (reveal.kind, reveal.key, reveal.owner, reveal.attempt) == ("reveal", opened.id, "me", 1)
    assert await store.close_round(work, {}) == reveal
    assert await store.lease_due(opened.closes_at, "two") == []
    assert await store.still_mine(reveal, opened.closes_at)
    await store.finish_reveal(replace(reveal, owner="two"), "stolen")
    await store.finish_reveal(reveal, "m9")
    await store.finish_reveal(reveal, "m10")
    found = await home.round(opened.id)
    assert found is not None
    assert (found.state, found.reveal_id) == ("closed", "m9")
    assert await store.next_due() is None
    assert not await store.still_mine(await store.close_round(work, {}), opened.closes_at)


async def test_an_operator_can_close_early(store: Store) -> None:
    """The close is due at once, answers after it are late, and a closed round cannot be closed again."""
    home = store.tenant("web:local")
    opened = await open_round(store, round_())
    assert not await store.close_soon("nonsense", NINE)
    assert await store.close_soon(opened.id, NINE + timedelta(seconds=10))
    assert (await home.record_answer(answer("ann", after=9.999999))).outcome == "stored"
    assert (await home.record_answer(answer("bob", after=10))).outcome == "late"
    (work,) = await store.lease_due(NINE + timedelta(seconds=10), "me")
    await store.close_round(work, {})
    assert not await store.close_soon(opened.id, NINE)


async def test_an_operator_cannot_close_in_two_tenants_with_one_id(store: Store) -> None:
    """Where two tenants have a round of that id, neither is touched."""
    for channel in (HOME, AWAY):
        await open_round(store, round_(channel))
    assert not await store.close_soon("r00000000001", NINE)
    assert await store.lease_due(NINE + timedelta(minutes=1), "me") == []


async def test_a_quiz_outside_any_schedule_survives_a_crash(store: Store) -> None:
    """Its post is queued with the plan, so that another process finishes it when the lease is over."""
    planned = round_(id_="r1")
    work = (await _unscheduled(store)).pop()
    assert await store.round_for(work) == planned
    await store.finish_post(work, [], opened=replace(planned, state="open", message_id="m"), schedule=None)
    assert [item.kind for item in await store.lease_due(planned.closes_at, "me")] == ["close"]


async def _unscheduled(store: Store) -> list[Work]:
    planned = round_(id_="r1")
    await store.plan_round(Work("post", "r1", HOME, NINE, "one", 1, NINE), planned)
    assert await store.lease_due(NINE, "two") == []
    return await store.lease_due(NINE + timedelta(minutes=1), "two")


async def test_notes_and_ping(store: Store) -> None:
    """A note is what was written last, and a sound database answers."""
    assert await store.note("cursor") is None
    await store.set_note("cursor", "1")
    await store.set_note("cursor", "2")
    assert await store.note("cursor") == "2"
    await store.ping()
