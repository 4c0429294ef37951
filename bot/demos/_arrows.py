"""Arrows in the plane, and the methods that Python asks before it gives up."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from bot.domain.text import Lang, Text

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Spot = tuple[float, float]
Arrow = tuple[Spot, Spot, str, str]
"""Start, end, colour, name."""


def draw_arrows(axes: Axes, arrows: Sequence[Arrow], label: str) -> None:
    """Named arrows to one scale, the origin in sight, and the end of the outcome marked with its label."""
    from bot.demos import _plot

    spots = [(0.0, 0.0), *(spot for start, end, _, _ in arrows for spot in (start, end))]
    if len(set(spots)) == 1:
        spots += [(-1.0, -1.0), (1.0, 1.0)]
    axes.plot(*zip(*spots, strict=True), linestyle="none")  # arrows alone would not stretch the scales
    axes.margins(0.22)
    axes.set_aspect("equal", adjustable="datalim")
    axes.set(xlabel="x", ylabel="y")
    axes.axhline(0, color=_plot.EDGE, linewidth=1.2, zorder=1)
    axes.axvline(0, color=_plot.EDGE, linewidth=1.2, zorder=1)
    result = next(arrow for arrow in arrows if arrow[2] == _plot.GREEN)
    for start, end, color, name in arrows:
        wide = color == _plot.GREEN
        if start == end:
            axes.plot([end[0]], [end[1]], "o", color=color, markersize=8, zorder=3, label=f"{name} = 0")
            continue
        axes.annotate("", end, start, zorder=2 if wide else 4, arrowprops={
            "arrowstyle": "-|>,head_width=0.38,head_length=0.7", "color": color, "linewidth": 5 if wide else 2.6,
            "alpha": 0.55 if wide else 1, "shrinkA": 0, "shrinkB": 0})
        axes.plot([], [], color=color, linewidth=5 if wide else 2.6, alpha=0.55 if wide else 1, label=name)
    x, y = result[1]
    _plot.point(axes, x, y, label, shift=(14 if x >= 0 else -14, 12 if y >= 0 else -12))
    axes.ticklabel_format(scilimits=(-3, 6))
    axes.legend(loc="upper left" if x * y >= 0 else "upper right", handlelength=1.8, fontsize=15)


def draw_refusal(axes: Axes, call: str, asked: Sequence[tuple[str, str, str]], error: str, lang: Lang) -> None:
    """The call, each method that was asked with its NotImplemented, and the error at the end."""
    from bot.demos import _plot
    from bot.demos._code import code, fitting

    _plot.blank(axes, 100, 60)
    _plot.box(axes, (50, 54), (92, 9), "", face=_plot.PALE_BLUE, edge=_plot.BLUE)
    code(axes, 50, 54, call, fitting(call, 570, 22), color=_plot.INK)
    above = 49.5
    for i, (owner, method, other) in enumerate(asked):
        y = 40 - 14 * i if len(asked) > 1 else 34
        _plot.arrow(axes, (29, above), (29, y + 4.7))
        _plot.box(axes, (29, y), (50, 9), "", face=_plot.PANEL)
        known = owner == "Vector" and method != "__radd__"
        written = f"{owner}.{method}({other})"
        code(axes, 29, y, written, fitting(written, 300, 18), color=_plot.INK)
        _plot.arrow(axes, (54.5, y), (61, y), color=_plot.RED)
        answer = "NotImplemented" if known or owner != "Vector" else Text("没有这个方法", "no such method").to(lang)
        axes.text(63, y, answer, va="center", fontsize=17, color=_plot.RED)
        above = y - 4.7
    _plot.arrow(axes, (29, above), (29, 15.7), color=_plot.RED)
    _plot.box(axes, (50, 10), (96, 11), "", face=_plot.PALE_RED, edge=_plot.RED)
    code(axes, 50, 10, error, fitting(error, 600, 17), color=_plot.INK)
