"""A live quiz under whatever may happen, in any order: its rules hold, and it always comes to an end."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.ports import NotSent, Outcome, Permanent, Unknown
from tests.house import CHANNEL
from tests.simulation.faults import Crash, Fuse
from tests.simulation.live_story import Story

MEMBERS = ("ada", "bob", "cyd", "dee")
MODES = st.sampled_from(["classic", "speed", "survival"])
TEAMS = st.sampled_from(["none", "random", "balanced", "pick"])
MEMBER = st.sampled_from(MEMBERS)
FATES: st.SearchStrategy[Outcome | str] = st.sampled_from([NotSent(3), Unknown(), "lost", "ok"])
ANSWER = st.tuples(st.just("answer"), MEMBER, st.booleans(), st.just(0.0))
LONGEST = 60
"""Real seconds of a story; one that goes round in circles is stuck."""
CALL = st.one_of(st.integers(1, 8), st.integers(1, 24))
CRASH = st.tuples(st.just("crash"), CALL, st.booleans(), st.sampled_from([1, 10, 31, 31, 70]))
CLOSE = st.one_of(st.just(("close",)), st.just(("close",)), st.tuples(st.just("crash"), CALL, st.booleans(), st.just(32)))
"""A question ends: in peace, or the process dies over it."""
TROUBLE = st.one_of(
    CRASH, CRASH,
    st.tuples(st.just("answer"), MEMBER, st.booleans(), st.sampled_from([1.0, 31.0, 31.0])),
    st.tuples(st.just("press"), MEMBER, st.sampled_from(["skip", "skip", "skip", "join", "join:1", "leave", "next", "review:1", "missed"])),
    st.tuples(st.just("twice"), st.sampled_from(["bob", "cyd"]), st.sampled_from(["skip", "skip", "join"])),
    st.tuples(st.just("press"), st.just("ada"), st.sampled_from(["pause", "pause", "resume"])),
    st.tuples(st.just("during"), st.sampled_from(["skip", "pause", "next"])),
    st.tuples(st.just("wait"), st.sampled_from([1, 12, 31, 45, 400])),
    st.tuples(st.just("count")),
    st.tuples(st.just("fates"), st.lists(FATES, min_size=1, max_size=2), st.lists(FATES, max_size=2)),
    st.sampled_from([("fates", [], [Permanent("no permission")]), ("fates", [], [Unknown()]), ("fates", [NotSent(3)], [])]),
)
END: st.SearchStrategy[Any] = st.sampled_from([
    *[None] * 3, ("press", "ada", "stop"), ("press", "bob", "stop"), ("during", "stop"), ("during", "stop"),
    ("fates", [Permanent("no permission")] * 9, [])])
"""What may end a story before its podium, in one of its rounds."""


@st.composite
def stories(draw: st.DrawFn) -> list[Any]:
    """A lobby with two players or more, then up to four whole rounds: who answers, what goes wrong meanwhile (at most two things a
    round), the close, and the way on."""
    side = draw(st.sampled_from(["join", "join:0", "join:1"]))
    steps: list[Any] = [("press", member, side) for member in draw(st.sampled_from([("bob",), ("bob", "cyd"), MEMBERS]))]
    steps += [*draw(st.lists(TROUBLE, max_size=1)), ("press", "ada", "go")]
    early, when = draw(END), draw(st.integers(0, 3))
    for number in range(4):
        happening: list[Any] = draw(st.lists(ANSWER, min_size=1, max_size=5))
        for trouble in draw(st.lists(TROUBLE, min_size=1, max_size=2)):
            happening.insert(draw(st.integers(0, len(happening))), trouble)
        if early and number == when:  # what is pressed during an edit is pressed during the reveal's
            happening.insert(len(happening) if early[0] == "during" else draw(st.integers(0, len(happening))), early)
        steps += [*happening, draw(CLOSE), ("close",), *draw(st.lists(TROUBLE, max_size=1)), ("on", draw(st.sampled_from([True, True, False])))]
    return steps


async def play(folder: Path, line: str, steps: Sequence[Sequence[Any]]) -> None:
    """The whole story: a lobby, what happens, and the end."""
    story = Story(folder)
    async with story.process() as house:
        await house.say(line, "ada")
        await house.settle()
        running = await house.tenant().live.running(CHANNEL)
        assert running is not None
        story.live_id = running.id
    todo = list(steps)
    while todo:
        if todo[0][0] == "crash":
            _, at, after, seconds = todo.pop(0)
            try:
                async with story.process(Fuse(at, after)) as house:
                    await house.advance(seconds=seconds)
            except Crash:
                pass
            continue
        async with story.process() as house:
            while todo and todo[0][0] != "crash":
                await story.do(house, todo.pop(0))
                await story.check(house)
            await story.check_store(house)
    async with story.process() as house:
        await story.finish(house)
        await story.check(house)
        await story.check_store(house)


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(mode=MODES, teams=TEAMS, host=st.booleans(), steps=stories())
def test_whatever_happens_it_ends_and_its_books_are_right(mode: str, teams: str, host: bool, steps: list[Any]) -> None:
    """Whole rounds with late and double answers, votes, pauses, crashes, lost messages and permissions in between."""
    line = f"/quiz start questions=4 seconds=30 mode={mode} teams={teams} host={'yes' if host else 'no'} lang=en"
    with TemporaryDirectory() as folder:
        asyncio.run(asyncio.wait_for(play(Path(folder), line, [("press", "ada", "join"), *steps]), LONGEST))
