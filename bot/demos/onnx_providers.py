"""Which execution providers a real session of ONNX Runtime registers, whatever it was asked for.

ONNX Runtime appends CPUExecutionProvider as the fallback of every session, and drops with a warning what this build lacks.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from bot.demos._gemm import gemm_relu, open_session
from bot.demos._tables import tables
from bot.domain.demo import Demo, Golden, Result
from bot.domain.param import Param
from bot.domain.reading import fault, fold, shown
from bot.domain.text import Lang, Text

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

CPU = "CPUExecutionProvider"
KNOWN = (CPU, "AzureExecutionProvider", "CUDAExecutionProvider")
MAX_NAMES = 6
_WANT = Param("want", "text", Text("想要的执行提供者，按优先次序", "providers wanted, in order of preference"),
              example="CUDAExecutionProvider", max_len=200)


def run(want: str) -> Result:
    """What this build has, what a session asked for `want` registers, its warnings, and its first provider."""
    wanted = parse(want)
    import onnxruntime as ort

    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        session = open_session(gemm_relu(), wanted)
    got: list[str] = list(session.get_providers())
    available: list[str] = list(ort.get_available_providers())
    said = [" ".join(str(warning.message).split()) for warning in caught]
    values = {
        "wanted": wanted, "available": available, "session": got, "warnings": said, "warning_count": len(said),
        "first": got[0], "missing": [name for name in dict.fromkeys(wanted) if name not in got],
        "added": [name for name in got if name not in wanted], "cpu_only": got == [CPU],
    }
    rows = [
        (Text("要的", "wanted"), ", ".join(wanted)),
        (Text("这个 onnxruntime 有的", "in this onnxruntime"), ", ".join(available)),
        (Text("会话注册的", "registered in the session"), ", ".join(got)),
        (Text("排在第一的", "first"), got[0]),
        (Text("警告", "warnings"), str(len(said))),
    ]
    return Result(values, _text(values), tables(rows, Text("项|值", "item|value"), numeric=(), strong=(2,)), _note(values),
                  _alt(values))


def parse(raw: str) -> list[str]:
    """The names in full, in order; `cuda` will do. Raises BadInput: E_UNKNOWN, E_LEN."""
    parts = [part for part in re.split(r"[\s,;]+", fold(raw).strip(" ,;[]")) if part]
    if not 1 <= len(parts) <= MAX_NAMES:
        raise fault(_WANT, "E_LEN", Text(f"收到 {len(parts)} 个名字，可以给 1 到 {MAX_NAMES} 个",
                                         f"got {len(parts)} names, 1 to {MAX_NAMES} fit"))
    found = []
    for part in parts:
        bare = part.strip("'\"").lower().removesuffix("executionprovider")
        name = next((name for name in KNOWN if name.lower().removesuffix("executionprovider") == bare), None)
        if name is None:
            raise fault(_WANT, "E_UNKNOWN", Text(f"没有“{shown(part)}”，可选 {', '.join(KNOWN)}",
                                                 f"there is no “{shown(part)}” here, only {', '.join(KNOWN)}"))
        found.append(name)
    return found


def _text(values: Mapping[str, Any]) -> Text:
    got, missing, added = ", ".join(values["session"]), values["missing"], values["added"]
    zh, en = [], []
    if missing:
        zh.append(f"要的 {', '.join(missing)} 没有，只给了警告")
        en.append(f"{', '.join(missing)} is not here and only brings a warning")
    if added:
        zh.append(f"{', '.join(added)} 是自动补上的后备")
        en.append(f"{', '.join(added)} was added as the fallback")
    if not missing and not added:
        zh.append("与所要的一致" if values["warning_count"] == 0 else "重复的名字被忽略，并给出警告")
        en.append("as wanted" if values["warning_count"] == 0 else "a repeated name is ignored with a warning")
    return Text(f"会话注册了 `{got}`：{'；'.join(zh)}。", f"The session registers `{got}`: {'; '.join(en)}.")


def _note(values: Mapping[str, Any]) -> Text:
    available, got = ", ".join(values["available"]), ", ".join(values["session"])
    if values["cpu_only"]:
        return Text(
            f"文章说：get_providers() 给出当前可用的提供者。算出来：它给出这个会话注册的 {got}；"
            f"可用的是 get_available_providers()：{available}。",
            f"The article says that get_providers() shows what is available. Computed: it shows what this session "
            f"registered, {got}; available is what get_available_providers() lists: {available}.")
    return Text(
        f"文章说：列表里有 {CPU} 就是在 CPU 上运行。算出来：它是每个会话的后备，总在列表里；这里排第一的是 {values['first']}。",
        f"The article says that {CPU} in the list means running on the CPU. Computed: it is every session's fallback and "
        f"always listed; first here is {values['first']}.")


def _alt(values: Mapping[str, Any]) -> Text:
    wanted, available, got = (", ".join(values[key]) for key in ("wanted", "available", "session"))
    return Text(f"三列：要的 {wanted}；这个 onnxruntime 有的 {available}；会话注册的 {got}。警告 {values['warning_count']} 条。",
                f"Three columns: wanted {wanted}; in this onnxruntime {available}; registered in the session {got}. "
                f"Warnings: {values['warning_count']}.")


def plot(result: Result, args: Mapping[str, Any], lang: Lang) -> Figure:
    """Wanted, available and registered providers side by side; lines follow a name from column to column."""
    from bot.demos import _plot

    values = result.values
    title = Text("执行提供者：想要的、可用的、注册的", "Execution providers: wanted, available, registered")
    figure, (axes,) = _plot.canvas(title.to(lang))
    _plot.blank(axes, 100, 60)
    heads = (Text("要的", "wanted"), Text("get_available_providers()", "get_available_providers()"),
             Text("会话的 get_providers()", "session.get_providers()"))
    columns: list[Sequence[str]] = [values["wanted"], values["available"], values["session"]]
    for x, head in zip((16, 50, 84), heads, strict=True):
        axes.text(x, 57.5, head.to(lang), ha="center", va="center", fontsize=14.5, color=_plot.MUTED)
    rows = max(map(len, columns))
    step = min(16.0, 44.0 / rows)
    _draw_column(axes, 16, columns[0], step, dict.fromkeys(values["missing"], _plot.RED))
    _draw_column(axes, 50, columns[1], step, {name: _plot.EDGE for name in columns[1] if name not in columns[2]})
    _draw_column(axes, 84, columns[2], step, dict.fromkeys(values["added"], _plot.ORANGE))
    for near, far in ((0, 1), (1, 2)):
        for name in dict.fromkeys(columns[near]):
            if name in columns[far] and name in columns[2]:
                start = (30 + 34 * near, _row(columns[near].index(name), step))
                _plot.arrow(axes, start, (36 + 34 * near, _row(columns[far].index(name), step)),
                            color=_plot.GREEN if name not in values["added"] else _plot.ORANGE)
    said = Text(f"{values['warning_count']} 条警告", f"warnings: {values['warning_count']}")
    legend = Text("绿：如愿   橙：自动补上的后备   红：没有，只给警告", "green: as wanted   orange: added as fallback   red: missing, "
                  "only a warning")
    axes.text(50, 4.8, said.to(lang), ha="center", va="center", fontsize=16,
              color=_plot.RED if values["warning_count"] else _plot.INK)
    axes.text(50, 0.4, legend.to(lang), ha="center", va="center", fontsize=13, color=_plot.MUTED)
    return figure


def _row(place: int, step: float) -> float:
    return 54.5 - step * (place + 0.5)


def _draw_column(axes: Axes, x: float, names: Sequence[str], step: float, odd: Mapping[str, str]) -> None:
    """A box a name, green unless `odd` gives it another colour."""
    from bot.demos import _plot

    faces = {_plot.RED: _plot.PALE_RED, _plot.ORANGE: _plot.PALE_ORANGE, _plot.EDGE: _plot.PALE_GREY}
    for place, name in enumerate(names):
        edge = odd.get(name, _plot.GREEN)
        bare = name.removesuffix("ExecutionProvider")
        _plot.box(axes, (x, _row(place, step)), (27, step * 0.74), bare, face=faces.get(edge, _plot.PALE_GREEN), edge=edge,
                  fontsize=min(18.0, 2.4 * step))


DEMO = Demo(
    name="onnx-providers",
    title=Text("执行提供者：想要的与得到的", "Execution providers: wanted and given"),
    summary=Text("向真实的 ONNX Runtime 会话要几个执行提供者，看它注册了哪些、警告什么。",
                 "Asks a real ONNX Runtime session for providers: what it registers and warns of."),
    topic="onnx-runtime",
    params=(_WANT,),
    run=run,
    plot=plot,
    goldens=(
        Golden("CUDAExecutionProvider", {"wanted": ["CUDAExecutionProvider"]}),
        Golden("CPUExecutionProvider", {"session": [CPU], "warning_count": 0, "first": CPU, "cpu_only": True, "added": []}),
        Golden("AzureExecutionProvider", {"wanted": ["AzureExecutionProvider"]}),
        Golden("CPUExecutionProvider,CPUExecutionProvider", {"session": [CPU], "warning_count": 1, "cpu_only": True}),
        Golden("cuda, cpu", {"wanted": ["CUDAExecutionProvider", CPU]}),
        Golden("［CUDA，Azure，CPU］", {"wanted": ["CUDAExecutionProvider", "AzureExecutionProvider", CPU]}),
        Golden("TensorrtExecutionProvider", error="E_UNKNOWN"),
        Golden("CPU,GPU", error="E_UNKNOWN"),
        Golden(",".join(["CPU"] * 7), error="E_LEN"),
        Golden(",", error="E_LEN"),
        Golden("", error="E_MISSING"),
    ),
)
