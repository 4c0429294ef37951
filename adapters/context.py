"""Context: all that an adapter is given, and all that it may use of the bot."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from adapters.server import HttpServer
from bot.domain.command import Command
from bot.ports import Directory, Handle, Installations, Mover, Notes, Suggest, Transcript, Upkeep
from bot.settings import Settings


@dataclass(frozen=True, slots=True)
class Context:
    """What an adapter's `create(context)` gets. Nothing in the core calls back into an adapter during a request."""

    handle: Handle
    commands: Sequence[Command]
    suggest: Suggest
    upkeep: Upkeep
    """Where it reports that a channel or a tenant is gone."""
    notes: Notes
    """Small values that must survive a restart, such as the hash of the commands last registered."""
    transcript: Transcript
    """The local page's messages; other platforms keep their own."""
    server: HttpServer
    settings: Settings
    now: Callable[[], datetime]
    preview: Mover | None
    """Moves the clock, when the local page is all there is."""
    installations: Installations | None = None
    """Workspaces that installed the app by OAuth; None without TIKU_SECRET_KEY."""
    directory: Directory | None = None
    """Which channels matter to a member."""
