"""A measurement is a list of rows; a row is a figure, the floor it stands on, and the ratio that must hold."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Literal

Bound = Literal["at most", "at least", "told"]
"""How the ratio is held against `allowed`; `told` rows are only reported."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table. `ratio` is measured over floor, as the measurement itself took it (pair by pair, say)."""

    name: str
    measured: float
    floor: float
    unit: str
    ratio: float
    bound: Bound = "told"
    allowed: float = 0.0

    @property
    def ok(self) -> bool:
        match self.bound:
            case "at most":
                return self.ratio <= self.allowed
            case "at least":
                return self.ratio >= self.allowed
            case "told":
                return True


@dataclass(frozen=True, slots=True)
class Measurement:
    """Something to measure: `command` is what runs, `floor` what it is held against; `run` gives the rows."""

    name: str
    command: str
    floor: str
    run: Callable[[], Sequence[Row]]


def interleave(times: int, *sides: Callable[[], float]) -> list[list[float]]:
    """Run the sides in turn, `times` times; what each gave, in order.

    A machine that slows down, warms up or serves somebody else in between then does so to all of them. Every other
    pass goes backwards, so that none always comes first.
    """
    found: list[list[float]] = [[] for _ in sides]
    for turn in range(times):
        order = range(len(sides)) if turn % 2 == 0 else reversed(range(len(sides)))
        for index in order:
            found[index].append(sides[index]())
    return found


def paired(measured: Sequence[float], floor: Sequence[float]) -> float:
    """The median of the ratios of what was measured next to each other."""
    return median(one / other for one, other in zip(measured, floor, strict=True))


def table(rows: Sequence[Row]) -> str:
    """The rows for people."""
    lines = [("", "measured", "floor", "ratio", "allowed", "")]
    for row in rows:
        allowed = "" if row.bound == "told" else f"{'≤' if row.bound == 'at most' else '≥'} {row.allowed:.2f}"
        said = "" if row.bound == "told" else "ok" if row.ok else "TOO SLOW"
        lines.append((row.name, _figure(row.measured, row.unit), _figure(row.floor, row.unit), f"{row.ratio:.{2 if row.ratio >= 0.1 else 4}f}",
                      allowed, said))
    widths = [max(_width(line[column]) for line in lines) for column in range(6)]
    return "\n".join(
        "  ".join(_padded(cell, width, left=column in (0, 5)) for column, (cell, width) in
                  enumerate(zip(line, widths, strict=True))).rstrip()
        for line in lines
    )


def as_json(rows: Sequence[Row]) -> str:
    """The rows for scripts: one JSON object."""
    return json.dumps({"ok": all(row.ok for row in rows), "rows": [
        {"name": row.name, "measured": row.measured, "floor": row.floor, "unit": row.unit, "ratio": row.ratio,
         "bound": row.bound, "allowed": row.allowed if row.bound != "told" else None, "ok": row.ok} for row in rows]},
        ensure_ascii=False)


def _figure(value: float, unit: str) -> str:
    digits = 0 if value >= 100 or value == int(value) else 1 if value >= 10 else 2
    return f"{value:,.{digits}f} {unit}"


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def _padded(text: str, width: int, *, left: bool) -> str:
    gap = " " * (width - _width(text))
    return text + gap if left else gap + text
