"""Replies: one gesture of a member in, one answer out, in time.

The core decides first and is acknowledged after, since what is acknowledged must be stored. Only what takes long is
acknowledged before. A command is answered in its acknowledgement, a press through its `response_url`, a modal in itself.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from datetime import datetime
from typing import Any

from adapters.context import Context
from adapters.opener import openable
from adapters.slack import inbound
from adapters.slack.home import Home
from adapters.slack.inbound import Gesture
from adapters.slack.modals import SOURCE, Frame, card_view, errors_in, form_view, waiting_view
from adapters.slack.outbound import Outbound
from adapters.slack.pace import Once
from adapters.slack.people import People
from adapters.slack.render import render
from adapters.slack.suggestions import options
from adapters.slack.workspaces import CallError, Workspace, Workspaces
from bot.domain.card import Card
from bot.domain.cards.question import is_reply
from bot.domain.errors import StoreError
from bot.domain.request import Request
from bot.domain.text import Lang, Text

log = logging.getLogger(__name__)
Ack = Callable[..., Awaitable[Any]]

PATIENCE, REPLY_PATIENCE = 1.5, 2.3
"""Seconds of work after which an acknowledgement goes out before the answer; Slack waits 3. An answer to a question waits
for its commit as long as it can."""
REPEATED = 600.0
"""Seconds in which a gesture that Slack delivers again is recognised."""
_NOT_HERE = Text(zh="Tiku 在这里用不了：请到频道里使用它的命令。", en="Tiku does not work here: use its commands in a channel.")
_NOT_INSTALLED = Text(zh="这个工作区还没有装好 Tiku，请管理员重新安装。",
                      en="Tiku is not installed in this workspace: ask an admin to install it again.")


class Replies:
    """Answers commands, presses, submissions and what is typed into a menu; nothing that happens here is raised."""

    def __init__(self, context: Context, workspaces: Workspaces, people: People, outbound: Outbound, home: Home) -> None:
        self._context = context
        self._workspaces, self._people = workspaces, people
        self._outbound, self._home = outbound, home
        self._once = Once(REPEATED)
        self._busy: set[asyncio.Future[Any]] = set()

    async def command(self, body: Mapping[str, Any], ack: Ack, at: datetime) -> None:
        """A slash command."""
        found = inbound.slash(body, self._context.commands, at)
        if found is None:
            await ack(_ephemeral(Card(body=_NOT_HERE.line("both"), tone="info")))
            return
        await self._guarded(self._command(found, ack), ack)

    async def press(self, body: Mapping[str, Any], ack: Ack, at: datetime) -> None:
        """A pressed button."""
        found = inbound.press(body, at)
        if found is None:
            await ack()
            return
        await self._guarded(self._press(found, ack), ack)

    async def submit(self, body: Mapping[str, Any], ack: Ack, at: datetime) -> None:
        """A submitted modal."""
        found = inbound.submission(body, at)
        if found is None:
            await ack()
            return
        await self._guarded(self._submit(found, body["view"], ack), ack)

    async def suggest(self, body: Mapping[str, Any], ack: Ack) -> None:
        """What fits what is typed into a menu."""
        source = str(body.get("action_id") or "").removeprefix(SOURCE)
        found = self._context.suggest(source, str(body.get("value") or "")[:100], await self._lang(body))
        await ack({"options": options(found)})

    async def _lang(self, body: Mapping[str, Any]) -> Lang:
        found = inbound.press({**body, "actions": [{"action_id": "s"}]}, self._context.now())
        workspace = await self._workspaces.of(found.team, found.enterprise) if found else None
        if found is None or workspace is None:
            return self._context.settings.lang
        return (await self._people.of(workspace, found.team, found.user, found.name)).lang

    async def drain(self, seconds: float) -> None:
        """Give what is under way so long to end."""
        if self._busy:
            await asyncio.wait(set(self._busy), timeout=seconds)

    async def _guarded(self, work: Coroutine[Any, Any, None], ack: Ack) -> None:
        task = asyncio.ensure_future(work)
        self._busy.add(task)
        task.add_done_callback(self._busy.discard)
        try:
            await task
        except CallError as failed:
            log.warning("a member could not be answered: %s", failed)
        except StoreError as error:
            log.error("the database does not answer: %s", error)
            await ack()
        except Exception:
            log.exception("a member could not be answered")
            await ack()

    async def _command(self, found: Gesture, ack: Ack) -> None:
        started = await self._start(found)
        if started is None:
            installed = await self._workspaces.of(found.team, found.enterprise) is not None
            await (ack() if installed else ack(_ephemeral(Card(body=_NOT_INSTALLED.line("both"), tone="error"))))
            return
        workspace, request, work = started
        card = await _within(work, PATIENCE)
        if card is None or card.form is not None or (card.picture is not None and card.picture.png):
            await ack()
            await self._deliver(workspace, found, request, await work)
        else:
            await ack(_ephemeral(card))

    async def _press(self, found: Gesture, ack: Ack) -> None:
        if found.place == "home" and not await self._belongs(found):
            await ack()
            return
        started = await self._start(found)
        if started is None:
            await ack()
            return
        workspace, request, work = started
        await _within(work, REPLY_PATIENCE if is_reply(found.action) else PATIENCE)
        await ack()
        await self._deliver(workspace, found, request, await work)

    async def _submit(self, found: Gesture, view: Mapping[str, Any], ack: Ack) -> None:
        started = await self._start(found)
        if started is None:
            await ack()
            return
        workspace, request, work = started
        frame = Frame(found.channel, request.lang)
        card = await _within(work, REPLY_PATIENCE if is_reply(found.action) else PATIENCE)
        if card is None or (card.picture is not None and card.picture.png):
            await ack({"response_action": "update", "view": waiting_view(frame)})
            await self._outbound.update(workspace, found.view, await work, frame)
            return
        errors = errors_in(card, view)
        if errors:
            await ack({"response_action": "errors", "errors": errors})
        else:
            await ack({"response_action": "update", "view": _view(card, frame)})

    async def _start(self, found: Gesture) -> tuple[Workspace, Request, asyncio.Future[Card]] | None:
        """The core at work on it; None for a gesture that comes again, or from where the app is not installed."""
        if not self._once.first(found.once):
            return None
        workspace = await self._workspaces.of(found.team, found.enterprise)
        if workspace is None:
            return None
        person = await self._people.of(workspace, found.team, found.user, found.name)
        request = found.request(person.member, person.lang)
        return workspace, request, asyncio.ensure_future(self._context.handle(request))

    async def _belongs(self, found: Gesture) -> bool:
        """Whether the home tab shows that channel to the member: what comes back from it is believed no further."""
        workspace = await self._workspaces.of(found.team, found.enterprise)
        if workspace is None:
            return False
        person = await self._people.of(workspace, found.team, found.user, found.name)
        return f"slack:{found.team}:{found.channel}" in await self._home.channels(found.team, person)

    async def _deliver(self, workspace: Workspace, found: Gesture, request: Request, card: Card) -> None:
        """The answer, where the gesture was made."""
        frame = Frame(found.channel, request.lang)
        if found.place == "modal":
            await self._outbound.update(workspace, found.view, card, frame)
        elif found.place == "home":
            await self._outbound.show(workspace, found.trigger, card, frame)
            await self._home.publish(workspace, found.team, found.user, found.name)
        elif card.form is not None and await self._opened(workspace, found, card, frame):
            return
        else:
            await self._outbound.respond(workspace, found.respond, openable(card, request.lang))

    async def _opened(self, workspace: Workspace, found: Gesture, card: Card, frame: Frame) -> bool:
        assert card.form is not None
        command = next((one for one in self._context.commands if one.path == found.command), None)
        sources = {param.name: param.suggest for param in command.params if param.suggest and ":" not in param.suggest} if command else {}
        return await self._outbound.open(workspace, found.trigger, form_view(card.form, frame, card, sources))


def _view(card: Card, frame: Frame) -> dict[str, Any]:
    return form_view(card.form, frame, card) if card.form is not None else card_view(card, frame)


def _ephemeral(card: Card) -> dict[str, Any]:
    """For everyone the core posts; what answers a member is for that member alone."""
    return {"response_type": "ephemeral", **render(card).payload(), "unfurl_links": False, "unfurl_media": False}


async def _within(work: asyncio.Future[Card], seconds: float) -> Card | None:
    """The answer, if it comes in that time."""
    await asyncio.wait({work}, timeout=seconds)
    return work.result() if work.done() else None
