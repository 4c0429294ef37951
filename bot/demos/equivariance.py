"""Whether a convolution follows a shifted image, and what stays the same when it does."""

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

    from bot.demos._heat import Array

SIDE = 8
POINTS = (((2, 3), 1.0), ((3, 3), 2.0))
"""Row, column and brightness of the two pixels that are not 0."""
KERNEL = ((1, 2, 1), (0, 0, 0), (-1, -2, -1))
"""Sobel's kernel for horizontal edges."""


def image() -> Array:
    """The 8×8 image with its two bright pixels."""
    import numpy as np

    made = np.zeros((SIDE, SIDE))
    for place, brightness in POINTS:
        made[place] = brightness
    return made


def convolve(pixels: Array) -> Array:
    """The kernel slid over the image, which continues at the opposite edge (as layers do: not mirrored)."""
    import numpy as np

    made = np.zeros_like(pixels)
    for i, row in enumerate(KERNEL):
        for j, weight in enumerate(row):
            made += weight * np.roll(pixels, (1 - i, 1 - j), (0, 1))
    return made


def pool(features: Array) -> Array:
    """The largest of each 2×2 block."""
    pooled: Array = features.reshape(SIDE // 2, 2, SIDE // 2, 2).max(axis=(1, 3))
    return pooled


def run(dy: int, dx: int) -> Result:
    """Largest |conv(shift x) − shift(conv x)| and |conv(shift x) − conv x|, and sums after ReLU and after max pooling.

    Equivariance f(Tx) = T f(x) and invariance f(Tx) = f(x) as in Goodfellow, Bengio and Courville, "Deep Learning",
    2016, section 9.2.
    """
    import numpy as np

    x, shift = image(), (dy, dx)
    before, after = convolve(x), convolve(np.roll(x, shift, (0, 1)))
    values = {
        "equivariance_error": float(np.abs(after - np.roll(before, shift, (0, 1))).max()),
        "invariance_error": float(np.abs(after - before).max()),
        "relu_sum_before": float(np.maximum(before, 0).sum()), "relu_sum_after": float(np.maximum(after, 0).sum()),
        "pool_sum_before": float(pool(np.maximum(before, 0)).sum()),
        "pool_sum_after": float(pool(np.maximum(after, 0)).sum()),
    }
    return Result(values, _text(values, dy, dx), _tables(values), _note(values, dy, dx), _alt(values, dy, dx))


def _numbers(values: Mapping[str, float]) -> dict[str, str]:
    return {key: six(value) for key, value in values.items()}


def _text(values: Mapping[str, float], dy: int, dx: int) -> Text:
    n = _numbers(values)
    same = Text("这里图没有动，所以结果也没有变" if not (dy or dx) else f"与不动时相比最多差 {n['invariance_error']}：它跟着动，并不是不变",
                "here nothing moved, so nothing changed" if not (dy or dx) else
                f"compared with the unshifted output it differs by up to {n['invariance_error']}: it follows, it does not "
                "stay")
    return Text(
        f"图下移 {dy}、右移 {dx}：先移再卷积与先卷积再移相差 {n['equivariance_error']}（等变）；{same.zh}。",
        f"Shifted down by {dy} and right by {dx}: convolving after the shift or before it differs by "
        f"{n['equivariance_error']} (equivariance); {same.en}.",
    )


def _tables(values: Mapping[str, float]) -> Any:
    n = _numbers(values)
    return tables((
        (Text("conv(移 x) 与 移(conv x) 最多差", "conv(shift x) against shift(conv x)"), n["equivariance_error"]),
        (Text("conv(移 x) 与 conv x 最多差", "conv(shift x) against conv x"), n["invariance_error"]),
        (Text("ReLU 之后的总和，移前 = 移后", "sum after ReLU, before → after"),
         f"{n['relu_sum_before']} → {n['relu_sum_after']}"),
        (Text("再 2×2 最大池化，移前 → 移后", "after 2×2 max pooling too"), f"{n['pool_sum_before']} → {n['pool_sum_after']}"),
    ))


def _note(values: Mapping[str, float], dy: int, dx: int) -> Text | None:
    if not (dy or dx):
        return None
    n = _numbers(values)
    return Text(
        f"文章说：卷积有平移不变性。算出来：它是平移等变（误差 {n['equivariance_error']}），输出本身变了 {n['invariance_error']}；"
        f"不变的是全局求和（{n['relu_sum_before']} = {n['relu_sum_after']}），步长 2 的池化则看移动的奇偶"
        f"（{n['pool_sum_before']} → {n['pool_sum_after']}）。",
        f"The article says that convolution is translation invariant. Computed: it is equivariant (error "
        f"{n['equivariance_error']}), its output changed by {n['invariance_error']}. What stays is a global sum "
        f"({n['relu_sum_before']} = {n['relu_sum_after']}); pooling with stride 2 depends on where the shift lands "
        f"({n['pool_sum_before']} → {n['pool_sum_after']}).",
    )


def _alt(values: Mapping[str, float], dy: int, dx: int) -> Text:
    n = _numbers(values)
    return Text(
        f"四幅 8×8 的图排成方阵：左上原图，右上它的卷积；下面是下移 {dy}、右移 {dx} 之后的原图和卷积。两条路到达同一幅图，相差 "
        f"{n['equivariance_error']}；右边两幅之间最多差 {n['invariance_error']}；ReLU 之和 {n['relu_sum_before']} 与 "
        f"{n['relu_sum_after']}，池化之和 {n['pool_sum_before']} 与 {n['pool_sum_after']}。",
        f"Four 8×8 maps in a square: the image and its convolution above, both shifted down by {dy} and right by {dx} "
        f"below. Both ways round reach the same map (difference {n['equivariance_error']}); the two maps on the right "
        f"differ by up to {n['invariance_error']}; sums after ReLU {n['relu_sum_before']} and {n['relu_sum_after']}, "
        f"after pooling {n['pool_sum_before']} and {n['pool_sum_after']}.",
    )


def plot(result: Result, args: Mapping[str, Any], lang: Lang) -> Figure:
    """The commuting square of shift and convolution, with what was found beside it."""
    import numpy as np

    from bot.demos import _plot
    from bot.demos._heat import numbered

    dy, dx, n = args["dy"], args["dx"], _numbers(result.values)
    x = image()
    moved = np.roll(x, (dy, dx), (0, 1))
    title = Text("卷积跟着图走：等变，不是不变", "Convolution follows the image: equivariant, not invariant").to(lang)
    figure, (axes,) = _plot.canvas(title)
    _plot.blank(axes, 160, 92)
    side = 39
    places = {"x": (6, 50), "conv": (62, 50), "moved": (6, 2), "both": (62, 2)}
    for name, pixels in (("x", x), ("conv", convolve(x)), ("moved", moved), ("both", convolve(moved))):
        left, bottom = places[name]
        numbered(axes, pixels, (left, left + side, bottom, bottom + side), most=8.0)
    axes.set(xlim=(0, 160), ylim=(0, 92), aspect="equal")
    for y in (69.5, 21.5):
        _plot.arrow(axes, (46.5, y), (60.5, y), color=_plot.BLUE)
        axes.text(53.5, y + 2, Text("卷积", "conv").to(lang), ha="center", va="bottom", fontsize=14, color=_plot.BLUE)
    for middle in (25.5, 81.5):
        _plot.arrow(axes, (middle, 49), (middle, 42), color=_plot.ORANGE)
        axes.text(middle + 2, 45.5, Text(f"下 {dy}，右 {dx}", f"down {dy}, right {dx}").to(lang), va="center", fontsize=13,
                  color=_plot.ORANGE)
    findings = (
        (Text("两条路相差", "the two ways differ by"), n["equivariance_error"], _plot.GREEN),
        (Text("移动前后的卷积相差", "convolution before and after"), n["invariance_error"],
         _plot.RED if result.values["invariance_error"] else _plot.GREEN),
        (Text("ReLU 之后的总和", "sum after ReLU"), f"{n['relu_sum_before']} → {n['relu_sum_after']}", _plot.GREEN),
        (Text("再池化（2×2，步长 2）", "and 2×2 pooling, stride 2"), f"{n['pool_sum_before']} → {n['pool_sum_after']}",
         _plot.GREEN if n["pool_sum_before"] == n["pool_sum_after"] else _plot.RED),
    )
    for place, (label, shown, color) in enumerate(findings):
        y = 86 - 23.5 * place
        axes.text(109, y, label.to(lang), fontsize=14, color=_plot.MUTED, va="center")
        axes.text(109, y - 8.5, shown, fontsize=24, color=color, va="center")
    return figure


def _shift(name: str, zh: str, en: str, example: str) -> Param:
    return Param(name, "int", Text(zh, en), example=example, low=0, high=SIDE - 1)


DEMO = Demo(
    name="equivariance",
    title=Text("平移等变与不变", "Shift equivariance and invariance"),
    summary=Text("把图平移后再卷积，与卷积后再平移比较；哪些量不变，哪些跟着动。",
                 "Compares convolving a shifted image with shifting its convolution: what follows, what stays."),
    topic="cnn-transformer",
    params=(_shift("dy", "下移（行）", "shift down in rows", "1"), _shift("dx", "右移（列）", "shift right in columns", "2")),
    run=run,
    plot=plot,
    goldens=(
        Golden("1 2", {"equivariance_error": 0.0, "invariance_error": 4.0, "relu_sum_before": 12.0,
                       "relu_sum_after": 12.0, "pool_sum_before": 9.0, "pool_sum_after": 6.0}),
        Golden("0 0", {"equivariance_error": 0.0, "invariance_error": 0.0, "relu_sum_after": 12.0}),
        Golden("7 7", {"equivariance_error": 0.0, "relu_sum_after": 12.0}),
        Golden("dx=4 dy=2", {"invariance_error": 4.0, "pool_sum_after": 9.0}),
        Golden("8 0", error="E_RANGE"),
        Golden("0 -1", error="E_RANGE"),
        Golden("1.5 2", error="E_TYPE"),
        Golden("1", error="E_MISSING"),
        Golden("1 2 3", error="E_LEN"),
    ),
)
