"""Overlap of two boxes by four measures: IoU, GIoU, DIoU and CIoU."""

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
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

Box = Sequence[float]
LEAST_SIDE = 1e-6
_A = Param("a", "box", Text("框 A", "box A"), example="0,0,10,10", low=-1e6, high=1e6)
_B = Param("b", "box", Text("框 B", "box B"), example="5,5,15,15", low=-1e6, high=1e6)
_NAMES = {"iou": "IoU", "giou": "GIoU", "diou": "DIoU", "ciou": "CIoU"}


def run(a: Box, b: Box) -> Result:
    """IoU; minus the empty share of the hull (GIoU); minus centre distance² over hull diagonal² (DIoU); and minus α·v,
    v = 4/π²·(Δ atan(w/h))², α = v/(1 − IoU + v) (CIoU).

    Rezatofighi et al., 2019 (GIoU); Zheng et al., 2020 (DIoU, CIoU). Raises BadInput (E_RANGE) for a box whose second
    corner is not right of and beyond the first by 1e-6 at least.
    """
    for param, box in ((_A, a), (_B, b)):
        if not (box[2] - box[0] >= LEAST_SIDE and box[3] - box[1] >= LEAST_SIDE):
            raise fault(param, "E_RANGE", Text(f"收到 {vector(box)}，须有 x2 > x1、y2 > y1（至少大 1e-6）",
                                               f"got {vector(box)}; x2 must exceed x1 and y2 exceed y1, by 1e-6 at least"))
    overlap = max(0.0, min(a[2], b[2]) - max(a[0], b[0])) * max(0.0, min(a[3], b[3]) - max(a[1], b[1]))
    union = _area(a) + _area(b) - overlap
    hull = (min(a[0], b[0]), min(a[1], b[1]), max(a[2], b[2]), max(a[3], b[3]))
    iou = min(1.0, overlap / union)
    centres = ((a[0] + a[2] - b[0] - b[2]) ** 2 + (a[1] + a[3] - b[1] - b[3]) ** 2) / 4
    diagonal = (hull[2] - hull[0]) ** 2 + (hull[3] - hull[1]) ** 2
    shape = 4 / math.pi**2 * (_slant(a) - _slant(b)) ** 2
    penalty = shape * shape / (1 - iou + shape) if shape else 0.0
    distance = iou - centres / diagonal
    values = {
        "iou": iou, "giou": iou - max(0.0, 1 - union / _area(hull)), "diou": distance, "ciou": distance - penalty,
        "intersection": overlap, "union": union, "hull": _area(hull), "centre_distance": math.sqrt(centres),
        "hull_diagonal": math.sqrt(diagonal),
    }
    return Result(values, _text(values), _rows(values), None, _alt(values, a, b))


def _area(box: Box) -> float:
    return (box[2] - box[0]) * (box[3] - box[1])


def _slant(box: Box) -> float:
    return math.atan((box[2] - box[0]) / (box[3] - box[1]))


def _text(values: Mapping[str, Any]) -> Text:
    iou, giou, diou, ciou = (six(values[key]) for key in _NAMES)
    if values["intersection"] == 0:
        return Text(f"两个框不相交，IoU = {iou} 看不出远近；GIoU {giou}、DIoU {diou}、CIoU {ciou} 看得出。",
                    f"The boxes do not overlap, and IoU = {iou} cannot tell how far apart they are; GIoU {giou}, DIoU {diou} "
                    f"and CIoU {ciou} can.")
    return Text(f"交并比 IoU = {iou}；再计外接框、中心距离和形状：GIoU {giou}、DIoU {diou}、CIoU {ciou}。",
                f"IoU = {iou}; with the hull, the centres and the shapes counted in: GIoU {giou}, DIoU {diou}, CIoU {ciou}.")


def _rows(values: Mapping[str, Any]) -> Any:
    return tables((
        *((name, six(values[key])) for key, name in _NAMES.items()),
        (Text("交集面积", "intersection"), six(values["intersection"])),
        (Text("并集面积", "union"), six(values["union"])),
        (Text("外接框面积", "hull"), six(values["hull"])),
    ))


def _alt(values: Mapping[str, Any], a: Box, b: Box) -> Text:
    measures = ", ".join(f"{name} {six(values[key])}" for key, name in _NAMES.items())
    return Text(f"左图：框 A {vector(a)} 和框 B {vector(b)}，交集涂绿，虚线是外接框，红线连接中心。右图：{measures}。",
                f"Left: box A {vector(a)} and box B {vector(b)}, overlap in green, hull dashed, centres joined in red. "
                f"Right: {measures}.")


