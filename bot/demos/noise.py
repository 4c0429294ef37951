"""The forward noising of a diffusion model at one step of three well-known schedules."""

from __future__ import annotations

import math
from collections.abc import Mapping
from itertools import accumulate, pairwise
from operator import mul
from typing import TYPE_CHECKING, Any

from bot.demos._numbers import six
from bot.demos._tables import tables
from bot.domain.demo import Demo, Golden, Result
from bot.domain.param import Param
from bot.domain.text import Lang, Text

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

STEPS, STRIDE = 1000, 100
_BAR = r"$\bar{\alpha}$"
_NAMES = {
    "sd": Text.same("Stable Diffusion"),
    "ddpm": Text.same("DDPM"),
    "cosine": Text("余弦", "cosine"),
}


def betas(schedule: str) -> list[float]:
    """The 1,000 variances: linear 1e-4 to 0.02 (`ddpm`: Ho et al., 2020), the square of linear √0.00085 to √0.012 (`sd`:
    Rombach et al., 2022), or 1 − f(t+1)/f(t), at most 0.999, with f(u) = cos²((u + 0.008)/1.008·π/2) (`cosine`: Nichol
    and Dhariwal, 2021)."""
    if schedule == "cosine":
        level = [math.cos((i / STEPS + 0.008) / 1.008 * math.pi / 2) ** 2 for i in range(STEPS + 1)]
        return [min(1 - after / before, 0.999) for before, after in pairwise(level)]
    low, high, power = (math.sqrt(0.00085), math.sqrt(0.012), 2) if schedule == "sd" else (1e-4, 0.02, 1)
    return [(low + (high - low) * i / (STEPS - 1)) ** power for i in range(STEPS)]


def alpha_bars(schedule: str) -> list[float]:
    """ᾱ_t, the running product of 1 − β."""
    return list(accumulate((1 - beta for beta in betas(schedule)), mul))


def run(t: int, schedule: str, x0: float, eps: float) -> Result:
    """x_t = √ᾱ·x0 + √(1 − ᾱ)·eps, with SNR ᾱ/(1 − ᾱ), and one DDIM step (Song et al., 2021) of 100 back with this eps.

    A step from below t = 100 ends at the clean x0, where ᾱ is 1; `ddim_t` is null then.
    """
    bars = alpha_bars(schedule)
    bar, before = bars[t], bars[t - STRIDE] if t >= STRIDE else 1.0
    noised = math.sqrt(bar) * x0 + math.sqrt(1 - bar) * eps
    clean = (noised - math.sqrt(1 - bar) * eps) / math.sqrt(bar)
    values = {
        "beta": betas(schedule)[t], "alpha_bar": bar, "snr": bar / (1 - bar),
        "snr_db": 10 * math.log10(bar / (1 - bar)), "sigma": math.sqrt((1 - bar) / bar), "x_t": noised,
        "signal": math.sqrt(bar), "noise": math.sqrt(1 - bar), "ddim_t": t - STRIDE if t >= STRIDE else None,
        "ddim_alpha_bar": before, "ddim_x": math.sqrt(before) * clean + math.sqrt(1 - before) * eps,
        "first_below_half": next(i for i, value in enumerate(bars) if value < 0.5),
    }
    return Result(values, _text(values, t, schedule), _rows(values), None, _alt(values, t, schedule))


def _text(values: Mapping[str, Any], t: int, schedule: str) -> Text:
    bar, found, ratio = six(values["alpha_bar"]), six(values["x_t"]), six(values["snr_db"])
    louder = values["alpha_bar"] < 0.5
    return Text(
        f"{_NAMES[schedule].zh} 的第 {t} 步：ᾱ = {bar}，信噪比 {ratio} dB，{'噪声比信号强' if louder else '信号不弱于噪声'}；"
        f"x_t = {found}。",
        f"Step {t} of the {_NAMES[schedule].en} schedule: ᾱ = {bar}, a signal-to-noise ratio of {ratio} dB, "
        f"{'noise above signal' if louder else 'signal not below noise'}; x_t = {found}.",
    )


def _rows(values: Mapping[str, Any]) -> Any:
    back = Text("退到 x0（ᾱ = 1）", "DDIM step to x0 (ᾱ = 1)")
    if values["ddim_t"] is not None:
        level = six(values["ddim_alpha_bar"])
        back = Text(f"DDIM 退到第 {values['ddim_t']} 步（ᾱ = {level}）", f"DDIM step to {values['ddim_t']} (ᾱ = {level})")
    return tables((
        ("ᾱ", six(values["alpha_bar"])),
        ("x_t", six(values["x_t"])),
        ("β", six(values["beta"])),
        (Text("信噪比（dB）", "signal-to-noise in dB"), six(values["snr_db"])),
        ("σ = √((1 − ᾱ)/ᾱ)", six(values["sigma"])),
        (back, six(values["ddim_x"])),
    ), strong=(0, 1))


