"""The started bot and a dead token: alone it ends with one line, beside another platform that one goes on."""

from __future__ import annotations

import asyncio
import sys
from datetime import UTC, datetime
from pathlib import Path

from aiohttp import ClientSession

from tests.adapters.discord.wire import TOKEN, Wire
from tests.adapters.discord.world import World
from tests.process import environment, running_bot


async def _wire() -> Wire:
    wire = Wire(World.small(lambda: datetime.now(UTC)))
    await wire.start()
    return wire


async def test_a_dead_token_alone_ends_with_one_line(tmp_path: Path) -> None:
    """Exit code 1, what to do on standard error, and one request to Discord."""
    wire = await _wire()
    wire.refuse_token = True
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "run", "--only", "discord", cwd=tmp_path, stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE, env=environment(TIKU_DISCORD_TOKEN=TOKEN, TIKU_DISCORD_API_URL=wire.api, TIKU_WEB_PORT="0"))
    _, said = await asyncio.wait_for(process.communicate(), 60)
    await wire.stop()
    last = said.decode().strip().splitlines()[-1]
    assert process.returncode == 1
    assert "TIKU_DISCORD_TOKEN" in last
    assert "Traceback" not in said.decode()
    assert TOKEN not in said.decode()
    assert len(wire.calls) == 1


async def test_a_dead_token_beside_the_page_turns_readiness_red(tmp_path: Path) -> None:
    """The page goes on; /readyz tells what is wrong."""
    wire = await _wire()
    wire.refuse_token = True
    async with running_bot(tmp_path, TIKU_DISCORD_TOKEN=TOKEN, TIKU_DISCORD_API_URL=wire.api) as bot, ClientSession() as http:
        async with asyncio.timeout(20):
            while True:
                async with http.get(f"{bot.url}/readyz") as answer:
                    told = await answer.json()
                    if answer.status == 503:
                        break
                await asyncio.sleep(0.1)
        assert "TIKU_DISCORD_TOKEN" in str(told)
        async with http.get(f"{bot.url}/api/state?channel=general&lang=en") as answer:
            assert answer.status == 200
    await wire.stop()


async def test_a_started_bot_serves_discord_and_stops_in_time(tmp_path: Path) -> None:
    """It connects, registers its commands, and leaves the gateway at SIGTERM."""
    wire = await _wire()
    async with running_bot(tmp_path, TIKU_DISCORD_TOKEN=TOKEN, TIKU_DISCORD_API_URL=wire.api) as bot:
        await wire.ready(20)
        assert {entry["name"] for entry in wire.world.registered} >= {"quiz", "demo", "lookup"}
    assert bot.process.returncode == 0
    assert wire.sockets == []
    await wire.stop()
