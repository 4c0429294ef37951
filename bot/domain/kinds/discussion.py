"""Discussion: an open question; nothing is graded, the rubric is shown at the reveal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from bot.domain.kinds._entry import no_options, one_line, text_of
from bot.domain.matching.verdicts import unsure
from bot.domain.question import Example, Kind, Prompt, Question, Verdict
from bot.domain.text import Text

_THANKS = unsure("谢谢分享，这道题不计分", "thank you for sharing; this one is not graded")


class Discussion:
    """Any reply is welcome and none is judged."""

    name = "discussion"
    title = Text(zh="讨论题", en="Discussion")
    graded = False
    fields: tuple[str, ...] = ("rubric",)
    examples: Sequence[Example] = (
        Example(
            entry={"rubric": {"zh": "说清优点、代价和适用场合。", "en": "Names the gain, the cost and when it pays."}},
            replies={"我觉得要看数据量": "unsure", "It depends on the data.": "unsure", "": "unsure"},
        ),
    )

    def parse(self, question: Question, raw: Mapping[str, Any]) -> Question:
        """No key; `data` is the rubric as a Text. Raises ValueError."""
        no_options(question)
        if "key" in raw:
            raise ValueError("a discussion has no key; write a rubric instead")
        return replace(question, key=None, data=text_of(raw, "rubric"))

    def prompt(self, question: Question, order: Sequence[int]) -> Prompt:
        hint = Text(zh="不计分，说说理由", en="Not graded; say why")
        return Prompt("text", Text(zh="你的看法", en="Your view"), hint)

    def grade(self, question: Question, reply: str) -> Verdict:
        return _THANKS

    def canonical(self, question: Question, reply: str) -> str:
        return one_line(reply)

    def show_key(self, question: Question, order: Sequence[int]) -> Text:
        rubric: Text = question.data
        return rubric


KIND: Kind = Discussion()
