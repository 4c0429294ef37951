"""From a content entry (strings, lists and maps of them) to a Question, Term or Topic: for the bank, and for what was posted."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from bot.domain.bank import DemoCall, Term, Topic
from bot.domain.kinds import kinds
from bot.domain.question import Computed, Question
from bot.domain.text import Text

LIFE = ("state", "retired")
"""Fields that say how far a question has come, not what it asks: they are no part of its version."""


def question_of(raw: Mapping[str, Any]) -> Question:
    """The question of an entry whose common fields have been validated.

    Raises ValueError for what its kind refuses, KeyError for a kind or field that does not exist.
    """
    computed = raw.get("computed_by")
    common = Question(
        id=raw["id"], kind=raw["kind"], topic=raw["topic"], difficulty=int(raw["difficulty"]), stem=_text(raw["stem"]),
        explanation=_text(raw["explanation"]), options=tuple(map(_text, raw.get("options", ()))),
        computed_by=Computed(computed["demo"], computed.get("args", {}), computed["value"], computed.get("expect"))
        if computed else None,
        sources=tuple(raw.get("sources", ())), tags=tuple(raw.get("tags", ())), terms=tuple(raw.get("terms", ())),
        as_of=raw.get("as_of"), version=version_of(raw), state=raw.get("state", "live"),
        retired=_text(raw["retired"]) if "retired" in raw else None, entry=raw,
    )
    return kinds()[common.kind].parse(common, raw)


def term_of(raw: Mapping[str, Any], topic: str) -> Term:
    """The term of a validated entry; `topic` stands in where it names none."""
    demo = raw.get("demo")
    return Term(
        id=raw["id"], name=_text(raw["name"]), topic=raw.get("topic", topic), meaning=_text(raw["meaning"]),
        aliases=tuple(raw.get("aliases", ())), formula=raw.get("formula", ""),
        misconception=_text(raw["misconception"]) if "misconception" in raw else None,
        demo=DemoCall(demo["name"], demo.get("args", {})) if demo else None,
        questions=tuple(raw.get("questions", ())), sources=tuple(raw.get("sources", ())),
    )


def topic_of(raw: Mapping[str, Any]) -> Topic:
    """The topic of a validated entry."""
    return Topic(raw["id"], _text(raw["title"]))


def version_of(raw: Mapping[str, Any]) -> str:
    """12 hexadecimal digits that change with whatever is asked, accepted or explained."""
    asked = {name: value for name, value in raw.items() if name not in LIFE}
    return hashlib.blake2b(json.dumps(asked, ensure_ascii=False, sort_keys=True).encode(), digest_size=6).hexdigest()


def _text(value: str | Mapping[str, str]) -> Text:
    found = Text.parse(value)
    return Text(found.zh.strip(), found.en.strip())
