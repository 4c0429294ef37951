"""Inbound: what Slack sends, to what a member did. Everything in it is taken from the verified payload."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Literal

from adapters.slack.modals import SHOWN, channel_in, values_of
from bot.domain.command import Command
from bot.domain.request import Member, Request
from bot.domain.text import Lang

Json = Mapping[str, Any]
Place = Literal["command", "message", "modal", "home"]

HOME = "home:"
"""Begins the block_id of the home tab's buttons; the channel that they belong to follows, then a number."""
LONGEST_ACTION, LONGEST_WORDS, LONGEST_VALUE = 255, 8000, 8000
_ID = re.compile(r"[A-Z0-9]{1,30}")
_PREFIX = re.compile(r"[a-z0-9_-]*")
_LINK = re.compile(r"<((?:https?://|mailto:|tel:)[^<>|\s]*)(?:\|([^<>]*))?>")
"""An address that Slack found in what was typed; what was typed stands behind the bar, or is the address itself."""


@dataclass(frozen=True, slots=True)
class Gesture:
    """One command, press or submission, before it is known who the member is."""

    place: Place
    team: str
    enterprise: str
    channel: str
    """Slack's own id."""
    user: str
    name: str
    at: datetime
    command: str = ""
    words: str = ""
    action: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    trigger: str = ""
    """Opens a modal, once, within 3 s."""
    respond: str = ""
    """Where private replies go: an address that needs no token, so a secret."""
    view: str = ""
    once: str = ""
    """The same text when Slack delivers the same gesture again."""

    def request(self, member: Member, lang: Lang) -> Request:
        """What the core is asked."""
        return Request(channel=f"slack:{self.team}:{self.channel}", member=member, at=self.at, lang=lang, command=self.command,
                       words=self.words, action=self.action, values=self.values)


def slash(body: Json, commands: Sequence[Command], at: datetime) -> Gesture | None:
    """A slash command; None when it carries no workspace, channel or member."""
    path, words = named(str(body.get("command", "")), typed(str(body.get("text", ""))[:LONGEST_WORDS]), commands)
    return _checked(Gesture(
        "command", _text(body, "team_id"), _text(body, "enterprise_id"), _text(body, "channel_id"), _text(body, "user_id"),
        _text(body, "user_name"), at, command=path, words=words, trigger=_text(body, "trigger_id"),
        respond=_text(body, "response_url"), once=_text(body, "trigger_id"),
    ))


def typed(text: str) -> str:
    """What the member typed, before Slack escaped `& < >` and marked addresses as links; mentions stay as they are."""
    plain = _LINK.sub(lambda found: found[2] or found[1].removeprefix("mailto:"), text)
    return plain.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def press(body: Json, at: datetime) -> Gesture | None:
    """A pressed button: in a message, in a modal, or on the home tab; None when it carries nothing that we know."""
    actions = body.get("actions")
    action = actions[0] if isinstance(actions, list) and actions and isinstance(actions[0], Mapping) else {}
    view = body.get("view") if isinstance(body.get("view"), Mapping) else None
    place: Place = "message" if view is None else "home" if view.get("type") == "home" else "modal"
    channel = _inner(body, "channel", "id") or _text(_mapping(body, "container"), "channel_id")
    if view is not None:
        channel = channel_in(view) if place == "modal" else _home_channel(_text(action, "block_id"))
    acted = _text(action, "action_ts")
    return _checked(Gesture(
        place, _inner(body, "team", "id"), _inner(body, "enterprise", "id"), channel, _inner(body, "user", "id"), _user_name(body),
        instant(acted) or at, action=_text(action, "action_id")[:LONGEST_ACTION], trigger=_text(body, "trigger_id"),
        respond=_text(body, "response_url"), view=_text(view or {}, "id"),
        once=_text(body, "trigger_id") or f"{_inner(body, 'user', 'id')} {acted} {_text(action, 'action_id')}",
    ))


def submission(body: Json, at: datetime) -> Gesture | None:
    """A submitted modal; None when it carries nothing that we know."""
    view = _mapping(body, "view")
    callback = _text(view, "callback_id")
    values = {name: value[:LONGEST_VALUE] for name, value in list(values_of(view).items())[:30]}
    if callback == SHOWN:
        return None
    return _checked(Gesture(
        "modal", _inner(body, "team", "id"), _inner(body, "enterprise", "id"), channel_in(view), _inner(body, "user", "id"),
        _user_name(body), at, action=callback[:LONGEST_ACTION], values=values, trigger=_text(body, "trigger_id"),
        view=_text(view, "id"), once=_text(body, "trigger_id") or f"{_text(view, 'id')} {_text(view, 'hash')}",
    ))


def named(command: str, text: str, commands: Sequence[Command]) -> tuple[str, str]:
    """The core's path and the words for it.

    `/demo gelu 1` is `demo` and `gelu 1`; with a prefix, `/tiku-demo` is `demo` too. `/quiz help` is `help`, since there
    is no `quiz help` and Slack gives us only some of the commands. A bare group is its first command that needs nothing:
    `/quiz` is `quiz today`.
    """
    called = command.removeprefix("/").strip().lower()
    firsts = {path.split(" ")[0] for path in (one.path for one in commands)}
    first = next((name for name in sorted(firsts, key=len, reverse=True)
                  if called.endswith(name) and _PREFIX.fullmatch(called.removesuffix(name))), called)
    words = text.strip()
    second, rest = (*words.split(maxsplit=1), "", "")[:2]
    paths = {one.path for one in commands}
    if first not in paths and f"{first} {second.lower()}" not in paths and second.lower().removeprefix("/") in firsts:
        return named(second, rest, commands)
    if first not in paths and not words:
        bare = [one.path for one in commands if one.path.startswith(f"{first} ") and all(param.optional for param in one.params)]
        return (bare[0], "") if bare else (first, "")
    return first, words


def instant(stamp: str) -> datetime | None:
    """The instant of one of Slack's `ts` texts; None for anything else."""
    try:
        return datetime.fromtimestamp(float(stamp), UTC) if re.fullmatch(r"\d{1,11}(\.\d{1,9})?", stamp) else None
    except (ValueError, OverflowError, OSError):
        return None


def _home_channel(block_id: str) -> str:
    return block_id.removeprefix(HOME).partition(":")[0] if block_id.startswith(HOME) else ""


def _checked(found: Gesture) -> Gesture | None:
    """Ids go into keys of ours, so they must look like ids."""
    known = all(_ID.fullmatch(part) for part in (found.team, found.channel, found.user))
    return found if known and bool(found.command) != bool(found.action) else None


def _text(body: Json, key: str) -> str:
    value = body.get(key)
    return value if isinstance(value, str) else ""


def _mapping(body: Json, key: str) -> Json:
    value = body.get(key)
    return value if isinstance(value, Mapping) else {}


def _inner(body: Json, outer: str, key: str) -> str:
    return _text(_mapping(body, outer), key)


def _user_name(body: Json) -> str:
    return _inner(body, "user", "name") or _inner(body, "user", "username")
