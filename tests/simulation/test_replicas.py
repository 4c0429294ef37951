"""Two processes over one database: leases keep them from doing anything twice."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from bot.demo_runner import ProcessDemoRunner
from bot.domain.card import Card
from bot.domain.schedule import Filter
from bot.domain.text import Text
from bot.ports import Outcome, Platform
from tests.house import CHANNEL, House
from tests.simulation.faults import Crash, Fuse, Hold, fused
from tests.simulation.world import World, check, check_books

HOUR = timedelta(hours=1)
WORDS = Filter(kinds=("short_text",))


@asynccontextmanager
async def world(folder: Path) -> AsyncIterator[World]:
    async with ProcessDemoRunner() as runner:
        yield World(folder, runner)


@dataclass
class Stuck(Platform):
    """The real room, but a post waits at the door until it is let in."""

    room: Platform
    inside: asyncio.Event = field(default_factory=asyncio.Event)
    let_in: asyncio.Event = field(default_factory=asyncio.Event)
    name: str = "web"

    async def post(self, channel: str, card: Card, key: str, reply_to: str | None = None, thread: str = "") -> Outcome:
        self.inside.set()
        await self.let_in.wait()
        return await self.room.post(channel, card, key, reply_to, thread)

    async def edit(self, channel: str, message_id: str, card: Card) -> Outcome:
        return await self.room.edit(channel, message_id, card)

    async def tell(self, channel: str, member: str, card: Card) -> Outcome:
        return await self.room.tell(channel, member, card)

    async def find(self, channel: str, key: str, since: datetime, reply_to: str | None = None) -> str | None:
        return await self.room.find(channel, key, since, reply_to)

    def obstacle(self, channel: str) -> Text | None:
        return self.room.obstacle(channel)

    async def run(self) -> None:
        await self.room.run()


async def both(one: House, other: House) -> None:
    """Both look for work at the same moment, until neither finds any."""
    while any(await asyncio.gather(one.scheduler.tick(), other.scheduler.tick())):
        pass


async def test_side_by_side(tmp_path: Path) -> None:
    """Six channels, two replicas, two days: each question and each reveal once, whoever takes them."""
    async with world(tmp_path) as shared, shared.process() as one, shared.process() as other:
        channels = [f"web:local:room-{number}" for number in range(6)]
        for channel in channels:
            await one.plan(channel=channel, window=HOUR, filter=WORDS)
        for _ in range(2):
            one.clock.move(minutes=1)
            await both(one, other)
            for channel in channels:
                await shared.answer(other, channel)
                await shared.answer(one, channel)
            one.clock.move(hours=1)
            await both(one, other)
            one.clock.move(hours=22, minutes=59)
        for channel in channels:
            await check(shared, one, days=2, channel=channel)


async def test_paused_inside_the_send(tmp_path: Path) -> None:
    """One replica hangs in its post beyond its lease; the other posts; the first wakes and sends too: the key makes it
    one message, and what the second recorded stands."""
    async with world(tmp_path) as shared, AsyncExitStack() as stack:
        doors: list[Stuck] = []

        def wrap(room: Platform) -> Stuck:
            doors.append(Stuck(room))
            return doors[0]

        slow = await stack.enter_async_context(shared.process(wrap_platform=wrap, forgetful=False))
        quick = await stack.enter_async_context(shared.process(forgetful=False))
        plan = await slow.plan(window=HOUR, filter=WORDS)
        slow.clock.move(minutes=1)
        hanging = asyncio.create_task(slow.settle())
        await doors[0].inside.wait()
        await quick.advance(seconds=59)
        assert await quick.cards() == []
        await quick.advance(seconds=2)
        assert len(await quick.cards()) == 1
        await shared.answer(quick)
        doors[0].let_in.set()
        await hanging
        assert len(await quick.cards()) == 1
        assert [one.state for one in await quick.tenant().occurrences(plan.id)] == ["done"]
        await quick.advance(hours=1)
        await slow.settle()
        await check(shared, quick)


async def test_paused_before_the_send(tmp_path: Path) -> None:
    """A replica that slept through its lease just before sending asks first whether the work is still its own, and sends
    nothing, even where the platform would take a second message."""
    hold = Hold("plan_round")
    async with world(tmp_path) as shared, AsyncExitStack() as stack:
        slow = await stack.enter_async_context(shared.process(wrap_store=lambda real: fused(real, hold)))
        quick = await stack.enter_async_context(shared.process())
        await quick.plan(window=HOUR, filter=WORDS)
        slow.clock.move(minutes=1)
        sleeping = asyncio.create_task(slow.settle())
        await hold.inside.wait()
        await quick.advance(seconds=61)
        await shared.answer(quick)
        hold.let_go.set()
        await sleeping
        assert len(await quick.cards()) == 1
        await quick.advance(hours=1)
        await check(shared, quick)


async def test_a_lease_outlives_its_holder_by_a_minute(tmp_path: Path) -> None:
    """A replica dies in its send: for a minute nobody touches the work, then the other finds the message and goes on."""
    async with world(tmp_path) as shared, shared.process() as heir:
        await heir.plan(window=HOUR, filter=WORDS)
        fuse = Fuse(1, after=True)
        try:
            async with shared.process(wrap_platform=lambda real: fused(real, fuse)) as dying:
                await dying.advance(minutes=1)
        except Crash:
            assert len(await heir.cards()) == 1
        assert fuse.blown
        await heir.advance(seconds=59)
        assert (await heir.round()).state == "pending"
        await heir.advance(seconds=2)
        assert (await heir.round()).state == "open"
        await shared.answer(heir)
        await heir.advance(hours=1)
        await check(shared, heir)


async def test_both_record_answers(tmp_path: Path) -> None:
    """The same member presses on both at once, many times: one answer, and both are told the same."""
    async with world(tmp_path) as shared, shared.process() as one, shared.process() as other:
        await one.plan(window=HOUR, filter=WORDS)
        await one.advance(minutes=1)
        action = f"a1:{(await one.round()).id}"
        replies = [("quetzal", one), ("parrot", other)] * 10
        cards = await asyncio.gather(*(house.press(action, "ada", {"answer": reply}) for reply, house in replies))
        stored, = await one.tenant().answers((await one.round()).id)
        assert {card.fields[0].value for card in cards} == {stored.response}
        assert len({card.tone for card in cards}) == 1
        await check_books(one, CHANNEL)
