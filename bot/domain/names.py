"""Names of members, and names that they give, made safe to show on a board."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from bot.domain.reading import unquoted

_DROPPED = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
_MAX_MARKS = 2


@lru_cache(maxsize=4096)
def clean_name(name: str, limit: int) -> str:
    """NFC, one line, at most `limit` characters; without controls, bidi marks and stacks of combining marks.

    Right-to-left overrides and zero-width characters let one member pass for another; a joiner stays only inside an
    emoji. An empty name becomes `?`.
    """
    if _is_plain(name):
        return " ".join(name.split())[:limit].rstrip() or "?"
    kept: list[str] = []
    marks = 0
    for char in unicodedata.normalize("NFC", name):
        category = unicodedata.category(char)
        if char == "\u200d" and kept and ord(kept[-1]) > 0x2000:
            kept.append(char)
            continue
        if category in _DROPPED:
            continue
        marks = marks + 1 if category.startswith("M") else 0
        if marks <= _MAX_MARKS:
            kept.append(" " if category == "Zs" else char)
    return " ".join("".join(kept).split())[:limit].rstrip() or "?"


def clean_label(name: str, limit: int) -> str:
    """A name that a member gives to something, cleaned like a member's, without marks of code and formulas and without quotes
    around it; an empty text when nothing visible is left."""
    name = unquoted(name)
    if not name.strip():
        return ""
    cleaned = clean_name(name.replace("`", "").replace("$", ""), limit)
    return "" if cleaned == "?" and "?" not in name else cleaned


def _is_plain(name: str) -> bool:
    """Whether nothing has to be dropped or counted, as in nearly every name."""
    return name.isprintable() and (name.isascii() or (
        unicodedata.is_normalized("NFC", name) and not any(unicodedata.category(char)[0] == "M" for char in name)))
