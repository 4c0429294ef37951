"""Discord: native commands, buttons that outlive every restart, private replies."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from adapters.discord.shards import Shards
from bot.domain.text import Text

if TYPE_CHECKING:
    from adapters.context import Context
    from bot.ports import Platform
    from bot.settings import Settings

__all__ = ["create", "missing"]


_NO_TOKEN = Text(zh="没有设置 TIKU_DISCORD_TOKEN：请从 Developer Portal 里应用的 Bot 页面复制令牌",
                 en="TIKU_DISCORD_TOKEN is not set: copy the token from the application's Bot page in the Developer Portal")
_BAD_SHARDS = Text(zh="TIKU_DISCORD_SHARDS：“{given}”不是分片列表；请写成 0,1/4（四片里的第 0、1 片）",
                   en="TIKU_DISCORD_SHARDS: “{given}” is no list of shards; write 0,1/4 for the first two of four")


def missing(settings: Settings) -> Sequence[str]:
    """One line for each setting that is missing or cannot be used."""
    faults = [_NO_TOKEN] if settings.discord_token is None else []
    try:
        Shards.parse(settings.discord_shards)
    except ValueError:
        faults.append(_BAD_SHARDS.format(given=settings.discord_shards[:40]))
    return [fault.to(settings.lang) for fault in faults]


def create(context: Context) -> Platform:
    """The platform `discord`; it connects when it is run."""
    from adapters.discord.platform import DiscordPlatform

    return DiscordPlatform(context)
