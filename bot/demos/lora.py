"""What a low-rank adapter of a weight matrix trains, against the whole matrix."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from bot.demos._numbers import six
from bot.demos._tables import tables
from bot.domain.demo import Demo, Golden, Result
from bot.domain.param import Param
from bot.domain.reading import fault
from bot.domain.text import Lang, Text

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

LARGEST = 65536
_R = Param("r", "int", Text("秩 r", "rank r"), example="8", low=1, high=LARGEST)


def run(d: int, k: int, r: int, alpha: float | None) -> Result:
    """r·(d + k) trained numbers in B (d×r) and A (r×k) against d·k, and the scale alpha/r of their product.

    Hu et al., "LoRA: Low-Rank Adaptation of Large Language Models", 2021. alpha is r when left out. Raises BadInput
    (E_RANGE) for a rank above min(d, k).
    """
    if r > min(d, k):
        raise fault(_R, "E_RANGE", Text(f"收到 {r}，秩不能超过 min(d, k) = {min(d, k)}",
                                        f"got {r}, and a rank cannot exceed min(d, k) = {min(d, k)}"))
    trained, full = r * (d + k), d * k
    values = {
        "trainable": trained, "full": full, "share": trained / full, "percent": 100 * trained / full,
        "scale": (r if alpha is None else alpha) / r, "times_smaller": full / trained, "fp16_bytes": 2 * trained,
        "break_even_rank": full / (d + k),
    }
    return Result(values, _text(values, r), _rows(values, d, k, r), None, _alt(values, d, k, r))


def _percent(value: float) -> str:
    return f"{six(value)} %"


def _text(values: Mapping[str, Any], r: int) -> Text:
    trained, full, share = f"{values['trainable']:,}", f"{values['full']:,}", _percent(values["percent"])
    if values["share"] >= 1:
        return Text(f"秩 {r} 时要训练 {trained} 个数，是整个矩阵 {full} 的 {share}：秩超过 {six(values['break_even_rank'])} 就不再省。",
                    f"At rank {r} LoRA trains {trained} numbers, {share} of the matrix's {full}: above rank "
                    f"{six(values['break_even_rank'])} it saves nothing.")
    return Text(f"秩 {r} 时只训练 {trained} 个数，是整个矩阵 {full} 的 {share}。",
                f"At rank {r} LoRA trains {trained} numbers, {share} of the matrix's {full}.")


def _rows(values: Mapping[str, Any], d: int, k: int, r: int) -> Any:
    return tables((
        (Text("LoRA 训练的参数", "trained by LoRA"), f"{r}·({d} + {k}) = {values['trainable']:,}"),
        (Text("整个矩阵", "whole matrix"), f"{d}·{k} = {values['full']:,}"),
        (Text("占比", "share"), _percent(values["percent"])),
        (Text("缩放 α/r", "scale α/r"), six(values["scale"])),
        (Text("fp16 字节", "bytes in fp16"), f"{values['fp16_bytes']:,}"),
        (Text("占满的秩", "rank that saves nothing"), six(values["break_even_rank"])),
    ), strong=(0, 2))


def _alt(values: Mapping[str, Any], d: int, k: int, r: int) -> Text:
    share = _percent(values["percent"])
    return Text(
        f"左图：{d}×{k} 的矩阵旁边是 {d}×{r} 的 B 和 {r}×{k} 的 A。右图：占比随秩上升（双对数刻度），标出 r = {r} 时的 {share}，"
        f"秩到 {six(values['break_even_rank'])} 时为 100 %。",
        f"Left: the {d}×{k} matrix beside B of {d}×{r} and A of {r}×{k}. Right, on log scales: the share rises with the "
        f"rank; marked, {share} at r = {r}; it is 100 % at rank {six(values['break_even_rank'])}.",
    )


def plot(result: Result, args: Mapping[str, Any], lang: Lang) -> Figure:
    """The matrices to scale (as far as they can be seen) on the left, the share against the rank on the right."""
    from bot.demos import _plot

    d, k, r = args["d"], args["k"], args["r"]
    figure, (left, right) = _plot.canvas(Text("LoRA：W + (α/r)·BA", "LoRA: W + (α/r)·BA").to(lang), 2, widths=(1.12, 1))
    _draw_matrices(left, d, k, r)
    _draw_share(right, result.values, args, lang)
    return figure


def _draw_matrices(axes: Axes, d: int, k: int, r: int) -> None:
    """W, then B beside A; sides in proportion, none thinner than can be seen."""
    from matplotlib.patches import Rectangle

    from bot.demos import _plot

    _plot.blank(axes, 10.4, 9.4)
    axes.set_aspect("equal")
    unit = min(4.1 / max(d, k), 8.6 / (2 * k + r))  # as long as 4.1 allows, and W, B and A within 8.6 together
    tall, wide, thin = max(unit * d, 0.3), max(unit * k, 0.3), max(unit * r, 0.13)
    base, second = (9.4 - tall) / 2, max(wide, 0.34 * len(f"{d}×{k}")) + 1.2
    for at, size, face, edge, name, under in (
        ((0.1, base), (wide, tall), _plot.PALE_GREY, _plot.MUTED, "W", f"{d}×{k}"),
        ((second, base), (thin, tall), _plot.PALE_BLUE, _plot.BLUE, "B", f"{d}×{r}"),
        ((second + thin + 0.25, base + tall - thin), (wide, thin), _plot.PALE_ORANGE, _plot.ORANGE, "A", f"{r}×{k}"),
    ):
        axes.add_patch(Rectangle(at, *size, facecolor=face, edgecolor=edge, linewidth=1.8))
        above = name == "A"
        x, y = (at[0] + size[0] / 2, at[1] + size[1] + 0.25) if above else (at[0] + size[0] / 2, at[1] - 0.25)
        x = max(x, 0.1 + 0.17 * len(under)) if name == "W" else x
        axes.text(x, y, f"{name}\n{under}", ha="center", va="bottom" if above else "top", fontsize=14, color=edge,
                  linespacing=1.3)
    axes.text(second - 0.55, base + tall / 2, "+", fontsize=24, ha="center", va="center", color=_plot.INK)


def _draw_share(axes: Axes, values: Mapping[str, Any], args: Mapping[str, Any], lang: Lang) -> None:
    from bot.demos import _plot

    d, k, r = args["d"], args["k"], args["r"]
    least = min(d, k)
    ranks = [least ** (i / 60) for i in range(61)] if least > 1 else [1.0, 1.0]
    shares = [100 * rank * (d + k) / (d * k) for rank in ranks]
    axes.plot(ranks, shares, color=_plot.BLUE)
    axes.axhline(100, color=_plot.MUTED, linestyle="--", linewidth=1.8)
    axes.annotate(Text("整个矩阵", "whole matrix").to(lang), (0.03, 100), xycoords=axes.get_yaxis_transform(), xytext=(0, 5),
                  textcoords="offset points", fontsize=13, color=_plot.MUTED, va="bottom")
    late = math.log(r) > 0.5 * math.log(least) if least > 1 else False
    _plot.point(axes, r, values["percent"], f"r = {r:,}\n{_percent(values['percent'])}", shift=(-14, 14) if late else (14, -16))
    axes.set(xscale="log", yscale="log", xlim=(0.8, max(least, 2) * 1.25),
             ylim=(min(shares[0], 100) / 4, max(300.0, shares[-1] * 3)), xlabel=Text("秩 r", "rank r").to(lang),
             title=Text("占整个矩阵的百分比", "percent of the whole matrix").to(lang))
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_formatter(lambda value, _: six(value))
        axis.set_minor_formatter(lambda value, _: "")


DEMO = Demo(
    name="lora",
    title=Text("LoRA 训练多少参数", "How much LoRA trains"),
    summary=Text("给 d×k 的矩阵配秩为 r 的 LoRA：参数量、占比和缩放。",
                 "A rank-r adapter of a d×k matrix: trained numbers, their share, and the scale."),
    topic="lora",
    params=(
        Param("d", "int", Text("行数 d", "rows d"), example="4096", low=1, high=LARGEST, times="next"),
        Param("k", "int", Text("列数 k", "columns k"), example="4096", low=1, high=LARGEST),
        _R,
        Param("alpha", "number", Text("α（默认等于 r）", "α (r by default)"), example="16", required=False, low=0,
              high=1e6),
    ),
    run=run,
    plot=plot,
    goldens=(
        Golden("4096 4096 8", {"trainable": 65536, "full": 16777216, "percent": 0.390625, "scale": 1.0,
                               "fp16_bytes": 131072}),
        Golden("3072 3072 16", {"trainable": 98304, "percent": 1.0416667}),
        Golden("768 768 4", {"trainable": 6144, "percent": 1.0416667}),
        Golden("1 1 1", {"trainable": 2, "full": 1, "percent": 200.0}),
        Golden("4096 4096 8 16", {"scale": 2.0}),
        Golden("65536 1 1 0", {"scale": 0.0, "trainable": 65537}),
        Golden("4096 64 65", error="E_RANGE"),
        Golden("4096 4096 0", error="E_RANGE"),
        Golden("4096 65537 8", error="E_RANGE"),
        Golden("4096 4096 8 -1", error="E_RANGE"),
        Golden("4096 4096 r", error="E_TYPE"),
        Golden("4096 4096", error="E_MISSING"),
    ),
)
