"""Socket: Socket Mode over two connections, each watched and replaced when it goes silent."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass

from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.errors import SlackApiError

from adapters.slack.outcomes import DEAD, classify, code_of, dead
from adapters.slack.pace import pause
from adapters.slack.workspaces import Workspaces, quiet
from bot.domain.errors import PlatformError
from bot.ports import NotSent

log = logging.getLogger(__name__)

CONNECTIONS = 2
"""Slack renews a connection every few hours; the other one goes on meanwhile."""
PING = 10.0
"""Seconds between pings; after four without an answer a connection counts as dead."""
LONGEST_WAIT = 60.0
_NOT_ALLOWED = (*DEAD, "no_permission", "missing_scope", "not_allowed_token_type", "socket_mode_not_enabled")


@dataclass(slots=True)
class Link:
    """One connection, and since when it has been found dead."""

    handler: AsyncSocketModeHandler | None = None
    down_since: float | None = None
    tries: int = 0


class Socket:
    """Keeps the connections up until cancelled."""

    def __init__(self, app: AsyncApp, workspaces: Workspaces, token: str, *, ping: float = PING) -> None:
        self._app, self._workspaces, self._token = app, workspaces, token
        self._ping = ping
        self._links = [Link() for _ in range(CONNECTIONS)]
        self._reachable = True

    async def run(self) -> None:
        """Connect and watch. Raises PlatformError when Slack refuses the app-level token."""
        try:
            await asyncio.gather(*(self._keep(link) for link in self._links))
        finally:
            await self.close()

    async def close(self) -> None:
        """Leave."""
        await asyncio.gather(*(self._drop(link) for link in self._links), return_exceptions=True)

    async def connected(self) -> int:
        """How many connections live."""
        return sum([await self._lives(link) for link in self._links])

    async def _keep(self, link: Link) -> None:
        while True:
            if not await self._lives(link) and self._overdue(link):
                await self._drop(link)
                await self._connect(link)
            await pause(min(1.0, self._ping))

    def _overdue(self, link: Link) -> bool:
        """The library reconnects by itself; it gets four pings' time for that."""
        now = asyncio.get_running_loop().time()
        if link.handler is None:
            return True
        if link.down_since is None:
            link.down_since = now
        return now - link.down_since >= 4 * self._ping

    async def _lives(self, link: Link) -> bool:
        # The age of the last answer to a ping decides, too: `is_connected` alone has been wrong (slack-sdk issues).
        client = link.handler.client if link.handler is not None else None
        alive = client is not None and await client.is_connected() and not await client.is_ping_pong_failing()
        if alive:
            link.down_since, link.tries = None, 0
        return alive

    async def _connect(self, link: Link) -> None:
        """One try; when it fails the next one waits longer."""
        try:
            url = await self._address()
            handler = AsyncSocketModeHandler(self._app, self._token, logger=quiet, web_client=self._workspaces.client(),
                                             ping_interval=self._ping)
            link.handler, link.down_since = handler, None
            handler.client.wss_uri = url
            await asyncio.wait_for(handler.connect_async(), 2 * self._ping)  # type: ignore[no-untyped-call]
        except PlatformError:
            raise
        except Exception as error:
            await self._drop(link)
            await self._failed(link, error)
        else:
            if not self._reachable:
                log.info("connected with Slack again")
            self._reachable = True

    async def _failed(self, link: Link, error: Exception) -> None:
        if self._reachable:
            log.warning("Slack cannot be reached (%s); trying again", type(error).__name__)
        self._reachable = False
        outcome = classify(error)
        asked = outcome.seconds if isinstance(outcome, NotSent) and isinstance(error, SlackApiError) else 0.0
        wait = max(min(LONGEST_WAIT, self._ping * 2**link.tries / 10), asked)
        link.tries = min(link.tries + 1, 10)
        await pause(wait)

    async def _address(self) -> str:
        """A fresh address to connect to. Raises PlatformError when the token is refused."""
        try:
            answer = await self._workspaces.client().apps_connections_open(app_token=self._token)
        except SlackApiError as error:
            code = code_of(error)
            if code in _NOT_ALLOWED:
                raise PlatformError(dead(code, app=True)) from None
            raise
        return str(answer["url"])

    async def _drop(self, link: Link) -> None:
        handler, link.handler = link.handler, None
        if handler is not None:
            try:
                await asyncio.wait_for(handler.close_async(), 2)  # type: ignore[no-untyped-call]
            except Exception as error:
                log.debug("a connection did not close: %s", type(error).__name__)
