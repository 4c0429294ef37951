"""Server: a whole bot on the small Discord: the real core, store and demos, the real discord.py, over real sockets."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from adapters.context import Context
from adapters.discord.connection import SILENCE
from adapters.discord.platform import DiscordPlatform
from adapters.server import HttpServer
from bot.dispatch import declared_commands
from bot.domain.bank import Bank
from bot.ports import Handle
from bot.settings import Settings
from bot.suggest import Suggester
from bot.upkeep import ScheduleUpkeep
from tests.adapters.discord.wire import TOKEN, Call, Wire
from tests.adapters.discord.world import APPLICATION, CHANNEL, GUILD, World, member_user, thread_payload
from tests.house import House, open_house, sqlite_url

MANAGE = 1 << 5
_SERIAL = iter(range(10**9))


@dataclass
class Shown:
    """What a member got: a private or public message, a form, suggestions; or nothing."""

    kind: int
    data: Mapping[str, Any] = field(default_factory=dict)
    files: tuple[str, ...] = ()

    @property
    def private(self) -> bool:
        return bool(self.data.get("flags", 0) & 64)

    @property
    def text(self) -> str:
        """Everything in it that can be read, one piece a line."""
        return text_of(self.data)

    @property
    def buttons(self) -> list[tuple[str, str]]:
        """(label, custom_id) pairs."""
        return buttons_of(self.data)

    def button(self, label: str) -> str:
        """The custom_id of the button whose label holds the text."""
        return next(custom_id for text, custom_id in self.buttons if label in text)


def buttons_of(message: Mapping[str, Any]) -> list[tuple[str, str]]:
    """(label, custom_id) pairs of a message."""
    return [(item["label"], item["custom_id"]) for row in message.get("components") or () for item in row.get("components", ())
            if item.get("type") == 2]


def text_of(message: Mapping[str, Any]) -> str:
    """Titles, descriptions, fields and footers of a message's embeds."""
    found = [message.get("content") or ""]
    for embed in message.get("embeds") or ():
        found += [embed.get("title", ""), embed.get("description", "")]
        found += [f"{item['name']}: {item['value']}" for item in embed.get("fields", ())]
        found.append((embed.get("footer") or {}).get("text", ""))
    return "\n".join(piece for piece in found if piece)


@dataclass
class Server:
    """The verbs of a member on the small Discord."""

    wire: Wire
    world: World
    platform: DiscordPlatform
    house: House | None = None
    task: asyncio.Task[None] | None = None
    context: Context | None = None

    async def command(self, path: str, options: Mapping[str, Any] | None = None, **who: Any) -> Shown:
        """`quiz today`, with options by name."""
        first, *rest = path.split(" ")
        inner: list[dict[str, Any]] = [{"name": k, "type": _option_type(v), "value": v} for k, v in (options or {}).items()]
        for word in reversed(rest):
            inner = [{"name": word, "type": 1, "options": inner}]
        return await self.send(2, {"id": "1", "name": first, "type": 1, "options": inner}, **who)

    async def complete(self, path: str, name: str, typed: str, others: Mapping[str, str] | None = None, **who: Any,
                       ) -> list[tuple[str, str]]:
        """(value, label) pairs suggested for an option."""
        first, *rest = path.split(" ")
        inner: list[dict[str, Any]] = [{"name": k, "type": 3, "value": v} for k, v in (others or {}).items()]
        inner.append({"name": name, "type": 3, "value": typed, "focused": True})
        for word in reversed(rest):
            inner = [{"name": word, "type": 1, "options": inner}]
        shown = await self.send(4, {"id": "1", "name": first, "type": 1, "options": inner}, **who)
        return [(one["value"], one["name"]) for one in shown.data["choices"]]

    async def press(self, custom_id: str, message: Mapping[str, Any] | None = None, **who: Any) -> Shown:
        """A button of a message."""
        extra = {"message": message} if message else {"message": self.world.build(who.get("channel", CHANNEL), {})}
        return await self.send(3, {"custom_id": custom_id, "component_type": 2}, extra=extra, **who)

    async def submit(self, shown: Shown, values: Mapping[str, Any], **who: Any) -> Shown:
        """Fill in a form that was shown; what is left out keeps what stood there."""
        assert shown.kind == 9, shown
        return await self.send(5, {"custom_id": shown.data["custom_id"], "components": filled(shown.data, values)}, **who)

    async def send(self, kind: int, data: Mapping[str, Any], *, extra: Mapping[str, Any] | None = None, member: int = 7,
                   name: str = "Ada", channel: int = CHANNEL, guild: int | None = GUILD, locale: str = "en-US",
                   manager: bool = False, at: datetime | None = None, seconds: float = 8.0) -> Shown:
        """Any interaction; what the member sees in the end. Raises TimeoutError when nothing comes."""
        payload = interaction(self.world, kind, data, member=member, name=name, channel=channel, guild=guild, locale=locale,
                              manager=manager, at=at)
        payload.update(extra or {})
        token = payload["token"]
        self.wire.waiting[token] = asyncio.Event()
        await self.wire.emit("INTERACTION_CREATE", payload)
        async with asyncio.timeout(seconds):
            await self.wire.waiting[token].wait()
        last = self.wire.callbacks(token)[-1]
        if last.method == "PATCH":
            return Shown(4, {"flags": 64, **last.body}, last.files)
        return Shown(last.body["type"], last.body.get("data") or {}, last.files)

    def messages(self, channel: int = CHANNEL) -> list[dict[str, Any]]:
        return self.world.channels[channel].messages

    async def until(self, done: Any, seconds: float = 5.0) -> None:
        """Wait until a condition holds. Raises TimeoutError."""
        async with asyncio.timeout(seconds):
            while not done():
                await asyncio.sleep(0.005)


