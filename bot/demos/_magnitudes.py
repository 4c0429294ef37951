"""Bars for counts that lie many powers of ten apart."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Bar = tuple[str, int, str]
"""Label, count (at least 1) and colour."""


def draw_magnitudes(axes: Axes, bars: Sequence[Bar], title: str) -> None:
    """Horizontal bars on a log scale, the first on top, each with its label above it and its exact count in it."""
    from bot.demos import _plot

    top = max(1.0, math.log10(max(count for _, count, _ in bars)))
    for place, (label, count, color) in enumerate(bars):
        length = max(math.log10(count), 0.012 * top)
        axes.barh([place], [top], height=0.42, color=_plot.PALE_GREY, zorder=1)
        axes.barh([place], [length], height=0.42, color=color, zorder=2)
        axes.text(0, place - 0.29, label, ha="left", va="bottom", fontsize=14, color=_plot.INK)
        inside = length > 0.03 * top * len(f"{count:,}")
        axes.text(length - 0.02 * top if inside else length + 0.02 * top, place, f"{count:,}", va="center", fontsize=14,
                  ha="right" if inside else "left", color=_plot.PANEL if inside else _plot.INK, zorder=4)
    axes.set(xlim=(0, top), ylim=(len(bars) - 0.5, -0.75), title=title, yticks=[])
    every = max(1, math.ceil(top / 5))
    powers = range(0, math.floor(top) + 1, every)
    axes.set_xticks(list(powers), [f"$10^{{{power}}}$" for power in powers])
    axes.grid(visible=False)
    axes.spines["left"].set_visible(False)
    axes.spines["bottom"].set_visible(False)
    axes.patch.set_alpha(0)
    axes.tick_params(length=0)
