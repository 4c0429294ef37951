"""Elo ratings: what a comparison of two models was expected to bring, and how it moves their ratings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from bot.demos._numbers import six
from bot.demos._tables import tables
from bot.domain.demo import Demo, Golden, Result
from bot.domain.param import Param
from bot.domain.reading import read
from bot.domain.text import Lang, Text

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

SCALE = 400
"""Rating points that stand for odds of ten to one."""
_SCORES = {"win": 1.0, "draw": 0.5, "loss": 0.0}
_CHINESE = {"胜": "win", "赢": "win", "平": "draw", "和": "draw", "负": "loss", "输": "loss"}
_RESULT = Param("result", "choice", Text("A 的结果", "result for A"), example="win", choices=("win", "draw", "loss"))
_WORDS = {"win": Text("A 胜", "a win for A"), "draw": Text("平局", "a draw"), "loss": Text("A 负", "a loss for A")}


def expected(gap: float) -> float:
    """The score, from 0 to 1, that is expected of a player whose opponent is rated `gap` points higher."""
    return float(1 / (1 + 10 ** (gap / SCALE)))


def _result(raw: str) -> str:
    """One of the choices, also in Chinese. Raises BadInput."""
    return str(read(_RESULT, _CHINESE.get(raw.strip(), raw)))


def run(ra: float, rb: float, result: str, k: float) -> Result:
    """E = 1 / (1 + 10^((rb − ra)/400)) and the new ratings ra + k(S − E) and rb − k(S − E).

    Elo, "The Rating of Chessplayers, Past and Present", 1978; S is 1, 0.5 or 0 for A.
    """
    expected_a, score = expected(rb - ra), _SCORES[result]
    change = k * (score - expected_a)
    values = {
        "expected_a": expected_a, "expected_b": expected(ra - rb), "score_a": score, "gap": ra - rb, "change": change,
        "new_a": ra + change, "new_b": rb - change,
    }
    e, step = six(expected_a), _signed(change)
    rows = (
        (Text("A 的期望得分", "expected score of A"), e),
        (Text("B 的期望得分", "expected score of B"), six(values["expected_b"])),
        (Text("A 的评分", "rating of A"), f"{six(ra)} → {_rating(values['new_a'])}"),
        (Text("B 的评分", "rating of B"), f"{six(rb)} → {_rating(values['new_b'])}"),
    )
    text = Text(
        f"A 的期望得分是 {e}；结果：{_WORDS[result].zh}，A 的评分变动 {step}，B 的变动正好相反："
        f"A {_rating(values['new_a'])}，B {_rating(values['new_b'])}。",
        f"A was expected to score {e}. After {_WORDS[result].en} its "
        f"rating moves by {step} and B's by the opposite: A {_rating(values['new_a'])}, B {_rating(values['new_b'])}.",
    )
    alt = Text(
        f"左图：期望得分随评分差变化的 S 形曲线，标出评分差 {six(ra - rb)} 处的 {e}。右图：{_WORDS[result].zh}之后 "
        f"A 从 {six(ra)} 到 {_rating(values['new_a'])}，B 从 {six(rb)} 到 {_rating(values['new_b'])}。",
        f"Left: the S-shaped curve of the expected score against the rating gap, with {e} marked at {six(ra - rb)}. "
        f"Right: after {_WORDS[result].en}, A goes from {six(ra)} to {_rating(values['new_a'])} and B from {six(rb)} to "
        f"{_rating(values['new_b'])}.",
    )
    return Result(values, text, tables(rows, strong=(0,)), None, alt)


def _rating(value: float) -> str:
    return f"{value + 0.0:.3f}" if abs(value) >= 5e-4 else "0.000"


def _signed(change: float) -> str:
    return f"{change:+.3f}".replace("-", "−") if abs(change) >= 5e-4 else "±0.000"


def plot(result: Result, args: Mapping[str, Any], lang: Lang) -> Figure:
    """The expected score against the gap on the left, the two moves on the right."""
    from bot.demos import _plot
    from bot.demos._corner import corner_card

    values = result.values
    title = Text("Elo：一次比较能说明多少", "Elo: what one comparison is worth").to(lang)
    figure, (left, right) = _plot.canvas(title, 2, widths=(1.25, 1))
    reach = max(800.0, abs(values["gap"]) * 1.1)
    gaps = [reach * (i / 200 - 1) for i in range(401)]
    left.plot(gaps, [expected(-gap) for gap in gaps], color=_plot.BLUE)
    left.axhline(0.5, linestyle=":", color=_plot.EDGE, linewidth=1.6)
    left.axvline(0, linestyle=":", color=_plot.EDGE, linewidth=1.6)
    left.set(xlim=(-reach, reach), ylim=(-0.04, 1.04), xlabel=Text("评分差 A − B", "rating gap A − B").to(lang),
             title=Text("A 的期望得分", "expected score of A").to(lang))
    _plot.point(left, values["gap"], values["expected_a"])
    gap, score = six(values["gap"]), six(values["expected_a"])
    # The lower right is free whatever was asked: the curve passes it above.
    corner_card(left, Text(f"评分差 {gap}\n期望得分 {score}", f"gap {gap}\nexpected score {score}").to(lang))
    _draw_moves(right, values, args, lang)
    return figure


def _draw_moves(axes: Axes, values: Mapping[str, Any], args: Mapping[str, Any], lang: Lang) -> None:
    """Old and new rating of each player, with the move between them."""
    from bot.demos import _plot

    ends = [args["ra"], args["rb"], values["new_a"], values["new_b"]]
    room = max((max(ends) - min(ends)) * 0.22, 12.0)
    for place, (name, old, new) in enumerate((("A", args["ra"], values["new_a"]), ("B", args["rb"], values["new_b"]))):
        color = _plot.GREEN if new > old else _plot.RED if new < old else _plot.MUTED
        axes.plot([old], [place], "o", markersize=15, markerfacecolor=_plot.PANEL, markeredgecolor=_plot.MUTED,
                  markeredgewidth=2, zorder=5)
        axes.plot([new], [place], "o", markersize=9, color=color, zorder=6)
        axes.plot([old, new], [place, place], color=color, linewidth=3, zorder=4)
        axes.annotate(f"{six(old)} → {_rating(new)}\n({_signed(new - old)})", ((old + new) / 2, place), xytext=(0, -16),
                      textcoords="offset points", ha="center", va="top", fontsize=14, color=color, linespacing=1.4)
        axes.annotate(name, ((old + new) / 2, place), xytext=(0, 14), textcoords="offset points", ha="center",
                      va="bottom", fontsize=17, color=_plot.INK)
    low, high = min(ends) - room, max(ends) + room
    wide = (high - low) * 0.3
    axes.set(xlim=(low - wide, high + wide), ylim=(1.75, -0.5), yticks=[],
             xlabel=Text("评分", "rating").to(lang), title=Text(f"{_WORDS[args['result']].zh}，k = {six(args['k'])}",
                        f"{_WORDS[args['result']].en}, k = {six(args['k'])}").to(lang))
    axes.locator_params(axis="x", nbins=5)
    axes.spines["left"].set_visible(False)


DEMO = Demo(
    name="elo",
    title=Text("Elo 评分", "Elo ratings"),
    summary=Text("两个模型一次对比的期望得分，以及胜、平、负之后各自的新评分。",
                 "The expected score of one comparison, and both new ratings after a win, draw or loss."),
    topic="midjourney-features",
    params=(
        Param("ra", "number", Text("A 的评分", "rating of A"), example="1500", low=0, high=4000),
        Param("rb", "number", Text("B 的评分", "rating of B"), example="1600", low=0, high=4000),
        replace(_RESULT, parse=_result),
        Param("k", "number", Text("步长 k", "step k"), default=32.0, required=False, low=1, high=64),
    ),
    run=run,
    plot=plot,
    goldens=(
        Golden("1500 1600 win 32", {"expected_a": 0.3599350, "new_a": 1520.482080, "new_b": 1579.517920}, rel=1e-8,
               abs=5e-7),
        Golden("1500 1500 draw", {"expected_a": 0.5, "change": 0.0, "new_a": 1500.0, "new_b": 1500.0}),
        Golden("0 4000 loss k=64", {"expected_a": 1 / (1 + 10**10), "score_a": 0.0, "gap": -4000.0}, abs=1e-15),
        Golden("4000 0 loss", {"expected_b": 1 / (1 + 10**10), "new_a": 3968.0}, abs=1e-6),
        Golden("1500，1600，胜", {"expected_a": 0.359935}, rel=1e-5),
        Golden("ra=1690.85 rb=1500 result=WIN", {"expected_a": 0.75}, abs=1e-5),
        Golden("1500 1600 win k=0", error="E_RANGE"),
        Golden("1500 1600 win 65", error="E_RANGE"),
        Golden("-1 1600 win", error="E_RANGE"),
        Golden("1500 1600 tie", error="E_UNKNOWN"),
        Golden("1500 abc win", error="E_TYPE"),
        Golden("1500 1600", error="E_MISSING"),
        Golden("1500 nan win", error="E_RANGE"),
    ),
)
