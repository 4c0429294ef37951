"""The process dies at each of its calls in turn; after the restart everything is there, once."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import pytest

from bot.demo_runner import ProcessDemoRunner
from bot.domain.round import VerdictPolicy
from bot.ports import NotSent, Unknown
from tests.house import House
from tests.scenarios.gate import Fate, gate
from tests.simulation.sweep import at_every_call
from tests.simulation.world import World, check, copied, finish, one_day, prepare


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

    async def recovery(world: World, house: House) -> None:
        await finish(world, house, wait)
        await check(world, house)

    before, behind = await at_every_call(lambda name: copied(template, tmp_path / name, runner), one_day, recovery, fates=fates, step=step)
    assert before > 30, "the sweep went through a whole story"
    assert behind > 15, "the sweep went through a whole story"


async def test_every_fate_of_the_first_posts(tmp_path: Path, runner: ProcessDemoRunner) -> None:
    """The first two tries meet every combination of success, refusal, loss, and loss of the reply alone; the reveal too."""
    template = await prepare(tmp_path, runner, "at_once")
    fates: tuple[Fate, ...] = ("ok", NotSent(70), Unknown(), "lost")
    for number, (first, second) in enumerate(product(fates, repeat=2)):
        world = copied(template, tmp_path / f"{number}", runner)
        async with world.process(wrap_platform=gate(posts=[first, second, first, second])) as house:
            await finish(world, house, 0)
            await check(world, house)
