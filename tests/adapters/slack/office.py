"""The whole bot in a fake workspace, and members who type, press and fill in."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from adapters.context import Context
from adapters.server import HttpServer
from adapters.slack.platform import SlackPlatform
from bot.directory import StoreDirectory
from bot.dispatch import declared_commands
from bot.domain.bank import Bank
from bot.domain.card import Card
from bot.domain.request import Request
from bot.ports import DemoRunner, Handle, Installations
from bot.settings import Settings
from bot.suggest import Suggester
from bot.upkeep import ScheduleUpkeep
from tests.adapters.slack.fake import APP_TOKEN, BOT_TOKEN, TEAM, FakeSlack, fake_slack
from tests.house import House, open_house, sqlite_url

GENERAL, OTHER = "C0GENERAL", "C0OTHER"
CHANNEL = f"slack:{TEAM}:{GENERAL}"
ADA, BO, CHEN, BOSS = "U0ADA", "U0BO", "U0CHEN", "U0BOSS"
SIGNING = "signing-secret-of-the-fake"


def member(id_: str, name: str, locale: str = "en-US", **flags: bool) -> dict[str, Any]:
    """A user as users.info describes one."""
    return {"id": id_, "name": name.lower(), "real_name": name, "locale": locale, "deleted": False, "is_admin": False,
            "profile": {"display_name": name, "real_name": name}, **flags}


MEMBERS = {one["id"]: one for one in (
    member(ADA, "Ada"), member(BO, "Bo"), member(CHEN, "陈晨", "zh-CN"), member(BOSS, "Boss", is_admin=True))}


@dataclass
class Office:
    """A running bot, its house, and the workspace around it."""

    house: House
    fake: FakeSlack
    platform: SlackPlatform
    server: HttpServer
    task: asyncio.Task[None]
    heard: list[Request] = field(default_factory=list)

    async def type(self, line: str, user: str = ADA, channel: str = GENERAL, **more: Any) -> dict[str, Any] | None:
        """Type a slash command; the acknowledgement, which is the private answer when there is one at once."""
        command, _, text = line.partition(" ")
        payload = {"command": command, "text": text, "team_id": TEAM, "channel_id": channel, "channel_name": "general",
                   "user_id": user, "user_name": user.lower(), "trigger_id": self.fake.trigger(), "api_app_id": "A0",
                   "response_url": self.fake.response_url(user), "is_enterprise_install": "false", **more}
        answer = await self.fake.deliver("slash_commands", payload)
        if isinstance(answer, dict):
            self.fake.reply(user, answer)
            return answer
        return None

    def pressed(self, message: Mapping[str, Any], action: str, user: str = ADA, channel: str = GENERAL) -> dict[str, Any]:
        """The payload of a press on a message's button. Fails when there is no such button."""
        block = next(block for block in message["blocks"] for element in block.get("elements", ())
                     if element.get("action_id") == action)
        stamp = self.fake.stamp()
        return {
            "type": "block_actions", "user": {"id": user, "username": user.lower(), "name": user.lower(), "team_id": TEAM},
            "team": {"id": TEAM, "domain": "tiku"}, "channel": {"id": channel, "name": "general"}, "api_app_id": "A0",
            "container": {"type": "message", "message_ts": message.get("ts"), "channel_id": channel},
            "trigger_id": self.fake.trigger(), "response_url": self.fake.response_url(user), "is_enterprise_install": False,
            "actions": [{"type": "button", "action_id": action, "block_id": block.get("block_id", "b"), "action_ts": stamp}],
        }

    async def press(self, message: Mapping[str, Any], action: str, user: str = ADA, channel: str = GENERAL) -> None:
        """Press a button of a message; returns when the press is acknowledged."""
        await self.fake.deliver("interactive", self.pressed(message, action, user, channel))

    async def press_in(self, view: Mapping[str, Any], action: str, user: str = ADA) -> None:
        """Press a button in a modal or on the home tab."""
        block = next(block for block in view["blocks"] for element in block.get("elements", ())
                     if element.get("action_id") == action)
        await self.fake.deliver("interactive", {
            "type": "block_actions", "user": {"id": user, "username": user.lower()}, "team": {"id": TEAM}, "view": dict(view),
            "container": {"type": "view", "view_id": view.get("id")}, "trigger_id": self.fake.trigger(), "api_app_id": "A0",
            "actions": [{"type": "button", "action_id": action, "block_id": block.get("block_id", "b"), "action_ts": self.fake.stamp()}],
        })

    async def submit(self, view: Mapping[str, Any], values: Mapping[str, Any], user: str = ADA) -> Any:
        """Send a modal's inputs; the acknowledgement. What is not named is sent as it was filled in."""
        state = {}
        for block in view["blocks"]:
            if block["type"] == "input":
                element = block["element"]
                state[block["block_id"]] = {element["action_id"]: _filled(element, values.get(block["block_id"]))}
        payload = {"type": "view_submission", "user": {"id": user, "username": user.lower(), "team_id": TEAM}, "team": {"id": TEAM},
                   "view": {**view, "state": {"values": state}}, "trigger_id": self.fake.trigger(), "api_app_id": "A0", "response_urls": []}
        return await self.fake.deliver("interactive", payload)

    async def answers(self, count: int, user: str = "") -> list[dict[str, Any]]:
        """Wait for so many private answers (to that member); the newest."""
        def there() -> list[dict[str, Any]]:
            return [one for one in self.fake.replies if not user or one["user"] == user]

        await self.fake.until(lambda: len(there()) >= count)
        return there()[-count:]

    async def answer(self, user: str = ADA) -> dict[str, Any]:
        """The next private answer to the member."""
        before = sum(one["user"] == user for one in self.fake.replies)
        await self.fake.until(lambda: sum(one["user"] == user for one in self.fake.replies) > before)
        return [one for one in self.fake.replies if one["user"] == user][-1]

    async def reply_to(self, message: Mapping[str, Any], action: str, user: str = ADA, channel: str = GENERAL) -> dict[str, Any]:
        """Press, and wait for the private answer."""
        waiting = asyncio.ensure_future(self.answer(user))
        await asyncio.sleep(0)
        await self.press(message, action, user, channel)
        return await waiting

    async def event(self, event: Mapping[str, Any], event_id: str = "", **more: Any) -> None:
        """Something happens in the workspace."""
        await self.fake.deliver("events_api", {"type": "event_callback", "team_id": TEAM, "api_app_id": "A0", "event": dict(event),
                                               "event_id": event_id or f"Ev{self.fake.number()}", "event_time": int(self.fake.now()),
                                               "authorizations": [{"team_id": TEAM, "user_id": "U0BOT", "is_bot": True}], **more})

    async def post_question(self, **plan: Any) -> dict[str, Any]:
        """Schedule the channel and let the day's question come; its message."""
        await self.house.plan(channel=CHANNEL, **plan)
        await self.house.advance(minutes=1)
        return self.fake.last()

    def forget_people(self) -> None:
        """Let the quarter of an hour pass after which members are asked about anew."""
        self.platform._connection._people._known.clear()


