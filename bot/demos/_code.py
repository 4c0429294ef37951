"""Names and literals of Python in pictures: one fixed-width font, nothing read as a formula."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MONO = ("DejaVu Sans Mono", "Noto Sans SC", "DejaVu Sans")
ADVANCE = 0.602
"""The width of a character of the fixed-width font, in units of its size."""


def literal(text: str) -> str:
    """The text with its dollar signs kept from starting a formula."""
    return text.replace("$", r"\$")


def code(axes: Axes, x: float, y: float, text: str, size: float, **look: Any) -> None:
    """Code at that place of the panel, in the fixed-width font."""
    look = {"ha": "center", "va": "center", "zorder": 5, **look}
    drawn = axes.text(x, y, literal(text), fontsize=size, fontfamily=list(MONO), **look)
    drawn.set_in_layout(False)  # the panel keeps its size, which `fitting` counts on


def fitting(text: str, points: float, most: float) -> float:
    """The largest font size up to `most` at which the text stays within that many points of width."""
    return min(most, points / (1.03 * ADVANCE * max(len(text), 1)))
