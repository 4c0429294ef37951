"""What set_providers of ONNX Runtime does to a session: it reads the model again, from the path it was opened with.

Seen in onnxruntime's `InferenceSession.set_providers`, whose documentation says that the session is re-created.
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.demos._gemm import BIAS, WEIGHT, gemm_relu, open_session, outputs
from bot.demos._numbers import vector
from bot.demos._tables import tables
from bot.domain.demo import Demo, Golden, Result
from bot.domain.text import Lang, Text

if TYPE_CHECKING:
    from matplotlib.figure import Figure

X = (1.0, 2.0, 3.0)
CPU = ["CPUExecutionProvider"]
ZERO = tuple((0.0,) * len(BIAS) for _ in WEIGHT)


def run() -> Result:
    """The outputs at each step: opened, file swapped, providers set, file deleted and providers set again."""
    values = {"x": list(X), **_steps()}
    first, kept, after, error = vector(values["first"]), vector(values["after_swap"]), vector(values["after_set_providers"]), \
        values["error_type"]
    rows = [
        (Text("打开文件，运行", "open the file, run"), first),
        (Text("磁盘上换成零权重，运行", "zero weights on disk, run"), kept),
        (Text("set_providers，运行", "set_providers, run"), after),
        (Text("删掉文件，set_providers", "delete the file, set_providers"), error),
    ]
    unusable = Text("会话还能用", "the session still works") if values["usable_after_error"] else Text(
        "会话不能再用", "the session is of no more use")
    return Result(
        values,
        Text(f"set_providers 会重新加载模型：磁盘上的权重换掉后仍是 {kept}，set_providers 之后变成 {after}；"
             f"文件删掉后它抛出 {error}，{unusable.zh}。",
             f"set_providers reloads: with other weights on disk the output is still {kept}, after set_providers it is "
             f"{after}; with the file gone it raises {error}, and {unusable.en}."),
        tables(rows, Text("步骤|输出", "step|output"), numeric=(), strong=(2,)),
        Text(f"文章说：set_providers 不用重新加载模型。算出来：它从原来的路径重新建立了会话，输出从 {kept} 变成 {after}。",
             f"The article says that set_providers does not load the model again. Computed: it made a new session from the "
             f"old path, and the output went from {kept} to {after}."),
        Text(f"四步，上面是磁盘上的文件，下面是会话，输入 {vector(X)}：打开后输出 {first}；换掉文件后 {kept}；"
             f"set_providers 后 {after}；删掉文件再 set_providers，{error}。",
             f"Four steps with the file on disk above and the session below, for input {vector(X)}: opened, {first}; file "
             f"swapped, {kept}; after set_providers, {after}; file deleted and set_providers again, {error}."),
    )


def _steps() -> dict[str, Any]:
    """Do it for real, in a folder of its own that is gone afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model.onnx"
        path.write_bytes(gemm_relu())
        session = open_session(str(path), CPU)
        first = outputs(session, X)
        path.write_bytes(gemm_relu(ZERO))
        after_swap = outputs(session, X)
        session.set_providers(CPU)
        after_set = outputs(session, X)
        path.unlink()
        error = _error_of(lambda: session.set_providers(CPU))
        broken = _error_of(lambda: outputs(session, X))
    return {"first": first, "after_swap": after_swap, "after_set_providers": after_set, "error_type": error,
            "usable_after_error": broken is None, "reloaded": after_set != after_swap}


def _error_of(act: Any) -> str | None:
    """The name of the exception's type, or None when there is none."""
    try:
        act()
    except Exception as error:  # the library's own types have no common ancestor
        return type(error).__name__
    return None


def plot(result: Result, args: Mapping[str, Any], lang: Lang) -> Figure:
    """Four columns in time: what is on disk, what the session holds, what comes out."""
    from bot.demos import _plot

    values = result.values
    title = Text("set_providers 会重新读模型文件", "set_providers reads the model file again")
    figure, (axes,) = _plot.canvas(title.to(lang))
    _plot.blank(axes, 100, 60)
    weights, zeros, gone = Text("权重 W", "weights W"), Text("零权重", "zero weights"), Text("（没有文件）", "(no file)")
    blue, orange = (_plot.PALE_BLUE, _plot.BLUE), (_plot.PALE_ORANGE, _plot.ORANGE)
    grey, red = (_plot.PALE_GREY, _plot.EDGE), (_plot.PALE_RED, _plot.RED)
    held = zeros if values["reloaded"] else weights
    columns = (
        (Text("1  打开", "1  open"), weights, blue, weights, blue, vector(values["first"])),
        (Text("2  换掉文件", "2  swap the file"), zeros, orange, weights, blue, vector(values["after_swap"])),
        (Text("3  set_providers", "3  set_providers"), zeros, orange, held, orange if values["reloaded"] else blue,
         vector(values["after_set_providers"])),
        (Text("4  删文件，再设", "4  delete, set again"), gone, grey, Text("✗", "✗"), red, values["error_type"] or "—"),
    )
    for i, (head, disk, disk_look, session, look, out) in enumerate(columns):
        x = 20.5 + 22.5 * i
        axes.text(x, 57, head.to(lang), ha="center", va="center", fontsize=15, color=_plot.INK)
        _plot.box(axes, (x, 45), (20, 11), disk.to(lang), face=disk_look[0], edge=disk_look[1], fontsize=15)
        _plot.box(axes, (x, 26), (20, 11), session.to(lang), face=look[0], edge=look[1], fontsize=15)
        _plot.arrow(axes, (x, 20), (x, 13.5), color=look[1])
        axes.text(x, 9, out, ha="center", va="center", fontsize=16, color=look[1] if look is red else _plot.INK)
        if i != 1:
            _plot.arrow(axes, (x, 39), (x, 32), color=look[1], width=3)
    for y, label in ((45, Text("磁盘", "disk")), (26, Text("会话", "session")), (9, Text("输出", "output"))):
        axes.text(0, y, label.to(lang), ha="left", va="center", fontsize=14.5, color=_plot.MUTED)
    footer = Text(f"输入 x = {vector(X)}；竖箭头：此时读了文件", f"input x = {vector(X)}; upper arrows: the file is read now")
    axes.text(50, 1, footer.to(lang), ha="center", va="center", fontsize=13.5, color=_plot.MUTED)
    return figure


DEMO = Demo(
    name="onnx-reload",
    title=Text("set_providers 会不会重新加载", "Does set_providers load the model again?"),
    summary=Text("打开模型、换掉磁盘上的文件、调用 set_providers，看输出变没变。",
                 "Opens a model, swaps its file, calls set_providers, and sees whether the output changes."),
    topic="onnx-runtime",
    params=(),
    run=run,
    plot=plot,
    goldens=(
        Golden("", {"x": [1.0, 2.0, 3.0], "first": [22.5, 27.5], "after_swap": [22.5, 27.5],
                    "after_set_providers": [0.5, 0.0], "error_type": "NoSuchFile", "usable_after_error": False,
                    "reloaded": True}),
        Golden("now", error="E_UNKNOWN"),
    ),
)
