"""World: a small Discord in memory, as its documentation describes it: guilds, channels, messages, ids, permissions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

EPOCH_MS = 1420070400000
BOT, APPLICATION = 900, 900
GUILD, CHANNEL, OTHER_GUILD, OTHER_CHANNEL = 11, 101, 12, 102
EVERYTHING = (1 << 50) - 1
NAMES = {"view_channel": 1 << 10, "send_messages": 1 << 11, "embed_links": 1 << 14, "attach_files": 1 << 15,
         "read_message_history": 1 << 16, "create_public_threads": 1 << 35, "send_messages_in_threads": 1 << 38}
NOTHING_ASKED: dict[str, list[str]] = {"parse": []}


DIRECT = 9_000_000
"""Added to a member's id: the channel for direct messages to them."""


class RefusedError(Exception):
    """Discord's answer to a call that it refuses."""

    def __init__(self, status: int, code: int, message: str) -> None:
        super().__init__(message)
        self.status, self.code, self.message = status, code, message


@dataclass
class Channel:
    """A text channel of a guild, or with a `parent` a thread in one; `denied` holds the bits that the bot lacks in it."""

    id: int
    guild: int
    name: str = "general"
    denied: int = 0
    deleted: bool = False
    messages: list[dict[str, Any]] = field(default_factory=list)
    nonces: dict[str, int | None] = field(default_factory=dict)
    """Nonce to message id; None once the message was deleted."""
    parent: int = 0
    locked: bool = False
    archived: bool = False

    def payload(self) -> dict[str, Any]:
        if self.parent:
            return thread_payload(self.id, self.parent, self.guild, str(BOT), self.name, archived=self.archived, locked=self.locked)
        overwrites = [{"id": str(BOT), "type": 1, "allow": "0", "deny": str(self.denied)}] if self.denied else []
        return {"id": str(self.id), "type": 0, "name": self.name, "position": 0, "guild_id": str(self.guild),
                "permission_overwrites": overwrites, "nsfw": False, "parent_id": None, "topic": None,
                "rate_limit_per_user": 0, "last_message_id": None}


