"""Whether an image repeats without a visible seam, as `--tile` promises: the step across the edge against those inside."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from bot.demos._numbers import six
from bot.demos._tables import tables
from bot.demos._units import PIXELS
from bot.domain.demo import Demo, Golden, Result
from bot.domain.param import Param
from bot.domain.text import Lang, Text

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from bot.demos._heat import Array

ALLOWED = 2.0
"""A seam of at most this many inner steps cannot be told from the pattern itself."""
_WAYS = {"column": Text("左右（首列与末列）", "sideways (first and last column)"),
         "row": Text("上下（首行与末行）", "up and down (first and last row)")}


def pattern_of(name: str, n: int) -> Array:
    """`sin`: sin(2πi/n)·cos(4πj/n), periodic both ways; `ramp`: i/n, which jumps from the last row to the first."""
    import numpy as np

    place = np.arange(n)
    if name == "ramp":
        return np.repeat((place / n)[:, None], n, axis=1)
    result: Array = np.outer(np.sin(2 * np.pi * place / n), np.cos(4 * np.pi * place / n))
    return result


def run(pattern: str, n: int) -> Result:
    """The mean |first − last| column and row, the mean steps between neighbours, and whether both seams are within 2."""
    import numpy as np

    image = pattern_of(pattern, n)
    values: dict[str, Any] = {
        "column_seam": float(np.abs(image[:, 0] - image[:, -1]).mean()),
        "column_inner": float(np.abs(np.diff(image, axis=1)).mean()),
        "row_seam": float(np.abs(image[0] - image[-1]).mean()),
        "row_inner": float(np.abs(np.diff(image, axis=0)).mean()),
    }
    for way in _WAYS:
        seam, inner = values[f"{way}_seam"], values[f"{way}_inner"]
        values[f"{way}_ratio"] = seam / inner if inner else None
        values[f"{way}s_seamless"] = seam <= ALLOWED * inner
    values["seamless"] = values["columns_seamless"] and values["rows_seamless"]
    rows = tuple((label, six(values[f"{way}_seam"]), six(values[f"{way}_inner"]), _verdict(values[f"{way}s_seamless"]))
                 for way, label in _WAYS.items())
    worse = "column" if values["rows_seamless"] and not values["columns_seamless"] else "row"
    return Result(values, _text(values), tables(rows, Text("方向|接缝处的差|内部每步的差|结论", "direction|seam|inner step|verdict"),
                                                numeric=(1, 2), strong=(list(_WAYS).index(worse),)),
                  None, _alt(values, pattern, n))


def _verdict(seamless: bool) -> Text:
    return Text("无缝", "seamless") if seamless else Text("有缝", "a seam")


def _pair(values: Mapping[str, Any], way: str) -> Text:
    seam, inner = six(values[f"{way}_seam"]), six(values[f"{way}_inner"])
    return Text(f"{seam}（内部每步 {inner}）", f"{seam} (inner step {inner})")


def _text(values: Mapping[str, Any]) -> Text:
    column, row = _pair(values, "column"), _pair(values, "row")
    zh, en = ("两个方向都无缝", "it tiles both ways") if values["seamless"] else (
        "至少一个方向有缝", "at least one seam shows")
    return Text(f"接缝处的平均差：左右 {column.zh}，上下 {row.zh}；{zh}。",
                f"The mean jump at the edge is {column.en} sideways and {row.en} up and down: {en}.")


def _alt(values: Mapping[str, Any], pattern: str, n: int) -> Text:
    column, row, verdict = _pair(values, "column"), _pair(values, "row"), _verdict(values["seamless"])
    return Text(
        f"左图：边长 {n} 的图案 {pattern} 按 2×2 拼接，虚线是接缝，结论：{verdict.zh}。右图：接缝处与内部每步的平均差，左右 {column.zh}，"
        f"上下 {row.zh}。",
        f"Left: the pattern {pattern} of side {n} tiled 2×2 with the seams dashed; verdict: {verdict.en}. Right: the mean "
        f"jump at the seam beside the inner step, {column.en} sideways and {row.en} up and down.",
    )


def plot(result: Result, args: Mapping[str, Any], lang: Lang) -> Figure:
    """The 2×2 tiling on the left, seams against inner steps on the right."""
    import numpy as np

    from bot.demos import _plot
    from bot.demos._heat import show

    image = pattern_of(args["pattern"], args["n"])
    verdict = Text("平铺：无缝", "Tiling: no seam") if result.values["seamless"] else Text("平铺：看得见接缝", "Tiling: a seam shows")
    figure, (left, right) = _plot.canvas(verdict.to(lang), 2, widths=(1.1, 1))
    show(left, np.tile(image, (2, 2)), Text(f"{args['pattern']}，n = {args['n']}，2×2 拼接",
                                            f"{args['pattern']}, n = {args['n']}, tiled 2×2").to(lang),
         float(image.min()), float(image.max()))
    for draw, good in ((left.axvline, result.values["columns_seamless"]), (left.axhline, result.values["rows_seamless"])):
        draw(args["n"] - 0.5, linestyle="--", linewidth=2, color=_plot.GREEN if good else _plot.RED)
    _draw_steps(right, result.values, lang)
    return figure


def _draw_steps(axes: Axes, values: Mapping[str, Any], lang: Lang) -> None:
    """For each direction the seam over the inner step, with a mark at twice that."""
    from bot.demos import _plot

    top = max(values["column_seam"], values["row_seam"], 2 * values["column_inner"], 2 * values["row_inner"])
    for start, way, name in ((0.0, "column", Text("左右", "sideways")), (3.0, "row", Text("上下", "up and down"))):
        seam, inner, good = (values[f"{way}{suffix}"] for suffix in ("_seam", "_inner", "s_seamless"))
        color = _plot.GREEN if good else _plot.RED
        axes.text(0, start - 0.8, f"{name.to(lang)}{Text('：', ': ').to(lang)}{_verdict(good).to(lang)}", fontsize=16,
                  va="bottom", color=color)
        for place, length, face, label in ((start, seam, color, Text("接缝", "seam")),
                                           (start + 1.1, inner, _plot.BLUE, Text("内部每步", "inner step"))):
            axes.text(0, place - 0.24, f"{label.to(lang)} {six(length)}", va="bottom", fontsize=14)
            axes.barh([place], [top], 0.4, color=_plot.PALE_GREY, zorder=1)
            axes.barh([place], [length], 0.4, color=face, zorder=2)
            axes.plot([2 * inner] * 2, [place - 0.24, place + 0.24], color=_plot.INK, linewidth=2.4, zorder=4)
    axes.set(xlim=(0, 1.02 * top), ylim=(4.6, -1.5), yticks=[],
             title=Text("竖线：内部每步的两倍", "upright mark: twice the inner step").to(lang))
    axes.locator_params(axis="x", nbins=5)
    axes.grid(visible=False)
    axes.patch.set_alpha(0)
    axes.spines["left"].set_visible(False)


DEMO = Demo(
    name="tile",
    title=Text("无缝平铺", "Seamless tiling"),
    summary=Text("图案首尾相接处的跳变与内部每步的变化相比，判断能否无缝平铺。",
                 "Compares the jump at a pattern's edge with its inner steps: does it tile without a seam?"),
    topic="midjourney-parameters",
    params=(
        Param("pattern", "choice", Text("图案", "pattern"), default="sin", required=False, choices=("sin", "ramp")),
        Param("n", "int", Text("边长（像素）", "side in pixels"), default=64, required=False, low=8, high=256,
              units=PIXELS, times="square"),
    ),
    run=run,
    plot=plot,
    goldens=(
        Golden("sin 64", {"column_seam": 0.0122226, "column_inner": 0.0805817, "row_seam": 0.0621990,
                          "row_inner": 0.0393031, "seamless": True}, abs=5e-8),
        Golden("ramp 64", {"row_seam": 0.984375, "row_inner": 0.015625, "column_seam": 0.0, "column_inner": 0.0,
                           "column_ratio": None, "columns_seamless": True, "rows_seamless": False, "seamless": False}),
        Golden("sin 8", {"seamless": True}),
        Golden("n=256 pattern=ramp", {"seamless": False, "row_ratio": 255.0}),
        Golden("dots 64", error="E_UNKNOWN"),
        Golden("sin 7", error="E_RANGE"),
        Golden("sin 257", error="E_RANGE"),
        Golden("sin 64.5", error="E_TYPE"),
        Golden("sin 64 3", error="E_LEN"),
    ),
)
