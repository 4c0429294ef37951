"""The question kinds: each public module declares `KIND`, and nothing else has to know it."""

from __future__ import annotations

from functools import cache

from bot.domain.question import Kind
from bot.registry import collect


@cache
def kinds() -> dict[str, Kind]:
    """Every question kind by its name."""
    return {kind.name: kind for kind in collect(__name__, "KIND")}
