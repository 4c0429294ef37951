"""What an adapter gets from the core beside the declared commands."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

from bot.domain.card import Card
from bot.domain.request import Request
from bot.domain.text import Lang

Handle = Callable[[Request], Awaitable[Card]]
"""The whole bot, to an adapter. Never raises."""


Suggest = Callable[[str, str, Lang], Sequence[tuple[str, str]]]
"""Autocompletion: (source, what is typed so far, language) -> at most 25 (value, label)."""


class Upkeep(Protocol):
    """What a platform tells the core beside requests. Never raises."""

    async def channel_gone(self, channel: str, reason: str) -> None:
        """The channel was deleted or archived: its schedules and its recap are disabled, its data stays."""
        ...

    async def tenant_gone(self, tenant: str, reason: str) -> None:
        """The bot was removed from a guild or workspace: all its schedules and recaps are disabled, its data stays."""
        ...


class Notes(Protocol):
    """Small values under a name that survive a restart."""

    async def note(self, key: str) -> str | None: ...

    async def set_note(self, key: str, value: str) -> None: ...


class Directory(Protocol):
    """Which channels matter to somebody, for a place that belongs to no channel, such as Slack's home tab."""

    async def answered(self, tenant: str, member: str) -> Sequence[str]:
        """The channels in which the member has answered, the most recent first, at most 10."""
        ...

    async def scheduled(self, tenant: str) -> Sequence[str]:
        """The channels that have a schedule."""
        ...


@dataclass(frozen=True, slots=True)
class Installation:
    """An app installed in a workspace, or with an empty `team` in a whole organisation; `broken` says why its token is
    refused."""

    enterprise: str
    team: str
    token: str
    bot_user: str
    scopes: str
    installed_by: str
    installed_at: datetime
    broken: str = ""


class Installations(Protocol):
    """Where an app is installed that serves several workspaces. Tokens are encrypted at rest."""

    async def save(self, installation: Installation) -> None:
        """Write it, in place of an older one of the same workspace."""
        ...

    async def find(self, enterprise: str, team: str) -> Installation | None:
        """The workspace's own installation, else the one of its organisation. Raises StoreError for a wrong key."""
        ...

    async def all(self) -> list[Installation]:
        """Every one, oldest first. Raises StoreError for a wrong key."""
        ...

    async def mark_broken(self, enterprise: str, team: str, reason: str) -> None:
        """Remember that the token is refused; the next `save` forgets it."""
        ...

    async def delete(self, enterprise: str, team: str) -> bool:
        """Forget the installation and its token; False when there was none."""
        ...

    async def new_state(self, now: datetime, expires_at: datetime) -> str:
        """A fresh secret that proves that an installation was begun here; those that have expired are forgotten."""
        ...

    async def take_state(self, state: str, now: datetime) -> bool:
        """Whether it was given out, has not expired, and was not taken before."""
        ...


class Mover(Protocol):
    """The bot's time, which people on the local page may move forward."""

    def now(self) -> datetime: ...

    async def move(self, step: Literal["hour", "next", "day"]) -> datetime:
        """One hour on, to the next thing due, or one day on; the new time, once what fell due is done."""
        ...
