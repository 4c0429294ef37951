"""The process dies at each of its calls while a season ends; after the restart its table is kept and posted, once."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from bot.demo_runner import ProcessDemoRunner
from bot.domain.schedule import Filter
from bot.ports import Unknown
from tests.house import CHANNEL, START, House
from tests.scenarios.gate import Fate
from tests.simulation.sweep import at_every_call
from tests.simulation.world import World, copied

LATER = START + timedelta(hours=2)


async def prepare(folder: Path, runner: ProcessDemoRunner) -> Path:
    """A database with a season in which three members answered a question, revealed by now."""
    world = World(folder, runner)
    async with world.process() as house:
        await house.plan(window=timedelta(hours=1), days="tue", lang="en", filter=Filter(kinds=("single_choice",)))
        await house.say("/quiz season start Autumn", manager=True)
        await house.advance(minutes=1)
        await world.answer(house)
        await house.advance(hours=1)
    return folder / "tiku.db"


async def check(world: World, house: House) -> None:
    """The season is over, with one table in the channel that says what the kept one does, and nothing is left to do."""
    season, = await world.stores[-1].tenant("web:local").seasons.all(CHANNEL)
    assert season.ended_at is not None
    kept = await world.stores[-1].tenant("web:local").seasons.table(season.id)
    final, = (await house.cards())[2:]
    assert final.table is not None
    assert [row[1] for row in final.table.rows] == [row.name for row in kept.rows] == ["Ada", "Cyd", "Bob"]
    assert final.picture is not None
    assert sum(len(sent) for (_, key), sent in world.sheet.items() if key == f"{season.id}s") == 1
    assert await world.stores[-1].lease_due(world.clock.now(), "looker") == []


@pytest.mark.parametrize("fates", [[], ["lost", Unknown()]])
async def test_a_crash_at_every_call(tmp_path: Path, runner: ProcessDemoRunner, fates: list[Fate]) -> None:
    """Before or after the N-th call to store or platform took effect, for every N until a run needs no restart; also when
    replies of the platform get lost before."""
    template = await prepare(tmp_path, runner)

    def fresh(name: str) -> World:
        world = copied(template, tmp_path / name, runner)
        world.clock.time = LATER
        return world

    async def story(world: World, house: House) -> None:
        # After a crash the manager asks again; where the command had worked they are told that none runs.
        await house.say("/quiz season end", manager=True)
        for _ in range(4):
            await house.advance(seconds=61)

    async def recovery(world: World, house: House) -> None:
        await story(world, house)
        await check(world, house)

    before, behind = await at_every_call(fresh, story, recovery, fates=fates)
    assert before > 6, "the sweep went through a whole story"
    assert behind > 3, "the sweep went through a whole story"
