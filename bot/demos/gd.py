"""Gradient descent on the simplest regression there is: y = w·x over three points, from w = 0."""

from __future__ import annotations

import math
from collections.abc import Mapping
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from bot.demos._numbers import six, vector
from bot.demos._tables import tables
from bot.domain.demo import Demo, Golden, Result
from bot.domain.param import Param
from bot.domain.reading import fault
from bot.domain.text import Lang, Text

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

X = (1.0, 2.0, 3.0)
TARGET = 2.0
"""The slope that y = 2x was made with."""
CURVATURE = 2 * sum(x * x for x in X) / len(X)
LIMIT = 2 / CURVATURE
"""The rate at which a step lands exactly opposite: 0.2142857."""
_LR = Param("lr", "number", Text("学习率", "learning rate"), example="0.1", low=0, high=1)


def loss_of(w: float) -> float:
    """The mean of (wx − y)² over the three points."""
    return sum((w * x - TARGET * x) ** 2 for x in X) / len(X)


def run(lr: float, steps: int) -> Result:
    """w after each step w − lr·g with g = (2/3)Σ(wx − y)x, and whether the steps shrink, swing or grow.

    Each step multiplies w − 2 by 1 − lr·28/3, so it converges for 0 < lr < 3/14 alone (Goodfellow, Bengio and
    Courville, "Deep Learning", 2016, section 4.3). Raises BadInput (E_RANGE) for lr = 0.
    """
    if lr <= 0:
        raise fault(_LR, "E_RANGE", Text("收到 0，学习率要大于 0", "got 0, and the rate must be above 0"))
    path, gradients = [0.0], []
    for _ in range(steps):
        gradients.append(2 / len(X) * sum((path[-1] * x - TARGET * x) * x for x in X))
        path.append(path[-1] - lr * gradients[-1])
    values = {
        "w": path[1:], "final": path[-1], "gradients": gradients, "losses": [loss_of(w) for w in path],
        "limit": LIMIT, "factor": 1 - lr * CURVATURE, "diverges": lr > LIMIT, "target": TARGET,
    }
    return Result(values, _text(values, lr, steps), _tables(values), None, _alt(values, lr, steps))


def _verdict(values: Mapping[str, Any]) -> Text:
    limit, factor = six(LIMIT), six(values["factor"])
    if abs(values["factor"] + 1) < 1e-5:
        return Text(f"正在上限 {limit} 上：误差大小几乎不变，只是来回摆动",
                    f"at the limit {limit} the error swings from side to side and hardly changes its size")
    if values["diverges"]:
        return Text(f"学习率超过 {limit}，发散：每步把误差乘以 {factor}", f"it diverges, for lr > {limit}: each step multiplies "
                    f"the error by {factor}")
    if values["factor"] < 0:
        return Text(f"收敛但来回摆动：每步把误差乘以 {factor}（上限 {limit}）",
                    f"it converges, swinging from side to side: each step multiplies the error by {factor} (limit {limit})")
    return Text(f"收敛：每步把误差乘以 {factor}（上限 {limit}）",
                f"it converges: each step multiplies the error by {factor} (limit {limit})")


def _text(values: Mapping[str, Any], lr: float, steps: int) -> Text:
    verdict, w = _verdict(values), six(values["final"])
    return Text(f"lr = {six(lr)}，{steps} 步之后 w = {w}，目标 2；{verdict.zh}。",
                f"With lr = {six(lr)}, w = {w} after {steps} step{'s' * (steps > 1)}, and the target is 2; {verdict.en}.")


def _tables(values: Mapping[str, Any]) -> Any:
    path = [0.0, *values["w"]]
    rows = [(str(i), six(w), six(values["losses"][i]), six(values["gradients"][i]) if i < len(values["gradients"]) else "")
            for i, w in enumerate(path)]
    if len(rows) > 12:
        rows = [*rows[:5], ("…", "", "", ""), *rows[-6:]]
    return tables(rows, Text("步|w|损失|梯度", "step|w|loss|gradient"), numeric=(0, 1, 2, 3), strong=(len(rows) - 1,))


def _alt(values: Mapping[str, Any], lr: float, steps: int) -> Text:
    shown, final = vector(values["w"][:5]), six(values["final"])
    verdict = Text("发散", "diverging") if values["diverges"] else Text("收敛", "converging")
    return Text(
        f"左图：损失是 w 的抛物线，画出 lr = {six(lr)} 的前几步，先后是 {shown}。"
        f"右图：w 随步数的变化，{steps} 步后 {final}，虚线是目标 2，{verdict.zh}。",
        f"Left: the loss is a parabola in w, with the first steps at lr = {six(lr)}: {shown}. Right: w by step, {final} "
        f"after {steps}, the target 2 dashed; {verdict.en}.",
    )


