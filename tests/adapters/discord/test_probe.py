"""`tiku doctor` and Discord: the token, the servers and the permissions, each fine or with what to do."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from adapters.discord.probe import probe
from bot.domain.errors import PlatformError
from bot.domain.text import Text
from tests.adapters.discord.server import settings_for
from tests.adapters.discord.wire import Fault, Wire
from tests.adapters.discord.world import NAMES, World


@pytest.fixture
async def wire() -> AsyncIterator[Wire]:
    """A small Discord with two servers."""
    found = Wire(World.small(World().now))
    await found.start()
    yield found
    await found.stop()


async def told(wire: Wire) -> Text:
    with pytest.raises(PlatformError) as raised:
        await probe(settings_for(wire))
    return raised.value.text


async def test_a_good_token_tells_who_and_where(wire: Wire) -> None:
    """The name, and the number of servers; in none yet, how to get into one."""
    assert (await probe(settings_for(wire))).en == "the token is good (Tiku), in 2 servers with every permission"
    wire.world.guilds.clear()
    assert "tiku invite discord" in (await probe(settings_for(wire))).zh


async def test_a_refused_token_is_told_with_one_call(wire: Wire) -> None:
    """What to do, in both languages, and no second call."""
    wire.refuse_token = True
    found = await told(wire)
    assert "reset it on the application's Bot page" in found.en
    assert "重置令牌" in found.zh
    assert len(wire.calls) == 1


async def test_a_missing_permission_is_named_with_its_server(wire: Wire) -> None:
    """What the whole server denies is known before any question is due."""
    wire.world.allowed &= ~(NAMES["embed_links"] | NAMES["attach_files"])
    found = await told(wire)
    assert "“guild 11”, “guild 12”" in found.en
    assert "Embed Links, Attach Files" in found.en
    assert "嵌入链接、上传文件" in found.zh


async def test_an_administrator_lacks_nothing(wire: Wire) -> None:
    """Administrator stands for every permission."""
    wire.world.allowed = 1 << 3
    assert "2" in (await probe(settings_for(wire))).zh


async def test_an_outage_is_no_bad_token(wire: Wire) -> None:
    """Discord does not answer: the network is named, not the token."""
    wire.faults.append(Fault(r"GET /users/@me", 503, {"message": "x"}))
    assert "cannot be reached" in (await told(wire)).en
    await wire.stop()
    assert "TIKU_DISCORD_API_URL" in (await told(wire)).zh
