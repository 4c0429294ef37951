"""Slack through the real Bolt and loopback sockets: presses, a burst of presses, and the pace of posts."""

from __future__ import annotations

import asyncio
import logging
import re
import tempfile
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from itertools import count
from pathlib import Path
from statistics import median
from typing import Any

from aiohttp import web
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bench.harness import Measurement, Row, paired
from bot.domain.card import Card
from bot.ports import Sent
from tests.adapters.slack.fake import APP_TOKEN, BOT_TOKEN, TEAM, FakeSlack
from tests.adapters.slack.office import CHANNEL, Office, member, open_office

PASSES = 7
CLICKS = 30
BURST = 1000
IN_TIME = 2.5
POSTS = 4
CHANNELS = 20
MANY = [f"C1{number:04}" for number in range(CHANNELS)]
_MEMBERS = count(1)


def run() -> Sequence[Row]:
    """Presses, the burst, and posts side by side."""
    with tempfile.TemporaryDirectory(prefix="tiku-bench-") as folder:
        ours, bare, burst, one, all_ = asyncio.run(_measure(Path(folder)))
    return (
        Row("Slack: a press to its acknowledgement, grading and commit included", 1000 * median(ours), 1000 * median(bare), "ms",
            paired(ours, bare), "at most", 1.3),
        Row(f"Slack: {BURST:,} presses at once, stored and acknowledged", burst, IN_TIME, "s", burst / IN_TIME, "at most", 1.0),
        Row(f"Slack: {POSTS} posts to one channel, a second apart", one, POSTS - 1, "s", one / (POSTS - 1), "at least", 0.99),
        Row(f"Slack: the same to {CHANNELS} channels side by side", all_, one, "s", all_ / one, "at most", 1.3),
    )


async def _measure(folder: Path) -> tuple[list[float], list[float], float, float, float]:
    def crowded(fake: FakeSlack) -> None:
        fake.members |= {f"U1{number:06}": member(f"U1{number:06}", f"Member {number}") for number in range(1, 2000)}
        fake.channels |= {channel: [] for channel in ("C2ALONE", *MANY)}

    async with open_office(folder, prepare=crowded, gap=1.0) as office:
        message = await _question(office)
        async with _bare(office.fake) as socket:
            ours, bare = await _in_turn(office, message, socket)
        burst = await _burst(office, message)
        return ours, bare, burst, await _paced(office, ["C2ALONE"]), await _paced(office, MANY)


async def _question(office: Office) -> Mapping[str, Any]:
    """An open question with letters; the workspace's members are known by then, as minutes after a start."""
    bank = office.house.quiz.bank
    picked = next(one for one in bank.questions.values() if one.kind == "single_choice")
    office.house.quiz.bank = replace(bank, questions={picked.id: picked})
    message = await office.post_question()
    await office.press(message, _letter(message), f"U1{next(_MEMBERS):06}")
    await office.fake.until(lambda: office.fake.count("users.list") > 0)
    return message


def _letter(message: Mapping[str, Any]) -> str:
    return next(str(one["action_id"]) for block in message["blocks"] if block["type"] == "actions" for one in block["elements"])


@asynccontextmanager
async def _bare(fake: FakeSlack) -> AsyncIterator[web.WebSocketResponse]:
    """A Bolt app alone that only acknowledges, on the same Slack; its connection."""
    quiet = logging.getLogger("bench.bare")
    quiet.setLevel(logging.CRITICAL)
    client = AsyncWebClient(token=BOT_TOKEN, base_url=f"{fake.url}api/", logger=quiet)
    app = AsyncApp(client=client, logger=quiet, request_verification_enabled=False)

    async def acknowledge(ack: Any) -> None:
        await ack()

    app.action(re.compile(".*"))(acknowledge)
    handler = AsyncSocketModeHandler(app, APP_TOKEN, logger=quiet)
    known = list(fake.sockets)
    await handler.connect_async()  # type: ignore[no-untyped-call]
    await fake.until(lambda: len(fake.sockets) > len(known))
    try:
        yield next(one for one in fake.sockets if one not in known)
    finally:
        await handler.close_async()  # type: ignore[no-untyped-call]
        await fake.until(lambda: len(fake.sockets) == len(known))


async def _in_turn(office: Office, message: Mapping[str, Any], bare_socket: web.WebSocketResponse) -> tuple[list[float], list[float]]:
    """The median of each pass, ours and the bare app's."""
    own_socket = next(one for one in office.fake.sockets if one is not bare_socket)
    ours: list[float] = []
    bare: list[float] = []
    for turn in range(PASSES + 1):
        for socket, times in ((own_socket, ours), (bare_socket, bare)) if turn % 2 == 0 else ((bare_socket, bare), (own_socket, ours)):
            times.append(median([await _click(office, message, socket) for _ in range(CLICKS)]))
    return ours[1:], bare[1:]


async def _click(office: Office, message: Mapping[str, Any], socket: web.WebSocketResponse) -> float:
    payload = office.pressed(message, _letter(message), f"U1{next(_MEMBERS):06}")
    began = time.perf_counter()
    await office.fake.deliver("interactive", payload, over=socket)
    return time.perf_counter() - began


async def _burst(office: Office, message: Mapping[str, Any]) -> float:
    """Seconds until the last of many members is acknowledged; raises when an answer or a reply is lost."""
    store = office.house.quiz.store.tenant(f"slack:{TEAM}")
    round_ = await office.house.round(CHANNEL)
    await office.fake.until(lambda: len(office.fake.replies) >= 1)
    before, told = await store.answered_count(round_.id), len(office.fake.replies)
    payloads = [office.pressed(message, _letter(message), f"U1{next(_MEMBERS):06}") for _ in range(BURST)]
    began = time.perf_counter()
    await asyncio.gather(*(office.fake.deliver("interactive", payload, seconds=60) for payload in payloads))
    seconds = time.perf_counter() - began
    stored = await store.answered_count(round_.id) - before
    if stored != BURST:
        raise RuntimeError(f"{BURST - stored} of {BURST} answers were lost")
    await office.fake.until(lambda: len(office.fake.replies) - told >= BURST, 60)
    return seconds


async def _paced(office: Office, channels: Sequence[str]) -> float:
    """Seconds from the first to the last message, POSTS to each of so many channels."""
    names = [f"slack:{TEAM}:{channel}" for channel in channels]
    began = time.perf_counter()
    sent = await asyncio.gather(*(office.platform.post(name, Card(body="x"), f"k{turn}") for name in names for turn in range(POSTS)))
    if not all(isinstance(one, Sent) for one in sent):
        raise RuntimeError(f"a post was refused: {sent}")
    return time.perf_counter() - began


MEASUREMENT = Measurement(
    "slack", "presses, a burst of 1,000, and posts, through the real Bolt in Socket Mode, users known",
    "a bare Bolt app that only acknowledges, on the same Slack; 2.5 s; one message a second and channel", run)
