"""Reading the value of one Midjourney parameter: a typed value, or the reason why not."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from bot.demos._mj_flags import QUALITY, WEIGHT_STEP, WIDEST, Flag
from bot.domain.errors import Code
from bot.domain.param import plain_number
from bot.domain.reading import fold, shown
from bot.domain.text import Text

_WHOLE = re.compile(r"[+-]?[0-9]{1,30}")
_NUMBER = re.compile(r"[+-]?(?:[0-9]{1,15}\.?[0-9]{0,15}|\.[0-9]{1,15})")
_RATIO = re.compile(r"([0-9]{1,6}(?:\.[0-9]{1,6})?):([0-9]{1,6}(?:\.[0-9]{1,6})?)")


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault in a prompt: a stable code, the parameter as it was typed, and what to do."""

    code: Code
    typed: str
    text: Text


def read_value(flag: Flag, raw: str, version: str) -> Any:
    """The typed value. Raises Wrong with its code and text when the version does not take it."""
    if flag.kind == "deprecated":
        raise Wrong("E_UNKNOWN", Text("已弃用，现在不起作用", "deprecated, it no longer does anything"))
    if flag.kind != "version" and version not in flag.versions:
        raise Wrong("E_UNKNOWN", Text(f"版本 {version} 没有这个参数（有的是 {'、'.join(flag.versions)}）",
                                      f"version {version} does not have it (it is in {', '.join(flag.versions)})"))
    if flag.kind in ("list", "words"):
        return _items(flag, raw)
    words = fold(raw).split()
    if flag.kind == "switch":
        _no_more(words)
        return True
    if not words:
        raise Wrong("E_MISSING", Text("后面缺一个值", "its value is missing"))
    _no_more(words[1:])
    return _READERS[flag.kind](flag, words[0], version)


class Wrong(Exception):
    """A value that is not taken: the code and what to do, without the parameter's name."""

    def __init__(self, code: Code, text: Text) -> None:
        super().__init__(text.en)
        self.code = code
        self.text = text


def _no_more(words: list[str]) -> None:
    if words:
        rest = shown(" ".join(words), 24).replace("`", "'")
        raise Wrong("E_FORMAT", Text(f"后面多出“{rest}”；提示词要写在所有参数之前",
                                     f"“{rest}” follows it; the prompt's words stand before all parameters"))


def _items(flag: Flag, raw: str) -> list[str]:
    pieces = re.split(r"[,，、]", raw) if flag.kind == "list" else raw.split()
    items = [shown(piece, 60) for piece in pieces if piece.strip()]
    if not items and flag.name != "p":
        raise Wrong("E_MISSING", Text("后面缺内容", "something must follow it"))
    return items


def _whole(flag: Flag, word: str, version: str) -> int:
    if not _NUMBER.fullmatch(word) and not _WHOLE.fullmatch(word):
        raise Wrong("E_TYPE", Text("不是数", "that is no number"))
    if not _WHOLE.fullmatch(word):
        raise Wrong("E_TYPE", Text("要整数", "it takes whole numbers"))
    return int(_bounded(int(word), flag.low, flag.high))


def _number(flag: Flag, word: str, version: str) -> float:
    if not _NUMBER.fullmatch(word):
        raise Wrong("E_TYPE", Text("不是数", "that is no number"))
    value = float(word)
    if flag.name == "quality":
        allowed = QUALITY[version]
        if value not in allowed:
            listed = [plain_number(v) for v in allowed]
            raise Wrong("E_RANGE", Text(f"版本 {version} 只收 {'、'.join(listed)}",
                                        f"version {version} takes {', '.join(listed)} only"))
        return value
    low = WEIGHT_STEP if version == "8.2" else flag.low
    _bounded(value, low, flag.high)
    if version == "8.2" and value % WEIGHT_STEP:
        raise Wrong("E_RANGE", Text(f"版本 8.2 每 {WEIGHT_STEP} 一档", f"version 8.2 takes steps of {WEIGHT_STEP}"))
    return value


def _bounded(value: float, low: float, high: float) -> float:
    if not low <= value <= high:
        span = f"{plain_number(low)}–{plain_number(high)}"
        raise Wrong("E_RANGE", Text(f"超出范围 {span}", f"out of range {span}"))
    return value


def _ratio(flag: Flag, word: str, version: str) -> list[int]:
    """Width and height in lowest terms."""
    found = _RATIO.fullmatch(word)
    if not found:
        raise Wrong("E_FORMAT", Text("要写成 宽:高，例如 16:9", "write it as width:height, such as 16:9"))
    width, height = Fraction(found[1]), Fraction(found[2])
    if not width or not height:
        raise Wrong("E_RANGE", Text("宽和高都要大于 0", "both sides must be above 0"))
    lowest = width / height
    if "." in word:
        better = f"{lowest.numerator}:{lowest.denominator}"
        raise Wrong("E_TYPE", Text(f"只收整数，写成 {better}", f"whole numbers only: write {better}"))
    if version == "8.2" and not Fraction(1, WIDEST) <= lowest <= WIDEST:
        raise Wrong("E_RANGE", Text(f"版本 8.2 最多 {WIDEST}:1", f"version 8.2 goes up to {WIDEST}:1"))
    return [lowest.numerator, lowest.denominator]


def _choice(flag: Flag, word: str, version: str) -> str:
    if word.lower() not in flag.choices:
        raise Wrong("E_UNKNOWN", Text(f"这里认识的是 {'、'.join(flag.choices)}", f"known here: {', '.join(flag.choices)}"))
    return word.lower()


_READERS: Mapping[str, Callable[[Flag, str, str], Any]] = {
    "whole": _whole, "number": _number, "ratio": _ratio, "choice": _choice, "version": _choice,
}
