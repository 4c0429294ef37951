"""Inbound: an interaction, as Discord sends it, to a Request. Everything in it is taken from the verified event."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import discord

from adapters.discord.modals import submitted
from adapters.discord.render import unmarked
from bot.domain.command import Command
from bot.domain.param import plain_number
from bot.domain.request import Member, Request
from bot.domain.text import Lang

_SUB = (1, 2)
_CHANNEL = 7
LONGEST_ACTION = 100
LONGEST_VALUE = 6000


@dataclass(frozen=True, slots=True)
class Typing:
    """What is being typed into an option that suggests values: the source to ask, and the text so far."""

    source: str
    typed: str


def request_of(interaction: discord.Interaction[Any]) -> Request | None:
    """The member's request; None where it comes from no server (a direct message) or carries nothing we know."""
    data: Mapping[str, Any] = interaction.data or {}
    if interaction.guild_id is None or interaction.channel_id is None:
        return None
    channel = f"discord:{interaction.guild_id}:{_place(interaction)}"
    common: dict[str, Any] = {"channel": channel, "member": _member(interaction), "at": interaction.created_at,
                              "lang": lang_of(interaction)}
    match interaction.type:
        case discord.InteractionType.application_command:
            path, options = command_of(data)
            return Request(**common, command=path, values=dict(_given(options, interaction.guild_id)))
        case discord.InteractionType.component:
            values = data.get("values")
            picked = {"values": ",".join(map(str, values))[:LONGEST_VALUE]} if isinstance(values, list) else {}
            return Request(**common, action=_action(data), values=picked)
        case discord.InteractionType.modal_submit:
            found = submitted(data.get("components") or ())
            return Request(**common, action=_action(data), values={k: v[:LONGEST_VALUE] for k, v in found.items()})
        case _:
            return None


def _place(interaction: discord.Interaction[Any]) -> int | None:
    """The channel; for a thread that the bot started, the channel that the thread belongs to: what stands in such a thread is
    that channel's. Any other thread is a channel of its own."""
    thread, own = interaction.channel, interaction.client.user
    if isinstance(thread, discord.Thread) and own is not None and thread.owner_id == own.id:
        return thread.parent_id
    return interaction.channel_id


def lang_of(interaction: discord.Interaction[Any]) -> Lang:
    """Chinese for a member whose Discord is in Chinese, else English."""
    return "zh" if interaction.locale.value.lower().startswith("zh") else "en"


def command_of(data: Mapping[str, Any]) -> tuple[str, Sequence[Mapping[str, Any]]]:
    """The path (`quiz today`) and the options given to it."""
    path, options = [str(data.get("name", ""))], data.get("options") or ()
    while options and options[0].get("type") in _SUB:
        path.append(str(options[0].get("name", "")))
        options = options[0].get("options") or ()
    return " ".join(path), options


def typing_of(data: Mapping[str, Any], commands: Sequence[Command]) -> Typing | None:
    """What to suggest values for. A source such as `usage:name` is asked about the value given as `name`."""
    path, options = command_of(data)
    command = next((one for one in commands if one.path == path), None)
    given = {str(one.get("name")): raw(one.get("value")) for one in options}
    focused = next((str(one.get("name")) for one in options if one.get("focused")), None)
    param = next((one for one in command.params if one.name == focused), None) if command else None
    if param is None or not param.suggest:
        return None
    source, about, name = param.suggest.partition(":")
    return Typing(f"{source}:{given.get(name, '')}" if about else source, given[param.name])


def raw(value: Any) -> str:
    """An option's value as the core reads it from a line."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return plain_number(value)
    return str(value) if value is not None else ""


def _given(options: Sequence[Mapping[str, Any]], guild: int) -> Iterator[tuple[str, str]]:
    """The options as texts by name; a channel is one of this server, whatever its number says."""
    for one in options:
        value = raw(one.get("value"))
        yield str(one.get("name", "")), f"discord:{guild}:{value}" if one.get("type") == _CHANNEL else value


def _action(data: Mapping[str, Any]) -> str:
    """The action text; nothing we ever wrote is longer, and a null character is none of ours."""
    return unmarked(str(data.get("custom_id", "")))[:LONGEST_ACTION].replace("\0", "") or "?"


def _member(interaction: discord.Interaction[Any]) -> Member:
    user = interaction.user
    return Member(str(user.id), user.display_name, is_manager=interaction.permissions.manage_guild)
