"""How far a car goes before it stands."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from bot.demos._numbers import six
from bot.demos._tables import tables
from bot.domain.demo import Demo, Golden, Result
from bot.domain.param import Param
from bot.domain.text import Lang, Text

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


def run(v: float, reaction: float, decel: float) -> Result:
    """Distance v·reaction + v²/(2·decel) in m and time reaction + v/decel in s, at constant deceleration in m/s².

    Uniformly decelerated motion; the split into reaction and braking is that of road engineering (AASHTO's stopping
    sight distance).
    """
    thinking, braking = v * reaction, v * v / (2 * decel)
    values = {
        "distance": thinking + braking, "reaction_distance": thinking, "braking_distance": braking,
        "time": (reaction if v else 0.0) + v / decel, "braking_time": v / decel, "speed_kmh": v * 3.6,
    }
    return Result(values, _text(values), _rows(values), None, _alt(values, v))


def _text(values: Mapping[str, Any]) -> Text:
    total, first, second = (six(values[key]) for key in ("distance", "reaction_distance", "braking_distance"))
    return Text(f"{six(values['speed_kmh'])} km/h 时停车要 {total} 米：反应时走 {first} 米，刹车再走 {second} 米。",
                f"From {six(values['speed_kmh'])} km/h it takes {total} m to stop: {first} m while reacting and {second} m "
                "of braking.")


def _rows(values: Mapping[str, Any]) -> Any:
    return tables((
        (Text("停车距离（米）", "stopping distance in m"), six(values["distance"])),
        (Text("反应距离（米）", "reaction distance in m"), six(values["reaction_distance"])),
        (Text("制动距离（米）", "braking distance in m"), six(values["braking_distance"])),
        (Text("停车时间（秒）", "time to stop in s"), six(values["time"])),
        (Text("车速（km/h）", "speed in km/h"), six(values["speed_kmh"])),
    ))


def _alt(values: Mapping[str, Any], v: float) -> Text:
    total, first, second = (six(values[key]) for key in ("distance", "reaction_distance", "braking_distance"))
    return Text(
        f"左图：车速沿路变化，{first} 米内不变，再用 {second} 米降到 0。右图：停车距离随车速增长，标出 {six(v)} m/s 时的 {total} 米。",
        f"Left: the speed along the road, unchanged for {first} m, then down to 0 within {second} m. Right: the stopping "
        f"distance against speed, with {total} m at {six(v)} m/s marked.",
    )


def plot(result: Result, args: Mapping[str, Any], lang: Lang) -> Figure:
    """Speed along the road on the left; distance against speed on the right."""
    from bot.demos import _plot

    figure, (left, right) = _plot.canvas(Text("停车距离", "Stopping distance").to(lang), 2)
    _draw_road(left, result.values, args["v"], lang)
    _draw_speeds(right, result.values, args, lang)
    return figure


def _draw_road(axes: Axes, values: Mapping[str, Any], v: float, lang: Lang) -> None:
    """v over distance: flat, then √ down to 0."""
    from matplotlib.ticker import MaxNLocator

    from bot.demos import _plot

    first, total = values["reaction_distance"], values["distance"]
    shares = [i / 100 for i in range(101)]
    xs = [0.0, *(first + share * (total - first) for share in shares)]
    ys = [v, *(v * (1 - share) ** 0.5 for share in shares)]
    axes.fill_between([0.0, first], [v, v], color=_plot.ORANGE, alpha=0.25, linewidth=0)
    axes.fill_between(xs[1:], ys[1:], color=_plot.BLUE, alpha=0.2, linewidth=0)
    axes.plot(xs, ys, color=_plot.INK, linewidth=3)
    for at, color, label in ((0.0, _plot.ORANGE, Text(f"反应 {six(first)} 米", f"reaction {six(first)} m")),
                             (1.0, _plot.BLUE, Text(f"制动 {six(total - first)} 米", f"braking {six(total - first)} m"))):
        axes.text(0.02 + 0.96 * at, 0.965, label.to(lang), color=color, transform=axes.transAxes,
                  ha="right" if at else "left", va="top", fontsize=15)
    _plot.point(axes, total, 0.0)
    axes.xaxis.set_major_formatter(lambda value, _: six(value))
    axes.xaxis.set_major_locator(MaxNLocator(5))
    axes.set(xlim=(0, (total or 1) * 1.06), ylim=(0, (v or 1) * 1.3), xlabel=Text("路程（米）", "distance (m)").to(lang),
             title=Text(f"车速（m/s），共 {six(total)} 米", f"speed (m/s); {six(total)} m in all").to(lang))


def _draw_speeds(axes: Axes, values: Mapping[str, Any], args: Mapping[str, Any], lang: Lang) -> None:
    from bot.demos import _plot

    end = max(args["v"] * 1.4, 1.0)
    speeds = [end * i / 120 for i in range(121)]
    thinking = [speed * args["reaction"] for speed in speeds]
    whole = [speed * args["reaction"] + speed**2 / (2 * args["decel"]) for speed in speeds]
    axes.fill_between(speeds, thinking, color=_plot.ORANGE, alpha=0.25, linewidth=0, label=Text("反应", "reaction").to(lang))
    axes.fill_between(speeds, thinking, whole, color=_plot.BLUE, alpha=0.2, linewidth=0,
                      label=Text("制动", "braking").to(lang))
    axes.plot(speeds, whole, color=_plot.BLUE)
    _plot.point(axes, args["v"], values["distance"], f"{six(args['v'])} m/s\n{six(values['distance'])} m",
                shift=(-14, 12) if args["v"] > 0.3 * end else (60, 12))
    axes.set(xlim=(0, end), ylim=(0, whole[-1] * 1.04), xlabel=Text("车速（m/s）", "speed (m/s)").to(lang),
             title=Text("停车距离（米）", "stopping distance (m)").to(lang))
    axes.yaxis.set_major_formatter(lambda value, _: six(value))
    axes.legend(loc="upper left")


DEMO = Demo(
    name="stop",
    title=Text("停车距离", "Stopping distance"),
    summary=Text("车速、反应时间、减速度给定时，反应和制动各走多远。",
                 "How far a car goes while reacting and while braking."),
    topic="autonomous-driving",
    params=(
        Param("v", "number", Text("车速（m/s）", "speed in m/s"), example="30", low=0, high=150, units=("m/s", "米/秒")),
        Param("reaction", "number", Text("反应时间（秒）", "reaction time in s"), example="1", low=0, high=10, units=("s", "秒")),
        Param("decel", "number", Text("减速度（m/s²）", "deceleration in m/s²"), example="6", low=0.01, high=100,
              units=("m/s²", "m/s^2", "m/s2", "米/秒²")),
    ),
    run=run,
    plot=plot,
    goldens=(
        Golden("30 1 6", {"distance": 105.0, "reaction_distance": 30.0, "braking_distance": 75.0, "time": 6.0,
                          "speed_kmh": 108.0}),
        Golden("0 1 6", {"distance": 0.0, "time": 0.0}),
        Golden("150 10 0.01", {"distance": 1126500.0}),
        Golden("v=13.9 reaction=0 decel=8", {"distance": 12.075625, "reaction_distance": 0.0}),
        Golden("30 1 0", error="E_RANGE"),
        Golden("30 1 -6", error="E_RANGE"),
        Golden("-1 1 6", error="E_RANGE"),
        Golden("30 fast 6", error="E_TYPE"),
        Golden("30 1", error="E_MISSING"),
    ),
)
