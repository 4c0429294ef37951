"""How far the tanh form of GELU strays from the exact one, for any cubic coefficient."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from bot.demos import _gelu
from bot.demos._numbers import six
from bot.domain.card import Table
from bot.domain.demo import Demo, Golden, Result
from bot.domain.param import Param
from bot.domain.reading import fault
from bot.domain.text import Lang, Text

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_LO = Param("lo", "number", Text("区间左端", "left end"), default=-6.0, required=False, low=-20, high=20)


def run(a: float, lo: float, hi: float, n: int) -> Result:
    """The largest and the mean |tanh form with a − exact| over n points of [lo, hi], beside those of 0.044715."""
    import numpy as np

    if not lo < hi:
        raise fault(_LO, "E_RANGE", Text(f"lo = {six(lo)} 必须小于 hi = {six(hi)}",
                                         f"lo = {six(lo)} must be less than hi = {six(hi)}"))
    grid = np.linspace(lo, hi, n)
    exact = _gelu.exact_array(grid)
    error = np.abs(_gelu.tanh_array(grid, a) - exact)
    reference = np.abs(_gelu.tanh_array(grid, _gelu.PAPER) - exact)
    worst, mean, at = float(error.max()), float(error.mean()), abs(float(grid[int(error.argmax())]))
    reference_worst, reference_mean = float(reference.max()), float(reference.mean())
    values = {
        "a": a, "max_error": worst, "mean_error": mean, "max_at": at,
        "reference_max_error": reference_worst, "reference_mean_error": reference_mean,
        "ratio_max": worst / reference_worst if reference_worst else None,
        "ratio_mean": mean / reference_mean if reference_mean else None,
    }
    return Result(values, _text(values, lo, hi), {"zh": _table(values, "zh"), "en": _table(values, "en")},
                  _note(values), _alt(values, lo, hi))


def _ratio(value: float | None) -> Text:
    """`11.678`, or what stands there when the reference has no error at all."""
    return Text("无（参考误差为 0）", "none (no reference error)") if value is None else Text.same(f"{value:.3f}")


def _text(values: Mapping[str, Any], lo: float, hi: float) -> Text:
    a, worst, mean, at = (six(values[key]) for key in ("a", "max_error", "mean_error", "max_at"))
    same = values["ratio_max"] == 1
    ratio = values["ratio_max"]
    zh = "" if ratio is None or same else f"，最大误差是 0.044715 的 {ratio:.3f} 倍"
    en = "" if ratio is None or same else f"; the largest is {ratio:.3f} times that of 0.044715"
    return Text(
        f"a = {a}：在 [{six(lo)}, {six(hi)}] 上最大误差 {worst}（|x| = {at}），平均 {mean}{zh}。",
        f"With a = {a} the error on [{six(lo)}, {six(hi)}] is at most {worst} (at |x| = {at}) and {mean} on "
        f"average{en}.",
    )


def _table(values: Mapping[str, Any], lang: Lang) -> Table:
    """The two errors; beside them those of 0.044715 and the ratio, when another coefficient was asked for."""
    head = Text("误差|a = {a}|0.044715|倍数", "error|a = {a}|0.044715|ratio").format(a=six(values["a"])).to(lang).split("|")
    rows = [
        [Text("最大", "largest").to(lang), six(values["max_error"]), six(values["reference_max_error"]),
         _ratio(values["ratio_max"]).to(lang)],
        [Text("平均", "mean").to(lang), six(values["mean_error"]), six(values["reference_mean_error"]),
         _ratio(values["ratio_mean"]).to(lang)],
        [Text("最大处 |x|", "largest at |x|").to(lang), six(values["max_at"]), "", ""],
    ]
    columns = 2 if values["a"] == _gelu.PAPER else 4
    return Table(tuple(head[:columns]), tuple(tuple(row[:columns]) for row in rows), numeric=tuple(range(1, columns)),
                 strong=(0,))


def _note(values: Mapping[str, Any]) -> Text | None:
    """The article's claim, when its constant was asked for on a range where it is the worse one."""
    if abs(values["a"] - _gelu.ARTICLE) > 5e-7 or (values["ratio_max"] or 0) <= 1:
        return None
    worse, mean = values["ratio_max"], values["ratio_mean"]
    return Text(
        f"文章说：换成 0.0356774 更好。算出来：最大误差变成 {worse:.3f} 倍，平均误差变成 {mean:.3f} 倍。",
        f"The article says that 0.0356774 is better. Computed: the largest error becomes {worse:.3f} times, the mean "
        f"error {mean:.3f} times what it was.",
    )


def _alt(values: Mapping[str, Any], lo: float, hi: float) -> Text:
    a, worst, at = six(values["a"]), six(values["max_error"]), six(values["max_at"])
    beside = Text(f"；虚线是 0.044715，最大误差 {six(values['reference_max_error'])}",
                  f"; dashed, 0.044715 with at most {six(values['reference_max_error'])}")
    if values["a"] == _gelu.PAPER:
        beside = Text.same("")
    return Text(
        f"左图：a = {a} 在 [{six(lo)}, {six(hi)}] 上的误差曲线，最大误差 {worst} 在 |x| = {at}{beside.zh}。"
        f"右图：最大误差随 a 的变化，标出 a = {a}。",
        f"Left: the error of a = {a} on [{six(lo)}, {six(hi)}], at most {worst}, at |x| = {at}{beside.en}. "
        f"Right: the largest error against a, with a = {a} marked.",
    )