def interaction(world: World, kind: int, data: Mapping[str, Any], *, member: int = 7, name: str = "Ada", channel: int = CHANNEL,
                guild: int | None = GUILD, locale: str = "en-US", manager: bool = False, at: datetime | None = None,
                ) -> dict[str, Any]:
    """An INTERACTION_CREATE; its token names the channel, so that the fake can build messages."""
    known = world.channels.get(channel)
    place = known.payload() if known else thread_payload(channel, CHANNEL, guild or 0, "1")  # what is no channel is a member's thread
    found: dict[str, Any] = {
        "id": str(world.snowflake(at)), "application_id": str(APPLICATION), "type": kind, "data": dict(data), "version": 1,
        "token": f"t{next(_SERIAL)}-{channel}", "channel_id": str(channel), "channel": place,
        "locale": locale, "app_permissions": str((1 << 50) - 1), "entitlements": [], "authorizing_integration_owners": {},
        "attachment_size_limit": 10 * 2**20,
    }
    user = member_user(member, name)
    if guild is None:
        return {**found, "context": 1, "user": user, "channel": {"id": str(channel), "type": 1, "recipients": [user]}}
    return {**found, "context": 0, "guild_id": str(guild), "guild": {"id": str(guild), "locale": "en-US", "features": []},
            "guild_locale": "en-US", "member": {
                "user": user, "roles": [], "joined_at": "2026-01-01T00:00:00+00:00", "permissions": str(MANAGE if manager else 0),
                "deaf": False, "mute": False, "nick": None, "avatar": None, "flags": 0, "pending": False, "premium_since": None}}


def filled(form: Mapping[str, Any], values: Mapping[str, Any]) -> list[dict[str, Any]]:
    """A form's components as a submit carries them back."""
    found = []
    for label in form["components"]:
        part = label.get("component")
        if part is None:
            continue
        name = part["custom_id"]
        answer: dict[str, Any] = {"type": part["type"], "custom_id": name, "id": 1}
        if part["type"] == 4:
            answer["value"] = values.get(name, part.get("value", ""))
        elif part["type"] == 21:
            answer["value"] = values.get(name, next((o["value"] for o in part["options"] if o.get("default")), None))
        else:
            stands = part["default_values"] if part["type"] == 8 else [o for o in part["options"] if o.get("default")]
            chosen = values.get(name, [str(one.get("value") or one.get("id")) for one in stands])
            answer["values"] = chosen if isinstance(chosen, list) else [chosen]
        found.append({"type": 18, "id": 1, "component": answer})
    return found


class Picked(str):
    """A channel picked for an option, by its number."""

    __slots__ = ()


def _option_type(value: Any) -> int:
    kinds: tuple[tuple[type, int], ...] = ((Picked, 7), (bool, 5), (int, 4), (float, 10))
    return next((number for kind, number in kinds if isinstance(value, kind)), 3)


def settings_for(wire: Wire, token: str = TOKEN, **more: Any) -> Settings:
    return Settings(discord_token=SecretStr(token), discord_api_url=wire.api, **more)


def context_for(house: House, wire: Wire, *, handle: Handle | None = None, **more: Any) -> Context:
    """What the composition root would give the adapter."""
    store: Any = house.quiz.store
    return Context(handle=handle or house.dispatch.handle, commands=declared_commands(), suggest=Suggester(house.quiz),
                   upkeep=ScheduleUpkeep(house.quiz), notes=store, transcript=store.transcript, server=HttpServer("127.0.0.1", 0),
                   settings=settings_for(wire, **more), now=house.clock.now, preview=None)


@asynccontextmanager
async def connected(house: House, wire: Wire, *, silence: float = SILENCE, **more: Any) -> AsyncIterator[Server]:
    """A bot of this house on that Discord, ready; gone at the end."""
    context = context_for(house, wire, **more)
    platform = DiscordPlatform(context, silence)
    house.quiz.platforms = {**house.quiz.platforms, "discord": platform}
    task = asyncio.ensure_future(platform.run())
    try:
        await wire.ready()
        yield Server(wire, wire.world, platform, house, task, context)
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError, Exception):
            await task


@asynccontextmanager
async def open_server(folder: Path, *, bank: Bank | None = None, **more: Any) -> AsyncIterator[Server]:
    """The house, the Discord and the connection between them."""
    async with open_house(sqlite_url(folder), bank=bank) as house:
        wire = Wire(World.small(house.clock.now))
        await wire.start()
        try:
            async with connected(house, wire, **more) as server:
                yield server
        finally:
            await wire.stop()


def bodies(calls: Sequence[Call]) -> list[Any]:
    """Every JSON body that was sent."""
    return [call.body for call in calls if call.body is not None]
