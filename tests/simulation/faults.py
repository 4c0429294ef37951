"""A process that dies at a chosen call, around the real store and the real platform."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar, cast

from adapters.web.room import Room
from bot.domain.card import Card
from bot.domain.text import Text
from bot.ports import Outcome, Platform, Sent

T = TypeVar("T")


CHANGES = {"post", "edit", "lease_due", "still_mine", "retry", "plan_round", "finish_post", "close_round", "finish_reveal",
           "record_answer", "change", "shut", "rest", "start", "end", "correct", "finish"}
"""The calls of store and platform that change something on a day."""


class Crash(BaseException):
    """The process is gone: nothing of ours may catch this."""


@dataclass
class Fuse:
    """Blows at the `at`-th awaited call, before or after the call takes effect; from then on every call fails.

    With `at` 0 it never blows, and only counts. Calls that change nothing are not counted when it blows `after`: dying
    behind one is dying before the next.
    """

    at: int = 0
    after: bool = False
    calls: int = 0
    blown: bool = False

    async def through(self, name: str, call: Callable[[], Awaitable[T]]) -> T:
        """The result of the call of that name. Raises Crash."""
        if self.blown:
            raise Crash
        if self.after and name not in CHANGES:
            return await call()
        self.calls += 1
        hit = self.calls == self.at
        if hit:
            self.blown = True
            if not self.after:
                raise Crash
        result = await call()
        if hit:
            raise Crash
        return result


@dataclass
class Hold:
    """Stops a process behind its first call of that name, until it is let go."""

    name: str
    inside: asyncio.Event = field(default_factory=asyncio.Event)
    let_go: asyncio.Event = field(default_factory=asyncio.Event)

    async def through(self, name: str, call: Callable[[], Awaitable[T]]) -> T:
        """The result of the call."""
        result = await call()
        if name == self.name:
            self.inside.set()
            await self.let_go.wait()
        return result


Sheet = dict[tuple[str, str], list[str]]
"""The message ids that a platform has for (channel, key), across all processes."""


@dataclass
class Forgetful(Platform):
    """The real room, but a second post with the same key is a second message, as on a platform whose memory for keys is
    short; only reading back tells."""

    room: Room
    sheet: Sheet = field(default_factory=dict)
    name: str = "web"

    async def post(self, channel: str, card: Card, key: str, reply_to: str | None = None, thread: str = "") -> Outcome:
        had = self.sheet.setdefault((channel, key), [])
        sent = await self.room.post(channel, card, f"{key}z{len(had)}", reply_to, thread)
        if isinstance(sent, Sent):
            had.append(sent.message_id)
        return sent

    async def edit(self, channel: str, message_id: str, card: Card) -> Outcome:
        return await self.room.edit(channel, message_id, card)

    async def tell(self, channel: str, member: str, card: Card) -> Outcome:
        return await self.room.tell(channel, member, card)

    async def find(self, channel: str, key: str, since: datetime, reply_to: str | None = None) -> str | None:
        return next(iter(self.sheet.get((channel, key), [])), None)

    def obstacle(self, channel: str) -> Text | None:
        return self.room.obstacle(channel)

    async def run(self) -> None:
        await self.room.run()


def fused(real: T, fuse: Fuse | Hold) -> T:
    """The same object to its users, but each of its coroutines goes through the fuse; so do those of its tenants, of their live
    quizzes, recaps, seasons and people."""
    return cast("T", _Fused(real, fuse))


class _Fused:
    def __init__(self, real: Any, fuse: Fuse | Hold) -> None:
        self._real, self._fuse = real, fuse

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._real, name)
        if name == "tenant" and callable(found):
            return lambda tenant: _Fused(found(tenant), self._fuse)
        if name in ("live", "recaps", "seasons", "people"):
            return _Fused(found, self._fuse)
        if not inspect.iscoroutinefunction(found):
            return found

        async def call(*args: Any, **options: Any) -> Any:
            return await self._fuse.through(name, lambda: found(*args, **options))

        return call
