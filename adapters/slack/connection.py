"""Connection: how Slack reaches the bot: Socket Mode, or requests to the bot's own web server; and when it is over."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable

from adapters.context import Context
from adapters.slack.home import Home
from adapters.slack.http import Endpoint, Guard
from adapters.slack.listeners import build
from adapters.slack.oauth import Oauth
from adapters.slack.outbound import Outbound
from adapters.slack.pace import pause
from adapters.slack.people import People
from adapters.slack.pictures import Pictures
from adapters.slack.replies import Replies
from adapters.slack.socket import Socket
from adapters.slack.workspaces import CallError, Workspaces
from bot.domain.errors import PlatformError
from bot.ports import AuthDead, NotSent, Permanent

log = logging.getLogger(__name__)

PROBE = 600.0
"""Seconds between two looks at a token that nothing was heard of."""
GOODBYE = 3.0
"""Seconds that answers under way get to end."""


class Connection:
    """The Bolt app, and its way in."""

    def __init__(self, context: Context, workspaces: Workspaces, pictures: Pictures) -> None:
        settings = context.settings
        self._workspaces = workspaces
        self._people = People(workspaces, settings.slack_managers, settings.lang)
        home = Home(context, workspaces, self._people)
        self._replies = Replies(context, workspaces, self._people, Outbound(workspaces, pictures), home)
        self.app = build(context, workspaces, self._replies, home)
        self.socket: Socket | None = None
        if settings.slack_app_token is not None and workspaces.only is not None:
            self.socket = Socket(self.app, workspaces, settings.slack_app_token.get_secret_value())
        elif settings.slack_signing_secret is not None:
            guard = Guard(settings.slack_signing_secret.get_secret_value(), context.now)
            context.server.add_routes(Endpoint(self.app, guard).routes())
            if workspaces.only is None and context.installations and settings.slack_client_id and settings.slack_client_secret:
                context.server.add_routes(Oauth(context.installations, workspaces, settings.slack_client_id,
                                                settings.slack_client_secret.get_secret_value(), context.now).routes())

    async def run(self) -> None:
        """Serve until cancelled. Raises PlatformError when Slack refuses the only token, or the app-level one."""
        await self._probe()
        parts: list[Awaitable[object]] = [self._refused(), self._probe_for_ever()]
        if self.socket is not None:
            parts.append(self.socket.run())
        tasks = [asyncio.ensure_future(part) for part in parts]
        try:
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()
        finally:
            await self._replies.drain(GOODBYE)
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            await self._people.close()
            await self._workspaces.close()

    async def _refused(self) -> None:
        raise PlatformError(await asyncio.shield(self._workspaces.refused))

    async def _probe_for_ever(self) -> None:
        while True:
            await pause(PROBE)
            await self._probe()

    async def _probe(self) -> None:
        """Ask Slack about the only token; a Slack that cannot be reached is not the token's fault."""
        workspace = self._workspaces.only
        if workspace is None:
            return
        try:
            found = await self._workspaces.call(workspace, lambda client: client.auth_test())
        except CallError as failed:
            if isinstance(failed.outcome, Permanent):
                log.warning("auth.test: %s", failed.outcome.reason)
            elif not isinstance(failed.outcome, (AuthDead, NotSent)):
                log.info("auth.test did not answer")
            return
        workspace.team, workspace.bot_user = str(found.get("team_id") or ""), str(found.get("user_id") or "")
