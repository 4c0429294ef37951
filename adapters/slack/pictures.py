"""Pictures: a card's PNG as a file of Slack's that only the messages which name it show.

The file is uploaded without a channel, so it is shared with nobody by itself; an image block that names it shows it to
those who see that message, and an ephemeral message is seen by one member. Slack takes some moments to look at a file,
and refuses a message that names it before (`invalid_blocks`): such a message is surely not there, so it is sent again a
little later, and at last without the picture, whose text then stands in its place.
"""

from __future__ import annotations

import hashlib
import logging
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from typing import TypeVar

import aiohttp

from adapters.slack.pace import pause
from adapters.slack.workspaces import CallError, Workspace, Workspaces
from bot.domain.card import Card, Picture

log = logging.getLogger(__name__)
T = TypeVar("T")

WAITS = (0.4, 0.8, 1.6, 3.2)
"""Seconds between the tries while Slack looks at the file."""
REMEMBERED = 500


class Pictures:
    """Uploads each picture once for each workspace."""

    def __init__(self, workspaces: Workspaces) -> None:
        self._workspaces = workspaces
        self._known: OrderedDict[tuple[str, str], str] = OrderedDict()

    async def send(self, workspace: Workspace, card: Card, send: Callable[[str], Awaitable[T]]) -> T:
        """What `send(file_id)` gives for the card's picture; with an empty id for a card without one, or when the
        picture cannot be shown. Raises the CallError of `send`."""
        picture = card.picture
        if picture is None or not picture.png:
            return await send("")
        file_id = await self._upload(workspace, picture)
        if not file_id:
            return await send("")
        for wait in WAITS:
            try:
                return await send(file_id)
            except CallError as failed:
                if failed.code != "invalid_blocks":
                    raise
            await pause(wait)
        log.warning("a picture is not ready yet; its text is sent instead")
        return await send("")

    async def _upload(self, workspace: Workspace, picture: Picture) -> str:
        """The file's id; empty when Slack does not take it."""
        key = workspace.team or workspace.enterprise, hashlib.sha256(picture.png + picture.alt.encode()).hexdigest()
        known = self._known.get(key)
        if known:
            return known
        try:
            file_id = await self._put(workspace, picture)
        except (CallError, aiohttp.ClientError, OSError, TimeoutError, KeyError) as error:
            log.warning("a picture could not be uploaded: %s", error)
            return ""
        self._known[key] = file_id
        while len(self._known) > REMEMBERED:
            self._known.popitem(last=False)
        return file_id

    async def _put(self, workspace: Workspace, picture: Picture) -> str:
        place = await self._workspaces.call(workspace, lambda client: client.files_getUploadURLExternal(
            filename=picture.name, length=len(picture.png), alt_txt=picture.alt[:1000]))
        async with self._workspaces.session().post(str(place["upload_url"]), data=picture.png) as answer:
            answer.raise_for_status()
        file_id = str(place["file_id"])
        await self._workspaces.call(workspace, lambda client: client.files_completeUploadExternal(
            files=[{"id": file_id, "title": picture.alt[:200]}]))
        return file_id
