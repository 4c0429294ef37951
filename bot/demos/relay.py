"""How much of a message is left after it was passed on k times, when each hop keeps the share r: r to the power k."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from bot.demos._numbers import six
from bot.demos._tables import tables
from bot.domain.demo import Demo, Golden, Result
from bot.domain.param import Param
from bot.domain.text import Lang, Text

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_ROWS = 10


def run(r: float, hops: int) -> Result:
    """The share that is left, the share at each hop, and after how many hops half is gone (null when none is lost)."""
    series = [r**k for k in range(hops + 1)]
    half = None if r == 1 else max(1, math.ceil(math.log(0.5) / math.log(r) - 1e-12))
    values = {"retained": series[-1], "lost": 1 - series[-1], "series": series, "hops_to_half": half}
    shown = range(hops + 1) if hops <= _ROWS else [*range(_ROWS), hops]
    rows = [(str(k), six(series[k]), _percent(series[k])) for k in shown]
    return Result(values, _text(r, hops, values),
                  tables(rows, Text("第几手|r^k|剩下", "hop|r^k|left"), numeric=(0, 1, 2), strong=(len(rows) - 1,)), None,
                  _alt(r, hops, values))


def _percent(share: float) -> str:
    return f"{six(100 * share)} %"


def _text(r: float, hops: int, values: Mapping[str, Any]) -> Text:
    left = six(values["retained"])
    if r == 1:
        return Text(f"每一手都不丢，{hops} 手之后仍是 {left}。", f"With nothing lost at any hop, {left} is left after {hops}.")
    half = values["hops_to_half"]
    return Text(f"每一手保留 {six(r)}，{hops} 手之后剩 {six(r)}^{hops} = {left}；传 {half} 手就只剩一半或更少。",
                f"Keeping {six(r)} at each hop, {hops} hop{'s' * (hops > 1)} leave {six(r)}^{hops} = {left}; after {half} at most "
                "half is left.")


def _alt(r: float, hops: int, values: Mapping[str, Any]) -> Text:
    left = six(values["retained"])
    return Text(f"条形图：从 1 开始，每一手乘以 {six(r)}，第 {hops} 手后剩 {left}。",
                f"Bars that start at 1 and shrink by the factor {six(r)} at each hop; after hop {hops}, {left} is left.")


def plot(result: Result, args: Mapping[str, Any], lang: Lang) -> Figure:
    """A bar for each hop, the last one marked, with the line of one half."""
    from matplotlib.ticker import MaxNLocator

    from bot.demos import _plot

    series, hops, half = result.values["series"], args["hops"], result.values["hops_to_half"]
    title = Text(f"每一手保留 {six(args['r'])}，传 {hops} 手", f"Keeping {six(args['r'])} at each of {hops} hop{'s' * (hops > 1)}")
    figure, (axes,) = _plot.canvas(title.to(lang))
    axes.bar(range(hops + 1), [1.0] * (hops + 1), width=0.72, color=_plot.PALE_GREY, zorder=1)
    colors = [_plot.GREEN if half is None or k < half else _plot.ORANGE for k in range(hops + 1)]
    axes.bar(range(hops + 1), series, width=0.72, color=colors, zorder=2)
    axes.axhline(0.5, color=_plot.MUTED, linestyle="--", linewidth=1.6, zorder=3)
    if hops <= 10:
        for k, share in enumerate(series[:-1]):
            axes.text(k, share + 0.015, f"{share:.3g}", ha="center", va="bottom", fontsize=13, color=_plot.INK, zorder=4)
    _plot.point(axes, hops, series[-1], six(series[-1]), shift=(0, 14) if hops <= 10 else (-12, 22))
    axes.set(xlim=(-0.7, hops + 0.7), ylim=(0, 1.2), xlabel=Text("第几手", "hop").to(lang),
             ylabel=Text("剩下的份额", "share that is left").to(lang))
    axes.xaxis.set_major_locator(MaxNLocator(11, integer=True))
    axes.grid(axis="x", visible=False)
    return figure


DEMO = Demo(
    name="relay",
    title=Text("信息传几手还剩多少", "What is left after a few hops"),
    summary=Text("每转述一次保留 r，转 k 次之后剩 r 的 k 次方。",
                 "Each retelling keeps the share r of a message; after k of them r to the power k is left."),
    topic="open-questions",
    params=(
        Param("r", "number", Text("每一手保留的份额", "share kept at each hop"), example="0.9", low=1e-6, high=1),
        Param("hops", "int", Text("转述次数", "hops"), example="5", low=1, high=50),
    ),
    run=run,
    plot=plot,
    goldens=(
        Golden("0.9 5", {"retained": 0.59049, "lost": 0.40951, "hops_to_half": 7}),
        Golden("1 50", {"retained": 1.0, "lost": 0.0, "hops_to_half": None}),
        Golden("0.000001 50", {"retained": 1e-300, "hops_to_half": 1}, abs=0),
        Golden("0.99 50", {"retained": 0.99**50, "hops_to_half": 69}),
        Golden("0.5 1", {"retained": 0.5, "hops_to_half": 1}),
        Golden("0 5", error="E_RANGE"),
        Golden("1.1 5", error="E_RANGE"),
        Golden("0.9 0", error="E_RANGE"),
        Golden("0.9 51", error="E_RANGE"),
        Golden("0.9 2.5", error="E_TYPE"),
        Golden("0.9", error="E_MISSING"),
        Golden("", error="E_MISSING"),
    ),
)
