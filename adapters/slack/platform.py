"""Slack as a platform of the core: post, edit, find, run."""

from __future__ import annotations

import hashlib
import logging
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from adapters.context import Context
from adapters.slack import limits
from adapters.slack.connection import Connection
from adapters.slack.naming import called_here
from adapters.slack.outcomes import PAUSE
from adapters.slack.pace import Pacer, pause
from adapters.slack.pictures import Pictures
from adapters.slack.render import marked, render
from adapters.slack.workspaces import CallError, Workspace, Workspaces
from bot.domain.card import Card
from bot.domain.errors import StoreError
from bot.domain.text import Text
from bot.ports import NotSent, Outcome, Permanent, Sent

log = logging.getLogger(__name__)

PAGE, PAGES = 100, 5
"""Messages read back at a time, and how many times."""
LONGEST_TURN = 20.0
"""Seconds that a post waits for its turn; a longer queue is told to the core."""
_CHANNEL = re.compile(r"slack:([A-Z0-9]{1,30}):([A-Z0-9]{1,30})")
_MEMBER = re.compile(r"[UW][A-Z0-9]{1,30}")
_TS = re.compile(r"\d{1,11}\.\d{1,9}")
_NO_THREAD = ("thread_not_found", "cannot_reply_to_message", "restricted_action_thread_locked",
              "restricted_action_non_threadable_channel")
_NOT_INSTALLED = Text(zh="这个工作区没有安装应用", en="the app is not installed in this workspace")


