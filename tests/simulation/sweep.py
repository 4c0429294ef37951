"""A sweep: the same story once for each call at which its process can die."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

from tests.house import House
from tests.scenarios.gate import Fate, Gate
from tests.simulation.faults import Crash, Fuse, fused
from tests.simulation.world import World

Part = Callable[[World, House], Awaitable[None]]


async def at_every_call(fresh: Callable[[str], World], story: Part, recovery: Part, *, fates: Sequence[Fate] = (),
                        step: int = 1) -> tuple[int, int]:
    """Let the story's process die before, then behind the N-th call to store or platform, for every `step`-th N until a
    process lives through it; a second process then plays the recovery, which checks what is there.

    `fresh` makes a world under a name of its own; `fates` meet the first posts. Returns how far N went both ways.
    """
    before, behind = [await _sweep(fresh, story, recovery, fates, step, after=after) for after in (False, True)]
    return before, behind


async def _sweep(fresh: Callable[[str], World], story: Part, recovery: Part, fates: Sequence[Fate], step: int, *, after: bool) -> int:
    number, died = 1 - step, True
    while died:
        number += step
        world = fresh(f"{number}-{after}")
        died = await _dies(world, story, Fuse(number, after), list(fates))
        async with world.process() as house:
            try:
                await recovery(world, house)
            except AssertionError as fault:
                raise AssertionError(f"crash at call {number}, {'after' if after else 'before'} its effect") from fault
    return number


async def _dies(world: World, story: Part, fuse: Fuse, fates: list[Fate]) -> bool:
    """The story in a process that dies when the fuse blows; whether it did."""
    try:
        async with world.process(wrap_store=lambda real: fused(real, fuse),
                                 wrap_platform=lambda real: fused(Gate(real, posts=fates), fuse)) as house:
            await story(world, house)
    except Crash:
        pass
    return fuse.blown
