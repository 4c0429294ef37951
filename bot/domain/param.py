"""Param: one typed, bounded argument of a command or a demo, and how it is described to people."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import time, timedelta
from typing import Any, Literal

from bot.domain.text import Text

Type = Literal["int", "number", "text", "choice", "vector", "matrix", "box", "time", "date", "zone", "flag"]


@dataclass(frozen=True, slots=True)
class Param:
    """What may be given, and what it becomes.

    `int` → int, `number` → float, `text`/`choice`/`zone` → str, `vector` → tuple of floats, `matrix` → tuple of rows,
    `box` → four floats, `time` → datetime.time, `date` → datetime.date, `flag` → bool.
    """

    name: str
    type: Type
    label: Text
    example: str = ""
    """A value that works, shown in errors and filled into forms."""
    default: Any = None
    required: bool = True
    low: float | None = None
    high: float | None = None
    min_len: int = 1
    max_len: int = 64
    """Characters of a text, entries of a vector, rows of a matrix."""
    choices: tuple[str, ...] = ()
    suggest: str = ""
    """The name of an autocompletion source: demos, terms, zones, topics, questions."""
    parse: Callable[[str], Any] | None = None
    """An own reading of the raw text; raises BadInput."""
    spaced: Callable[[str], bool] | None = None
    """Whether several words of a line are one value, as in `mon wed fri`; times of day and zones need none."""
    rest: bool = False
    """A text that takes the rest of the line although others follow: those are given as key=value, before or after it."""
    units: tuple[str, ...] = ()
    """What may stand behind the number, in any case, and adds nothing: `ms` where milliseconds are meant anyway."""
    times: Literal["", "square", "next"] = ""
    """What `64×64` gives: the side of a square, or this number and the next param's."""

    @property
    def optional(self) -> bool:
        """Whether it may be left out: it says so, or it has a default."""
        return not self.required or self.default is not None


def is_rest(params: Sequence[Param], index: int) -> bool:
    """Whether the param takes all remaining words: the last one, when it is a text, or one that says so."""
    return params[index].rest or (index == len(params) - 1 and params[index].type == "text")


def usage_of(params: Sequence[Param]) -> str:
    """`a [lo=-6] [hi=6]`: the params in order, optional ones in brackets with their default."""
    return " ".join(_usage(param) for param in params)


def example_of(param: Param) -> str:
    """A raw value that works: the param's own example, its default, or one that fits its type and bounds."""
    if param.example:
        return param.example
    if param.default is not None:
        return raw_of(param.default)
    if param.choices:
        return param.choices[0]
    number = raw_of(param.low if param.low is not None else param.high if param.high is not None else 1)
    fitting = {
        "int": number,
        "number": number,
        "vector": ",".join([number] * max(param.min_len, 1)),
        "matrix": ";".join([f"{number},{number}"] * max(param.min_len, 1)),
        "box": ",".join([number] * 4),
        "time": "09:00",
        "date": "2026-12-31",
        "zone": "Asia/Shanghai",
        "flag": "yes",
    }
    return fitting.get(param.type, "a" * max(param.min_len, 1))


def allowed(param: Param) -> Text:
    """One sentence, without its full stop, that says which values the param takes."""
    if param.choices:
        return Text(f"可选值：{'、'.join(param.choices)}", f"Choose one of: {', '.join(param.choices)}")
    span = _span(param)
    count = _count(param)
    known = {
        "int": Text(f"请给一个{span.zh}整数", f"Give a whole number{span.en}"),
        "number": Text(f"请给一个{span.zh}数", f"Give a number{span.en}"),
        "vector": Text(f"请给{count.zh}个{span.zh}数，用逗号分隔", f"Give {count.en} numbers{span.en}, separated by commas"),
        "matrix": Text(f"请给{count.zh}行{span.zh}数，行内用逗号、行间用分号分隔，各行一样长",
                       f"Give {count.en} rows of numbers{span.en}: commas within a row, semicolons between rows of "
                       "equal length"),
        "box": Text(f"请给四个{span.zh}数 x1,y1,x2,y2", f"Give four numbers{span.en}: x1,y1,x2,y2"),
        "time": Text("请给 24 小时制的时间 HH:MM，从 00:00 到 23:59", "Give a time of day as HH:MM, from 00:00 to 23:59"),
        "date": Text("请给日期 YYYY-MM-DD", "Give a date as YYYY-MM-DD"),
        "zone": Text("请给 IANA 时区名、城市名，或与 UTC 的时差", "Give an IANA time zone name, a city, or an offset from UTC"),
        "flag": Text("请给 yes 或 no（是或否）", "Give yes or no"),
    }
    return known.get(param.type, Text(f"请给{count.zh}个字符的文字", f"Give a text of {count.en} characters"))


def raw_of(value: Any) -> str:
    """A typed value as the words that bind to it again; numbers in their shortest form."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return plain_number(value)
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, timedelta):
        minutes = int(value.total_seconds()) // 60
        return f"{minutes // 60}h" if minutes % 60 == 0 else f"{minutes}m"
    if isinstance(value, (tuple, list)):
        return (";" if value and isinstance(value[0], (tuple, list)) else ",").join(raw_of(item) for item in value)
    return str(value)


def plain_number(value: float) -> str:
    """The shortest form that reads back as the same number: `6` for 6.0, `1000000` for 1e6, `1e-8`."""
    return str(int(value)) if value == int(value) and abs(value) < 1e15 else repr(value).replace("e-0", "e-")


def _usage(param: Param) -> str:
    if not param.optional:
        return param.name
    default = "" if param.default is None else raw_of(param.default)
    return f"[{param.name}={default}]" if default else f"[{param.name}]"


def _span(param: Param) -> Text:
    low = None if param.low is None else plain_number(param.low)
    high = None if param.high is None else plain_number(param.high)
    if low is not None and high is not None:
        return Text(f" {low} 到 {high} 之间的", f" from {low} to {high}")
    if low is not None:
        return Text(f"不小于 {low} 的", f" of at least {low}")
    if high is not None:
        return Text(f"不大于 {high} 的", f" of at most {high}")
    return Text.same("")


def _count(param: Param) -> Text:
    if param.min_len == param.max_len:
        return Text(f"恰好 {param.min_len} ", f"exactly {param.min_len}")
    return Text(f" {param.min_len} 到 {param.max_len} ", f"{param.min_len} to {param.max_len}")
