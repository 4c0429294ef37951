"""One loop that asks every shape for its area; each class answers in its own way.

Areas: width·height, π·r², base·height/2. The loop never asks for a type: that is duck typing, checked by a Protocol.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from bot.demos._numbers import six
from bot.demos._tables import tables
from bot.domain.demo import Demo, Golden, Result
from bot.domain.errors import BadInput, Code
from bot.domain.param import Param, plain_number
from bot.domain.reading import fault, finite, fold, shown
from bot.domain.text import Lang, Text

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

MAX_SHAPES, MAX_SIZE = 10, 1e6
ROUGH_PI = 3.1416
_SHAPES = Param("shapes", "text", Text("形状", "shapes"), example="rect:3x4 circle:5", max_len=600)
_PART = re.compile(r"([A-Za-z_]{1,40})\s*:\s*([^:]+)")


class Shape(Protocol):
    """Anything that knows its area."""

    def area(self) -> float:
        """In square units."""


@dataclass(frozen=True, slots=True)
class Rectangle:
    """Two sides."""

    width: float
    height: float

    def area(self) -> float:
        """width · height."""
        return self.width * self.height


@dataclass(frozen=True, slots=True)
class Circle:
    """A radius."""

    radius: float

    def area(self) -> float:
        """π · radius²."""
        return math.pi * self.radius**2


@dataclass(frozen=True, slots=True)
class Triangle:
    """A base and the height over it."""

    base: float
    height: float

    def area(self) -> float:
        """base · height / 2."""
        return self.base * self.height / 2


_CLASSES: dict[str, tuple[type[Rectangle] | type[Circle] | type[Triangle], int]] = {
    "rect": (Rectangle, 2), "circle": (Circle, 1), "triangle": (Triangle, 2),
}


def run(shapes: str) -> Result:
    """The area of each shape in turn, their sum, and what a circle's area is with π cut to 3.1416."""
    named = parse(shapes)
    areas = [shape.area() for _, shape in named]
    rough = [ROUGH_PI * shape.radius**2 if isinstance(shape, Circle) else None for _, shape in named]
    values: dict[str, Any] = {"shapes": [name for name, _ in named], "areas": areas, "total": math.fsum(areas),
                              "classes": [type(shape).__name__ for _, shape in named], "areas_with_3_1416": rough}
    rows = [(name, f"{type(shape).__name__}.area()", six(area)) for (name, shape), area in zip(named, areas, strict=True)]
    total = (Text("合计", "total"), "", six(values["total"]))
    return Result(values, _text(values), tables([*rows, total], Text("形状|调用|面积", "shape|call|area"), numeric=(2,),
                                                strong=(len(rows),)), _note(values), _alt(values))


def parse(raw: str) -> list[tuple[str, Rectangle | Circle | Triangle]]:
    """The shapes with their names as written, tidied. Raises BadInput: E_FORMAT, E_LEN, E_RANGE, E_TOO_BIG, E_UNKNOWN."""
    line = re.sub(r"\s*([x×*:])\s*", r"\1", re.sub("[×*X]", "x", fold(raw).replace("；", " "))).replace(";", " ")
    parts = re.split(r"[\s,]+", line.strip(" ,"))
    if len(parts) > MAX_SHAPES:
        raise _bad("E_LEN", f"有 {len(parts)} 个形状，最多 {MAX_SHAPES} 个", f"got {len(parts)} shapes, at most {MAX_SHAPES} fit")
    found = []
    for part in parts:
        match = _PART.fullmatch(part)
        if not match:
            raise _bad("E_FORMAT", f"“{shown(part)}”不是 名字:尺寸 的样子", f"“{shown(part)}” is not of the form name:sizes")
        kind = match[1].lower()
        if kind not in _CLASSES:
            listed = ", ".join(_CLASSES)
            raise _bad("E_UNKNOWN", f"没有形状“{shown(kind)}”，可选 {listed}",
                       f"there is no shape “{shown(kind)}”, only {listed}")
        cls, count = _CLASSES[kind]
        sizes = [_size(size) for size in match[2].split("x")]
        if len(sizes) != count:
            raise _bad("E_FORMAT", f"{kind} 要 {count} 个尺寸，收到 {len(sizes)} 个",
                       f"a {kind} takes {count} size{'s' * (count > 1)}, not {len(sizes)}")
        found.append((f"{kind} {'×'.join(map(six, sizes))}", cls(*sizes)))
    return found


def _size(raw: str) -> float:
    value = finite(_SHAPES, raw)
    if not 0 < value <= MAX_SIZE:
        raise _bad("E_RANGE", f"尺寸 {shown(raw)} 要大于 0，且不超过 1000000",
                   f"the size {shown(raw)} must be above 0 and at most 1000000")
    return value


def _bad(code: Code, zh: str, en: str) -> BadInput:
    return fault(_SHAPES, code, Text(zh, en))


def _text(values: Mapping[str, Any]) -> Text:
    kinds = ", ".join(dict.fromkeys(values["classes"]))
    count, total = len(values["areas"]), six(values["total"])
    return Text(f"同一句 `shape.area()` 调用了 {count} 次，由 {kinds} 各自回答，面积合计 {total}。",
                f"The same `shape.area()`, called {count} time{'s' * (count > 1)} and answered by {kinds}, gives {total} in "
                "all.")


