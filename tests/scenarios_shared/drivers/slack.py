"""Slack: members type, press and fill in through Socket Mode, over loopback."""

from __future__ import annotations

import asyncio
import html
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from bot.domain.bank import Bank
from tests.adapters.slack.office import CHANNEL, GENERAL, Office, member, open_office, words

_MEMBERS = {"Ada": "U0ADA7", "Grace": "U0GRACE8", "Lin": "U0LIN9"}


class SlackDriver:
    """One workspace with one channel."""

    def __init__(self, office: Office) -> None:
        self.house, self._office = office.house, office
        self.channel = CHANNEL
        self._question: Mapping[str, Any] | None = None

    async def press(self, who: str, letter: str) -> str:
        message = self._open()
        action = next(one for one in _actions(message) if one.endswith(f":{letter}"))
        return _read(await self._office.reply_to(message, action, _MEMBERS[who]))

    async def reply(self, who: str, answer: str) -> str:
        office, message = self._office, self._open()
        opened = len(office.fake.views)
        await office.press(message, _actions(message)[0], _MEMBERS[who])
        await office.fake.until(lambda: len(office.fake.views) > opened)
        sent = await office.submit(list(office.fake.views.values())[-1], {"answer": answer}, _MEMBERS[who])
        return _read(sent["view"]) if "view" in sent else " ".join(sent["errors"].values())

    async def type(self, who: str, line: str, *, manager: bool = False) -> str:
        office, user = self._office, _MEMBERS[who]
        if manager:
            office.fake.members[user]["is_admin"] = True
            office.forget_people()
        waiting = asyncio.ensure_future(office.answer(user))
        await asyncio.sleep(0)
        first, _, rest = line.partition(" ")
        await office.type(f"/{first} {rest}" if first != "help" else "/quiz help", user)
        return _read(await waiting)

    async def shown(self) -> list[str]:
        return [_read(message) for message in self._office.fake.channels[GENERAL]]

    def _open(self) -> Mapping[str, Any]:
        """The newest question; a member may still press what was there a moment ago."""
        asked = [message for message in self._office.fake.channels[GENERAL]
                 if any(action.startswith(("q1:", "a1:")) for action in _actions(message))]
        self._question = {**asked[-1]} if asked else self._question
        assert self._question is not None
        return self._question


def _actions(message: Mapping[str, Any]) -> list[str]:
    return [element["action_id"] for block in message["blocks"] if block["type"] == "actions" for element in block["elements"]]


def _read(body: Mapping[str, Any]) -> str:
    """Everything that can be read in a message or a view."""
    return html.unescape(f"{body.get('text', '')} {words(body)}").replace("\u200b", "")


@asynccontextmanager
async def open_driver(folder: Path, bank: Bank) -> AsyncIterator[SlackDriver]:
    """A bot in the fake workspace; every body that it sends is checked there."""
    async with open_office(folder, bank=bank) as office:
        office.fake.members = {id_: member(id_, name) for name, id_ in _MEMBERS.items()}
        yield SlackDriver(office)
