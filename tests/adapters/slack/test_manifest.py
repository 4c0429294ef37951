"""The manifest: what Slack's schema asks, and what it lets pass."""

from __future__ import annotations

import re
from typing import Any

import pytest

from adapters.slack import limits
from adapters.slack.inbound import named
from adapters.slack.manifest import COMMANDS, EVENTS, SCOPES, slack_manifest
from bot.dispatch import declared_commands

DECLARED = declared_commands()
TOP = {"_metadata", "display_information", "features", "oauth_config", "settings"}
SETTINGS = {"interactivity", "socket_mode_enabled", "event_subscriptions", "org_deploy_enabled", "token_rotation_enabled"}


@pytest.mark.parametrize("http", [None, "https://quiz.example.org", "https://quiz.example.org/"])
@pytest.mark.parametrize("prefix", ["", "tiku-"])
def test_the_manifest_is_one_that_slack_takes(http: str | None, prefix: str) -> None:
    """Names, lengths, counts and keys as in Slack's schema, with either way in and with a prefix."""
    found = slack_manifest(DECLARED, http, prefix)
    assert set(found) == TOP
    assert set(found["settings"]) == SETTINGS
    assert len(found["display_information"]["name"]) <= limits.APP_NAME
    assert len(found["display_information"]["description"]) <= limits.APP_DESCRIPTION
    assert len(found["features"]["bot_user"]["display_name"]) <= limits.BOT_NAME
    commands = found["features"]["slash_commands"]
    assert [one["command"] for one in commands] == [f"/{prefix}{name}" for name in COMMANDS]
    for one in commands:
        assert re.fullmatch(r"/[a-z0-9_-]{1,31}", one["command"])
        assert 1 <= len(one["description"]) <= limits.COMMAND_DESCRIPTION
        assert len(one["usage_hint"]) <= limits.USAGE_HINT
        assert one["should_escape"] is True
        assert set(one) <= {"command", "description", "usage_hint", "should_escape", "url"}
        assert named(one["command"], "", DECLARED)[0].split(" ")[0] == one["command"].removeprefix(f"/{prefix}")
    assert found["oauth_config"]["scopes"]["bot"] == list(SCOPES)


def test_every_command_stands_in_a_hint() -> None:
    """Whatever can be typed is named where Slack shows the command, in full: what has no command of its own under `/quiz`."""
    hints = {one["command"].removeprefix("/"): one["usage_hint"].split(" | ") for one in slack_manifest(DECLARED)["features"]["slash_commands"]}
    for command in DECLARED:
        first, _, rest = command.path.partition(" ")
        name, words = (first, rest) if first in COMMANDS else ("quiz", command.path)
        assert any(hint == words or hint.startswith(f"{words} ".lstrip()) for hint in hints[name]), command.path
    assert not any(hint.endswith(" ") or not hint for found in hints.values() for hint in found)


def test_socket_mode_needs_no_address() -> None:
    """Without a base URL nothing in the manifest is an address, and Socket Mode is on."""
    found = slack_manifest(DECLARED)
    assert found["settings"]["socket_mode_enabled"] is True
    assert "http" not in str(found)


def test_http_names_one_path() -> None:
    """With a base URL events, presses, menus and commands all come to the one path; installations have their own."""
    found = slack_manifest(DECLARED, "https://quiz.example.org/")
    address = "https://quiz.example.org/slack/events"
    assert found["settings"]["socket_mode_enabled"] is False
    assert found["settings"]["interactivity"] == {"is_enabled": True, "request_url": address, "message_menu_options_url": address}
    assert found["settings"]["event_subscriptions"] == {"request_url": address, "bot_events": list(EVENTS)}
    assert {one["url"] for one in found["features"]["slash_commands"]} == {address}
    assert found["oauth_config"]["redirect_urls"] == ["https://quiz.example.org/slack/oauth_redirect"]


def test_every_event_has_a_listener() -> None:
    """What the manifest subscribes to is what the bot listens to."""
    from adapters.slack import listeners

    source = listeners.Events.listen.__code__.co_consts
    assert all(any(event in str(part) for part in source) for event in EVENTS)


@pytest.mark.parametrize("prefix", ["Tiku", "a b", "x" * 17, "/", "题"])
def test_a_prefix_that_no_name_may_have_is_refused(prefix: str) -> None:
    """Capitals, spaces and long prefixes are no part of a command's name."""
    with pytest.raises(ValueError, match="prefix"):
        slack_manifest(DECLARED, prefix=prefix)


def test_the_prefix_and_every_name_fit() -> None:
    """The longest prefix with the longest command keeps Slack's 32 characters."""
    found: Any = slack_manifest(DECLARED, prefix="x" * 16)
    assert all(len(one["command"]) <= limits.COMMAND for one in found["features"]["slash_commands"])
