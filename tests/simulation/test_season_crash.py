"""The process dies at each of its calls while a season ends; after the restart its table is kept and posted, once."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from bot.demo_runner import ProcessDemoRunner
from bot.domain.schedule import Filter
from bot.ports import Unknown
from tests.house import CHANNEL, START, House
from tests.scenarios.gate import Fate, Gate
from tests.simulation.faults import Crash, Fuse, fused
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
async def test_a_crash_at_every_call(tmp_path: Path, fates: list[Fate]) -> None:
    """Before or after the N-th call to store or platform took effect, for every N until a run needs no restart; also when
    replies of the platform get lost before."""
    async with ProcessDemoRunner() as runner:
        template = await prepare(tmp_path, runner)
        for after in (False, True):
            number, crashed = 0, True
            while crashed:
                number += 1
                world = copied(template, tmp_path / f"{number}-{after}", runner)
                world.clock.time = LATER
                crashed = await crash(world, Fuse(number, after), list(fates))
                async with world.process() as house:
                    # A manager whose command broke off asks again; where it had worked they are told that none runs.
                    await house.say("/quiz season end", manager=True)
                    for _ in range(4):
                        await house.advance(seconds=61)
                    await check(world, house)
            assert number > (3 if after else 6), "the sweep went through a whole story"


async def crash(world: World, fuse: Fuse, fates: list[Fate]) -> bool:
    """The season's end in a process that dies when the fuse blows; whether it did."""
    try:
        async with world.process(wrap_store=lambda real: fused(real, fuse),
                                 wrap_platform=lambda real: fused(Gate(real, posts=fates), fuse)) as house:
            await house.say("/quiz season end", manager=True)
            for _ in range(4):
                await house.advance(seconds=61)
    except Crash:
        pass
    return fuse.blown