def _note(values: Mapping[str, Any]) -> Text | None:
    """What cutting π short does to the first circle."""
    at = next((i for i, rough in enumerate(values["areas_with_3_1416"]) if rough is not None), None)
    if at is None:
        return None
    exact, rough = plain_number(values["areas"][at]), plain_number(values["areas_with_3_1416"][at])
    return Text(f"文章说：圆面积用 3.1416 计算。算出来：{values['shapes'][at]} 这样得 {rough}，用 math.pi 得 {exact}。",
                f"The article takes 3.1416 for π. Computed: for {values['shapes'][at]} that gives {rough}, math.pi gives "
                f"{exact}.")


def _alt(values: Mapping[str, Any]) -> Text:
    listed = "; ".join(f"{name} = {six(area)}" for name, area in zip(values["shapes"], values["areas"], strict=True))
    return Text(f"各形状的轮廓和面积条形图：{listed.replace('; ', '；')}；合计 {six(values['total'])}。",
                f"The outlines of the shapes and a bar for each area: {listed}; total {six(values['total'])}.")


def plot(result: Result, args: Mapping[str, Any], lang: Lang) -> Figure:
    """A row a shape: its outline, its name, and a bar as long as its area."""
    from bot.demos import _plot

    named, areas = parse(args["shapes"]), result.values["areas"]
    title = Text("一个循环，各算各的面积", "One loop, and each shape knows its own area")
    figure, (left, right) = _plot.canvas(title.to(lang), 2, widths=(0.9, 1.6))
    count = max(len(named), 3)
    _plot.blank(left, 100, 1)
    for axes in (left, right):
        axes.set_ylim((count + len(named)) / 2 - 0.5, (len(named) - count) / 2 - 0.5)
    size = 16 if len(named) <= 6 else 14
    most = max(areas) if max(areas) > 1e-280 else 1.0  # scales cannot be drawn much smaller
    for place, ((name, shape), area) in enumerate(zip(named, areas, strict=True)):
        _outline(left, shape, place, count)
        left.text(100, place, name, ha="right", va="center", fontsize=size, color=_plot.INK)
        right.barh([place], [area], height=0.56, color=_COLORS[type(shape).__name__], zorder=2)
        right.text(area + 0.015 * most, place, six(area), va="center", fontsize=size, color=_plot.INK)
    right.set(xlim=(0, 1.3 * most), yticks=[], xlabel=Text("面积", "area").to(lang))
    right.xaxis.set_major_formatter(lambda value, _: six(value))
    right.locator_params(axis="x", nbins=5)
    return figure


_COLORS = {"Rectangle": "#2563C9", "Circle": "#D9730D", "Triangle": "#16866A"}


def _outline(axes: Axes, shape: Shape, place: int, count: int) -> None:
    """The shape with its own proportions (at most 1 to 8), in the left third of the row."""
    from matplotlib import patches

    # A row measures about 365 / count points, and the panel's 100 units about 258.
    tall = 0.62
    wide = tall * 365 / count * 100 / 258
    room = min(1.0, 30 / wide)
    sizes = [getattr(shape, name) for name in shape.__slots__]  # type: ignore[attr-defined]
    a, b = sizes[0] / max(sizes), sizes[-1] / max(sizes)
    width, height = max(a, 0.125) * wide * room, max(b, 0.125) * tall * room
    color = _COLORS[type(shape).__name__]
    look: dict[str, Any] = {"facecolor": color + "33", "edgecolor": color, "linewidth": 2, "zorder": 3}
    x = 17.0
    if isinstance(shape, Circle):
        axes.add_patch(patches.Ellipse((x, place), width, height, **look))
    elif isinstance(shape, Triangle):
        low = place + height / 2
        axes.add_patch(patches.Polygon([(x - width / 2, low), (x + width / 2, low), (x, low - height)], **look))
    else:
        axes.add_patch(patches.Rectangle((x - width / 2, place - height / 2), width, height, **look))


DEMO = Demo(
    name="polymorphism",
    title=Text("多态：同一句调用，各自的面积", "Polymorphism: one call, many areas"),
    summary=Text("让矩形、圆和三角形各自回答 area()，同一个循环算出面积和总和。",
                 "Rectangles, circles and triangles each answer area(); one loop adds them up."),
    topic="python-polymorphism",
    params=(_SHAPES,),
    run=run,
    plot=plot,
    goldens=(
        Golden("rect:3x4 circle:5", {"areas": [12.0, 78.53981633974483], "total": 90.53981633974483,
                                     "areas_with_3_1416": [None, 78.53999999999999]}, rel=1e-15, abs=0),
        Golden("triangle:3x4 rect:1e6x1e6 circle:0.001", {"areas": [6.0, 1e12, math.pi * 1e-6]}),
        Golden("rect：3×4，circle：5", {"areas": [12.0, 78.53981633974483]}),
        Golden("rect:3x4 " * 10, {"total": 120.0}),
        Golden("hexagon:3", error="E_UNKNOWN"),
        Golden("rect:3", error="E_FORMAT"),
        Golden("circle:3x4", error="E_FORMAT"),
        Golden("rect", error="E_FORMAT"),
        Golden("circle:0", error="E_RANGE"),
        Golden("circle:-1", error="E_RANGE"),
        Golden("circle:1000001", error="E_RANGE"),
        Golden("circle:inf", error="E_RANGE"),
        Golden("circle:r", error="E_TYPE"),
        Golden("circle:" + "1" * 31, error="E_TOO_BIG"),
        Golden("rect:3x4 " * 11, error="E_LEN"),
        Golden("", error="E_MISSING"),
    ),
)
