"""Requests on sync workers, threads, event loops, and loops that a handler blocks: a discrete-event model.

The model is in `_serving.py`; the percentile is that of the nearest rank.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from bot.demos._numbers import six
from bot.demos._serving import MODES, Kind, Load, Served, makespan, mean_latency, percentile, simulate
from bot.demos._tables import tables
from bot.domain.demo import Demo, Golden, Result
from bot.domain.param import Param
from bot.domain.reading import fault
from bot.domain.text import Lang, Text

if TYPE_CHECKING:
    from matplotlib.figure import Figure

MOST = 100_000
"""Requests times workers."""
LEAST_MS = 0.001
"""I/O and computing of a request together; the rate would have no number without it."""
_MS = ("ms", "毫秒")
_N = Param("n", "int", Text("请求数", "requests"), example="8", low=1, high=2000)
_IO = Param("io", "number", Text("每个请求等待 I/O 的毫秒数", "ms of I/O in each request"), example="300", low=0, high=10000,
            units=_MS)
_NAMES = {
    "sync": Text("同步进程", "sync workers"), "threads": Text("线程", "threads"), "loop": Text("事件循环", "event loop"),
    "blocking": Text("被阻塞的事件循环", "blocked event loop"),
}


def run(**args: Any) -> Result:
    """Makespan, mean, 95th percentile and largest latency in ms, and requests a second."""
    load = Load(**args)
    if load.n * load.workers > MOST:
        raise fault(_N, "E_TOO_BIG", Text(f"请求数乘进程数是 {load.n * load.workers}，最多 {MOST}",
                                          f"requests times workers are {load.n * load.workers}, at most {MOST} fit"))
    if load.io + load.cpu < LEAST_MS:
        raise fault(_IO, "E_RANGE", Text(f"io 和 cpu 合起来至少 {LEAST_MS} 毫秒，不能都是 0",
                                         f"io and cpu together must be at least {LEAST_MS} ms and cannot both be 0"))
    served = simulate(load)
    total = makespan(served)
    values = {
        "makespan_ms": total, "mean_ms": mean_latency(served), "p95_ms": percentile(served, 0.95),
        "max_ms": max(request.latency for request in served), "requests_per_s": 1000 * load.n / total, "slots": load.slots,
    }
    rows = [
        (Text("全部完成（毫秒）", "all done (ms)"), six(total)),
        (Text("平均延迟（毫秒）", "mean latency (ms)"), six(values["mean_ms"])),
        (Text("95% 分位（毫秒）", "95th percentile (ms)"), six(values["p95_ms"])),
        (Text("最大延迟（毫秒）", "largest latency (ms)"), six(values["max_ms"])),
        (Text("每秒请求数", "requests per second"), six(values["requests_per_s"])),
    ]
    return Result(values, _text(load, values), tables(rows), _note(load, values), _alt(load, values))


def _servers(load: Load) -> Text:
    name = _NAMES[load.mode]
    threads = Text(f" × {load.threads} 线程", f" × {load.threads} threads") if load.mode == "threads" else Text.same("")
    return Text(f"{name.zh}，{load.workers} 个进程{threads.zh}",
                f"{name.en}, {load.workers} process{'es' * (load.workers > 1)}{threads.en}")


def _text(load: Load, values: Mapping[str, Any]) -> Text:
    total, mean, rate = six(values["makespan_ms"]), six(values["mean_ms"]), six(values["requests_per_s"])
    servers = _servers(load)
    return Text(f"{servers.zh}：{load.n} 个请求共用 {total} 毫秒，平均延迟 {mean} 毫秒，每秒 {rate} 个。",
                f"{servers.en}: {load.n} request{'s' * (load.n > 1)} in {total} ms, {mean} ms each on average, {rate} per "
                "second.")


def _note(load: Load, values: Mapping[str, Any]) -> Text | None:
    total = six(values["makespan_ms"])
    if load.mode == "threads":
        return Text("模型是理想的：请求均匀分配，线程可以同时计算。真实的内核分配并不均匀，Python 的 GIL 也让计算排队，实测会更慢。",
                    "The model is ideal: requests are dealt evenly and threads compute at the same time. A real kernel deals "
                    "unevenly, and Python's GIL makes computing queue, so real servers take longer.")
    if load.mode == "loop":
        same = mean_latency(simulate(load.instead("sync")))
        if load.n == 1 or load.cpu <= load.io:
            return None
        return Text(f"文章说：异步带来高并发、低延迟。算出来：耗时主要在计算上，平均延迟 {six(values['mean_ms'])} 毫秒，"
                    f"同样多的同步进程是 {six(same)} 毫秒。",
                    f"The article says that async means high concurrency and low latency. Computed: most of the time here is "
                    f"computing; the mean latency is {six(values['mean_ms'])} ms, on as many sync workers {six(same)} ms.")
    one_loop = six(makespan(simulate(load.instead("loop", 1 if load.mode == "sync" else None))))
    if load.io <= load.cpu or one_loop == total:
        return None
    if load.mode == "blocking":
        return Text(f"文章说：协程的调度不会阻塞。算出来：处理函数里不 await 就会，{total} 毫秒；await 时是 {one_loop} 毫秒。",
                    f"The article says that coroutines are scheduled without blocking. Computed: a handler that does not await "
                    f"blocks, {total} ms; with await it is {one_loop} ms.")
    return Text(f"文章说：sync 适合 I/O 密集的应用。算出来：每个进程一次只接一个请求，共 {total} 毫秒；一个事件循环只要 "
                f"{one_loop} 毫秒。",
                f"The article says that sync suits I/O-bound apps. Computed: each process takes one request at a time, {total} "
                f"ms in all; a single event loop takes {one_loop} ms.")


def _alt(load: Load, values: Mapping[str, Any]) -> Text:
    total, mean, p95 = (six(values[key]) for key in ("makespan_ms", "mean_ms", "p95_ms"))
    servers = _servers(load)
    return Text(f"甘特图，每行一个请求，分等待、I/O、计算三段：{servers.zh}，{load.n} 个请求，全部完成 {total} 毫秒，"
                f"平均 {mean} 毫秒，95% 分位 {p95} 毫秒。",
                f"A Gantt chart with a row for each request, split into waiting, I/O and computing: {servers.en}, requests "
                f"{load.n}, all done at {total} ms, mean {mean} ms, 95th percentile {p95} ms.")


def plot(result: Result, args: Mapping[str, Any], lang: Lang) -> Figure:
    """A row a request, the first on top; what it waits for is pale, I/O blue, computing orange; the end marked."""
    from matplotlib.ticker import MaxNLocator

    from bot.demos import _plot

    load, values = Load(**args), result.values
    served = simulate(load)
    seconds = values["makespan_ms"] >= 10_000
    scale = 1000.0 if seconds else 1.0
    servers, total = _servers(load), values["makespan_ms"] / scale
    figure, (axes,) = _plot.canvas(Text(f"{load.n} 个请求：{servers.zh}", f"{load.n} request{'s' * (load.n > 1)}: {servers.en}")
                                   .to(lang))
    colors: dict[Kind, tuple[str, Text]] = {"waiting": (_plot.EDGE, Text("排队", "waiting")), "io": (_plot.BLUE, Text("I/O", "I/O")),
                                            "cpu": (_plot.ORANGE, Text("计算", "computing"))}
    for kind, (color, name) in colors.items():
        _bars(axes, served, kind, scale, color, name.to(lang))
    unit = Text("秒", "s") if seconds else Text("毫秒", "ms")
    axes.axvline(total, color=_plot.RED, linewidth=1.8, zorder=4)
    axes.annotate(f"{six(total)} {unit.to(lang)}", (total, 1), xycoords=("data", "axes fraction"), xytext=(0, 5),
                  textcoords="offset points", ha="right", va="bottom", fontsize=15, color=_plot.RED)
    mean, p95, rate = six(values["mean_ms"]), six(values["p95_ms"]), six(values["requests_per_s"])
    axes.set(xlim=(0, total * 1.04), ylim=(load.n + 0.5, 0.5), ylabel=Text("请求", "request").to(lang),
             xlabel=Text(f"时间（{unit.zh}）", f"time ({unit.en})").to(lang),
             title=Text(f"平均 {mean} ms · 95% 分位 {p95} ms · 每秒 {rate} 个", f"mean {mean} ms · 95th percentile {p95} ms · "
                        f"{rate} per second").to(lang))
    axes.yaxis.set_major_locator(MaxNLocator(9, integer=True, min_n_ticks=1))
    axes.grid(axis="y", visible=False)
    figure.legend(*axes.get_legend_handles_labels(), loc="upper right", bbox_to_anchor=(0.985, 0.985), ncols=3, handlelength=1.1)
    return figure


def _bars(axes: Any, served: Sequence[Served], kind: Kind, scale: float, color: str, label: str) -> None:
    """All spans of one kind as one collection: thousands of single bars would take seconds."""
    from matplotlib.collections import PolyCollection

    half = 0.38 if len(served) <= 120 else 0.5
    corners = [[(start / scale, i - half), (end / scale, i - half), (end / scale, i + half), (start / scale, i + half)]
               for i, request in enumerate(served, 1) for name, start, end in request.spans if name == kind and end > start]
    if corners:
        axes.add_collection(PolyCollection(corners, facecolors=color, edgecolors="none", zorder=2), autolim=False)
        axes.bar(0, 0, color=color, label=label)  # an empty one, for the legend


DEMO = Demo(
    name="serve",
    title=Text("同步、线程与事件循环", "Sync workers, threads, event loops"),
    summary=Text("同一批请求在同步进程、线程、事件循环里要多久：总时间、平均延迟、分位数。",
                 "The same requests on sync workers, threads or event loops: makespan, latency, throughput."),
    topic="gunicorn",
    params=(
        Param("mode", "choice", Text("服务方式", "way of serving"), example="sync", choices=MODES),
        _N,
        Param("gap", "number", Text("相邻请求间隔毫秒数", "ms between arrivals"), example="0", low=0, high=1000, units=_MS),
        _IO,
        Param("cpu", "number", Text("每个请求计算的毫秒数", "ms of computing in each request"), example="0", low=0, high=10000,
              units=_MS),
        Param("workers", "int", Text("进程数", "processes"), default=1, required=False, low=1, high=64),
        Param("threads", "int", Text("每个进程的线程数", "threads in each process"), default=1, required=False, low=1, high=64),
    ),
    run=run,
    plot=plot,
    goldens=(
        Golden("sync 8 0 300 0 2", {"makespan_ms": 1200.0, "mean_ms": 750.0}),
        Golden("loop 40 10 90 10 1", {"makespan_ms": 490.0, "mean_ms": 100.0}),
        Golden("blocking 8 0 300 0 1", {"makespan_ms": 2400.0, "mean_ms": 1350.0}),
        Golden("threads 8 0 300 0 2 4", {"makespan_ms": 300.0, "slots": 8}),
        Golden("loop 8 0 300 0 1", {"makespan_ms": 300.0, "mean_ms": 300.0, "requests_per_s": 80 / 3}),
        Golden("sync 40 10 90 10 1", {"makespan_ms": 4000.0, "mean_ms": 1855.0}),
        Golden("sync 40 10 90 10 2", {"makespan_ms": 2010.0, "mean_ms": 860.0}),
        Golden("sync 40 10 90 10 4", {"makespan_ms": 1030.0, "mean_ms": 370.0}),
        Golden("sync 40 10 90 10 8", {"makespan_ms": 570.0, "mean_ms": 140.0}),
        Golden("sync 40 10 90 10 10", {"makespan_ms": 490.0, "mean_ms": 100.0}),
        Golden("sync 40 10 0 50 4", {"makespan_ms": 530.0, "mean_ms": 95.0}),
        Golden("loop 40 10 0 50 1", {"makespan_ms": 2000.0, "mean_ms": 830.0}),
        Golden("loop 40 10 0 50 4", {"makespan_ms": 530.0, "mean_ms": 95.0}),
        Golden("mode=sync n=1 gap=0 io=0 cpu=5", {"makespan_ms": 5.0, "p95_ms": 5.0, "max_ms": 5.0}),
        Golden("sync 8 0 0 0", error="E_RANGE"),
        Golden("sync 2000 0 1 1 64", error="E_TOO_BIG"),
        Golden("async 8 0 300 0", error="E_UNKNOWN"),
        Golden("sync 0 0 300 0", error="E_RANGE"),
        Golden("sync 8 1001 300 0", error="E_RANGE"),
        Golden("sync 8 0 10001 0", error="E_RANGE"),
        Golden("sync 8 0 300 0 65", error="E_RANGE"),
        Golden("sync 8 0 300", error="E_MISSING"),
        Golden("sync 8.5 0 300 0", error="E_TYPE"),
        Golden("", error="E_MISSING"),
    ),
)
