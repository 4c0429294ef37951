"""The chart of a week, in the house style."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.demos._plot import BLUE, GREEN, INK, MUTED, PALE_GREY, canvas
from bot.domain.cards.recap import WeekChart

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


def draw_week(chart: WeekChart) -> Figure:
    """Two panels over the same seven rows: members on the left, the share of correct answers on the right."""
    figure, (left, right) = canvas(chart.title, 2, widths=(1.15, 1))
    members = [count for _, count, _ in chart.days]
    _panel(left, chart.panels[0], [(count, str(count)) for count in members], max([*members, 1]), BLUE)
    shares = [(share or 0, "–" if share is None else f"{share}%") for _, _, share in chart.days]
    _panel(right, chart.panels[1], shares, 100, GREEN)
    left.set_yticks(range(len(chart.days)), [label for label, _, _ in chart.days], fontsize=15)
    right.set_yticks([])
    for text, count in zip(left.get_yticklabels(), members, strict=True):
        text.set_color(INK if count else MUTED)
    return figure


def _panel(axes: Axes, title: str, bars: list[tuple[int, str]], most: int, color: str) -> None:
    """Horizontal bars on pale ones of the full length, the first on top, each with its text behind it."""
    places = list(range(len(bars)))
    axes.set_title(title)
    axes.barh(places, [most] * len(bars), height=0.62, color=PALE_GREY, zorder=1)
    axes.barh(places, [value for value, _ in bars], height=0.62, color=color, zorder=2)
    for place, (value, text) in zip(places, bars, strict=True):
        axes.text(most * 1.03, place, text, va="center", fontsize=15, color=INK if value else MUTED)
    axes.set_ylim(len(bars) - 0.4, -0.6)
    axes.set_xlim(0, most * 1.25)
    axes.set_xticks([])
    axes.grid(visible=False)
    axes.tick_params(length=0, pad=10)
    axes.patch.set_alpha(0)
    for spine in axes.spines.values():
        spine.set_visible(False)
