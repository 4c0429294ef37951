"""Commands: the core's declared commands as Discord's own slash commands, and when they are registered."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

from adapters.discord import limits
from bot.domain.command import Command
from bot.domain.param import Param, example_of
from bot.domain.text import Text

_SUBCOMMAND, _GROUP, _STRING, _INTEGER, _BOOLEAN, _USER, _CHANNEL, _NUMBER = 1, 2, 3, 4, 5, 6, 7, 10
_TEXT_CHANNELS = [0, 5, 11, 12]
"""Text and announcement channels, public and private threads."""
_MANAGE_GUILD = 1 << 5
_TYPES = {"int": _INTEGER, "number": _NUMBER, "flag": _BOOLEAN}
_EXAMPLE = Text(zh="{label}，例如 {example}", en="{label}, such as {example}")


def payload(commands: Sequence[Command]) -> list[dict[str, Any]]:
    """What is registered: one entry for each first word, subcommands inside; for servers only, not for direct messages.

    Descriptions exist in English and, under `zh-CN` and `zh-TW`, in Chinese; names are the same everywhere.
    """
    found: dict[str, dict[str, Any]] = {}
    for command in commands:
        first, _, second = command.path.partition(" ")
        options = _options(command.params)
        if not second:
            found[first] = {"name": first, "type": 1, **_described(command.summary), "options": options, **_where([command])}
            continue
        group = found.setdefault(first, {"name": first, "type": 1, "options": []})
        _add(group, second.split(" "), command, options)
        members = _below(first, commands)
        group.update(_described(_together(members)) | _where(members))
        for inner in group["options"]:
            if inner["type"] == _GROUP:
                inner.update(_described(_together(_below(f"{first} {inner['name']}", commands))))
    return list(found.values())


def _below(path: str, commands: Sequence[Command]) -> list[Command]:
    return [one for one in commands if one.path.startswith(f"{path} ")]


def _add(group: dict[str, Any], words: Sequence[str], command: Command, options: Sequence[Mapping[str, Any]]) -> None:
    """A subcommand; one of two words goes into a group of its own."""
    if len(words) > 1:
        inner = next((one for one in group["options"] if one["name"] == words[0]), None)
        if inner is None:
            inner = {"type": _GROUP, "name": words[0], "options": []}
            group["options"].append(inner)
        group = inner
    group["options"].append({"type": _SUBCOMMAND, "name": words[-1], **_described(command.summary), "options": options})


def fingerprint(entries: Sequence[Mapping[str, Any]]) -> str:
    """A hash of what is registered: the same entries are never registered twice."""
    return hashlib.sha256(json.dumps(entries, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def _where(members: Sequence[Command]) -> dict[str, Any]:
    """In servers only; hidden from those who do not manage the server when every part is for managers."""
    managers = all(command.permission == "manager" for command in members)
    return {"contexts": [0], "integration_types": [0], "default_member_permissions": _MANAGE_GUILD if managers else None}


def _together(members: Sequence[Command]) -> Text:
    return Text(zh=" · ".join(c.summary.zh for c in members), en=" · ".join(c.summary.en for c in members))


def _described(text: Text) -> dict[str, Any]:
    zh, en = _fit(text.zh), _fit(text.en)
    # English stands under its own key too: else another English dialect would win over it.
    return {"description": en, "description_localizations": {"en-US": en, "en-GB": en, "zh-CN": zh, "zh-TW": zh}}


def _fit(text: str) -> str:
    return text if len(text) <= limits.DESCRIPTION else text[: limits.DESCRIPTION - 1] + "…"


def _options(params: Sequence[Param]) -> list[dict[str, Any]]:
    """Required ones first, as Discord asks; otherwise in the declared order."""
    return [_option(param) for param in sorted(params, key=lambda param: param.optional)[: limits.COMMAND_OPTIONS]]


def _option(param: Param) -> dict[str, Any]:
    kind = {"channels": _CHANNEL, "members": _USER}.get(param.suggest, _TYPES.get(param.type, _STRING))
    label = param.label
    if kind == _STRING and not param.choices:
        label = _EXAMPLE.format(label=param.label, example=example_of(param))
    found: dict[str, Any] = {"type": kind, "name": param.name, **_described(label)}
    if not param.optional:
        found["required"] = True
    if param.choices and len(param.choices) <= limits.CHOICES:
        return found | {"choices": [{"name": choice, "value": choice} for choice in param.choices]}
    if kind == _CHANNEL:
        return found | {"channel_types": _TEXT_CHANNELS}
    if kind in (_INTEGER, _NUMBER):
        whole = int if kind == _INTEGER else float
        bounds = {"min_value": param.low, "max_value": param.high}
        return found | {name: whole(max(-limits.INTEGER, min(limits.INTEGER, bound)))
                        for name, bound in bounds.items() if bound is not None}
    if kind == _STRING and param.suggest:
        found["autocomplete"] = True
    if kind == _STRING and param.type == "text":
        found["max_length"] = min(max(param.max_len, 1), limits.STRING_OPTION)
    return found
