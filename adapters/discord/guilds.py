"""Guilds: where a first word may be said, and which permissions are missing where."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import discord

from bot.domain.text import Lang, Text

_NEEDED = {
    "view_channel": Text(zh="查看频道", en="View Channel"),
    "send_messages": Text(zh="发送消息", en="Send Messages"),
    "embed_links": Text(zh="嵌入链接", en="Embed Links"),
    "attach_files": Text(zh="上传文件", en="Attach Files"),
    "read_message_history": Text(zh="阅读消息历史记录", en="Read Message History"),
}
_MISSING = Text(zh="缺少权限：{names}。请在频道设置的“权限”里给机器人打开，再运行 /schedule resume",
                en="missing permission: {names}. Allow it for the bot under the channel's settings, Permissions, then run "
                   "/schedule resume")
_THREADS = {
    "create_public_threads": Text(zh="创建公共子区", en="Create Public Threads"),
    "send_messages_in_threads": Text(zh="在子区中发送消息", en="Send Messages in Threads"),
}
_NO_THREAD = Text(zh="缺少权限：{names}。这场测验的题目因此直接发在频道里；在频道设置的“权限”里给机器人打开，下一场就会收进子区",
                  en="missing permission: {names}. The questions of this quiz therefore stand in the channel itself; allow it for "
                     "the bot under the channel's settings, Permissions, and the next quiz keeps them in a thread")


def lacking(allowed: discord.Permissions) -> list[Text]:
    """The names of what the bot needs in a server and has not; an administrator has everything."""
    return [] if allowed.administrator else [name for permission, name in (_NEEDED | _THREADS).items() if not getattr(allowed, permission)]


def missing_permissions(client: discord.Client, channel_id: int) -> Text | None:
    """Which permissions the bot lacks in the channel, in one sentence; None when none is known to be missing."""
    channel = client.get_channel(channel_id)
    own = own_member(channel.guild) if isinstance(channel, discord.abc.GuildChannel | discord.Thread) else None
    if not isinstance(channel, discord.abc.GuildChannel | discord.Thread) or own is None:
        return None
    allowed = channel.permissions_for(own)
    lacking = [name for permission, name in _needed(channel) if not getattr(allowed, permission)]
    return _MISSING.format(names=_listed(lacking)) if lacking else None


def lacks_threads(client: discord.Client, channel_id: int) -> Text | None:
    """Which permissions the bot lacks to keep a quiz in a thread of the channel, in one sentence; None when none is known to
    be missing."""
    channel = client.get_channel(channel_id)
    own = own_member(channel.guild) if isinstance(channel, discord.abc.GuildChannel) else None
    if not isinstance(channel, discord.abc.GuildChannel) or own is None:
        return None
    allowed = channel.permissions_for(own)
    lacking = [name for permission, name in _THREADS.items() if not getattr(allowed, permission)]
    return _NO_THREAD.format(names=_listed(lacking)) if lacking else None


def belongs_elsewhere(client: discord.Client, channel: str, place: int) -> bool:
    """Whether the channel is known to be another server's: a number alone must not lead through the wall."""
    found = client.get_channel(place)
    return isinstance(found, discord.abc.GuildChannel | discord.Thread) and channel.split(":")[1] != str(found.guild.id)


def may_read_history(client: discord.Client, channel_id: int) -> bool:
    """Whether the channel's messages can be read back; without the permission Discord shows an empty channel."""
    channel = client.get_channel(channel_id)
    if not isinstance(channel, discord.abc.GuildChannel | discord.Thread):
        return True
    own = own_member(channel.guild)
    return own is None or channel.permissions_for(own).read_message_history


def first_channel(guild: discord.Guild) -> discord.TextChannel | None:
    """The system channel, or the first text channel in which the bot may write."""
    own = own_member(guild)
    candidates = [guild.system_channel, *sorted(guild.text_channels, key=lambda channel: channel.position)]
    for channel in candidates:
        if channel is None or own is None:
            continue
        allowed = channel.permissions_for(own)
        if allowed.view_channel and allowed.send_messages and allowed.embed_links:
            return channel
    return None


def own_member(guild: discord.Guild) -> discord.Member | None:
    """The bot as a member; None while it is not known, as during an outage of the server."""
    found: Any = guild.me
    return found  # type: ignore[no-any-return]


def guild_lang(guild: discord.Guild) -> Lang:
    """The server's own language."""
    return "zh" if guild.preferred_locale.value.lower().startswith("zh") else "en"


def _listed(names: Sequence[Text]) -> Text:
    return Text("、".join(name.zh for name in names), ", ".join(name.en for name in names))


def _needed(channel: discord.abc.GuildChannel | discord.Thread) -> Iterator[tuple[str, Text]]:
    for permission, name in _NEEDED.items():
        if permission == "send_messages" and isinstance(channel, discord.Thread):
            yield "send_messages_in_threads", _THREADS["send_messages_in_threads"]
        else:
            yield permission, name
