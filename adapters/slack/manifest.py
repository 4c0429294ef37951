"""The Slack app manifest: every declared command's first word, the least scopes, and the events that the bot needs.

Limits by Slack's manifest schema (see limits): a command's name matches `^/[a-z0-9_-]{1,31}$`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from adapters.slack import limits
from bot.domain.command import Command
from bot.domain.param import Param

COMMANDS = ("quiz", "leaderboard", "demo", "lookup", "schedule")
"""What Slack gets; every other command is a word after `/quiz`, such as `/quiz help`."""
SCOPES = ("commands", "chat:write", "channels:history", "groups:history", "files:write", "users:read")
EVENTS = ("app_home_opened", "app_uninstalled", "tokens_revoked", "channel_deleted", "channel_archive")
PREFIX = re.compile(r"[a-z0-9_-]{0,16}")
_MANY = 4
"""Optional params beyond this many are left to the form."""


def slack_manifest(commands: Sequence[Command], http: str | None = None, prefix: str = "") -> dict[str, Any]:
    """The manifest; with a base URL for events over HTTP, else for Socket Mode. `prefix` begins every command's name,
    where another app owns the plain one: `/tiku-quiz`. Raises ValueError for a prefix that no name may have."""
    if not PREFIX.fullmatch(prefix):
        raise ValueError(f"a prefix is at most 16 of a-z, 0-9, _ and -, not {prefix[:40]!r}")
    base = http.rstrip("/") if http else ""
    address = f"{base}/slack/events" if base else None
    url = {"request_url": address} if address else {}
    menus = {"message_menu_options_url": address} if address else {}
    return {
        "_metadata": {"major_version": 1, "minor_version": 1},
        "display_information": {"name": "Tiku", "description": "A question a day, answered, explained and computed"},
        "features": {
            # Without a messages tab the bot may say nothing to a manager; read-only, since it answers nothing there.
            "app_home": {"home_tab_enabled": True, "messages_tab_enabled": True, "messages_tab_read_only_enabled": True},
            "bot_user": {"display_name": "tiku", "always_online": True},
            "slash_commands": [_slash(name, prefix, commands, address) for name in COMMANDS],
        },
        "oauth_config": {**({"redirect_urls": [f"{base}/slack/oauth_redirect"]} if base else {}), "scopes": {"bot": list(SCOPES)}},
        "settings": {
            "interactivity": {"is_enabled": True, **url, **menus},
            "socket_mode_enabled": not address,
            "event_subscriptions": {**url, "bot_events": list(EVENTS)},
            "org_deploy_enabled": False,
            "token_rotation_enabled": False,
        },
    }


def _slash(name: str, prefix: str, commands: Sequence[Command], address: str | None) -> dict[str, Any]:
    found = [command for command in commands if command.path.split(" ")[0] == name]
    about = next((command.group for command in found if command.group), found[0].summary)
    others = [command for command in commands if name == COMMANDS[0] and command.path.split(" ")[0] not in COMMANDS]
    hint = " | ".join(_hint(command, name) for command in (*found, *others))
    return {"command": f"/{prefix}{name}", "description": about.en[: limits.COMMAND_DESCRIPTION],
            "usage_hint": hint[: limits.USAGE_HINT], "should_escape": True, **({"url": address} if address else {})}


def _hint(command: Command, name: str) -> str:
    """`answer <response>`: the words after `/<name>`, required params in angles, optional ones in brackets."""
    needed = [f"<{param.name}>" for param in command.params if not param.optional]
    free = [f"[{_choices(param)}]" for param in command.params if param.optional]
    shown = free if len(free) <= _MANY else ["[…]"]
    return " ".join([command.path.removeprefix(name).strip(), *needed, *shown]).strip()


def _choices(param: Param) -> str:
    return "|".join(param.choices) if param.choices else param.name
