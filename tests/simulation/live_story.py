"""A story of one live quiz: what happens to it, what members were told, and a model of what must have become of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from bot import counter
from bot.domain.card import Card, Picture
from bot.domain.cards.charts import Chart
from bot.domain.errors import Refusal
from bot.domain.live import Live
from bot.domain.round import Round
from bot.domain.text import Lang, Text
from bot.ports import DemoAnswer, Permanent
from bot.store.audit import audit
from tests.house import CHANNEL, CountingIds, House, ManualClock, open_house, sqlite_url
from tests.scenarios.gate import Fate, Gate
from tests.scenarios.stage import RIGHT, SECRET, WRONG, actions, raw, small_bank
from tests.simulation.faults import Fuse, fused
from tests.simulation.live_books import Given, check_books

KEYS = ("7919", "quetzal", "zyzzyva")
"""The keys of typed questions: they stand in no option."""


class Undrawn:
    """A demo runner that is too busy for any picture."""

    async def run(self, name: str, args: Any, lang: Lang, *, plot: bool) -> DemoAnswer:
        raise Refusal(Text.same("busy"))

    async def draw(self, chart: Chart) -> Picture:
        raise Refusal(Text.same("busy"))


@dataclass
class Story:
    """What outlives the processes of one story, and the model of it."""

    folder: Path
    clock: ManualClock = field(default_factory=ManualClock)
    posts: list[Fate] = field(default_factory=list)
    edits: list[Fate] = field(default_factory=list)
    given: dict[str, dict[str, Given]] = field(default_factory=dict)
    """By round and member."""
    voted: dict[str, set[str]] = field(default_factory=dict)
    """Who was told that their vote to skip the round was noted."""
    inside: set[str] = field(default_factory=set)
    """Who was told that they are in."""
    during: list[Callable[[], Awaitable[None]]] = field(default_factory=list)
    """What the host presses while the next edit is on its way."""
    refused: int = 0
    """How many posts were still to be refused for good when that began."""
    barred: bool = False
    """A post was refused for good, or was to be."""
    starts: int = 0
    live_id: str = ""
    denied: bool = False
    """An edit was refused for good."""
    faulty: bool = False
    """An edit went wrong in some way."""

    def process(self, fuse: Fuse | None = None) -> Any:
        """A process over the same database; with a fuse one that will die."""
        self.starts += 1
        self.during.clear()

        def wrap(room: Any) -> Any:
            gate = Gate(room, self.posts, self.edits, self.during)
            return fused(gate, fuse) if fuse else gate

        return open_house(sqlite_url(self.folder), bank=small_bank(), clock=self.clock, runner=Undrawn(),
                          ids=CountingIds(f"p{self.starts:03}x"), wrap_platform=wrap,
                          wrap_store=(lambda real: fused(real, fuse)) if fuse else None)

    async def live(self, house: House) -> Live:
        """The quiz as it is."""
        found = await house.tenant().live.get(self.live_id)
        assert found is not None
        return found

    async def round_of(self, house: House, round_id: str) -> Round:
        """A round of it."""
        found = await house.tenant().round(round_id)
        assert found is not None
        return found

    # ---- what happens ------------------------------------------------------------------------------------------------

    async def do(self, house: House, step: Sequence[Any]) -> None:
        """One thing that happens."""
        match step:
            case ["answer", member, right, late]:
                await self.answer(house, member, late, right=right)
            case ["press", member, verb]:
                await self.press(house, member, verb)
            case ["twice", member, verb]:
                await self.press(house, member, verb)
                await self.press(house, member, verb)
            case ["during", verb]:
                async def press() -> None:
                    await house.press(f"live1:{self.live_id}:{verb}", "ada")

                self.during.append(press)
            case ["wait", seconds]:
                await house.advance(seconds=seconds)
            case ["count"]:
                await counter.refresh(house.quiz)
            case ["close"]:
                live = await self.live(house)
                if live.phase == "asking" and live.shown:
                    house.clock.time = max(house.clock.time, live.until)
            case ["on", resumes]:
                await self.go_on(house, resumes=resumes)
            case ["fates", posts, edits]:
                self.posts[:], self.edits[:] = posts, edits
                self.refused = sum(isinstance(post, Permanent) for post in posts)
                self.barred |= self.refused > 0
                self.denied |= any(isinstance(edit, Permanent) for edit in edits)
                self.faulty |= bool(edits)
        await house.settle()

    async def go_on(self, house: House, *, resumes: bool) -> None:
        """From a reveal to the next question; who `resumes` ends a pause too."""
        live = await self.live(house)
        if live.phase == "revealed" and live.options.host:
            await self.press(house, "ada", "next")
        elif live.phase == "revealed":
            house.clock.time = max(house.clock.time, live.until)
        await house.settle()
        if resumes and (await self.live(house)).phase == "paused":
            await self.press(house, "ada", "resume")

    async def press(self, house: House, member: str, verb: str) -> None:
        """A button of the quiz; what the member is told is held against what they may do."""
        before = await self.live(house)
        card = await house.press(f"live1:{self.live_id}:{verb}", member)
        after = await self.live(house)
        assert card.private
        self.tells_no_key(house, before, card)
        if card.tone != "info":
            return
        if verb.startswith("join"):
            self.inside.add(member)
        if verb == "leave":
            self.inside.discard(member)
        if verb == "skip":
            voters = self.voted.setdefault(before.asked[-1].round_id, set())
            voters |= {member} & {player.id for player in before.players}
            enough = member == before.host or 2 * len(voters) > len(before.players)
            assert (after.asked[-1].state == "void") == enough

    async def answer(self, house: House, member: str, late: float, *, right: bool) -> None:
        """A reply to the newest question, made now or after its end; what was acknowledged is noted."""
        live = await self.live(house)
        if not live.asked:
            return
        round_ = await self.round_of(house, live.asked[-1].round_id)
        if round_.state == "pending":
            return
        stored = (RIGHT if right else WRONG)[round_.question_id]
        seen = round_.shown_letters(stored) if house.quiz.bank.questions[round_.question_id].options else stored
        at = house.clock.now() + timedelta(seconds=late)
        card = await house.press(f"a1:{round_.id}", member, {"answer": seen}, at=at)
        held = self.given.setdefault(round_.id, {})
        own = {seen, held[member].stored if member in held else ""}
        assert round_.state == "closed" or not any(secret in raw(card) for secret in SECRET if secret not in own)
        timely = round_.state == "open" and round_.opens_at <= at < round_.closes_at
        assert (card.tone == "info") == timely
        # Of two replies made at the same instant the first stands, and the same one again changes nothing.
        if timely and (member not in held or (held[member].at < at and held[member].stored != stored)):
            held[member] = Given(stored, right, at)

    # ---- what must hold ----------------------------------------------------------------------------------------------

    def tells_no_key(self, house: House, live: Live, card: Card) -> None:
        """No card tells the key of a typed question that is open."""
        asked = live.asked[-1] if live.asked else None
        if asked is not None and asked.state == "open":
            assert not (RIGHT[asked.question_id] in KEYS and RIGHT[asked.question_id] in raw(card))

    async def check(self, house: House) -> None:
        """The rules of the house that hold at any moment."""
        live, cards = await self.live(house), await house.cards()
        asking = Counter(" ".join(card.title.split()[:4]) for card in cards if card.title.startswith("Question "))
        # Where the question could not be edited, its reveal stands beside it.
        assert all(count <= 1 + self.denied for count in asking.values())
        assert len(cards) <= 2 + sum(asking.values())
        assert not any(secret in raw(cards[0]) for secret in SECRET)
        if len(self.posts) < self.refused:
            assert live.phase == "over"
        if live.phase == "asking" and live.shown:
            asked = live.asked[-1].round_id
            card = next(card for card in cards if any(asked in button.action for button in card.buttons))
            assert not any(secret in raw(card) for secret in SECRET)
        for round_id, held in list(self.given.items())[-2:] if live.phase != "over" else self.given.items():
            found = {answer.member: (answer.response, answer.at) for answer in await house.tenant().answers(round_id)}
            assert found == {member: (one.stored, one.at) for member, one in held.items()}
        assert self.inside <= {player.id for player in live.players}

    async def check_store(self, house: House) -> None:
        """What is stored agrees with itself."""
        assert await house.quiz.store._database.read(audit) == []  # type: ignore[attr-defined]

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
        if not self.denied and not self.barred:
            (main, *below) = await house.cards()
            assert main.title.startswith(("🏆", "The quiz is over"))
            assert [card.title for card in below if not card.title.startswith("Question ")] == [main.title] * bool(live.asked)
        if not self.faulty and not self.barred:
            open_still = [card.title for card in await house.cards() if any(one.startswith(("q1:", "a1:")) for one in actions(card))]
            assert open_still == []
        await check_books(house, live, self.given)
