"""How much of a loss the largest error makes up: squared, absolute, and Huber's compromise."""

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
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

DELTA = 1.0
"""Where Huber's loss turns from a parabola into a line."""
_KINDS = {"l2": Text("平方（L2）", "squared (L2)"), "huber": Text("Huber，δ = 1", "Huber, δ = 1"),
          "l1": Text("绝对值（L1）", "absolute (L1)")}
_NONE = Text("无", "n/a")


def huber(error: float) -> float:
    """e²/2 up to 1, |e| − 1/2 beyond. Huber, "Robust Estimation of a Location Parameter", 1964."""
    size = abs(error)
    return size * size / 2 if size <= DELTA else DELTA * (size - DELTA / 2)


def run(errors: tuple[float, ...]) -> Result:
    """The share of the largest |error| in Σe², Σ|e| and ΣHuber (null when all are 0), and each mean.

    `mean` and `median` of the errors are what a constant must be to minimise Σ(e − c)² and Σ|e − c|.
    """
    size = max(abs(error) for error in errors)
    at = next(i for i, error in enumerate(errors) if abs(error) == size)
    losses = {"l2": [error * error for error in errors], "l1": [abs(error) for error in errors],
              "huber": [huber(error) for error in errors]}
    # Shares of squares come from e/size, which cannot vanish or overflow where e² would.
    relative = {**losses, "l2": [(error / size) ** 2 if size else 0.0 for error in errors]}
    if size and size <= DELTA:
        relative["huber"] = relative["l2"]
    ordered, half = sorted(errors), len(errors) // 2
    values: dict[str, Any] = {f"{kind}_share": relative[kind][at] / math.fsum(relative[kind]) if size else None
                              for kind in _KINDS}
    values |= {f"{kind}_mean": math.fsum(losses[kind]) / len(errors) for kind in _KINDS}
    values |= {
        "outlier": errors[at], "outlier_index": at + 1, "mean": math.fsum(errors) / len(errors),
        "median": ordered[half] if len(errors) % 2 else (ordered[half - 1] + ordered[half]) / 2,
    }
    head = Text("损失|最大误差的占比|平均", "loss|share of the largest error|mean")
    rows = tuple((label, _share(values[f"{kind}_share"]), six(values[f"{kind}_mean"])) for kind, label in _KINDS.items())
    return Result(values, _text(values, len(errors)), tables(rows, head, numeric=(1, 2)), None, _alt(values))


def _share(value: float | None) -> Text | str:
    return _NONE if value is None else f"{value:.6f}"


def _percent(value: float) -> str:
    return f"{100 * value:.1f} %"


def _text(values: Mapping[str, Any], count: int) -> Text:
    if values["l2_share"] is None:
        return Text("误差全是 0：没有离群值，占比也无从谈起（0/0）。", "All errors are 0: there is no outlier, and no share (0/0).")
    two, one, mean = _percent(values["l2_share"]), _percent(values["l1_share"]), six(values["huber_mean"])
    return Text(
        f"{count} 个误差里最大的是第 {values['outlier_index']} 个（{six(values['outlier'])}）：占平方和的 {two}，占绝对值之和的 {one}；"
        f"Huber（δ = 1）的平均是 {mean}。",
        f"Of {count} error{'s' * (count > 1)} the largest is number {values['outlier_index']} ({six(values['outlier'])}): it "
        f"makes up {two} of the squares and {one} of the absolute values; Huber's mean (δ = 1) is {mean}.",
    )


def _alt(values: Mapping[str, Any]) -> Text:
    if values["l2_share"] is None:
        return Text("左图：误差全是 0。右图：三种损失都没有占比可言。",
                    "Left: all errors are 0. Right: none of the three losses has shares.")
    shares = [_percent(values[f"{kind}_share"]) for kind in ("l2", "huber", "l1")]
    return Text(
        f"左图：各个误差，最大的（{six(values['outlier'])}）标红。右图：它在三种损失里的占比，L2 {shares[0]}，Huber {shares[1]}，L1 {shares[2]}。",
        f"Left: the errors, the largest ({six(values['outlier'])}) in red. Right: its share of three losses, L2 {shares[0]}, "
        f"Huber {shares[1]}, L1 {shares[2]}.",
    )


