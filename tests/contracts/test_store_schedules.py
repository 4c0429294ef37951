"""Both stores: schedules, their occurrences, and the pending post that goes with each."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.ports import Occurrence, Store, Work
from tests.store.samples import AWAY, DAY, HOME, HOUR, NINE, done, lease_one, next_day, post_due, schedule


async def test_a_schedule_comes_back_as_it_was(store: Store) -> None:
    """Every field survives, and each tenant sees only its own schedule of that id."""
    home, away = store.tenant("web:local"), store.tenant("web:abroad")
    mine, theirs = schedule(), replace(schedule(AWAY), zone="UTC", window=None, next_date=None, next_at=None)
    await home.add_schedule(mine)
    await away.add_schedule(theirs)
    assert await home.schedule("daily") == mine
    assert await away.schedule("daily") == theirs
    assert await home.schedules() == [mine]
    assert await home.schedules("web:local:other") == []
    assert await home.schedules(AWAY) == []


async def test_a_schedule_cannot_be_put_into_another_tenant(store: Store) -> None:
    """A store handle refuses a channel that is not its own, and an id that is taken."""
    home = store.tenant("web:local")
    await home.add_schedule(schedule())
    with pytest.raises(ValueError, match="does not belong"):
        await home.add_schedule(schedule(AWAY))
    with pytest.raises(ValueError, match="already"):
        await home.add_schedule(replace(schedule(), zone="UTC"))
    with pytest.raises(ValueError, match="no schedule"):
        await home.save_schedule(schedule(id_="other"))
    assert await home.schedules() == [schedule()]


async def test_the_pending_post_follows_its_schedule(store: Store) -> None:
    """Saving moves the post to the new time, pausing drops it, resuming brings it back."""
    home = store.tenant("web:local")
    await home.add_schedule(schedule())
    assert await store.next_due() == NINE
    await home.save_schedule(replace(schedule(), next_at=NINE + HOUR))
    assert await store.next_due() == NINE + HOUR
    await home.save_schedule(replace(schedule(), next_date=date(2026, 11, 25), next_at=NINE + 24 * HOUR))
    assert await store.next_due() == NINE + 24 * HOUR
    await home.save_schedule(replace(schedule(), state="paused", reason="holiday"))
    assert await store.next_due() is None
    await home.save_schedule(schedule())
    assert await store.next_due() == NINE
    assert await store.lease_due(NINE, "me") == [
        Work("post", "daily/2026-11-24", HOME, NINE, "me", 1, NINE)]


async def test_a_post_under_way_stops_when_its_time_is_moved(store: Store) -> None:
    """The holder loses its lease, and the next one knows that there was a first try."""
    home = store.tenant("web:local")
    await home.add_schedule(schedule())
    work = await lease_one(store, NINE, HOME)
    await home.save_schedule(replace(schedule(), reason="only a word changed"))
    assert await store.still_mine(work, NINE)
    await home.save_schedule(replace(schedule(), next_at=NINE + HOUR))
    assert not await store.still_mine(work, NINE)
    again = await lease_one(store, NINE + HOUR, HOME)
    assert (again.attempt, again.first_try_at) == (2, NINE)


async def test_removing_a_schedule_leaves_its_open_round_and_its_history(store: Store) -> None:
    """The pending post goes; the open round still closes; what happened can still be read."""
    home, away = store.tenant("web:local"), store.tenant("web:abroad")
    await home.add_schedule(schedule())
    work, planned = await post_due(store, schedule(), "r1")
    await away.add_schedule(replace(schedule(AWAY), next_at=NINE + 30 * HOUR))
    await store.finish_post(work, [done(schedule())], opened=replace(planned, state="open", message_id="m"),
                            schedule=next_day(schedule()))
    assert await home.remove_schedule("daily")
    assert not await home.remove_schedule("daily")
    assert [item.kind for item in await store.lease_due(NINE + 26 * HOUR, "me")] == ["close"]
    assert await store.next_due() is not None
    assert [o.state for o in await home.occurrences("daily")] == ["done"]
    assert await away.schedule("daily") is not None
    assert await away.occurrences("daily") == []


async def test_occurrences_are_recorded_once_and_read_newest_first(store: Store) -> None:
    """What a date became first stands; finishing without a round records and moves on."""
    home = store.tenant("web:local")
    await home.add_schedule(schedule())
    work = await lease_one(store, NINE, HOME)
    missed = [Occurrence("daily", DAY - timedelta(days=n), "missed", "was down") for n in (2, 1)]
    later = next_day(schedule())
    await store.finish_post(work, [*missed, Occurrence("daily", DAY, "skipped")], opened=None, schedule=later)
    await store.finish_post(work, [Occurrence("daily", DAY, "failed")], opened=None, schedule=later)
    found = await home.occurrences("daily")
    assert [(o.local_date.day, o.state) for o in found] == [(24, "skipped"), (23, "missed"), (22, "missed")]
    assert len(await home.occurrences("daily", limit=1)) == 1
    assert await home.schedule("daily") == later
    assert await store.next_due() == later.next_at
    assert await home.rounds(HOME) == []


async def test_the_process_itself_sees_the_schedules_of_every_tenant(store: Store) -> None:
    """All of them, or those of one channel, whoever owns it."""
    for channel in (HOME, AWAY):
        await store.tenant(channel.rpartition(":")[0]).add_schedule(schedule(channel))
    assert await store.all_schedules() == [schedule(AWAY), schedule(HOME)]
    assert await store.all_schedules(AWAY) == [schedule(AWAY)]
    assert await store.all_schedules("web:local:none") == []
