"""How FLUX.1 shifts its sampling times by the number of image tokens."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from bot.demos._numbers import six
from bot.demos._tables import tables
from bot.demos._units import TOKENS
from bot.domain.demo import Demo, Golden, Result
from bot.domain.param import Param
from bot.domain.text import Lang, Text

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

FEW, MANY = (256, 0.5), (4096, 1.15)
"""Tokens and μ of the two points of the line: 256×256 and 1024×1024 pixels."""
LOW, HIGH = 16, 65536


def mu_of(tokens: float) -> float:
    """The line through FEW and MANY."""
    return FEW[1] + (tokens - FEW[0]) * (MANY[1] - FEW[1]) / (MANY[0] - FEW[0])


def shifted(t: float, mu: float) -> float:
    """e^μ/(e^μ + 1/t − 1), which is the shift s·t/(1 + (s − 1)·t) with s = e^μ."""
    return 0.0 if t == 0 else math.exp(mu) / (math.exp(mu) + (1 / t - 1))


def run(tokens: int) -> Result:
    """μ on the line of the tokens, the shift e^μ, and where t = 0.25, 0.5 and 0.75 go.

    Black Forest Labs' reference code for FLUX.1 (`sampling.py`: `get_lin_function`, `time_shift`), 2024. A token stands
    for 16×16 pixels.
    """
    mu = mu_of(tokens)
    values = {
        "mu": mu, "shift": math.exp(mu), "shifted_half": shifted(0.5, mu), "shifted_quarter": shifted(0.25, mu),
        "shifted_three_quarters": shifted(0.75, mu), "square_side": 16 * math.sqrt(tokens),
        "beyond_line": not FEW[0] <= tokens <= MANY[0],
    }
    return Result(values, _text(values, tokens), _rows(values), None, _alt(values, tokens))


def _text(values: Mapping[str, Any], tokens: int) -> Text:
    mu, shift, half = six(values["mu"]), six(values["shift"]), six(values["shifted_half"])
    outside = Text("（在标定的 256 到 4096 之外，按直线外推）", ", extrapolated beyond 256 to 4096,")
    if not values["beyond_line"]:
        outside = Text("", "")
    return Text(f"{tokens:,} 个 token 时 μ = {mu}{outside.zh}，相当于移位 {shift}：t = 0.5 变成 {half}。",
                f"For {tokens:,} tokens μ = {mu}{outside.en or ','} a shift of {shift}: t = 0.5 becomes {half}.")


def _rows(values: Mapping[str, Any]) -> Any:
    return tables((
        ("μ", six(values["mu"])),
        (Text("移位 e^μ", "shift e^μ"), six(values["shift"])),
        ("t = 0.5", six(values["shifted_half"])),
        ("t = 0.25", six(values["shifted_quarter"])),
        ("t = 0.75", six(values["shifted_three_quarters"])),
        (Text("正方形图像的边长（像素）", "side of a square image in pixels"), six(values["square_side"])),
    ), strong=(0, 2))


def _alt(values: Mapping[str, Any], tokens: int) -> Text:
    mu, half = six(values["mu"]), six(values["shifted_half"])
    return Text(
        f"左图：256、4096 和所问的 {tokens:,} 个 token 的移位曲线，标出 0.5 → {half}。右图：μ 随 token 数的直线，标出 μ = {mu}。",
        f"Left: the shifted times for 256, 4096 and the asked {tokens:,} tokens, with 0.5 → {half} marked. Right: the line "
        f"of μ against tokens, with μ = {mu} marked.",
    )


def plot(result: Result, args: Mapping[str, Any], lang: Lang) -> Figure:
    """The shifted times on the left, the line of μ on the right."""
    from bot.demos import _plot

    values, tokens = result.values, args["tokens"]
    figure, (left, right) = _plot.canvas(Text("FLUX.1 的时间移位", "FLUX.1's shift of time").to(lang), 2)
    even = [i / 400 for i in range(401)]
    left.plot([0, 1], [0, 1], ":", color=_plot.MUTED, linewidth=1.8,
              label=Text("不移位", "no shift").to(lang))
    for count, color in ((FEW[0], _plot.GREEN), (MANY[0], _plot.ORANGE)):
        if count == tokens:
            continue
        left.plot(even, [shifted(t, mu_of(count)) for t in even], "--", color=color, linewidth=2,
                  label=f"{count:,}")
    left.plot(even, [shifted(t, values["mu"]) for t in even], color=_plot.BLUE, linewidth=3.4, zorder=3,
              label=f"{tokens:,}", clip_on=False)
    _plot.point(left, 0.5, values["shifted_half"], f"0.5 → {six(values['shifted_half'])}", shift=(14, -26))
    left.set(xlim=(0, 1), ylim=(0, 1), aspect="equal", xlabel=Text("均匀的时刻 t", "even times t").to(lang),
             title=Text("移位后的时刻（按 token 数）", "shifted times (by tokens)").to(lang))
    left.legend(loc="lower right")
    _draw_line(right, values, tokens, lang)
    return figure


def _draw_line(axes: Axes, values: Mapping[str, Any], tokens: int, lang: Lang) -> None:
    from bot.demos import _plot

    end = max(5000.0, tokens * 1.25)
    axes.plot([0, end], [mu_of(0), mu_of(end)], "--", color=_plot.BLUE, linewidth=1.8)
    axes.plot([FEW[0], MANY[0]], [FEW[1], MANY[1]], color=_plot.BLUE, linewidth=3.4)
    axes.plot([FEW[0], MANY[0]], [FEW[1], MANY[1]], "o", color=_plot.BLUE, markersize=8, markeredgecolor=_plot.PANEL, zorder=5)
    _plot.point(axes, tokens, values["mu"], f"{tokens:,}\nμ = {six(values['mu'])}",
                shift=(-14, 12) if tokens > 0.4 * end else (14, -16))
    axes.set(xlim=(0, end), ylim=(0, mu_of(end) * 1.1), xlabel=Text("图像 token 数", "image tokens").to(lang),
             title=Text("μ（虚线是外推）", "μ (dashed: extrapolated)").to(lang))
    axes.xaxis.set_major_locator(_ticks())
    axes.xaxis.set_major_formatter(lambda value, _: f"{value:,.0f}")


def _ticks() -> Any:
    from matplotlib.ticker import MaxNLocator

    return MaxNLocator(4)


DEMO = Demo(
    name="flux-shift",
    title=Text("FLUX.1 的时间移位", "FLUX.1's shift of time"),
    summary=Text("图像 token 越多，采样时刻越往噪声一侧移：μ、移位和移位后的时刻。",
                 "More image tokens push the sampling times towards noise: μ, shift and shifted times."),
    topic="flux",
    params=(Param("tokens", "int", Text("图像 token 数", "image tokens"), example="4096", low=LOW, high=HIGH,
                  units=TOKENS),),
    run=run,
    plot=plot,
    goldens=(
        Golden("4096", {"mu": 1.15, "shifted_half": 0.759511, "shift": 3.158193, "square_side": 1024.0}),
        Golden("1024", {"mu": 0.63, "shifted_half": 0.652489, "beyond_line": False}),
        Golden("256", {"mu": 0.5, "shifted_half": 0.622459}),
        Golden("65536", {"mu": 11.55, "beyond_line": True}),
        Golden("16", {"mu": 0.459375, "square_side": 64.0}),
        Golden("15", error="E_RANGE"),
        Golden("65537", error="E_RANGE"),
        Golden("4096.5", error="E_TYPE"),
        Golden("", error="E_MISSING"),
    ),
)
