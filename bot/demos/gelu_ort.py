"""ONNX Runtime's own Gelu operator in both of its forms, beside the exact value in double precision."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from bot.demos import _gelu
from bot.demos._numbers import nine, six
from bot.domain.card import Table
from bot.domain.demo import Demo, Golden, Result
from bot.domain.param import Param
from bot.domain.text import Lang, Text

if TYPE_CHECKING:
    from matplotlib.figure import Figure

OPSET, IR_VERSION = 20, 9
"""Gelu is an operator of its own since opset 20; ONNX Runtime runs it since 1.17."""
FORMS = ("none", "tanh")


def run(x: tuple[float, ...]) -> Result:
    """What real sessions give for Gelu with approximate="none" and "tanh", in 32-bit floats, for 1 to 16 inputs.

    The operator's definition (ONNX, opset 20): none is 0.5·x·(1 + erf(x/√2)); tanh is
    0.5·x·(1 + tanh(√(2/π)·(x + 0.044715·x³))). `exact` is the first in double precision.
    """
    values: dict[str, Any] = {"x": list(x), "exact": [_gelu.exact(v) for v in x]}
    for form in FORMS:
        values[form] = run_gelu(x, form)
        values[f"{form}_error"] = [abs(a - b) for a, b in zip(values[form], values["exact"], strict=True)]
    values["difference"] = [abs(a - b) for a, b in zip(values["none"], values["tanh"], strict=True)]
    values |= {"opset": OPSET, "max_difference": max(values["difference"])}
    return Result(values, _text(values), {"zh": _table(values, "zh"), "en": _table(values, "en")}, _note(values),
                  _alt(values))


def run_gelu(x: Sequence[float], form: str) -> list[float]:
    """One session with one Gelu node, run over the inputs as 32-bit floats."""
    import numpy as np
    import onnxruntime as ort
    from onnx import TensorProto, helper

    edges = [helper.make_tensor_value_info(name, TensorProto.FLOAT, ["n"]) for name in ("x", "y")]
    node = helper.make_node("Gelu", ["x"], ["y"], approximate=form)
    graph = helper.make_graph([node], "gelu", edges[:1], edges[1:])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=IR_VERSION)
    options = ort.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    session = ort.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])
    (output,) = session.run(["y"], {"x": np.array(x, dtype=np.float32)})
    return [float(v) for v in output]


def _text(values: Mapping[str, Any]) -> Text:
    worst = six(values["max_difference"])
    if len(values["x"]) == 1:
        none, tanh, x = nine(values["none"][0]), nine(values["tanh"][0]), six(values["x"][0])
        return Text(f"ONNX Runtime 的 Gelu 在 x = {x} 处：none 给出 {none}，tanh 给出 {tanh}，相差 {worst}。",
                    f"ONNX Runtime's Gelu at x = {x}: none gives {none}, tanh gives {tanh}; they differ by {worst}.")
    count = len(values["x"])
    return Text(f"ONNX Runtime 的 Gelu 在这 {count} 个输入上，none 与 tanh 最多相差 {worst}。",
                f"Over these {count} inputs ONNX Runtime's two forms of Gelu, none and tanh, differ by at most {worst}.")


def _table(values: Mapping[str, Any], lang: Lang) -> Table:
    head = Text("x|none（精确）|tanh|相差|双精度精确值", "x|none (exact)|tanh|difference|exact in double").to(lang).split("|")
    rows = tuple((six(x), nine(values["none"][i]), nine(values["tanh"][i]), six(values["difference"][i]),
                  nine(values["exact"][i])) for i, x in enumerate(values["x"]))
    worst = values["difference"].index(values["max_difference"])
    return Table(tuple(head), rows, numeric=(0, 1, 2, 3, 4), strong=(worst,))


def _note(values: Mapping[str, Any]) -> Text:
    rounding, worst = six(max(values["none_error"])), six(max(values["tanh_error"]))
    return Text(
        f"文章说：CDF 难算，所以通常用 tanh 近似。算出来：这个算子的默认值就是精确的 none，这里与双精度最多差 {rounding}"
        f"（32 位浮点的舍入）；tanh 最多差 {worst}。",
        f"The article says that the CDF is hard, so the tanh form is usual. Computed: the operator's default is the exact "
        f"none, here within {rounding} of double precision (rounding of 32-bit floats); tanh is off by up to {worst}.",
    )


def _alt(values: Mapping[str, Any]) -> Text:
    shown = list(zip(values["x"], values["none"], values["tanh"], strict=True))[:4]
    zh = "；".join(f"x = {six(x)}：{nine(none)} 与 {nine(tanh)}" for x, none, tanh in shown)
    en = "; ".join(f"x = {six(x)}: {nine(none)} and {nine(tanh)}" for x, none, tanh in shown)
    more = Text("等", ", and more") if len(values["x"]) > len(shown) else Text.same("")
    worst = six(values["max_difference"])
    return Text(f"左图：Gelu 的曲线，标出 none 与 tanh 的输出：{zh}{more.zh}。右图：两者与双精度精确值之差（对数刻度），两者最多相差 {worst}。",
                f"Left: the curve of Gelu with the outputs of none and tanh: {en}{more.en}. Right: how far each is from "
                f"the exact value in double precision, on a log scale; the two differ by at most {worst}.")


def plot(result: Result, args: Mapping[str, Any], lang: Lang) -> Figure:
    """The curve with both outputs on the left, their errors on the right; all of it run by the runtime."""
    import numpy as np

    from bot.demos import _plot
    from bot.demos._corner import corner_card

    values = result.values
    reach = max(6.0, max(abs(x) for x in values["x"]) * 1.08)
    grid = np.linspace(-reach, reach, 801)
    exact = _gelu.exact_array(grid.astype(np.float32).astype(np.float64))
    title = Text("ONNX Runtime 的 Gelu：none 与 tanh", "ONNX Runtime's Gelu: none and tanh").to(lang)
    figure, (left, right) = _plot.canvas(title, 2)
    looks = {"none": (_plot.BLUE, "-", 4.0), "tanh": (_plot.ORANGE, "--", 2.2)}
    floor = 1e-10
    for form, (color, dash, width) in looks.items():
        output = np.array(run_gelu(grid.tolist(), form))
        left.plot(grid, output, dash, color=color, linewidth=width, label=f'approximate="{form}"')
        right.plot(grid, np.maximum(np.abs(output - exact), floor), color=color, linewidth=1.6, label=form)
        right.plot(values["x"], [max(e, floor) for e in values[f"{form}_error"]], "o", color=color, markersize=9,
                   markeredgecolor=_plot.PANEL, zorder=6, clip_on=False)
    for x, y in zip(values["x"], values["none"], strict=True):
        _plot.point(left, x, y)
    if len(values["x"]) == 1:
        corner_card(left, f"x = {six(values['x'][0])}\nnone {nine(values['none'][0])}\ntanh {nine(values['tanh'][0])}")
    left.set(xlabel="x", title=Text("输出（32 位浮点）", "output (32-bit floats)").to(lang), xlim=(-reach, reach),
             ylim=(-0.42 * reach, 1.16 * reach))
    left.legend(loc="upper left", handlelength=2.2)
    right.set(xlabel="x", title=Text("与双精度精确值之差", "distance from exact in double").to(lang), yscale="log",
              xlim=(-reach, reach), ylim=(floor, 0.1))
    right.legend(loc="upper center", ncols=2, handlelength=1.6)
    return figure


DEMO = Demo(
    name="gelu-ort",
    title=Text("ONNX Runtime 里的 GELU", "GELU in ONNX Runtime"),
    summary=Text("真正的 Gelu 算子（opset 20）：approximate 取 none 和 tanh 各算一遍，与双精度比较。",
                 "The real Gelu operator (opset 20), approximate = none and tanh, against double precision."),
    topic="activation-functions",
    params=(Param("x", "vector", Text("输入", "inputs"), example="-1,1,2", low=-10, high=10, max_len=16),),
    run=run,
    plot=plot,
    goldens=(
        Golden("-1,1,2", {"none": [-0.158655, 0.841345, 1.954500], "tanh": [-0.158808, 0.841192, 1.954598], "opset": 20},
               abs=1e-6),
        Golden("0", {"none": [0.0], "tanh": [0.0], "max_difference": 0.0}),
        Golden("2.6989", {"max_difference": 4.732e-4}, abs=1e-6),
        Golden("-10,10", {"none": [0.0, 10.0], "tanh": [0.0, 10.0]}, abs=1e-6),
        Golden("abc", error="E_TYPE"),
        Golden("11", error="E_RANGE"),
        Golden("inf", error="E_RANGE"),
        Golden(",".join(["1"] * 17), error="E_LEN"),
        Golden("", error="E_MISSING"),
    ),
)
