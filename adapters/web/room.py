"""Room: the local page as a platform; messages are kept in the transcript and shown on every open page."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from adapters.web.album import Album
from adapters.web.hub import Hub
from adapters.web.inbound import CHANNEL, ROOM
from adapters.web.render import render
from bot.domain.card import Card, from_json, to_json
from bot.domain.text import Text
from bot.ports import NotSent, Outcome, Permanent, Sent, Transcript, Unknown

log = logging.getLogger(__name__)

SHOWN = 100
"""Messages of a channel on the page, counted from the newest."""
RETRY = 5.0
"""Seconds until a post that surely failed is tried again."""
UNREADABLE = Text(zh="这条消息读不出来了。", en="This message cannot be read.")


class Room:
    """`post`, `edit`, `find` and `run` of bot.ports.Platform for channels `web:local:<name>`."""

    def __init__(self, transcript: Transcript, now: Callable[[], datetime]) -> None:
        self.name = "web"
        self.album = Album()
        self.hub = Hub(f"{int(now().timestamp() * 1000):x}")
        self._transcript = transcript
        self._now = now

    async def post(self, channel: str, card: Card, key: str, reply_to: str | None = None, thread: str = "") -> Outcome:
        """Append the card once per key; a second post with the same key answers with the first one's id. The page has no
        threads: a reply names the message that it follows."""
        if refusal := _refusal(channel, card):
            return refusal
        try:
            known = await self._transcript.find(channel, key)
        except Exception:
            log.exception("the transcript cannot be read; nothing was posted")
            return NotSent(RETRY)
        if known is not None:
            return Sent(known)
        at = self._now()
        try:
            message = await self._transcript.append(channel, key, at, json.dumps(to_json(card)), reply_to)
        except Exception:
            log.exception("the transcript failed while a message was written")
            return Unknown()
        self.hub.publish("message", self._message(channel, message, at, card, reply_to), channel)
        self.hub.publish("activity", {"channel": channel.removeprefix(ROOM)})
        return Sent(message)

    async def edit(self, channel: str, message_id: str, card: Card) -> Outcome:
        """Replace the card of a message; Permanent when there is no such message."""
        if refusal := _refusal(channel, card):
            return refusal
        try:
            there = await self._transcript.replace(channel, message_id, json.dumps(to_json(card)))
        except Exception:
            log.exception("the transcript failed while a message was replaced")
            return NotSent(RETRY)
        if not there:
            return Permanent("there is no such message")
        self.hub.publish("edit", {"id": message_id, "card": self.draw(card, channel)}, channel)
        return Sent(message_id)

    async def tell(self, channel: str, member: str, card: Card) -> Outcome:
        """The page has no messages to one member unasked; who is there sees the schedule's state with /schedule list."""
        return Permanent("the local page has no direct messages")

    async def find(self, channel: str, key: str, since: datetime, reply_to: str | None = None) -> str | None:
        """The id of the message with that key. Raises ConnectionError when the transcript cannot be read."""
        try:
            return await self._transcript.find(channel, key)
        except Exception as fault:
            raise ConnectionError("the transcript cannot be read") from fault

    def obstacle(self, channel: str) -> Text | None:
        """Nothing is in the way on the page."""
        return None

    async def run(self) -> None:
        """Wait until cancelled, then end every open page's stream; the shared server does the serving."""
        try:
            await asyncio.Event().wait()
        finally:
            self.hub.end()

    async def channels(self) -> list[str]:
        """The names of the channels with messages, and `general` first."""
        known = [name.removeprefix(ROOM) for name in await self._transcript.channels() if name.startswith(ROOM)]
        return ["general", *sorted(set(known) - {"general"})]

    async def messages(self, channel: str) -> list[Mapping[str, Any]]:
        """The newest SHOWN messages as the page draws them, oldest first."""
        rows = await self._transcript.recent(channel, SHOWN)
        return [self._message(channel, id_, at, _card(body), reply_to) for id_, at, body, reply_to in rows]

    async def picture(self, channel: str, name: str) -> bytes | None:
        """The PNG of that name; one that the album has dropped is looked up in the channel's messages."""
        if self.album.get(name) is None:
            await self.messages(channel)
        return self.album.get(name)

    def draw(self, card: Card, channel: str) -> dict[str, Any]:
        """The card as the page draws it, its picture put into the album."""
        return render(card, lambda picture: self.album.show(picture, channel.removeprefix(ROOM)))

    def _message(self, channel: str, id_: str, at: datetime, card: Card, reply_to: str | None) -> Mapping[str, Any]:
        return {"id": id_, "at": at.isoformat(), "reply_to": reply_to, "card": self.draw(card, channel)}


def _card(body: str) -> Card:
    try:
        return from_json(json.loads(body))
    except (ValueError, KeyError, TypeError):
        # One message that another version wrote must not hide all the others.
        log.exception("a message of the transcript cannot be read")
        return Card(tone="error", body=UNREADABLE.to("both"))


def _refusal(channel: str, card: Card) -> Permanent | None:
    if not channel.startswith(ROOM) or not CHANNEL.fullmatch(channel.removeprefix(ROOM)):
        return Permanent(f"no such channel: {channel}", gone=True)
    if card.private:
        return Permanent("a private card cannot be posted to a channel")
    return None
