"""Enlarging a shrunken test image by nearest neighbour and by bilinear interpolation, and how much comes back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from bot.demos._tables import tables
from bot.demos._units import PIXELS
from bot.domain.demo import Demo, Golden, Result
from bot.domain.param import Param
from bot.domain.reading import fault
from bot.domain.text import Lang, Text

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from bot.demos._heat import Array

PEAK = 255
_SIZE = Param("size", "int", Text("边长（像素）", "side in pixels"), default=16, required=False, low=8, high=64,
              units=PIXELS, times="square")
_NAMES = {"nearest": Text("最近邻", "nearest"), "bilinear": Text("双线性", "bilinear")}


def images(size: int, factor: int) -> dict[str, Array]:
    """The test pattern 127.5 + 100·sin(2πi/n)·cos(2πj/n), its block average, and the two enlargements of that."""
    import numpy as np

    angle = 2 * np.pi * np.arange(size) / size
    original = 127.5 + 100 * np.outer(np.sin(angle), np.cos(angle))
    small = original.reshape(size // factor, factor, size // factor, factor).mean(axis=(1, 3))
    return {"original": original, "small": small, "nearest": small.repeat(factor, axis=0).repeat(factor, axis=1),
            "bilinear": _bilinear(small, factor)}


def _bilinear(small: Array, factor: int) -> Array:
    """Half-pixel centres, edges clamped: the same line of weights along both sides."""
    import numpy as np

    side = len(small)
    at = np.clip((np.arange(side * factor) + 0.5) / factor - 0.5, 0, side - 1)
    below = np.floor(at).astype(int)
    above = np.minimum(below + 1, side - 1)
    share = at - below
    rows = small[below] * (1 - share)[:, None] + small[above] * share[:, None]
    result: Array = rows[:, below] * (1 - share) + rows[:, above] * share
    return result


def run(size: int, factor: str) -> Result:
    """PSNR = 10·log10(255²/MSE) in dB of both enlargements against the original. Raises BadInput (E_FORMAT)."""
    import numpy as np

    times = int(factor)
    if size % times:
        raise fault(_SIZE, "E_FORMAT", Text(f"收到 {size}，不能被 factor = {times} 整除",
                                            f"got {size}, which factor = {times} does not divide"))
    made = images(size, times)
    errors = {name: float(np.mean((made[name] - made["original"]) ** 2)) for name in _NAMES}
    decibels = {name: float(10 * np.log10(PEAK**2 / error)) for name, error in errors.items()}
    values: dict[str, Any] = {f"{name}_db": decibels[name] for name in _NAMES}
    values |= {f"{name}_mse": errors[name] for name in _NAMES}
    values |= {"gain_db": decibels["bilinear"] - decibels["nearest"], "pixel_factor": times**2,
               "small_size": size // times}
    rows = tuple((_NAMES[name], f"{decibels[name]:.4f}", f"{errors[name]:.4f}") for name in _NAMES)
    best = max(decibels, key=lambda name: decibels[name])
    nearest, bilinear, small = f"{decibels['nearest']:.4f}", f"{decibels['bilinear']:.4f}", size // times
    ahead = f"{abs(values['gain_db']):.4f}"
    text = Text(
        f"{size}×{size} 缩到 {small}×{small} 再放大：最近邻 {nearest} dB，双线性 {bilinear} dB，{_NAMES[best].zh}高 {ahead} dB；"
        "丢掉的细节两者都补不回来。",
        f"{size}×{size} shrunk to {small}×{small} and enlarged again: nearest {nearest} dB, bilinear {bilinear} dB, so "
        f"{best} leads by {ahead} dB; neither brings back what was lost.",
    )
    alt = Text(
        f"上排四幅图：{size}×{size} 的原图、缩小后的 {small}×{small}、最近邻放大（{nearest} dB）、双线性放大（{bilinear} dB）。"
        "下图：同一行像素的亮度，原图是光滑曲线，最近邻是台阶，双线性是折线。",
        f"On top four images: the original of {size}×{size}, the small one of {small}×{small}, nearest ({nearest} dB) "
        f"and bilinear ({bilinear} dB). Below, one row of pixels: a smooth original, steps, and a broken line.",
    )
    head = Text("放大方法|PSNR（dB）|均方误差", "enlarged by|PSNR (dB)|mean squared error")
    return Result(values, text, tables(rows, head, numeric=(1, 2), strong=(list(_NAMES).index(best),)), None, alt)


def plot(result: Result, args: Mapping[str, Any], lang: Lang) -> Figure:
    """The four images on top, one row of their pixels below."""
    import numpy as np

    from bot.demos import _plot
    from bot.demos._heat import show

    size, factor, values = args["size"], int(args["factor"]), result.values
    made = images(size, factor)
    figure, (below,) = _plot.canvas(Text("缩小再放大：能找回多少", "Shrunk and enlarged: how much comes back").to(lang))
    below.set_position((0.092, 0.11, 0.888, 0.31))
    side = 0.19
    small = size // factor
    titles = {
        "original": Text(f"原图 {size}×{size}", f"original {size}×{size}"),
        "small": Text(f"缩小 {small}×{small}", f"small {small}×{small}"),
        "nearest": Text(f"最近邻 {values['nearest_db']:.2f} dB", f"nearest {values['nearest_db']:.2f} dB"),
        "bilinear": Text(f"双线性 {values['bilinear_db']:.2f} dB", f"bilinear {values['bilinear_db']:.2f} dB"),
    }
    row = size // 4
    for column, (name, title) in enumerate(titles.items()):
        axes = figure.add_axes((0.092 + 0.2327 * column, 0.531, side, side * _plot.WIDTH / _plot.HEIGHT))
        show(axes, made[name], title.to(lang), 27.5, 227.5)
        if name != "small":
            axes.axhline(row, color=_plot.RED, linewidth=1.4, linestyle="--")
    at = np.arange(size)
    below.plot(at, made["original"][row], "o-", color=_plot.INK, markersize=4, label=Text("原图", "original").to(lang))
    below.step(at, made["nearest"][row], where="mid", color=_plot.ORANGE, label=_NAMES["nearest"].to(lang))
    below.plot(at, made["bilinear"][row], "--", color=_plot.BLUE, label=_NAMES["bilinear"].to(lang))
    below.set(xlim=(-0.5, size - 0.5), ylim=(10, 292), xlabel=Text("列", "column").to(lang),
              ylabel=Text("亮度", "brightness").to(lang),
              title=Text(f"第 {row} 行（红色虚线）", f"row {row} (the red dashes)").to(lang))
    below.legend(loc="upper center", ncols=3, handlelength=1.8)
    return figure


DEMO = Demo(
    name="upscale",
    title=Text("放大与 PSNR", "Enlarging, and PSNR"),
    summary=Text("把测试图缩小再用最近邻、双线性放大，比较与原图的峰值信噪比。",
                 "Shrinks a test image, enlarges it by nearest and bilinear, and compares the PSNR."),
    topic="midjourney-features",
    params=(_SIZE, Param("factor", "choice", Text("倍数", "factor"), default="2", required=False, choices=("2", "4"))),
    run=run,
    plot=plot,
    goldens=(
        Golden("16 2", {"nearest_db": 25.4198, "bilinear_db": 29.9258, "pixel_factor": 4, "small_size": 8}, abs=5e-5),
        Golden("", {"nearest_db": 25.4198, "bilinear_db": 29.9258}, abs=5e-5),
        Golden("8 4", {"small_size": 2, "pixel_factor": 16}),
        Golden("64 4", {"small_size": 16}),
        Golden("15 2", error="E_FORMAT"),
        Golden("18 4", error="E_FORMAT"),
        Golden("7 2", error="E_RANGE"),
        Golden("65 2", error="E_RANGE"),
        Golden("16 3", error="E_UNKNOWN"),
        Golden("16.5 2", error="E_TYPE"),
    ),
)
