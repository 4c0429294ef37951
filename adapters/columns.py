"""Columns: how wide a text stands in a fixed-width font."""

from __future__ import annotations

import unicodedata


def width(text: str) -> int:
    """Columns of the text: two for wide East Asian characters, none for combining marks."""
    return sum(0 if unicodedata.combining(char) else 2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)
