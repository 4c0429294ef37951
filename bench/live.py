"""A live quiz with 500 members, through real sockets on each platform."""

from __future__ import annotations

import asyncio
import tempfile
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, cast

from aiohttp import ClientSession

from adapters.server import HttpServer
from adapters.web import build
from bench.harness import Measurement, Row
from bench.live_stage import Seen, Send, Stage, at_work, machine_house
from bot.dispatch import declared_commands
from bot.domain.request import tenant_of
from bot.suggest import Suggester
from tests.adapters.discord.server import Server, buttons_of, connected, interaction, text_of
from tests.adapters.discord.wire import Wire
from tests.adapters.discord.world import CHANNEL, GUILD, World
from tests.adapters.slack.fake import fake_slack
from tests.adapters.slack.office import CHANNEL as SLACK_CHANNEL
from tests.adapters.slack.office import GENERAL, member, office_in

MEMBERS = 500
QUESTIONS = 3
SPREAD = 2.0
"""Seconds in which all members answer."""
READ = 3.0
"""Seconds that the host gives them to read a reveal, where the clock would give nine."""
REVEALED = 1.0
"""Seconds from the last answer to the reveal."""
DISCORD_EDITS = 5
"""In any five seconds and channel (platforms §1.3)."""
SLACK_UPDATES = 50
"""In any minute and workspace: tier 3 of chat.update (platforms §2)."""


async def _play(stage: Stage) -> list[float]:
    """The whole quiz; seconds from the last answer of each question to its reveal."""
    house, store = stage.house, stage.house.quiz.store.tenant(tenant_of(stage.channel))
    await stage.command(f"quiz start questions={QUESTIONS} seconds=25 host=yes lang=en")
    await stage.seen.until("starts a quiz")
    live = await store.live.running(stage.channel)
    if live is None:
        raise RuntimeError("no quiz runs")
    await _spread(lambda number: stage.send(number, f"live1:{live.id}:join"))
    while len(getattr(await store.live.get(live.id), "players", ())) < MEMBERS:
        await asyncio.sleep(0.01)
    await stage.send(0, f"live1:{live.id}:go")
    waits = []
    for number in range(1, QUESTIONS + 1):
        began = await stage.seen.until(f"Question {number} of {QUESTIONS}")
        round_ = (await store.rounds(stage.channel, limit=1))[0]
        letters = [f"q1:{round_.id}:{letter}" for letter in "AB"]
        last = await _spread(lambda member, letters=letters: stage.send(member, letters[member % 2]))  # type: ignore[misc]
        waits.append(await stage.seen.until("the answer", began) - last)
        stored = await store.answered_count(round_.id)
        if stored != MEMBERS:
            raise RuntimeError(f"{MEMBERS - stored} of {MEMBERS} answers were lost")
        while (now := await store.live.get(live.id)) is not None and not (now.phase == "revealed" and now.shown):
            await asyncio.sleep(0.01)
        await asyncio.sleep(READ)
        await stage.send(0, f"live1:{live.id}:next:{number}")
    await stage.seen.until("🏆")
    if house.quiz.lives:
        raise RuntimeError("the quiz is still there")
    return waits


async def _spread(act: Callable[[int], Awaitable[None]]) -> float:
    """Every member acts within SPREAD seconds; when the last one did."""
    began, last = time.perf_counter(), 0.0
    tasks: list[asyncio.Future[None]] = []
    for number in range(MEMBERS):
        wait = began + SPREAD * number / MEMBERS - time.perf_counter()
        if wait > 0:
            await asyncio.sleep(wait)
        last = time.perf_counter()
        tasks.append(asyncio.ensure_future(act(number)))
    await asyncio.gather(*tasks)
    return last


async def _on_the_page(folder: Path) -> tuple[list[float], Seen]:
    seen = Seen()
    async with machine_house(folder) as house, ClientSession() as http:
        server, store = HttpServer("127.0.0.1", 0), cast("Any", house.quiz.store)
        page = build(house.dispatch.handle, declared_commands(), Suggester(house.quiz), store.transcript, None, server, house.clock.now)
        house.quiz.platforms = {"web": page}
        hub = cast("Any", page).hub
        publish = hub.publish

        def noted(event: str, data: Mapping[str, Any], *more: Any) -> None:
            seen.note(event, "page", str(data))
            publish(event, data, *more)

        hub.publish = noted
        await server.start()

        async def ask(number: int, **what: str) -> None:
            body = {"channel": "general", "member": {"id": f"m{number}", "name": f"M{number}"}, "lang": "en", **what}
            async with http.post(f"{server.url}/api/request", json=body) as reply:
                await reply.json()

        async with at_work(house):
            waits = await _play(Stage(house, "web:local:general", seen, lambda number, action: ask(number, action=action),
                                      lambda line: ask(0, command=line)))
        await server.close()
    return waits, seen


