"""How much of the input one unit of a stack of convolutions and poolings sees."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from bot.demos._numbers import six
from bot.demos._tables import tables
from bot.domain.demo import Demo, Golden, Result
from bot.domain.param import Param
from bot.domain.reading import fault, fold, shown
from bot.domain.text import Lang, Text

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

Layer = tuple[int, int, int]
"""Kernel size, stride and dilation."""
MAX_LAYERS = 64
_BOUNDS = (("k", 31), ("s", 8), ("d", 16))
_LAYERS = Param("layers", "text", Text("各层 k,s[,d]", "layers k,s[,d]"), example="3,1 3,1 2,2 3,1", max_len=1000)


def parse(layers: str) -> list[Layer]:
    """`3,1 3,1 2,2` as triples, the dilation 1 unless given. Raises BadInput: E_FORMAT, E_TYPE, E_RANGE, E_LEN."""
    words = re.sub(r"\s*,\s*", ",", fold(layers).replace(";", " ")).split()
    if not 1 <= len(words) <= MAX_LAYERS:
        raise fault(_LAYERS, "E_LEN", Text(f"收到 {len(words)} 层，要 1 到 {MAX_LAYERS} 层",
                                           f"got {len(words)} layers, from 1 to {MAX_LAYERS} fit"))
    return [_layer(word) for word in words]


def _layer(word: str) -> Layer:
    parts = word.split(",")
    if not all(re.fullmatch(r"[+-]?[0-9]{1,9}", part) for part in parts if part):
        raise fault(_LAYERS, "E_TYPE", Text(f"“{shown(word)}”里有不是整数的部分",
                                            f"“{shown(word)}” holds something that is no whole number"))
    if not 2 <= len(parts) <= 3 or not all(parts):
        raise fault(_LAYERS, "E_FORMAT", Text(f"“{shown(word)}”不像 k,s 或 k,s,d（层与层之间用空格）",
                                              f"“{shown(word)}” is not of the form k,s or k,s,d (a space between layers)"))
    for (name, most), part in zip(_BOUNDS, parts, strict=False):
        if not 1 <= int(part) <= most:
            raise fault(_LAYERS, "E_RANGE", Text(f"“{shown(word)}”里 {name} = {int(part)}，要 1 到 {most}",
                                                 f"in “{shown(word)}” {name} = {int(part)}, from 1 to {most} fit"))
    k, s, d = *map(int, parts), *[1] * (3 - len(parts))
    return k, s, d


def fields(stack: Sequence[Layer]) -> tuple[list[int], list[int]]:
    """The receptive field and the jump after each layer: r += (k − 1)·d·j, then j *= s, from r = j = 1."""
    seen, jumps = [1], [1]
    for k, s, d in stack:
        seen.append(seen[-1] + (k - 1) * d * jumps[-1])
        jumps.append(jumps[-1] * s)
    return seen[1:], jumps[1:]


def run(layers: str) -> Result:
    """The field r and the jump j of every layer, in input pixels.

    The recurrence as in Araujo, Norris and Sim, "Computing Receptive Fields of Convolutional Neural Networks", Distill,
    2019. Raises BadInput as `parse` does.
    """
    stack = parse(layers)
    seen, jumps = fields(stack)
    values = {"receptive_field": seen[-1], "jump": jumps[-1], "fields": seen, "jumps": jumps, "layers": len(stack)}
    rows: list[tuple[str | Text, str, str, str]] = [
        (f"{i}", _said(layer), _count(r), _count(j))
        for i, (layer, r, j) in enumerate(zip(stack, seen, jumps, strict=True), 1)]
    r, j, count = _count(seen[-1]), _count(jumps[-1]), len(stack)
    if count > 12:
        rows = [*rows[:5], ("…", "", "", ""), *rows[-6:]]
    text = Text(
        f"{count} 层之后，一个输出单元看到输入的 {r} 个像素（每边），相邻单元在输入上相隔 {j}；自注意力一层就看到全部位置。",
        f"After {count} layer{'s' * (count > 1)} one unit sees {r} pixel{'s' * (seen[-1] > 1)} of the input per side, and "
        f"neighbours are {j} apart; self-attention sees every position in one layer.",
    )
    alt = Text(
        f"左图：从顶部一个单元往下，各层参与的范围越来越宽，到输入是 {r} 个像素。右图：感受野逐层的增长，最后是 {r}，步距 {j}；"
        "虚线表示自注意力第一层就看到全部。",
        f"Left: below one unit at the top the span that feeds it widens from layer to layer, to {r} pixels of the input. "
        f"Right: the growth of the receptive field by layer, {r} at the end with jump {j}; dashed, self-attention sees "
        "everything from its first layer.",
    )
    head = Text("层|k,s,d|感受野 r|步距 j", "layer|k,s,d|field r|jump j")
    return Result(values, text, tables(rows, head, numeric=(0, 2, 3), strong=(len(rows) - 1,)), None, alt)


def _said(layer: Layer) -> str:
    return ",".join(map(str, layer if layer[2] > 1 else layer[:2]))


def _count(number: int) -> str:
    """All digits of a count that can be read, else its power of ten."""
    return f"{number:,}" if number < 10**12 else six(float(number))


def spans(stack: Sequence[Layer]) -> list[int]:
    """How many units of the input and of each layer feed one unit of the last layer."""
    counts = [1]
    for k, s, d in reversed(stack):
        counts.append((counts[-1] - 1) * s + (k - 1) * d + 1)
    return counts[::-1]


def plot(result: Result, args: Mapping[str, Any], lang: Lang) -> Figure:
    """The pyramid under one unit on the left, the growth by layer on the right."""
    from bot.demos import _plot

    stack = parse(args["layers"])
    title = Text("感受野：一个单元能看多远", "Receptive field: how far one unit sees").to(lang)
    figure, (left, right) = _plot.canvas(title, 2)
    _draw_pyramid(left, stack, result.values, lang)
    _draw_growth(right, result.values, lang)
    return figure


def _draw_pyramid(axes: Axes, stack: Sequence[Layer], values: Mapping[str, Any], lang: Lang) -> None:
    """For each layer the stretch of the input under the units that count, centred; single units while they can be seen."""
    from bot.demos import _plot

    jumps, counts = [1, *values["jumps"]], spans(stack)
    whole = max(count * jump for count, jump in zip(counts, jumps, strict=True))
    for level, (count, jump) in enumerate(zip(counts, jumps, strict=True)):
        width = max(count * jump / whole, 0.004)
        color = _plot.PALE_ORANGE if level == 0 else _plot.PALE_RED if level == len(stack) else _plot.PALE_BLUE
        edge = _plot.ORANGE if level == 0 else _plot.RED if level == len(stack) else _plot.BLUE
        cells = count if count <= 40 and len(stack) <= 16 else 1
        for cell in range(cells):
            axes.barh([level], [width / cells], 0.62, left=[-width / 2 + cell * width / cells], color=color,
                      edgecolor=edge, linewidth=1.1 if cells > 1 or len(stack) <= 24 else 0.6, zorder=3)
    every = max(1, -(-len(stack) // 10))
    ticks = [level for level in range(len(stack) + 1) if level % every == 0]
    names = [Text("输入", "input").to(lang) if level == 0 else str(level) for level in ticks]
    axes.set_yticks(ticks, names)
    axes.set(ylim=(-0.7, len(stack) + 0.7), xlim=(-0.53, 0.53), xticks=[],
             ylabel=Text("层", "layer").to(lang), title=Text("最后一层的一个单元由谁算出", "what feeds one unit of the last layer").to(lang))
    axes.set_xlabel(Text(f"输入上的 {_count(values['receptive_field'])} 个像素",
                         f"{_count(values['receptive_field'])} pixel{'s' * (values['receptive_field'] > 1)} of the input").to(lang))
    axes.grid(visible=False)


def _draw_growth(axes: Axes, values: Mapping[str, Any], lang: Lang) -> None:
    """The field after each layer; on a log scale when it grows by orders of magnitude."""
    from bot.demos import _plot

    seen = [1, *values["fields"]]
    steep = seen[-1] > 3000
    axes.plot(range(len(seen)), [float(r) for r in seen], "o-", color=_plot.BLUE, markersize=7 if len(seen) < 25 else 4)
    top = float(seen[-1]) ** 1.4 * 2 if steep else max(seen[-1] * 1.5, 3.0)
    axes.plot([0, 1], [0.92, 0.92], "--", color=_plot.GREEN, transform=axes.transAxes)
    axes.text(0.02, 0.935, Text("自注意力：第一层起就是全部", "self-attention: all, from layer 1").to(lang),
              transform=axes.transAxes, va="bottom", color=_plot.GREEN, fontsize=13)
    axes.set(xlabel=Text("层", "layer").to(lang), title=Text("感受野 r（像素）", "receptive field r (pixels)").to(lang),
             yscale="log" if steep else "linear", ylim=(0.8 if steep else 0, top), xlim=(-0.03 * len(seen), len(seen) - 0.8))
    axes.locator_params(axis="x", integer=True, nbins=8)
    _plot.point(axes, len(seen) - 1, float(seen[-1]), f"r = {_count(seen[-1])}\nj = {_count(values['jump'])}",
                shift=(-14, 14))


VGG16 = "3,1 3,1 2,2 3,1 3,1 2,2 3,1 3,1 3,1 2,2 3,1 3,1 3,1 2,2 3,1 3,1 3,1"
RESNET18 = "7,2 3,2 " + "3,1 " * 4 + ("3,2 " + "3,1 " * 3) * 3
RESNET50 = "7,2 3,2 " + "1,1 3,1 1,1 " * 3 + "".join("1,1 3,2 1,1 " + "1,1 3,1 1,1 " * (n - 1) for n in (4, 6, 3))

DEMO = Demo(
    name="receptive-field",
    title=Text("感受野", "Receptive field"),
    summary=Text("一串卷积、池化层（核,步长[,空洞]）逐层的感受野和步距。",
                 "The receptive field and jump after each layer of kernel,stride[,dilation]."),
    topic="cnn-transformer",
    params=(_LAYERS,),
    run=run,
    plot=plot,
    goldens=(
        Golden("3,1 3,1 2,2 3,1", {"fields": [3, 5, 6, 10], "jumps": [1, 1, 2, 2], "receptive_field": 10, "jump": 2}),
        Golden(VGG16, {"receptive_field": 196, "jump": 16}),
        Golden(RESNET50, {"receptive_field": 427, "jump": 32, "layers": 50}),
        Golden("3,1,1 3,1,2 3,1,4", {"fields": [3, 7, 15], "jump": 1}),
        Golden(f"{VGG16} 2,2", {"receptive_field": 212, "jump": 32}),
        Golden(RESNET18, {"receptive_field": 435, "jump": 32}),
        Golden("3，1；3, 1 2,2", {"fields": [3, 5, 6]}),
        Golden("1,1", {"receptive_field": 1, "jump": 1}),
        Golden(" ".join(["31,8,16"] * 64), {"layers": 64, "jump": 8**64}),
        Golden("3,0", error="E_RANGE"),
        Golden("32,1", error="E_RANGE"),
        Golden("3,1,17", error="E_RANGE"),
        Golden("3", error="E_FORMAT"),
        Golden("3,1,1,1", error="E_FORMAT"),
        Golden("3,,1", error="E_FORMAT"),
        Golden("3,x", error="E_TYPE"),
        Golden("3.5,1", error="E_TYPE"),
        Golden(" ".join(["3,1"] * 65), error="E_LEN"),
        Golden("", error="E_MISSING"),
    ),
)
