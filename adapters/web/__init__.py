"""The local page: Tiku without any account, on http://127.0.0.1:8080."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from adapters.context import Context
from adapters.server import HttpServer
from adapters.web.room import Room
from adapters.web.routes import Page
from bot.domain.command import Command
from bot.ports import Handle, Mover, Platform, Suggest, Transcript
from bot.settings import Settings

__all__ = ["build", "create", "missing"]


def missing(settings: Settings) -> Sequence[str]:
    """The page needs nothing."""
    return ()


def create(context: Context) -> Platform:
    """The platform `web`, its routes added to the context's server."""
    return build(context.handle, context.commands, context.suggest, context.transcript, context.preview, context.server,
                 context.now)


def build(handle: Handle, commands: Sequence[Command], suggest: Suggest, transcript: Transcript,
          preview: Mover | None, server: HttpServer, now: Callable[[], datetime]) -> Platform:
    """The platform `web`, its routes added to the server, which someone else starts and stops.

    `now` is the bot's own time, aware and in UTC; with a `preview` the page shows buttons that move it.
    """
    room = Room(transcript, now)
    server.add_routes(Page(room, handle, commands, suggest, preview, server, now).routes())
    server.on_stop(room.hub.end)
    return room
