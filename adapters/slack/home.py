"""Home: the App Home tab, built from cards that the core gives; it knows no rule of the quiz."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from adapters.context import Context
from adapters.slack import limits
from adapters.slack.inbound import HOME
from adapters.slack.mrkdwn import Json, section
from adapters.slack.people import People, Person
from adapters.slack.render import card_blocks, plain_text
from adapters.slack.workspaces import CallError, Workspace, Workspaces
from bot.domain.card import Card
from bot.domain.request import Request
from bot.domain.text import Text

log = logging.getLogger(__name__)

COMMANDS = ("quiz today", "quiz me", "leaderboard")
MANAGED = ("schedule list",)
CHANNELS, MANAGED_CHANNELS = 3, 6
_LANGUAGE = Text(zh="语言：中文，跟随你在 Slack 里的设置（偏好设置 → 语言和地区）",
                 en="Language: English, as set in your Slack preferences (Language & region)")
_WELCOME = Text(zh="频道里出现题目后，点字母作答。答过一题，这里就会有当天的题目、你的连续天数和排行榜。",
                en="When a question appears in a channel, press a letter to answer. After your first answer you find the day's "
                   "question, your streak and the boards here.")


class Home:
    """Publishes each member's home tab."""

    def __init__(self, context: Context, workspaces: Workspaces, people: People) -> None:
        self._context, self._workspaces, self._people = context, workspaces, people

    async def channels(self, team: str, person: Person) -> Sequence[str]:
        """The channels that the tab shows: where the member has answered, and for managers every one with a schedule."""
        directory = self._context.directory
        if directory is None:
            return ()
        found = list((await directory.answered(f"slack:{team}", person.member.id))[:CHANNELS])
        if person.member.is_manager:
            found += (await directory.scheduled(f"slack:{team}"))[:MANAGED_CHANNELS]
        return tuple(dict.fromkeys(channel for channel in found if channel.startswith(f"slack:{team}:")))

    async def publish(self, workspace: Workspace, team: str, user: str, name: str = "") -> None:
        """Show it anew; a failure is logged."""
        person = await self._people.of(workspace, team, user, name)
        view = await self._view(team, person)
        try:
            await self._workspaces.call(workspace, lambda client: client.views_publish(user_id=user, view=view), again=True)
        except CallError as failed:
            log.warning("a home tab was not published: %s", failed)

    async def _view(self, team: str, person: Person) -> Json:
        blocks: list[Json] = [{"type": "header", "text": plain_text("Tiku 题库")},
                              {"type": "context", "elements": [plain_text(_LANGUAGE.to(person.lang))]}]
        channels = await self.channels(team, person)
        if not channels:
            help_card = await self._card(f"slack:{team}:HOME", person, "help")
            blocks += [section(_WELCOME.to(person.lang)), {"type": "divider"}, *card_blocks(replace(help_card, buttons=(), title=""))]
        for channel in channels:
            part = await self._part(channel, person)
            if len(blocks) + len(part) > limits.VIEW_BLOCKS:
                break
            blocks += part
        return {"type": "home", "blocks": blocks}

    async def _part(self, channel: str, person: Person) -> list[Json]:
        """What one channel has for the member."""
        slack_id = channel.rpartition(":")[2]
        found: list[Json] = [{"type": "divider"}, section(f"<#{slack_id}>")]
        commands = (*COMMANDS, *MANAGED) if person.member.is_manager else COMMANDS
        for index, command in enumerate(commands):
            card = await self._card(channel, person, command)
            found += card_blocks(_small(card), prefix=f"{HOME}{slack_id}:{index}:")
        return found

    async def _card(self, channel: str, person: Person, command: str) -> Card:
        return await self._context.handle(Request(channel=channel, member=person.member, at=self._context.now(), lang=person.lang,
                                                  command=command))


def _small(card: Card) -> Card:
    """A title in bold instead of a header, and no choice of a period: the tab holds many cards."""
    body = f"**{card.title}**\n\n{card.body}" if card.title else card.body
    buttons = tuple(button for button in card.buttons if not button.action.startswith("board1:"))
    return replace(card, title="", body=body.strip(), buttons=buttons)


def opened_by(event: Mapping[str, Any]) -> str:
    """The member who opened the home tab; empty for another tab."""
    return str(event.get("user") or "") if event.get("tab") == "home" else ""