def plot(result: Result, args: Mapping[str, Any], lang: Lang) -> Figure:
    """The boxes on the left, the four measures on the right."""
    from bot.demos import _plot

    figure, (left, right) = _plot.canvas(Text("两个框有多重合", "How far two boxes overlap").to(lang), 2, widths=(1.2, 1))
    _draw_boxes(left, args["a"], args["b"])
    places = list(range(len(_NAMES)))
    colors = (_plot.GREEN, _plot.BLUE, _plot.VIOLET, _plot.ORANGE)
    right.barh(places, [2.0] * 4, left=-1, height=0.56, color=_plot.PALE_GREY, zorder=1)
    right.barh(places, [max(-1.0, result.values[key]) for key in _NAMES], height=0.56, color=colors, zorder=2)
    right.axvline(0, color=_plot.EDGE, linewidth=1.4, zorder=3)
    for place, (key, name) in enumerate(_NAMES.items()):
        right.text(-1, place - 0.34, f"{name} = {six(result.values[key])}", va="bottom", fontsize=15, color=colors[place])
    right.set(xlim=(-1, 1), ylim=(3.6, -0.8), yticks=[], xticks=[-1, -0.5, 0, 0.5, 1],
              title=Text("四种度量", "four measures").to(lang))
    right.grid(visible=False)
    right.spines["left"].set_visible(False)
    right.patch.set_alpha(0)
    return figure


def _draw_boxes(axes: Axes, a: Box, b: Box) -> None:
    """Both boxes to scale with overlap, hull and centres; the letters stand at the centres."""
    from matplotlib.patches import Rectangle

    from bot.demos import _plot

    hull = (min(a[0], b[0]), min(a[1], b[1]), max(a[2], b[2]), max(a[3], b[3]))
    inner = (max(a[0], b[0]), max(a[1], b[1]), min(a[2], b[2]), min(a[3], b[3]))
    for box, edge, face, dash, order in ((hull, _plot.MUTED, "none", "--", 1), (a, _plot.BLUE, _plot.PALE_BLUE, "-", 2),
                                         (b, _plot.ORANGE, _plot.PALE_ORANGE, "-", 2), (inner, _plot.GREEN, _plot.GREEN, "-", 3)):
        if box is not inner or (inner[2] > inner[0] and inner[3] > inner[1]):
            axes.add_patch(Rectangle((box[0], box[1]), box[2] - box[0], box[3] - box[1], facecolor=face, edgecolor=edge,
                                     linestyle=dash, linewidth=2.2, zorder=order, alpha=0.75 if box is inner else 1))
    centres = [((box[0] + box[2]) / 2, (box[1] + box[3]) / 2) for box in (a, b)]
    axes.plot(*zip(*centres, strict=True), "o-", color=_plot.RED, linewidth=2, markersize=9, markeredgecolor=_plot.PANEL, zorder=5)
    behind = centres[0][0] <= centres[1][0]
    for (x, y), name, color, before in ((centres[0], "A", _plot.BLUE, behind), (centres[1], "B", _plot.ORANGE, not behind)):
        axes.annotate(name, (x, y), xytext=(-10 if before else 10, 8), textcoords="offset points", fontsize=17, color=color,
                      ha="right" if before else "left", zorder=6,
                      bbox={"boxstyle": "round,pad=0.12", "facecolor": _plot.PANEL, "edgecolor": "none", "alpha": 0.8})
    width, height = hull[2] - hull[0], hull[3] - hull[1]
    side = 1.26 * max(width, height)
    x, y = (hull[0] + hull[2]) / 2, (hull[1] + hull[3]) / 2
    axes.set(aspect="equal", xlim=(x - side / 2, x + side / 2), ylim=(y + side / 2, y - side / 2), xlabel="x", title="y ↓")
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_locator(_ticks())
        axis.set_major_formatter(lambda value, _: format(value, ".10g") if abs(value) < 1e5 else six(value))


def _ticks() -> Any:
    from matplotlib.ticker import MaxNLocator

    return MaxNLocator(5)


DEMO = Demo(
    name="iou",
    title=Text("IoU 与它的改进", "IoU and its refinements"),
    summary=Text("两个框的 IoU、GIoU、DIoU 和 CIoU。", "IoU, GIoU, DIoU and CIoU of two boxes."),
    topic="yolo",
    params=(_A, _B),
    run=run,
    plot=plot,
    goldens=(
        Golden("0,0,10,10 5,5,15,15", {"iou": 0.142857143, "giou": -0.079365079, "diou": 0.031746032,
                                       "ciou": 0.031746032, "intersection": 25.0, "union": 175.0}),
        Golden("(0,0,10,10) (20,0,30,10)", {"iou": 0.0, "giou": -0.333333333, "diou": -0.4}),
        Golden("0,0,10,10 0,0,10,5", {"iou": 0.5, "giou": 0.5, "diou": 0.46875, "ciou": 0.465502}, abs=5e-7),
        Golden("-1e6,-1e6,-999999.999999,1e6 999999,999999,1e6,1e6", {"iou": 0.0}),
        Golden("1,2,3,4 1,2,3,4", {"iou": 1.0, "giou": 1.0, "diou": 1.0, "ciou": 1.0, "centre_distance": 0.0}),
        Golden("0,0,4,2 1,0,5,2", {"iou": 0.6}),
        Golden("10,0,0,10 5,5,15,15", error="E_RANGE"),
        Golden("0,0,10,10 5,5,5,15", error="E_RANGE"),
        Golden("0,0,10,10 5,5,15", error="E_LEN"),
        Golden("0,0,10,10 5,5,15,x", error="E_TYPE"),
        Golden("0,0,10,2e6 5,5,15,15", error="E_RANGE"),
        Golden("0,0,10,10", error="E_MISSING"),
    ),
)
