"""Panels side by side below the title, each as large as the labels around it leave.

Matplotlib's constrained layout does more, and measures every label four times for it, which is most of the time that a picture
takes; here they are measured once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

HEAD = 0.57
"""Inches at the top of the picture that belong to its title."""
ASIDE, BELOW = 0.2, 0.14
"""Inches of air beside and below each panel with its labels."""
ROUGHLY = {"left": 0.09, "right": 0.97, "bottom": 0.13, "top": 0.85, "wspace": 0.22}
"""Where panels stand before they are placed: near enough that the axes choose the same ticks."""


@dataclass(frozen=True, slots=True)
class _Around:
    """How far the labels of a panel reach beyond it, in pixels."""

    left: float
    right: float
    below: float
    above: float


def place(figure: Figure) -> None:
    """Give each panel its place: widths by their ratios, feet and heads in line. A panel out of the layout keeps its own."""
    panels = [axes for axes in figure.axes if axes.get_subplotspec() is not None and axes.get_in_layout()]
    if not panels:
        return
    around = [_around(axes) for axes in panels]
    width, height = figure.bbox.size
    aside, below = ASIDE * figure.dpi, BELOW * figure.dpi
    bottom = below + max(one.below for one in around)
    top = height - HEAD * figure.dpi - below - max(one.above for one in around)
    ratios = _ratios(panels[0])
    unit = (width - sum(one.left + one.right + 2 * aside for one in around)) / sum(ratios)
    left = 0.0
    for axes, one, ratio in zip(panels, around, ratios, strict=True):
        left += aside + one.left
        axes.set_position((left / width, bottom / height, unit * ratio / width, (top - bottom) / height))
        left += unit * ratio + one.right + aside


def _ratios(axes: Axes) -> Sequence[float]:
    grid = axes.get_gridspec()
    assert grid is not None, "only panels of a grid are placed"
    return cast("Sequence[float]", grid.get_width_ratios())


def _around(axes: Axes) -> _Around:
    found = axes.get_tightbbox(for_layout_only=True)
    own = axes.get_position(original=True).transformed(axes.figure.transFigure)
    if found is None:
        return _Around(0, 0, 0, 0)
    return _Around(*(max(0.0, reach) for reach in (own.x0 - found.x0, found.x1 - own.x1, own.y0 - found.y0, found.y1 - own.y1)))
