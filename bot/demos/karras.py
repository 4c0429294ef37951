"""The noise levels at which a diffusion sampler stops, by the rule of Karras and others."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from bot.demos._numbers import six
from bot.demos._tables import tables
from bot.domain.demo import Demo, Golden, Result
from bot.domain.param import Param
from bot.domain.reading import fault
from bot.domain.text import Lang, Text

if TYPE_CHECKING:
    from matplotlib.figure import Figure

SHOWN = 10
_SMIN = Param("smin", "number", Text("最小 σ", "least σ"), example="0.0292", low=1e-4, high=1e4)


def sigmas_of(n: int, smin: float, smax: float, rho: float) -> list[float]:
    """(smax^(1/ρ) + i/(n − 1)·(smin^(1/ρ) − smax^(1/ρ)))^ρ for i = 0 … n − 1; both ends are exact."""
    if n == 1:
        return [smax]
    top, bottom = smax ** (1 / rho), smin ** (1 / rho)
    inner = [(top + i / (n - 1) * (bottom - top)) ** rho for i in range(1, n - 1)]
    return [smax, *inner, smin]


def run(n: int, smin: float, smax: float, rho: float) -> Result:
    """n levels from smax down to smin, evenly spaced in σ^(1/ρ).

    Karras et al., "Elucidating the Design Space of Diffusion-Based Generative Models", 2022, equation 5, with ρ = 7; the
    final 0 that samplers append is left out. Raises BadInput (E_RANGE) unless smin < smax.
    """
    if not smin < smax:
        raise fault(_SMIN, "E_RANGE", Text(f"smin = {six(smin)} 必须小于 smax = {six(smax)}",
                                           f"smin = {six(smin)} must be less than smax = {six(smax)}"))
    sigmas = sigmas_of(n, smin, smax, rho)
    values = {
        "sigmas": sigmas, "middle": sigmas[n // 2] if n % 2 else None,
        "first_step": sigmas[0] - sigmas[1] if n > 1 else None, "last_step": sigmas[-2] - sigmas[-1] if n > 1 else None,
        "below_one": sum(sigma < 1 for sigma in sigmas),
    }
    return Result(values, _text(values, rho), _rows(values), None, _alt(values, rho))


def _text(values: Mapping[str, Any], rho: float) -> Text:
    n, high, low = len(values["sigmas"]), six(values["sigmas"][0]), six(values["sigmas"][-1])
    if n == 1:
        return Text(f"只有一步，停在最大的 σ = {high}。", f"A single step stands at the largest σ, {high}.")
    first, last = six(values["first_step"]), six(values["last_step"])
    return Text(
        f"ρ = {six(rho)}：{n} 级噪声从 {high} 降到 {low}，首步降 {first}，末步只降 {last}；{values['below_one']} 级在 1 以下。"
        if values["first_step"] > values["last_step"] else
        f"ρ = {six(rho)}：{n} 级噪声从 {high} 降到 {low}，首步降 {first}，末步降 {last}；{values['below_one']} 级在 1 以下。",
        f"With ρ = {six(rho)}, {n} levels of noise fall from {high} to {low}: by {first} at the first step and by {last} at "
        f"the last. Levels below 1: {values['below_one']}.",
    )


def _rows(values: Mapping[str, Any]) -> Any:
    sigmas = values["sigmas"]
    count = len(sigmas)
    keep = range(count) if count <= SHOWN else [*range(SHOWN // 2), -1, *range(count - SHOWN // 2, count)]
    rows = [("…", "…") if i < 0 else (str(i), six(sigmas[i])) for i in keep]
    return tables(rows, Text("步|σ", "step|σ"), numeric=(0, 1), strong=(len(rows) // 2,))


def _alt(values: Mapping[str, Any], rho: float) -> Text:
    sigmas = values["sigmas"]
    listed = ", ".join(six(sigma) for sigma in sigmas[:SHOWN]) + ("…" if len(sigmas) > SHOWN else "")
    return Text(
        f"σ 随步数下降（对数刻度）：ρ = {six(rho)} 的 {len(sigmas)} 级为 {listed}；旁边是均匀（ρ = 1）和等比的分法。",
        f"σ falling with the step, on a log scale: the {len(sigmas)} levels for ρ = {six(rho)} are {listed}; beside them even "
        "(ρ = 1) and geometric spacing.",
    )


def plot(result: Result, args: Mapping[str, Any], lang: Lang) -> Figure:
    """The levels on a log scale with even and geometric spacing beside them; below, where they lie on a line."""
    from matplotlib.ticker import MaxNLocator

    from bot.demos import _plot

    n, smin, smax, rho, sigmas = args["n"], args["smin"], args["smax"], args["rho"], result.values["sigmas"]
    figure, (left, right) = _plot.canvas(Text("Karras 噪声级", "Karras noise levels").to(lang), 2, widths=(1.45, 1))
    smooth = [i / 200 * max(n - 1, 1) for i in range(201)]
    fine = {label: sigmas_of(201, smin, smax, power) for label, power in (
        (Text("均匀（ρ = 1）", "even (ρ = 1)"), 1.0), (Text("等比", "geometric"), 1e4))}
    for (label, curve), color, dash in zip(fine.items(), (_plot.ORANGE, _plot.GREEN), ("--", ":"), strict=True):
        left.plot(smooth, curve, dash, color=color, linewidth=2, label=label.to(lang))
    left.plot(smooth, sigmas_of(201, smin, smax, rho), color=_plot.BLUE, linewidth=2.6, label=f"ρ = {six(rho)}")
    size = 9 if n <= 15 else 5 if n <= 60 else 3
    left.plot(range(n), sigmas, "o", color=_plot.BLUE, markersize=size, markeredgecolor=_plot.PANEL, zorder=5,
              markeredgewidth=1 if n <= 60 else 0, clip_on=False)
    middle = n // 2
    _plot.point(left, middle, sigmas[middle], f"σ[{middle}] = {six(sigmas[middle])}", shift=(-10, -16) if n > 1 else (14, -16))
    reach = (smax / smin) ** 0.06
    left.set(yscale="log", xlim=(0, max(n - 1, 1)), ylim=(smin / reach, smax * reach**3.4),
             xlabel=Text("步", "step").to(lang), title=Text("σ（对数刻度）", "σ (log scale)").to(lang))
    left.xaxis.set_major_locator(MaxNLocator(8, integer=True))
    left.yaxis.set_major_formatter(lambda value, _: six(value))
    left.yaxis.set_minor_formatter(lambda value, _: six(value) if smax < 8 * smin else "")
    left.legend(loc="upper right", ncols=3, columnspacing=1.2, handlelength=1.8, handletextpad=0.5)
    right.plot(range(n), sigmas, "-o", color=_plot.BLUE, markersize=size, markeredgecolor=_plot.PANEL, clip_on=False,
               markeredgewidth=1 if n <= 60 else 0)
    right.set(xlim=(0, max(n - 1, 1)), ylim=(0, smax * 1.05), xlabel=Text("步", "step").to(lang),
              title=Text("σ（等距刻度）", "σ (linear scale)").to(lang))
    right.xaxis.set_major_locator(MaxNLocator(5, integer=True))
    right.yaxis.set_major_formatter(lambda value, _: six(value))
    return figure


DEMO = Demo(
    name="karras",
    title=Text("Karras 噪声级", "Karras noise levels"),
    summary=Text("采样器在哪些噪声级 σ 停步：从最大到最小，按 σ 的 1/ρ 次方均匀分。",
                 "The noise levels σ of a sampler, from largest to least, even in σ to the power 1/ρ."),
    topic="webui",
    params=(
        Param("n", "int", Text("步数", "steps"), example="5", low=1, high=200),
        _SMIN,
        Param("smax", "number", Text("最大 σ", "largest σ"), example="14.6146", low=1e-4, high=1e4),
        Param("rho", "number", Text("间距的指数 ρ", "exponent ρ of the spacing"), example="7", default=7.0, required=False, low=0.1, high=100),
    ),
    run=run,
    plot=plot,
    goldens=(
        Golden("5 0.0292 14.6146 7", {"sigmas": [14.6146, 4.79717, 1.27452, 0.248104, 0.0292], "middle": 1.27452},
               rel=5e-6),
        Golden("30 0.0292 14.6146", {"middle": None}),
        Golden("1 0.1 10", {"sigmas": [10.0], "first_step": None, "middle": 10.0}),
        Golden("200 1e-4 1e4 0.1", {"below_one": 1}),
        Golden("3 1 3 1", {"sigmas": [3.0, 2.0, 1.0], "first_step": 1.0, "last_step": 1.0}),
        Golden("5 14.6146 0.0292 7", error="E_RANGE"),
        Golden("5 1 1 7", error="E_RANGE"),
        Golden("0 0.0292 14.6146 7", error="E_RANGE"),
        Golden("5 0 14.6146 7", error="E_RANGE"),
        Golden("5 0.0292 14.6146 seven", error="E_TYPE"),
        Golden("5 0.0292", error="E_MISSING"),
    ),
)
