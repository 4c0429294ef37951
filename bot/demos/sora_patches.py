"""Space–time patches of a clip, and what attention over them costs, full or factorised."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from bot.demos._numbers import six
from bot.demos._tables import tables
from bot.domain.demo import Demo, Golden, Result
from bot.domain.param import Param
from bot.domain.reading import fault
from bot.domain.text import Lang, Text

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_CLIP = (
    Param("f", "int", Text("帧数", "frames"), example="16", low=1, high=1000, times="next"),
    Param("h", "int", Text("高", "height"), example="256", low=1, high=8192, times="next"),
    Param("w", "int", Text("宽", "width"), example="256", low=1, high=8192),
)
_PATCH = (
    Param("pt", "int", Text("块的帧数", "frames of a patch"), example="2", low=1, high=64, times="next"),
    Param("ph", "int", Text("块的高", "height of a patch"), example="16", low=1, high=512, times="next"),
    Param("pw", "int", Text("块的宽", "width of a patch"), example="16", low=1, high=512),
)


def run(f: int, h: int, w: int, pt: int, ph: int, pw: int) -> Result:
    """Patches n = T·S with T = f/pt and S = (h/ph)·(w/pw); pairs n² in full, T·S² + S·T² factorised.

    Patches of space and time: OpenAI, "Video generation models as world simulators", 2024, after ViViT (Arnab et al.,
    2021), whose factorised attention looks over space and over time in turn. Raises BadInput (E_FORMAT) for a size that
    its patch does not divide.
    """
    for param, size, patch, side in zip(_PATCH, (f, h, w), (pt, ph, pw), _CLIP, strict=True):
        if size % patch:
            raise fault(param, "E_FORMAT", Text(f"收到 {patch}，不能整除 {side.name} = {size}",
                                                f"got {patch}, which does not divide {side.name} = {size}"))
    times, rows, columns = f // pt, h // ph, w // pw
    places = rows * columns
    patches = times * places
    full, factorised = patches**2, times * places**2 + places * times**2
    values = {
        "patches": patches, "time_patches": times, "height_patches": rows, "width_patches": columns,
        "patches_per_frame": places, "patch_length": 3 * pt * ph * pw, "full_pairs": full, "factorised_pairs": factorised,
        "ratio": full / factorised,
    }
    return Result(values, _text(values), _rows(values), None, _alt(values, f, h, w))


def _grid(values: Mapping[str, Any]) -> str:
    return f"{values['time_patches']}×{values['height_patches']}×{values['width_patches']}"


def _text(values: Mapping[str, Any]) -> Text:
    count, ratio = f"{values['patches']:,}", six(values["ratio"])
    zh, en = f"是分解注意力的 {ratio} 倍", f"{ratio} times those of factorised attention"
    if values["ratio"] < 1:  # a single place or moment, where factorising looks twice
        zh, en = f"反而只是分解注意力的 {ratio} 倍：只有一行可看时，分解多看了一遍", \
            f"only {ratio} times those of factorised attention, which here looks twice for nothing"
    return Text(
        f"切成 {_grid(values)} = {count} 块，每块 {values['patch_length']:,} 个数；全注意力的配对数{zh}。",
        f"The clip is cut into {_grid(values)} = {count} patches of {values['patch_length']:,} numbers each; full "
        f"attention has {values['full_pairs']:,} pairs, {en}.",
    )


def _rows(values: Mapping[str, Any]) -> Any:
    return tables((
        (Text("时空块", "space–time patches"), f"{_grid(values)} = {values['patches']:,}"),
        (Text("每块的数（RGB）", "numbers per patch (RGB)"), f"{values['patch_length']:,}"),
        (Text("全注意力的配对数", "pairs, full attention"), f"{values['full_pairs']:,}"),
        (Text("分解注意力的配对数", "pairs, factorised"), f"{values['factorised_pairs']:,}"),
        (Text("两者之比", "ratio"), six(values["ratio"])),
    ))


def _alt(values: Mapping[str, Any], f: int, h: int, w: int) -> Text:
    full, split, ratio = f"{values['full_pairs']:,}", f"{values['factorised_pairs']:,}", six(values["ratio"])
    return Text(
        f"左图：{f}×{h}×{w} 的片段画成长方体，切成 {_grid(values)} = {values['patches']:,} 块。右图（对数刻度）：全注意力 {full} 个配对，"
        f"分解注意力 {split} 个配对，比值 {ratio}。",
        f"Left: the clip of {f}×{h}×{w} as a block cut into {_grid(values)} = {values['patches']:,} patches. Right, on a "
        f"log scale: {full} pairs in full attention, {split} factorised, ratio {ratio}.",
    )


def plot(result: Result, args: Mapping[str, Any], lang: Lang) -> Figure:
    """The clip as a block with its cuts on the left, the pairs on the right."""
    from bot.demos import _plot
    from bot.demos._cuboid import draw_cuboid, proportions
    from bot.demos._magnitudes import draw_magnitudes

    values = result.values
    figure, (left, right) = _plot.canvas(Text("时空块与注意力", "Space–time patches and attention").to(lang), 2)
    _plot.blank(left, 10, 11.6)
    left.set_aspect("equal")
    depth = max(args["h"], args["w"]) * min(1.0, max(0.15, args["f"] / 24))
    sides = proportions(args["w"], args["h"], depth, 8.4)
    at = ((10 - sides[0] - 0.5 * sides[2]) / 2, 1.5 + (8.4 - sides[1] - 0.42 * sides[2]) / 2)
    draw_cuboid(left, at, sides, (values["width_patches"], values["height_patches"], values["time_patches"]),
                face=_plot.PALE_BLUE, side=_plot.PALE_GREEN, edge=_plot.BLUE)
    left.text(5, 11.2, Text(f"片段 {args['f']}×{args['h']}×{args['w']}", f"clip {args['f']}×{args['h']}×{args['w']}").to(lang),
              ha="center", fontsize=15)
    cut = Text(f"块 {args['pt']}×{args['ph']}×{args['pw']}：{_grid(values)} = {values['patches']:,}",
               f"patch {args['pt']}×{args['ph']}×{args['pw']}: {_grid(values)} = {values['patches']:,}").to(lang)
    left.text(5, 0.35, cut, ha="center", fontsize=15 * min(1, 35 / len(cut)), color=_plot.BLUE)
    draw_magnitudes(right, (
        (Text("时空块", "patches").to(lang), values["patches"], _plot.BLUE),
        (Text("分解注意力的配对数", "pairs, factorised attention").to(lang), values["factorised_pairs"], _plot.GREEN),
        (Text("全注意力的配对数", "pairs, full attention").to(lang), values["full_pairs"], _plot.RED),
    ), Text(f"对数刻度；全 / 分解 = {six(values['ratio'])}", f"log scale; full / factorised = {six(values['ratio'])}").to(lang))
    return figure


DEMO = Demo(
    name="sora-patches",
    title=Text("时空块", "Space–time patches"),
    summary=Text("把片段切成时空块：有多少块，全注意力与分解注意力各有多少配对。",
                 "A clip cut into space–time patches, and the pairs of full and factorised attention."),
    topic="sora",
    params=(*_CLIP, *_PATCH),
    run=run,
    plot=plot,
    goldens=(
        Golden("16 256 256 2 16 16", {"patches": 2048, "full_pairs": 4194304, "factorised_pairs": 540672,
                                      "ratio": 7.757576, "patch_length": 1536, "patches_per_frame": 256}),
        Golden("32 256 256 2 16 16", {"patches": 4096, "full_pairs": 16777216}),
        Golden("16 32 32 2 2 2", {"patches": 2048, "time_patches": 8}),
        Golden("1 256 256 1 16 16", {"patches": 256, "ratio": 256 / 257}),
        Golden("f=1000 h=8192 w=8192 pt=1 ph=1 pw=1", {"patches": 67108864000}),
        Golden("16 256 256 3 16 16", error="E_FORMAT"),
        Golden("16 250 256 2 16 16", error="E_FORMAT"),
        Golden("16 256 256 2 16 0", error="E_RANGE"),
        Golden("16 256 256 2 16", error="E_MISSING"),
        Golden("16 256 x 2 16 16", error="E_TYPE"),
    ),
)
