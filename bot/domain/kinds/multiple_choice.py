"""Multiple choice: several options are right, and a wrong pick takes one right pick back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import cache
from typing import Any

from bot.domain.kinds._choices import Names, in_order, labelled, listed, named, names, shown
from bot.domain.kinds._entry import letters_of, need_options, one_line
from bot.domain.matching import verdicts
from bot.domain.matching.letters import letters
from bot.domain.matching.reply import plain, unread
from bot.domain.question import Example, Kind, Prompt, Question, Verdict
from bot.domain.text import Text


class MultipleChoice:
    """Picks as letters (`AC`); credit = (right picks − wrong picks) / number of right options, never below 0."""

    name = "multiple_choice"
    title = Text(zh="多选题", en="Multiple choice")
    graded = True
    fields: tuple[str, ...] = ("options", "key")
    examples: Sequence[Example] = (
        Example(
            entry={
                "options": [{"zh": "封装", "en": "encapsulation"}, {"zh": "编译", "en": "compilation"},
                            {"zh": "继承", "en": "inheritance"}, {"zh": "链接", "en": "linking"}],
                "key": ["A", "C"],
            },
            replies={"AC": "correct", "CA": "correct", "a, c": "correct", "A和C": "correct", "选 A、C": "correct",
                     "A and C": "correct", "封裝、继承": "correct", "inheritance, encapsulation": "correct",
                     "A": "partly", "ABC": "partly", "ABCD": "wrong", "AB": "wrong", "BD": "wrong", "AZ": "wrong",
                     "": "unsure"},
        ),
    )

    def parse(self, question: Question, raw: Mapping[str, Any]) -> Question:
        """Key is a set of letters; `data` names the options. Raises ValueError."""
        need_options(question, 3)
        return replace(question, key=frozenset(letters_of(raw, question)), data=names(question))

    def prompt(self, question: Question, order: Sequence[int]) -> Prompt:
        return Prompt("pick_many", Text(zh="选出所有正确的选项", en="Choose all that are right"),
                      Text(zh="选错会抵扣选对的", en="A wrong pick cancels a right one"), in_order(question, order))

    def grade(self, question: Question, reply: str) -> Verdict:
        picks = _picks(question, reply)
        if picks is None:
            return verdicts.NO_OPTION if plain(reply) else unread(reply)
        if picks == question.key:
            return verdicts.RIGHT
        hits = len(picks & question.key)
        return _scored(hits, len(picks) - hits, len(question.key))

    def canonical(self, question: Question, reply: str) -> str:
        picks = _picks(question, reply)
        return "".join(sorted(picks)) if picks else one_line(reply)

    def show_key(self, question: Question, order: Sequence[int]) -> Text:
        stored = sorted(question.key, key=lambda own: shown(own, order))
        lines = [labelled(question, own, order) for own in stored]
        return Text("；".join(line.zh for line in lines), "; ".join(line.en for line in lines))


def _picks(question: Question, reply: str) -> frozenset[str] | None:
    known: Names = question.data
    found = letters(reply, len(question.options)) or named(reply, question, known) or listed(reply, known)
    return frozenset(found) if found else None


@cache
def _scored(hits: int, misses: int, total: int) -> Verdict:
    credit = max(Fraction(0), Fraction(hits - misses, total))
    reason = Text(zh=f"{total} 个正确项选中 {hits} 个，选错 {misses} 个", en=f"{hits} of {total} right, {misses} wrong")
    return Verdict("partly" if credit else "wrong", credit, reason)


KIND: Kind = MultipleChoice()