async def _on_discord(folder: Path) -> tuple[list[float], Seen]:
    seen = Seen()
    async with machine_house(folder) as house:
        wire = Wire(World.small(house.clock.now))
        await wire.start()
        try:
            async with connected(house, wire) as server:
                _watch_discord(server, seen)
                async with at_work(house):
                    waits = await _play(Stage(house, f"discord:{GUILD}:{CHANNEL}", seen, _discord_press(server), _discord_command(server)))
        finally:
            await wire.stop()
    return waits, seen


def _watch_discord(server: Server, seen: Seen) -> None:
    world = server.world
    for how in ("create", "edit"):
        real = getattr(world, how)

        def noted(channel: int, *given: Any, how: str = how, real: Any = real, **named: Any) -> dict[str, Any]:
            made: dict[str, Any] = real(channel, *given, **named)
            seen.note(how, str(channel), text_of(made))
            return made

        setattr(world, how, noted)


def _discord_press(server: Server) -> Send:
    async def press(number: int, action: str) -> None:
        message = next((message for place in list(server.world.channels.values()) for message in place.messages
                        if any(action == one for _, one in buttons_of(message))), None)
        place = int(message["channel_id"]) if message else CHANNEL
        payload = interaction(server.world, 3, {"custom_id": action, "component_type": 2}, member=1000 + number, name=f"M{number}",
                              channel=place) | {"message": message or server.world.build(CHANNEL, {})}
        answered = server.wire.waiting[payload["token"]] = asyncio.Event()
        await server.wire.emit("INTERACTION_CREATE", payload)
        await asyncio.wait_for(answered.wait(), 60)

    return press


def _discord_command(server: Server) -> Callable[[str], Awaitable[None]]:
    async def command(line: str) -> None:
        options = dict(word.split("=") for word in line.split()[2:])
        await server.command("quiz start", options, member=1000, name="M0")

    return command


async def _on_slack(folder: Path) -> tuple[list[float], Seen]:
    seen = Seen()
    async with machine_house(folder) as house, fake_slack(lambda: house.clock.now().timestamp()) as fake:
        fake.members = {f"U1{number:06}": member(f"U1{number:06}", f"M{number}") for number in range(MEMBERS)}
        async with office_in(house, fake, gap=1.0) as office:
            for how, name in (("create", "_chat_postMessage"), ("edit", "_chat_update")):
                real = getattr(fake, name)

                def noted(params: dict[str, Any], how: str = how, real: Any = real) -> dict[str, Any]:
                    seen.note(how, "workspace", str(params))
                    made: dict[str, Any] = real(params)
                    return made

                setattr(fake, name, noted)

            async def press(number: int, action: str) -> None:
                where = next(message for message in fake.channels[GENERAL] if f"'{action}'" in str(message["blocks"]))
                await fake.deliver("interactive", office.pressed(where, action, f"U1{number:06}"), seconds=60)

            async def command(line: str) -> None:
                await office.type(f"/{line}", "U1000000")

            async with at_work(house):
                waits = await _play(Stage(house, SLACK_CHANNEL, seen, press, command))
    return waits, seen


def run() -> Sequence[Row]:
    """Each platform in turn."""
    rows: list[Row] = []
    for name, play in (("page", _on_the_page), ("Discord", _on_discord), ("Slack", _on_slack)):
        with tempfile.TemporaryDirectory(prefix="tiku-bench-") as folder:
            waits, seen = asyncio.run(play(Path(folder)))
        rows.append(Row(f"{name}: from the last of {MEMBERS} answers to the reveal", max(waits), REVEALED, "s", max(waits) / REVEALED,
                        "at most", 1.0))
        if name == "Discord":
            edits = seen.densest("edit", 5)
            rows.append(Row("Discord: edits in a channel's densest 5 s", edits, DISCORD_EDITS, "", edits / DISCORD_EDITS, "at most", 1.0))
        if name == "Slack":
            edits = seen.densest("edit", 60)
            rows.append(Row("Slack: edits in the densest minute", edits, SLACK_UPDATES, "", edits / SLACK_UPDATES, "at most", 1.0))
    return rows


MEASUREMENT = Measurement(
    "live", f"{MEMBERS} members join a live quiz and answer {QUESTIONS} questions, each within {SPREAD:.0f} s, the host in a hurry",
    "1 s to the reveal; the edits that Discord and Slack allow", run)
