"""Discord as a platform of the core: post, edit, find, run."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import discord

from adapters.context import Context
from adapters.discord.calls import CallError, Calls
from adapters.discord.connection import SILENCE, Connection
from adapters.discord.guilds import belongs_elsewhere, lacks_threads, may_read_history, missing_permissions
from adapters.discord.outbound import edit_parts, parts
from adapters.discord.outcomes import ELSEWHERE, NO_MESSAGE, PAUSE
from adapters.discord.render import Message, marked, render
from adapters.discord.threads import Threads, in_thread, located
from bot.domain.card import Card
from bot.domain.text import Text
from bot.ports import NotSent, Outcome, Permanent, Sent

log = logging.getLogger(__name__)
PAGE, PAGES = 100, 5
"""Messages read back at a time, and how many times: a channel that writes 500 messages since a lost reply is rare."""


class DiscordPlatform:
    """`post`, `edit`, `find` and `run` of bot.ports.Platform for channels `discord:<guild>:<channel>`."""

    name = "discord"

    def __init__(self, context: Context, silence: float = SILENCE) -> None:
        self._connection = Connection(context, self.post, silence)
        self._threads = Threads(self._connection.calls)

    @property
    def calls(self) -> Calls:
        """The gate of all calls."""
        return self._connection.calls

    def client(self) -> discord.AutoShardedClient:
        """A client that is wired to this platform; `run` makes its own."""
        return self._connection.build()

    async def run(self) -> None:
        """Stay connected until cancelled. Raises PlatformError when the token is refused, or the settings of the
        application forbid what the bot needs."""
        await self._connection.run()

    async def post(self, channel: str, card: Card, key: str, reply_to: str | None = None, thread: str = "") -> Outcome:
        """Post the card; Discord itself refuses a second message with the same key for some minutes."""
        place, client = _channel_id(channel), self._connection.client
        if place is None or (client is not None and belongs_elsewhere(client, channel, place)):
            return Permanent(ELSEWHERE.line("both"), gone=True)
        if card.private:
            return Permanent("a private card cannot be posted to a channel")
        if self.calls.dead is not None:
            return self.calls.dead
        if client is None:
            return NotSent(PAUSE)
        message = render(card, key)
        follows = int(reply_to) if reply_to is not None and reply_to.isdecimal() and reply_to != NO_MESSAGE else None
        try:
            if thread and follows is not None:
                return await self._post_below(client, place, message, key, follows, thread)
            return Sent(str((await self._send(client, place, message, key, follows)).id))
        except CallError as failed:
            return _named(client, place, failed.outcome)

    async def _post_below(self, client: discord.Client, place: int, message: Message, key: str, follows: int, title: str) -> Outcome:
        """Into the thread of the message that it follows; without one, as a reply in the channel. Raises CallError."""
        if await self._threads.under(client, place, follows, title):
            try:
                return Sent(f"{follows}/{(await self._send(client, follows, message, key)).id}")
            except CallError as failed:
                if not self._threads.barred(follows, failed):
                    return _named(client, follows, in_thread(failed.outcome))
        sent = await self._send(client, place, message, key, follows)
        return Sent(str(sent.id), lacking=lacks_threads(client, place))

    async def _send(self, client: discord.Client, place: int, message: Message, key: str, follows: int | None = None) -> discord.Message:
        async def send() -> discord.Message:
            extra: dict[str, Any] = {}
            if follows is not None:
                extra["reference"] = discord.MessageReference(message_id=follows, channel_id=place, fail_if_not_exists=False)
            return await client.get_partial_messageable(place).send(**parts(message), nonce=key, **extra)

        return await self.calls.make(send, posting=True)

    async def edit(self, channel: str, message_id: str, card: Card) -> Outcome:
        """Replace the message; Permanent when it is gone."""
        parent, client = _channel_id(channel), self._connection.client
        found = None if parent is None else located(parent, message_id)
        if found is None:
            return Permanent(f"no such message: {channel} {message_id}")
        if message_id.rpartition("/")[2] == NO_MESSAGE:
            return Permanent("the message was deleted")
        place, number = found
        if client is None:
            return NotSent(PAUSE)
        message = render(card)

        async def change() -> discord.Message:
            target = client.get_partial_messageable(place).get_partial_message(number)
            return await target.edit(**edit_parts(message))

        try:
            await self.calls.make(change)
        except CallError as failed:
            return _named(client, place, failed.outcome if place == parent else in_thread(failed.outcome))
        return Sent(message_id)

    def obstacle(self, channel: str) -> Text | None:
        """A channel of another server, or the permissions that are missing, where the bot knows the channel."""
        place, client = _channel_id(channel), self._connection.client
        if place is None or (client is not None and belongs_elsewhere(client, channel, place)):
            return ELSEWHERE
        return missing_permissions(client, place) if client is not None else None

    async def tell(self, channel: str, member: str, card: Card) -> Outcome:
        """A direct message to the member; Permanent when they take none from this server."""
        client = self._connection.client
        if client is None:
            return NotSent(PAUSE)
        if not member.isdecimal():
            return Permanent(f"no such member: {member}")
        message = render(card)

        async def send() -> discord.Message:
            place = await client.create_dm(discord.Object(int(member)))
            return await place.send(**parts(message))

        try:
            sent = await self.calls.make(send)
        except CallError as failed:
            return failed.outcome
        return Sent(str(sent.id))

    async def find(self, channel: str, key: str, since: datetime, reply_to: str | None = None) -> str | None:
        """The id of our message with that mark, in the channel or in the thread of `reply_to`. Raises ConnectionError when they
        cannot be read."""
        place, client = _channel_id(channel), self._connection.client
        if place is None:
            return None
        if client is None:
            raise ConnectionError("Discord is not connected")
        if not may_read_history(client, place):
            raise ConnectionError("the bot may not read the channel's history")
        if reply_to is not None and reply_to.isdecimal() and reply_to != NO_MESSAGE:
            inside = await self._search(client, int(reply_to), key, since)
            if inside is not None:
                return f"{reply_to}/{inside}"
        return await self._search(client, place, key, since)

    async def _search(self, client: discord.Client, place: int, key: str, since: datetime) -> str | None:
        if client.user is None:
            raise ConnectionError("Discord is not connected")
        own, after = str(client.user.id), discord.utils.time_snowflake(since)
        for _ in range(PAGES):
            page = await self._page(client, place, after)
            for message in page:
                if message.get("author", {}).get("id") == own and marked(message, key):
                    return str(message["id"])
            if len(page) < PAGE:
                return None
            after = max(int(message["id"]) for message in page)
        return None

    async def _page(self, client: discord.Client, place: int, after: int) -> Sequence[Mapping[str, Any]]:
        async def read() -> Sequence[Mapping[str, Any]]:
            return await client.http.logs_from(place, PAGE, after=after)

        try:
            return await self.calls.make(read)
        except CallError as failed:
            if isinstance(failed.outcome, Permanent) and failed.outcome.gone:
                return ()
            raise ConnectionError(f"the channel cannot be read: {failed.outcome}") from failed


def _named(client: discord.Client, place: int, outcome: Outcome) -> Outcome:
    """A refusal with the names of the permissions that are missing, where the bot knows them."""
    if isinstance(outcome, Permanent) and not outcome.gone:
        lacking = missing_permissions(client, place)
        if lacking is not None:
            return Permanent(lacking.line("both"))
    return outcome


def _channel_id(channel: str) -> int | None:
    platform, _, rest = channel.partition(":")
    guild, _, place = rest.partition(":")
    if platform != "discord" or not guild.isdecimal() or not place.isdecimal() or len(place) > 20:
        return None
    return int(place)
