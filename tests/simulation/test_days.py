"""Random days by seed: two replicas, faults of the platform, crashes, members and managers, in any order."""

from __future__ import annotations

from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest

from bot import counter
from bot.demo_runner import ProcessDemoRunner
from bot.domain.schedule import Filter
from bot.ports import NotSent, Platform, Unknown
from tests.house import House
from tests.scenarios.gate import Fate, Gate
from tests.simulation.faults import Crash, Fuse, fused
from tests.simulation.world import World, check_books

CHANNELS = ("web:local:general", "web:local:lab", "web:local:hall")
STEPS = 70
WORDS = ("/schedule pause", "/schedule resume", "/schedule skip", "/schedule set 09:00 Asia/Shanghai --kind short_text",
         "/schedule set 09:10 Asia/Shanghai --kind short_text --window 45m", "/quiz today", "/quiz me", "/leaderboard all")


@dataclass
class Replica:
    """A process that may die at any call, and the gate before its platform."""

    house: House
    stack: AsyncExitStack
    fuse: Fuse
    gate: Gate


@dataclass
class Play:
    """One seed's play: the replicas that are up, and all that may happen."""

    world: World
    random: Random
    log: list[str] = field(default_factory=list)
    up: list[Replica] = field(default_factory=list)

    async def start(self) -> Replica:
        stack, fuse = AsyncExitStack(), Fuse()
        gates: list[Gate] = []

        def wrap(platform: Platform) -> Platform:
            gates.append(Gate(platform))
            return fused(gates[0], fuse)

        house = await stack.enter_async_context(self.world.process(
            wrap_store=lambda real: fused(real, fuse), wrap_platform=wrap))
        self.up.append(Replica(house, stack, fuse, gates[0]))
        return self.up[-1]

    async def step(self) -> None:
        """One thing happens, in one of the replicas; when its fuse blows it is gone, and a new one starts."""
        replica = self.random.choice(self.up)
        action = self.random.choice((self.time, self.time, self.answers, self.answers, self.fault, self.crash, self.words))
        self.log.append(f"{self.world.clock.now():%d %H:%M:%S} {action.__name__} {self.up.index(replica)}")
        try:
            await action(replica)
        except Crash:
            self.up.remove(replica)
            await replica.stack.aclose()
            await self.start()

    async def time(self, replica: Replica) -> None:
        """Time passes, and a replica looks for work."""
        minutes = self.random.choice((0.2, 1.1, 5, 30, 61, 240, 24 * 60))
        await replica.house.advance(minutes=minutes)
        await counter.refresh(replica.house.quiz)

    async def answers(self, replica: Replica) -> None:
        """Everyone presses; some twice."""
        channel = self.random.choice(CHANNELS)
        await self.world.answer(replica.house, channel)
        if self.random.random() < 0.5:
            await self.world.answer(replica.house, channel)

    async def fault(self, replica: Replica) -> None:
        """The platform refuses, or loses a request or a reply, for a call or two."""
        kinds: tuple[Fate, ...] = (NotSent(3), NotSent(90), Unknown(), "lost")
        replica.gate.posts += self.random.choices(kinds, k=self.random.randint(1, 2))
        replica.gate.edits += self.random.choices((NotSent(3), Unknown()), k=1)
        replica.gate.reads += self.random.choices(("unreadable", ""), k=2)

    async def crash(self, replica: Replica) -> None:
        """The replica will die at one of its next calls."""
        replica.fuse.at, replica.fuse.after = replica.fuse.calls + self.random.randint(1, 12), self.random.random() < 0.5

    async def words(self, replica: Replica) -> None:
        """A manager or member types something."""
        await replica.house.say(self.random.choice(WORDS), channel=self.random.choice(CHANNELS), manager=True)


async def sound(play: Play, house: House) -> None:
    """What must hold at any moment: one message an occurrence, and every acknowledged answer stored."""
    for channel in CHANNELS:
        rounds = {round_.id: round_ for round_ in await play.world.rounds(channel)}
        dates = [(one.schedule_id, one.local_date) for one in rounds.values()]
        assert len(set(dates)) == len(dates)
        messages = await house.room_messages(channel)
        questions = [id_ for id_, _, _, reply_to in messages if reply_to is None]
        assert len(questions) <= len(rounds)
        replies = [reply_to for *_, reply_to in messages if reply_to]
        assert len(set(replies)) == len(replies), "two reveals of one question"
        for (round_id, member), response in play.world.acknowledged.items():
            if round_id in rounds:
                stored = await house.tenant(channel).answer(round_id, member)
                assert stored is not None
                assert stored.response == response


@pytest.mark.parametrize("seed", range(5))
async def test_random_days(tmp_path: Path, seed: int) -> None:
    """Seventy random steps; then all is calm, and a question comes every day in every channel."""
    async with ProcessDemoRunner() as runner:
        play = Play(World(tmp_path, runner), Random(seed))
        first = await play.start()
        for channel in CHANNELS:
            await first.house.plan(channel=channel, window=timedelta(hours=1), filter=Filter(kinds=("short_text",)))
        await play.start()
        try:
            for _ in range(STEPS):
                await play.step()
            for replica in play.up:
                await replica.stack.aclose()
            async with play.world.process() as house:
                await sound(play, house)
                await calm(play, house)
        except AssertionError as fault:
            raise AssertionError(f"seed {seed}\n" + "\n".join(play.log)) from fault


async def calm(play: Play, house: House) -> None:
    """Without faults: what was left is finished, and each of three days brings each channel one question."""
    for channel in CHANNELS:
        await house.say("/schedule set 09:00 Asia/Shanghai --kind short_text --window 30m", channel=channel, manager=True)
        for plan in await house.tenant(channel).schedules(channel):
            await house.say(f"/schedule resume {plan.id}", channel=channel, manager=True)
    for _ in range(10):
        await house.advance(hours=3)
    before = {channel: len(await house.tenant(channel).asked(channel)) for channel in CHANNELS}
    for _ in range(3 * 8):
        await house.advance(hours=3)
        for channel in CHANNELS:
            await play.world.answer(house, channel)
    for channel in CHANNELS:
        assert len(await house.tenant(channel).asked(channel)) == before[channel] + 3
        await check_books(house, channel)
    await sound(play, house)
