"""The process dies at each of its calls while it posts a weekly recap; after the restart it is there, once."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from bot.demo_runner import ProcessDemoRunner
from bot.domain.schedule import Filter
from bot.ports import Unknown
from tests.house import CHANNEL, House
from tests.scenarios.gate import Fate
from tests.simulation.sweep import at_every_call
from tests.simulation.world import World, copied

MONDAY = datetime(2026, 11, 30, 1, tzinfo=UTC)
WEEK = timedelta(days=7)


async def prepare(folder: Path, runner: ProcessDemoRunner) -> Path:
    """A database on a Monday morning: one question of last Tuesday, answered and revealed, and a recap that is due."""
    world = World(folder, runner)
    async with world.process() as house:
        await house.plan(window=timedelta(hours=1), days="tue", lang="en", filter=Filter(kinds=("single_choice",)))
        await house.say("/quiz recap mon", manager=True)
        await house.advance(minutes=1)
        await world.answer(house)
        await house.advance(hours=1)
        assert len(await house.cards()) == 2
    return folder / "tiku.db"


async def finish(world: World, house: House, wait: float) -> None:
    """After a restart: wait, and go on until the next recap is a week away."""
    await house.advance(seconds=wait)
    for _ in range(20):
        found = await world.stores[-1].tenant("web:local").recaps.get(CHANNEL)
        if found is not None and found.last is not None:
            return
        await world.next_thing(house)


async def check(world: World, house: House) -> None:
    """One recap with what the week was, this week written down as told, and the next one planned."""
    recap, = (await house.cards())[2:]
    assert recap.title == "The week in review · 2026-11-23 – 2026-11-29"
    assert [(one.name, one.value) for one in recap.fields] == [("Took part", "3"), ("Answers", "3"), ("Correct", "67 %")]
    assert recap.picture is not None
    assert sum(len(sent) for (_, key), sent in world.sheet.items() if key.startswith("w")) == 1
    store = world.stores[-1]
    found = await store.tenant("web:local").recaps.get(CHANNEL)
    assert found is not None
    assert (found.last, found.next_at, found.stopped) == (date(2026, 11, 30), MONDAY + WEEK, "")
    due = [work for work in await store.lease_due(MONDAY + WEEK, "looker") if work.kind == "recap"]
    assert [(work.due_at, work.attempt) for work in due] == [(MONDAY + WEEK, 1)]


@pytest.mark.parametrize(("wait", "fates"), [(61, []), (1000, []), (1000, ["lost", Unknown(), "lost"])])
async def test_a_crash_at_every_call(tmp_path: Path, runner: ProcessDemoRunner, wait: float, fates: list[Fate]) -> None:
    """Before or after the N-th call to store or platform took effect, for every N until a run needs no restart; also when
    replies of the platform get lost before."""
    template = await prepare(tmp_path, runner)

    def fresh(name: str) -> World:
        world = copied(template, tmp_path / name, runner)
        world.clock.time = MONDAY
        return world

    async def story(world: World, house: House) -> None:
        await finish(world, house, 0)

    async def recovery(world: World, house: House) -> None:
        await finish(world, house, wait)
        await check(world, house)

    before, behind = await at_every_call(fresh, story, recovery, fates=fates)
    assert before > 12, "the sweep went through a whole story"
    assert behind > 4, "the sweep went through a whole story"
