"""Probe: what Discord says of the token, asked once: who the bot is, where it is, and what it may do there."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

import discord
from discord.http import Route

from adapters.discord.guilds import lacking
from adapters.discord.outcomes import DEAD, classify
from bot.domain.errors import PlatformError
from bot.domain.text import Text
from bot.ports import AuthDead
from bot.settings import Settings

SECONDS = 15.0
_MOST = 200
"""Servers that Discord lists at once."""
_NAMED = 3
_AWAY = Text(zh="连不上 Discord（{reason}）：请检查网络和 TIKU_DISCORD_API_URL",
             en="Discord cannot be reached ({reason}): check the network and TIKU_DISCORD_API_URL")
_NOWHERE = Text(zh="令牌有效（{name}），但还不在任何服务器里：用 tiku invite discord 打印的链接邀请它",
                en="the token is good ({name}), but the bot is in no server yet: open the link that tiku invite discord prints")
_FINE = Text(zh="令牌有效（{name}），在 {count} 个服务器里，权限齐全", en="the token is good ({name}), in {count} servers with every permission")
_LACKS = Text(zh="在 {where} 缺少权限：{names}。请在“服务器设置 → 身份组”里给机器人打开",
              en="in {where} a permission is missing: {names}. Allow it for the bot under Server Settings, Roles")


async def probe(settings: Settings) -> Text:
    """The bot's name and how many servers it is in. Raises PlatformError: the token is refused, Discord cannot be reached, or
    permissions are missing."""
    if settings.discord_api_url:
        Route.BASE = settings.discord_api_url.rstrip("/")
    token = settings.discord_token.get_secret_value() if settings.discord_token else ""
    client = discord.Client(intents=discord.Intents.none())
    try:
        async with asyncio.timeout(SECONDS):
            await client.login(token)
            servers = await client.http.get_guilds(_MOST)
    except Exception as error:
        refused = isinstance(classify(error).outcome, AuthDead)
        raise PlatformError(DEAD if refused else _AWAY.format(reason=type(error).__name__)) from error
    finally:
        await client.close()
    return _told(client.user.name if client.user else "?", servers)


def _told(name: str, servers: Sequence[Mapping[str, Any]]) -> Text:
    short = {str(server["name"]): lacking(discord.Permissions(int(server["permissions"]))) for server in servers}
    lacks = {server: names for server, names in short.items() if names}
    if lacks:
        where = ", ".join(f"“{server[:40]}”" for server in list(lacks)[:_NAMED]) + (" …" if len(lacks) > _NAMED else "")
        every = dict.fromkeys(name for names in lacks.values() for name in names)
        raise PlatformError(_LACKS.format(where=where, names=Text("、".join(one.zh for one in every), ", ".join(one.en for one in every))))
    return _FINE.format(name=name, count=len(servers)) if servers else _NOWHERE.format(name=name)
