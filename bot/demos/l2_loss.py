"""L2 loss of predictions: mean, root, half-sum, and the gradient."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from bot.demos._numbers import six, vector
from bot.domain.card import Table
from bot.domain.demo import Demo, Golden, Result
from bot.domain.param import Param
from bot.domain.reading import fault, of_length
from bot.domain.text import Lang, Text

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_YHAT = Param("yhat", "vector", Text("预测值", "predictions"), example="2.5,0,2,8", low=-1e6, high=1e6)
_ROWS = 8


def run(y: tuple[float, ...], yhat: tuple[float, ...]) -> Result:
    """MSE = Σ(ŷ−y)²/n, its root, the mean of |ŷ−y|, Σ(ŷ−y)²/2, and the gradient of MSE, (2/n)(ŷ−y)."""
    if len(y) != len(yhat):
        raise fault(of_length(_YHAT, len(y)), "E_LEN", Text(
            f"y 有 {len(y)} 个数，yhat 有 {len(yhat)} 个，必须一样多",
            f"y has {len(y)} entries and yhat has {len(yhat)}; they must be equally long",
        ))
    errors = [p - t for t, p in zip(y, yhat, strict=True)]
    total, count = math.fsum(e * e for e in errors), len(errors)
    values = {
        "mse": total / count, "rmse": math.sqrt(total / count), "mae": math.fsum(map(abs, errors)) / count,
        "half_sum": total / 2, "gradient": [2 * e / count for e in errors],
    }
    table: dict[Lang, Table] = {"zh": _table(values, y, yhat, "zh"), "en": _table(values, y, yhat, "en")}
    return Result(values, _text(values, errors), table, alt=_alt(values, y, yhat))


def _text(values: Mapping[str, Any], errors: Sequence[float]) -> Text:
    mse, rmse, mae = (six(values[key]) for key in ("mse", "rmse", "mae"))
    squares = [e * e for e in errors]
    total, worst = math.fsum(squares), max(squares)
    zh, en = f"MSE = {mse}，RMSE = {rmse}，MAE = {mae}", f"MSE = {mse}, RMSE = {rmse}, MAE = {mae}"
    if len(errors) == 1 or total == 0:
        return Text(f"{zh}。", f"{en}.")
    at, share = squares.index(worst) + 1, f"{100 * worst / total:.1f} %"
    if squares.count(worst) > 1:
        return Text(f"{zh}。", f"{en}.")
    return Text(f"{zh}；第 {at} 个误差占平方和的 {share}。", f"{en}; error {at} makes up {share} of the sum of squares.")


def _table(values: Mapping[str, Any], y: Sequence[float], yhat: Sequence[float], lang: Lang) -> Table:
    """The measures first; then the entries, as far as a chat message has room."""
    head = Text("量|值", "quantity|value").to(lang).split("|")
    rows = [
        ("MSE", six(values["mse"])),
        ("RMSE", six(values["rmse"])),
        ("MAE", six(values["mae"])),
        ("Σ(ŷ−y)²/2", six(values["half_sum"])),
        ("ŷ−y", vector([p - t for t, p in zip(y, yhat, strict=True)], _ROWS)),
        ("∂MSE/∂ŷ", vector(values["gradient"], _ROWS)),
    ]
    return Table(tuple(head), tuple(rows), numeric=(1,), strong=(0,))


def _alt(values: Mapping[str, Any], y: Sequence[float], yhat: Sequence[float]) -> Text:
    mse, mae = six(values["mse"]), six(values["mae"])
    return Text(
        f"真值 {vector(y)} 与预测 {vector(yhat)}，每个误差画成一条竖线和以它为边的正方形；正方形的平均面积是 MSE = {mse}，"
        f"竖线的平均长度是 MAE = {mae}。",
        f"Targets {vector(y)} and predictions {vector(yhat)}: each error as a line, with the square on it. The mean "
        f"area of the squares is MSE = {mse}, the mean length of the lines MAE = {mae}.",
    )


def plot(result: Result, args: Mapping[str, Any], lang: Lang) -> Figure:
    """Targets and predictions, with each error as a stem and the square on it; both axes have the same unit."""
    from matplotlib.patches import Rectangle

    from bot.demos import _plot

    y, yhat = args["y"], args["yhat"]
    figure, (axes,) = _plot.canvas(Text("L2 损失：误差上的正方形", "L2 loss: the squares on the errors").to(lang))
    places, floor, ceiling = _arrange(axes, y, yhat)
    # Many large squares overlap: the fuller the panel, the paler each.
    full = result.values["half_sum"] * 2 / (ceiling - floor) ** 2
    alpha = 0.16 if full <= 1 else max(0.03, 0.16 / full)
    for at, target, predicted in zip(places, y, yhat, strict=True):
        side, floor_here = abs(predicted - target), min(target, predicted)
        axes.add_patch(Rectangle((at, floor_here), side, side, facecolor=_plot.RED, alpha=alpha, linewidth=0))
        axes.plot([at, at], [target, predicted], color=_plot.RED, linewidth=2.4, zorder=3)
        if len(y) <= 8 and side:
            wide = side > 0.14 * (ceiling - floor)
            axes.annotate(six(side * side), (at + (side / 2 if wide else side), (target + predicted) / 2), fontsize=13,
                          xytext=(0 if wide else 12, 0), textcoords="offset points", color=_plot.RED, va="center",
                          ha="center" if wide else "left", zorder=5)
    size = 10 if len(y) <= 24 else 6
    axes.plot(places, y, "o", color=_plot.INK, markersize=size * 1.3, zorder=5, label=Text("真值 y", "target y").to(lang))
    axes.plot(places, yhat, "D", color=_plot.BLUE, markersize=size * 0.85, zorder=5,
              label=Text("预测 ŷ", "prediction ŷ").to(lang))
    mean = Text("平均面积 MSE = {mse}", "mean area MSE = {mse}").format(mse=six(result.values["mse"]))
    axes.add_patch(Rectangle((0, floor), 0, 0, facecolor=_plot.RED, alpha=0.3, label=mean.to(lang)))
    every = max(1, len(y) // 12)
    axes.set_xticks(places[::every], [str(i + 1) for i in range(0, len(y), every)])
    axes.set(xlabel=Text("样本", "sample").to(lang), title=Text("值", "value").to(lang))
    axes.yaxis.set_major_formatter(lambda value, _: six(value))
    axes.grid(visible=False, axis="x")
    axes.legend(loc="upper left", ncols=3, columnspacing=1.6, handletextpad=0.5)
    return figure


def _arrange(axes: Axes, y: Sequence[float], yhat: Sequence[float]) -> tuple[list[float], float, float]:
    """Fix the panel and its limits; where each sample stands, so that squares are squares and none is cut off."""
    from bot.demos import _plot

    left, bottom, width, height = 0.1, 0.125, 0.87, 0.7
    axes.set_position((left, bottom, width, height))  # which takes the panel out of the layout
    largest = max(map(abs, (*y, *yhat)))
    span = max(*y, *yhat) - min(*y, *yhat)
    if span <= 1e-6 * largest:  # too flat to show
        span = max(1.0, largest)
    floor, ceiling = min(*y, *yhat) - 0.14 * span, max(*y, *yhat) + 0.3 * span
    across = (ceiling - floor) * (width * _plot.WIDTH) / (height * _plot.HEIGHT)
    room = [(across - abs(p - t)) / (i + 0.6) for i, (t, p) in enumerate(zip(y, yhat, strict=True))]
    step = min(across / (len(y) + 0.2), *room)
    axes.set(xlim=(0, across), ylim=(floor, ceiling))
    return [(i + 0.6) * step for i in range(len(y))], floor, ceiling


DEMO = Demo(
    name="l2-loss",
    title=Text("L2 损失", "L2 loss"),
    summary=Text("预测与真值的 MSE、RMSE、MAE、平方和的一半，以及对预测的梯度。",
                 "MSE, RMSE, MAE and half the sum of squares of predictions, and the gradient with respect to them."),
    topic="l2-loss",
    params=(Param("y", "vector", Text("真值", "targets"), example="3,-0.5,2,7", low=-1e6, high=1e6), _YHAT),
    run=run,
    plot=plot,
    goldens=(
        Golden("3,-0.5,2,7 2.5,0,2,8", {"mse": 0.375, "rmse": 0.612372, "mae": 0.5, "half_sum": 0.75,
                                        "gradient": [-0.25, 0.25, 0.0, 0.5]}),
        Golden("0,0,0,0,0 1,1,1,1,10", {"mse": 20.8, "mae": 2.8, "half_sum": 52.0}),
        Golden("y=5 yhat=2", {"mse": 9.0, "rmse": 3.0, "mae": 3.0, "half_sum": 4.5, "gradient": [-6.0]}),
        Golden("1, 2 1, 2", {"mse": 0.0, "rmse": 0.0, "mae": 0.0, "half_sum": 0.0, "gradient": [0.0, 0.0]}),
        Golden("1,2 1,2,3", error="E_LEN"),
        Golden("1,2 1,two", error="E_TYPE"),
        Golden("1,2 1,1e7", error="E_RANGE"),
        Golden("1,2 1,,2", error="E_FORMAT"),
        Golden("1,2", error="E_MISSING"),
        Golden(",".join(["1"] * 65) + " 1", error="E_LEN"),
    ),
)
