"""Discord as a platform of the core: post, edit, find, run."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import discord

from adapters.context import Context
from adapters.discord.calls import CallError, Calls
from adapters.discord.connection import Connection
from adapters.discord.guilds import belongs_elsewhere, may_read_history, missing_permissions
from adapters.discord.outbound import edit_parts, parts
from adapters.discord.outcomes import NO_MESSAGE, PAUSE
from adapters.discord.render import marked, render
from bot.domain.card import Card
from bot.ports import NotSent, Outcome, Permanent, Sent

log = logging.getLogger(__name__)
PAGE, PAGES = 100, 5
"""Messages read back at a time, and how many times: a channel that writes 500 messages since a lost reply is rare."""


class DiscordPlatform:
    """`post`, `edit`, `find` and `run` of bot.ports.Platform for channels `discord:<guild>:<channel>`."""

    name = "discord"

    def __init__(self, context: Context) -> None:
        self._connection = Connection(context, self.post)

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

    async def post(self, channel: str, card: Card, key: str, reply_to: str | None = None) -> Outcome:
        """Post the card; Discord itself refuses a second message with the same key for some minutes."""
        place, client = _channel_id(channel), self._connection.client
        if place is None or (client is not None and belongs_elsewhere(client, channel, place)):
            return Permanent(f"no such channel: {channel}", gone=True)
        if card.private:
            return Permanent("a private card cannot be posted to a channel")
        if self.calls.dead is not None:
            return self.calls.dead
        if client is None:
            return NotSent(PAUSE)
        message = render(card, key)

        async def send() -> discord.Message:
            extra: dict[str, Any] = {}
            if reply_to is not None and reply_to.isdecimal() and reply_to != NO_MESSAGE:
                extra["reference"] = discord.MessageReference(
                    message_id=int(reply_to), channel_id=place, fail_if_not_exists=False)
            return await client.get_partial_messageable(place).send(**parts(message), nonce=key, **extra)

        try:
            sent = await self.calls.make(send, posting=True)
        except CallError as failed:
            return _named(client, place, failed.outcome)
        return Sent(str(sent.id))

    async def edit(self, channel: str, message_id: str, card: Card) -> Outcome:
        """Replace the message; Permanent when it is gone."""
        place, client = _channel_id(channel), self._connection.client
        if place is None or not message_id.isdecimal():
            return Permanent(f"no such message: {channel} {message_id}")
        if message_id == NO_MESSAGE:
            return Permanent("the message was deleted")
        if client is None:
            return NotSent(PAUSE)
        message = render(card)

        async def change() -> discord.Message:
            target = client.get_partial_messageable(place).get_partial_message(int(message_id))
            return await target.edit(**edit_parts(message))

        try:
            await self.calls.make(change)
        except CallError as failed:
            return _named(client, place, failed.outcome)
        return Sent(message_id)

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

    async def find(self, channel: str, key: str, since: datetime) -> str | None:
        """The id of our message with that mark. Raises ConnectionError when the channel cannot be read."""
        place, client = _channel_id(channel), self._connection.client
        if place is None:
            return None
        if client is None or client.user is None:
            raise ConnectionError("Discord is not connected")
        if not may_read_history(client, place):
            raise ConnectionError("the bot may not read the channel's history")
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
