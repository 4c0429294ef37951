"""How many pairs can talk in a group: n(n − 1)/2, the edges of the complete graph on n points."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from bot.demos._tables import tables
from bot.domain.demo import Demo, Golden, Result
from bot.domain.param import Param
from bot.domain.text import Lang, Text

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

MAX_DRAWN = 20
"""Points of the drawn graph; more would be a disc."""
_LINE = "#7FA4E0"


def run(n: int) -> Result:
    """The pairs among n people, how many the next person adds, and how many twice as many people would have."""
    values = {"channels": math.comb(n, 2), "added_by_next": n, "channels_of_double": math.comb(2 * n, 2)}
    rows = [
        (Text("人数", "people"), f"{n:,}"),
        (Text("沟通渠道 n(n−1)/2", "channels n(n−1)/2"), f"{values['channels']:,}"),
        (Text("再来一人新增", "added by one more person"), f"{n:,}"),
        (Text("人数翻倍时", "with twice as many people"), f"{values['channels_of_double']:,}"),
    ]
    drawn = min(n, MAX_DRAWN)
    count, double = f"{values['channels']:,}", f"{values['channels_of_double']:,}"
    return Result(
        values,
        Text(f"{n:,} 个人有 {count} 条沟通渠道；再来一人多 {n:,} 条，人数翻倍则是 {double} 条。",
             f"{n:,} {'people have' if n > 1 else 'person has'} {count} channel{'s' * (values['channels'] != 1)}; one more "
             f"person adds {n:,}, and twice as many people have {double}."),
        tables(rows, strong=(1,)), None,
        Text(f"左：{drawn} 个点两两相连。右：渠道数随人数的变化，标出 {n:,} 人 {count} 条。",
             f"Left: {drawn} point{'s' * (drawn > 1)}, each joined with each. Right: channels against people, with {n:,} and {count} "
             "marked."))


def plot(result: Result, args: Mapping[str, Any], lang: Lang) -> Figure:
    """The complete graph on the left, the growth of its edges on the right."""
    from matplotlib.ticker import MaxNLocator

    from bot.demos import _plot

    n, count = args["n"], result.values["channels"]
    title = Text(f"{n:,} 个人，{count:,} 条沟通渠道", f"{n:,} {'people' if n > 1 else 'person'}, {count:,} "
                 f"channel{'s' * (count != 1)}")
    figure, (left, right) = _plot.canvas(title.to(lang), 2)
    _draw_graph(left, n, lang)
    top = max(10, math.ceil(1.25 * n))
    people = sorted({round(1 + (top - 1) * i / 200) for i in range(201)})
    right.plot(people, [math.comb(k, 2) for k in people], color=_plot.BLUE, label="n(n−1)/2")
    right.plot([1, top], [0, top - 1], "--", color=_plot.GREEN, label=Text("n−1（都经过一人）", "n−1 (all through one)").to(lang))
    _plot.point(right, n, count, f"({n:,}, {count:,})", shift=(-14, 14) if n > 4 else (10, 60))
    right.set(xlabel=Text("人数 n", "people n").to(lang), title=Text("渠道数", "channels").to(lang), xlim=(0, top),
              ylim=(-0.04 * math.comb(top, 2), 1.12 * math.comb(top, 2)))
    right.yaxis.set_major_formatter("{x:,.0f}")
    right.xaxis.set_major_formatter("{x:,.0f}")
    right.xaxis.set_major_locator(MaxNLocator(5, integer=True))
    right.legend(loc="upper left")
    return figure


def _draw_graph(axes: Axes, n: int, lang: Lang) -> None:
    from matplotlib.collections import LineCollection

    from bot.demos import _plot

    drawn = min(n, MAX_DRAWN)
    places = [(math.sin(2 * math.pi * i / drawn), math.cos(2 * math.pi * i / drawn)) for i in range(drawn)]
    if drawn == 1:
        places = [(0.0, 0.0)]
    pairs = [(places[i], places[j]) for i in range(drawn) for j in range(i)]
    axes.add_collection(LineCollection(pairs, colors=_LINE, linewidths=1.8 if drawn <= 12 else 1.0, zorder=2,
                                       antialiaseds=False))  # smooth edges of so many lines would fill half a megabyte
    axes.plot(*zip(*places, strict=True), "o", color=_plot.ORANGE, markersize=16 if drawn <= 12 else 10,
              markeredgecolor=_plot.PANEL, markeredgewidth=1.5, zorder=3)
    axes.set(xlim=(-1.18, 1.18), ylim=(-1.18, 1.18), xticks=[], yticks=[], aspect="equal")
    axes.grid(visible=False)
    axes.set_axis_off()
    if n > drawn:
        shown = Text(f"只画出 {drawn} 个人", f"only {drawn} of them are drawn")
        axes.text(0, -1.3, shown.to(lang), ha="center", va="center", fontsize=14, color=_plot.MUTED)


DEMO = Demo(
    name="channels",
    title=Text("几个人有多少条沟通渠道", "Channels among n people"),
    summary=Text("n 个人两两沟通有 n(n−1)/2 条渠道，以及它随人数增长得多快。",
                 "n people have n(n−1)/2 channels, one for each pair; and how fast that grows."),
    topic="open-questions",
    params=(Param("n", "int", Text("人数", "people"), example="10", low=1, high=10000,
                  units=("people", "persons", "人", "个人")),),
    run=run,
    plot=plot,
    goldens=(
        Golden("10", {"channels": 45, "added_by_next": 10, "channels_of_double": 190}),
        Golden("1", {"channels": 0, "added_by_next": 1, "channels_of_double": 1}),
        Golden("10000", {"channels": 49995000}),
        Golden("25", {"channels": 300}),
        Golden("２", {"channels": 1}),
        Golden("0", error="E_RANGE"),
        Golden("10001", error="E_RANGE"),
        Golden("2.5", error="E_TYPE"),
        Golden("", error="E_MISSING"),
    ),
)
