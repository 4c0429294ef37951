"""A chat platform, as far as the core needs one, and the memory of the local page."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from bot.domain.card import Card
from bot.domain.text import Text
from bot.ports.outcomes import Outcome


class Platform(Protocol):
    """A chat platform, as far as the core needs one."""

    name: str
    """The first part of its channel ids: `web`, `discord`, `slack`."""

    async def post(self, channel: str, card: Card, key: str, reply_to: str | None = None, thread: str = "") -> Outcome:
        """Post the card; `key` ([0-9a-z]{1,20}) marks it so that `find` can see it. Never raises.

        `reply_to` is the message that it follows. With `thread`, its title, both belong to one conversation, which is kept out
        of the channel where the platform can and may do so.
        """
        ...

    async def edit(self, channel: str, message_id: str, card: Card) -> Outcome:
        """Replace a message of our own. A message that is gone gives Permanent(gone=False). Never raises."""
        ...

    async def tell(self, channel: str, member: str, card: Card) -> Outcome:
        """Say something to one member of the channel's tenant, privately and unasked. Permanent where the platform has
        no way to, or the member does not take it. Never raises."""
        ...

    async def find(self, channel: str, key: str, since: datetime, reply_to: str | None = None) -> str | None:
        """The id of our own message with that mark, or None when there surely is none; `reply_to` as it was posted. Raises
        ConnectionError when the channel cannot be read."""
        ...

    def obstacle(self, channel: str) -> Text | None:
        """What is known to keep us from posting there, in one sentence that says what to do; None when nothing is."""
        ...

    async def run(self) -> None:
        """Serve until cancelled; close everything on the way out."""
        ...


class Transcript(Protocol):
    """The messages of the local page's channels: its only memory."""

    async def append(self, channel: str, key: str, at: datetime, body: str, reply_to: str | None) -> str:
        """Store a message once per (channel, key); the id of the one there."""
        ...
    async def replace(self, channel: str, message_id: str, body: str) -> bool: ...
    async def find(self, channel: str, key: str) -> str | None: ...
    async def channels(self) -> list[str]: ...
    async def recent(self, channel: str, limit: int = 50) -> list[tuple[str, datetime, str, str | None]]:
        """(id, at, body, reply_to), oldest first."""
        ...
