"""How soon two of n random 32-bit seeds are equal: the birthday problem with 2^32 days."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from bot.demos._numbers import six
from bot.demos._tables import tables
from bot.domain.demo import Demo, Golden, Result
from bot.domain.param import Param
from bot.domain.text import Lang, Text

if TYPE_CHECKING:
    from matplotlib.figure import Figure

SEEDS = 2**32
MOST = 1_000_000


def chance(n: float) -> float:
    """1 − exp(−n(n − 1)/2^33), exact to a double also where it is tiny."""
    return -math.expm1(-n * (n - 1) / (2 * SEEDS))


def run(n: int) -> Result:
    """The chance of at least one equal pair among n seeds, the expected pairs, and the n that comes nearest to 50 %.

    The usual birthday approximation 1 − exp(−n(n − 1)/2N), e.g. Feller, "An Introduction to Probability Theory",
    vol. 1, II.3; `exact` is 1 − Π(1 − i/N), its product taken in logarithms.
    """
    import numpy as np

    exact = -math.expm1(float(np.log1p(-np.arange(1, n) / SEEDS).sum()))
    root = (1 + math.sqrt(1 + 8 * SEEDS * math.log(2))) / 2
    half = min(math.floor(root), math.ceil(root), key=lambda count: abs(chance(count) - 0.5))
    values = {"probability": chance(n), "exact": exact, "expected_pairs": n * (n - 1) / (2 * SEEDS), "half_count": half,
              "seeds": SEEDS}
    p, percent = _shown(values["probability"]), f"{_shown(values['probability'], 100)} %"
    rows = (
        (Text("有相同种子的概率", "chance of an equal pair"), p),
        (Text("逐项连乘的精确值", "exact product"), _shown(exact)),
        (Text("相同对数的期望", "expected equal pairs"), six(values["expected_pairs"])),
        (Text("约 50 % 需要的个数", "seeds for about 50 %"), f"{half:,}"),
    )
    text = Text(
        f"随机取 {n:,} 个种子，至少有两个相同的概率是 {p}（{percent}）；取到 {half:,} 个时约为一半。",
        f"Among {n:,} random seeds the chance that two are equal is {p} ({percent}); at {half:,} seeds it is about a half.",
    )
    alt = Text(f"相同种子的概率随个数上升的曲线（横轴对数刻度），标出 {n:,} 个时的 {p}；虚线是 50 %，在 {half:,} 个处。",
               f"The chance of equal seeds against their number, on a log axis, with {p} marked at {n:,}; the dashed line "
               f"is 50 %, reached at {half:,}.")
    return Result(values, text, tables(rows), None, alt)


def _shown(probability: float, scale: int = 1) -> str:
    """Six digits, and never a certainty: two of a million seeds may still all differ."""
    return six(scale * probability) if probability < 0.9999995 else f"> {six(scale * 0.999999)}"


def plot(result: Result, args: Mapping[str, Any], lang: Lang) -> Figure:
    """The chance against the number of seeds, once linear and once on a log scale, where small chances can be read."""
    from bot.demos import _plot

    n, p, half = args["n"], result.values["probability"], result.values["half_count"]
    title = Text("32 位种子有多容易撞上", "How soon 32-bit seeds repeat").to(lang)
    figure, panels = _plot.canvas(title, 2)
    counts = [2 * (MOST / 2) ** (i / 300) for i in range(301)]
    for axes, scale in zip(panels, ("linear", "log"), strict=True):
        axes.plot(counts, [chance(count) for count in counts], color=_plot.BLUE)
        axes.set(xscale="log", yscale=scale, xlim=(1.6, MOST * 1.25), xlabel=Text("种子个数 n", "number of seeds n").to(lang))
        axes.plot([half, half], [0 if scale == "linear" else 1e-12, 0.5], "--", color=_plot.ORANGE, linewidth=1.8)
        axes.plot([1.6, half], [0.5, 0.5], "--", color=_plot.ORANGE, linewidth=1.8)
    left, right = panels
    left.set(ylim=(-0.03, 1.26), yticks=[0, 0.2, 0.4, 0.6, 0.8, 1], title=Text("至少一对相同的概率", "chance of an equal pair").to(lang))
    right.set(ylim=(5e-11, 8), title=Text("同一条曲线，对数刻度", "the same on a log scale").to(lang))
    if abs(math.log(n / half)) > 0.7:
        left.annotate(f"50 %: {half:,}", (2.2, 0.5), xytext=(0, 6), textcoords="offset points", fontsize=13,
                      color=_plot.ORANGE)
    label = f"n = {n:,}\n{_shown(p)}"
    _plot.point(left, n, p, label, shift=(-14, 16) if n > 400 else (4, 20))
    _plot.point(right, n, p, "", shift=(0, 0))
    return figure


DEMO = Demo(
    name="seeds",
    title=Text("随机种子会不会撞", "Do random seeds collide?"),
    summary=Text("n 个随机的 32 位种子里至少两个相同的概率，以及约一半概率需要多少个。",
                 "The chance that two of n random 32-bit seeds are equal, and how many make it a half."),
    topic="midjourney-parameters",
    params=(Param("n", "int", Text("种子个数", "number of seeds"), example="1000", low=2, high=MOST),),
    run=run,
    plot=plot,
    goldens=(
        Golden("1000", {"probability": 0.000116292, "half_count": 77163, "seeds": 4294967296}, rel=1e-5),
        Golden("77163", {"probability": 0.499998, "half_count": 77163}, rel=1e-6, abs=5e-7),
        Golden("2", {"probability": 2.0**-32, "exact": 2.0**-32}, rel=1e-9, abs=0.0),
        Golden("1000000", {"probability": 1.0, "exact": 1.0}),
        Golden("1", error="E_RANGE"),
        Golden("1000001", error="E_RANGE"),
        Golden("1e3", error="E_TYPE"),
        Golden("many", error="E_TYPE"),
        Golden("", error="E_MISSING"),
    ),
)
