"""The started bot on Discord: what it says when something is wrong, in the language of whoever reads it, and its goodbye."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.adapters.discord.wire import TOKEN, Wire
from tests.adapters.discord.world import World
from tests.process import ended, running_bot, unready


@pytest.fixture
async def wire() -> AsyncIterator[Wire]:
    """A small Discord on the real clock."""
    found = Wire(World.small(lambda: datetime.now(UTC)))
    await found.start()
    yield found
    await found.stop()


def settings(wire: Wire, **more: str) -> dict[str, str]:
    return {"TIKU_DISCORD_TOKEN": TOKEN, "TIKU_DISCORD_API_URL": wire.api, **more}


@pytest.mark.parametrize(("lang", "words"), [("en", "reset it on the application's Bot page"), ("zh", "的 Bot 页面重置令牌")])
async def test_a_dead_token_alone_ends_with_one_line(tmp_path: Path, wire: Wire, lang: str, words: str) -> None:
    """Exit code 1, what to do on standard error in the operator's language, and one request to Discord."""
    wire.refuse_token = True
    code, said = await ended(tmp_path, "discord", settings(wire, TIKU_LANG=lang))
    last = said.strip().splitlines()[-1]
    assert code == 1
    assert "TIKU_DISCORD_TOKEN" in last
    assert words in last
    assert "Traceback" not in said
    assert TOKEN not in said
    assert len(wire.calls) == 1


async def test_a_dead_token_beside_the_page_turns_readiness_red(tmp_path: Path, wire: Wire) -> None:
    """The page goes on; /readyz tells what is wrong."""
    wire.refuse_token = True
    async with running_bot(tmp_path, **settings(wire)) as bot:
        assert "TIKU_DISCORD_TOKEN" in await unready(bot)


async def test_a_started_bot_serves_discord_and_stops_in_time(tmp_path: Path, wire: Wire) -> None:
    """It connects, registers its commands, and leaves the gateway at SIGTERM."""
    async with running_bot(tmp_path, **settings(wire)) as bot:
        await wire.ready(20)
        assert {entry["name"] for entry in wire.world.registered} >= {"quiz", "demo", "lookup"}
    assert bot.process.returncode == 0
    assert wire.sockets == []
