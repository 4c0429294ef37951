"""How many workers Gunicorn's documentation suggests, and the memory of their copies of a model.

Gunicorn's settings page gives 2 to 4 times the cores; its design page the older rule of 2·cores + 1. Without --preload each
worker loads the model for itself; with it the pages are shared until a worker writes to them (fork, copy on write).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from bot.demos._numbers import six
from bot.demos._tables import tables
from bot.domain.demo import Demo, Golden, Result
from bot.domain.param import Param
from bot.domain.text import Lang, Text

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def run(cores: int, model_gb: float, preload: bool) -> Result:
    """The suggested numbers of workers, and the memory in GB for the models of each; preloaded, that of one model."""
    low, high, rule = 2 * cores, 4 * cores, 2 * cores + 1
    copies = {name: count * model_gb for name, count in (("low", low), ("high", high), ("rule", rule))}
    values = {
        "workers_low": low, "workers_high": high, "workers_rule": rule, "preload": preload,
        "memory_gb": model_gb if preload else copies["rule"],
        "memory_low_gb": model_gb if preload else copies["low"],
        "memory_high_gb": model_gb if preload else copies["high"],
        "memory_if_written_gb": copies["rule"],
    }
    rows = [
        (Text("文档建议：2 到 4 × 核数", "documentation: 2 to 4 × cores"), f"{low}–{high}", _range(values)),
        (Text("旧规则：2 × 核数 + 1", "older rule: 2 × cores + 1"), str(rule), six(values["memory_gb"])),
    ]
    if preload:
        rows.append((Text("每页都被写过以后", "once every page was written to"), str(rule), six(copies["rule"])))
    return Result(values, _text(values, model_gb),
                  tables(rows, Text("规则|进程数|内存（GB）", "rule|workers|memory (GB)"), numeric=(1, 2), strong=(1,)),
                  _note(preload), _alt(values, cores, model_gb))


def _range(values: Mapping[str, Any]) -> str:
    low, high = six(values["memory_low_gb"]), six(values["memory_high_gb"])
    return low if low == high else f"{low}–{high}"


def _text(values: Mapping[str, Any], model_gb: float) -> Text:
    low, high, rule = (values[f"workers_{name}"] for name in ("low", "high", "rule"))
    memory, written = six(values["memory_gb"]), six(values["memory_if_written_gb"])
    if values["preload"]:
        return Text(f"建议 {low} 到 {high} 个进程（旧规则 {rule} 个）；预加载时模型约占 {memory} GB，写过的页会各自复制，最多 "
                    f"{written} GB。",
                    f"Take {low} to {high} workers ({rule} by the older rule); preloaded, the model takes about {memory} GB, and "
                    f"up to {written} GB as workers write to their pages.")
    return Text(f"建议 {low} 到 {high} 个进程（旧规则 {rule} 个）；每个进程各加载一份 {six(model_gb)} GB 的模型，"
                f"{rule} 个共 {memory} GB。",
                f"Take {low} to {high} workers ({rule} by the older rule); each loads its own {six(model_gb)} GB model, "
                f"{memory} GB for {rule}.")


def _note(preload: bool) -> Text:
    if preload:
        return Text("注意：fork 之前不要创建 CUDA 上下文，它在子进程里用不了；预加载时只把权重放在内存里，每个进程 fork 之后再上 GPU。",
                    "Mind: create no CUDA context before the fork, for it does not survive in the children; preload weights into "
                    "main memory only, and let each worker go to the GPU after the fork.")
    return Text("注意：--preload 先加载再 fork，内存页在写入之前是共享的；但在 fork 之前用过 CUDA 就不行。",
                "Mind: --preload loads before the fork, and pages stay shared until they are written to; it must not come after "
                "CUDA was used.")


def _alt(values: Mapping[str, Any], cores: int, model_gb: float) -> Text:
    low, high, rule, memory = (values["workers_low"], values["workers_high"], values["workers_rule"], six(values["memory_gb"]))
    mode = Text("预加载", "preloaded") if values["preload"] else Text("不预加载", "not preloaded")
    return Text(f"{cores} 个核，模型 {six(model_gb)} GB，{mode.zh}：内存随进程数的变化；建议区间 {low} 到 {high}，"
                f"标出 {rule} 个进程，{memory} GB。",
                f"{cores} core{'s' * (cores > 1)}, a model of {six(model_gb)} GB, {mode.en}: memory against workers; the "
                f"suggested range is {low} to {high}, marked are {rule} workers with {memory} GB.")


def plot(result: Result, args: Mapping[str, Any], lang: Lang) -> Figure:
    """Memory against the number of workers, with copies and shared; the suggested range shaded, the older rule marked."""
    from matplotlib.ticker import MaxNLocator

    from bot.demos import _plot

    values, model, cores = result.values, args["model_gb"], args["cores"]
    last = values["workers_high"] + max(1, cores // 2)
    title = Text(f"{cores} 个核、{six(model)} GB 的模型要多少内存", f"Memory for {cores} core{'s' * (cores > 1)} and a model of "
                 f"{six(model)} GB")
    figure, (axes,) = _plot.canvas(title.to(lang))
    preload = values["preload"]
    top = last * model if last * model > 1e-9 else 1.0
    lines = ((Text("每个进程一份", "a copy in each worker"), [0, last * model], _plot.BLUE, not preload),
             (Text("预加载，写入前共享", "preloaded, shared until written to"), [model, model], _plot.GREEN, preload))
    for label, heights, color, asked in lines:
        axes.plot([0, last], heights, color=color, linewidth=4 if asked else 2, linestyle="-" if asked else "--",
                  label=label.to(lang), zorder=3)
    axes.axvspan(values["workers_low"], values["workers_high"], color=_plot.PALE_ORANGE, zorder=0,
                 label=Text("建议 2 到 4 × 核数", "suggested: 2 to 4 × cores").to(lang))
    _plot.point(axes, values["workers_rule"], values["memory_gb"],
                Text(f"{values['workers_rule']} 个进程：{six(values['memory_gb'])} GB",
                     f"{values['workers_rule']} workers: {six(values['memory_gb'])} GB").to(lang),
                shift=(16, -14) if not preload and model > 1e-9 else (16, 16))
    axes.set(xlim=(0, last), xlabel=Text("进程数", "workers").to(lang), ylabel=Text("模型占用的内存（GB）", "memory of the models (GB)")
             .to(lang), ylim=(-0.04 * top, 1.08 * top))
    axes.xaxis.set_major_locator(MaxNLocator(9, integer=True))
    axes.yaxis.set_major_formatter(lambda value, _: six(value))
    axes.legend(loc="upper left")
    return figure


DEMO = Demo(
    name="workers",
    title=Text("要开几个进程，占多少内存", "How many workers, how much memory"),
    summary=Text("按核数算 Gunicorn 建议的进程数，以及每个进程各有一份模型时的内存。",
                 "Gunicorn's suggested workers for the cores, and the memory of a model in each of them."),
    topic="gunicorn",
    params=(
        Param("cores", "int", Text("CPU 核数", "CPU cores"), example="4", low=1, high=256, units=("cores", "core", "核")),
        Param("model_gb", "number", Text("模型大小（GB）", "size of the model (GB)"), example="3.5", low=0, high=2000,
              units=("GB", "G")),
        Param("preload", "flag", Text("是否用 --preload", "whether with --preload"), default=False, required=False),
    ),
    run=run,
    plot=plot,
    goldens=(
        Golden("4 3.5 no", {"workers_low": 8, "workers_high": 16, "workers_rule": 9, "memory_gb": 31.5, "memory_low_gb": 28.0,
                            "memory_high_gb": 56.0}),
        Golden("4 3.5 yes", {"workers_rule": 9, "memory_gb": 3.5, "memory_low_gb": 3.5, "memory_if_written_gb": 31.5}),
        Golden("256 2000", {"workers_low": 512, "workers_high": 1024, "workers_rule": 513, "memory_gb": 1026000.0}),
        Golden("1 0", {"workers_low": 2, "workers_high": 4, "workers_rule": 3, "memory_gb": 0.0}),
        Golden("cores=2 model_gb=3.5 preload=否", {"memory_low_gb": 14.0}),
        Golden("0 3.5", error="E_RANGE"),
        Golden("257 3.5", error="E_RANGE"),
        Golden("4 -1", error="E_RANGE"),
        Golden("4 2001", error="E_RANGE"),
        Golden("4.5 1", error="E_TYPE"),
        Golden("4 3.5 maybe", error="E_TYPE"),
        Golden("4", error="E_MISSING"),
        Golden("", error="E_MISSING"),
    ),
)
