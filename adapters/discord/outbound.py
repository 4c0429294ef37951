"""Outbound: a rendered message as the objects that the library sends. Nothing that is sent is remembered by it."""

from __future__ import annotations

import io
from typing import Any

import discord
from discord import ui

from adapters.discord.render import Message, Upload


def parts(message: Message) -> dict[str, Any]:
    """The keyword arguments of a send: embeds, files, and a view where there are buttons."""
    found: dict[str, Any] = {"embeds": [discord.Embed.from_dict(embed) for embed in message.embeds],
                             "allowed_mentions": discord.AllowedMentions.none()}
    if message.files:
        found["files"] = [_file(upload) for upload in message.files]
    if message.rows:
        found["view"] = _view(message)
    return found


def edit_parts(message: Message) -> dict[str, Any]:
    """The same for an edit, which also takes away what the message no longer has."""
    found = parts(message)
    files = found.pop("files", [])
    return {**found, "attachments": files, "view": found.get("view")}


def _file(upload: Upload) -> discord.File:
    return discord.File(io.BytesIO(upload.content), filename=upload.name, description=upload.alt or None)


def _view(message: Message) -> ui.View:
    found = ui.View(timeout=None)
    for row, presses in enumerate(message.rows):
        for press in presses:
            found.add_item(ui.Button(label=press.label, custom_id=press.custom_id, disabled=press.disabled, row=row,
                                     style=discord.ButtonStyle(press.style)))
    found.stop()  # a finished view is not kept: every press is read from its own action text
    return found