def plot(result: Result, args: Mapping[str, Any], lang: Lang) -> Figure:
    """The signed error over the range on the left, the largest error against a on the right."""
    import numpy as np

    from bot.demos import _plot

    grid = np.linspace(args["lo"], args["hi"], 1601)
    exact = _gelu.exact_array(grid)
    title = Text("GELU 的 tanh 近似：系数 a 的误差", "The tanh form of GELU: error by coefficient a").to(lang)
    figure, (left, right) = _plot.canvas(title, 2)
    _draw_errors(left, result.values, grid, exact, lang)
    _draw_coefficients(right, result.values, grid[::4], exact[::4], lang)
    return figure


def _draw_errors(axes: Axes, values: Mapping[str, Any], grid: _gelu.Array, exact: _gelu.Array, lang: Lang) -> None:
    """The error over the range, in units of the power of ten that suits it."""
    import numpy as np

    from bot.demos import _plot

    error = _gelu.tanh_array(grid, values["a"]) - exact
    top = int(np.abs(error).argmax())
    power = math.floor(math.log10(abs(error[top]))) if error[top] else 0
    unit = 10.0**power
    if values["a"] != _gelu.PAPER:
        reference = (_gelu.tanh_array(grid, _gelu.PAPER) - exact) / unit
        axes.plot(grid, reference, "--", color=_plot.MUTED, label="a = 0.044715")
    axes.plot(grid, error / unit, color=_plot.BLUE, label=f"a = {six(values['a'])}")
    scale = f"  ($\\times 10^{{{power}}}$)" if power else ""
    axes.set(xlabel="x", title=Text("近似值 − 精确值", "approximate − exact").to(lang) + scale, xlim=(grid[0], grid[-1]))
    axes.margins(y=0.34)
    upwards = error[top] >= 0
    axes.legend(loc="lower center" if upwards else "upper center")
    leftish = grid[top] < (grid[0] + grid[-1]) / 2
    _plot.point(axes, float(grid[top]), float(error[top] / unit),
                f"{six(values['max_error'])}\n|x| = {six(values['max_at'])}",
                shift=(12 if leftish else -12, 12 if upwards else -12))


def _draw_coefficients(axes: Axes, values: Mapping[str, Any], grid: _gelu.Array, exact: _gelu.Array,
                       lang: Lang) -> None:
    """The largest error against the coefficient, down to a floor that a log scale can show."""
    import numpy as np

    from bot.demos import _plot

    a, right_end = values["a"], max(0.09, values["a"] * 1.15)
    coefficients = np.linspace(0, right_end, 181)
    worst = np.array([np.abs(_gelu.tanh_array(grid, float(c)) - exact).max() for c in coefficients])
    axes.plot(coefficients, np.maximum(worst, 1e-12), color=_plot.BLUE)
    axes.set(xlabel="a", title=Text("最大误差（对数刻度）", "largest error (log scale)").to(lang), yscale="log",
             xlim=(0, right_end))
    axes.margins(y=0.3)
    axes.axvline(_gelu.PAPER, linestyle="--", color=_plot.MUTED, linewidth=1.6)
    # The curve is a valley around 0.0444: the free room lies above its ends and outside its walls.
    shift = (14, 14) if a < 0.022 else (-14, -12) if a < 0.0444 else (14, -12) if a < 0.7 * right_end else (-14, 14)
    _plot.point(axes, a, max(values["max_error"], 1e-12), f"a = {six(a)}\n{six(values['max_error'])}", shift=shift)


DEMO = Demo(
    name="gelu-error",
    title=Text("GELU 近似的误差", "The error of GELU's approximation"),
    summary=Text("tanh 近似里的系数换成 a，在区间上最多差多少、平均差多少，与 0.044715 相比如何。",
                 "How far the tanh form with coefficient a strays at most and on average, compared with 0.044715."),
    topic="activation-functions",
    params=(
        Param("a", "number", Text("三次项系数", "cubic coefficient"), example="0.044715", low=0, high=0.2),
        _LO,
        Param("hi", "number", Text("区间右端", "right end"), default=6.0, required=False, low=-20, high=20),
        Param("n", "int", Text("取点数", "number of points"), default=120001, required=False, low=101, high=200001),
    ),
    run=run,
    plot=plot,
    goldens=(
        Golden("0.044715", {"max_error": 4.732355e-4, "mean_error": 1.335410e-4, "max_at": 2.6989, "ratio_max": 1.0,
                            "ratio_mean": 1.0}, abs=5e-11),
        Golden("0.0356774", {"max_error": 5.526560e-3, "mean_error": 1.460918e-3, "max_at": 1.8147,
                             "reference_max_error": 4.732355e-4, "reference_mean_error": 1.335410e-4}, abs=5e-10),
        Golden("0.0356774 -6 6 120001", {"ratio_max": 11.678, "ratio_mean": 10.940}, abs=5e-4),
        Golden("a=0.044715 n=101 lo=15 hi=20", {"max_error": 0.0, "ratio_max": None, "ratio_mean": None}),
        Golden("0.3", error="E_RANGE"),
        Golden("0.04 6 -6", error="E_RANGE"),
        Golden("0.04 -6 6 100", error="E_RANGE"),
        Golden("0.04 -6 6 1e4", error="E_TYPE"),
        Golden("0.04 n=two", error="E_TYPE"),
        Golden("b=0.04", error="E_UNKNOWN"),
    ),
)