def words(body: Mapping[str, Any]) -> str:
    """Everything that a message or view shows."""
    return json.dumps(body.get("blocks", body), ensure_ascii=False)


def _filled(element: Mapping[str, Any], value: Any) -> dict[str, Any]:
    kind = element["type"]
    if kind == "plain_text_input":
        return {"type": kind, "value": value if value is not None else element.get("initial_value")}
    if kind in ("static_select", "external_select"):
        chosen = {"value": value} if value is not None else element.get("initial_option")
        return {"type": kind, "selected_option": chosen}
    if kind == "conversations_select":
        return {"type": kind, "selected_conversation": value or element.get("initial_conversation")}
    picked = [{"value": one} for one in value] if value is not None else element.get("initial_options", [])
    return {"type": kind, "selected_options": picked}


def settings(fake: FakeSlack, **more: Any) -> Settings:
    """The settings of one workspace over Socket Mode, unless `more` says otherwise."""
    return Settings(**{"slack_bot_token": BOT_TOKEN, "slack_app_token": APP_TOKEN, "slack_api_url": f"{fake.url}api/", **more})


@asynccontextmanager
async def open_office(folder: Path, *, bank: Bank | None = None, runner: DemoRunner | None = None,
                      prepare: Callable[[FakeSlack], None] | None = None, **more: Any) -> AsyncIterator[Office]:
    """The bot, connected with a fake workspace of four members; `more` as for `office_in`."""
    async with AsyncExitStack() as stack:
        house = await stack.enter_async_context(open_house(sqlite_url(folder), bank=bank, runner=runner))
        fake = await stack.enter_async_context(fake_slack(lambda: house.clock.now().timestamp()))
        fake.members = {key: dict(value) for key, value in MEMBERS.items()}
        if prepare:
            prepare(fake)
        yield await stack.enter_async_context(office_in(house, fake, **more))


@asynccontextmanager
async def office_in(house: House, fake: FakeSlack, *, connected: bool = True, installations: Callable[[House], Installations] | None = None,
                    wrap: Callable[[Handle], Handle] | None = None, gap: float = 0.0, **more: Any) -> AsyncIterator[Office]:
    """A bot of this house in that workspace; gone at the end."""
    async with AsyncExitStack() as stack:
        heard: list[Request] = []
        inner = wrap(house.dispatch.handle) if wrap else house.dispatch.handle

        async def handle(request: Request) -> Card:
            heard.append(request)
            card = await inner(request)
            house.seen.append((request.lang, card))
            return card

        server = HttpServer("127.0.0.1", 0)
        context = Context(
            handle=handle, commands=declared_commands(), suggest=Suggester(house.quiz), upkeep=ScheduleUpkeep(house.quiz),
            notes=house.quiz.store, transcript=house.transcript, server=server, settings=settings(fake, **more),
            now=house.clock.now, preview=None, installations=installations(house) if installations else None,
            directory=StoreDirectory(house.quiz.store),
        )
        platform = SlackPlatform(context, gap=gap)
        house.quiz.platforms = {"slack": platform}
        await server.start()
        stack.push_async_callback(server.close)
        task = asyncio.ensure_future(platform.run())
        stack.push_async_callback(_ended, task)
        office = Office(house, fake, platform, server, task, heard)
        if connected:
            await fake.until(lambda: len(fake.sockets) == 2 or task.done())
        yield office


async def _ended(task: asyncio.Task[None]) -> None:
    task.cancel()
    with suppress(asyncio.CancelledError, Exception):
        await task
