"""The podium of a live quiz, in the house style."""

from __future__ import annotations

from itertools import accumulate
from typing import TYPE_CHECKING
from unicodedata import east_asian_width

from bot.demos._plot import BLUE, EDGE, GREEN, INK, MUTED, ORANGE, PANEL, blank, canvas
from bot.domain.cards.live_end import Podium

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.text import Text

_STEPS = ((5.0, ORANGE), (2.1, BLUE), (7.9, GREEN))
"""Centre and colour of the steps of the first, second and third that is shown."""
_HEIGHTS = {1: 3.1, 2: 2.3, 3: 1.7}
_WIDE = 2.7


def draw_podium(chart: Podium) -> Figure:
    """Three steps with rank, name and points; the teams in a line below."""
    figure, (axes,) = canvas(_drawable(chart.title, 56))
    blank(axes, 10, 6)
    axes.plot([0.4, 9.6], [0.9, 0.9], color=EDGE, linewidth=1.6, zorder=2)
    for (rank, name, points), (centre, color) in zip(chart.places, _STEPS, strict=False):
        height = _HEIGHTS[rank]
        _step(axes, centre, height, color, rank)
        label = axes.text(centre, 0.9 + height + 0.62, _drawable(name, 18), ha="center", va="center", fontsize=20, color=INK)
        _shrink(label, axes)
        axes.text(centre, 0.9 + height + 0.24, f"{points}", ha="center", va="center", fontsize=15, color=MUTED)
    line = "      ".join(f"{rank}. {_drawable(name, 14)} {points}" for rank, name, points in chart.teams)
    axes.text(5, 0.38, line, ha="center", va="center", fontsize=15, color=INK)
    return figure


def _step(axes: Axes, centre: float, height: float, color: str, rank: int) -> None:
    from matplotlib.patches import FancyBboxPatch

    axes.add_patch(FancyBboxPatch((centre - _WIDE / 2, 0.9), _WIDE, height, facecolor=color, edgecolor="none", zorder=1,
                                  boxstyle="round,pad=0,rounding_size=0.12"))
    axes.text(centre, 0.9 + height / 2, str(rank), ha="center", va="center", fontsize=44, color=PANEL)


def _shrink(label: Text, axes: Axes) -> None:
    """Smaller letters for what is wider than a step."""
    (left, _), (right, _) = axes.transData.transform([(0, 0), (_WIDE, 0)])
    wide = label.get_window_extent().width
    if wide > right - left:
        label.set_fontsize(label.get_fontsize() * (right - left) / wide)


def _drawable(name: str, most: int) -> str:
    """Without what the fonts of the picture do not hold (emoji), at most so many Latin letters wide; a dollar sign begins no
    formula."""
    kept = "".join(char for char in name if ord(char) < 0x2190 or 0x2E80 <= ord(char) < 0xA000 or 0xAC00 <= ord(char) < 0xD7A4)
    kept = " ".join(kept.split()) or "?"
    widths = list(accumulate(2 if east_asian_width(char) in "WF" else 1 for char in kept))
    if widths[-1] > most:
        kept = kept[: sum(width <= most - 2 for width in widths)] + "…"
    return kept.replace("$", r"\$")
