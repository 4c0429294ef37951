"""Single choice: one of the options is right."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from bot.domain.kinds._choices import in_order, labelled, named, names
from bot.domain.kinds._entry import need_options, one_line
from bot.domain.matching import verdicts
from bot.domain.matching.letters import letters
from bot.domain.matching.reply import plain, unread
from bot.domain.question import LETTERS, Example, Kind, Prompt, Question, Verdict
from bot.domain.text import Text


class SingleChoice:
    """One lettered button; a typed reply may give the letter or the option's text."""

    name = "single_choice"
    title = Text(zh="单选题", en="Single choice")
    graded = True
    fields: tuple[str, ...] = ("options", "key")
    examples: Sequence[Example] = (
        Example(
            entry={
                "options": [{"zh": "余弦相似度", "en": "cosine similarity"},
                            {"zh": "欧氏距离", "en": "Euclidean distance"},
                            {"zh": "曼哈顿距离", "en": "Manhattan distance"}],
                "key": "B",
            },
            replies={"B": "correct", "b": "correct", "选 B": "correct", "(B)": "correct",
                     "我觉得是歐氏距離": "correct", "the Euclidean distance": "correct",
                     "B. Euclidean distance": "correct", "A": "wrong", "A B C": "wrong", "not B": "wrong",
                     "不是欧氏距离": "wrong", "distance": "wrong", "D": "wrong", "A. Euclidean distance": "wrong",
                     "": "unsure"},
        ),
        Example(
            entry={"options": ["1", "2", "4", "8"], "key": "B"},
            replies={"B": "correct", "2": "correct", "4": "wrong", "D": "wrong", "1 2 4 8": "wrong", "2 4": "wrong"},
        ),
        Example(
            entry={"options": ["C++", "C", "C#"], "key": "C"},
            replies={"C": "correct", "C#": "correct", "C++": "wrong", "B": "wrong", "c sharp": "wrong"},
        ),
    )

    def parse(self, question: Question, raw: Mapping[str, Any]) -> Question:
        """Key is a letter; `data` names the options. Raises ValueError."""
        need_options(question)
        key, allowed = raw.get("key"), LETTERS[: len(question.options)]
        if not isinstance(key, str) or len(key) != 1 or key not in allowed:
            raise ValueError(f"key must be one option letter, {allowed[0]} to {allowed[-1]}")
        return replace(question, key=key, data=names(question))

    def prompt(self, question: Question, order: Sequence[int]) -> Prompt:
        return Prompt("letters", Text(zh="选一项", en="Choose one"), choices=in_order(question, order))

    def grade(self, question: Question, reply: str) -> Verdict:
        if reply == question.key:
            return verdicts.RIGHT
        if len(reply) == 1 and reply in LETTERS[: len(question.options)]:
            return verdicts.WRONG
        found = named(reply, question, question.data)
        if found is not None:
            return verdicts.RIGHT if found == question.key else verdicts.WRONG
        if not plain(reply):
            return unread(reply)
        listed = letters(reply, len(question.options))
        return verdicts.ONE_OPTION if listed else verdicts.NO_OPTION

    def canonical(self, question: Question, reply: str) -> str:
        return reply if len(reply) == 1 else named(reply, question, question.data) or one_line(reply)

    def show_key(self, question: Question, order: Sequence[int]) -> Text:
        return labelled(question, question.key, order)


KIND: Kind = SingleChoice()
