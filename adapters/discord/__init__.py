"""Discord: native commands, buttons that outlive every restart, private replies."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from adapters.discord.shards import Shards

if TYPE_CHECKING:
    from adapters.context import Context
    from bot.ports import Platform
    from bot.settings import Settings

__all__ = ["create", "missing"]


def missing(settings: Settings) -> Sequence[str]:
    """One line for each setting that is missing or cannot be used."""
    faults = []
    if settings.discord_token is None:
        faults.append("TIKU_DISCORD_TOKEN is not set: copy the token from the application's Bot page")
    try:
        Shards.parse(settings.discord_shards)
    except ValueError as error:
        faults.append(str(error))
    return faults


def create(context: Context) -> Platform:
    """The platform `discord`; it connects when it is run."""
    from adapters.discord.platform import DiscordPlatform

    return DiscordPlatform(context)
