"""A real ONNX model, built in memory and run by ONNX Runtime on the processor: y = ReLU(xW + b)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from bot.demos._gemm import BIAS, WEIGHT, gemm_relu, open_session, outputs
from bot.demos._numbers import six, vector
from bot.domain.card import Table
from bot.domain.demo import Demo, Golden, Result
from bot.domain.param import Param
from bot.domain.text import Lang, Text

if TYPE_CHECKING:
    from matplotlib.figure import Figure

def run(x: tuple[float, ...]) -> Result:
    """What the session says and computes for one row of three, and what the Gemm node hands to Relu (by numpy)."""
    import numpy as np
    import onnxruntime as ort

    model = gemm_relu()
    session = open_session(model, ["CPUExecutionProvider"])
    source, target = session.get_inputs()[0], session.get_outputs()[0]
    before = np.array([x], dtype=np.float32) @ np.array(WEIGHT, dtype=np.float32) + np.array(BIAS, dtype=np.float32)
    parameters = len(WEIGHT) * len(WEIGHT[0]) + len(BIAS)
    values = {
        "output": outputs(session, x), "before_relu": [float(v) for v in before[0]],
        "parameters": parameters, "weight_bytes": 4 * parameters, "model_bytes": len(model),
        "input_name": source.name, "input_shape": list(source.shape),
        "output_name": target.name, "output_shape": list(target.shape),
        "providers": session.get_providers(), "available": ort.get_available_providers(),
    }
    table: dict[Lang, Table] = {"zh": _table(values, x, "zh"), "en": _table(values, x, "en")}
    return Result(values, _text(values, x), table, _note(values), _alt(values, x))


def _text(values: Mapping[str, Any], x: tuple[float, ...]) -> Text:
    cut = sum(v < 0 for v in values["before_relu"])
    zh = "ReLU 没有改变它" if not cut else f"ReLU 把 {cut} 个负数变成 0"
    en = "ReLU leaves it as it is" if not cut else f"ReLU turns {cut} negative value{'s' * (cut > 1)} into 0"
    return Text(
        f"x = {vector(x)}：xW + b = {vector(values['before_relu'])}，{zh}，y = {vector(values['output'])}。",
        f"x = {vector(x)}: xW + b = {vector(values['before_relu'])}; {en}: y = {vector(values['output'])}.",
    )


def _table(values: Mapping[str, Any], x: tuple[float, ...], lang: Lang) -> Table:
    source = f"{values['input_name']}, {values['input_shape']}"
    target = f"{values['output_name']}, {values['output_shape']}"
    size = Text("{p} 个参数，权重 {w} 字节，模型 {m} 字节", "{p} parameters, {w} bytes of weights, {m} bytes of model").format(
        p=values["parameters"], w=values["weight_bytes"], m=values["model_bytes"])
    rows = (
        (Text("输入", "input").to(lang), source, vector(x)),
        ("Gemm", "xW + b", vector(values["before_relu"])),
        ("Relu", "max(0, h)", vector(values["output"])),
        (Text("输出", "output").to(lang), target, vector(values["output"])),
        (Text("执行提供者", "providers").to(lang), "", ", ".join(values["providers"])),
        (Text("大小", "size").to(lang), "", size.to(lang)),
    )
    return Table(tuple(Text("节点|说明|值", "node|meaning|value").to(lang).split("|")), rows, strong=(3,))


def _note(values: Mapping[str, Any]) -> Text:
    mine, all_of_them = ", ".join(values["providers"]), ", ".join(values["available"])
    return Text(
        f"文章说：get_providers() 给出当前可用的提供者。算出来：它给出这个会话注册的 {mine}；"
        f"这个 onnxruntime 里可用的要看 get_available_providers()：{all_of_them}。",
        f"The article says that get_providers() shows what is available. Computed: it shows what this session "
        f"registered, {mine}; what this onnxruntime has is get_available_providers(): {all_of_them}.",
    )


def _alt(values: Mapping[str, Any], x: tuple[float, ...]) -> Text:
    before, after = vector(values["before_relu"]), vector(values["output"])
    return Text(
        f"计算图：输入 x = {vector(x)} 进入 Gemm（W 是 3×2，b 有 2 个数），得到 {before}，再经 Relu 得到输出 y = {after}。",
        f"The graph: input x = {vector(x)} enters Gemm (W is 3×2, b has 2 entries), which gives {before}; Relu then "
        f"gives the output y = {after}.",
    )


def plot(result: Result, args: Mapping[str, Any], lang: Lang) -> Figure:
    """The graph of the model from left to right, with what flows along its edges."""
    from bot.demos import _plot

    values = result.values
    figure, (axes,) = _plot.canvas(Text("ONNX 模型：y = ReLU(xW + b)", "An ONNX model: y = ReLU(xW + b)").to(lang))
    _plot.blank(axes, 100, 56)
    middle = 20
    _plot.box(axes, (12, middle), (20, 22), f"x\n[1, 3]\n\n{_stack(args['x'])}", face=_plot.PALE_GREY, fontsize=15)
    _plot.box(axes, (38, middle), (18, 14), "Gemm\nxW + b", face=_plot.PALE_BLUE,
              edge=_plot.BLUE, fontsize=16)
    _plot.box(axes, (62, middle), (18, 14), "Relu\nmax(0, h)", face=_plot.PALE_ORANGE, edge=_plot.ORANGE, fontsize=16)
    _plot.box(axes, (88, middle), (20, 22), f"y\n[1, 2]\n\n{_stack(values['output'])}", face=_plot.PALE_GREEN,
              edge=_plot.GREEN, fontsize=15)
    weight = "\n".join("  ".join(six(v) for v in row) for row in WEIGHT)
    _plot.box(axes, (30, 46), (15, 16), f"W  [3, 2]\n{weight}", face=_plot.PANEL, fontsize=14)
    _plot.box(axes, (49, 46), (16, 10), f"b  [2]\n{'  '.join(six(v) for v in BIAS)}", face=_plot.PANEL, fontsize=14)
    for start, end in (((22, middle), (29, middle)), ((47, middle), (53, middle)), ((71, middle), (78, middle))):
        _plot.arrow(axes, start, end)
    _plot.arrow(axes, (31, 38), (35, 27))
    _plot.arrow(axes, (48, 41), (41, 27))
    axes.text(50, 10, f"h = {vector(values['before_relu'])}", ha="center", va="top", fontsize=15, color=_plot.INK)
    axes.text(50, 4.5, Text("Gemm 传给 Relu 的值", "what Gemm hands to Relu").to(lang), ha="center", va="top", fontsize=13,
              color=_plot.MUTED)
    return figure


def _stack(entries: Any) -> str:
    return "\n".join(six(v) for v in entries)


DEMO = Demo(
    name="onnx",
    title=Text("运行一个 ONNX 模型", "Running an ONNX model"),
    summary=Text("在内存里造一个 Gemm + ReLU 的模型，用 ONNX Runtime 在 CPU 上运行。",
                 "Builds a Gemm + ReLU model in memory and runs it with ONNX Runtime on the CPU."),
    topic="onnx-runtime",
    params=(Param("x", "vector", Text("一行输入", "one row of input"), example="1,2,3", low=-1e6, high=1e6, min_len=3,
                  max_len=3),),
    run=run,
    plot=plot,
    goldens=(
        Golden("1,2,3", {"output": [22.5, 27.5], "before_relu": [22.5, 27.5], "parameters": 8, "weight_bytes": 32,
                         "model_bytes": 151, "input_name": "x", "input_shape": [1, 3], "output_name": "y",
                         "output_shape": [1, 2], "providers": ["CPUExecutionProvider"]}),
        Golden("-1,-1,-1", {"output": [0.0, 0.0], "before_relu": [-8.5, -12.5]}),
        Golden("1,0,-1", {"output": [0.0, 0.0], "before_relu": [-3.5, -4.5]}),
        Golden("0, 0, 0", {"output": [0.5, 0.0], "before_relu": [0.5, -0.5]}),
        Golden("1,2", error="E_LEN"),
        Golden("1,2,3,4", error="E_LEN"),
        Golden("1,2,x", error="E_TYPE"),
        Golden("1,2,1e7", error="E_RANGE"),
    ),
)
