"""The gates themselves: they hold Discord's own document against every body, and see what it does not say."""

from __future__ import annotations

import os
from typing import Any

import pytest

from tests.adapters.discord.gates import VARIABLE, document, faults
from tests.adapters.discord.wire import Call

GOOD: dict[str, Any] = {"content": "x", "nonce": "k1", "enforce_nonce": True, "allowed_mentions": {"parse": []}, "tts": False,
                        "embeds": [{"title": "t", "flags": 0}], "components": [{"type": 1, "components": [
                            {"type": 2, "style": 1, "label": "A", "custom_id": "q1:r:A"}]}]}


def found(**change: Any) -> list[str]:
    return faults([Call("POST", "/channels/1/messages", {**GOOD, **change})])


def test_the_document_is_at_hand() -> None:
    """Skipped where nobody has it; a name that leads nowhere fails."""
    if not os.environ.get(VARIABLE):
        pytest.skip(f"{VARIABLE} names no copy of discord-openapi.json (github.com/discord/discord-api-spec); "
                    "bodies are held against our own list of limits only")
    assert document() is not None, f"{VARIABLE} leads to no file"


def test_a_good_body_passes() -> None:
    """Nothing is wrong with it."""
    assert found() == []


@pytest.mark.parametrize("change", [
    {"content": "x" * 2001}, {"allowed_mentions": {"parse": ["everyone"]}}, {"embeds": [{"title": "t" * 257}]},
    {"embeds": [{"description": "d" * 4000}] * 2}, {"embeds": [{}]}, {"embeds": [{"fields": [{"name": "n", "value": ""}]}]},
    {"components": [*GOOD["components"], *GOOD["components"]]}, {"components": GOOD["components"] * 6},
], ids=range(8))
def test_our_own_limits_are_seen(change: dict[str, Any]) -> None:
    """Too long, too many, mentions on, repeated or empty."""
    assert found(**change)


def test_a_body_without_allowed_mentions_is_seen() -> None:
    """Absent means everything on."""
    assert faults([Call("POST", "/channels/1/messages", {k: v for k, v in GOOD.items() if k != "allowed_mentions"})])


@pytest.mark.skipif(document() is None, reason=f"{VARIABLE} is not set")
@pytest.mark.parametrize("change", [
    {"embedz": []}, {"nonce": "k" * 26}, {"embeds": [{"fields": [{"name": "n", "value": "v"}] * 26}]},
    {"components": [{"type": 1, "components": [{"type": 2, "style": 9, "label": "A", "custom_id": "x"}]}]},
], ids=range(4))
def test_the_document_sees_more(change: dict[str, Any]) -> None:
    """Misspelt keys, a long nonce, too many fields, an unknown style."""
    assert found(**change)
