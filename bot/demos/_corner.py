"""A small card in the corner of a panel, for the numbers of a marked point that has no free room around it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def corner_card(axes: Axes, text: str) -> None:
    """The text at the lower right, in the look of the cards beside marked points."""
    from bot.demos import _plot

    axes.text(0.97, 0.03, text, transform=axes.transAxes, ha="right", va="bottom", multialignment="left", fontsize=13, linespacing=1.32,
              zorder=7, bbox={"boxstyle": "round,pad=0.35", "facecolor": _plot.PANEL, "edgecolor": _plot.RED,
                              "linewidth": 1.2, "alpha": 0.96})