def _alt(values: Mapping[str, Any], t: int, schedule: str) -> Text:
    bar, ratio = six(values["alpha_bar"]), six(values["snr_db"])
    return Text(
        f"左图：三种加噪表的 ᾱ 随步数下降，标出 {_NAMES[schedule].zh} 第 {t} 步的 ᾱ = {bar}。右图：一幅简单的图像在这一步的样子，"
        f"信噪比 {ratio} dB。",
        f"Left: ᾱ of three schedules falling with the step, with ᾱ = {bar} at step {t} of {_NAMES[schedule].en} marked. "
        f"Right: what a simple picture looks like at that step, with a signal-to-noise ratio of {ratio} dB.",
    )


def plot(result: Result, args: Mapping[str, Any], lang: Lang) -> Figure:
    """The three curves of ᾱ on the left, a picture noised to the asked step on the right."""
    from bot.demos import _plot

    values, t = result.values, args["t"]
    figure, (left, right) = _plot.canvas(Text("扩散模型的加噪", "Noising in a diffusion model").to(lang), 2,
                                         widths=(1.25, 1))
    colors = {"sd": _plot.BLUE, "ddpm": _plot.ORANGE, "cosine": _plot.GREEN}
    for name, color in colors.items():
        left.plot(range(STEPS), alpha_bars(name), color=color, label=_NAMES[name].to(lang),
                  linewidth=3.4 if name == args["schedule"] else 2)
    left.axhline(0.5, color=_plot.EDGE, linestyle=":", linewidth=1.6)
    low = values["alpha_bar"] < 0.22
    _plot.point(left, t, values["alpha_bar"], f"t = {t}\n{_BAR} = {six(values['alpha_bar'])}",
                shift=(14 if t < 620 else -14 if t > 860 else 0, 48 if low else 16 if t < 620 else 44))
    left.set(xlim=(0, STEPS - 1), ylim=(0, 1.42), xlabel=Text("步 t", "step t").to(lang),
             title=Text(f"{_BAR}：剩下的信号", f"{_BAR}: the signal that is left").to(lang), yticks=[0, 0.25, 0.5, 0.75, 1])
    left.legend(loc="upper right", ncols=1)
    _draw_picture(right, values["signal"], values["noise"])
    right.set_title(Text(f"x_t：信噪比 {six(values['snr_db'])} dB", f"x_t: SNR {six(values['snr_db'])} dB").to(lang))
    return figure


def _draw_picture(axes: Axes, signal: float, noise: float) -> None:
    """Hills under a sun, 40×40, with always the same noise."""
    import numpy as np

    from bot.demos import _plot

    side = 40
    row, column = np.mgrid[0:side, 0:side] / (side - 1)
    clean = np.where(row > 0.72 + 0.1 * np.sin(6 * column), -0.9, 0.15 - 0.5 * row)
    clean = np.where((row - 0.3) ** 2 + (column - 0.66) ** 2 < 0.025, 1.0, clean)
    grains = np.random.default_rng(7).standard_normal((side, side))
    axes.imshow(signal * clean + noise * grains, cmap="cividis", vmin=-1.25, vmax=1.25, interpolation="nearest")
    axes.set(xticks=[], yticks=[])
    axes.grid(visible=False)
    for spine in axes.spines.values():
        spine.set(visible=True, color=_plot.EDGE)



DEMO = Demo(
    name="noise",
    title=Text("加噪表", "Noise schedules"),
    summary=Text("扩散模型第 t 步的 ᾱ、信噪比和 x_t，以及一步 DDIM。",
                 "ᾱ, signal-to-noise ratio and x_t at step t of a diffusion model, and one DDIM step."),
    topic="stable-diffusion",
    params=(
        Param("t", "int", Text("步（从 0 数）", "step, counted from 0"), example="500", low=0, high=STEPS - 1),
        Param("schedule", "choice", Text("加噪表", "schedule"), default="sd", required=False, choices=tuple(_NAMES)),
        Param("x0", "number", Text("干净的值", "clean value"), default=1.0, required=False, low=-1e6, high=1e6),
        Param("eps", "number", Text("噪声", "noise"), default=-0.5, required=False, low=-1e6, high=1e6),
    ),
    run=run,
    plot=plot,
    goldens=(
        Golden("500 sd", {"alpha_bar": 0.27633268, "snr_db": -4.18107, "x_t": 0.10033036, "ddim_t": 400,
                          "ddim_alpha_bar": 0.42448302, "ddim_x": 0.27220944, "first_below_half": 354}),
        Golden("999", {"alpha_bar": 0.004660, "sigma": 14.6146}, abs=5e-7, rel=1e-5),
        Golden("500 ddpm", {"alpha_bar": 0.07780, "first_below_half": 259}, abs=5e-6),
        Golden("999 cosine", {"beta": 0.999, "ddim_t": 899}),
        Golden("0", {"sigma": 0.0292, "beta": 0.00085, "ddim_t": None, "ddim_alpha_bar": 1.0, "ddim_x": 1.0}, abs=5e-5),
        Golden("1000", error="E_RANGE"),
        Golden("-1", error="E_RANGE"),
        Golden("500 linear", error="E_UNKNOWN"),
        Golden("500.5", error="E_TYPE"),
        Golden("500 sd nan", error="E_RANGE"),
        Golden("", error="E_MISSING"),
    ),
)
