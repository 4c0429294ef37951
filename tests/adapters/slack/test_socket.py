"""Socket Mode: refreshes, cuts and silence are survived; a refused token is not fought."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from adapters.slack.socket import Socket
from bot.domain.errors import PlatformError
from tests.adapters.slack.office import ADA, Office, open_office
from tests.scenarios.stage import small_bank

LIMITED = (429, {"Retry-After": "1"}, '{"ok":false,"error":"ratelimited"}')


async def test_two_connections_share_the_load(office: Office) -> None:
    """Two connections are up, and what comes over either is answered."""
    assert len(office.fake.sockets) == 2
    for _ in range(4):
        assert await office.type("/quiz today", ADA) is not None


@pytest.mark.parametrize("reason", ["warning", "refresh_requested"])
async def test_a_refresh_is_survived(office: Office, reason: str) -> None:
    """Asked to come again, both connections do, and the next command is answered."""
    await office.fake.disconnect(reason)
    await office.fake.until(lambda: office.fake.opened >= 4 and len(office.fake.sockets) >= 2)
    assert await office.type("/quiz today", ADA) is not None
    assert not office.task.done()


async def watched(office: Office, ping: float) -> tuple[Socket, asyncio.Task[None]]:
    """A second pair of connections that is watched more closely."""
    socket = Socket(office.platform._connection.app, office.platform.workspaces, "xapp-fake-app-token", ping=ping)
    task = asyncio.ensure_future(socket.run())
    await office.fake.until(lambda: len(office.fake.sockets) == 4)
    return socket, task


async def ended(task: asyncio.Task[None]) -> None:
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def test_a_cut_is_survived(office: Office) -> None:
    """Cut without a word, the connections come again by themselves."""
    socket, task = await watched(office, 0.2)
    opened = office.fake.opened
    office.fake.drop()
    await office.fake.until(lambda: office.fake.opened >= opened + 2)
    for _ in range(100):
        if await socket.connected() == 2:
            break
        await asyncio.sleep(0.05)
    assert await socket.connected() == 2
    await ended(task)


async def test_a_half_open_connection_is_replaced(office: Office) -> None:
    """A connection that is open and answers no ping any more is given up and made anew."""
    socket, task = await watched(office, 0.2)
    opened = office.fake.opened
    office.fake.deaf = True
    await office.fake.until(lambda: office.fake.opened >= opened + 2, 15)
    office.fake.deaf = False
    for _ in range(200):
        if await socket.connected() == 2:
            break
        await asyncio.sleep(0.05)
    assert await socket.connected() == 2
    await ended(task)


async def test_a_connection_that_hangs_is_given_up(office: Office) -> None:
    """The library waits for ever for a connection that is never made; the watchdog does not."""
    socket, task = await watched(office, 0.2)
    stalled = office.fake.stalled = asyncio.Event()
    opened = office.fake.opened
    office.fake.drop()
    await office.fake.until(lambda: office.fake.opened >= opened + 4)
    office.fake.stalled = None
    for _ in range(200):
        if await socket.connected() == 2:
            break
        await asyncio.sleep(0.05)
    assert await socket.connected() == 2
    stalled.set()
    await ended(task)


async def test_an_unreachable_slack_is_tried_again(office: Office) -> None:
    """While apps.connections.open fails nothing ends; once it answers the connections are there."""
    office.fake.faults["apps.connections.open"] += [(503, {}, "down"), "internal_error", LIMITED]
    _, task = await watched(office, 0.2)
    assert not task.done()
    await ended(task)


@pytest.mark.parametrize("error", ["invalid_auth", "not_allowed_token_type", "missing_scope"])
async def test_a_wrong_app_token_ends_with_one_line(tmp_path: Path, error: str) -> None:
    """A refused app-level token is not tried for ever: the platform ends and says what to do."""
    def spoil(fake: object) -> None:
        fake.faults["apps.connections.open"] += [error] * 2  # type: ignore[attr-defined]

    async with open_office(tmp_path, bank=small_bank(), connected=False, prepare=spoil) as office:
        with pytest.raises(PlatformError, match=f"{error}.*TIKU_SLACK_APP_TOKEN"):
            await asyncio.wait_for(office.task, 30)
        assert office.fake.count("apps.connections.open") <= 2


async def test_an_app_token_revoked_later_is_not_tried_for_ever(office: Office) -> None:
    """When the token is refused on a refresh, a few calls show it and the platform ends."""
    office.fake.app_tokens.clear()
    socket, task = await watched_none(office)
    with pytest.raises(PlatformError):
        await asyncio.wait_for(task, 30)
    assert office.fake.count("apps.connections.open") < 10
    await socket.close()


async def watched_none(office: Office) -> tuple[Socket, asyncio.Task[None]]:
    socket = Socket(office.platform._connection.app, office.platform.workspaces, "xapp-fake-app-token", ping=0.2)
    return socket, asyncio.ensure_future(socket.run())


async def test_leaving_closes_everything(tmp_path: Path) -> None:
    """When the bot stops, its connections close and no task is left behind."""
    async with open_office(tmp_path, bank=small_bank()) as office:
        office.task.cancel()
        await asyncio.gather(office.task, return_exceptions=True)
        await office.fake.until(lambda: not office.fake.sockets)
        assert office.platform.workspaces._session is None or office.platform.workspaces._session.closed
