"""The process dies at each of its calls in turn; after the restart everything is there, once."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.demo_runner import ProcessDemoRunner
from bot.domain.round import VerdictPolicy
from tests.simulation.faults import Crash, Fuse, fused
from tests.simulation.world import check, copied, finish, prepare, one_day


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
        await check(world, house)


@pytest.mark.parametrize(("verdict", "wait"), [("at_once", 61), ("at_reveal", 1000)])
async def test_a_crash_at_every_call(tmp_path: Path, runner: ProcessDemoRunner, verdict: VerdictPolicy, wait: float) -> None:
    """Before or after the N-th call to store or platform took effect, for every N until a run needs no restart."""
    template = await prepare(tmp_path, runner, verdict)
    for after in (False, True):
        number, crashed = 0, True
        while crashed:
            number += 1
            world = copied(template, tmp_path / f"{number}-{after}", runner)
            fuse = Fuse(number, after)
            try:
                async with world.process(wrap_store=lambda real, fuse=fuse: fused(real, fuse),
                                         wrap_platform=lambda real, fuse=fuse: fused(real, fuse)) as house:
                    await one_day(world, house)
            except Crash:
                pass
            crashed = fuse.blown
            async with world.process() as house:
                try:
                    await finish(world, house, wait)
                    await check(world, house)
                except AssertionError as fault:
                    raise AssertionError(f"crash at call {number}, {'after' if after else 'before'} its effect") from fault
        assert number > 40, "the sweep went through a whole story"
