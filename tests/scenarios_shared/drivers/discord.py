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
from tests.adapters.discord.server import Server, buttons_of, open_server, text_of
from tests.adapters.discord.world import CHANNEL, GUILD
from tests.house import House

_MEMBERS = {"Ada": 7, "Grace": 8, "Lin": 9}


class DiscordDriver:
    """One guild with one channel."""

    def __init__(self, server: Server, house: House) -> None:
        self.house, self._server = house, server
        self.channel = f"discord:{GUILD}:{CHANNEL}"
        self._question: Mapping[str, Any] | None = None

    async def press(self, who: str, letter: str) -> str:
        message = await self._open()
        custom_id = next(action for label, action in self._buttons if label == letter)
        return (await self._server.press(custom_id, message, member=_MEMBERS[who], name=who)).text

    async def reply(self, who: str, answer: str) -> str:
        message = await self._open()
        form = await self._server.press(self._buttons[0][1], message, member=_MEMBERS[who], name=who)
        if form.kind != 9:
            return form.text
        return (await self._server.submit(form, {"answer": answer}, member=_MEMBERS[who], name=who)).text

    async def type(self, who: str, line: str, *, manager: bool = False) -> str:
        path, options = _parsed(line)
        shown = await self._server.command(path, options, member=_MEMBERS[who], name=who, manager=manager, seconds=20)
        return shown.text

    async def shown(self) -> list[str]:
        return [text_of(message) for message in self._server.messages()]

    async def _open(self) -> Mapping[str, Any]:
        """The newest question; its buttons are remembered, since a member may still press what was there a moment ago."""
        asked = [message for message in self._server.messages() if any(
            action.startswith(("q1:", "a1:")) for _, action in buttons_of(message))]
        if asked:
            self._question, self._buttons = asked[-1], buttons_of(asked[-1])
        assert self._question is not None
        return self._question


def _parsed(line: str) -> tuple[str, dict[str, str]]:
    """The path, and the words as options by name, as Discord's client would make them."""
    command = next(one for one in sorted(declared_commands(), key=lambda one: -len(one.path)) if f"{line} ".startswith(f"{one.path} "))
    words = shlex.split(line[len(command.path):])
    options: dict[str, str] = {}
    for index, param in enumerate(command.params):
        if index < len(words):
            options[param.name] = " ".join(words[index:]) if is_rest(command.params, index) else words[index]
    return command.path, options


@asynccontextmanager
async def open_driver(folder: Path, bank: Bank) -> AsyncIterator[DiscordDriver]:
    """A bot on the small Discord; what it sent passes the gates."""
    async with open_server(folder, bank=bank) as server:
        assert server.house is not None
        yield DiscordDriver(server, server.house)
        assert faults(server.wire.calls) == []
