"""A diamond of real classes: bases called by name, and by super().

`super()` goes to the next class in the method resolution order of the instance (Python data model, and Hettinger's
"Python's super() considered super!", 2011), so that it visits each class once.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from bot.demos._tables import Cell, tables
from bot.domain.demo import Demo, Golden, Result
from bot.domain.text import Lang, Text

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_PLACES = {"Base": (50.0, 78.0), "L": (23.0, 49.0), "M": (77.0, 49.0), "N": (50.0, 20.0)}


def run() -> Result:
    """What each kind of call appends to a trace while an N is made, how often Base runs, and the order of N."""
    direct, by_super, order = _traces()
    values: dict[str, Any] = {
        "direct_trace": direct, "super_trace": by_super, "mro": order,
        "direct_base_count": direct.count("Base"), "super_base_count": by_super.count("Base"),
    }
    times = values["direct_base_count"], values["super_base_count"]
    rows: list[tuple[Cell, ...]] = [
        (Text("直接写父类名", "base called by name"), " ".join(direct), str(times[0])),
        ("super()", " ".join(by_super), str(times[1])),
        (Text("N 的 MRO", "MRO of N"), " ".join(order), ""),
    ]
    follower = order[order.index("L") + 1]
    return Result(
        values,
        Text(f"菱形继承里，直接写父类名的调用让 Base 初始化了 {times[0]} 次，super() 只有 {times[1]} 次。",
             f"In a diamond Base is initialised {times[0]}× when bases are called by name, and {times[1]}× with super()."),
        tables(rows, Text("调用方式|完成的顺序|Base 次数", "call|order of completion|Base runs"), numeric=(2,), strong=(1,)),
        Text(f"文章说：super() 调用父类的方法。算出来：在 N 的实例上，L 里的 super() 走到 {follower}，它并不是 L 的父类。",
             f"The article says that super() calls the parent's method. Computed: in an instance of N, super() in L goes "
             f"to {follower}, which is no base of L."),
        Text(f"两个菱形 N(L, M)、L(Base)、M(Base)。左：直接写父类名，完成顺序 {' '.join(direct)}，Base {times[0]} 次。"
             f"右：super()，完成顺序 {' '.join(by_super)}，Base {times[1]} 次。",
             f"Two diamonds N(L, M), L(Base), M(Base). Left: bases called by name complete as {' '.join(direct)}, Base "
             f"{times[0]}×. Right: super() completes as {' '.join(by_super)}, Base {times[1]}×."),
    )


def _traces() -> tuple[list[str], list[str], list[str]]:
    """Make one instance of either diamond; each initialiser adds its class's name after it has called upwards."""
    direct: list[str] = []
    by_super: list[str] = []

    class Base:
        def __init__(self) -> None:
            direct.append("Base")

    class L(Base):
        def __init__(self) -> None:
            Base.__init__(self)
            direct.append("L")

    class M(Base):
        def __init__(self) -> None:
            Base.__init__(self)
            direct.append("M")

    class N(L, M):
        def __init__(self) -> None:
            L.__init__(self)
            M.__init__(self)
            direct.append("N")

    N()
    return direct, by_super, _by_super(by_super)


def _by_super(trace: list[str]) -> list[str]:
    """Make the diamond whose initialisers call super(), fill the trace, and return the order of its last class."""

    class Base:
        def __init__(self) -> None:
            trace.append("Base")

    class L(Base):
        def __init__(self) -> None:
            super().__init__()
            trace.append("L")

    class M(Base):
        def __init__(self) -> None:
            super().__init__()
            trace.append("M")

    class N(L, M):
        def __init__(self) -> None:
            super().__init__()
            trace.append("N")

    N()
    return [cls.__name__ for cls in N.__mro__]


def plot(result: Result, args: Mapping[str, Any], lang: Lang) -> Figure:
    """The diamond twice, with the calls that happen and the order in which the initialisers complete."""
    from bot.demos import _plot

    values = result.values
    title = Text("菱形继承：Base 初始化几次？", "A diamond: how often is Base initialised?")
    figure, (left, right) = _plot.canvas(title.to(lang), 2)
    calls = [("N", "L"), ("L", "Base"), ("N", "M"), ("M", "Base")]
    _draw(left, Text("直接写父类名", "bases called by name").to(lang), values["direct_trace"], calls, lang)
    chain = [pair for pair in pairwise(values["mro"]) if pair[1] != "object"]
    _draw(right, "super()", values["super_trace"], chain, lang)
    return figure


def _draw(axes: Axes, title: str, trace: list[str], calls: list[tuple[str, str]], lang: Lang) -> None:
    from bot.demos import _plot

    _plot.blank(axes, 100, 100)
    axes.set_title(title)
    twice = trace.count("Base") > 1
    for start, end in calls:
        (x, y), (to_x, to_y) = _PLACES[start], _PLACES[end]
        side = 14.0 if to_x > x else -14.0
        if y == to_y:
            _plot.arrow(axes, (x + side, y), (to_x - side, to_y), color=_plot.VIOLET, width=2.8)
        else:
            share = 0.62 if {start, end} & {"N"} else 0.6
            _plot.arrow(axes, (x + (to_x - x) * (1 - share), y + 8), (to_x - (to_x - x) * (1 - share), to_y - 8),
                        color=_plot.VIOLET, width=2.8)
    for name, place in _PLACES.items():
        steps = [i + 1 for i, done in enumerate(trace) if done == name]
        red = name == "Base" and twice
        face, edge = (_plot.PALE_RED, _plot.RED) if red else (_plot.PALE_BLUE, _plot.BLUE)
        _plot.box(axes, place, (28, 16), name, face=face, edge=edge, fontsize=19)
        for i, step in enumerate(steps):
            axes.text(place[0] + 14 + 9 * (i - len(steps) + 1), place[1] + 8, str(step), ha="center", va="center", fontsize=13, color=_plot.PANEL,
                      zorder=6, bbox={"boxstyle": "circle,pad=0.28", "facecolor": edge, "edgecolor": _plot.PANEL})
    runs = Text(f"Base 运行 {trace.count('Base')} 次", f"Base runs {trace.count('Base')}×")
    axes.text(50, 95, runs.to(lang), ha="center", va="center", fontsize=16, color=_plot.RED if twice else _plot.GREEN)
    axes.text(50, 4.5, " → ".join(trace), ha="center", va="center", fontsize=16, color=_plot.INK)
    order = Text("圆点：__init__ 做完的先后", "dots: the order in which __init__ completes")
    axes.text(50, -2.5, order.to(lang), ha="center", va="center", fontsize=13, color=_plot.MUTED)


DEMO = Demo(
    name="super",
    title=Text("菱形继承里的 super()", "super() in a diamond"),
    summary=Text("菱形继承里直接写父类名与用 super()，各自的调用顺序和 Base 的次数。",
                 "A diamond with bases called by name and by super(): the order of calls, and how often Base runs."),
    topic="python-inheritance",
    params=(),
    run=run,
    plot=plot,
    goldens=(
        Golden("", {"direct_trace": ["Base", "L", "Base", "M", "N"], "super_trace": ["Base", "M", "L", "N"],
                    "direct_base_count": 2, "super_base_count": 1, "mro": ["N", "L", "M", "Base", "object"]}),
        Golden("x", error="E_UNKNOWN"),
    ),
)
