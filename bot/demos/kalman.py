"""One Kalman update of a number: a prediction and a measurement become one better estimate."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from bot.demos._numbers import six
from bot.demos._tables import tables
from bot.domain.demo import Demo, Golden, Result
from bot.domain.param import Param
from bot.domain.text import Lang, Text

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_VARIANCES = (1e-6, 1e6)


def run(p: float, r: float, x: float, z: float) -> Result:
    """Gain K = p/(p + r), estimate x + K(z − x), variance (1 − K)p = pr/(p + r).

    Kalman, "A New Approach to Linear Filtering and Prediction Problems", 1960, for one dimension with H = 1.
    """
    gain = p / (p + r)
    estimate = x + gain * (z - x)
    values = {
        "gain": gain, "estimate": estimate, "variance": p * r / (p + r), "innovation": z - x,
        "innovation_variance": p + r, "deviation": math.sqrt(p * r / (p + r)),
    }
    return Result(values, _text(values, p, r), _rows(values, p), None, _alt(values, p, r, x, z))


def _text(values: Mapping[str, Any], p: float, r: float) -> Text:
    trusted = Text("更信测量", "the measurement counts for more") if p > r else Text(
        "更信预测", "the prediction counts for more") if p < r else Text("两者各占一半", "both count the same")
    gain, estimate, variance = six(values["gain"]), six(values["estimate"]), six(values["variance"])
    return Text(f"增益 K = {gain}，{trusted.zh}：估计值 {estimate}，方差降到 {variance}。",
                f"The gain is {gain}, so {trusted.en}: the estimate is {estimate}, with the variance down to {variance}.")


def _rows(values: Mapping[str, Any], p: float) -> Any:
    return tables((
        (Text("增益 K", "gain K"), six(values["gain"])),
        (Text("估计值", "estimate"), six(values["estimate"])),
        (Text("方差", "variance"), f"{six(p)} → {six(values['variance'])}"),
        (Text("新息 z − x", "innovation z − x"), six(values["innovation"])),
        (Text("标准差", "standard deviation"), six(values["deviation"])),
    ), strong=(0, 1, 2))


def _alt(values: Mapping[str, Any], p: float, r: float, x: float, z: float) -> Text:
    estimate, variance = six(values["estimate"]), six(values["variance"])
    return Text(
        f"三条高斯曲线：预测 {six(x)}（方差 {six(p)}），测量 {six(z)}（方差 {six(r)}），估计 {estimate}（方差 {variance}），"
        f"增益 {six(values['gain'])}。",
        f"Three Gaussians: prediction {six(x)} (variance {six(p)}), measurement {six(z)} (variance {six(r)}), estimate "
        f"{estimate} (variance {variance}); gain {six(values['gain'])}.",
    )


def plot(result: Result, args: Mapping[str, Any], lang: Lang) -> Figure:
    """The three densities on one axis; each scaled to its own peak where true heights would hide one."""
    import numpy as np

    from bot.demos import _plot

    values = result.values
    curves = (
        (Text("预测", "prediction"), args["x"], math.sqrt(args["p"]), _plot.BLUE),
        (Text("测量", "measurement"), args["z"], math.sqrt(args["r"]), _plot.ORANGE),
        (Text("估计", "estimate"), values["estimate"], values["deviation"], _plot.GREEN),
    )
    widest = max(spread for _, _, spread, _ in curves)
    low, high = (pick(mean + side * 3.6 * widest for _, mean, _, _ in curves) for pick, side in ((min, -1), (max, 1)))
    own = widest > 8 * values["deviation"]
    figure, (axes,) = _plot.canvas(Text("卡尔曼更新：两个高斯合成一个", "A Kalman update: two Gaussians become one").to(lang))
    for label, mean, spread, color in curves:
        # Dense around its own mean, so that a needle keeps its point.
        grid = np.unique(np.concatenate((np.linspace(low, high, 801), mean + spread * np.linspace(-5, 5, 401))))
        height = 1.0 if own else values["deviation"] / spread
        density = height * np.exp(-(((grid - mean) / spread) ** 2) / 2)
        name = f"{label.to(lang)}  {six(mean)} ± {six(spread)}"
        axes.plot(grid, density, color=color, label=name, linewidth=3.2 if color == _plot.GREEN else 2.4)
        axes.fill_between(grid, density, color=color, alpha=0.1, linewidth=0)
    _plot.point(axes, values["estimate"], 1.0, f"K = {six(values['gain'])}\nx = {six(values['estimate'])}",
                shift=(14 if values["estimate"] < (low + high) / 2 else -14, 6))
    title = Text("密度（最高处为 1）", "density (peak at 1)")
    if own:
        title = Text("密度（宽窄悬殊，各自最高处画成 1）", "density (widths differ greatly: each peak drawn at 1)")
    axes.set(xlim=(low, high), ylim=(0, 1.62), yticks=[0, 0.5, 1], xlabel=Text("状态", "state").to(lang), title=title.to(lang))
    axes.xaxis.set_major_formatter(lambda value, _: six(value))
    axes.legend(loc="upper left" if values["estimate"] >= (low + high) / 2 else "upper right")
    return figure


DEMO = Demo(
    name="kalman",
    title=Text("一维卡尔曼更新", "A Kalman update in one dimension"),
    summary=Text("预测和测量各有方差：算增益、新的估计和更小的方差。",
                 "A prediction and a measurement with their variances: gain, estimate, smaller variance."),
    topic="autonomous-driving",
    params=(
        Param("p", "number", Text("预测的方差 P", "variance P of the prediction"), example="4", low=_VARIANCES[0],
              high=_VARIANCES[1]),
        Param("r", "number", Text("测量的方差 R", "variance R of the measurement"), example="1", low=_VARIANCES[0],
              high=_VARIANCES[1]),
        Param("x", "number", Text("预测值", "predicted value"), example="10", low=-1e6, high=1e6),
        Param("z", "number", Text("测量值", "measured value"), example="12", low=-1e6, high=1e6),
    ),
    run=run,
    plot=plot,
    goldens=(
        Golden("4 1 10 12", {"gain": 0.8, "estimate": 11.6, "variance": 0.8, "innovation": 2.0}),
        Golden("P=1 R=1 x=-3 z=3", {"gain": 0.5, "estimate": 0.0, "variance": 0.5}),
        Golden("1e-6 1e6 0 5", {"gain": 1e-12, "estimate": 5e-12, "variance": 1e-6}, abs=1e-15),
        Golden("1e6 1e-6 1e6 -1e6", {"gain": 1.0, "estimate": -1e6, "variance": 1e-6}),
        Golden("0 1 10 12", error="E_RANGE"),
        Golden("4 -1 10 12", error="E_RANGE"),
        Golden("4 1 ten 12", error="E_TYPE"),
        Golden("4 1 10 inf", error="E_RANGE"),
        Golden("4 1 10", error="E_MISSING"),
    ),
)
