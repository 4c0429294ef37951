"""The process dies at each of its calls in turn; after the restart everything is there, once."""

from __future__ import annotations

from collections.abc import AsyncIterator
from itertools import product
from pathlib import Path

import pytest

from bot.demo_runner import ProcessDemoRunner
from bot.domain.round import VerdictPolicy
from bot.ports import NotSent, Unknown
from tests.scenarios.gate import Fate, Gate, gate
from tests.simulation.faults import Crash, Fuse, fused
from tests.simulation.world import World, check, copied, finish, one_day, prepare


@pytest.fixture
async def runner() -> AsyncIterator[ProcessDemoRunner]:
    """One worker for all runs; its pictures are cached."""
    async with ProcessDemoRunner() as started:
        yield started


async def test_without_a_crash(tmp_path: Path, runner: ProcessDemoRunner) -> None:
    """Two days pass: two questions, two reveals, six answers: what the other tests expect of a process that died."""
    world = copied(await prepare(tmp_path, runner, "at_once"), tmp_path / "run", runner)
    async with world.process() as house:
        await one_day(world, house)
        await one_day(world, house)
        assert len(world.acknowledged) == 6
        await check(world, house, days=2)


@pytest.mark.parametrize(("verdict", "wait", "fates", "step"), [
    ("at_once", 61, [], 1), ("at_reveal", 1000, [], 1), ("at_once", 1000, ["lost", Unknown(), "lost"], 2),
])
async def test_a_crash_at_every_call(tmp_path: Path, runner: ProcessDemoRunner, verdict: VerdictPolicy, wait: float,
                                     fates: list[Fate], step: int) -> None:
    """Before or after the N-th call to store or platform took effect, for every N until a run needs no restart; also, for
    every other N, when replies of the platform get lost before."""
    template = await prepare(tmp_path, runner, verdict)
    for after in (False, True):
        number, crashed = 1 - step, True
        while crashed:
            number += step
            world = copied(template, tmp_path / f"{number}-{after}", runner)
            crashed = await crash(world, Fuse(number, after), list(fates))
            async with world.process() as house:
                try:
                    await finish(world, house, wait)
                    await check(world, house)
                except AssertionError as fault:
                    raise AssertionError(f"crash at call {number}, {'after' if after else 'before'} its effect") from fault
        assert number > (15 if after else 30), "the sweep went through a whole story"


async def crash(world: World, fuse: Fuse, fates: list[Fate]) -> bool:
    """A day in a process that dies when the fuse blows; whether it did."""
    try:
        async with world.process(wrap_store=lambda real: fused(real, fuse),
                                 wrap_platform=lambda real: fused(Gate(real, posts=fates), fuse)) as house:
            await one_day(world, house)
    except Crash:
        pass
    return fuse.blown


async def test_every_fate_of_the_first_posts(tmp_path: Path, runner: ProcessDemoRunner) -> None:
    """The first two tries meet every combination of success, refusal, loss, and loss of the reply alone; the reveal too."""
    template = await prepare(tmp_path, runner, "at_once")
    fates: tuple[Fate, ...] = ("ok", NotSent(70), Unknown(), "lost")
    for number, (first, second) in enumerate(product(fates, repeat=2)):
        world = copied(template, tmp_path / f"{number}", runner)
        async with world.process(wrap_platform=gate(posts=[first, second, first, second])) as house:
            await finish(world, house, 0)
            await check(world, house)
