"""What self-attention costs for an image cut into patches, and where its quadratic part overtakes the linear one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from bot.demos._numbers import six
from bot.demos._tables import tables
from bot.demos._units import PIXELS
from bot.domain.demo import Demo, Golden, Result
from bot.domain.param import Param
from bot.domain.reading import fault
from bot.domain.text import Lang, Text

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_PATCH = Param("patch", "int", Text("块的边长", "patch side"), example="16", low=1, high=64, units=PIXELS, times="square")


def run(image: int, patch: int, d: int) -> Result:
    """Multiply-accumulates of one attention layer: projections 4nd², scores and weighted sum 2n²d, n = (image/patch)².

    Counted from Vaswani et al., "Attention Is All You Need", 2017: four d×d projections, QKᵀ and AV. `stem_macs` is that
    of 3×3 stride-2 convolutions from 3 channels that double their width up to d and reduce the image by `patch`, where
    patch and d allow it, else null. Raises BadInput (E_FORMAT) when the patch does not divide the image.
    """
    if image % patch:
        raise fault(_PATCH, "E_FORMAT", Text(f"收到 {patch}，它不能整除 image = {image}",
                                             f"got {patch}, which does not divide image = {image}"))
    n = (image // patch) ** 2
    values: dict[str, Any] = {
        "tokens": n, "projection_macs": 4 * n * d * d, "score_macs": 2 * n * n * d, "matrix_entries": n * n,
        "crossover": 2 * d, "pixel_tokens": image**2, "pixel_matrix_entries": image**4, "reduction": patch**4,
        "stem_macs": stem(image, patch, d),
    }
    total = values["total_macs"] = values["projection_macs"] + values["score_macs"]
    values["score_share"] = values["score_macs"] / total
    return Result(values, _text(values), _tables(values), None, _alt(values))


def stem(image: int, patch: int, d: int) -> int | None:
    """Multiply-accumulates of the convolutional stem, or None when halving and doubling do not come out even."""
    steps = patch.bit_length() - 1
    if steps < 1 or patch != 1 << steps or d % (1 << (steps - 1)):
        return None
    channels = [3, *(d >> (steps - i) for i in range(1, steps + 1))]
    return sum((image >> i) ** 2 * 9 * channels[i - 1] * channels[i] for i in range(1, steps + 1))


def _text(values: Mapping[str, Any]) -> Text:
    n, cross, total, share = values["tokens"], values["crossover"], values["total_macs"], values["score_share"]
    where = Text("不到交叉点，线性的投影更贵", "below the crossover, so the linear projections cost more") if n < cross else Text(
        "超过交叉点，平方项更贵", "beyond the crossover, so the quadratic part costs more") if n > cross else Text(
        "正好在交叉点，两项相等", "right at the crossover, where both cost the same")
    return Text(
        f"{n:,} 个 token，一层注意力 {total:,} 次乘加，其中平方项占 {six(100 * share)} %；交叉点是 n = 2d = {cross:,}，{where.zh}。",
        f"{n:,} token{'s' * (n > 1)}: one attention layer takes {total:,} multiply-accumulates, {six(100 * share)} % of them in the "
        f"quadratic part. The crossover is n = 2d = {cross:,}; this is {where.en}.",
    )


def _tables(values: Mapping[str, Any]) -> Any:
    stem_row = "—" if values["stem_macs"] is None else f"{values['stem_macs']:,}"
    return tables((
        (Text("合计乘加", "total multiply-accumulates"), f"{values['total_macs']:,}"),
        (Text("投影 4nd²", "projections 4nd²"), f"{values['projection_macs']:,}"),
        (Text("打分与加权 2n²d", "scores and sum 2n²d"), f"{values['score_macs']:,}"),
        (Text("token 数 n", "tokens n"), f"{values['tokens']:,}"),
        (Text("注意力矩阵 n²", "attention matrix n²"), f"{values['matrix_entries']:,}"),
        (Text("若每个像素一个 token", "with a token per pixel"), f"{values['pixel_matrix_entries']:,}"),
        (Text("相差倍数（块边长的四次方）", "ratio (patch side to the fourth)"), f"{values['reduction']:,}"),
        (Text("换成卷积前端的乘加", "a convolutional stem instead"), stem_row),
    ))


def _alt(values: Mapping[str, Any]) -> Text:
    n, cross = f"{values['tokens']:,}", f"{values['crossover']:,}"
    linear, square = f"{values['projection_macs']:,}", f"{values['score_macs']:,}"
    return Text(
        f"双对数图：投影项 4nd² 与平方项 2n²d 随 token 数 n 的变化，在 n = {cross} 相交；标出 n = {n} 处的 {linear} 和 {square}。",
        f"On log scales the projections 4nd² and the quadratic part 2n²d against the number of tokens n, which cross at "
        f"n = {cross}; marked at n = {n}: {linear} and {square}.",
    )


def plot(result: Result, args: Mapping[str, Any], lang: Lang) -> Figure:
    """Both terms against the number of tokens on log scales, the crossover, and the asked count on both lines."""
    from bot.demos import _plot

    values, d = result.values, args["d"]
    n, cross = values["tokens"], values["crossover"]
    title = Text(f"注意力的开销：{args['image']}×{args['image']} 的图，块 {args['patch']}，d = {d}",
                 f"Attention's cost: {args['image']}×{args['image']}, patch {args['patch']}, d = {d}").to(lang)
    figure, (axes,) = _plot.canvas(title)
    low, high = max(1.0, min(n, cross) / 12), max(n, cross) * 60
    counts = [low * (high / low) ** (i / 100) for i in range(101)]
    linear, square = [4 * c * d * d for c in counts], [2 * c * c * d for c in counts]
    axes.fill_between(counts, linear, square, where=[c <= cross for c in counts], color=_plot.PALE_BLUE, alpha=0.7)
    axes.fill_between(counts, linear, square, where=[c >= cross for c in counts], color=_plot.PALE_ORANGE, alpha=0.7)
    axes.plot(counts, linear, color=_plot.BLUE, label=Text("投影 4nd²", "projections 4nd²").to(lang))
    axes.plot(counts, square, color=_plot.ORANGE, label=Text("打分与加权 2n²d", "scores and sum 2n²d").to(lang))
    axes.set(xscale="log", yscale="log", xlim=(low, high), xlabel=Text("token 数 n", "tokens n").to(lang),
             ylabel=Text("乘加次数", "multiply-accumulates").to(lang))
    axes.axvline(cross, linestyle=":", color=_plot.MUTED, linewidth=1.8)
    axes.text(cross, 0.03, f" n = 2d = {cross:,}", transform=axes.get_xaxis_transform(), color=_plot.MUTED, fontsize=13,
              ha="left" if n <= cross else "right")
    upper, lower = sorted((values["projection_macs"], values["score_macs"]), reverse=True)
    # Far to the left a label has no room beside its point, and stands higher up.
    cramped = n < low * (high / low) ** 0.2
    _plot.point(axes, n, upper, f"n = {n:,}\n{upper:,}", shift=(8, 58) if cramped else (-14, 12))
    if lower != upper:
        _plot.point(axes, n, lower, f"{lower:,}", shift=(14, -12))
    axes.set_ylim(min(linear[0], square[0]) / 30, max(linear[-1], square[-1]) * 2)
    axes.set_title(Text(f"合计 {values['total_macs']:,} 次乘加，约 {six(values['total_macs'] / 1e9)} G",
                        f"total {values['total_macs']:,} multiply-accumulates, {six(values['total_macs'] / 1e9)} G").to(lang))
    axes.legend(loc="upper left", frameon=True, facecolor=_plot.PANEL, edgecolor="none", framealpha=0.92)
    return figure


DEMO = Demo(
    name="attention-cost",
    title=Text("注意力的开销", "What attention costs"),
    summary=Text("图切成块以后，一层自注意力的乘加次数，以及平方项何时超过线性项。",
                 "Multiply-accumulates of one attention layer over patches, and where the n² part takes over."),
    topic="cnn-transformer",
    params=(
        Param("image", "int", Text("图的边长（像素）", "image side in pixels"), example="224", low=32, high=2048, units=PIXELS,
              times="square"), _PATCH,
        Param("d", "int", Text("宽度 d", "width d"), example="768", low=16, high=4096),
    ),
    run=run,
    plot=plot,
    goldens=(
        Golden("224 16 768", {"tokens": 196, "projection_macs": 462422016, "score_macs": 59006976,
                              "total_macs": 521428992, "crossover": 1536, "matrix_entries": 38416, "reduction": 65536}),
        Golden("512 4 256", {"tokens": 16384, "total_macs": 141733920768}),
        Golden("512 16 256", {"total_macs": 805306368, "stem_macs": 962592768}),
        Golden("224 1 768", {"tokens": 50176, "matrix_entries": 2517630976, "stem_macs": None, "reduction": 1}),
        Golden("image=2048 patch=1 d=16", {"tokens": 4194304, "crossover": 32}),
        Golden("32 32 4096", {"tokens": 1, "score_macs": 8192}),
        Golden("128 2 2048", {"tokens": 4096, "crossover": 4096, "score_share": 0.5}),
        Golden("224 15 768", error="E_FORMAT"),
        Golden("31 1 768", error="E_RANGE"),
        Golden("224 65 768", error="E_RANGE"),
        Golden("224 16 15", error="E_RANGE"),
        Golden("224 16 wide", error="E_TYPE"),
        Golden("224 16", error="E_MISSING"),
    ),
)
