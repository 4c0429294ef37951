"""The best discriminator between two small distributions, and what a GAN's game is worth with it."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from bot.demos._numbers import six, vector
from bot.demos._tables import tables
from bot.domain.demo import Demo, Golden, Result
from bot.domain.param import Param
from bot.domain.reading import fault
from bot.domain.text import Lang, Text

if TYPE_CHECKING:
    from matplotlib.figure import Figure

TOLERANCE = 1e-6
_P = Param("p", "vector", Text("真实分布", "data distribution"), example=".5,.5", low=0, high=1, min_len=2, max_len=10)
_Q = Param("q", "vector", Text("生成分布", "generated distribution"), example=".9,.1", low=0, high=1, min_len=2, max_len=10)


def run(p: tuple[float, ...], q: tuple[float, ...]) -> Result:
    """D* = p/(p + q), the Jensen–Shannon divergence in nats, and the value V(D*) = 2·JS − ln 4.

    Goodfellow et al., "Generative Adversarial Nets", 2014, proposition 1 and theorem 1. D* is null where both are 0.
    Raises BadInput: E_LEN for unequal lengths, E_RANGE for a sum away from 1.
    """
    if len(p) != len(q):
        raise fault(_Q, "E_LEN", Text(f"p 有 {len(p)} 格，q 有 {len(q)} 格，必须一样多",
                                      f"p has {len(p)} bins and q has {len(q)}; they must be equally many"))
    for param, given in ((_P, p), (_Q, q)):
        total = math.fsum(given)
        if abs(total - 1) > TOLERANCE:
            raise fault(param, "E_RANGE", Text(f"各格之和是 {total:.9g}，应为 1", f"the bins add up to {total:.9g} instead of 1"))
    divergence = (_half(p, q) + _half(q, p)) / 2
    values = {
        "discriminator": [a / (a + b) if a + b else None for a, b in zip(p, q, strict=True)],
        "js": max(divergence, 0.0), "value": 2 * divergence - math.log(4), "least_value": -math.log(4),
        "total_variation": math.fsum(abs(a - b) for a, b in zip(p, q, strict=True)) / 2,
        "kl_to_mixture_p": _half(p, q), "kl_to_mixture_q": _half(q, p),
    }
    return Result(values, _text(values), _rows(values, p, q), None, _alt(values, p, q))


def _half(p: Sequence[float], q: Sequence[float]) -> float:
    """KL(p ‖ (p + q)/2)."""
    return math.fsum(a * math.log(2 * (a / (a + b))) for a, b in zip(p, q, strict=True) if a / (a + b or 1) > 0)


def _share(value: float | None) -> str:
    return "—" if value is None else six(value)


def _text(values: Mapping[str, Any]) -> Text:
    js, value = six(values["js"]), six(values["value"])
    if values["total_variation"] == 0:
        return Text(f"两个分布相同：D* 处处是 0.5，JS = {js}，V = {value} = −ln 4，生成器到了最优。",
                    f"The distributions agree: D* is 0.5 everywhere, JS = {js}, V = {value} = −ln 4, and the generator is at "
                    "its best.")
    if values["total_variation"] > 1 - 1e-9:
        return Text(f"两个分布不重叠：D* 完全分得开，JS 到了上限 ln 2 = {js}，V = {value}，梯度也就消失了。",
                    f"The distributions never meet: D* tells them apart for sure, JS is at its limit ln 2 = {js}, V = "
                    f"{value}, and the gradient is gone.")
    return Text(f"最优判别器下 V = {value}，比最低的 −ln 4 = {six(values['least_value'])} 高出 2·JS，JS = {js}。",
                f"With the best discriminator V = {value}, above its least −ln 4 = {six(values['least_value'])} by twice "
                f"JS = {js}.")


def _rows(values: Mapping[str, Any], p: Sequence[float], q: Sequence[float]) -> Any:
    rows: list[tuple[Text | str, ...]] = [
        (Text(f"第 {i + 1} 格", f"bin {i + 1}"), six(a), six(b), _share(best))
        for i, (a, b, best) in enumerate(zip(p, q, values["discriminator"], strict=True))]
    rows += [("JS", "", "", six(values["js"])), ("V(D*)", "", "", six(values["value"]))]
    return tables(rows, Text("格|p|q|D*", "bin|p|q|D*"), numeric=(1, 2, 3), strong=(len(rows) - 2, len(rows) - 1))


def _alt(values: Mapping[str, Any], p: Sequence[float], q: Sequence[float]) -> Text:
    best, js, value = ", ".join(map(_share, values["discriminator"])), six(values["js"]), six(values["value"])
    return Text(
        f"上面的柱是真实分布 {vector(p, 10)} 和生成分布 {vector(q, 10)}，红点是最优判别器 D* = {best}；JS = {js}，V = {value}。",
        f"Bars of the data, {vector(p, 10)}, and of what is generated, {vector(q, 10)}; red points for the best "
        f"discriminator D* = {best}. JS = {js}, V = {value}.",
    )


def plot(result: Result, args: Mapping[str, Any], lang: Lang) -> Figure:
    """Bars of p and q with D* above each bin; beside them, where V lies between −ln 4 and 0."""
    from bot.demos import _plot

    values, p, q = result.values, args["p"], args["q"]
    figure, (left, right) = _plot.canvas(Text("GAN 的最优判别器", "A GAN's best discriminator").to(lang), 2, widths=(2.2, 1))
    places = list(range(1, len(p) + 1))
    left.bar([i - 0.19 for i in places], p, 0.38, color=_plot.BLUE, label=Text("真实 p", "data p").to(lang))
    left.bar([i + 0.19 for i in places], q, 0.38, color=_plot.ORANGE, label=Text("生成 q", "generated q").to(lang))
    left.axhline(0.5, color=_plot.EDGE, linestyle=":", linewidth=1.8)
    known = [(i, best) for i, best in zip(places, values["discriminator"], strict=True) if best is not None]
    left.hlines([best for _, best in known], [i - 0.44 for i, _ in known], [i + 0.44 for i, _ in known], color=_plot.RED,
                linewidth=2, zorder=4)
    left.plot(*zip(*known, strict=True), "o", color=_plot.RED, markersize=10, markeredgecolor=_plot.PANEL,
              markeredgewidth=1.6, label="D* = p/(p + q)", zorder=5, clip_on=False)
    for i, best in known if len(p) <= 6 else []:
        left.annotate(six(best), (i, best), xytext=(0, 10), textcoords="offset points", ha="center", fontsize=13, zorder=6,
                      bbox={"boxstyle": "round,pad=0.2", "facecolor": _plot.PANEL, "edgecolor": "none", "alpha": 0.85})
    left.set(xlim=(0.4, len(p) + 0.6), ylim=(0, 1.34), xticks=places, yticks=[0, 0.25, 0.5, 0.75, 1],
             xlabel=Text("格", "bin").to(lang), title=Text("概率", "probability").to(lang))
    left.grid(visible=False, axis="x")
    left.legend(loc="upper center", ncols=3, columnspacing=1.4, handletextpad=0.6)
    right.axhspan(-math.log(4), 0, color=_plot.PALE_GREY, zorder=0)
    right.grid(visible=False)
    right.plot([0, 1], [values["value"]] * 2, color=_plot.RED, linewidth=3)
    right.annotate(f"V = {six(values['value'])}\nJS = {six(values['js'])}", (0.5, values["value"]), xytext=(0, 8),
                   textcoords="offset points", ha="center", fontsize=13)
    right.set(xlim=(0, 1), ylim=(-1.5, 0.3), xticks=[], title="V(D*)")
    right.set_yticks([-math.log(4), -1, -0.5, 0], ["−ln 4", "−1", "−0.5", "0"])
    return figure


DEMO = Demo(
    name="gan",
    title=Text("GAN 的最优判别器", "A GAN's best discriminator"),
    summary=Text("两个小分布之间的最优判别器 D*、JS 散度和博弈的值。",
                 "The best discriminator between two small distributions, their JS divergence, the game's value."),
    topic="gan",
    params=(_P, _Q),
    run=run,
    plot=plot,
    goldens=(
        Golden(".5,.5 .9,.1", {"discriminator": [0.357143, 0.833333], "js": 0.10174923, "value": -1.18279591},
               abs=1e-8, rel=2e-6),
        Golden("0.5,0.5 0.5,0.5", {"js": 0.0, "value": -1.386294361, "discriminator": [0.5, 0.5]}),
        Golden("1,0 0,1", {"js": 0.693147181, "value": 0.0, "discriminator": [1.0, 0.0]}),
        Golden("0.1,0.2,0.3,0,0.1,0,0.1,0.1,0.05,0.05 0.05,0.05,0.1,0,0.3,0.2,0.1,0.1,0.1,0", {"total_variation": 0.45}),
        Golden("0.8,0.2 0.2,0.8", {"discriminator": [0.8, 0.2]}),
        Golden(".5,.6 .9,.1", error="E_RANGE"),
        Golden(".5,.5 .9,.2", error="E_RANGE"),
        Golden(".5,.5 .5,.3,.2", error="E_LEN"),
        Golden("1 1", error="E_LEN"),
        Golden("1.5,-0.5 .5,.5", error="E_RANGE"),
        Golden(".5,half .9,.1", error="E_TYPE"),
        Golden(".5,.5", error="E_MISSING"),
    ),
)
