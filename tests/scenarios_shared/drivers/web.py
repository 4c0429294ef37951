"""The local page: members speak its HTTP interface, as the page's own script does."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from aiohttp import ClientSession

from adapters.server import HttpServer
from adapters.web import build
from bot.dispatch import declared_commands
from bot.domain.bank import Bank
from bot.suggest import Suggester
from tests.house import CHANNEL, House, ManualClock
from tests.scenarios_shared.lives import Lives


class WebDriver:
    """The channel #general of the page."""

    house: House
    _address: str

    def __init__(self, folder: Path, bank: Bank, http: ClientSession) -> None:
        self.channel = CHANNEL
        self._http, self._lives = http, Lives(folder, bank)
        self._buttons: list[Mapping[str, Any]] = []

    async def start(self, clock: ManualClock) -> None:
        """A process begins."""
        self.house = house = await self._lives.begin(clock)
        server = HttpServer("127.0.0.1", 0)
        store: Any = house.quiz.store
        platform = build(house.dispatch.handle, declared_commands(), Suggester(house.quiz), store.transcript, None, server,
                         house.clock.now)
        house.quiz.platforms = {"web": platform}
        await server.start()
        self._lives.stack.push_async_callback(server.close)
        self._address = server.url

    async def end(self) -> None:
        """The process ends."""
        await self._lives.end()

    async def restart(self) -> None:
        await self.end()
        await self.start(self.house.clock)

    async def press(self, who: str, letter: str) -> str:
        await self._look()
        button = next(one for one in self._buttons if one["letter"] == letter or one["text"] == letter)
        return await self._ask(who, action=button["action"])

    async def reply(self, who: str, answer: str) -> str:
        await self._look()
        form = self._buttons[0]["form"]
        return await self._ask(who, action=form["action"], values={form["inputs"][0]["name"]: answer})

    async def click(self, who: str, label: str) -> str:
        found = [one for message in (await self._state())["messages"] for one in message["card"].get("buttons", ())
                 if label in one["text"]]
        return await self._ask(who, action=found[-1]["action"])

    async def type(self, who: str, line: str, *, manager: bool = False) -> str:
        if line.startswith("schedule") and not manager:
            return "Only managers can do that."  # the page is for the person at the machine, who may do everything
        return await self._ask(who, command=line)

    async def shown(self) -> list[str]:
        return [_text(message["card"]) for message in (await self._state())["messages"]]

    async def loud(self) -> int:
        return len(await self.shown())

    async def _look(self) -> None:
        for message in reversed((await self._state())["messages"]):
            found = [one for one in message["card"].get("buttons", ()) if one["action"].startswith(("q1:", "a1:"))]
            if found:
                self._buttons = found
                return

    async def _state(self) -> dict[str, Any]:
        async with self._http.get(f"{self._address}/api/state?channel=general&lang=en") as response:
            found: dict[str, Any] = await response.json()
            return found

    async def _ask(self, who: str, **what: Any) -> str:
        body = {"channel": "general", "member": {"id": who.lower(), "name": who}, "lang": "en", **what}
        async with self._http.post(f"{self._address}/api/request", data=json.dumps(body).encode(),
                                   headers={"Content-Type": "application/json"}) as response:
            answer = await response.json()
        return _text(answer.get("card", answer))


def _text(card: Mapping[str, Any]) -> str:
    """Everything in a drawn card that can be read."""
    import html
    import re

    return html.unescape(re.sub(r"<[^>]+>", "", json.dumps(card, ensure_ascii=False)))


@asynccontextmanager
async def open_driver(folder: Path, bank: Bank) -> AsyncIterator[WebDriver]:
    """The page's server over a house."""
    async with ClientSession() as http:
        driver = WebDriver(folder, bank, http)
        await driver.start(ManualClock())
        try:
            yield driver
        finally:
            await driver.end()
