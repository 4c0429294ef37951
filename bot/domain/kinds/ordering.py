"""Ordering: put all options into the right order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import cache
from typing import Any

from bot.domain.kinds._choices import Names, in_order, labelled, listed, names
from bot.domain.kinds._entry import letters_of, need_options, one_line
from bot.domain.matching import verdicts
from bot.domain.matching.letters import letters
from bot.domain.matching.reply import plain, unread
from bot.domain.question import Example, Kind, Prompt, Question, Verdict
from bot.domain.text import Text

_HALF = Fraction(1, 2)


class Ordering:
    """The order as letters (`CAB`); only the whole order is correct.

    Partly: the share of the key's neighbours (first before second, second before third, …) that the reply has in the
    right order, when that share is at least one half.
    """

    name = "ordering"
    title = Text(zh="排序题", en="Ordering")
    graded = True
    fields: tuple[str, ...] = ("options", "key")
    examples: Sequence[Example] = (
        Example(
            entry={
                "options": [{"zh": "查表", "en": "look up the letters"}, {"zh": "补等号", "en": "pad"},
                            {"zh": "取三个字节", "en": "take three bytes"},
                            {"zh": "分成四组六位", "en": "cut into four sixes"}],
                "key": ["C", "D", "A", "B"],
            },
            replies={"CDAB": "correct", "c d a b": "correct", "C>D>A>B": "correct", "C → D → A → B": "correct",
                     "C，D，A，B": "correct", "3 4 1 2": "correct", "3412": "correct", "答案是 C、D、A、B": "correct",
                     "取三个字节，分成四组六位，查表，補等號": "correct",
                     "take three bytes, cut into four sixes, look up the letters, pad": "correct",
                     "先取三个字节，然后分成四组六位，再查表，最后补等号": "correct", "CDBA": "partly",
                     "DCAB": "partly", "BADC": "wrong", "CDA": "wrong", "CDAA": "wrong", "CDABA": "wrong",
                     "pad": "wrong", "": "unsure"},
        ),
        Example(
            entry={"options": ["D", "B", "C", "A"], "key": ["A", "B", "C", "D"]},
            replies={"ABCD": "correct", "D B C A": "correct", "D > B > C > A": "correct", "A B C D": "wrong"},
        ),
    )

    def parse(self, question: Question, raw: Mapping[str, Any]) -> Question:
        """Key is a tuple of all letters in the right order; `data` names the options. Raises ValueError."""
        need_options(question)
        key = letters_of(raw, question)
        if len(key) != len(question.options):
            raise ValueError("key must list every option letter once, in the right order")
        return replace(question, key=key, data=names(question))

    def prompt(self, question: Question, order: Sequence[int]) -> Prompt:
        return Prompt("rank", Text(zh="排出正确的顺序", en="Put them in order"),
                      Text(zh="写字母，如 CAB", en="Letters such as CAB"), in_order(question, order))

    def grade(self, question: Question, reply: str) -> Verdict:
        found = _sequence(question, reply)
        if found is None:
            return verdicts.EACH_ONCE if plain(reply) else unread(reply)
        if len(found) != len(question.key) or len(set(found)) != len(found):
            return verdicts.EACH_ONCE
        if found == "".join(question.key):
            return verdicts.RIGHT
        pairs = zip(question.key, question.key[1:], strict=False)
        return _scored(sum(found.index(a) < found.index(b) for a, b in pairs), len(found) - 1)

    def canonical(self, question: Question, reply: str) -> str:
        return _sequence(question, reply) or one_line(reply)

    def show_key(self, question: Question, order: Sequence[int]) -> Text:
        lines = [labelled(question, own, order) for own in question.key]
        return Text(" → ".join(line.zh for line in lines), " → ".join(line.en for line in lines))


@cache
def _scored(kept: int, total: int) -> Verdict:
    share = Fraction(kept, total)
    credit = share if share >= _HALF else Fraction(0)
    reason = Text(zh=f"{total} 处先后关系中对了 {kept} 处", en=f"{kept} of {total} neighbours in the right order")
    return Verdict("partly" if credit else "wrong", credit, reason)


def _sequence(question: Question, reply: str) -> str | None:
    """The stored letters in the order of the reply. What a form sends is compact; a spaced list may be names."""
    known: Names = question.data
    count = len(question.options)
    is_compact = reply.isascii() and reply.isalpha() and reply.isupper()
    spelt = letters(reply, count, digits=not known.taken)
    if is_compact or not known.taken:
        return spelt or listed(reply, known)
    return listed(reply, known) or spelt


KIND: Kind = Ordering()
