"""Rectified flow: the straight path from noise to data, walked in Euler steps on a shifted grid of times."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from bot.demos._numbers import six
from bot.demos._tables import tables
from bot.domain.demo import Demo, Golden, Result
from bot.domain.param import Param
from bot.domain.text import Lang, Text

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

SHOWN = 8
"""Steps that a table shows before it leaves some out."""


def shifted(t: float, shift: float) -> float:
    """s·t/(1 + (s − 1)·t): Esser et al., "Scaling Rectified Flow Transformers" (Stable Diffusion 3), 2024, eq. 23."""
    return shift * t / (1 + (shift - 1) * t)


def run(x0: float, eps: float, steps: int, shift: float) -> Result:
    """x_t = (1 − t)·x0 + t·eps has the velocity eps − x0; Euler from x = eps at t = 1 to t = 0.

    Liu et al., "Flow Straight and Fast", 2022. The exact velocity is constant, so that any grid ends at x0; `times` and
    `path` have steps + 1 entries.
    """
    times = [shifted(1 - i / steps, shift) for i in range(steps + 1)]
    velocity, path = eps - x0, [eps]
    for here, after in pairwise(times):
        path.append(path[-1] + (after - here) * velocity)
    values = {
        "velocity": velocity, "path": path, "times": times, "final": path[-1], "error": abs(path[-1] - x0),
        "first_step": times[0] - times[1], "last_step": times[-2] - times[-1],
    }
    return Result(values, _text(values, steps), _rows(values), None, _alt(values, steps, shift))


def _text(values: Mapping[str, Any], steps: int) -> Text:
    final, velocity = six(round(values["final"], 9)), six(values["velocity"])
    return Text(
        f"速度恒为 {velocity}，路径是直线：{steps} 步欧拉法到 {final}；步子怎么分（首步 {six(values['first_step'])}，"
        f"末步 {six(values['last_step'])}）不影响终点。",
        f"The velocity is {velocity} throughout and the path straight: {steps} Euler step{'s' * (steps > 1)} end at "
        f"{final}, however the time is divided (first step {six(values['first_step'])}, last {six(values['last_step'])}).",
    )


def _rows(values: Mapping[str, Any]) -> Any:
    """The points of the path; of a long one the first and the last few."""
    count = len(values["path"])
    keep = range(count) if count <= SHOWN + 1 else [*range(SHOWN // 2), -1, *range(count - SHOWN // 2, count)]
    rows = [("…", "…", "…") if i < 0 else (str(i), six(values["times"][i]), six(round(values["path"][i], 9)))
            for i in keep]
    return tables(rows, Text("步|t|x", "step|t|x"), numeric=(0, 1, 2), strong=(len(rows) - 1,))


def _alt(values: Mapping[str, Any], steps: int, shift: float) -> Text:
    begin, final = six(values["path"][0]), six(round(values["final"], 9))
    grid = ", ".join(six(t) for t in values["times"][1:-1][:5])
    more = "…" if steps > 6 else ""
    inner = Text(f"，中间的时刻 {grid}{more}", f", with times {grid}{more} between") if grid else Text.same("")
    return Text(f"左图：x 从 {begin}（t = 1）沿直线走到 {final}（t = 0），共 {steps} 步。右图：移位 s = {six(shift)} 把均匀的时刻"
                f"变成实际的时刻{inner.zh}。",
                f"Left: x goes straight from {begin} at t = 1 to {final} at t = 0, in {steps} step{'s' * (steps > 1)}. "
                f"Right: the shift s = {six(shift)} turns even times into those used{inner.en}.")


def plot(result: Result, args: Mapping[str, Any], lang: Lang) -> Figure:
    """The path on the left, the shifted grid on the right."""
    from bot.demos import _plot

    values, steps = result.values, args["steps"]
    figure, (left, right) = _plot.canvas(Text("整流流：从噪声到数据", "Rectified flow: from noise to data").to(lang), 2)
    size = 9 if steps <= 12 else 5 if steps <= 40 else 3
    left.plot(values["times"], values["path"], "-o", color=_plot.BLUE, markersize=size, markeredgecolor=_plot.PANEL,
              markeredgewidth=0.8 if steps <= 40 else 0)
    low, high = sorted((args["x0"], args["eps"]))
    room = (high - low) or max(1.0, abs(low))
    rising = values["velocity"] < 0
    _plot.point(left, 0.0, values["final"], f"x = {six(round(values['final'], 9))}", shift=(0, 16 if rising else -16))
    left.text(1.0, args["eps"] + (-0.09 if rising else 0.09) * room, f"ε = {six(args['eps'])}", ha="center", fontsize=13,
              va="top" if rising else "bottom", color=_plot.MUTED)
    left.set(xlim=(1.22, -0.22), ylim=(low - 0.32 * room, high + 0.32 * room), xticks=[1, 0.75, 0.5, 0.25, 0],
             xlabel=Text("t（1 是噪声，0 是数据）", "t (1 noise, 0 data)").to(lang),
             title=Text(f"x：速度 {six(values['velocity'])}", f"x: velocity {six(values['velocity'])}").to(lang))
    left.yaxis.set_major_formatter(lambda value, _: six(value))
    _draw_grid(right, values["times"], steps, args["shift"], lang)
    return figure


def _draw_grid(axes: Axes, times: list[float], steps: int, shift: float, lang: Lang) -> None:
    from bot.demos import _plot

    even = [i / 200 for i in range(201)]
    if shift != 1:
        axes.plot([0, 1], [0, 1], "--", color=_plot.MUTED, linewidth=1.8, label="s = 1")
    axes.plot(even, [shifted(t, shift) for t in even], color=_plot.ORANGE, label=f"s = {six(shift)}")
    places = [1 - i / steps for i in range(steps + 1)]
    if steps <= 12:
        axes.vlines(places, 0, times, color=_plot.EDGE, linewidth=1.2, zorder=1)
        axes.hlines(times, 0, places, color=_plot.EDGE, linewidth=1.2, zorder=1)
    axes.plot(places, times, "o", color=_plot.ORANGE, markersize=8 if steps <= 12 else 4, markeredgecolor=_plot.PANEL,
              markeredgewidth=0.8 if steps <= 40 else 0, clip_on=False, zorder=5)
    middle = shifted(0.5, shift)
    _plot.point(axes, 0.5, middle, f"0.5 → {six(middle)}", shift=(-12, 12) if shift < 1 else (14, -14))
    axes.set(xlim=(0, 1), ylim=(0, 1.0), xlabel=Text("均匀的时刻", "even times").to(lang),
             title=Text("移位后的时刻", "shifted times").to(lang), aspect="equal")
    axes.legend(loc="upper left" if shift < 1 else "lower right")


DEMO = Demo(
    name="flow",
    title=Text("整流流的采样", "Sampling a rectified flow"),
    summary=Text("从噪声沿直线走到数据：欧拉法的每一步，以及移位后的时刻。",
                 "From noise straight to data: every Euler step, and the shifted grid of times."),
    topic="stable-diffusion-3",
    params=(
        Param("x0", "number", Text("数据 x0", "data x0"), example="2", low=-1e6, high=1e6),
        Param("eps", "number", Text("噪声 ε", "noise ε"), example="-1", low=-1e6, high=1e6),
        Param("steps", "int", Text("步数", "steps"), example="4", low=1, high=100),
        Param("shift", "number", Text("移位 s", "shift s"), default=1.0, required=False, low=0.1, high=10),
    ),
    run=run,
    plot=plot,
    goldens=(
        Golden("2 -1 4", {"path": [-1.0, -0.25, 0.5, 1.25, 2.0], "final": 2.0, "velocity": -3.0,
                          "times": [1.0, 0.75, 0.5, 0.25, 0.0]}),
        Golden("2 -1 4 3", {"times": [1.0, 0.9, 0.75, 0.5, 0.0], "final": 2.0}),
        Golden("-1e6 1e6 100 0.1", {"final": -1e6}),
        Golden("5 5 1", {"path": [5.0, 5.0], "velocity": 0.0}),
        Golden("2 -1 0", error="E_RANGE"),
        Golden("2 -1 4 0.05", error="E_RANGE"),
        Golden("2 -1 4.5", error="E_TYPE"),
        Golden("two -1 4", error="E_TYPE"),
        Golden("2 -1", error="E_MISSING"),
    ),
)
