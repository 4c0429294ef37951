"""Discord through the real discord.py and loopback sockets: clicks, a burst of clicks, and a post to many channels."""

from __future__ import annotations

import asyncio
import contextlib
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path
from statistics import median
from typing import Any

import discord

from bench.harness import Bound, Measurement, Row, paired
from bench.raw import one_row_a_transaction
from tests.adapters.discord.server import Server, buttons_of, interaction, open_server
from tests.adapters.discord.wire import TOKEN, Fault, Wire
from tests.adapters.discord.world import CHANNEL, GUILD, Channel

PASSES = 7
CLICKS = 30
WAY = 0.02
"""Seconds that a callback is on its way, as from a data centre nearby (README: why)."""
BURST = 1000
CHANNELS = 1000
PER_SECOND = 50
IN_TIME = 2.5
_MEMBERS = count(1000)


def run() -> Sequence[Row]:
    """Clicks and the burst."""
    with tempfile.TemporaryDirectory(prefix="tiku-bench-") as folder:
        nearby, loopback, burst = asyncio.run(_clicks(Path(folder)))
    durable = [bare + commit for bare, commit in zip(loopback.bare, loopback.commit, strict=True)]
    return (
        _click_row("Discord: a click to its callback, 20 ms away", nearby.ours, nearby.bare, "at most", 1.3),
        _click_row("Discord: the same on loopback", loopback.ours, loopback.bare),
        _click_row("Discord: the same against bare plus one durable row", loopback.ours, durable),
        Row(f"Discord: {BURST:,} clicks at once, answered and stored", burst, IN_TIME, "s", burst / IN_TIME, "at most", 1.0),
    )


def run_posts() -> Sequence[Row]:
    """The post to many channels."""
    with tempfile.TemporaryDirectory(prefix="tiku-bench-") as folder:
        seconds, densest = asyncio.run(_posts(Path(folder)))
    bound = CHANNELS / PER_SECOND
    return (
        Row(f"Discord: a daily question in {CHANNELS:,} channels", seconds, bound, "s", seconds / bound, "at most", 1.2),
        Row("Discord: requests in its densest second", densest, PER_SECOND, "", densest / PER_SECOND, "at most", 1.0),
    )


@dataclass(frozen=True, slots=True)
class Clicks:
    """Seconds a click, the median of each pass; and seconds that plain `sqlite3` takes for one durable row beside it."""

    ours: list[float]
    bare: list[float]
    commit: list[float]


def _click_row(name: str, ours: Sequence[float], floor: Sequence[float], bound: Bound = "told", allowed: float = 0.0) -> Row:
    return Row(name, 1000 * median(ours), 1000 * median(floor), "ms", paired(ours, floor), bound, allowed)