def plot(result: Result, args: Mapping[str, Any], lang: Lang) -> Figure:
    """The errors on the left, the outlier's share of three losses on the right."""
    from bot.demos import _plot

    values, errors = result.values, args["errors"]
    figure, (left, right) = _plot.canvas(Text("一个离群值占多少", "What one outlier makes up").to(lang), 2)
    at = values["outlier_index"] - 1
    none = values["l2_share"] is None
    left.bar(range(1, len(errors) + 1), errors, 0.7,
             color=[_plot.RED if i == at and not none else _plot.BLUE for i in range(len(errors))], zorder=2)
    left.axhline(0, color=_plot.EDGE, linewidth=1.4)
    low, high = min(0.0, *errors), max(0.0, *errors)
    room = (high - low) * 0.14
    if high - low < 1e-290:  # a range that no axis can divide
        low, high, room = 0.0, 0.0, 1.0
    left.set(xlabel=Text("第几个", "number").to(lang), title=Text("误差", "error").to(lang),
             ylim=(low - (room if low < 0 else room / 4), high + room), xlim=(0.2, len(errors) + 0.8))
    if len(errors) <= 8:
        left.set_xticks(range(1, len(errors) + 1))
    else:
        left.locator_params(axis="x", integer=True, nbins=8)
    left.yaxis.set_major_formatter(lambda value, _: six(value))
    left.grid(visible=False, axis="x")
    if not none:
        near = "left" if at == 0 and len(errors) > 4 else "right" if at == len(errors) - 1 and len(errors) > 4 else "center"
        left.annotate(six(errors[at]), (at + 1, errors[at]), xytext=(0, 6 if errors[at] > 0 else -6),
                      textcoords="offset points", ha=near, va="bottom" if errors[at] > 0 else "top", color=_plot.RED,
                      fontsize=14)
    _draw_shares(right, values, lang)
    return figure


def _draw_shares(axes: Axes, values: Mapping[str, Any], lang: Lang) -> None:
    """One whole bar a loss, the outlier's part of it in red."""
    from bot.demos import _plot

    for place, (kind, label) in enumerate(_KINDS.items()):
        share = values[f"{kind}_share"]
        axes.barh([place], [1], 0.5, color=_plot.PALE_BLUE, zorder=1)
        axes.text(0, place - 0.32, label.to(lang), fontsize=14, va="bottom")
        if share is None:
            axes.text(0.5, place, _NONE.to(lang), ha="center", va="center", fontsize=15, color=_plot.MUTED)
            continue
        axes.barh([place], [share], 0.5, color=_plot.RED, zorder=2)
        inside = share > 0.3
        axes.text(share - 0.02 if inside else share + 0.02, place, _percent(share), va="center", fontsize=15, zorder=3,
                  ha="right" if inside else "left", color=_plot.PANEL if inside else _plot.INK)
    axes.set(xlim=(0, 1), ylim=(2.5, -0.75), yticks=[], title=Text("最大误差在损失里的占比", "share of the largest error").to(lang))
    axes.set_xticks([0, 0.25, 0.5, 0.75, 1], ["0", "25 %", "50 %", "75 %", "100 %"])
    axes.grid(visible=False)
    axes.patch.set_alpha(0)
    for side in ("left", "bottom"):
        axes.spines[side].set_visible(False)
    axes.tick_params(length=0)


DEMO = Demo(
    name="outlier",
    title=Text("离群值的分量", "The weight of an outlier"),
    summary=Text("最大的误差在 L2、L1、Huber 损失里各占多少。",
                 "How much of the L2, L1 and Huber losses the largest error makes up."),
    topic="l2-loss",
    params=(Param("errors", "vector", Text("误差", "errors"), example="1,1,1,1,10", low=-1e6, high=1e6),),
    run=run,
    plot=plot,
    goldens=(
        Golden("1,1,1,1,10", {"l2_share": 0.961538, "l1_share": 0.714286, "huber_mean": 2.3, "outlier": 10.0,
                              "outlier_index": 5}, abs=5e-7),
        Golden("1,2,3,4,100", {"mean": 22.0, "median": 3.0}),
        Golden("0,0,0", {"l2_share": None, "l1_share": None, "huber_share": None, "huber_mean": 0.0, "mean": 0.0}),
        Golden("-3, 4", {"l2_share": 0.64, "l1_share": 4 / 7, "outlier": 4.0, "median": 0.5}),
        Golden("-5", {"l2_share": 1.0, "l1_share": 1.0, "huber_mean": 4.5}),
        Golden("1e-200,1e-200", {"l2_share": 0.5, "huber_share": 0.5}),
        Golden("", error="E_MISSING"),
        Golden("1,a", error="E_TYPE"),
        Golden("1,2e6", error="E_RANGE"),
        Golden("1,,2", error="E_FORMAT"),
        Golden(",".join(["1"] * 65), error="E_LEN"),
    ),
)
