"""How many boxes each YOLO predicts for an image, from its grids."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bot.demos._tables import tables
from bot.demos._units import PIXELS
from bot.domain.demo import Demo, Golden, Result
from bot.domain.param import Param
from bot.domain.reading import fault
from bot.domain.text import Lang, Text

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


@dataclass(frozen=True, slots=True)
class Version:
    """Strides of the grids, boxes of a cell, and the classes of the data set it was published on."""

    strides: tuple[int, ...]
    boxes: int
    classes: int
    extra: bool = False
    """Whether it has P6 models, with a grid of stride 64."""
    objectness: bool = True


VERSIONS = {
    "v1": Version((64,), 2, 20),
    "v2": Version((32,), 5, 20),
    "v3": Version((8, 16, 32), 3, 80),
    "v4": Version((8, 16, 32), 3, 80),
    "v5": Version((8, 16, 32), 3, 80, extra=True),
    "v6": Version((8, 16, 32), 1, 80, extra=True, objectness=False),
    "v7": Version((8, 16, 32), 3, 80, extra=True),
}
V1_SIZE = 448
_SIZE = Param("size", "int", Text("图像边长（像素）", "side of the image in pixels"), example="416", low=32, high=1280,
              units=PIXELS, times="square")
_HEAD = Param("head", "choice", Text("检测头", "head"), default="p5", required=False, choices=("p5", "p6"))


def run(version: str, size: int, head: str, classes: int | None) -> Result:
    """Grids size/stride, boxes Σ grid²·boxes per cell, and the numbers that the head puts out.

    Redmon et al., 2016 (v1: two boxes a cell, classes once a cell), Redmon and Farhadi, 2017 and 2018 (v2, v3: each anchor
    has 4 + 1 + classes), Bochkovskiy et al., 2020 (v4), Ultralytics (v5), Li et al., 2022 (v6: anchor-free, no
    objectness), Wang et al., 2022 (v7). Raises BadInput: E_FORMAT for a size that the largest stride does not divide or
    a head that the version lacks, E_RANGE for another size than 448 with v1.
    """
    known = VERSIONS[version]
    strides = (*known.strides, 64) if head == "p6" else known.strides
    _check(version, size, head, max(strides))
    count = known.classes if classes is None else classes
    grids = [size // stride for stride in strides]
    per_box = 4 + known.objectness + count
    channels = known.boxes * 5 + count if version == "v1" else known.boxes * per_box
    boxes = [grid * grid * known.boxes for grid in grids]
    values = {
        "boxes": sum(boxes), "grids": grids, "strides": list(strides), "boxes_by_grid": boxes,
        "boxes_per_cell": known.boxes, "channels": channels, "classes": count,
        "outputs": sum(grid * grid * channels for grid in grids),
    }
    return Result(values, _text(values, version, size), _rows(values), None, _alt(values, version, size))


def _check(version: str, size: int, head: str, step: int) -> None:
    if head == "p6" and not VERSIONS[version].extra:
        able = [name for name, known in VERSIONS.items() if known.extra]
        raise fault(_HEAD, "E_FORMAT", Text(f"{version} 没有 p6，只有 {'、'.join(able)} 有",
                                            f"{version} has no p6; only {', '.join(able)} have"))
    if version == "v1" and size != V1_SIZE:
        raise fault(_SIZE, "E_RANGE", Text(f"收到 {size}，v1 的全连接层只接受 {V1_SIZE}",
                                           f"got {size}, and the dense layers of v1 take {V1_SIZE} only"))
    if size % step:
        near = max(step, size // step * step)
        raise fault(_SIZE, "E_FORMAT", Text(f"收到 {size}，不能被步长 {step} 整除，最近的是 {near}",
                                            f"got {size}, which the stride {step} does not divide; try {near}"))


def _text(values: Mapping[str, Any], version: str, size: int) -> Text:
    grids = " + ".join(f"{grid}²" for grid in values["grids"])
    total = f"{values['boxes']:,}"
    several = values["boxes_per_cell"] > 1
    inner = f"({grids})·{values['boxes_per_cell']}" if several else grids
    return Text(
        f"YOLO{version} 在 {size}×{size} 上预测 {inner} = {total} 个框，输出 {values['outputs']:,} 个数。",
        f"YOLO{version} predicts {inner} = {total} boxes at {size}×{size}, and puts out {values['outputs']:,} numbers.",
    )


def _rows(values: Mapping[str, Any]) -> Any:
    rows: list[tuple[Text | str, ...]] = [
        (str(stride), f"{grid}×{grid}", str(values["boxes_per_cell"]), f"{boxes:,}", str(values["channels"]))
        for stride, grid, boxes in zip(values["strides"], values["grids"], values["boxes_by_grid"], strict=True)]
    rows.append((Text("合计", "all"), "", "", f"{values['boxes']:,}", ""))
    return tables(rows, Text("步长|网格|每格框数|框数|通道", "stride|grid|boxes per cell|boxes|channels"), numeric=(0, 1, 2, 3, 4),
                  strong=(len(rows) - 1,))


def _alt(values: Mapping[str, Any], version: str, size: int) -> Text:
    listed = [f"{grid}×{grid}" for grid in values["grids"]]
    return Text(
        f"YOLO{version} 在 {size}×{size} 图像上的网格：{'、'.join(listed)}，同一个物体的中心格涂成橙色；一共 {values['boxes']:,} 个框。",
        f"The grids of YOLO{version} on an image of {size}×{size}: {', '.join(listed)}, with the cell at the centre of one "
        f"object in orange. Boxes in all: {values['boxes']:,}.",
    )


def plot(result: Result, args: Mapping[str, Any], lang: Lang) -> Figure:
    """The grids side by side over the same picture; a single grid beside the counts."""
    from bot.demos import _plot
    from bot.demos._magnitudes import draw_magnitudes

    values = result.values
    title = Text(f"YOLO{args['version']}，{args['size']}×{args['size']}：{values['boxes']:,} 个框",
                 f"YOLO{args['version']}, {args['size']}×{args['size']}: {values['boxes']:,} boxes").to(lang)
    count = len(values["grids"])
    figure, panels = _plot.canvas(title, max(2, count))
    for axes, color, stride, grid, boxes in zip(panels, _colors(), values["strides"], values["grids"],
                                                values["boxes_by_grid"], strict=False):
        _draw_grid(axes, grid)
        axes.set_title(Text(f"步长 {stride}", f"stride {stride}").to(lang), color=color if count > 1 else _plot.INK)
        axes.set_xlabel(f"{grid}×{grid}×{values['boxes_per_cell']}\n= {boxes:,}", linespacing=1.4)
        axes.set_anchor("N")
    if count > 1:
        # Below the squares, which the width of the picture limits; the layout leaves such a panel alone.
        _draw_shares(figure.add_axes((0.024, 0.06 if count == 3 else 0.17, 0.952, 0.11)), values, lang)
        return figure
    draw_magnitudes(panels[1], (
        (Text("框", "boxes").to(lang), values["boxes"], _plot.ORANGE),
        (Text(f"每格通道（{values['classes']} 类）", f"channels per cell ({values['classes']} classes)").to(lang),
         values["channels"], _plot.GREEN),
        (Text("输出的数", "numbers put out").to(lang), values["outputs"], _plot.BLUE),
    ), Text("对数刻度", "log scale").to(lang))
    return figure


def _colors() -> Sequence[str]:
    from bot.demos import _plot

    return (_plot.BLUE, _plot.GREEN, _plot.VIOLET, _plot.RED)


def _draw_shares(axes: Axes, values: Mapping[str, Any], lang: Lang) -> None:
    """One bar of all boxes, a part for each grid with its percentage where that fits."""
    from bot.demos import _plot

    at, total = 0, values["boxes"]
    for color, boxes in zip(_colors(), values["boxes_by_grid"], strict=False):
        axes.barh([0], [boxes], left=at, height=1, color=color, edgecolor=_plot.CARD, linewidth=1.5)
        if boxes > 0.06 * total:
            axes.text(at + boxes / 2, 0, f"{100 * boxes / total:.3g}%", ha="center", va="center", fontsize=14, color=_plot.PANEL)
        at += boxes
    axes.set_axis_off()
    axes.set(xlim=(0, total), ylim=(-0.5, 0.5))
    axes.set_title(Text(f"{total:,} 个框来自哪个网格", f"which grid the {total:,} boxes come from").to(lang), fontsize=14)


_OBJECT: Sequence[float] = (0.3, 0.18, 0.46, 0.62)
"""Left, bottom, width and height of the object in the unit square."""


def _draw_grid(axes: Axes, grid: int) -> None:
    """The unit square in cells, with a figure in it and the cell of its centre filled."""
    from matplotlib.patches import Ellipse, Rectangle

    from bot.demos import _plot

    left, bottom, width, height = _OBJECT
    x, y = left + width / 2, bottom + height / 2
    axes.add_patch(Ellipse((x, bottom + height * 0.34), width * 0.8, height * 0.62, facecolor=_plot.PALE_BLUE, zorder=1))
    axes.add_patch(Ellipse((x, bottom + height * 0.78), width * 0.44, height * 0.38, facecolor=_plot.PALE_BLUE, zorder=1))
    axes.add_patch(Rectangle((left, bottom), width, height, facecolor="none", edgecolor=_plot.BLUE, linewidth=2.2, zorder=5))
    cell = 1 / grid
    corner = (int(x * grid) * cell, int(y * grid) * cell)
    axes.add_patch(Rectangle(corner, cell, cell, facecolor=_plot.ORANGE, edgecolor=_plot.ORANGE, zorder=4,
                             linewidth=0 if grid <= 14 else 3))
    color = _plot.MUTED if grid <= 30 else _plot.EDGE
    thin = 1.2 if grid <= 14 else 0.7 if grid <= 40 else 0.35 if grid <= 80 else 0.2
    lines = [i * cell for i in range(grid + 1)]
    axes.hlines(lines, 0, 1, color=color, linewidth=thin, zorder=3)
    axes.vlines(lines, 0, 1, color=color, linewidth=thin, zorder=3)
    if grid <= 14:
        axes.plot([x], [y], "o", color=_plot.RED, markersize=6, markeredgecolor=_plot.PANEL, zorder=6)
    axes.set(aspect="equal", xlim=(0, 1), ylim=(0, 1), xticks=[], yticks=[])
    axes.grid(visible=False)


DEMO = Demo(
    name="yolo-grid",
    title=Text("YOLO 的网格与框", "YOLO's grids and boxes"),
    summary=Text("各版 YOLO 在给定图像大小下有哪些网格，一共预测多少框。",
                 "The grids of each YOLO at an image size, and how many boxes they predict."),
    topic="yolo",
    params=(
        Param("version", "choice", Text("版本", "version"), example="v3", choices=tuple(VERSIONS)),
        _SIZE, _HEAD,
        Param("classes", "int", Text("类别数（默认按原论文的数据集）", "classes (by default those of its data set)"),
              example="80", required=False, low=1, high=10_000),
    ),
    run=run,
    plot=plot,
    goldens=(
        Golden("v3 416", {"boxes": 10647, "grids": [52, 26, 13], "channels": 255}),
        Golden("v1 448", {"boxes": 98, "grids": [7], "outputs": 1470}),
        Golden("v6 640", {"boxes": 8400, "grids": [80, 40, 20]}),
        Golden("v7 1280 p6", {"boxes": 102000, "grids": [160, 80, 40, 20], "strides": [8, 16, 32, 64]}),
        Golden("v2 416", {"boxes": 845, "outputs": 21125}),
        Golden("v5 640", {"boxes": 25200}),
        Golden("v3 608", {"boxes": 22743}),
        Golden("V4 32 classes=1", {"boxes": 63, "channels": 18, "grids": [4, 2, 1]}),
        Golden("v8 640", error="E_UNKNOWN"),
        Golden("v1 416", error="E_RANGE"),
        Golden("v3 400", error="E_FORMAT"),
        Golden("v3 416 p6", error="E_FORMAT"),
        Golden("v5 672 p6", error="E_FORMAT"),
        Golden("v5 1312", error="E_RANGE"),
        Golden("v5", error="E_MISSING"),
    ),
)
