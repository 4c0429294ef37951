"""Workspaces: whose token a call is made with, and the one gate that every call to Slack passes.

After a refused token no call is made with it any more. Posts go through a client without retries: the default one sends
again when a reply is lost, and then a message stands there twice.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_async_handlers import (
    AsyncConnectionErrorRetryHandler,
    AsyncRateLimitErrorRetryHandler,
    AsyncServerErrorRetryHandler,
)
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from adapters.slack.outcomes import classify, code_of, dead
from bot.domain.text import Text
from bot.ports import AuthDead, Installations, Notes, Outcome
from bot.settings import Settings

log = logging.getLogger(__name__)
quiet = logging.getLogger("tiku.slack.sdk")
"""The library's own log: it names addresses and bodies, and repeats each fault that we tell once."""
quiet.setLevel(logging.CRITICAL)

API = "https://slack.com/api/"
LONGEST = 20.0
"""Seconds of one call; with the waits for a turn a post stays within its lease of 60 s."""
REMEMBERED = 60.0
"""Seconds until an installation is read again: another process may have renewed it."""
Call = Callable[[AsyncWebClient], Awaitable[AsyncSlackResponse]]


class CallError(Exception):
    """The call did not succeed: what that means, and Slack's own name for it."""

    def __init__(self, outcome: Outcome, code: str = "") -> None:
        super().__init__(f"{type(outcome).__name__} {code}".strip())
        self.outcome = outcome
        self.code = code


@dataclass(slots=True)
class Workspace:
    """A workspace or organisation in which the app is installed."""

    enterprise: str
    team: str
    token: str
    bot_user: str = ""
    dead: AuthDead | None = None
    read_at: float = 0.0


class Workspaces:
    """The one workspace of the settings, or those that installed the app."""

    def __init__(self, settings: Settings, installations: Installations | None, notes: Notes) -> None:
        self._base = f"{(settings.slack_api_url or API).rstrip('/')}/"
        token = settings.slack_bot_token
        self.only = Workspace("", "", token.get_secret_value()) if token is not None else None
        self._installations = installations
        self._notes = notes
        self._known: dict[tuple[str, str], Workspace] = {}
        self._session: aiohttp.ClientSession | None = None
        self._clients: dict[tuple[str, bool], AsyncWebClient] = {}
        self.refused: asyncio.Future[Text] = asyncio.get_running_loop().create_future()
        """Done with the reason when the only token there is was refused."""

    async def of(self, team: str, enterprise: str = "") -> Workspace | None:
        """The workspace, or None where the app is not installed. Raises StoreError."""
        if self.only is not None or self._installations is None:
            return self.only
        now = asyncio.get_running_loop().time()
        known = self._known.get((enterprise, team))
        if known is not None and now - known.read_at < REMEMBERED:
            return known
        # A post knows its workspace only; which organisation that belongs to was written down with its first event.
        organisation = enterprise or await self._notes.note(f"slack_enterprise:{team}") or ""
        found = await self._installations.find(organisation, team)
        if found is None:
            self._known.pop((enterprise, team), None)
            return None
        if enterprise and not found.team:
            await self._notes.set_note(f"slack_enterprise:{team}", enterprise)
        workspace = Workspace(found.enterprise, found.team, found.token, found.bot_user, read_at=now,
                              dead=AuthDead(found.broken) if found.broken else None)
        if len(self._known) > 5000:
            self._known.clear()
        self._known[enterprise, team] = workspace
        return workspace

    def forget(self) -> None:
        """Read the installations again: one of them has changed."""
        self._known.clear()

    async def call(self, workspace: Workspace, make: Call, *, again: bool = False) -> Mapping[str, Any]:
        """What Slack answers. Raises CallError. `again` lets the library repeat a call that may be made twice."""
        if workspace.dead is not None:
            raise CallError(workspace.dead)
        try:
            answer = await asyncio.wait_for(make(self._client(workspace.token, again)), LONGEST)
        except SlackApiError as error:
            outcome, code = classify(error), code_of(error)
            if isinstance(outcome, AuthDead):
                await self.refuse(workspace, outcome, code)
            raise CallError(outcome, code) from error
        except Exception as error:
            raise CallError(classify(error)) from error
        data = answer.data
        return data if isinstance(data, Mapping) else {}

    async def refuse(self, workspace: Workspace, reason: AuthDead, code: str) -> None:
        """No call with that token from now on."""
        if workspace.dead is not None:
            return
        workspace.dead = reason
        if workspace is self.only:
            if not self.refused.done():
                self.refused.set_result(dead(code))
            return
        log.error("the token of workspace %s is refused (%s): install the app there again", workspace.team or workspace.enterprise, code)
        if self._installations is not None:
            try:
                await self._installations.mark_broken(workspace.enterprise, workspace.team, reason.reason)
            except Exception as error:
                log.error("a broken installation could not be marked: %s", error)

    def session(self) -> aiohttp.ClientSession:
        """The one session of all calls."""
        if self._session is None or self._session.closed:
            self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=LONGEST, connect=5),
                                                  connector=aiohttp.TCPConnector(limit=60))
            self._clients.clear()
        return self._session

    def client(self, token: str | None = None) -> AsyncWebClient:
        """A client without retries."""
        return AsyncWebClient(token=token, base_url=self._base, session=self.session(), retry_handlers=[], logger=quiet)

    async def close(self) -> None:
        """Close the session."""
        if self._session is not None:
            await self._session.close()

    def _client(self, token: str, again: bool) -> AsyncWebClient:
        self.session()
        found = self._clients.get((token, again))
        if found is None:
            if len(self._clients) > 1000:
                self._clients.clear()
            found = self._clients[token, again] = self.client(token)
            if again:
                found.retry_handlers = [AsyncConnectionErrorRetryHandler(max_retry_count=3), AsyncRateLimitErrorRetryHandler(max_retry_count=3),
                                        AsyncServerErrorRetryHandler(max_retry_count=2)]
        return found
