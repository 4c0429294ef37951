"""The picture of a checked Midjourney prompt: its frame, and its numbers as gauges."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from bot.demos._mj_flags import BY_SPELLING, QUALITY, WEIGHT_STEP, Flag
from bot.demos._mj_prompt import default_of
from bot.demos._numbers import six
from bot.domain.text import Lang, Text

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_GAUGES = ("stylize", "chaos", "weird", "quality", "iw")


def draw_frame(axes: Axes, values: Mapping[str, Any], lang: Lang) -> None:
    """The frame with its longer side filling the panel, over the default square; a cross where the ratio is faulty."""
    from matplotlib.patches import Rectangle

    from bot.demos import _plot

    _plot.blank(axes, 100, 100)
    axes.set(xlim=(-54, 54), ylim=(-64, 54), aspect="equal")
    ratio = values["aspect_ratio"]
    if ratio is None:
        axes.plot([-20, 20], [-20, 20], color=_plot.RED, linewidth=5)
        axes.plot([-20, 20], [20, -20], color=_plot.RED, linewidth=5)
        axes.text(0, -50, Text("宽高比有误", "faulty aspect ratio").to(lang), ha="center", va="top", fontsize=17, color=_plot.RED)
        return
    # A frame of 1000:1 is still drawn as a line that can be seen.
    width, height = max(min(1.0, ratio), 0.012) * 92, max(min(1.0, 1 / ratio), 0.012) * 92
    axes.add_patch(Rectangle((-width / 2, -height / 2), width, height, facecolor=_plot.PALE_BLUE, edgecolor=_plot.BLUE,
                             linewidth=2.5, zorder=3))
    side = min(width, height)
    if ratio != 1 and side > 6:
        axes.add_patch(Rectangle((-side / 2, -side / 2), side, side, fill=False, edgecolor=_plot.MUTED, linewidth=1.6,
                                 linestyle="--", zorder=4))
        axes.text(0, 0, "1:1", ha="center", va="center", fontsize=15, color=_plot.MUTED, zorder=5)
    label = values["aspect"] if len(values["aspect"]) <= 11 else f"{six(ratio)}:1" if ratio > 1 else f"1:{six(1 / ratio)}"
    shape = Text("方形", "square") if ratio == 1 else Text("横幅", "landscape") if ratio > 1 else Text("竖幅", "portrait")
    axes.text(0, -50, f"{label}  {shape.to(lang)}", ha="center", va="top", fontsize=19, color=_plot.INK)


def draw_gauges(axes: Axes, values: Mapping[str, Any], lang: Lang) -> None:
    """A track a number, the default as a mark, the value as a point; faulty ones without a point, in red."""
    from bot.demos import _plot

    for place, name in enumerate(_GAUGES):
        flag = BY_SPELLING[name]
        low, high = _range(flag, values["version"])
        value, default = values[name], default_of(flag, values["version"])
        faulty, given = value is None, name in values["given"]
        color = _plot.RED if faulty else _plot.BLUE if given else _plot.MUTED
        axes.barh([place], [1], 0.2, color=_plot.PALE_RED if faulty else _plot.PALE_GREY, zorder=1)
        note = Text("有误", "faulty") if faulty else Text.same("") if given else Text("（默认）", " (default)")
        shown = note.to(lang) if faulty else f"{six(value)}{note.to(lang)}"
        axes.text(0, place - 0.2, f"{flag.label.to(lang)}  {shown}", va="bottom", fontsize=15, color=color if faulty or not given
                  else _plot.INK)
        axes.text(1, place - 0.2, _allowed(flag, values["version"]), va="bottom", ha="right", fontsize=12, color=_plot.MUTED)
        if default is not None:
            axes.plot([(default - low) / (high - low)] * 2, [place - 0.16, place + 0.16], color=_plot.INK, linewidth=2,
                      zorder=3)
        if value is not None:
            axes.barh([place], [(value - low) / (high - low)], 0.2, color=color, alpha=0.55, zorder=2)
            axes.plot([(value - low) / (high - low)], [place], "o", color=color, markersize=12, zorder=5, clip_on=False,
                      markeredgecolor=_plot.PANEL, markeredgewidth=1.8)
    axes.set(xlim=(-0.02, 1.02), ylim=(len(_GAUGES) - 0.35, -0.75), xticks=[], yticks=[],
             title=Text("数值参数（竖线是默认值）", "numbers (the mark is the default)").to(lang))
    axes.grid(visible=False)
    axes.patch.set_alpha(0)
    for spine in axes.spines.values():
        spine.set_visible(False)


def _allowed(flag: Flag, version: str) -> str:
    if flag.name == "quality":
        return ", ".join(map(six, QUALITY[version]))
    return f"{six(WEIGHT_STEP if flag.name == 'iw' and version == '8.2' else flag.low)}–{six(flag.high)}"


def _range(flag: Flag, version: str) -> tuple[float, float]:
    """Where the gauge begins and ends."""
    return (0, max(QUALITY[version])) if flag.name == "quality" else (flag.low, flag.high)