class SlackPlatform:
    """`post`, `edit`, `find` and `run` of bot.ports.Platform for channels `slack:<team>:<channel>`."""

    name = "slack"

    def __init__(self, context: Context, *, gap: float = limits.POST_SECONDS) -> None:
        self.workspaces = Workspaces(context.settings, context.installations, context.notes)
        self._pictures = Pictures(self.workspaces)
        here = replace(context, handle=called_here(context.handle, context.commands))
        self._connection = Connection(here, self.workspaces, self._pictures)
        self._pacer = Pacer(gap)

    async def run(self) -> None:
        """Stay connected until cancelled. Raises PlatformError when the token is refused."""
        await self._connection.run()

    async def post(self, channel: str, card: Card, key: str, reply_to: str | None = None, thread: str = "") -> Outcome:
        """Post the card, a second after the channel's last one; with `reply_to` in that message's thread, which on Slack has
        no title."""
        if card.private:
            return Permanent("a private card cannot be posted to a channel")
        place = await self._place(channel)
        if not isinstance(place, tuple):
            return place
        workspace, slack_id = place
        if self._pacer.wait_for(channel) > LONGEST_TURN:
            return NotSent(self._pacer.wait_for(channel))
        try:
            await pause(self._pacer.take(channel))
            return Sent(await self._send(workspace, slack_id, card, key, _thread(reply_to)))
        except CallError as failed:
            if isinstance(failed.outcome, NotSent):
                self._pacer.hold(channel, failed.outcome.seconds)
            elif isinstance(failed.outcome, Permanent):
                log.warning("a post to %s was refused: %s", channel, failed.outcome.reason)
            return failed.outcome

    async def edit(self, channel: str, message_id: str, card: Card) -> Outcome:
        """Replace the message; Permanent when it is gone."""
        place = await self._place(channel)
        if not isinstance(place, tuple):
            return place
        if not _TS.fullmatch(message_id):
            return Permanent(f"no such message: {channel} {message_id}")
        workspace, slack_id = place

        async def change(file_id: str) -> Mapping[str, Any]:
            message = render(card, file_id=file_id).payload()
            return await self.workspaces.call(
                workspace, lambda client: client.chat_update(channel=slack_id, ts=message_id, **message), again=True)

        try:
            await self._pictures.send(workspace, card, change)
        except CallError as failed:
            return failed.outcome
        return Sent(message_id)

    async def tell(self, channel: str, member: str, card: Card) -> Outcome:
        """A direct message from the app to the member."""
        place = await self._place(channel)
        if not isinstance(place, tuple):
            return place
        if not _MEMBER.fullmatch(member):
            return Permanent(f"no such member: {member}")
        workspace, _ = place
        try:
            sent = await self.workspaces.call(workspace, lambda client: client.chat_postMessage(
                channel=member, unfurl_links=False, unfurl_media=False, **render(card).payload()))
            return Sent(str(sent.get("ts", "")))
        except CallError as failed:
            return failed.outcome

    async def find(self, channel: str, key: str, since: datetime, reply_to: str | None = None) -> str | None:
        """The `ts` of our message with that mark, in the channel or in the thread of `reply_to`, which the channel's history
        does not show. Raises ConnectionError when they cannot be read."""
        place = await self._place(channel)
        if not isinstance(place, tuple):
            if isinstance(place, Permanent):
                return None
            raise ConnectionError(f"the channel cannot be read: {place}")
        workspace, slack_id = place
        return await self._search(workspace, slack_id, key, since, _thread(reply_to))

    def obstacle(self, channel: str) -> Text | None:
        """Slack tells only when it is tried."""
        return None

    async def _place(self, channel: str) -> tuple[Workspace, str] | Outcome:
        found = _CHANNEL.fullmatch(channel)
        if found is None:
            return Permanent(f"no such channel: {channel}", gone=True)
        try:
            workspace = await self.workspaces.of(found[1])
        except StoreError as error:
            log.error("the installation cannot be read: %s", error)
            return NotSent(PAUSE)
        if workspace is None:
            return Permanent(_NOT_INSTALLED.line("both"), gone=True)
        return workspace.dead or (workspace, found[2])

    async def _send(self, workspace: Workspace, slack_id: str, card: Card, key: str, thread: str | None) -> str:
        async def send(file_id: str) -> str:
            message = render(card, key, file_id).payload()
            sent = await self.workspaces.call(workspace, lambda client: client.chat_postMessage(
                channel=slack_id, unfurl_links=False, unfurl_media=False, thread_ts=thread,
                client_msg_id=_message_uuid(slack_id, key), **message))
            return str(sent["ts"])

        try:
            return await self._pictures.send(workspace, card, send)
        except CallError as failed:
            if thread and failed.code in _NO_THREAD:  # the question was deleted: the reveal stands by itself
                return await self._send(workspace, slack_id, card, key, None)
            raise

    async def _search(self, workspace: Workspace, slack_id: str, key: str, since: datetime, thread: str | None) -> str | None:
        oldest = f"{since.timestamp():.6f}"
        for ts in (None, thread) if thread else (None,):
            cursor = ""
            for _ in range(PAGES):
                page = await self._page(workspace, slack_id, oldest, ts, cursor)
                for message in _messages(page):
                    if marked(message, key):
                        return str(message["ts"])
                cursor = str((page.get("response_metadata") or {}).get("next_cursor") or "")
                if not cursor:
                    break
        return None

    async def _page(self, workspace: Workspace, slack_id: str, oldest: str, thread: str | None, cursor: str) -> Mapping[str, Any]:
        more: dict[str, Any] = {"cursor": cursor} if cursor else {}
        try:
            if thread is None:
                return await self.workspaces.call(workspace, lambda client: client.conversations_history(
                    channel=slack_id, oldest=oldest, limit=PAGE, **more), again=True)
            return await self.workspaces.call(workspace, lambda client: client.conversations_replies(
                channel=slack_id, ts=thread, oldest=oldest, limit=PAGE, **more), again=True)
        except CallError as failed:
            gone = isinstance(failed.outcome, Permanent) and (failed.outcome.gone or failed.code in _NO_THREAD)
            if gone:
                return {}
            raise ConnectionError(f"the channel cannot be read: {failed}") from failed


def _thread(reply_to: str | None) -> str | None:
    return reply_to if reply_to is not None and _TS.fullmatch(reply_to) else None


def _messages(page: Mapping[str, Any]) -> Sequence[dict[str, Any]]:
    return [message for message in page.get("messages") or () if isinstance(message, dict) and message.get("ts")]


def _message_uuid(slack_id: str, key: str) -> str:
    """The same for the same post: some of Slack's servers drop a second message with it."""
    digest = hashlib.sha256(f"{slack_id}/{key}".encode()).hexdigest()
    return f"{digest[:8]}-{digest[8:12]}-5{digest[13:16]}-a{digest[17:20]}-{digest[20:32]}"


