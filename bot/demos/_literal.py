"""A reading of Python literals by a small grammar of our own: nothing is evaluated.

    value  = int | float | true | false | none | string | list | tuple
    list   = "[" [value {"," value} [","]] "]"
    tuple  = "(" ")" | "(" value "," [value {"," value} [","]] ")"
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import Any

from bot.domain.errors import BadInput
from bot.domain.param import Param
from bot.domain.reading import MAX_DIGITS, fault, fold, shown
from bot.domain.text import Text

MAX_DEPTH = 8
_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,4})?")
_WORD = re.compile(r"[+-]?[A-Za-z_][A-Za-z0-9_]*")
_WORDS = {"true": True, "false": False, "none": None}
_NOT_FINITE = ("nan", "inf", "infinity")
_QUOTES = {'"': '"', "'": "'", "“": "”", "‘": "’"}


def read_literal(param: Param, raw: str) -> Any:
    """The value. Raises BadInput on that param: E_FORMAT, E_RANGE (not finite), E_TOO_BIG (digits, depth)."""
    reader = _Reader(param, raw)
    value = reader.value(0)
    reader.skip()
    if reader.at < len(raw):
        raise reader.bad(f"多出了“{shown(raw[reader.at:])}”", f"“{shown(raw[reader.at:])}” is left over")
    return value


@dataclass(slots=True)
class _Reader:
    """A place in the text. Structure is read from the folded text, strings from the text as it came."""

    param: Param
    raw: str
    at: int = 0

    def bad(self, zh: str, en: str) -> BadInput:
        return fault(self.param, "E_FORMAT", Text(zh, en))

    def skip(self) -> None:
        while self.at < len(self.raw) and self.raw[self.at].isspace():
            self.at += 1

    def peek(self) -> str:
        self.skip()
        return fold(self.raw)[self.at : self.at + 1]

    def value(self, depth: int) -> Any:
        if depth > MAX_DEPTH:
            raise fault(self.param, "E_TOO_BIG", Text(f"嵌套最多 {MAX_DEPTH} 层", f"it nests at most {MAX_DEPTH} deep"))
        char = self.peek()
        if char == "[":
            return self._items("]", depth)[0]
        if char == "(":
            items, comma = self._items(")", depth)
            if len(items) == 1 and not comma:
                return items[0]
            return tuple(items)
        if char in _QUOTES:
            return self._string(_QUOTES[char])
        return self._plain()

    def _items(self, end: str, depth: int) -> tuple[list[Any], bool]:
        """The values up to the closing bracket, and whether a comma stood among them."""
        self.at += 1
        items: list[Any] = []
        comma = True
        seen = False
        while self.peek() != end:
            if not comma or not self.peek():
                raise self.bad(f"缺少“{end}”或逗号", f"a “{end}” or a comma is missing")
            items.append(self.value(depth + 1))
            comma = self.peek() == ","
            seen = seen or comma
            self.at += comma
        self.at += 1
        return items, seen

    def _string(self, end: str) -> str:
        start = self.at + 1
        stop = fold(self.raw).find(end, start)
        if stop < 0:
            raise self.bad("字符串没有结尾的引号", "the string has no closing quote")
        self.at = stop + 1
        found = self.raw[start:stop]
        if "\\" in found:
            raise self.bad("字符串里不能有反斜杠", "a string here holds no backslash")
        return found

    def _plain(self) -> Any:
        folded = fold(self.raw)
        number, word = _NUMBER.match(folded, self.at), _WORD.match(folded, self.at)
        if word:
            self.at = word.end()
            name = word[0].lower()
            if name in _WORDS:
                return _WORDS[name]
            if name.lstrip("+-") in _NOT_FINITE:
                raise fault(self.param, "E_RANGE", Text(f"“{word[0]}”不是有限的数", f"“{word[0]}” is not a finite number"))
            raise self.bad(f"不认识“{shown(word[0])}”；字符串要加引号", f"“{shown(word[0])}” is unknown; a string needs quotes")
        if not number:
            raise self.bad(f"读不懂“{shown(self.raw[self.at:])}”", f"“{shown(self.raw[self.at:])}” cannot be read")
        self.at = number.end()
        return self._number(number[0])

    def _number(self, text: str) -> int | float:
        if sum(map(str.isdigit, text)) > MAX_DIGITS:
            raise fault(self.param, "E_TOO_BIG", Text(f"一个数最多 {MAX_DIGITS} 位", f"a number has at most {MAX_DIGITS} digits"))
        if text.lstrip("+-").isdigit():
            return int(text)
        value = float(text)
        if not math.isfinite(value):
            raise fault(self.param, "E_RANGE", Text(f"“{text}”太大了", f"“{text}” is too large"))
        return value
