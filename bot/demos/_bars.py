"""The chart of how answers fell, in the house style."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.demos._plot import BLUE, GREEN, INK, PALE_GREY, canvas
from bot.domain.cards.tally import Bars

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def draw_bars(chart: Bars) -> Figure:
    """Horizontal bars, the first on top, right ones green with a tick; each with its count and share."""
    figure, (axes,) = canvas(chart.title, height=1.3 + 0.78 * max(len(chart.bars), 2))
    total = sum(count for _, count, _ in chart.bars) or 1
    places = list(range(len(chart.bars)))
    most = max(count for _, count, _ in chart.bars) or 1
    axes.barh(places, [most] * len(places), height=0.62, color=PALE_GREY, zorder=1)
    axes.barh(places, [count for _, count, _ in chart.bars], height=0.62, zorder=2,
              color=[GREEN if right else BLUE for _, _, right in chart.bars])
    for place, (_, count, _) in zip(places, chart.bars, strict=True):
        axes.text(most * 1.02, place, f"{count} · {round(100 * count / total)}%", va="center", fontsize=14, color=INK)
    axes.set_yticks(places, [f"✓ {label}" if right else label for label, _, right in chart.bars], fontsize=14)
    for text, (_, _, right) in zip(axes.get_yticklabels(), chart.bars, strict=True):
        text.set_color(GREEN if right else INK)
    axes.set_ylim(len(places) - 0.4, -0.6)
    axes.set_xlim(0, most * 1.22)
    axes.set_xticks([])
    axes.grid(visible=False)
    axes.tick_params(length=0)
    for spine in axes.spines.values():
        spine.set_visible(False)
    axes.patch.set_alpha(0)
    return figure
