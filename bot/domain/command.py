"""Command and Action: what people can ask for, declared once for every platform.

A module of `bot/commands/` declares `COMMANDS` and `ACTIONS`; where a command's path has more words than one, one module declares
`GROUPS` too, a summary for the first word. Adapters loop over the commands to register them natively
and never know one by name; buttons and forms carry action texts, `<prefix>:<arguments>`, back unchanged.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from bot.domain.card import Card
from bot.domain.param import Param
from bot.domain.request import Request
from bot.domain.text import Text

Permission = Literal["everyone", "manager"]
Run = Callable[[Any, Request, Mapping[str, Any]], Awaitable[Card]]
"""Called with the Quiz (bot.quiz), the request and the parsed arguments by name. Raises Refusal or BadInput."""


@dataclass(frozen=True, slots=True)
class Command:
    """`path` is one to three words: `help`, `quiz today`, `quiz season start`."""

    path: str
    summary: Text
    run: Run
    params: tuple[Param, ...] = ()
    permission: Permission = "everyone"
    place: int = 50
    """Where it stands in lists: smaller first."""
    group: Text | None = None
    """What all commands with the same first word are about; filled in from the modules' `GROUPS`."""


@dataclass(frozen=True, slots=True)
class Action:
    """What a button or form text that starts with `<prefix>:` does; `run` gets its arguments as `{"args": [...]}`."""

    prefix: str
    run: Run
    permission: Permission = "everyone"
