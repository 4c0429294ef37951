"""The weight of each piece of a prompt by the bracket syntax of Stable Diffusion WebUI."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from bot.demos._numbers import six
from bot.demos._tables import tables
from bot.domain.demo import Demo, Golden, Result
from bot.domain.param import Param
from bot.domain.reading import fault, shown
from bot.domain.text import Lang, Text

if TYPE_CHECKING:
    from matplotlib.figure import Figure

STEP = 1.1
LARGEST = 1e9
ROWS = 12
"""Pieces that a table and a picture have room for."""
_TEXT = Param("text", "text", Text("提示词", "prompt"), example="a ((cat)) and [dog] (tree:1.4)", max_len=300)
_TOKEN = re.compile(r"\\[()\[\]\\]|[()\[\]]|:\s*([+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+))\s*\)|[^\\()\[\]:]+|[\\:]")
_Piece = tuple[str, float]


def run(text: str) -> Result:
    """Pieces of text with their weights: ( ) times 1.1, [ ] divided by 1.1, (text:w) times w, nested ones multiplied.

    AUTOMATIC1111's `modules/prompt_parser.py`, `parse_prompt_attention`: a bracket left open counts to the end, a stray
    closing one is text, a backslash before a bracket makes it text, neighbours of equal weight are joined. BREAK and
    `[from:to:when]`, which other parts of WebUI read, are text here. Raises BadInput (E_RANGE) for a weight beyond 1e9.
    """
    pieces, unclosed, stray = parse(text)
    if any(abs(weight) > LARGEST for _, weight in pieces):
        raise fault(_TEXT, "E_RANGE", Text("有一段的权重超出 ±1e9", "the weight of some piece lies beyond ±1e9"))
    values = {
        "pieces": [piece for piece, _ in pieces], "weights": [weight for _, weight in pieces],
        "highest": max(weight for _, weight in pieces), "lowest": min(weight for _, weight in pieces),
        "unclosed": unclosed, "stray": stray, "balanced": unclosed == stray == 0,
    }
    return Result(values, _text(values), _rows(pieces), _note(values), _alt(values))


def parse(text: str) -> tuple[list[_Piece], int, int]:
    """The pieces with their weights, and how many brackets stayed open or closed nothing."""
    pieces: list[_Piece] = []
    opened: dict[str, list[int]] = {"(": [], "[": []}
    stray = 0

    def scale(start: int, factor: float) -> None:
        pieces[start:] = [(piece, weight * factor) for piece, weight in pieces[start:]]

    for found in _TOKEN.finditer(text):
        mark = found[0]
        if mark in opened:
            opened[mark].append(len(pieces))
        elif found[1] and opened["("]:
            scale(opened["("].pop(), float(found[1]))
        elif mark == ")" and opened["("]:
            scale(opened["("].pop(), STEP)
        elif mark == "]" and opened["["]:
            scale(opened["["].pop(), 1 / STEP)
        else:
            stray += mark in (")", "]") or bool(found[1])
            pieces.append((mark.removeprefix("\\"), 1.0))
    for bracket, factor in (("(", STEP), ("[", 1 / STEP)):
        for start in opened[bracket]:
            scale(start, factor)
    return _joined(pieces), len(opened["("]) + len(opened["["]), stray


def _joined(pieces: Sequence[_Piece]) -> list[_Piece]:
    joined: list[_Piece] = []
    for piece, weight in pieces:
        if joined and joined[-1][1] == weight:
            joined[-1] = (joined[-1][0] + piece, weight)
        else:
            joined.append((piece, weight))
    return joined or [("", 1.0)]


def _text(values: Mapping[str, Any]) -> Text:
    count, high, low = len(values["weights"]), six(values["highest"]), six(values["lowest"])
    if count == 1:
        return Text(f"整句只有一个权重：{high}。", f"All of the prompt has one weight, {high}.")
    return Text(f"分成 {count} 段，权重从 {low} 到 {high}。", f"The prompt falls into {count} pieces, with weights from {low} to {high}.")


def _note(values: Mapping[str, Any]) -> Text | None:
    """What is wrong with the brackets, if anything is."""
    if values["balanced"]:
        return None
    zh, en = [], []
    if values["unclosed"]:
        zh.append(f"{values['unclosed']} 个括号没有闭合，它的权重一直作用到末尾")
        en.append(f"brackets left open: {values['unclosed']}, each counting to the end")
    if values["stray"]:
        zh.append(f"{values['stray']} 个右括号没有配对，当作文字")
        en.append(f"closing brackets without a partner: {values['stray']}, taken as text")
    return Text(f"注意：{'；'.join(zh)}。", f"Mind: {'; '.join(en)}.")


def _seen(pieces: Sequence[_Piece]) -> list[_Piece]:
    """The pieces that hold more than spaces, or all when none does."""
    return [(piece, weight) for piece, weight in pieces if piece.strip()] or list(pieces)


def _rows(pieces: Sequence[_Piece]) -> Any:
    seen = _seen(pieces)
    rows: list[tuple[Text | str, ...]] = [(shown(piece.strip(), 40) or "␣", six(weight)) for piece, weight in seen[:ROWS]]
    if len(seen) > ROWS:
        rows.append((Text(f"…… 还有 {len(seen) - ROWS} 段", f"… and {len(seen) - ROWS} more"), ""))
    strong = tuple(i for i, (_, weight) in enumerate(seen[:ROWS]) if weight == max(w for _, w in seen))
    return tables(rows, Text("文字|权重", "text|weight"), strong=strong or (0,))


def _alt(values: Mapping[str, Any]) -> Text:
    seen = [six(weight) for _, weight in _seen(list(zip(values["pieces"], values["weights"], strict=True)))]
    more = "…" if len(seen) > ROWS else ""
    listed = ", ".join(seen[:ROWS]) + more
    return Text(f"每一段文字一条横柱，权重依次为 {listed}；竖线是 1。",
                f"A bar for each piece of text, with weights {listed}; the upright line is at 1.")


def plot(result: Result, args: Mapping[str, Any], lang: Lang) -> Figure:
    """A bar for each piece, from 1 upwards in green and downwards in red."""
    from bot.demos import _plot
    from bot.demos._legible import legible

    seen = _seen(list(zip(result.values["pieces"], result.values["weights"], strict=True)))
    more = len(seen) - ROWS
    seen = seen[:ROWS]
    figure, (axes,) = _plot.canvas(Text("提示词里每一段的权重", "The weight of each piece of a prompt").to(lang))
    places, weights = list(range(len(seen))), [weight for _, weight in seen]
    low, high = min(0.0, *weights), max(1.2, *weights)
    room = high - low
    axes.barh(places, weights, height=0.62, color=_plot.PALE_GREY, zorder=1)
    axes.barh(places, [weight - 1 for weight in weights], left=1, height=0.62, zorder=2,
              color=[_plot.GREEN if weight > 1 else _plot.RED for weight in weights])
    axes.axvline(1, color=_plot.INK, linewidth=1.6, zorder=3)
    for place, weight in enumerate(weights):
        axes.text(max(weight, 1) + 0.012 * room, place, six(weight), va="center", fontsize=14, zorder=4)
    axes.set_yticks(places, [legible(piece.strip(), 22) or "␣" for piece, _ in seen], fontsize=14)
    for label in axes.get_yticklabels():
        label.set_color(_plot.INK)
    axes.set(xlim=(low - (0.05 * room if low < 0 else 0), high + 0.14 * room), ylim=(max(len(seen), 4) - 0.4, -0.6),
             xlabel=Text("权重", "weight").to(lang))
    if more > 0:
        axes.set_title(Text(f"前 {ROWS} 段，还有 {more} 段", f"the first {ROWS} pieces; {more} more").to(lang))
    axes.xaxis.set_major_formatter(lambda value, _: six(round(value, 9)))
    axes.grid(visible=False, axis="y")
    axes.tick_params(axis="y", length=0)
    return figure


DEMO = Demo(
    name="prompt-weight",
    title=Text("提示词的权重", "Prompt weights"),
    summary=Text("WebUI 的圆括号、方括号和 (词:权重) 各给每段文字多大权重。",
                 "The weight that WebUI's round and square brackets and (text:weight) give each piece."),
    topic="webui",
    params=(_TEXT,),
    run=run,
    plot=plot,
    goldens=(
        Golden("a ((cat)) and [dog] (tree:1.4)", {
            "pieces": ["a ", "cat", " and ", "dog", " ", "tree"], "weights": [1.0, 1.21, 1.0, 0.909091, 1.0, 1.4],
            "highest": 1.4, "lowest": 0.909091, "balanced": True}),
        Golden("a (red cat", {"pieces": ["a ", "red cat"], "weights": [1.0, 1.1], "unclosed": 1, "balanced": False}),
        Golden("(一只猫:1.5)，[背景]", {"pieces": ["一只猫", "，", "背景"], "weights": [1.5, 1.0, 0.909091]}),
        Golden(r"price $5 \(literal\) b) (x:-0.5) (((deep)))", {
            "pieces": ["price $5 (literal) b) ", "x", " ", "deep"], "weights": [1.0, -0.5, 1.0, 1.331], "stray": 1}),
        Golden("plain", {"pieces": ["plain"], "weights": [1.0]}),
        Golden("((a:2) b:3)", {"pieces": ["a", " b"], "weights": [6.0, 3.0]}),
        Golden("[a:1.4]", {"pieces": ["a:1.4"], "weights": [0.909091]}),
        Golden("()", {"pieces": [""], "weights": [1.0]}),
        Golden("(a:9999999999)", error="E_RANGE"),
        Golden("x" * 301, error="E_LEN"),
        Golden("", error="E_MISSING"),
    ),
)