async def _clicks(folder: Path) -> tuple[Clicks, Clicks, float]:
    async with open_server(folder) as server:
        message = await _question(server)
        async with _bare(server.wire):
            commits = one_row_a_transaction(folder / "floor.db", CLICKS // 5)
            loopback = await _in_turn(server, message, commits)
            way = Fault(r"POST /interactions/.*", delay=WAY, times=10**9)
            server.wire.faults.append(way)
            nearby = await _in_turn(server, message, commits)
            server.wire.faults.remove(way)
        return nearby, loopback, await _burst(server, message)


async def _in_turn(server: Server, message: Mapping[str, Any], commits: Callable[[], float]) -> Clicks:
    """Our clicks, the bare bot's, and durable rows, one after the other in every pass."""
    ours, bare = server.wire.sockets
    found = Clicks([], [], [])
    for turn in range(PASSES):
        sides = ((ours, found.ours), (bare, found.bare))
        for socket, times in sides if turn % 2 == 0 else reversed(sides):
            times.append(median([await _click(server, socket, message) for _ in range(CLICKS)]))
        found.commit.append(median([1 / commits() for _ in range(5)]))
    return found


async def _question(server: Server) -> Mapping[str, Any]:
    """An open question with letters."""
    assert server.house is not None
    house = server.house
    bank = house.quiz.bank
    picked = next(one for one in bank.questions.values() if one.kind == "single_choice")
    house.quiz.bank = replace(bank, questions={picked.id: picked})
    await house.plan(channel=f"discord:{GUILD}:{CHANNEL}")
    await house.advance(minutes=2)
    return server.messages()[0]


@asynccontextmanager
async def _bare(wire: Wire) -> AsyncIterator[None]:
    """A bot of discord.py alone that only acknowledges, on the same Discord."""
    client = discord.AutoShardedClient(intents=discord.Intents(guilds=True), max_messages=None)

    async def on_interaction(one: discord.Interaction[Any]) -> None:
        await one.response.send_message("received", ephemeral=True, allowed_mentions=discord.AllowedMentions.none())

    client.event(on_interaction)
    before = len(wire.sockets)
    task = asyncio.ensure_future(client.start(TOKEN))
    async with asyncio.timeout(10):
        while len(wire.sockets) == before or not wire.sockets[-1].ready:
            await asyncio.sleep(0.01)
    try:
        yield
    finally:
        await client.close()
        with contextlib.suppress(asyncio.CancelledError):
            await task


def _payload(server: Server, message: Mapping[str, Any]) -> dict[str, Any]:
    letter = buttons_of(message)[0][1]
    member = next(_MEMBERS)
    found = interaction(server.world, 3, {"custom_id": letter, "component_type": 2}, member=member, name=f"M{member}")
    return found | {"message": dict(message)}


async def _click(server: Server, socket: Any, message: Mapping[str, Any]) -> float:
    payload = _payload(server, message)
    answered = server.wire.waiting[payload["token"]] = asyncio.Event()
    began = time.perf_counter()
    await socket.dispatch("INTERACTION_CREATE", payload)
    await answered.wait()
    return time.perf_counter() - began


async def _burst(server: Server, message: Mapping[str, Any]) -> float:
    """Seconds until the last of many members has the answer; raises when one is lost."""
    assert server.house is not None
    store = server.house.quiz.store.tenant(f"discord:{GUILD}")
    round_id = buttons_of(message)[0][1].split(":")[1]
    before = await store.answered_count(round_id)
    payloads = [_payload(server, message) for _ in range(BURST)]
    events = [server.wire.waiting.setdefault(payload["token"], asyncio.Event()) for payload in payloads]
    began = time.perf_counter()
    for payload in payloads:
        await server.wire.emit("INTERACTION_CREATE", payload)
    await asyncio.wait_for(asyncio.gather(*(event.wait() for event in events)), 60)
    seconds = time.perf_counter() - began
    stored = await store.answered_count(round_id) - before
    if stored != BURST:
        raise RuntimeError(f"{BURST - stored} of {BURST} answers were lost")
    return seconds


async def _posts(folder: Path) -> tuple[float, float]:
    """Seconds until every channel has its question, and the number of requests in the densest second."""
    async with open_server(folder) as server:
        assert server.house is not None
        stamps: list[float] = []
        for number in range(CHANNELS):
            server.world.channels[5000 + number] = Channel(5000 + number, GUILD)
            await server.house.plan(channel=f"discord:{GUILD}:{5000 + number}")
        create = server.world.create

        def noted(*given: Any, **named: Any) -> dict[str, Any]:
            stamps.append(time.perf_counter())
            return create(*given, **named)

        server.world.create = noted  # type: ignore[method-assign]
        began = time.perf_counter()
        await server.house.advance(minutes=2)
        seconds = time.perf_counter() - began
        if len(stamps) != CHANNELS:
            raise RuntimeError(f"{len(stamps)} posts for {CHANNELS} channels")
        return seconds, max(sum(1 for other in stamps if one <= other < one + 1) for one in stamps)


MEASUREMENT = Measurement(
    "discord", f"{CLICKS} clicks one after the other, {PASSES} times, then {BURST:,} at once, through discord.py and sockets",
    "a discord.py bot that only acknowledges, on the same loopback Discord, and the 2.5 s that a click has", run)
POSTS = Measurement(
    "discord-posts", f"the scheduler posts the daily question to {CHANNELS:,} channels of a loopback Discord",
    f"Discord's limit of {PER_SECOND} requests a second", run_posts)
