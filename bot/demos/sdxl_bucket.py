"""The SDXL resolution whose shape is nearest to a wanted ratio."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from bot.demos._numbers import six
from bot.demos._tables import tables
from bot.domain.demo import Demo, Golden, Result
from bot.domain.errors import Code
from bot.domain.param import Param
from bot.domain.reading import MAX_DIGITS, fault, fold, shown
from bot.domain.text import Lang, Text

if TYPE_CHECKING:
    from matplotlib.figure import Figure

BUCKETS = (
    (704, 1408), (704, 1344), (768, 1344), (768, 1280), (832, 1216), (832, 1152), (896, 1152), (896, 1088), (960, 1088),
    (960, 1024), (1024, 1024), (1024, 960), (1088, 960), (1088, 896), (1152, 896), (1152, 832), (1216, 832), (1280, 768),
    (1344, 768), (1344, 704), (1408, 704), (1472, 704), (1536, 640), (1600, 640), (1664, 576), (1728, 576),
)
"""Width and height of the sizes that Fooocus offers for SDXL; it has no portrait twin of the widest five."""
LARGEST = 100_000
_NUMBER = r"([0-9]+(?:\.[0-9]+)?|\.[0-9]+)"
_RATIO_FORM = re.compile(rf"\s*{_NUMBER}\s*[:x×*/]\s*{_NUMBER}\s*", re.IGNORECASE)
_RATIO = Param("ratio", "text", Text("宽高比", "width to height"), example="16:9", max_len=40)


def run(ratio: str) -> Result:
    """The bucket with the least |ln(width/height) − ln(wanted)|, the first of two equally near.

    Buckets of about a megapixel: Podell et al., "SDXL", 2023, appendix I; the 26 sizes: Fooocus, `modules/flags.py`.
    Logarithms make twice too wide as far off as twice too tall. Raises BadInput for what is no ratio.
    """
    wide, tall = parse(ratio)
    wanted = wide / tall
    errors = [abs(math.log(width / height / wanted)) for width, height in BUCKETS]
    index = min(range(len(BUCKETS)), key=errors.__getitem__)
    width, height = BUCKETS[index]
    values = {
        "width": width, "height": height, "bucket": f"{width}*{height}", "bucket_ratio": width / height,
        "wanted_ratio": wanted, "log_error": errors[index], "pixels": width * height, "count": len(BUCKETS),
        "latent_width": width // 8, "latent_height": height // 8,
    }
    return Result(values, _text(values), _rows(values, errors), None, _alt(values))


def parse(ratio: str) -> tuple[float, float]:
    """`16:9`, `1920x1080` or `2.39/1` as two positive numbers. Raises BadInput (E_FORMAT, E_RANGE, E_TOO_BIG)."""
    found = _RATIO_FORM.fullmatch(fold(ratio))
    if not found:
        raise _bad("E_FORMAT", ratio, "不是 宽:高 的样子", "which is not of the form width:height")
    if any(len(side) > MAX_DIGITS for side in found.groups()):
        raise _bad("E_TOO_BIG", ratio, f"一个数最多 {MAX_DIGITS} 位", f"a number has at most {MAX_DIGITS} digits")
    wide, tall = float(found[1]), float(found[2])
    if not (1 / LARGEST <= wide <= LARGEST and 1 / LARGEST <= tall <= LARGEST):
        raise _bad("E_RANGE", ratio, "宽和高须在 0.00001 到 100000 之间", "and both must lie between 0.00001 and 100000")
    return wide, tall


def _bad(code: Code, got: str, zh: str, en: str) -> Exception:
    return fault(_RATIO, code, Text(f"收到“{shown(got)}”，{zh}", f"got “{shown(got)}”, {en}"))


def _text(values: Mapping[str, Any]) -> Text:
    size, wanted, is_ratio = f"{values['width']}×{values['height']}", six(values["wanted_ratio"]), six(values["bucket_ratio"])
    off = six(100 * math.expm1(values["log_error"]))
    return Text(
        f"要 {wanted}，最近的是 {size}（比值 {is_ratio}，相差 {off} %）。" if values["log_error"] else
        f"要 {wanted}，正好有 {size}（比值 {is_ratio}）。",
        f"Nearest to {wanted} is {size}, with ratio {is_ratio}, {off} % off." if values["log_error"] else
        f"For {wanted} there is {size}, with ratio {is_ratio} exactly.",
    )


def _rows(values: Mapping[str, Any], errors: list[float]) -> Any:
    """The chosen size and the two next best."""
    best = sorted(range(len(BUCKETS)), key=errors.__getitem__)[:3]
    rows = [(f"{BUCKETS[i][0]}×{BUCKETS[i][1]}", six(BUCKETS[i][0] / BUCKETS[i][1]), six(errors[i]),
             f"{BUCKETS[i][0] * BUCKETS[i][1] / 2**20:.3f}") for i in best]
    return tables(rows, Text("尺寸|宽/高|对数距离|百万像素（2²⁰）", "size|width/height|log distance|megapixels (2²⁰)"),
                  numeric=(1, 2, 3))


def _alt(values: Mapping[str, Any]) -> Text:
    size, wanted, found = f"{values['width']}×{values['height']}", six(values["wanted_ratio"]), six(values["bucket_ratio"])
    return Text(
        f"{values['count']} 个 SDXL 尺寸按宽和高排成一条弧，虚线是想要的比值 {wanted}；选中的 {size} 画成方框，比值 {found}。",
        f"The {values['count']} SDXL sizes lie on an arc of width against height; the dashed line is the wanted ratio "
        f"{wanted}, and the chosen {size}, ratio {found}, is drawn as a frame.",
    )


def plot(result: Result, args: Mapping[str, Any], lang: Lang) -> Figure:
    """All sizes, the ray of the wanted ratio, and the chosen size as a rectangle from the origin."""
    from matplotlib.patches import Rectangle

    from bot.demos import _plot

    values = result.values
    width, height, wanted = values["width"], values["height"], values["wanted_ratio"]
    figure, (axes,) = _plot.canvas(Text("SDXL 的尺寸桶", "SDXL's size buckets").to(lang))
    sides = [700 + i * 12 for i in range(-30, 210)]
    axes.plot(sides, [2**20 / side for side in sides], color=_plot.EDGE, linewidth=1.8, zorder=1,
              label=Text("宽 × 高 = 1024²", "width × height = 1024²").to(lang))
    reach = 4000 / max(wanted, 1 / wanted)
    end = (4000.0, reach) if wanted >= 1 else (reach, 4000.0)
    axes.plot([0, end[0]], [0, end[1]], "--", color=_plot.ORANGE, linewidth=2.2, zorder=2,
              label=Text(f"想要的比值 {six(wanted)}", f"wanted ratio {six(wanted)}").to(lang))
    axes.add_patch(Rectangle((0, 0), width, height, facecolor=_plot.PALE_BLUE, edgecolor=_plot.BLUE, linewidth=1.8,
                             alpha=0.7, zorder=1))
    axes.plot(*zip(*BUCKETS, strict=True), "o", color=_plot.BLUE, markersize=8, markeredgecolor=_plot.PANEL, zorder=3,
              linestyle="none", label=Text(f"{values['count']} 个桶", f"{values['count']} buckets").to(lang))
    _plot.point(axes, width, height, f"{width}×{height}\n{six(values['bucket_ratio'])}", shift=(14, 12))
    axes.set(aspect="equal", xlim=(0, 3150), ylim=(0, 1720), xlabel=Text("宽（像素）", "width (pixels)").to(lang),
             title=Text("高（像素）", "height (pixels)").to(lang))
    axes.legend(loc="upper right", frameon=True, facecolor=_plot.PANEL, edgecolor="none", framealpha=1)
    return figure


DEMO = Demo(
    name="sdxl-bucket",
    title=Text("SDXL 的尺寸桶", "SDXL's size buckets"),
    summary=Text("想要的宽高比，在 26 个 SDXL 尺寸里最近的是哪一个。",
                 "Which of 26 SDXL sizes is nearest in shape to a wanted ratio."),
    topic="sdxl",
    params=(_RATIO,),
    run=run,
    plot=plot,
    goldens=(
        Golden("16:9", {"width": 1344, "height": 768, "bucket": "1344*768", "count": 26, "latent_width": 168}),
        Golden("9:16", {"width": 768, "height": 1344}),
        Golden("1:1", {"width": 1024, "height": 1024, "log_error": 0.0}),
        Golden("3:2", {"width": 1216, "height": 832}),
        Golden("21:9", {"width": 1536, "height": 640}),
        Golden("1920 × 1080", {"width": 1344, "height": 768}),
        Golden("２.３９：１", {"width": 1536, "height": 640}),
        Golden("1:100000", {"width": 704, "height": 1408}),
        Golden("16", error="E_FORMAT"),
        Golden("-16:9", error="E_FORMAT"),
        Golden("16:0", error="E_RANGE"),
        Golden("100001:1", error="E_RANGE"),
        Golden("nan:1", error="E_FORMAT"),
        Golden("1234567890123456789012345678901:1", error="E_TOO_BIG"),
        Golden("1:" + "9" * 50, error="E_LEN"),
        Golden("", error="E_MISSING"),
    ),
)
