"""Why a convolution that starts at zero still learns: ControlNet's zero convolution on one position."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from bot.demos._numbers import six, vector
from bot.demos._tables import tables
from bot.domain.demo import Demo, Golden, Result
from bot.domain.param import Param
from bot.domain.text import Lang, Text

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

SHOWN = 6
"""Steps that a table shows."""


def run(x: tuple[float, ...], target: float, lr: float, steps: int) -> Result:
    """Gradient descent on ½(w·x − target)² from w = 0: ∂/∂w = (y − target)·x, ∂/∂x = (y − target)·w.

    A 1×1 convolution from zero: Zhang et al., "Adding Conditional Control to Text-to-Image Diffusion Models", 2023,
    section 3.1. `outputs` and `losses` have steps + 1 entries, before each step and after the last.
    """
    weights = [0.0] * len(x)
    outputs: list[float] = []
    first_dw: list[float] = []
    for step in range(steps + 1):
        y = math.fsum(w * v for w, v in zip(weights, x, strict=True))
        outputs.append(y)
        slope = [(y - target) * v for v in x]
        first_dw = first_dw or slope
        if step < steps:
            weights = [w - lr * g for w, g in zip(weights, slope, strict=True)]
    square = math.fsum(v * v for v in x)
    values = {
        "outputs": outputs, "losses": [(y - target) ** 2 / 2 for y in outputs], "first_output": outputs[0],
        "first_weight_gradient": [g + 0.0 for g in first_dw], "first_input_gradient": [0.0] * len(x),
        "weights": weights, "input_gradient": [(outputs[-1] - target) * w + 0.0 for w in weights],
        "final_output": outputs[-1], "largest_stable_lr": 2 / square if square > 1e-300 else None,
        "diverges": lr * square > 2 and target != 0,
    }
    return Result(values, _text(values, target, steps), _rows(values), None, _alt(values, target))


def _text(values: Mapping[str, Any], target: float, steps: int) -> Text:
    slope, final = vector(values["first_weight_gradient"]), six(values["final_output"])
    if not any(values["first_weight_gradient"]):
        return Text("输出和梯度都是 0：输入全为 0 或目标就是 0，没有什么可学。",
                    "Output and gradient are both 0: with an input of zeros, or 0 as the target, there is nothing to learn.")
    limit = values["largest_stable_lr"]
    end = Text("", "")
    if values["diverges"] and limit is not None:
        end = Text(f"；学习率超过 {six(limit)}，越走越远", f"; a rate above {six(limit)} diverges")
    return Text(
        f"开始时 y = 0，对输入的梯度也是 0，但对 w 的梯度是 {slope}：{steps} 步后 y = {final}（目标 {six(target)}）{end.zh}。",
        f"At first y = 0 and the gradient to the input is 0 too, but that to w is {slope}: after {steps} "
        f"step{'s' * (steps > 1)} y = {final}, the target being {six(target)}{end.en}.",
    )


def _rows(values: Mapping[str, Any]) -> Any:
    outputs, losses = values["outputs"], values["losses"]
    rows: list[tuple[Text | str, ...]] = [
        (Text("开始时 ∂L/∂w", "∂L/∂w at first"), vector(values["first_weight_gradient"], 4), ""),
        (Text("开始时 ∂L/∂x", "∂L/∂x at first"), vector(values["first_input_gradient"], 4), ""),
    ]
    last = len(outputs) - 1
    keep = sorted({*range(min(SHOWN, last)), last})
    rows += [(Text(f"第 {i} 步后 y", f"y after step {i}") if i else Text("开始时 y", "y at first"), six(outputs[i]),
              six(losses[i])) for i in keep]
    return tables(rows, Text("量|值|损失", "quantity|value|loss"), numeric=(1, 2), strong=(0, len(rows) - 1))


def _alt(values: Mapping[str, Any], target: float) -> Text:
    final, slope = six(values["final_output"]), vector(values["first_weight_gradient"])
    return Text(
        f"左图：输出 y 从 0 起一步步变到 {final}，虚线是目标 {six(target)}。右图：开始时对 w 的梯度 {slope}，对输入的梯度全为 0。",
        f"Left: the output y goes from 0 step by step to {final}; dashed, the target {six(target)}. Right: the first "
        f"gradient to w, {slope}, and that to the input, all 0.",
    )


def plot(result: Result, args: Mapping[str, Any], lang: Lang) -> Figure:
    """The output after each step on the left, the two gradients at the start on the right."""
    from matplotlib.ticker import MaxNLocator, SymmetricalLogLocator

    from bot.demos import _plot

    outputs, target = result.values["outputs"], args["target"]
    figure, (left, right) = _plot.canvas(Text("零卷积：从 0 学起", "A zero convolution learns from 0").to(lang), 2,
                                         widths=(1.3, 1))
    left.axhline(target, color=_plot.ORANGE, linestyle="--", linewidth=2,
                 label=Text(f"目标 {six(target)}", f"target {six(target)}").to(lang))
    left.plot(range(len(outputs)), outputs, "-o", color=_plot.BLUE, markersize=8 if len(outputs) < 20 else 5,
              markeredgecolor=_plot.PANEL, label="y", clip_on=False)
    low, high = min(0.0, target, *outputs), max(0.0, target, *outputs)
    room = (high - low) or 1.0
    last = outputs[-1]
    _plot.point(left, len(outputs) - 1, last, f"y = {six(last)}",
                shift=(-8, -26) if last > (low + high) / 2 else (-14, 14))
    left.set(xlim=(0, len(outputs) - 1), ylim=(low - 0.2 * room, high + 0.3 * room),
             xlabel=Text("步", "step").to(lang), title=Text("输出 y", "output y").to(lang))
    left.yaxis.set_major_formatter(lambda value, _: six(value))
    if result.values["diverges"]:
        left.set_yscale("symlog", linthresh=abs(target))
        left.set_ylim(low * 30 - abs(target), high * 1e3 + abs(target) * 30)
        ticks = SymmetricalLogLocator(base=10, linthresh=abs(target))
        ticks.set_params(numticks=7)
        left.yaxis.set_major_locator(ticks)
        left.yaxis.set_major_formatter(lambda value, _: "" if 0 < abs(value) <= abs(target) else six(value))
    left.xaxis.set_major_locator(MaxNLocator(8, integer=True))
    left.legend(loc="upper left", ncols=2)
    _draw_gradients(right, result.values["first_weight_gradient"], lang)
    return figure


def _draw_gradients(axes: Axes, slope: Sequence[float], lang: Lang) -> None:
    from bot.demos import _plot

    places = list(range(1, len(slope) + 1))
    axes.bar([i - 0.2 for i in places], slope, 0.4, color=_plot.GREEN, label=Text("对 w", "to w").to(lang))
    axes.plot([i + 0.2 for i in places], [0.0] * len(slope), "D", color=_plot.RED, markersize=8, zorder=5,
              label=Text("对输入 x：全为 0", "to x: all 0").to(lang))
    axes.axhline(0, color=_plot.EDGE, linewidth=1.2)
    low, high = min(0.0, *slope), max(0.0, *slope)
    room = (high - low) or 1.0
    axes.set(xlim=(0.4, len(slope) + 0.6), ylim=(low - 0.14 * room, high + 0.45 * room), xticks=places,
             xlabel=Text("分量", "entry").to(lang), title=Text("开始时的梯度", "gradients at the start").to(lang))
    axes.yaxis.set_major_formatter(lambda value, _: six(value))
    axes.legend(loc="upper left")


DEMO = Demo(
    name="zero-conv",
    title=Text("零卷积怎么学起来", "How a zero convolution learns"),
    summary=Text("权重全为 0 的卷积：开始时的输出、两种梯度，以及每一步之后的输出。",
                 "A convolution of zeros: first output, both gradients, and the output after every step."),
    topic="controlnet",
    params=(
        Param("x", "vector", Text("输入", "input"), example="1,2", low=-10, high=10, max_len=8),
        Param("target", "number", Text("目标", "target"), example="1", low=-100, high=100),
        Param("lr", "number", Text("学习率", "learning rate"), example="0.1", low=1e-6, high=1),
        Param("steps", "int", Text("步数", "steps"), example="1", low=1, high=50),
    ),
    run=run,
    plot=plot,
    goldens=(
        Golden("1,2 1 0.1 5", {"first_output": 0.0, "first_weight_gradient": [-1.0, -2.0],
                               "outputs": [0.0, 0.5, 0.75, 0.875, 0.9375, 0.96875]}),
        Golden("1,2 1 0.1 1", {"first_output": 0.0, "first_weight_gradient": [-1.0, -2.0],
                               "first_input_gradient": [0.0, 0.0], "outputs": [0.0, 0.5], "final_output": 0.5,
                               "weights": [0.1, 0.2], "input_gradient": [-0.05, -0.1], "largest_stable_lr": 0.4,
                               "diverges": False}),
        Golden("1,2 1 0.5 4", {"diverges": True, "final_output": -4.0625}),
        Golden("0,0 1 0.1 3", {"final_output": 0.0, "largest_stable_lr": None, "diverges": False}),
        Golden("10,10,10,10,10,10,10,10 100 1 50", {"diverges": True}),
        Golden("1,2 1 0 1", error="E_RANGE"),
        Golden("1,2 1 0.1 51", error="E_RANGE"),
        Golden("1,20 1 0.1 1", error="E_RANGE"),
        Golden("1,2 1 0.1 1.5", error="E_TYPE"),
        Golden("1,2,3,4,5,6,7,8,9 1 0.1 1", error="E_LEN"),
        Golden("1,2 1 0.1", error="E_MISSING"),
    ),
)