@dataclass
class World:
    """Everything that the bot can see or change."""

    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    channels: dict[int, Channel] = field(default_factory=dict)
    guilds: dict[int, str] = field(default_factory=dict)
    """Guild id to its language."""
    allowed: int = EVERYTHING & ~(1 << 3)
    """What the bot may do in every guild as a whole."""
    registered: list[Any] = field(default_factory=list)
    _serial: int = 0

    @classmethod
    def small(cls, now: Callable[[], datetime]) -> World:
        """Two guilds with a channel each."""
        found = cls(now)
        found.guilds = {GUILD: "en-US", OTHER_GUILD: "zh-CN"}
        found.channels = {CHANNEL: Channel(CHANNEL, GUILD), OTHER_CHANNEL: Channel(OTHER_CHANNEL, OTHER_GUILD)}
        return found

    def snowflake(self, at: datetime | None = None) -> int:
        """A new id with the time in it."""
        self._serial += 1
        return (int((at or self.now()).timestamp() * 1000) - EPOCH_MS) << 22 | self._serial & 0x3FFFFF

    def guild_payload(self, guild: int) -> dict[str, Any]:
        everyone = {"id": str(guild), "name": "@everyone", "permissions": "0", "position": 0, "color": 0, "hoist": False,
                    "managed": False, "mentionable": False, "flags": 0,
                    "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None}}
        own = {**everyone, "id": str(guild + 5000), "name": "Tiku", "permissions": str(sum(NAMES.values())),
               "position": 1, "managed": True, "tags": {"bot_id": str(BOT)}}
        member = {"user": bot_user(), "roles": [own["id"]], "joined_at": "2026-01-01T00:00:00+00:00", "deaf": False,
                  "mute": False, "flags": 0}
        return {
            "id": str(guild), "name": f"guild {guild}", "owner_id": "1", "roles": [everyone, own], "emojis": [], "stickers": [],
            "features": [],
            "channels": [c.payload() for c in self.channels.values() if c.guild == guild and not c.deleted and not c.parent],
            "threads": [c.payload() for c in self.channels.values() if c.guild == guild and c.parent and not c.deleted],
            "members": [member], "member_count": 3, "voice_states": [], "presences": [], "large": False,
            "preferred_locale": self.guilds[guild], "verification_level": 0, "default_message_notifications": 0,
            "explicit_content_filter": 0, "mfa_level": 0, "nsfw_level": 0, "premium_tier": 0, "system_channel_flags": 0,
            "system_channel_id": None, "afk_timeout": 300, "premium_progress_bar_enabled": False, "stage_instances": [],
            "guild_scheduled_events": [], "soundboard_sounds": [], "joined_at": "2026-01-01T00:00:00+00:00", "unavailable": False,
        }

    def direct(self, member: int) -> dict[str, Any]:
        """The channel between the bot and one member; it is made when first asked for."""
        place = DIRECT + member
        self.channels.setdefault(place, Channel(place, 0, "direct"))
        return {"id": str(place), "type": 1, "last_message_id": None, "recipients": [member_user(member, "Ada")]}

    def channel(self, channel_id: int) -> Channel:
        """Raises RefusedError (10003) when it is not there."""
        found = self.channels.get(channel_id)
        if found is None or found.deleted:
            raise RefusedError(404, 10003, "Unknown Channel")
        if found.parent:
            found.denied = self.channels[found.parent].denied
        if found.denied & NAMES["view_channel"]:
            raise RefusedError(403, 50001, "Missing Access")
        return found

    def create(self, channel_id: int, body: Mapping[str, Any], files: Iterable[str] = ()) -> dict[str, Any]:
        """A message of the bot; the same nonce gives the same message, or 10008 when that was deleted."""
        channel = self.channel(channel_id)
        if channel.locked:
            raise RefusedError(403, 160005, "Thread is locked")
        channel.archived = False
        needed = NAMES["send_messages_in_threads" if channel.parent else "send_messages"] | (NAMES["embed_links"] if body.get("embeds") else 0) | (
            NAMES["attach_files"] if files else 0)
        if channel.denied & needed:
            raise RefusedError(403, 50013, "Missing Permissions")
        nonce = str(body.get("nonce", ""))
        if body.get("enforce_nonce") and nonce in channel.nonces:
            known = channel.nonces[nonce]
            if known is None:
                raise RefusedError(404, 10008, "Unknown Message")
            return self.message(channel_id, known)
        made = self.build(channel_id, body, files)
        made["nonce"] = body.get("nonce")
        channel.messages.append(made)
        channel.nonces[nonce] = int(made["id"])
        return made

    def start_thread(self, channel_id: int, message_id: int, name: str) -> dict[str, Any]:
        """A public thread under a message, whose id it takes; there is one at most."""
        channel = self.channel(channel_id)
        self.message(channel_id, message_id)
        if channel.parent:
            raise RefusedError(400, 50024, "Cannot execute action on this channel type")
        if channel.denied & NAMES["create_public_threads"]:
            raise RefusedError(403, 50013, "Missing Permissions")
        if message_id in self.channels:
            raise RefusedError(400, 160004, "A thread has already been created for this message")
        made = self.channels[message_id] = Channel(message_id, channel.guild, name, parent=channel_id)
        return made.payload()

    def threads(self, channel_id: int) -> list[Channel]:
        """The channel's threads, oldest first."""
        return [one for one in self.channels.values() if one.parent == channel_id]

    def build(self, channel_id: int, body: Mapping[str, Any], files: Iterable[str] = (), *, flags: int = 0) -> dict[str, Any]:
        """A message object made of a request's body."""
        attachments = [{"id": str(index), "filename": name, "size": 1, "url": f"https://cdn.invalid/{name}",
                        "proxy_url": f"https://cdn.invalid/{name}"} for index, name in enumerate(files)]
        found = {
            "id": str(self.snowflake()), "channel_id": str(channel_id), "author": bot_user(), "content": body.get("content") or "",
            "embeds": [{"type": "rich", **embed} for embed in body.get("embeds") or ()], "attachments": attachments,
            "components": body.get("components") or [], "timestamp": self.now().isoformat(), "edited_timestamp": None, "tts": False,
            "mention_everyone": False, "mentions": [], "mention_roles": [], "pinned": False, "type": 0, "flags": flags,
        }
        return found | ({"message_reference": body["message_reference"]} if body.get("message_reference") else {})

    def message(self, channel_id: int, message_id: int) -> dict[str, Any]:
        """Raises RefusedError (10008)."""
        for message in self.channel(channel_id).messages:
            if int(message["id"]) == message_id:
                return message
        raise RefusedError(404, 10008, "Unknown Message")

    def edit(self, channel_id: int, message_id: int, body: Mapping[str, Any], files: Iterable[str] = ()) -> dict[str, Any]:
        if self.channel(channel_id).archived:
            raise RefusedError(400, 50083, "Thread is archived")
        found = self.message(channel_id, message_id)
        made = self.build(channel_id, {**found, **{k: v for k, v in body.items() if v is not None}}, files)
        if body.get("components") is None and "components" in body:
            made["components"] = []
        kept = {key: made[key] for key in ("content", "embeds", "components", "attachments")}
        found.update(kept, edited_timestamp=self.now().isoformat())
        return found

    def delete(self, channel_id: int, message_id: int) -> None:
        """A moderator deletes the message."""
        channel = self.channels[channel_id]
        channel.messages = [m for m in channel.messages if int(m["id"]) != message_id]
        channel.nonces = {nonce: None if known == message_id else known for nonce, known in channel.nonces.items()}

    def after(self, channel_id: int, after: int, limit: int) -> list[dict[str, Any]]:
        """The messages after an id, newest first as Discord gives them; none without the permission to read them."""
        channel = self.channel(channel_id)
        if channel.denied & NAMES["read_message_history"]:
            return []
        found = [m for m in channel.messages if int(m["id"]) > after][:limit]
        # What an application may count on is documented; that a read-back echoes the nonce is not.
        return [{key: value for key, value in message.items() if key != "nonce"} for message in reversed(found)]


def thread_payload(id_: int, parent: int, guild: int, owner: str, name: str = "thread", *, archived: bool = False,
                   locked: bool = False) -> dict[str, Any]:
    """A public thread as Discord describes one."""
    return {"id": str(id_), "type": 11, "name": name, "parent_id": str(parent), "owner_id": owner, "message_count": 0,
            "member_count": 1, "guild_id": str(guild), "rate_limit_per_user": 0, "last_message_id": None, "flags": 0,
            "thread_metadata": {"archived": archived, "locked": locked, "auto_archive_duration": 1440,
                                "archive_timestamp": "2026-11-24T01:00:00+00:00"}}


def bot_user() -> dict[str, Any]:
    return {"id": str(BOT), "username": "Tiku", "discriminator": "0000", "avatar": None, "bot": True, "global_name": None}


def member_user(member: int, name: str) -> dict[str, Any]:
    return {"id": str(member), "username": name.lower(), "discriminator": "0", "avatar": None, "global_name": name}
