"""A live quiz in the real process, which is killed in the middle of question five."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

from aiohttp import ClientSession

from tests.process import Running, running_bot

NAMES = {"ada": "Ada", "bob": "Bob", "cyd": "Cyd"}
SECONDS = 25
"""Real seconds until something that must come has come."""


class Client:
    """Three members who speak to the page of a running bot."""

    def __init__(self, bot: Running, http: ClientSession) -> None:
        self._bot, self._http = bot, http

    async def send(self, member: str, **what: Any) -> dict[str, Any]:
        """A request of a member: the private card."""
        body = {"channel": "team", "member": {"id": member, "name": NAMES[member]}, "lang": "en", **what}
        async with self._http.post(f"{self._bot.url}/api/request", json=body) as reply:
            found: dict[str, Any] = (await reply.json())["card"]
            return found

    async def messages(self) -> list[dict[str, Any]]:
        """What stands in the channel."""
        async with self._http.get(f"{self._bot.url}/api/state?channel=team&lang=en") as reply:
            found: list[dict[str, Any]] = (await reply.json())["messages"]
            return found

    async def until(self, wanted: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        """The newest message, once it is as wanted."""
        async with asyncio.timeout(SECONDS):
            while True:
                found = await self.messages()
                if found and wanted(found[-1]["card"]):
                    return found[-1]

    async def question(self, number: int) -> list[str]:
        """The letters' actions of that question, once it is open."""
        message = await self.until(lambda card: title(card) == f"Question {number} of 10")
        return [action for action in actions(message["card"]) if action.startswith("q1:")]

    async def answer(self, number: int, members: str) -> str:
        """These members answer the question: each presses another letter; the second letter's action."""
        letters = await self.question(number)
        for index, member in enumerate(members.split()):
            card = await self.send(member, action=letters[index % len(letters)])
            assert title(card) in ("Recorded", "Your answer was changed")
        return letters[1]

    async def on(self, number: int, live: str) -> None:
        """Once the question is revealed the host presses Next."""
        await self.until(lambda card: title(card).startswith(f"Question {number} of 10 · the answer"))
        await self.send("ada", action=f"live1:{live}:next")


def title(card: dict[str, Any]) -> str:
    """A drawn card's title as text."""
    return str(card.get("title", ""))


def actions(card: dict[str, Any]) -> list[str]:
    """What a drawn card's buttons send."""
    return [button["action"] for button in card.get("buttons", [])]


async def test_killed_in_question_five_the_quiz_goes_on(tmp_path: Path) -> None:
    """One answer is in when the process dies; afterwards it still counts, the others answer, and the podium comes."""
    async with ClientSession() as http:
        async with running_bot(tmp_path) as bot:
            client = Client(bot, http)
            await client.send("ada", command="quiz start", words="questions=10 seconds=29 host=yes teams=random lang=en")
            lobby = await client.until(lambda card: "starts a quiz" in title(card))
            live = next(action for action in actions(lobby["card"]) if action.endswith(":join")).split(":")[1]
            for member in NAMES:
                await client.send(member, action=f"live1:{live}:join")
            await client.send("ada", action=f"live1:{live}:go")
            for number in range(1, 5):
                await client.answer(number, "ada bob cyd")
                await client.on(number, live)
            button = await client.answer(5, "bob")
            bot.kill()
        async with running_bot(tmp_path) as bot:
            client = Client(bot, http)
            assert title(await client.send("bob", action=button)) == "Your answer was changed"
            await client.answer(5, "ada cyd")
            await client.on(5, live)
            for number in range(6, 11):
                await client.answer(number, "ada bob cyd")
                await client.on(number, live)
            last = await client.until(lambda card: "🏆" in title(card))
            assert sum(title(message["card"]).startswith("Question ") for message in await client.messages()) == 10
            assert f"live1:{live}:again" in actions(last["card"])
