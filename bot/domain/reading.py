"""Reading: one raw text becomes one typed, bounded value of a param, or a BadInput that says what would work.

A small parser of our own: nothing a person types is ever evaluated. Numbers are ASCII decimal after folding; the limits
(characters, digits, elements, depth of brackets) keep every reading linear and short.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable
from dataclasses import replace
from datetime import date, time
from typing import Any

from bot.domain.errors import BadInput, Code
from bot.domain.param import Param, allowed, example_of
from bot.domain.spoken import choice_of, time_of_day
from bot.domain.text import Text
from bot.domain.zones import find_zone, near_zones

MAX_CHARS = 2000
MAX_DIGITS = 30
MAX_ELEMENTS = 1024
MAX_DEPTH = 2

# Full-width forms of ASCII are one block, 0xFEE0 above it; the rest is what Chinese keyboards and word processors put
# in place of ASCII. A general compatibility folding would turn "3²" into 32.
_FOLD = {code + 0xFEE0: code for code in range(0x21, 0x7F)} | str.maketrans(
    {"。": ".", "、": ",", "\u3000": " ", "−": "-", "–": "-", "—": "-", "﹣": "-", "【": "[", "】": "]", "〔": "(", "〕": ")"}
)
_SPACED = re.compile(r"\s*;\s*|\s+")
_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,4})?")
_INT = re.compile(r"[+-]?[0-9]+")
_SQUARE = re.compile(r"([0-9]+)\s*[×x*]\s*\1", re.IGNORECASE)
_QUOTED = re.compile(r'["“”„＂]([^"“”„＂]*)["“”＂]')
_NOT_FINITE = re.compile(r"[+-]?(?:nan|inf|infinity|∞)", re.IGNORECASE)
_OPEN, _CLOSE = "([{", ")]}"
_YES = {"yes", "y", "true", "on", "1", "是", "对", "真", "开", "要", "是的", "开启", "打开"}
_NO = {"no", "n", "false", "off", "0", "否", "不", "假", "关", "不要", "不是", "关闭"}


def read(param: Param, raw: str) -> Any:
    """The typed value of a raw text (see Param for the types). Raises BadInput."""
    if param.parse is not None:
        return param.parse(unquoted(raw))
    if param.type == "text":
        return _text(param, raw)
    raw = unquoted(raw)
    if len(raw) > MAX_CHARS:
        raise fault(param, "E_TOO_BIG", Text(f"最多 {MAX_CHARS} 个字符", f"at most {MAX_CHARS} characters fit"))
    return _READERS[param.type](param, fold(raw).strip())


def unquoted(raw: str) -> str:
    """The text without the one pair of double quotes, straight or curly, that stands around it."""
    found = _QUOTED.fullmatch(raw.strip())
    return found[1] if found else raw


def fold(raw: str) -> str:
    """Full-width and Chinese digits and punctuation as ASCII, character for character (the length stays)."""
    return raw.translate(_FOLD)


def shown(raw: str, limit: int = 40) -> str:
    """What came, fit to be repeated: one line, no control or format characters, at most `limit` characters."""
    kept = (c for c in raw[: limit * 4] if c.isspace() or unicodedata.category(c)[0] != "C")
    clean = " ".join("".join(kept).split())
    return clean if len(clean) <= limit else clean[: limit - 1] + "…"


def fault(param: Param, code: Code, problem: Text) -> BadInput:
    """A BadInput on this param: the problem, what is allowed, and an example that works."""
    fits, example = allowed(param), example_of(param)
    return BadInput(code, param.name, Text(
        f"参数 {param.name}（{param.label.zh}）：{problem.zh}。{fits.zh}。例如：{param.name}={example}",
        f"{param.name} ({param.label.en}): {problem.en}. {fits.en}. Example: {param.name}={example}",
    ))


def of_length(param: Param, length: int) -> Param:
    """The same vector, narrowed to a length that another argument decides, with an example to match."""
    example = ",".join(str(i + 1) for i in range(length))
    return replace(param, min_len=length, max_len=length, example=example)


def _got(raw: str, zh: str, en: str) -> Text:
    return Text(f"收到“{shown(raw)}”，{zh}", f"got “{shown(raw)}”, {en}")


def finite(param: Param, raw: str) -> float:
    """One folded number within the bounds of the param. Raises BadInput (E_RANGE, E_TOO_BIG, E_TYPE)."""
    raw = raw.strip()
    if _NOT_FINITE.fullmatch(raw):
        raise fault(param, "E_RANGE", _got(raw, "不是有限的数", "which is not a finite number"))
    if sum(map(str.isdigit, raw)) > MAX_DIGITS:
        raise fault(param, "E_TOO_BIG", _got(raw, f"一个数最多 {MAX_DIGITS} 位", f"a number has at most {MAX_DIGITS} digits"))
    if not _NUMBER.fullmatch(raw):
        raise fault(param, "E_TYPE", _got(raw, "不是数", "which is not a number"))
    value = float(raw)
    if not math.isfinite(value):
        raise fault(param, "E_RANGE", _got(raw, "数太大了", "which is too large"))
    return _bounded(param, raw, value)


def _bounded(param: Param, raw: str, value: float) -> float:
    if (param.low is not None and value < param.low) or (param.high is not None and value > param.high):
        raise fault(param, "E_RANGE", _got(raw, "超出范围", "which is out of range"))
    return value


def _number(param: Param, raw: str) -> float:
    return finite(param, _alone(param, raw))


def _alone(param: Param, raw: str) -> str:
    """The number without the unit behind it, or one side of a square; anything else as it came."""
    if param.times == "square" and (square := _SQUARE.fullmatch(raw)):
        return square[1]
    for unit in param.units:
        number, behind = raw[:-len(unit)].rstrip(), raw[-len(unit):]
        if behind.casefold() == unit.casefold() and _NUMBER.fullmatch(number):
            return number
    return raw


def _int(param: Param, raw: str) -> int:
    raw = _alone(param, raw)
    finite(param, raw)
    if not _INT.fullmatch(raw):
        raise fault(param, "E_TYPE", _got(raw, "不是整数", "which is not a whole number"))
    return int(raw)


def _text(param: Param, raw: str) -> str:
    if any("\ud800" <= c <= "\udfff" for c in raw):
        raise fault(param, "E_FORMAT", _got(raw, "含有残缺的字符", "which holds a broken character"))
    if not param.min_len <= len(raw) <= param.max_len:
        raise fault(param, "E_LEN", Text(f"收到 {len(raw)} 个字符", f"got {len(raw)} characters"))
    return raw


def _choice(param: Param, raw: str) -> str:
    if not param.choices:
        return _text(param, raw)
    if (choice := choice_of(raw, param.choices)) is not None:
        return choice
    raise fault(param, "E_UNKNOWN", _got(raw, "没有这个选项", "which is none of the choices"))


def _bare(param: Param, raw: str) -> str:
    """The raw text without one matching pair of brackets around it; refuses brackets that do not pair up."""
    depth = deepest = 0
    spans_all = raw[:1] in tuple(_OPEN)
    for at, char in enumerate(raw):
        depth += (char in _OPEN) - (char in _CLOSE)
        deepest = max(deepest, depth)
        spans_all = spans_all and (depth > 0 or at == len(raw) - 1)
        if depth < 0:
            break
    if depth or deepest > MAX_DEPTH:
        raise fault(param, "E_FORMAT", _got(raw, "括号不配对或嵌套太深", "whose brackets do not pair up or nest too deep"))
    return raw[1:-1].strip() if spans_all else raw


def _entries(param: Param, row: str) -> tuple[float, ...]:
    parts = row.split(",") if "," in row else _SPACED.split(row.strip())
    if len(parts) > MAX_ELEMENTS:
        raise fault(param, "E_TOO_BIG", Text(f"收到 {len(parts)} 个数", f"got {len(parts)} numbers"))
    if not all(part.strip() for part in parts):
        raise fault(param, "E_FORMAT", _got(row, "逗号之间缺了数", "where a number is missing between commas"))
    return tuple(finite(param, part) for part in parts)


def _vector(param: Param, raw: str) -> tuple[float, ...]:
    values = _entries(param, _bare(param, raw))
    if not param.min_len <= len(values) <= param.max_len:
        raise fault(param, "E_LEN", Text(f"收到 {len(values)} 个数", f"got {_counted(len(values), 'number')}"))
    return values


def _matrix(param: Param, raw: str) -> tuple[tuple[float, ...], ...]:
    body = re.sub(r"\]\s*[,;]?\s*\[", ";", _bare(param, raw)).strip("[] ")
    rows = tuple(_entries(param, row) for row in body.split(";"))
    if len(rows) * len(rows[0]) > MAX_ELEMENTS:
        raise fault(param, "E_TOO_BIG", Text(f"最多 {MAX_ELEMENTS} 个数", f"at most {MAX_ELEMENTS} numbers fit"))
    if len({len(row) for row in rows}) > 1:
        raise fault(param, "E_FORMAT", _got(raw, "各行长短不一", "whose rows differ in length"))
    if not param.min_len <= len(rows) <= param.max_len:
        raise fault(param, "E_LEN", Text(f"收到 {len(rows)} 行", f"got {_counted(len(rows), 'row')}"))
    return rows


def _box(param: Param, raw: str) -> tuple[float, ...]:
    values = _entries(param, _bare(param, raw))
    if len(values) != 4:
        raise fault(param, "E_LEN", Text(f"收到 {len(values)} 个数", f"got {_counted(len(values), 'number')}"))
    return values


def _time(param: Param, raw: str) -> time:
    found = time_of_day(raw)
    if found is None:
        raise fault(param, "E_FORMAT", _got(raw, "不是 HH:MM 的样子", "which is not of the form HH:MM"))
    try:
        return time(*found)
    except ValueError:
        raise fault(param, "E_RANGE", _got(raw, "没有这个时刻", "and there is no such time of day")) from None


def _date(param: Param, raw: str) -> date:
    found = re.fullmatch(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})", raw)
    if not found:
        raise fault(param, "E_FORMAT", _got(raw, "不是 YYYY-MM-DD 的样子", "which is not of the form YYYY-MM-DD"))
    try:
        return date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        raise fault(param, "E_RANGE", _got(raw, "没有这一天", "and there is no such day")) from None


def _zone(param: Param, raw: str) -> str:
    found = find_zone(raw)
    if found is not None:
        return found
    near = ", ".join(near_zones(raw, 3))
    like = Text(f"，最像的是 {near}", f"; nearest: {near}") if near else Text.same("")
    raise fault(param, "E_UNKNOWN", _got(raw, f"没有这个时区{like.zh}", f"which is no known time zone{like.en}"))


def _flag(param: Param, raw: str) -> bool:
    word = raw.casefold()
    if word not in _YES | _NO:
        raise fault(param, "E_TYPE", _got(raw, "不是是或否", "which is neither yes nor no"))
    return word in _YES


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


_READERS: dict[str, Callable[[Param, str], Any]] = {
    "int": _int, "number": _number, "choice": _choice, "vector": _vector, "matrix": _matrix, "box": _box,
    "time": _time, "date": _date, "zone": _zone, "flag": _flag,
}
