"""Slack: members type, press and fill in through Socket Mode, over loopback."""

from __future__ import annotations

import asyncio
import html
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from bot.domain.bank import Bank
from tests.adapters.slack.fake import FakeSlack, fake_slack
from tests.adapters.slack.office import CHANNEL, GENERAL, Office, member, office_in, words
from tests.house import House, ManualClock
from tests.scenarios_shared.lives import Lives

_MEMBERS = {"Ada": "U0ADA7", "Grace": "U0GRACE8", "Lin": "U0LIN9"}


class SlackDriver:
    """One workspace with one channel."""

    house: House
    office: Office

    def __init__(self, folder: Path, bank: Bank, fake: FakeSlack) -> None:
        self.channel = CHANNEL
        self._fake, self._lives = fake, Lives(folder, bank)
        self._question: Mapping[str, Any] | None = None

    async def start(self, clock: ManualClock) -> None:
        """A process begins."""
        self.house = await self._lives.begin(clock)
        self.office = await self._lives.stack.enter_async_context(office_in(self.house, self._fake))

    async def end(self) -> None:
        """The process ends."""
        await self._lives.end()

    async def restart(self) -> None:
        await self.end()
        await self._fake.until(lambda: not self._fake.sockets)
        await self.start(self.house.clock)

    async def press(self, who: str, letter: str) -> str:
        message = self._open()
        action = next(one for one, label in _labelled(message) if letter in (label, one.rpartition(":")[2]))
        return _read(await self.office.reply_to(message, action, _MEMBERS[who]))

    async def reply(self, who: str, answer: str) -> str:
        office, message = self.office, self._open()
        opened = len(office.fake.views)
        await office.press(message, _actions(message)[0], _MEMBERS[who])
        await office.fake.until(lambda: len(office.fake.views) > opened)
        sent = await office.submit(list(office.fake.views.values())[-1], {"answer": answer}, _MEMBERS[who])
        return _read(sent["view"]) if "view" in sent else " ".join(sent["errors"].values())

    async def click(self, who: str, label: str) -> str:
        action, message = [(action, message) for message in self.office.fake.channels[GENERAL]
                           for action, text in _labelled(message) if label in text][-1]
        return _read(await self.office.reply_to(message, action, _MEMBERS[who]))

    async def type(self, who: str, line: str, *, manager: bool = False) -> str:
        office, user = self.office, _MEMBERS[who]
        if manager:
            office.fake.members[user]["is_admin"] = True
            office.forget_people()
        waiting = asyncio.ensure_future(office.answer(user))
        await asyncio.sleep(0)
        first, _, rest = line.partition(" ")
        await office.type(f"/{first} {rest}" if first != "help" else "/quiz help", user)
        return _read(await waiting)

    async def shown(self) -> list[str]:
        return [_read(message) for message in self.office.fake.channels[GENERAL]]

    async def loud(self) -> int:
        return sum("thread_ts" not in message for message in self.office.fake.channels[GENERAL])

    def _open(self) -> Mapping[str, Any]:
        """The newest question; a member may still press what was there a moment ago."""
        asked = [message for message in self.office.fake.channels[GENERAL]
                 if any(action.startswith(("q1:", "a1:")) for action in _actions(message))]
        self._question = {**asked[-1]} if asked else self._question
        assert self._question is not None
        return self._question


def _actions(message: Mapping[str, Any]) -> list[str]:
    return [action for action, _ in _labelled(message)]


def _labelled(message: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What the buttons of a message send, and their labels."""
    return [(element["action_id"], element["text"]["text"]) for block in message["blocks"] if block["type"] == "actions"
            for element in block["elements"]]


def _read(body: Mapping[str, Any]) -> str:
    """Everything that can be read in a message or a view."""
    return html.unescape(f"{body.get('text', '')} {words(body)}").replace("\u200b", "")


@asynccontextmanager
async def open_driver(folder: Path, bank: Bank) -> AsyncIterator[SlackDriver]:
    """A bot in the fake workspace; every body that it sends is checked there."""
    clock = ManualClock()
    async with fake_slack(lambda: clock.now().timestamp()) as fake:
        fake.members = {id_: member(id_, name) for name, id_ in _MEMBERS.items()}
        driver = SlackDriver(folder, bank, fake)
        try:
            await driver.start(clock)
            yield driver
        finally:
            await driver.end()
