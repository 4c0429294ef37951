"""Erlang C: how many requests of a Poisson stream wait for one of c servers, and how long (the queue M/M/c).

Erlang, 1917; the recurrence for Erlang B, B(0) = 1, B(k) = a·B(k−1) / (k + a·B(k−1)), keeps every number within [0, 1].
P = B(c) / (1 − ρ·(1 − B(c))) with ρ = a/c, a = λ/μ; mean wait P / (c·μ − λ); Little's law: Lq = λ·Wq, L = λ·W.
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
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

LEAST, MOST, MAX_SERVERS = 1e-6, 1e6, 200
_PER_SECOND = ("/s", "/秒")


def run(**args: Any) -> Result:
    """Load, utilisation and, where the queue is stable, the probability of waiting, mean times in s and mean numbers."""
    rate, service, c = args["lambda"], args["mu"], args["c"]
    load = rate / service
    wait, mean = waiting(rate, service, c)
    values = {
        "offered_load": load, "utilisation": load / c, "stable": mean is not None, "wait_probability": wait, "mean_wait_s": mean,
        "queue_length": None if mean is None else rate * mean,
        "mean_time_s": None if mean is None else mean + 1 / service,
        "in_system": None if mean is None else rate * mean + load,
        "fewest_servers": int(load) + 1,
    }
    rows = [
        (Text("利用率 ρ", "utilisation ρ"), six(values["utilisation"])),
        (Text("要等待的概率", "probability of waiting"), _shown(wait)),
        (Text("平均等待（秒）", "mean wait (s)"), _shown(mean)),
        (Text("平均排队数", "mean queue length"), _shown(values["queue_length"])),
        (Text("平均总时间（秒）", "mean time in all (s)"), _shown(values["mean_time_s"])),
        (Text("至少要几个服务员", "fewest servers"), str(values["fewest_servers"])),
    ]
    return Result(values, _text(values, c), tables(rows, strong=(2,)), None, _alt(values, c))


def waiting(rate: float, service: float, c: int) -> tuple[float | None, float | None]:
    """The probability of waiting and the mean wait in seconds; None when work comes as fast as it can be done."""
    load = rate / service
    if not load < c or not rate < c * service:
        return None, None
    blocked = 1.0
    for k in range(1, c + 1):
        blocked = load * blocked / (k + load * blocked)
    wait = blocked / (1 - load / c * (1 - blocked))
    return wait, wait / (c * service - rate)


def _shown(value: float | None) -> str:
    return "—" if value is None else six(value)


def _text(values: Mapping[str, Any], c: int) -> Text:
    use, fewest = six(values["utilisation"]), values["fewest_servers"]
    if not values["stable"]:
        return Text(f"ρ = {use} 不小于 1：队列不稳定，会越排越长；至少要 {fewest} 个服务员。",
                    f"ρ = {use} is not below 1: the queue is unstable and grows without end; it takes at least {fewest} "
                    f"server{'s' * (fewest > 1)}.")
    wait, mean = six(values["wait_probability"]), six(values["mean_wait_s"])
    return Text(f"ρ = {use}：要等待的概率 {wait}，平均等待 {mean} 秒，平均有 {six(values['queue_length'])} 个在排队。",
                f"ρ = {use}: the probability of waiting is {wait}, the mean wait {mean} s, and {six(values['queue_length'])} "
                "are in the queue on average.")


def _alt(values: Mapping[str, Any], c: int) -> Text:
    use = six(values["utilisation"])
    if not values["stable"]:
        return Text(f"平均等待和等待概率随服务员数 c 的变化；c = {c} 落在不稳定区，ρ = {use}，至少要 {values['fewest_servers']} 个。",
                    f"Mean wait and probability of waiting against the number of servers c; c = {c} lies in the unstable "
                    f"region, ρ = {use}; it takes at least {values['fewest_servers']}.")
    wait, mean = six(values["wait_probability"]), six(values["mean_wait_s"])
    return Text(f"左：平均等待随服务员数 c 的变化（对数刻度），c = {c} 处 {mean} 秒。右：等待概率，c = {c} 处 {wait}；ρ = {use}。",
                f"Left: mean wait against the number of servers c (log scale), {mean} s at c = {c}. Right: probability of "
                f"waiting, {wait} at c = {c}; ρ = {use}.")


def plot(result: Result, args: Mapping[str, Any], lang: Lang) -> Figure:
    """Mean wait (log scale) and probability of waiting against c; the unstable region shaded, the asked c marked."""
    from matplotlib.ticker import MaxNLocator

    from bot.demos import _plot

    values, c, rate, service = result.values, args["c"], args["lambda"], args["mu"]
    title = Text(f"排队 M/M/c：λ = {six(rate)}，μ = {six(service)}", f"The queue M/M/c: λ = {six(rate)}, μ = {six(service)}")
    figure, (left, right) = _plot.canvas(title.to(lang), 2)
    fewest = values["fewest_servers"]
    near = fewest <= MAX_SERVERS + 20
    first = max(1, min(c, fewest if near else c) - 3)
    last = max(c + 3 + (c - first) // 2, fewest + 7 if near else 0, first + 10)  # room for a label to the right of c
    counts = [k for k in range(max(first, fewest), last + 1) if waiting(rate, service, k)[1]]
    found = [(k, *waiting(rate, service, k)) for k in counts]
    floor = 1e-12 * max((float(mean or 0) for _, _, mean in found), default=1.0)
    kept = [(k, mean) for k, _, mean in found if mean and mean > floor]
    left.plot([k for k, _ in kept], [mean for _, mean in kept], "o-", color=_plot.BLUE, markersize=6)
    right.plot(counts, [wait or 0.0 for _, wait, _ in found], "o-", color=_plot.BLUE, markersize=6)
    left.set(title=Text("平均等待（秒，对数刻度）", "mean wait (s, log scale)").to(lang), yscale="log" if kept else "linear")
    right.set(title=Text("要等待的概率", "probability of waiting").to(lang), ylim=(-0.03, 1.32),
              yticks=[0, 0.2, 0.4, 0.6, 0.8, 1])
    if not kept:
        left.set(ylim=(0, 1), yticks=[])
    else:
        low, high = kept[-1][1], kept[0][1]
        left.set_ylim(low / (high / low) ** 0.12 / 1.6, high * (high / low) ** 0.22 * 1.8)
    for axes in (left, right):
        axes.set(xlabel=Text("服务员数 c", "servers c").to(lang), xlim=(first - 0.6, last + 0.6))
        axes.xaxis.set_major_locator(MaxNLocator(6, integer=True))
        if values["offered_load"] > first - 0.6:
            axes.axvspan(first - 0.6, min(values["offered_load"], last + 0.6), color=_plot.PALE_RED, zorder=0,
                         label=Text("不稳定：c ≤ λ/μ", "unstable: c ≤ λ/μ").to(lang))
    if values["offered_load"] > first - 0.6:
        right.legend(loc="upper right", handlelength=1.2)
    _mark(left, right, values, c, lang)
    return figure


def _mark(left: Axes, right: Axes, values: Mapping[str, Any], c: int, lang: Lang) -> None:
    """The asked number of servers on both panels, or that the queue has no end there."""
    from bot.demos import _plot

    if values["stable"]:
        low = left.get_ylim()[0]
        shown_at = max(values["mean_wait_s"], low) if left.get_yscale() == "log" else 0.5
        _plot.point(left, c, shown_at, f"c = {c}\n{six(values['mean_wait_s'])}", shift=(12, 12))
        _plot.point(right, c, values["wait_probability"], f"c = {c}\n{six(values['wait_probability'])}", shift=(12, 14))
        return
    for axes in (left, right):
        axes.axvline(c, color=_plot.RED, linewidth=2.4, zorder=4)
    said = Text(f"c = {c}：不稳定\nρ = {six(values['utilisation'])}", f"c = {c}: unstable\nρ = {six(values['utilisation'])}")
    left.annotate(said.to(lang), (c, 0.1), xycoords=("data", "axes fraction"), xytext=(12, 0), textcoords="offset points",
                  ha="left", va="center", fontsize=14, color=_plot.INK, zorder=7,
                  bbox={"boxstyle": "round,pad=0.35", "facecolor": _plot.PANEL, "edgecolor": _plot.RED, "linewidth": 1.2})


DEMO = Demo(
    name="erlang",
    title=Text("Erlang C：要等多久", "Erlang C: how long is the wait?"),
    summary=Text("每秒来 λ 个请求、每个服务员每秒处理 μ 个、c 个服务员：等待概率和平均等待。",
                 "λ requests a second, c servers with μ a second each: probability of waiting, mean wait."),
    topic="gunicorn",
    params=(
        Param("lambda", "number", Text("每秒到达的请求数 λ", "arrivals per second λ"), example="30", low=LEAST, high=MOST,
              units=_PER_SECOND),
        Param("mu", "number", Text("每个服务员每秒处理数 μ", "requests per second and server μ"), example="10", low=LEAST,
              high=MOST, units=_PER_SECOND),
        Param("c", "int", Text("服务员（进程）数", "servers (workers)"), example="4", low=1, high=MAX_SERVERS),
    ),
    run=run,
    plot=plot,
    goldens=(
        Golden("30 10 4", {"utilisation": 0.75, "wait_probability": 0.509434, "mean_wait_s": 0.050943, "queue_length": 1.528302,
                           "stable": True, "fewest_servers": 4}, abs=5e-7),
        Golden("8 10 1", {"wait_probability": 0.8, "mean_wait_s": 0.4}),
        Golden("40 10 4", {"utilisation": 1.0, "stable": False, "wait_probability": None, "mean_wait_s": None,
                           "fewest_servers": 5}),
        Golden("1000000 1e-6 200", {"stable": False}),
        Golden("35 10 4", {"wait_probability": 0.737861, "mean_wait_s": 0.147572}, abs=5e-7),
        Golden("lambda=1e-6 mu=1e6 c=200", {"stable": True, "mean_wait_s": 0.0}),
        Golden("0 10 4", error="E_RANGE"),
        Golden("30 -1 4", error="E_RANGE"),
        Golden("30 10 0", error="E_RANGE"),
        Golden("30 10 201", error="E_RANGE"),
        Golden("30 10 2.5", error="E_TYPE"),
        Golden("inf 10 4", error="E_RANGE"),
        Golden("30 10", error="E_MISSING"),
        Golden("", error="E_MISSING"),
    ),
)
