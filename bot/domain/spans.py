"""Spans: where one value ends in a line of typed words, and the next begins.

Spaces part values, and so do commas, semicolons and bars where they cannot belong to the value: after a single number or
word, between brackets, before a key, between two vectors. `1,000` after a number's name stays one word: it may mean 1000.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.domain.param import Param

KEY = re.compile(r"([A-Za-z_][A-Za-z0-9_-]*)\s*=\s*")
_COLON_KEY = re.compile(r"([A-Za-z_][A-Za-z0-9_-]*)\s*:\s*")
_KEY_AHEAD = re.compile(r"[,;|]\s*([A-Za-z_][A-Za-z0-9_-]*)\s*=")
_KEY_BEHIND = re.compile(r"[\s,;|]+([A-Za-z_][A-Za-z0-9_-]*)\s*=")
_BRACKET_AHEAD = re.compile(r"[,;|]\s*[\[({]")
_WORD = re.compile(r"\S+")
_PIECE = re.compile(r"[^\s,;|]+")
_THOUSANDS = re.compile(r"[+-]?[0-9]{1,3}(?:,[0-9]{3})+(?![0-9,])")
_SEPARATOR = re.compile(r"\s*[,;|]?\s*")
_SPACE = re.compile(r"\s*")
_ENTRY = r"[+-]?[0-9.]+(?:[eE][+-]?[0-9]+)?"
LISTS = ("vector", "matrix", "box")
_SINGLE = ("int", "number", "choice", "flag")


def key_at(params: Sequence[Param], folded: str, at: int) -> re.Match[str] | None:
    """A key that stands there: `name=`, or `name:` when a param that is no text is called so."""
    colon = _COLON_KEY.match(folded, at)
    if colon and any(param.name.casefold() == colon[1].casefold() and param.type != "text" for param in params):
        return colon
    return KEY.match(folded, at)


def value_end(params: Sequence[Param], index: int, folded: str, start: int) -> int:
    """Where the value of that param ends which starts there: after one word, or after the last entry of a list."""
    param = params[index]
    if param.type in _SINGLE and len(params) > 1 and not _THOUSANDS.match(folded, start):
        return _matched(_PIECE, folded, start)
    if param.type not in LISTS:
        return _matched(_WORD, folded, start)
    if len(params) == 1:
        again = next((key for key in _KEY_BEHIND.finditer(folded, start) if key[1].casefold() == param.name.casefold()), None)
        return len(folded[:again.start()].rstrip() if again else folded.rstrip())
    if param.type == "box":
        four = re.compile(rf"{_ENTRY}(?:\s+{_ENTRY}){{3}}(?![^\s,;|])").match(folded, start)
        if four:
            return four.end()
    return _list_end(params, index, folded, start)


def next_start(folded: str, end: int) -> int:
    """Where the next value begins: behind spaces, and behind one comma, semicolon or bar if that leads to another value."""
    found = _SEPARATOR.match(folded, end)
    behind = found.end() if found else end
    return behind if behind < len(folded) else _SPACE.match(folded, end).end()  # type: ignore[union-attr]  # matches empty


def _list_end(params: Sequence[Param], index: int, folded: str, start: int) -> int:
    names = {param.name.casefold() for param in params}
    lists = params[index].type != "matrix" and any(p.type in ("vector", "box") for p in params[index + 1:])
    at, depth, before = start, 0, ""
    while at < len(folded):
        char = folded[at]
        if char.isspace():
            after = folded[at:].lstrip()[:1]
            if depth <= 0 and before not in tuple(",;|") and after not in tuple(",;|"):
                break
        else:
            if depth <= 0 and char in ",;|" and _parts(names, lists, folded, at, before):
                break
            depth += (char in "([{") - (char in ")]}")
            before = char
        at += 1
    return len(folded[:at].rstrip())


def _parts(names: set[str], lists: bool, folded: str, at: int, before: str) -> bool:
    """Whether the sign there parts two values rather than two entries of one list."""
    key = _KEY_AHEAD.match(folded, at)
    if key and key[1].casefold() in names:
        return True
    return lists and (folded[at] in ";|" or (before in ")]}" and _BRACKET_AHEAD.match(folded, at) is not None))


def _matched(pattern: re.Pattern[str], folded: str, start: int) -> int:
    found = pattern.match(folded, start)
    return found.end() if found else start
