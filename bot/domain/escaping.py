"""Escaping: what every platform takes out of a text before it shows it."""

from __future__ import annotations

import re

# Controls, direction overrides and isolates, zero-width and other invisible marks; tab and line feed stay.
_HIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb\ud800-\udfff]")


def visible(text: str) -> str:
    """The text without control characters, direction overrides, invisible marks and lone surrogates."""
    return _HIDDEN.sub("", text)
