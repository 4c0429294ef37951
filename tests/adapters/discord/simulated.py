"""Simulated: the adapter's own client in simcord, which plays Discord's server and its members inside the process."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import simcord
from pydantic import SecretStr

from adapters.context import Context
from adapters.discord.platform import DiscordPlatform
from adapters.server import HttpServer
from bot.dispatch import declared_commands
from bot.domain.planning import planned
from bot.domain.question import Question
from bot.domain.schedule import Schedule
from bot.settings import Settings
from bot.suggest import Suggester
from bot.upkeep import ScheduleUpkeep
from tests.adapters.discord.wire import TOKEN
from tests.house import House, ManualClock, open_house, sqlite_url


class SimulatedClock(ManualClock):
    """The simulation's own time."""

    env: Any = None

    def now(self) -> datetime:
        found: datetime = self.env.now() if self.env is not None else datetime(2026, 1, 1, tzinfo=UTC)
        return found

    async def sleep_until(self, instant: datetime) -> None:
        await self.env.advance_time(max(0.0, (instant - self.now()).total_seconds()))


@dataclass
class Simulation:
    """A server with a channel, a member and a manager, and the bot in it."""

    env: Any
    house: House
    guild: Any
    channel: Any
    ada: Any
    manager: Any
    platform: DiscordPlatform

    @property
    def place(self) -> str:
        return f"discord:{self.guild.id}:{self.channel.id}"

    async def ask(self, fits: Callable[[Question], bool], **fields: Any) -> Question:
        """Open a question that fits; its message is the channel's newest."""
        house = self.house
        picked = next(question for question in house.quiz.bank.questions.values() if fits(question))
        bank = house.quiz.bank
        house.quiz.bank = replace(bank, questions={picked.id: picked})
        due = house.clock.now() + timedelta(minutes=1)
        plan = Schedule(house.quiz.ids.name(), self.place, due.time().replace(second=0, microsecond=0), "UTC", seed=7, **fields)
        await house.quiz.store.tenant(self.place.rsplit(":", 1)[0]).add_schedule(planned(plan, house.clock.now()))
        await self.pass_time(minutes=2)
        house.quiz.bank = bank
        return picked

    async def pass_time(self, **by: float) -> None:
        """Move the time, and do what fell due."""
        await self.env.advance_time(timedelta(**by).total_seconds())
        await self.house.settle()


@asynccontextmanager
async def open_simulation(folder: Path) -> AsyncIterator[Simulation]:
    """The house and the simulated Discord."""
    clock = SimulatedClock()
    async with open_house(sqlite_url(folder), clock=clock) as house:
        store: Any = house.quiz.store
        context = Context(
            handle=house.dispatch.handle, commands=declared_commands(), suggest=Suggester(house.quiz), upkeep=ScheduleUpkeep(house.quiz),
            notes=store, transcript=store.transcript, server=HttpServer("127.0.0.1", 0),
            settings=Settings(discord_token=SecretStr(TOKEN)), now=clock.now, preview=None)
        platform = DiscordPlatform(context)
        house.quiz.platforms = {"discord": platform}
        running = simcord.run(platform.client(), shard_count=1)
        running._env.backend.bot_user.name = "Tiku"
        async with running as env:
            clock.env = env
            guild = env.create_guild("机器学习小组")
            channel = guild.create_text_channel("每日一题")
            managers = guild.create_role("Managers", permissions=simcord_permissions())
            ada = guild.add_member(env.create_user("Ada"))
            manager = guild.add_member(env.create_user("Grace"), roles=[managers])
            yield Simulation(env, house, guild, channel, ada, manager, platform)


def simcord_permissions() -> Any:
    import discord

    return discord.Permissions(manage_guild=True, view_channel=True, send_messages=True, use_application_commands=True)
