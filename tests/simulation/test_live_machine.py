"""A live quiz under whatever may happen, in any order: its rules hold, and it always comes to an end."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot import counter
from bot.domain.card import Picture
from bot.domain.cards.live_end import Podium
from bot.domain.cards.tally import Bars
from bot.domain.errors import Refusal
from bot.domain.live import Live
from bot.domain.text import Lang, Text
from bot.ports import DemoAnswer, NotSent, Outcome, Permanent, Unknown
from bot.store.audit import audit
from tests.house import CHANNEL, CountingIds, House, ManualClock, open_house, sqlite_url
from tests.scenarios.gate import Fate, Gate
from tests.scenarios.stage import RIGHT, SECRET, WRONG, raw, small_bank
from tests.simulation.faults import Crash, Fuse, fused

MEMBERS = ("ada", "bob", "cyd", "dee")
MODES = st.sampled_from(["classic", "speed", "survival"])
MEMBER = st.sampled_from(MEMBERS)
FATES: st.SearchStrategy[Outcome | str] = st.sampled_from([NotSent(3), Unknown(), "lost", Permanent("no permission"), "ok"])
STEPS = st.one_of(
    st.tuples(st.just("answer"), MEMBER, st.booleans(), st.sampled_from([0.0, 1.0, 31.0])),
    st.tuples(st.just("press"), MEMBER, st.sampled_from(["join", "leave", "go", "next", "skip", "pause", "resume", "stop"])),
    st.tuples(st.just("wait"), st.sampled_from([1, 9, 31, 31, 31, 400, 4000])),
    st.tuples(st.just("count")),
    st.tuples(st.just("crash"), st.integers(1, 14), st.booleans(), st.sampled_from([1, 31, 31, 70])),
    st.tuples(st.just("fates"), st.lists(FATES, min_size=1, max_size=2), st.lists(FATES, max_size=2)),
)


class Undrawn:
    """A demo runner that is too busy for any picture."""

    async def run(self, name: str, args: Any, lang: Lang, *, plot: bool) -> DemoAnswer:
        raise Refusal(Text.same("busy"))

    async def draw(self, chart: Bars | Podium) -> Picture:
        raise Refusal(Text.same("busy"))


@dataclass
class Story:
    """What outlives the processes of one story, and what members were told."""

    folder: Path
    clock: ManualClock = field(default_factory=ManualClock)
    posts: list[Fate] = field(default_factory=list)
    edits: list[Fate] = field(default_factory=list)
    acknowledged: dict[tuple[str, str], str] = field(default_factory=dict)
    given: dict[tuple[str, str], datetime] = field(default_factory=dict)
    starts: int = 0
    live_id: str = ""
    denied: bool = False

    def process(self, fuse: Fuse | None = None) -> Any:
        """A process over the same database; with a fuse one that will die."""
        self.starts += 1

        def wrap(room: Any) -> Any:
            gate = Gate(room, self.posts, self.edits)
            return fused(gate, fuse) if fuse else gate

        return open_house(sqlite_url(self.folder), bank=small_bank(), clock=self.clock, runner=Undrawn(),
                          ids=CountingIds(f"p{self.starts:03}x"), wrap_platform=wrap,
                          wrap_store=(lambda real: fused(real, fuse)) if fuse else None)

    async def live(self, house: House) -> Live:
        """The quiz as it is."""
        found = await house.tenant().live.get(self.live_id)
        assert found is not None
        return found

    async def do(self, house: House, step: Sequence[Any]) -> None:
        """One thing that happens."""
        match step:
            case ["answer", member, right, late]:
                await self.answer(house, member, right, late)
            case ["press", member, verb]:
                card = await house.press(f"live1:{self.live_id}:{verb}", member)
                assert card.private
            case ["wait", seconds]:
                await house.advance(seconds=seconds)
            case ["count"]:
                await counter.refresh(house.quiz)
            case ["fates", posts, edits]:
                self.posts[:], self.edits[:] = posts, edits
                self.denied |= any(isinstance(edit, Permanent) for edit in edits)
        await house.settle()

    async def answer(self, house: House, member: str, right: bool, late: float) -> None:
        """A reply to the newest question, made now or after its end; what was acknowledged is noted."""
        live = await self.live(house)
        if not live.asked:
            return
        round_ = await house.tenant().round(live.asked[-1].round_id)
        assert round_ is not None
        if round_.state == "pending":
            return
        stored = (RIGHT if right else WRONG)[round_.question_id]
        seen = round_.shown_letters(stored) if house.quiz.bank.questions[round_.question_id].options else stored
        at = house.clock.now() + timedelta(seconds=late)
        card = await house.press(f"a1:{round_.id}", member, {"answer": seen}, at=at)
        assert not any(secret in raw(card) for secret in SECRET if secret != seen) or round_.state == "closed"
        if card.tone == "info":
            assert round_.accepts(at)
            kept = await house.tenant().answer(round_.id, member)
            # Of two replies made at the same instant the first stands.
            if kept is not None and kept.at == at and self.given.get((round_.id, member)) != at:
                self.acknowledged[round_.id, member], self.given[round_.id, member] = stored, at

    async def check(self, house: House) -> None:
        """The rules of the house that hold at any moment."""
        live = await self.live(house)
        messages = Counter(key for key in await self.keys(house))
        # Where the question could not be edited, its reveal stands beside it.
        assert all(count <= 1 + self.denied for count in messages.values())
        if live.phase == "asking" and live.shown:
            asked = live.asked[-1].round_id
            card = next(card for card in await house.cards() if any(asked in button.action for button in card.buttons))
            assert not any(secret in raw(card) for secret in SECRET)
        for (round_id, member), stored in self.acknowledged.items():
            found = await house.tenant().answer(round_id, member)
            assert found is not None
            assert found.response == stored
        assert await house.quiz.store._database.read(audit) == []  # type: ignore[attr-defined]

    async def keys(self, house: House) -> list[str]:
        """`Question 3 of 4` for every message that asks or reveals one."""
        return [" ".join(card.title.split()[:4]) for card in await house.cards() if card.title.startswith("Question ")]

    async def finish(self, house: House) -> None:
        """Time alone brings it to its end, and what is booked is what was scored."""
        self.posts.clear()
        self.edits.clear()
        for _ in range(80):
            due = await house.quiz.store.next_due()
            if due is None:
                break
            house.clock.time = max(house.clock.time, due)
            await house.settle()
        live = await self.live(house)
        assert (live.phase, live.shown) == ("over", True)
        assert await house.tenant().live.running(CHANNEL) is None
        await self.check_books(house, live)

    async def check_books(self, house: House, live: Live) -> None:
        """The board holds the players' points when the quiz counts, and nothing otherwise; a rebuild agrees."""
        store = house.tenant()
        board = await store.board(CHANNEL, "all", live.day, limit=0)
        played = {player.id: player.points for player in live.players if player.answered or player.points}
        booked = {row.member: row.points for row in board.rows if row.points}
        assert booked == ({member: points for member, points in played.items() if points} if live.counts else {})
        for asked in live.asked:
            round_ = await store.round(asked.round_id)
            assert round_ is not None
            assert round_.state == "closed"
            assert round_.counts == (live.counts and asked.state == "scored")
        await house.quiz.store.rebuild()
        assert await store.board(CHANNEL, "all", live.day, limit=0) == board


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
    async with story.process() as house:
        await story.finish(house)
        await story.check(house)


@settings(max_examples=45, deadline=None, suppress_health_check=list(HealthCheck))
@given(mode=MODES, host=st.booleans(), go=st.booleans(), steps=st.lists(STEPS, max_size=22))
def test_whatever_happens_it_ends_and_its_books_are_right(mode: str, host: bool, go: bool, steps: list[Any]) -> None:
    """Joins, answers, late and double ones, votes, pauses, crashes, lost permissions and long waits in any order."""
    first: list[Any] = [("press", "bob", "join"), ("press", "ada", "go")] if go else []
    with TemporaryDirectory() as folder:
        asyncio.run(play(Path(folder), f"/quiz start questions=4 seconds=30 mode={mode} host={'yes' if host else 'no'} lang=en",
                         first + steps))
