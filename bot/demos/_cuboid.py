"""A video as a cuboid: width to the right, height upwards, time into the picture, cut into cells."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Cells = tuple[int, int, int]
"""Cells along width, height and time."""
_LEAN = (0.5, 0.42)
"""How far a unit of time goes to the right and upwards."""
MOST_LINES = 48
"""More cells than this along an edge would only be a grey."""


def proportions(width: float, height: float, depth: float, room: float) -> tuple[float, float, float]:
    """Sides in drawing units that fit a square of `room`, none less than a fifth of the longest."""
    longest = max(width, height)
    sides = max(width / longest, 0.2), max(height / longest, 0.2), min(max(depth / longest, 0.12), 1.0)
    scale = room / max(sides[0] + _LEAN[0] * sides[2], sides[1] + _LEAN[1] * sides[2])
    return sides[0] * scale, sides[1] * scale, sides[2] * scale


def draw_cuboid(axes: Axes, at: tuple[float, float], sides: tuple[float, float, float], cells: Cells, *, face: str,
                side: str, edge: str) -> None:
    """The cuboid with the lower left corner of its front at `at`, and the lines between its cells."""
    from matplotlib.patches import Polygon

    (x, y), (width, height, depth) = at, sides
    lean = (_LEAN[0] * depth, _LEAN[1] * depth)
    across, up, back = cells
    for origin, first, second, counts, color in (
        ((x, y), (width, 0.0), (0.0, height), (across, up), face),
        ((x, y + height), (width, 0.0), lean, (across, back), side),
        ((x + width, y), lean, (0.0, height), (back, up), side),
    ):
        corners = [(0, 0), (1, 0), (1, 1), (0, 1)]
        axes.add_patch(Polygon([_place(origin, first, second, a, b) for a, b in corners], facecolor=color,
                               edgecolor=edge, linewidth=1.6, zorder=3, joinstyle="round"))
        for i in range(1, counts[0] if counts[0] <= MOST_LINES else 0):
            _line(axes, _place(origin, first, second, i / counts[0], 0),
                  _place(origin, first, second, i / counts[0], 1), edge, counts[0])
        for i in range(1, counts[1] if counts[1] <= MOST_LINES else 0):
            _line(axes, _place(origin, first, second, 0, i / counts[1]),
                  _place(origin, first, second, 1, i / counts[1]), edge, counts[1])


def _place(origin: tuple[float, float], first: tuple[float, float], second: tuple[float, float], a: float,
           b: float) -> tuple[float, float]:
    return origin[0] + a * first[0] + b * second[0], origin[1] + a * first[1] + b * second[1]


def _line(axes: Axes, start: tuple[float, float], end: tuple[float, float], color: str, count: int) -> None:
    axes.plot(*zip(start, end, strict=True), color=color, linewidth=0.9 if count <= 20 else 0.5, alpha=0.75, zorder=4)
