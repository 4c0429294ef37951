"""Outbound: the ways an answer takes to one member: through a `response_url`, into a modal, as a new modal."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from typing import Any

import aiohttp

from adapters.slack.modals import Frame, card_view, form_view
from adapters.slack.pictures import Pictures
from adapters.slack.render import render
from adapters.slack.workspaces import CallError, Workspace, Workspaces
from bot.domain.card import Card
from bot.ports import Permanent, Unknown

log = logging.getLogger(__name__)
TRIES = 2
"""A reply that may not have arrived is sent once more: two equal private replies do no harm, none does."""


class Outbound:
    """Sends to one member; what fails is raised as CallError."""

    def __init__(self, workspaces: Workspaces, pictures: Pictures) -> None:
        self._workspaces, self._pictures = workspaces, pictures

    async def respond(self, workspace: Workspace, url: str, card: Card) -> None:
        """Answer below the message or command, to the member alone: for everyone the core posts."""
        if not url:
            log.warning("an answer has no address to go to")
            return

        async def send(file_id: str) -> None:
            await self._post(url, {"response_type": "ephemeral", "replace_original": False, "unfurl_links": False,
                                   "unfurl_media": False, **render(card, file_id=file_id).payload()})

        await self._pictures.send(workspace, card, send)

    async def open(self, workspace: Workspace, trigger: str, view: Mapping[str, Any]) -> bool:
        """Open a modal; False when the trigger is too old for that."""
        try:
            await self._workspaces.call(workspace, lambda client: client.views_open(trigger_id=trigger, view=dict(view)))
        except CallError as failed:
            log.info("a modal was not opened: %s", failed)
            return False
        return True

    async def show(self, workspace: Workspace, trigger: str, card: Card, frame: Frame) -> None:
        """The card, or its form, in a new modal; its picture follows when it is there."""
        if card.form is not None:
            await self.open(workspace, trigger, form_view(card.form, frame, card))
            return
        try:
            opened = await self._workspaces.call(workspace, lambda client: client.views_open(
                trigger_id=trigger, view=card_view(card, frame)))
        except CallError as failed:
            log.info("a modal was not opened: %s", failed)
            return
        if card.picture is not None and card.picture.png:
            await self.update(workspace, str((opened.get("view") or {}).get("id") or ""), card, frame)

    async def update(self, workspace: Workspace, view_id: str, card: Card, frame: Frame) -> None:
        """Put the card, or its form, into an open modal."""
        async def send(file_id: str) -> None:
            view = form_view(card.form, frame, card) if card.form is not None else card_view(card, frame, file_id)
            await self._workspaces.call(workspace, lambda client: client.views_update(view_id=view_id, view=view), again=True)

        await self._pictures.send(workspace, card, send)

    async def _post(self, url: str, payload: Mapping[str, Any]) -> None:
        for attempt in range(1, TRIES + 1):
            try:
                async with self._workspaces.session().post(url, json=payload) as answer:
                    if answer.status < 500 or attempt == TRIES:
                        _check(answer.status, await answer.text())
                        return
            except (aiohttp.ClientError, OSError, TimeoutError) as error:
                if attempt == TRIES:
                    raise CallError(Unknown()) from error


def _check(status: int, text: str) -> None:
    """Raises CallError unless Slack took it; it answers `ok`, or JSON with the error."""
    try:
        found = json.loads(text)
    except ValueError:
        found = {}
    code = str(found.get("error", "")) if isinstance(found, dict) else ""
    if status >= 400 or code:
        raise CallError(Permanent(code or str(status)), code or str(status))
