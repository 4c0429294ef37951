"""Suggestions: choices for a menu, as Slack takes them."""

from __future__ import annotations

from collections.abc import Sequence

from adapters.slack import limits
from adapters.slack.mrkdwn import Json, plain
from adapters.slack.render import plain_text


def options(found: Sequence[tuple[str, str]]) -> list[Json]:
    """The (value, label) pairs, at most 100; a value that is too long to come back unchanged is left out."""
    return [{"text": plain_text(_cut(plain(label))), "value": value} for value, label in found[: limits.SELECT_OPTIONS]
            if 0 < len(value) <= limits.OPTION_VALUE]


def _cut(label: str) -> str:
    return label if len(label) <= limits.OPTION else label[: limits.OPTION - 1] + "…"
