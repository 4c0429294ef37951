"""Small images as heat maps in the house colours."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from matplotlib.axes import Axes
    from matplotlib.colors import Colormap
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

Extent = tuple[float, float, float, float]
"""Left, right, bottom and top in the units of the panel."""


def blues() -> Colormap:
    """From dark blue to paper, so that the larger value is the brighter one."""
    from matplotlib.colors import LinearSegmentedColormap

    return LinearSegmentedColormap.from_list("blues", ["#122F63", "#2563C9", "#BBD2F3", "#FBFAF7"])


def signed() -> Colormap:
    """From orange over paper to blue, for values of both signs."""
    from matplotlib.colors import LinearSegmentedColormap

    return LinearSegmentedColormap.from_list("signed", ["#B45309", "#F3B77A", "#FFFFFF", "#8FB3EC", "#1D4FA3"])


def show(axes: Axes, image: Array, title: str, low: float, high: float) -> None:
    """The image filling a panel of its own, without scales."""
    axes.imshow(image, cmap=blues(), vmin=low, vmax=high, interpolation="nearest", aspect="equal")
    axes.set(xticks=[], yticks=[], title=title)
    axes.grid(visible=False)
    for spine in axes.spines.values():
        spine.set_visible(True)


def numbered(axes: Axes, image: Array, extent: Extent, *, most: float) -> None:
    """The image at a place of a larger panel, each cell that is not 0 with its number; colours span ±most."""
    from matplotlib.patches import Rectangle

    from bot.demos import _plot

    left, right, bottom, top = extent
    rows, columns = image.shape
    width, height = (right - left) / columns, (top - bottom) / rows
    axes.imshow(image, cmap=signed(), vmin=-most, vmax=most, extent=extent, interpolation="nearest", zorder=2)
    for i in range(rows + 1):
        axes.plot([left, right], [bottom + i * height] * 2, color=_plot.GRID, linewidth=0.8, zorder=3)
    for j in range(columns + 1):
        axes.plot([left + j * width] * 2, [bottom, top], color=_plot.GRID, linewidth=0.8, zorder=3)
    axes.add_patch(Rectangle((left, bottom), right - left, top - bottom, fill=False, edgecolor=_plot.EDGE, linewidth=1.4,
                             zorder=4))
    for i, j in zip(*image.nonzero(), strict=True):
        value = float(image[i, j])
        axes.text(left + (j + 0.5) * width, top - (i + 0.52) * height, f"{value:g}".replace("-", "−"), ha="center",
                  va="center", fontsize=12, color=_plot.PANEL if abs(value) > 0.6 * most else _plot.INK, zorder=5)
