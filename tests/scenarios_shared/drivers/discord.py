"""Discord: members press and type in discord.py's wire format, over loopback."""

from __future__ import annotations

import shlex
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from bot.dispatch import declared_commands
from bot.domain.bank import Bank
from bot.domain.param import is_rest
from tests.adapters.discord.gates import faults
from tests.adapters.discord.server import Server, Shown, buttons_of, connected, text_of
from tests.adapters.discord.wire import Wire
from tests.adapters.discord.world import CHANNEL, GUILD, World
from tests.house import House, ManualClock
from tests.scenarios_shared.lives import Lives

_MEMBERS = {"Ada": 7, "Grace": 8, "Lin": 9}


class DiscordDriver:
    """One guild with one channel."""

    house: House
    server: Server

    def __init__(self, folder: Path, bank: Bank, wire: Wire) -> None:
        self.channel = f"discord:{GUILD}:{CHANNEL}"
        self._wire, self._lives = wire, Lives(folder, bank)
        self._question: Mapping[str, Any] | None = None

    async def start(self, clock: ManualClock) -> None:
        """A process begins."""
        self.house = await self._lives.begin(clock)
        self.server = await self._lives.stack.enter_async_context(connected(self.house, self._wire))

    async def end(self) -> None:
        """The process ends."""
        await self._lives.end()

    async def restart(self) -> None:
        await self.end()
        await self.start(self.house.clock)

    async def press(self, who: str, letter: str) -> str:
        message = await self._open()
        custom_id = next(action for label, action in self._buttons if label == letter)
        return (await self._pressed(who, custom_id, message)).text

    async def reply(self, who: str, answer: str) -> str:
        message = await self._open()
        form = await self._pressed(who, self._buttons[0][1], message)
        if form.kind != 9:
            return form.text
        return (await self.server.submit(form, {"answer": answer}, **_by(who, message))).text

    async def click(self, who: str, label: str) -> str:
        custom_id, message = [(action, message) for message in self._messages() for text, action in buttons_of(message)
                              if label in text][-1]
        return (await self._pressed(who, custom_id, message)).text

    async def type(self, who: str, line: str, *, manager: bool = False) -> str:
        path, options = _parsed(line)
        shown = await self.server.command(path, options, member=_MEMBERS[who], name=who, manager=manager, seconds=20)
        return shown.text

    async def shown(self) -> list[str]:
        return [text_of(message) for message in self._messages()]

    async def loud(self) -> int:
        return len(self.server.messages())

    def _messages(self) -> list[dict[str, Any]]:
        """What stands in the channel and in its threads, oldest first."""
        places = [self.server.world.channels[CHANNEL], *self.server.world.threads(CHANNEL)]
        return sorted((message for place in places for message in place.messages), key=lambda message: int(message["id"]))

    async def _pressed(self, who: str, custom_id: str, message: Mapping[str, Any]) -> Shown:
        return await self.server.press(custom_id, message, **_by(who, message))

    async def _open(self) -> Mapping[str, Any]:
        """The newest question; its buttons are remembered, since a member may still press what was there a moment ago."""
        asked = [message for message in self._messages() if any(
            action.startswith(("q1:", "a1:")) for _, action in buttons_of(message))]
        if asked:
            self._question, self._buttons = asked[-1], buttons_of(asked[-1])
        assert self._question is not None
        return self._question


def _by(who: str, message: Mapping[str, Any]) -> dict[str, Any]:
    """Who does it, and where."""
    return {"member": _MEMBERS[who], "name": who, "channel": int(message["channel_id"])}


def _parsed(line: str) -> tuple[str, dict[str, str]]:
    """The path, and the words as options by name, as Discord's client would make them."""
    command = next(one for one in sorted(declared_commands(), key=lambda one: -len(one.path)) if f"{line} ".startswith(f"{one.path} "))
    words = shlex.split(line[len(command.path):])
    names = {param.name for param in command.params}
    named = [word for word in words if word.partition("=")[0] in names and "=" in word]
    words = [word for word in words if word not in named]
    options = {name: value for name, _, value in (word.partition("=") for word in named)}
    for index, param in enumerate(command.params):
        if index < len(words):
            options[param.name] = " ".join(words[index:]) if is_rest(command.params, index) else words[index]
    return command.path, options


@asynccontextmanager
async def open_driver(folder: Path, bank: Bank) -> AsyncIterator[DiscordDriver]:
    """A bot on the small Discord; what it sent passes the gates."""
    clock = ManualClock()
    wire = Wire(World.small(clock.now))
    await wire.start()
    driver = DiscordDriver(folder, bank, wire)
    try:
        await driver.start(clock)
        yield driver
        assert faults(wire.calls) == []
    finally:
        await driver.end()
        await wire.stop()
