"""Cosine similarity of two vectors, and the loss and gradient made from it."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from bot.demos._numbers import six, vector
from bot.domain.card import Table
from bot.domain.demo import Demo, Golden, Result
from bot.domain.param import Param
from bot.domain.reading import fault, of_length
from bot.domain.text import Lang, Text

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_B = Param("b", "vector", Text("向量 b", "vector b"), example="4,5,6", low=-1e6, high=1e6)
_EPS = Param("eps", "number", Text("分母下限", "floor of the denominator"), example="1e-8", default=0.0, required=False,
             low=0, high=1)
LEAST_EPS = 1e-12
"""A smaller floor lets the gradient b/eps leave the range of doubles."""


def run(a: tuple[float, ...], b: tuple[float, ...], eps: float) -> Result:
    """cos = a·b / max(‖a‖‖b‖, eps), the losses 1 − cos and −cos, and the gradient of 1 − cos with respect to a.

    A zero vector without eps has no cosine: `defined` is false and the other values are null. The angle comes from
    Kahan's 2·atan2(‖â − b̂‖, ‖â + b̂‖), which stays exact for nearly parallel vectors.
    """
    if len(a) != len(b):
        raise fault(of_length(_B, len(a)), "E_LEN", Text(
            f"a 有 {len(a)} 个数，b 有 {len(b)} 个，必须一样多",
            f"a has {len(a)} entries and b has {len(b)}; they must be equally long",
        ))
    if 0 < eps < LEAST_EPS:
        raise fault(_EPS, "E_RANGE", Text(f"收到 {six(eps)}；要么为 0，要么至少 1e-12",
                                          f"got {six(eps)}; give 0 or at least 1e-12"))
    (unit_a, norm_a), (unit_b, norm_b) = _unit(a), _unit(b)
    floored = eps > 0 and norm_a * norm_b < eps
    values: dict[str, Any] = dict.fromkeys(
        ("cosine", "angle_degrees", "loss", "negative_loss", "gradient", "unit_distance_squared"))
    values["defined"] = floored or (norm_a > 0 and norm_b > 0)
    if values["defined"]:
        cosine = math.fsum(x * y for x, y in zip(a, b, strict=True)) / eps if floored else _dot(unit_a, unit_b)
        values |= {"cosine": cosine, "loss": 1 - cosine, "negative_loss": -cosine}
        gradient = [-y / eps for y in b] if floored else [
            (cosine * u - v) / norm_a for u, v in zip(unit_a, unit_b, strict=True)]
        values["gradient"] = [g + 0.0 for g in gradient] if all(map(math.isfinite, gradient)) else None
    if norm_a and norm_b:
        apart = math.hypot(*(u - v for u, v in zip(unit_a, unit_b, strict=True)))
        together = math.hypot(*(u + v for u, v in zip(unit_a, unit_b, strict=True)))
        values |= {"angle_degrees": math.degrees(2 * math.atan2(apart, together)), "unit_distance_squared": apart**2}
    return Result(values, _text(values, floored), {"zh": _table(values, "zh"), "en": _table(values, "en")},
                  _note() if values["defined"] else None, _alt(values, a, b))


def _unit(v: Sequence[float]) -> tuple[tuple[float, ...], float]:
    """The unit vector and the length; the zero vector stays zero. Scaled first, so that 1e-200 does not vanish."""
    largest = max(abs(x) for x in v)
    if largest == 0:
        return tuple(0.0 for _ in v), 0.0
    scaled = [x / largest for x in v]
    length = math.hypot(*scaled)
    return tuple(x / length for x in scaled), largest * length


def _dot(u: Sequence[float], v: Sequence[float]) -> float:
    return min(1.0, max(-1.0, math.fsum(x * y for x, y in zip(u, v, strict=True))))


def _text(values: Mapping[str, Any], floored: bool) -> Text:
    if not values["defined"]:
        return Text("没有定义：零向量没有方向，余弦成了 0/0。给一个 eps（例如 1e-8），分母就不会是 0。",
                    "Undefined: a zero vector has no direction, and its cosine is 0/0. An eps such as 1e-8 keeps the "
                    "denominator from being 0.")
    cosine, loss = six(values["cosine"]), six(values["loss"])
    if floored:
        return Text(f"‖a‖‖b‖ 小于 eps，分母取 eps：cos = {cosine}，1 − cos = {loss}。",
                    f"‖a‖‖b‖ is below eps, so eps is the denominator: cos = {cosine}, 1 − cos = {loss}.")
    angle = _degrees(values["angle_degrees"])
    return Text(f"cos = {cosine}，夹角 {angle}，1 − cos = {loss}。",
                f"cos = {cosine}, an angle of {angle}; 1 − cos = {loss}.")


def _degrees(angle: float | None) -> str:
    return "—" if angle is None else f"{six(angle)}°"


def _table(values: Mapping[str, Any], lang: Lang) -> Table:
    if not values["defined"]:
        return Table((Text("量", "quantity").to(lang), Text("值", "value").to(lang)),
                     (("cos", Text("没有定义（0/0）", "undefined (0/0)").to(lang)),), strong=(0,))
    distance, gradient = values["unit_distance_squared"], values["gradient"]
    overflow = Text("超出双精度范围", "beyond double precision").to(lang)
    rows = (
        ("cos", six(values["cosine"])),
        (Text("夹角", "angle").to(lang), _degrees(values["angle_degrees"])),
        ("1 − cos", six(values["loss"])),
        ("−cos", six(values["negative_loss"])),
        ("∂(1 − cos)/∂a", overflow if gradient is None else vector(gradient)),
        ("‖â − b̂‖²", "—" if distance is None else six(distance)),
    )
    return Table((Text("量", "quantity").to(lang), Text("值", "value").to(lang)), rows, numeric=(1,), strong=(2,))


def _note() -> Text:
    """The triangle inequality at 0°, 45° and 90°."""
    near, far = six(1 - math.cos(math.radians(45))), six(1 - math.cos(math.radians(90)))
    return Text(
        f"文章说：1 − cos 像距离一样自然。算出来：它不是距离，从 0° 直接到 90° 是 {far}，绕道 45° 却只有 {near} + {near}；"
        "夹角本身才是距离。",
        f"The article says that 1 − cos serves as a natural distance. Computed: it is no metric, for going from 0° "
        f"straight to 90° costs {far}, and by way of 45° only {near} + {near}. The angle itself is one.",
    )


def _alt(values: Mapping[str, Any], a: Sequence[float], b: Sequence[float]) -> Text:
    shown = Text(f"a = {vector(a)}，b = {vector(b)}", f"a = {vector(a)} and b = {vector(b)}")
    found = Text("余弦没有定义", "The cosine is undefined")
    if values["defined"]:
        found = Text(f"cos = {six(values['cosine'])}，夹角 {_degrees(values['angle_degrees'])}",
                     f"cos = {six(values['cosine'])}, angle {_degrees(values['angle_degrees'])}")
    return Text(f"左图：{shown.zh} 的方向画在单位圆上。右图：单位化以后的各个分量。{found.zh}。",
                f"Left: the directions of {shown.en} on the unit circle. Right: the entries of the unit vectors. "
                f"{found.en}.")


def plot(result: Result, args: Mapping[str, Any], lang: Lang) -> Figure:
    """Both directions on the unit circle on the left, the entries of the unit vectors on the right."""
    from bot.demos import _plot

    title = Text("余弦相似度：只看方向", "Cosine similarity: direction alone").to(lang)
    figure, (left, right) = _plot.canvas(title, 2)
    (unit_a, _), (unit_b, _) = _unit(args["a"]), _unit(args["b"])
    _draw_circle(left, result.values, unit_a, unit_b, lang)
    count, width = len(unit_a), 0.38
    places = range(1, count + 1)
    right.bar([i - width / 2 for i in places], unit_a, width, color=_plot.BLUE, label="a / |a|")
    right.bar([i + width / 2 for i in places], unit_b, width, color=_plot.ORANGE, label="b / |b|")
    right.axhline(0, color=_plot.EDGE, linewidth=1.2)
    right.set(xlabel=Text("分量", "entry").to(lang), title=Text("单位向量的分量", "entries of the unit vectors").to(lang),
              ylim=(min(-0.1, *unit_a, *unit_b) * 1.08, max(0.1, *unit_a, *unit_b) * 1.38))
    right.set_xticks([i for i in places if count <= 10 or i % (count // 8) == 0])
    right.legend(loc="upper left", ncols=2, columnspacing=1.2, handlelength=1.2)
    return figure


def _draw_circle(axes: Axes, values: Mapping[str, Any], unit_a: Sequence[float], unit_b: Sequence[float],
                 lang: Lang) -> None:
    """Two-dimensional vectors as they are; others in the plane that they span, a along the axis."""
    from matplotlib.patches import Circle, Wedge

    from bot.demos import _plot

    turn = values["angle_degrees"] or 0.0
    flat = len(unit_a) == 2
    start = math.degrees(math.atan2(unit_a[1], unit_a[0])) if flat and any(unit_a) else 0.0
    end = math.degrees(math.atan2(unit_b[1], unit_b[0])) if flat and any(unit_b) else start + turn
    low, high = (start, end) if (end - start) % 360 <= 180 else (end, start)
    axes.add_patch(Circle((0, 0), 1, facecolor="none", edgecolor=_plot.EDGE, linewidth=1.6))
    if turn:
        axes.add_patch(Wedge((0, 0), 0.3, low, high, facecolor=_plot.PALE_GREEN, edgecolor=_plot.GREEN, linewidth=1.4))
    tips: list[tuple[float, float]] = []
    for name, unit, angle, color in (("a", unit_a, start, _plot.BLUE), ("b", unit_b, end, _plot.ORANGE)):
        if any(unit):
            x, y = math.cos(math.radians(angle)), math.sin(math.radians(angle))
            _plot.arrow(axes, (0, 0), (x, y), color=color, width=3)
            spread = 8 if len(tips) == 0 else -8
            near = 0 if turn > 16 else spread * (1 if low == start else -1) * -1
            bearing = math.radians(angle + near)
            axes.text(1.16 * math.cos(bearing), 1.16 * math.sin(bearing), name, color=color, fontsize=18, ha="center",
                      va="center")
            tips.append((x, y))
        else:
            axes.plot([0], [0], "o", color=color, markersize=11, zorder=6)
            axes.text(0.08, 0.14 if name == "a" else -0.14, f"{name} = 0", color=color, fontsize=16, va="center")
    if len(tips) == 2 and turn:
        axes.plot(*zip(*tips, strict=True), ":", color=_plot.MUTED, linewidth=2)
    found = Text("cos 没有定义（0/0）", "cos is undefined (0/0)").to(lang)
    if values["defined"]:
        found = f"cos = {six(values['cosine'])}    {_degrees(values['angle_degrees'])}"
    axes.set(aspect="equal", xlim=(-1.32, 1.32), ylim=(-1.32, 1.32), xticks=[-1, 0, 1], yticks=[-1, 0, 1], title=found)
    axes.set_xlabel((Text("第 1 分量（横）、第 2 分量（纵）", "entry 1 across, entry 2 up") if flat
                     else Text("a 与 b 所在的平面", "the plane of a and b")).to(lang))


DEMO = Demo(
    name="cosine-loss",
    title=Text("余弦相似度损失", "Cosine-similarity loss"),
    summary=Text("两个向量的余弦、夹角、1 − cos、−cos，以及对 a 的梯度。",
                 "The cosine of two vectors, their angle, 1 − cos, −cos, and the gradient with respect to a."),
    topic="cosine-loss",
    params=(Param("a", "vector", Text("向量 a", "vector a"), example="1,2,3", low=-1e6, high=1e6), _B, _EPS),
    run=run,
    plot=plot,
    goldens=(
        Golden("1,2,3 4,5,6", {"cosine": 0.974631846, "angle_degrees": 12.93315, "loss": 0.025368154}),
        Golden("3,4 4,3", {"cosine": 0.96, "angle_degrees": 16.26020, "loss": 0.04, "negative_loss": -0.96,
                           "gradient": [-0.0448, 0.0336], "unit_distance_squared": 0.08, "defined": True}),
        Golden("0,0 1,2", {"defined": False, "cosine": None, "angle_degrees": None, "loss": None, "negative_loss": None,
                           "gradient": None, "unit_distance_squared": None}),
        Golden("0,0 1,2 1e-8", {"defined": True, "cosine": 0.0, "loss": 1.0, "angle_degrees": None,
                                "gradient": [-1e8, -2e8]}),
        Golden("2,4 1,2", {"cosine": 1.0, "angle_degrees": 0.0, "loss": 0.0}, abs=1e-15),
        Golden("1e-200,1e-200 1e-200,1e-200", {"cosine": 1.0, "angle_degrees": 0.0}),
        Golden("1,0 -1,0", {"cosine": -1.0, "angle_degrees": 180.0, "loss": 2.0, "unit_distance_squared": 4.0}),
        Golden("-2 3", {"cosine": -1.0, "gradient": [0.0]}),
        Golden("1,2,3 4,5", error="E_LEN"),
        Golden("1,2 3,x", error="E_TYPE"),
        Golden("1,2 3,4 eps=2", error="E_RANGE"),
        Golden("1,2 3,4 1e-13", error="E_RANGE"),
        Golden("1,2 3,2e6", error="E_RANGE"),
        Golden("1,2", error="E_MISSING"),
        Golden("1,2 inf,1", error="E_RANGE"),
    ),
)