def plot(result: Result, args: Mapping[str, Any], lang: Lang) -> Figure:
    """The steps on the parabola on the left, w by step on the right."""
    from bot.demos import _plot
    from bot.demos._corner import corner_card

    values = result.values
    title = Text("梯度下降：步子多大才收敛", "Gradient descent: how large a step converges").to(lang)
    figure, (left, right) = _plot.canvas(title, 2)
    _draw_parabola(left, values, lang)
    path = [0.0, *values["w"]]
    color = _plot.RED if values["diverges"] else _plot.GREEN
    right.axhline(TARGET, linestyle="--", color=_plot.MUTED, linewidth=1.8)
    right.plot(range(len(path)), path, "o-", color=color, markersize=7 if len(path) < 25 else 4)
    far = max(abs(w - TARGET) for w in path)
    low, high = min(path), max(*path, TARGET)
    right.set(xlabel=Text("步", "step").to(lang), title=Text(f"w（lr = {six(args['lr'])}）", f"w (lr = {six(args['lr'])})").to(lang),
              xlim=(-0.03 * len(path), (len(path) - 1) * 1.06), ylim=(low - 0.3 * (high - low), high + 0.15 * (high - low)))
    right.locator_params(axis="x", integer=True, nbins=8)
    if far > 1e3:
        power = math.floor(math.log10(far))
        right.set_yscale("symlog", linthresh=10, linscale=0.6)
        right.set_ylim(-(far**1.35), far**1.1)
        marks = [10.0 ** round(power * share) for share in (1 / 3, 2 / 3, 1)]
        right.set_yticks([-mark for mark in marks] + [0.0, *marks])
    _plot.point(right, len(path) - 1, path[-1])
    corner_card(right, Text(f"第 {len(path) - 1} 步：w = {six(path[-1])}", f"step {len(path) - 1}: w = {six(path[-1])}").to(lang))
    return figure


def _draw_parabola(axes: Axes, values: Mapping[str, Any], lang: Lang) -> None:
    """The first steps, as many as the same scale can show."""
    from bot.demos import _plot

    path = [0.0, *values["w"]]
    shown = path[:5] if values["factor"] < -1.5 else path[:13]
    reach = max(2.4, max(abs(w - TARGET) for w in shown) * 1.15)
    grid = [TARGET + reach * (i / 100 - 1) for i in range(201)]
    axes.plot(grid, [loss_of(w) for w in grid], color=_plot.BLUE)
    for start, end in pairwise(shown):
        if abs(start - end) > 0.02 * reach:
            _plot.arrow(axes, (start, loss_of(start)), (end, loss_of(end)), color=_plot.ORANGE, width=1.8)
    axes.plot(shown, [loss_of(w) for w in shown], "o", color=_plot.ORANGE, markersize=8, markeredgecolor=_plot.PANEL, zorder=6)
    axes.axvline(TARGET, linestyle="--", color=_plot.MUTED, linewidth=1.6)
    top = loss_of(TARGET + reach)
    axes.set(xlabel="w", title=Text("损失，以及走过的点", "loss, and the points visited").to(lang),
             xlim=(TARGET - reach, TARGET + reach), ylim=(-0.04 * top, 1.12 * top))
    axes.plot([0], [loss_of(0)], "o", markersize=14, markerfacecolor="none", markeredgecolor=_plot.ORANGE, zorder=7)
    axes.yaxis.set_major_formatter(lambda value, _: six(value))
    axes.locator_params(nbins=6)
    axes.text(0.5, 0.93, f"1 − lr·28/3 = {six(values['factor'])}", transform=axes.transAxes, ha="center", fontsize=14,
              bbox={"facecolor": _plot.PANEL, "edgecolor": "none", "pad": 3})


DEMO = Demo(
    name="gd",
    title=Text("梯度下降与学习率", "Gradient descent and its rate"),
    summary=Text("从 w = 0 拟合 y = 2x：每一步的 w，以及学习率多大会发散。",
                 "Fits y = 2x from w = 0: w after each step, and the rate beyond which it diverges."),
    topic="l2-loss",
    params=(_LR, Param("steps", "int", Text("步数", "steps"), example="3", low=1, high=50)),
    run=run,
    plot=plot,
    goldens=(
        Golden("0.1 3", {"w": [1.866667, 1.991111, 1.999407], "diverges": False, "limit": 0.214286}, abs=5e-7),
        Golden("0.22 5", {"w": [4.10667, -0.219022, 4.33737, -0.46203, 4.59334], "diverges": True}, abs=5e-6),
        Golden("1 50", {"diverges": True}),
        Golden("0.2142857 50", {"diverges": False}),
        Golden("0.01 1", {"final": 0.186667, "diverges": False}, abs=5e-7),
        Golden("0 3", error="E_RANGE"),
        Golden("1.1 3", error="E_RANGE"),
        Golden("-0.1 3", error="E_RANGE"),
        Golden("0.1 0", error="E_RANGE"),
        Golden("0.1 51", error="E_RANGE"),
        Golden("0.1 2.5", error="E_TYPE"),
        Golden("0.1", error="E_MISSING"),
    ),
)
