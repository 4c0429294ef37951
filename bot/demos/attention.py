"""One query of scaled dot-product attention over a few keys."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from bot.demos._numbers import six
from bot.demos._tables import tables
from bot.domain.demo import Demo, Golden, Result
from bot.domain.param import Param
from bot.domain.reading import fault
from bot.domain.text import Lang, Text

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

KEYS, WIDTH = 8, 64
_KEYS = Param("keys", "matrix", Text("键（一行一个）", "keys, a row each"), example="1,0;0,1", low=-1e6, high=1e6, max_len=KEYS)
_VALUES = Param("values", "vector", Text("值（每个键一个数）", "values, a number for each key"), example="10,20", low=-1e6,
                high=1e6, max_len=KEYS)


def run(q: tuple[float, ...], keys: tuple[tuple[float, ...], ...], values: tuple[float, ...]) -> Result:
    """Scores q·k/√d, their softmax as weights, and the weighted sum of the values.

    Vaswani et al., "Attention Is All You Need", 2017, equation 1, with the softmax shifted by its largest score. Raises
    BadInput (E_LEN) where widths or counts differ.
    """
    if len(keys[0]) != len(q):
        raise fault(_KEYS, "E_LEN", Text(f"每个键有 {len(keys[0])} 个数，q 有 {len(q)} 个，必须一样多",
                                         f"each key has {len(keys[0])} entries and q has {len(q)}; they must be equally "
                                         "long"))
    if len(values) != len(keys):
        raise fault(_VALUES, "E_LEN", Text(f"收到 {len(values)} 个值，键有 {len(keys)} 个，必须一样多",
                                           f"got {len(values)} values for {len(keys)} keys; they must be equally many"))
    scale = math.sqrt(len(q))
    scores = [math.fsum(a * b for a, b in zip(q, key, strict=True)) / scale for key in keys]
    shifted = [math.exp(score - max(scores)) for score in scores]
    weights = [part / math.fsum(shifted) for part in shifted]
    found = {
        "scores": [score + 0.0 for score in scores], "weights": weights,
        "output": math.fsum(w * v for w, v in zip(weights, values, strict=True)), "scale": scale,
        "entropy": -math.fsum(w * math.log(w) for w in weights if w > 0) + 0.0, "top_key": weights.index(max(weights)) + 1,
    }
    return Result(found, _text(found), _rows(found, values), None, _alt(found, values))


def _text(found: Mapping[str, Any]) -> Text:
    output, top = six(found["output"]), six(max(found["weights"]))
    many = len(found["weights"]) > 1
    return Text(
        f"得分除以 √d = {six(found['scale'])} 再做 softmax，第 {found['top_key']} 个键权重最大（{top}）：输出 {output}。" if many else
        f"只有一个键，权重必为 1，输出就是它的值 {output}。",
        f"With scores divided by √d = {six(found['scale'])}, the softmax favours key {found['top_key']} ({top}); the output "
        f"is {output}." if many else f"A single key always has weight 1, so the output is its value, {output}.",
    )


def _rows(found: Mapping[str, Any], values: Sequence[float]) -> Any:
    rows: list[tuple[Text | str, ...]] = [
        (str(i + 1), six(found["scores"][i]), six(found["weights"][i]), six(value)) for i, value in enumerate(values)]
    rows.append((Text("输出", "output"), "", "1", six(found["output"])))
    return tables(rows, Text("键|得分|权重|值", "key|score|weight|value"), numeric=(1, 2, 3), strong=(len(rows) - 1,))


def _alt(found: Mapping[str, Any], values: Sequence[float]) -> Text:
    weights, given = ", ".join(map(six, found["weights"])), ", ".join(map(six, values))
    output = six(found["output"])
    return Text(f"左图：各键的权重 {weights}。右图：值 {given} 在数轴上，点越大权重越大，输出 {output} 是它们的重心。",
                f"Left: the weights of the keys, {weights}. Right: the values {given} on a line, larger points for larger "
                f"weights; the output {output} is where they balance.")


def plot(result: Result, args: Mapping[str, Any], lang: Lang) -> Figure:
    """The weights on the left; on the right the values on an axis, with their centre of mass."""
    from bot.demos import _plot

    found, values = result.values, args["values"]
    figure, (left, right) = _plot.canvas(Text("缩放点积注意力", "Scaled dot-product attention").to(lang), 2)
    places = list(range(len(values)))
    left.barh(places, [1.0] * len(values), height=0.62, color=_plot.PALE_GREY, zorder=1)
    left.barh(places, found["weights"], height=0.62, color=_plot.BLUE, zorder=2)
    for place, weight in zip(places, found["weights"], strict=True):
        inside = weight > 0.4
        left.text(weight + (-0.02 if inside else 0.02), place, six(weight), va="center", ha="right" if inside else "left",
                  fontsize=14, color=_plot.PANEL if inside else _plot.INK, zorder=4)
    left.set(xlim=(0, 1), ylim=(max(len(values), 3) - 0.4, -0.6), xlabel=Text("权重", "weight").to(lang),
             title=Text("得分经 softmax", "softmax of the scores").to(lang))
    left.set_yticks(places, [Text(f"键 {i + 1}：{six(score)}", f"key {i + 1}: {six(score)}").to(lang)
                             for i, score in enumerate(found["scores"])])
    left.grid(visible=False, axis="y")
    _draw_balance(right, found, values, lang)
    return figure


def _draw_balance(axes: Axes, found: Mapping[str, Any], values: Sequence[float], lang: Lang) -> None:
    """Each value at its own height, so that equal ones stay apart; the output as a line through all."""
    from bot.demos import _plot

    low, high = min(values), max(values)
    room = (high - low) or max(1.0, abs(high))
    for place, (value, weight) in enumerate(zip(values, found["weights"], strict=True)):
        axes.plot([low - room, high + room], [place, place], color=_plot.GRID, linewidth=1.2, zorder=1)
        axes.plot([value], [place], "o", color=_plot.BLUE, markersize=6 + 22 * math.sqrt(weight), alpha=0.8, zorder=3)
    axes.axvline(found["output"], color=_plot.RED, linewidth=2.2, zorder=2)
    late = found["output"] > (low + high) / 2
    _plot.point(axes, found["output"], -0.95, Text(f"输出 {six(found['output'])}", f"output {six(found['output'])}").to(lang),
                shift=(-14, -8) if late else (14, -8))
    axes.set(xlim=(low - 0.3 * room, high + 0.3 * room), ylim=(max(len(values), 3) - 0.4, -1.4),
             xlabel=Text("值", "value").to(lang), title=Text("输出是加权的重心", "the output balances the values").to(lang))
    axes.set_yticks(list(range(len(values))), [f"v{i + 1}" for i in range(len(values))])
    axes.grid(visible=False, axis="y")
    axes.xaxis.set_major_locator(_ticks())
    axes.xaxis.set_major_formatter(lambda value, _: six(value))


def _ticks() -> Any:
    from matplotlib.ticker import MaxNLocator

    return MaxNLocator(5)


DEMO = Demo(
    name="attention",
    title=Text("缩放点积注意力", "Scaled dot-product attention"),
    summary=Text("一个查询对几个键：得分、softmax 权重和加权输出。",
                 "One query over a few keys: scores, softmax weights, and the weighted output."),
    topic="transformer",
    params=(
        Param("q", "vector", Text("查询", "query"), example="1,0", low=-1e6, high=1e6, max_len=WIDTH),
        _KEYS, _VALUES,
    ),
    run=run,
    plot=plot,
    goldens=(
        Golden("1,0 1,0;0,1 10,20", {"weights": [0.669762, 0.330238], "output": 13.302385, "top_key": 1,
                                     "scale": 1.414213562, "scores": [0.707106781, 0.0]}, rel=1e-6, abs=5e-7),
        Golden("1 1;2;3 0,0,1", {"weights": [0.0900, 0.2447, 0.6652], "output": 0.665241}, abs=5e-5),
        Golden("1e6,1e6 1e6,1e6;-1e6,-1e6 -1e6,1e6", {"weights": [1.0, 0.0], "output": -1e6}),
        Golden("0,0 1,2;3,4;5,6;7,8;1,1;2,2;3,3;4,4 1,2,3,4,5,6,7,8", {"output": 4.5}),
        Golden("[2] [[3]] [7]", {"weights": [1.0], "output": 7.0, "entropy": 0.0}),
        Golden("1,0 1,0,0;0,1,0 10,20", error="E_LEN"),
        Golden("1,0 1,0;0,1 10", error="E_LEN"),
        Golden("1 1;2;3;4;5;6;7;8;9 1", error="E_LEN"),
        Golden("1,0 1,0;0 10,20", error="E_FORMAT"),
        Golden("1,0 1,0;0,1 10,x", error="E_TYPE"),
        Golden("1,0 1,0;0,1 10,1e7", error="E_RANGE"),
        Golden("1,0 1,0;0,1", error="E_MISSING"),
    ),
)
