"""The house style of pictures: one palette, one set of sizes, Chinese in every text, 1200×750 pixels.

The card is solid, so that it reads the same on a light and on a dark chat. Only `Figure` and Agg are used, never pyplot
and its global state, and the plotting library is loaded at the first picture, in a worker process.
"""

from __future__ import annotations

import functools
import io
from collections.abc import Sequence
from typing import TYPE_CHECKING

from bot.demos import _panels

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

CARD, PANEL, GRID, EDGE = "#F6F4EF", "#FFFFFF", "#E7E3DA", "#B9B4A8"
INK, MUTED = "#24262B", "#62656D"
BLUE, ORANGE, GREEN, RED, VIOLET = "#2563C9", "#D9730D", "#16866A", "#C8294F", "#7B4BC4"
PALE_BLUE, PALE_ORANGE, PALE_GREEN, PALE_RED, PALE_GREY = "#E4EDFB", "#FCEBD9", "#DDF1EA", "#FBE3E8", "#ECEAE4"

WIDTH, HEIGHT, DPI = 9.6, 6.0, 125

_STYLE: dict[str, object] = {
    "font.family": ["Noto Sans SC", "DejaVu Sans"],
    "font.size": 14,
    "text.color": INK,
    "mathtext.fontset": "dejavusans",
    "figure.facecolor": CARD,
    "axes.facecolor": PANEL,
    "axes.edgecolor": EDGE,
    "axes.labelcolor": INK,
    "axes.labelsize": 14,
    "axes.titlesize": 15,
    "axes.titlelocation": "left",
    "axes.titlepad": 10,
    "axes.grid": True,
    "axes.axisbelow": True,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "grid.color": GRID,
    "grid.linewidth": 1.0,
    "xtick.color": MUTED,
    "ytick.color": MUTED,
    "xtick.labelsize": 13,
    "ytick.labelsize": 13,
    "lines.linewidth": 2.4,
    "lines.solid_capstyle": "round",
    "legend.fontsize": 13,
    "legend.frameon": False,
}


@functools.cache
def _load_style() -> None:
    """Make the house style this process's own: texts without a style of their own look it up when they are drawn."""
    import matplotlib as mpl
    from matplotlib import font_manager
    from pylopdf_fonts_zh_cn import sans_path

    font_manager.fontManager.addfont(str(sans_path()))
    mpl.rcParams.update(_STYLE)  # type: ignore[arg-type]  # its stub lists each key


def canvas(title: str, columns: int = 1, *, widths: Sequence[float] | None = None,
           height: float = HEIGHT) -> tuple[Figure, list[Axes]]:
    """A titled figure, so many inches high, with panels side by side; they find their place when it is finished."""
    _load_style()
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(WIDTH, height), dpi=DPI)
    FigureCanvasAgg(figure)
    figure.text(0.024, 1 - 0.33 / height, title, ha="left", va="center", fontsize=19)
    axes = figure.subplots(1, columns, squeeze=False, width_ratios=widths, gridspec_kw=_panels.ROUGHLY)
    return figure, list(axes[0])


def blank(axes: Axes, width: float, height: float) -> None:
    """Make the panel a plain drawing area of that many units, y growing upwards, with no scales."""
    axes.set_axis_off()
    axes.set_xlim(0, width)
    axes.set_ylim(0, height)


def point(axes: Axes, x: float, y: float, label: str = "", *, shift: tuple[float, float] = (10, 10)) -> None:
    """Mark the asked point, with its value on a small card of its own `shift` points away."""
    color, (right, up) = RED, shift
    axes.plot([x], [y], "o", color=color, markersize=10, markeredgecolor=PANEL, markeredgewidth=1.8, zorder=6,
              clip_on=False)
    if label:
        axes.annotate(
            label, (x, y), xytext=shift, textcoords="offset points", fontsize=13, color=INK, zorder=7,
            ha="left" if right > 0 else "right" if right < 0 else "center", va="bottom" if up >= 0 else "top",
            multialignment="left", linespacing=1.32,
            bbox={"boxstyle": "round,pad=0.35", "facecolor": PANEL, "edgecolor": color, "linewidth": 1.2, "alpha": 0.96},
        )


def box(axes: Axes, at: tuple[float, float], size: tuple[float, float], text: str, *, face: str = PANEL,
        edge: str = EDGE, fontsize: float = 14, color: str = INK) -> None:
    """A rounded box with its centre at `at` and a centred text."""
    from matplotlib.patches import FancyBboxPatch

    (x, y), (width, height) = at, size
    axes.add_patch(FancyBboxPatch(
        (x - width / 2, y - height / 2), width, height, facecolor=face, edgecolor=edge, linewidth=1.6, zorder=3,
        boxstyle=f"round,pad=0,rounding_size={min(width, height) * 0.18}",
    ))
    axes.text(x, y, text, ha="center", va="center", fontsize=fontsize, color=color, zorder=4, linespacing=1.35)


def arrow(axes: Axes, start: tuple[float, float], end: tuple[float, float], *, color: str = MUTED, bend: float = 0.0,
          width: float = 2.0) -> None:
    """An arrow between two points of the panel."""
    axes.annotate("", end, start, zorder=2, arrowprops={
        "arrowstyle": "-|>,head_width=0.3,head_length=0.6", "color": color, "linewidth": width,
        "shrinkA": 0, "shrinkB": 0, "connectionstyle": f"arc3,rad={bend}",
    })


def to_png(figure: Figure) -> bytes:
    """The finished picture; the same figure gives the same bytes."""
    _panels.place(figure)
    stream = io.BytesIO()
    figure.savefig(stream, format="png", dpi=DPI, metadata={"Software": None})
    return stream.getvalue()
