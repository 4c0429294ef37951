"""The Slack app manifest: every declared command's first word, the least scopes, and the events that the bot needs.

Limits by Slack's manifest reference: a command's name matches ^/[a-z0-9_-]{1,31}$, its description has at most 2,000
characters and its usage hint at most 1,000.
"""

from __future__ import annotations

from typing import Any

from bot.dispatch import declared_commands
from bot.domain.command import Command
from bot.domain.param import Param

COMMANDS = ("quiz", "leaderboard", "demo", "lookup", "schedule")
"""What Slack gets; the rest is on the App Home."""
SCOPES = ("commands", "chat:write", "channels:history", "groups:history", "files:write", "users:read")
EVENTS = ("app_home_opened", "app_uninstalled", "tokens_revoked", "channel_deleted", "channel_archive")
_MANY = 3
"""Optional params beyond this many are left to the form."""


def slack_manifest(http: str | None) -> dict[str, Any]:
    """The manifest; with a base URL for events over HTTP, else for Socket Mode."""
    address = f"{http.rstrip('/')}/slack/events" if http else None
    url = {"request_url": address} if address else {}
    return {
        "_metadata": {"major_version": 1, "minor_version": 1},
        "display_information": {"name": "Tiku", "description": "A question a day, answered, explained and computed"},
        "features": {
            "app_home": {"home_tab_enabled": True, "messages_tab_enabled": False},
            "bot_user": {"display_name": "tiku", "always_online": True},
            "slash_commands": [_slash(name, address) for name in COMMANDS],
        },
        "oauth_config": {"scopes": {"bot": list(SCOPES)}},
        "settings": {
            "interactivity": {"is_enabled": True, **url},
            "socket_mode_enabled": not address,
            "event_subscriptions": {"bot_events": list(EVENTS), **url},
            "org_deploy_enabled": False,
            "token_rotation_enabled": False,
        },
    }


def _slash(name: str, address: str | None) -> dict[str, Any]:
    found = [command for command in declared_commands() if command.path.split(" ")[0] == name]
    about = next((command.group for command in found if command.group), found[0].summary)
    hint = " | ".join(_hint(command) for command in found)
    return {"command": f"/{name}", "description": about.en[:2000], "usage_hint": hint[:1000], "should_escape": True,
            **({"url": address} if address else {})}


def _hint(command: Command) -> str:
    """`answer <response>`: the second word, required params in angles, optional ones in brackets."""
    needed = [f"<{param.name}>" for param in command.params if not param.optional]
    free = [f"[{_choices(param)}]" for param in command.params if param.optional]
    shown = free if len(free) <= _MANY else ["[…]"]
    return " ".join([*command.path.split(" ")[1:], *needed, *shown])


def _choices(param: Param) -> str:
    return "|".join(param.choices) if param.choices else param.name
