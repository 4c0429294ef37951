"""GELU and its approximations at given inputs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from bot.demos import _gelu
from bot.demos._numbers import nine, six
from bot.domain.card import Table
from bot.domain.demo import Demo, Golden, Result
from bot.domain.param import Param
from bot.domain.text import Lang, Text

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_NAMES = {
    "exact": Text("精确（erf）", "exact (erf)"),
    "tanh": Text.same("tanh, 0.044715"),
    "article": Text.same("tanh, 0.0356774"),
    "quick": Text.same("x σ(1.702x)"),
}
_FORMS = ("tanh", "article", "quick")


def run(x: tuple[float, ...]) -> Result:
    """Exact GELU, three approximations with the sizes of their errors, and the derivative, for 1 to 16 inputs."""
    values: dict[str, list[float]] = {"x": list(x), "exact": [_gelu.exact(v) for v in x]}
    values["tanh"] = [_gelu.tanh_form(v, _gelu.PAPER) for v in x]
    values["article"] = [_gelu.tanh_form(v, _gelu.ARTICLE) for v in x]
    values["quick"] = [_gelu.quick(v) for v in x]
    for form in _FORMS:
        values[f"{form}_error"] = [abs(a - b) for a, b in zip(values[form], values["exact"], strict=True)]
    values["derivative"] = [_gelu.derivative(v) for v in x]
    return Result(
        values=values,
        text=_text(values),
        table={"zh": _table(values, "zh"), "en": _table(values, "en")},
        note=_note(values),
        alt=_alt(values),
    )


def _worst(values: Mapping[str, list[float]], form: str) -> str:
    return six(max(values[f"{form}_error"]))


def _text(values: Mapping[str, list[float]]) -> Text:
    if len(values["x"]) > 1:
        count, low, high = len(values["x"]), six(min(values["x"])), six(max(values["x"]))
        return Text(
            f"{count} 个输入（{low} 到 {high}）中，最大误差：tanh 近似 {_worst(values, 'tanh')}，"
            f"换成 0.0356774 后 {_worst(values, 'article')}，x σ(1.702x) {_worst(values, 'quick')}。",
            f"Over the {count} inputs from {low} to {high} the largest error is {_worst(values, 'tanh')} for the tanh "
            f"form, {_worst(values, 'article')} with 0.0356774 in it, and {_worst(values, 'quick')} for x σ(1.702x).",
        )
    x, exact, slope = six(values["x"][0]), nine(values["exact"][0]), nine(values["derivative"][0])
    return Text(
        f"GELU({x}) = {exact}，斜率 {slope}；tanh 近似差 {_worst(values, 'tanh')}，"
        f"换成 0.0356774 后差 {_worst(values, 'article')}。",
        f"GELU({x}) = {exact}, with slope {slope}; the tanh form is off by {_worst(values, 'tanh')}, "
        f"and by {_worst(values, 'article')} with 0.0356774 in it.",
    )


def _table(values: Mapping[str, list[float]], lang: Lang) -> Table:
    """One input: a row a form, with its error. Several inputs: a row an input."""
    if len(values["x"]) == 1:
        head = Text("公式|值|误差", "form|value|error").to(lang).split("|")
        rows = [(_NAMES["exact"].to(lang), nine(values["exact"][0]), "")]
        rows += [(_NAMES[form].to(lang), nine(values[form][0]), nine(values[f"{form}_error"][0])) for form in _FORMS]
        rows.append((Text("导数", "derivative").to(lang), nine(values["derivative"][0]), ""))
        return Table(tuple(head), tuple(rows), numeric=(1, 2), strong=(0,))
    head = ["x", *(name.to(lang) for name in _NAMES.values()), Text("导数", "derivative").to(lang)]
    keys = ("exact", *_FORMS, "derivative")
    rows_of_x = tuple((six(x), *(nine(values[key][i]) for key in keys)) for i, x in enumerate(values["x"]))
    return Table(tuple(head), rows_of_x, numeric=tuple(range(len(head))))


def _note(values: Mapping[str, list[float]]) -> Text:
    product = f"{_gelu.ROOT * _gelu.PAPER:.10f}"
    here = Text(f"放回括号里，这里的误差最大 {_worst(values, 'article')}（原来 {_worst(values, 'tanh')}）",
                f"inside the bracket its error here is up to {_worst(values, 'article')} "
                f"(with 0.044715: {_worst(values, 'tanh')})")
    if not any(values["article_error"]):
        here = Text("在这些输入上看不出差别，换个非零的 x 试试", "at these inputs it makes no difference: try another x than 0")
    return Text(
        f"文章说：0.0356774 是改进过的系数。算出来：它等于 √(2/π)·0.044715 = {product}，是把括号乘开以后的系数；{here.zh}。",
        f"The article says that 0.0356774 is the improved constant. Computed: it is √(2/π)·0.044715 = {product}, the "
        f"coefficient once the bracket is multiplied out; {here.en}.",
    )


def _alt(values: Mapping[str, list[float]]) -> Text:
    listed = "; ".join(f"GELU({six(x)}) = {nine(y)}" for x, y in zip(values["x"], values["exact"], strict=True))
    worst = [_worst(values, form) for form in _FORMS]
    return Text(
        f"左图：GELU 的精确曲线和三种近似，标出 {listed.replace('; ', '；')}。右图：误差的绝对值（对数刻度）；"
        f"在所给输入上最大为 tanh {worst[0]}，0.0356774 {worst[1]}，x σ(1.702x) {worst[2]}。",
        f"Left: the exact GELU curve with three approximations, marking {listed}. Right: absolute errors on a log "
        f"scale; at the given inputs at most {worst[0]} (tanh), {worst[1]} (0.0356774), {worst[2]} (x σ(1.702x)).",
    )


def plot(result: Result, args: Mapping[str, Any], lang: Lang) -> Figure:
    """Four curves on the left, the sizes of the three errors on the right."""
    import numpy as np

    from bot.demos import _plot

    xs: list[float] = result.values["x"]
    reach = max(6.0, max(abs(x) for x in xs) * 1.08)
    grid = np.linspace(-reach, reach, 1201)
    curves = {
        "exact": _gelu.exact_array(grid), "tanh": _gelu.tanh_array(grid, _gelu.PAPER),
        "article": _gelu.tanh_array(grid, _gelu.ARTICLE), "quick": grid / (1 + np.exp(-1.702 * grid)),
    }
    looks = {"exact": (_plot.INK, "-", 4.5), "tanh": (_plot.BLUE, "--", 2.4), "article": (_plot.ORANGE, "-.", 2.4),
             "quick": (_plot.GREEN, ":", 2.8)}
    figure, (left, right) = _plot.canvas(Text("GELU：精确值与三种近似", "GELU: exact and three approximations").to(lang), 2)
    for form, (color, dash, width) in looks.items():
        left.plot(grid, curves[form], dash, color=color, linewidth=width, label=_NAMES[form].to(lang))
        if form != "exact":
            error = np.maximum(np.abs(curves[form] - curves["exact"]), 1e-9)
            right.plot(grid, error, color=color, label=_NAMES[form].to(lang))
    for i, x in enumerate(xs):
        label, shift = _label(xs, result.values["exact"], i)
        _plot.point(left, x, result.values["exact"][i], label, shift=shift)
        for form in _FORMS:
            right.plot([x], [max(result.values[f"{form}_error"][i], 1e-7)], "o", color=looks[form][0], markersize=8,
                       markeredgecolor=_plot.PANEL, clip_on=False, zorder=6)
    left.set(xlabel="x", title=Text("函数值", "value").to(lang), xlim=(-reach, reach),
             ylim=(-0.09 * reach, 1.16 * reach))
    left.legend(loc="upper left", handlelength=2.6)
    right.set(xlabel="x", title=Text("与精确值之差的绝对值", "absolute error").to(lang), yscale="log", xlim=(-reach, reach),
              ylim=(1e-7, 5))
    right.legend(loc="upper center", ncols=1, handlelength=1.6)
    return figure


def _label(xs: list[float], ys: list[float], index: int) -> tuple[str, tuple[float, float]]:
    """The label of an asked point and where it finds free room; of more than two points the curve shows enough."""
    listed = [f"({six(x)}, {six(y)})" for x, y in zip(xs, ys, strict=True)]
    together = len(xs) == 2 and abs(xs[0] - xs[1]) < 1.2
    if len(xs) > 2 or (together and index == 1):
        return "", (0, 0)
    label = "\n".join(listed) if together else listed[index]
    if xs[index] > 0:
        return label, (-14, 14) if index == 0 or xs[index] > 3.2 else (14, -14)
    return label, (4 if xs[index] < -4 else 0 if xs[index] < -1.9 else -4, 18 if index == 0 else 52)


DEMO = Demo(
    name="gelu",
    title=Text("GELU 与它的近似", "GELU and its approximations"),
    summary=Text("精确的 GELU、两个系数的 tanh 近似、x σ(1.702x)，以及各自的误差和导数。",
                 "Exact GELU, the tanh form with two constants, x σ(1.702x), their errors, and the derivative."),
    topic="activation-functions",
    params=(Param("x", "vector", Text("输入", "inputs"), example="-1,0,1", low=-10, high=10, max_len=16),),
    run=run,
    plot=plot,
    goldens=(
        Golden("1", {"exact": [0.841344746], "tanh": [0.841191991], "article": [0.839255901], "quick": [0.845795766],
                     "derivative": [1.083315471]}, rel=1e-8, abs=5e-10),
        Golden("-1", {"exact": [-0.158655254], "tanh": [-0.158808009], "article": [-0.160744099],
                      "quick": [-0.154204234], "derivative": [-0.083315471]}, rel=1e-8, abs=5e-10),
        Golden("0", {"exact": [0.0], "tanh": [0.0], "article": [0.0], "quick": [0.0], "tanh_error": [0.0],
                     "derivative": [0.5]}),
        Golden("-1, 0, 1", {"x": [-1.0, 0.0, 1.0], "exact": [-0.158655254, 0.0, 0.841344746]}, rel=1e-8, abs=5e-10),
        Golden("abc", error="E_TYPE"),
        Golden("10.5", error="E_RANGE"),
        Golden("nan", error="E_RANGE"),
        Golden(",".join(["1"] * 17), error="E_LEN"),
        Golden("", error="E_MISSING"),
        Golden("1 2", {"x": [1.0, 2.0]}),
    ),
)
