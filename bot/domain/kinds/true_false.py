"""True or false: one statement to judge; A stands for true, B for false."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from bot.domain.kinds._choices import shown
from bot.domain.kinds._entry import no_options, one_line
from bot.domain.matching import verdicts
from bot.domain.matching.reply import candidates, fold, plain, unread
from bot.domain.question import Example, Kind, Prompt, Question, Verdict
from bot.domain.text import Text

_SIDES = (Text(zh="对", en="True"), Text(zh="错", en="False"))
_TRUE = ("a", "true", "t", "yes", "y", "yep", "yeah", "yup", "right", "correct", "it's true", "that's right", "not false",
         "it is", "it does", "holds", "it holds", "i think so", "agree", "i agree", "agreed", "absolutely", "definitely", "sure",
         "of course", "certainly", "√", "✓", "✔", "✅", "☑", "⭕", "👍", "对", "对的", "对了", "是", "是的", "正确", "正确的", "真",
         "真的", "成立", "没错", "没毛病", "同意", "赞同", "当然", "肯定", "肯定的")
_FALSE = ("b", "false", "f", "no", "n", "nope", "nah", "wrong", "incorrect", "untrue", "not true", "not correct", "not right",
          "isn't true", "it isn't true", "isn't correct", "isn't right", "it isn't", "it is not", "it doesn't", "it does not",
          "doesn't hold", "does not hold", "it doesn't hold", "i don't think so", "disagree", "i disagree", "not really",
          "absolutely not", "definitely not", "certainly not", "of course not", "x", "×", "✗", "✘", "✕", "✖", "❌", "👎", "🙅",
          "错", "错的", "错了", "错误", "错误的", "否", "不", "不是", "不是的", "不对", "不对的", "不正确", "不正确的", "假", "假的",
          "不真", "不是真的", "不成立", "不同意", "不赞同", "并不", "并不是", "并非", "并非如此", "并不对", "并不正确", "并不成立",
          "当然不", "当然不是", "当然不对")
_WORDS = dict.fromkeys(_TRUE, True) | dict.fromkeys(_FALSE, False)
_BUTTONS = {"A": True, "B": False}
_TWICE = re.compile(r" *[.):、,;!:。 ] *")


class TrueFalse:
    """Two buttons; a typed reply may say it in either language."""

    name = "true_false"
    title = Text(zh="判断题", en="True or false")
    graded = True
    fields: tuple[str, ...] = ("key",)
    examples: Sequence[Example] = (
        Example(
            entry={"key": "true"},
            replies={"A": "correct", "true": "correct", "T": "correct", "Yes.": "correct", "对": "correct",
                     "對": "correct", "是": "correct", "正确": "correct", "我觉得是对的": "correct",
                     "I think it's true": "correct", "Ｔｒｕｅ": "correct", "B": "wrong", "错": "wrong",
                     "不对": "wrong", "not true": "wrong", "incorrect": "wrong", "true or false": "wrong",
                     "A. True": "correct", "A) 对": "correct", "A false": "wrong", "不是错的": "wrong",
                     "not sure": "wrong", "不确定": "wrong", "yes, it's false": "wrong", "it isn't true": "wrong",
                     "C": "wrong", "": "unsure"},
        ),
        Example(
            entry={"key": "false"},
            replies={"B": "correct", "F": "correct", "no": "correct", "错误": "correct", "錯誤": "correct",
                     "否": "correct", "不正确": "correct", "应该是错的吧": "correct", "A": "wrong", "yes": "wrong",
                     "对": "wrong"},
        ),
    )

    def parse(self, question: Question, raw: Mapping[str, Any]) -> Question:
        """Key is a bool. Raises ValueError."""
        no_options(question)
        if raw.get("key") not in ("true", "false"):
            raise ValueError("key must be true or false")
        return replace(question, key=raw["key"] == "true")

    def prompt(self, question: Question, order: Sequence[int]) -> Prompt:
        choices = tuple(_SIDES[index] for index in order) if len(order) == 2 else _SIDES
        return Prompt("letters", Text(zh="这个说法对吗？", en="True or false?"), choices=choices)

    def grade(self, question: Question, reply: str) -> Verdict:
        said = _BUTTONS.get(reply)
        if said is None:
            said = _said(reply)
            if said is None:
                return verdicts.NO_SIDE if plain(reply) else unread(reply)
        return verdicts.RIGHT if said is question.key else verdicts.WRONG

    def canonical(self, question: Question, reply: str) -> str:
        said = _BUTTONS[reply] if reply in _BUTTONS else _said(reply)
        return one_line(reply) if said is None else "A" if said else "B"

    def show_key(self, question: Question, order: Sequence[int]) -> Text:
        side, stored = (_SIDES[0], "A") if question.key else (_SIDES[1], "B")
        seen = shown(stored, order) if len(order) == 2 else stored
        return Text(f"{seen} · {side.zh}", f"{seen} · {side.en}")


def _said(reply: str) -> bool | None:
    for candidate in candidates(fold(plain(reply))):
        if candidate in ("是不是", "对不对"):
            return None
        if candidate in _WORDS:
            return _WORDS[candidate]
        # "A. true" and "no, it's false" say it twice; both must agree.
        first, _, second = _TWICE.sub("\n", candidate, count=1).partition("\n")
        said = _WORDS.get(first)
        if said is not None and any(_WORDS.get(word) is said for word in candidates(second)):
            return said
    return None


KIND: Kind = TrueFalse()
