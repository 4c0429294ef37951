"""A day of one channel, told in steps, and what must be true at their end."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from adapters.web.room import Room
from bot import counter
from bot.domain.card import Card
from bot.domain.request import tenant_of
from bot.domain.round import Round, VerdictPolicy
from bot.domain.schedule import Filter
from bot.ports import DemoRunner, Platform, Store
from bot.store.audit import audit
from bot.store.store import SqlStore
from tests.house import CHANNEL, CountingIds, House, ManualClock, open_house, sqlite_url
from tests.scenarios.stage import RIGHT, WRONG, small_bank
from tests.simulation.faults import Forgetful, Sheet

ANSWERS = {"ada": RIGHT, "bob": WRONG, "cyd": RIGHT}


@dataclass
class World:
    """A database in a folder and a clock: all that outlives a process; and what members were told."""

    folder: Path
    runner: DemoRunner
    clock: ManualClock = field(default_factory=ManualClock)
    acknowledged: dict[tuple[str, str], str] = field(default_factory=dict)
    sheet: Sheet = field(default_factory=dict)
    starts: int = 0
    stores: list[SqlStore] = field(default_factory=list)
    """The stores of the processes that run, with nothing around them: for looking on."""

    @asynccontextmanager
    async def process(self, *, wrap_store: Callable[[SqlStore], Store] | None = None,
                      wrap_platform: Callable[[Platform], Platform] | None = None, forgetful: bool = True,
                      ) -> AsyncIterator[House]:
        """A new process over the same database; its platform is forgetful about keys unless told otherwise."""
        self.starts += 1

        def wrap(real: SqlStore) -> Store:
            self.stores.append(real)
            return wrap_store(real) if wrap_store else real

        def outside(room: Room) -> Platform:
            platform = Forgetful(room, self.sheet) if forgetful else room
            return wrap_platform(platform) if wrap_platform else platform

        async with open_house(sqlite_url(self.folder), bank=small_bank(), clock=self.clock, runner=self.runner,
                              ids=CountingIds(f"p{self.starts:03}x"), wrap_store=wrap, wrap_platform=outside) as house:
            own = self.stores[-1]
            try:
                yield house
            finally:
                self.stores.remove(own)

    async def answer(self, house: House, channel: str = CHANNEL) -> None:
        """Everyone who has not been told that their answer is stored presses now; what they are told is noted."""
        for round_ in await self.rounds(channel, state="open"):
            question = house.quiz.bank.questions[round_.question_id]
            for member, replies in ANSWERS.items():
                if (round_.id, member) in self.acknowledged:
                    continue
                stored = replies[question.id]
                seen = round_.shown_letters(stored) if question.options else stored
                card = await house.press(f"a1:{round_.id}", member, {"answer": seen}, channel=channel)
                if told(card):
                    self.acknowledged[round_.id, member] = stored


    async def rounds(self, channel: str = CHANNEL, state: str | None = None) -> list[Round]:
        """The channel's rounds, newest first."""
        return await self.stores[-1].tenant(tenant_of(channel)).rounds(channel, state=state, limit=100)

    async def revealed(self) -> int:
        """How many rounds are over and revealed."""
        return sum(round_.reveal_id is not None for round_ in await self.rounds(state="closed"))

    async def next_thing(self, house: House) -> None:
        """Move the clock to what is due next, and do it."""
        due = await self.stores[-1].next_due()
        assert due is not None
        self.clock.time = max(self.clock.time, due)
        await house.settle()


def told(card: Card) -> bool:
    """Whether the card says that the answer is stored."""
    return card.tone in ("correct", "wrong", "partly", "info")


async def prepare(folder: Path, runner: DemoRunner, verdict: VerdictPolicy) -> Path:
    """A database with one schedule in it, to be copied."""
    world = World(folder, runner)
    async with world.process() as house:
        await house.plan(window=timedelta(hours=1), verdict=verdict, filter=Filter(kinds=("single_choice", "short_text")))
    return folder / "tiku.db"


def copied(template: Path, folder: Path, runner: DemoRunner) -> World:
    """A world that starts from the template."""
    folder.mkdir()
    shutil.copy(template, folder / "tiku.db")
    return World(folder, runner)


async def one_day(world: World, house: House) -> None:
    """The post, everyone's answer, the count below the question, close and reveal."""
    done = await world.revealed()
    for _ in range(12):
        await world.next_thing(house)
        await world.answer(house)
        await counter.refresh(house.quiz)
        if await world.revealed() > done:
            return


async def finish(world: World, house: House, wait: float, days: int = 1) -> None:
    """After a restart: wait, go on with what is open, and come to the end of the last day."""
    await house.advance(seconds=wait)
    for _ in range(40):
        await world.answer(house)
        if await world.revealed() == days:
            return
        await world.next_thing(house)


async def check(world: World, house: House, days: int = 1, channel: str = CHANNEL) -> None:
    """One question and one reveal a day, the next day planned, every acknowledged answer stored, and books that equal a
    recount."""
    posted = await world.rounds(channel, state="closed")
    assert len(posted) == days
    assert len({round_.local_date for round_ in posted}) == days
    plan, = await house.tenant(channel).schedules(channel)
    assert plan.next_date == max(round_.local_date for round_ in posted if round_.local_date) + timedelta(days=1)
    messages = await house.room_messages(channel)
    questions = [id_ for id_, _, _, reply_to in messages if reply_to is None]
    assert sorted(questions) == sorted(str(round_.message_id) for round_ in posted)
    assert Counter(reply_to for *_, reply_to in messages if reply_to) == Counter(questions)
    assert {round_.reveal_id for round_ in posted} == {id_ for id_, _, _, reply_to in messages if reply_to}
    for card, message in zip(await house.cards(channel), messages, strict=True):
        assert message[3] or not card.buttons, "a closed question has no buttons"
    for (round_id, member), response in world.acknowledged.items():
        stored = await house.tenant(channel).answer(round_id, member)
        assert stored is not None
        assert stored.response == response
    await check_books(house, channel)


async def check_books(house: House, channel: str = CHANNEL) -> None:
    """Ledger and standings equal a recount; a rebuild from the answers changes nothing."""
    store: Any = house.quiz.store
    assert await store._database.read(audit) == []
    before = await house.tenant(channel).board(channel, "all", house.clock.now().date(), limit=0)
    await house.quiz.store.rebuild()
    assert await store._database.read(audit) == []
    assert await house.tenant(channel).board(channel, "all", house.clock.now().date(), limit=0) == before
