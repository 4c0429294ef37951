"""The chart of how the answers to a round fell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.question import LETTERS, Question
from bot.domain.round import Round
from bot.domain.text import PostLang, Text, single

_TITLE = Text(zh="大家的答案", en="How the answers fell")
_OTHER = Text(zh="其他", en="other")
_BAR = Text(zh="{label}：{count} 人{mark}", en="{label}: {count}{mark}")
_RIGHT = Text(zh="（正确）", en=" (right)")
_BARS = 8
_LABEL = 28


@dataclass(frozen=True, slots=True)
class Bars:
    """A horizontal bar chart: (label, count, is it right), top first."""

    title: str
    bars: tuple[tuple[str, int, bool], ...]
    alt: str
    name: str = "answers.png"


def tally_chart(round_: Round, question: Question, rows: Sequence[tuple[str, str, int]], lang: PostLang) -> Bars:
    """Bars by option, in the order shown, for lettered kinds; else by reply, most frequent first, at most 8."""
    side = single(lang)
    if question.kind in ("single_choice", "true_false"):
        counts = {response: count for response, _, count in rows}
        right = {response for response, result, _ in rows if result == "correct"} | _key(question)
        shown = range(len(question.options)) if question.options else range(2)
        stored = [LETTERS[round_.order[i]] if question.options else LETTERS[i] for i in shown]
        bars = [(_option(question, letter, i, lang), counts.get(letter, 0), letter in right)
                for i, letter in enumerate(stored)]
    else:
        named = [(round_.shown_letters(response) if question.options else response, count, result == "correct")
                 for response, result, count in rows]
        bars = named[:_BARS]
        rest = sum(count for _, count, _ in named[_BARS:])
        if rest:
            bars.append((_OTHER.line(lang), rest, False))
    bars = [(_short(label), count, ok) for label, count, ok in bars]
    told = [_BAR.format(label=label, count=count, mark=_RIGHT if ok else "").line(side) for label, count, ok in bars]
    title = _TITLE.line(lang)
    alt = f"{title}：{'；'.join(told)}" if side == "zh" else f"{title}: {'; '.join(told)}"
    return Bars(title, tuple(bars), alt)


def _key(question: Question) -> set[str]:
    return {question.key} if isinstance(question.key, str) else set()


def _option(question: Question, letter: str, place: int, lang: PostLang) -> str:
    if not question.options:
        return Text(zh="对" if letter == "A" else "错", en="true" if letter == "A" else "false").line(lang)
    # One language is enough beside its letter; two would be cut.
    option = question.options[LETTERS.index(letter)].to(single(lang))
    return f"{LETTERS[place]}. {option}"


def _short(label: str) -> str:
    line = " ".join(label.split())
    return line if len(line) <= _LABEL else line[: _LABEL - 1] + "…"
