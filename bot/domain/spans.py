"""Spans: where one value ends in a line of typed words, and the next begins.

Spaces part values, and so do commas, semicolons and bars where they cannot belong to the value: after a single number or
word, between brackets, before a key, between two vectors. Spaces part the numbers of one list where its key, and the next
key or the end, or a sign before the next list, say so. `1,000` after a number's name stays one word: it may mean 1000.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.domain.param import Param
from bot.domain.spoken import time_of_day
from bot.domain.zones import find_zone

KEY = re.compile(r"([A-Za-z_][A-Za-z0-9_-]*)\s*=\s*")
_COLON_KEY = re.compile(r"([A-Za-z_][A-Za-z0-9_-]*)\s*:\s*")
_KEY_AHEAD = re.compile(r"[,;|]\s*([A-Za-z_][A-Za-z0-9_-]*)\s*=")
_KEY_BEHIND = re.compile(r"[\s,;|]+([A-Za-z_][A-Za-z0-9_-]*)\s*=")
_BRACKET_AHEAD = re.compile(r"[,;|]\s*[\[({]")
_WORD = re.compile(r"\S+")
_QUOTED = re.compile(r'(?:"[^"]*"|“[^”]*”)(?![^\s,;|])')
"""Words in double quotes are one value, as in every shell."""
_PIECE = re.compile(r"[^\s,;|]+")
_THOUSANDS = re.compile(r"[+-]?[0-9]{1,3}(?:,[0-9]{3})+(?![0-9,])")
_TIMES = re.compile(r"[0-9]+(?=\s*×\s*[0-9]|[x*][0-9])", re.IGNORECASE)
_SEPARATOR = re.compile(r"\s*×\s*|[x*](?=[0-9])|\s*[,;|]?\s*", re.IGNORECASE)
_SPACE = re.compile(r"\s*")
_ENTRY = r"[+-]?[0-9.]+(?:[eE][+-]?[0-9]+)?"
_SPACED = {"vector": re.compile(rf"{_ENTRY}(?:\s+{_ENTRY})+"), "matrix": re.compile(rf"{_ENTRY}(?:(?:\s*;\s*|\s+){_ENTRY})+")}
"""Numbers with nothing but spaces between them, in a matrix semicolons between the rows."""
_KEY_OR_END = re.compile(r"\s*[,;|]?\s*(?:[A-Za-z_][A-Za-z0-9_-]*\s*[=:]|$)")
_NEXT_LIST = re.compile(r"\s*[;|]")
_HOLDS = {"time": lambda text: time_of_day(text) is not None, "zone": lambda text: find_zone(text) is not None}
LISTS = ("vector", "matrix", "box")
_SINGLE = ("int", "number", "choice", "flag")


def key_at(params: Sequence[Param], folded: str, at: int) -> re.Match[str] | None:
    """A key that stands there: `name=`, or `name:` when a param that is no text is called so."""
    colon = _COLON_KEY.match(folded, at)
    if colon and any(param.name.casefold() == colon[1].casefold() and param.type != "text" for param in params):
        return colon
    return KEY.match(folded, at)


def value_end(params: Sequence[Param], index: int, folded: str, start: int, *, spaced: bool) -> int:
    """Where the value of that param ends which starts there: after one word, or after the last entry of a list.

    `spaced` is whether nothing but spaces may part the numbers of a list: its key stands before it, or the list before it
    was typed so.
    """
    param = params[index]
    if param.type not in LISTS and (quoted := _QUOTED.match(folded, start)):
        return quoted.end()
    if param.type in _SINGLE:
        alone = len(params) == 1 or _THOUSANDS.match(folded, start) is not None
        return _single_end(param, folded, start, _matched(_WORD if alone else _PIECE, folded, start))
    if param.type not in LISTS:
        word = _PIECE if param.type in _HOLDS else _WORD
        return _spaced_end(param, word, folded, start) or _matched(word, folded, start)
    if len(params) == 1:
        again = next((key for key in _KEY_BEHIND.finditer(folded, start) if key[1].casefold() == param.name.casefold()), None)
        return len(folded[:again.start()].rstrip() if again else folded.rstrip())
    if param.type == "box":
        four = re.compile(rf"{_ENTRY}(?:\s+{_ENTRY}){{3}}(?![^\s,;|])").match(folded, start)
        if four:
            return four.end()
    loose = _SPACED[param.type].match(folded, start) if param.type in _SPACED else None
    if loose and ((spaced and _KEY_OR_END.match(folded, loose.end())) or (
            _only_lists_follow(params, index) and _NEXT_LIST.match(folded, loose.end()))):
        return loose.end()
    return _list_end(params, index, folded, start)


def _spaced_end(param: Param, word: re.Pattern[str], folded: str, start: int) -> int:
    """Where a value of two to five words ends which only together are one, such as `9:00 PM` or `New York`; 0 when none is."""
    holds = param.spaced or _HOLDS.get(param.type)
    if holds is None:
        return 0
    ends = [found.end() for found, _ in zip(word.finditer(folded, start), range(5), strict=False)]
    return next((end for end in reversed(ends[1:]) if holds(folded[start:end])), 0)


def _single_end(param: Param, folded: str, start: int, end: int) -> int:
    """Where a single value ends, given where its word does: before `×256`, or behind its unit or the other side of a square."""
    if param.times == "next" and (first := _TIMES.match(folded, start)):
        return first.end()
    behind = [*map(re.escape, param.units), *([r"[×x*]\s*[0-9]+"] if param.times == "square" else [])]
    found = re.compile(rf"\s+(?:{'|'.join(behind)})(?![^\s,;|])", re.IGNORECASE).match(folded, end) if behind else None
    return found.end() if found else end


def _lists_follow(params: Sequence[Param], index: int) -> bool:
    return any(param.type in ("vector", "box") for param in params[index + 1:])


def _only_lists_follow(params: Sequence[Param], index: int) -> bool:
    """Whether a semicolon behind this vector begins the next one, and parts no rows of a matrix."""
    return params[index].type == "vector" and _lists_follow(params, index) and all(
        param.type != "matrix" for param in params[index + 1:])


def next_start(folded: str, end: int) -> int:
    """Where the next value begins: behind spaces, and behind one comma, semicolon, bar or × if that leads to another value."""
    found = _SEPARATOR.match(folded, end)
    behind = found.end() if found else end
    return behind if behind < len(folded) else _SPACE.match(folded, end).end()  # type: ignore[union-attr]  # matches empty


def _list_end(params: Sequence[Param], index: int, folded: str, start: int) -> int:
    names = {param.name.casefold() for param in params}
    lists = params[index].type != "matrix" and _lists_follow(params, index)
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
