"""Short text: a name or a phrase, typed; aliases in both languages count, and small typos are forgiven."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from bot.domain.kinds._entry import choice_of, no_options, one_line, text_of, texts_of
from bot.domain.matching.reply import plain
from bot.domain.matching.text import accepted, judge
from bot.domain.question import Example, Kind, Prompt, Question, Verdict
from bot.domain.text import Text


class ShortText:
    """`accept` lists aliases, `reject` near words that are wrong; `case: exact` keeps case and forgives no typo, `typos: none`
    forgives none but lets case go, as for hexadecimal digits."""

    name = "short_text"
    title = Text(zh="简答题", en="Short answer")
    graded = True
    fields: tuple[str, ...] = ("key", "accept", "reject", "case", "typos")
    examples: Sequence[Example] = (
        Example(
            entry={"key": {"zh": "随机梯度下降", "en": "stochastic gradient descent"},
                   "accept": ["SGD", "随机梯度下降法"]},
            replies={"随机梯度下降": "correct", "隨機梯度下降法": "correct", "我觉得是“随机梯度下降”。": "correct",
                     "Stochastic Gradient Descent": "correct", "stochastic gradient decent": "correct",
                     "ＳＧＤ": "correct", "随机梯度下降 (SGD)": "correct", "SDG": "wrong",
                     "gradient descent": "wrong", "不是随机梯度下降": "wrong", "not SGD": "wrong",
                     "SGD or Adam": "wrong", "\u200f": "unsure"},
        ),
        Example(
            entry={"key": "TWFu", "case": "exact"},
            replies={"TWFu": "correct", "`TWFu`": "correct", "答案是 TWFu": "correct", "twfu": "wrong",
                     "TWFv": "wrong"},
        ),
        Example(
            entry={"key": "deadbeef", "accept": ["de ad be ef"], "typos": "none"},
            replies={"deadbeef": "correct", "DEADBEEF": "correct", "DE AD BE EF": "correct", "deadbeaf": "wrong",
                     "deadbee": "wrong", "": "unsure"},
        ),
        Example(
            entry={"key": {"zh": "等变", "en": "equivariant"}, "accept": ["等变性"], "reject": ["equivariance"]},
            replies={"equivariant": "correct", "equivarient": "correct", "等变": "correct", "等變性": "correct",
                     "invariant": "wrong", "equivariance": "wrong", "不变": "wrong"},
        ),
    )

    def parse(self, question: Question, raw: Mapping[str, Any]) -> Question:
        """Key is a Text; `data` holds what is accepted. Raises ValueError."""
        no_options(question)
        key = text_of(raw, "key")
        if not plain(key.zh) or not plain(key.en):
            raise ValueError("key must hold visible characters, at most 2,000")
        exact = choice_of(raw, "case", ("any", "exact")) == "exact"
        typos = choice_of(raw, "typos", ("forgiven", "none")) == "forgiven"
        wanted = accepted((key.zh, key.en), texts_of(raw, "accept"), texts_of(raw, "reject"), exact=exact,
                          typos=typos)
        if wanted.rejected & (wanted.keys | wanted.aliases):
            raise ValueError("reject must not list what counts as right")
        return replace(question, key=key, data=wanted)

    def prompt(self, question: Question, order: Sequence[int]) -> Prompt:
        hint = Text(zh="区分大小写", en="Upper and lower case matter") if question.data.exact else \
            Text(zh="中文或英文都可以", en="In English or Chinese")
        return Prompt("text", Text(zh="你的答案", en="Your answer"), hint)

    def grade(self, question: Question, reply: str) -> Verdict:
        return judge(question.data, reply)

    def canonical(self, question: Question, reply: str) -> str:
        return one_line(reply)

    def show_key(self, question: Question, order: Sequence[int]) -> Text:
        key: Text = question.key
        return key


KIND: Kind = ShortText()
