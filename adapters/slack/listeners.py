"""Listeners: the Bolt app, which hands commands, presses, submissions and events on."""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from slack_bolt.app.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.request.async_request import AsyncBoltRequest

from adapters.context import Context
from adapters.slack.home import Home, opened_by
from adapters.slack.inbound import instant
from adapters.slack.outcomes import dead
from adapters.slack.pace import Once
from adapters.slack.replies import Replies
from adapters.slack.workspaces import Workspaces, quiet
from bot.domain.text import Text
from bot.ports import AuthDead

log = logging.getLogger(__name__)
Body = Mapping[str, Any]

EVENT_SECONDS = 86400.0
"""Slack may deliver an event again for a day."""
STAMP = "x-slack-request-timestamp"
_ANY = re.compile(r"(?s).*")
_DELETED = Text(zh="频道已删除", en="the channel was deleted")
_ARCHIVED = Text(zh="频道已归档", en="the channel is archived")
_REMOVED = Text(zh="应用已从工作区卸载", en="the app was removed from the workspace")


def build(context: Context, workspaces: Workspaces, replies: Replies, home: Home) -> AsyncApp:
    """The app; requests reach it verified, and as parsed payloads."""

    async def authorize(enterprise_id: str | None, team_id: str | None) -> Any:
        # Which token a call needs is decided when it is made; whether the app is installed, where it is asked.
        return AuthorizeResult(enterprise_id=enterprise_id, team_id=team_id)

    app = AsyncApp(
        name="tiku", logger=quiet, client=workspaces.client(), authorize=authorize, request_verification_enabled=False,
        ssl_check_enabled=False, url_verification_enabled=False,
    )
    _listen_to_members(app, context, replies)
    Events(context, workspaces, home).listen(app)
    return app


def _listen_to_members(app: AsyncApp, context: Context, replies: Replies) -> None:
    def at(request: AsyncBoltRequest) -> datetime:
        """When Slack sent it, where it says so; else now."""
        stamp = request.headers.get(STAMP)
        return (instant(stamp[0]) if stamp else None) or context.now()

    async def command(body: Body, ack: AsyncAck, request: AsyncBoltRequest) -> None:
        await replies.command(body, ack, at(request))

    async def press(body: Body, ack: AsyncAck, request: AsyncBoltRequest) -> None:
        await replies.press(body, ack, at(request))

    async def submit(body: Body, ack: AsyncAck, request: AsyncBoltRequest) -> None:
        await replies.submit(body, ack, at(request))

    async def suggest(body: Body, ack: AsyncAck) -> None:
        await replies.suggest(body, ack)

    app.command(_ANY)(command)
    app.action(_ANY)(press)
    app.view(_ANY)(submit)
    app.options(_ANY)(suggest)


class Events:
    """What happens in a workspace beside what members do with the bot."""

    def __init__(self, context: Context, workspaces: Workspaces, home: Home) -> None:
        self._context, self._workspaces, self._home = context, workspaces, home
        self._once = Once(EVENT_SECONDS)

    def listen(self, app: AsyncApp) -> None:
        """Register every event."""

        async def home_opened(body: Body) -> None:
            await self._guarded(body, self._opened)

        async def deleted(body: Body) -> None:
            await self._guarded(body, self._deleted)

        async def archived(body: Body) -> None:
            await self._guarded(body, self._archived)

        async def removed(body: Body) -> None:
            await self._guarded(body, self._removed)

        async def revoked(body: Body) -> None:
            await self._guarded(body, self._revoked)

        for name, listener in (("app_home_opened", home_opened), ("channel_deleted", deleted), ("channel_archive", archived),
                               ("app_uninstalled", removed), ("tokens_revoked", revoked)):
            app.event(name)(listener)

    async def _guarded(self, body: Body, act: Any) -> None:
        """Once for each event; what goes wrong is logged."""
        if not self._once.first(str(body.get("event_id") or "")):
            return
        event, team = body.get("event"), body.get("team_id")
        if not isinstance(event, Mapping) or not isinstance(team, str) or not re.fullmatch(r"[A-Z0-9]{1,30}", team):
            return
        try:
            await act(event, team, str(body.get("enterprise_id") or ""))
        except Exception:
            log.exception("an event could not be dealt with: %s", event.get("type"))

    async def _opened(self, event: Body, team: str, enterprise: str) -> None:
        user = opened_by(event)
        workspace = await self._workspaces.of(team, enterprise)
        if user and workspace is not None:
            await self._home.publish(workspace, team, user)

    async def _deleted(self, event: Body, team: str, _: str) -> None:
        await self._context.upkeep.channel_gone(f"slack:{team}:{event.get('channel')}", _DELETED.line("both"))

    async def _archived(self, event: Body, team: str, _: str) -> None:
        await self._context.upkeep.channel_gone(f"slack:{team}:{event.get('channel')}", _ARCHIVED.line("both"))

    async def _removed(self, _: Body, team: str, enterprise: str) -> None:
        await self._context.upkeep.tenant_gone(f"slack:{team}", _REMOVED.line("both"))
        await self._forget(team, enterprise, "app_uninstalled")

    async def _revoked(self, event: Body, team: str, enterprise: str) -> None:
        tokens = event.get("tokens")
        if isinstance(tokens, Mapping) and tokens.get("bot"):
            await self._context.upkeep.tenant_gone(f"slack:{team}", _REMOVED.line("both"))
            await self._forget(team, enterprise, "token_revoked")

    async def _forget(self, team: str, enterprise: str, code: str) -> None:
        """No call with that token any more, and the token itself is deleted."""
        workspace = await self._workspaces.of(team, enterprise)
        if workspace is not None:
            await self._workspaces.refuse(workspace, AuthDead(dead(code).en), code)
            if self._context.installations is not None and workspace is not self._workspaces.only:
                await self._context.installations.delete(workspace.enterprise, workspace.team)
                self._workspaces.forget()
