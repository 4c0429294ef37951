"""A gate before the real platform, at which calls may meet a fate."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from bot.domain.card import Card
from bot.domain.text import Text
from bot.ports import Outcome, Platform, Unknown

Fate = Outcome | str


@dataclass
class Gate(Platform):
    """The real room behind a gate: each call takes the next planned fate; without one it goes through.

    A fate is an outcome in place of the call, or a word: `lost` means that the call goes through and its reply does not
    come back, `unreadable` that the history cannot be read; any other word lets the call through.
    """

    room: Platform
    posts: list[Fate] = field(default_factory=list)
    edits: list[Fate] = field(default_factory=list)
    during_edit: list[Callable[[], Awaitable[None]]] = field(default_factory=list)
    """What happens while the next edit is on its way."""
    reads: list[Fate] = field(default_factory=list)
    told: list[tuple[str, str, Card]] = field(default_factory=list)
    name: str = "web"

    async def post(self, channel: str, card: Card, key: str, reply_to: str | None = None, thread: str = "") -> Outcome:
        fate = self.posts.pop(0) if self.posts else ""
        if not isinstance(fate, str):
            return fate
        sent = await self.room.post(channel, card, key, reply_to, thread)
        return Unknown() if fate == "lost" else sent

    async def edit(self, channel: str, message_id: str, card: Card) -> Outcome:
        fate = self.edits.pop(0) if self.edits else ""
        if self.during_edit:
            await self.during_edit.pop()()
        return fate if not isinstance(fate, str) else await self.room.edit(channel, message_id, card)

    async def tell(self, channel: str, member: str, card: Card) -> Outcome:
        self.told.append((channel, member, card))
        return await self.room.tell(channel, member, card)

    async def find(self, channel: str, key: str, since: datetime, reply_to: str | None = None) -> str | None:
        if self.reads and self.reads.pop(0) == "unreadable":
            raise ConnectionError("no history")
        return await self.room.find(channel, key, since, reply_to)

    def obstacle(self, channel: str) -> Text | None:
        return self.room.obstacle(channel)

    async def run(self) -> None:
        await self.room.run()


def gate(*, posts: Sequence[Fate] = (), edits: Sequence[Fate] = (), reads: Sequence[Fate] = ()) -> Callable[[Platform], Gate]:
    """Puts a Gate with these fates around the room."""
    return lambda room: Gate(room, list(posts), list(edits), reads=list(reads))
