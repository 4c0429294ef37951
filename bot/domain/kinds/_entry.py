"""Reading a raw entry: what more than one kind needs. Everything here raises ValueError with one sentence."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.domain.question import LETTERS, Question
from bot.domain.text import Text


def text_of(raw: Mapping[str, Any], field: str) -> Text:
    """One text, or both languages; not empty."""
    text = _text(raw[field], f"{field} must be one text, or {{zh: …, en: …}}") if raw.get(field) is not None else None
    if text is None:
        raise ValueError(f"{field} is missing: give one text, or {{zh: …, en: …}}")
    if not text.zh.strip() or not text.en.strip():
        raise ValueError(f"{field} must not be empty")
    return text


def _text(value: object, fault: str) -> Text:
    match value:
        case str() | Mapping():
            return Text.parse(value)
        case _:
            raise ValueError(fault)


def texts_of(raw: Mapping[str, Any], field: str) -> tuple[str, ...]:
    """The strings of a list, each given once or in both languages; none when the field is absent."""
    fault = f"{field} must be a list of texts"
    value = raw.get(field, ())
    items = value if isinstance(value, (list, tuple)) else [None]
    texts = [_text(item, fault) for item in items]
    found = [form for text in texts for form in (text.zh, text.en)]
    if any(not item.strip() for item in found):
        raise ValueError(f"{field} must not hold an empty text")
    return tuple(dict.fromkeys(found))


def choice_of(raw: Mapping[str, Any], field: str, allowed: tuple[str, ...]) -> str:
    """One of the allowed words; the first of them when the field is absent."""
    value = raw.get(field, allowed[0])
    if value not in allowed:
        raise ValueError(f"{field} must be one of {', '.join(allowed)}")
    return str(value)


def letters_of(raw: Mapping[str, Any], question: Question) -> tuple[str, ...]:
    """The key as a list of different option letters, in the order given."""
    value = raw.get("key")
    if not isinstance(value, (list, tuple)) or not value:
        raise ValueError("key must be a list of option letters such as [A, C]")
    allowed = LETTERS[: len(question.options)]
    for item in value:
        if not isinstance(item, str) or len(item) != 1 or item not in allowed:
            raise ValueError(f"key holds {item!r}, but the options are {allowed[0]} to {allowed[-1]}")
    if len(set(value)) != len(value):
        raise ValueError("key must not name an option twice")
    return tuple(value)


def need_options(question: Question, at_least: int = 2) -> None:
    """Refuse too few, too many, or equal options."""
    if not at_least <= len(question.options) <= len(LETTERS):
        raise ValueError(f"options must be a list of {at_least} to {len(LETTERS)} texts")
    for lang in ("zh", "en"):
        shown = [option.to("zh" if lang == "zh" else "en").strip() for option in question.options]
        if len(set(shown)) != len(shown) or not all(shown):
            raise ValueError(f"options must differ and must not be empty ({lang})")


def no_options(question: Question) -> None:
    """Refuse options where the kind has none."""
    if question.options:
        raise ValueError(f"a {question.kind} question has no options")


def one_line(reply: str) -> str:
    """The reply with single spaces."""
    return " ".join(reply.split())
