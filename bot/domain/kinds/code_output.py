"""Code output: what a program prints; case and quotes count, white space only where it carries meaning."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from unicodedata import normalize

from bot.domain.kinds._entry import choice_of, no_options, text_of, texts_of
from bot.domain.matching import verdicts
from bot.domain.matching.reply import MAX_REPLY, has_han, simplified, unhedged, unread, visible
from bot.domain.question import Example, Kind, Prompt, Question, Verdict
from bot.domain.text import Text

_FENCE = re.compile(r"```[a-z0-9]{0,12}\n|```", re.IGNORECASE)
_TYPED = str.maketrans("‘’‚‛“”„‟「」−–‐‑", "''''\"\"\"\"\"\"----")
_QUOTED = re.compile(r"'[^'\n]*'|\"[^\"\n]*\"")
_AROUND = re.compile(r" ?([,\[\](){}:]) ?")


@dataclass(frozen=True, slots=True)
class Printed:
    """What is accepted, prepared once: the exact texts, aliases, and the texts with white space made equal."""

    keys: frozenset[str]
    aliases: frozenset[str]
    spaced: frozenset[str]
    any_case: bool
    any_quotes: bool


class CodeOutput:
    """`accept` lists other right outputs; `case: any` and `quotes: any` relax what counts."""

    name = "code_output"
    title = Text(zh="代码输出题", en="Code output")
    graded = True
    fields: tuple[str, ...] = ("key", "accept", "case", "quotes")
    examples: Sequence[Example] = (
        Example(
            entry={"key": "D B C A object", "accept": ["['D', 'B', 'C', 'A', 'object']"]},
            replies={"D B C A object": "correct", "D\nB\nC\nA\nobject": "correct", "`D B C A object`": "correct",
                     "D B C A object  ": "correct", "```\nD B C A object\n```": "correct",
                     "输出是 D B C A object": "correct", "['D','B','C','A','object']": "correct",
                     "d b c a object": "wrong", "D C B A object": "wrong", "DBCAobject": "wrong", "": "unsure"},
        ),
        Example(
            entry={"key": "b'Man'"},
            replies={"b'Man'": "correct", "b‘Man’": "correct", 'b"Man"': "wrong", "Man": "wrong", "b'man'": "wrong"},
        ),
        Example(
            entry={"key": "1 2\n3"},
            replies={"1 2\n3": "correct", "1 2 \r\n3\n": "correct", "1 2 3": "wrong", "1\n2\n3": "wrong"},
        ),
        Example(
            entry={"key": "TypeError", "case": "any"},
            replies={"typeerror": "correct", "TypeError": "correct", "ValueError": "wrong"},
        ),
    )

    def parse(self, question: Question, raw: Mapping[str, Any]) -> Question:
        """Key is a Text; `data` holds what is accepted. Raises ValueError."""
        no_options(question)
        key, extra = text_of(raw, "key"), texts_of(raw, "accept")
        any_case = choice_of(raw, "case", ("exact", "any")) == "any"
        any_quotes = choice_of(raw, "quotes", ("exact", "any")) == "any"
        if not _lines(key.zh) or not _lines(key.en):
            raise ValueError("key must hold visible characters, at most 2,000")
        keys = frozenset(_shape(form, any_case, any_quotes) for form in (key.zh, key.en))
        aliases = frozenset(_shape(form, any_case, any_quotes) for form in extra)
        printed = Printed(keys, aliases, frozenset(map(_unspaced, keys | aliases)), any_case, any_quotes)
        return replace(question, key=key, data=printed)

    def prompt(self, question: Question, order: Sequence[int]) -> Prompt:
        relaxed: Printed = question.data
        hint = Text(zh="照打印的样子写", en="As printed") if relaxed.any_case else \
            Text(zh="照打印的样子写，区分大小写", en="As printed; upper and lower case matter")
        return Prompt("text", Text(zh="输出是什么", en="What is printed"), hint)

    def grade(self, question: Question, reply: str) -> Verdict:
        text = _lines(reply)
        if not text:
            return unread(reply)
        wanted: Printed = question.data
        tried: list[str] = []
        for reading in _readings(text):
            form = _shape(reading, wanted.any_case, wanted.any_quotes)
            tried.append(form)
            if form in wanted.keys:
                return verdicts.RIGHT
            if form in wanted.aliases:
                return verdicts.ALIAS
        if any(_unspaced(form) in wanted.spaced for form in tried):
            return verdicts.SPACES
        return _near(wanted, tried)

    def canonical(self, question: Question, reply: str) -> str:
        return reply  # its lines matter

    def show_key(self, question: Question, order: Sequence[int]) -> Text:
        key: Text = question.key
        return key


def _lines(text: str) -> str:
    """The text without invisible characters, blank outer lines and white space at line ends; "" when unreadable."""
    if len(text) > MAX_REPLY:
        return ""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not text.isascii() or not text.replace("\n", "").isprintable():
        text = visible(text)
    if "```" in text:
        text = _FENCE.sub("", text)
    text = "\n".join(line.rstrip() for line in text.split("\n")).strip("\n")
    if len(text) > 2 and text[0] == text[-1] == "`":
        text = text.strip("`").strip()
    return text.rstrip()


def _shape(text: str, any_case: bool, any_quotes: bool) -> str:
    text = _lines(text)
    text = text.casefold() if any_case else text
    return text.replace('"', "'") if any_quotes else text


def _readings(text: str) -> Iterator[str]:
    """The text, the same with keyboard forms (full width, curly quotes) made plain, simplified, and without hedges."""
    yield text
    typed = normalize("NFKC", text.translate(_TYPED))
    yield typed
    if has_han(typed):
        yield simplified(typed)
    label, _, lines = typed.partition("\n")
    if lines and unhedged(label + "|") == "|":
        yield lines
    if typed[-2:-1] in tuple(")]}'\""):
        typed = typed.removesuffix(".")
    for _ in range(4 if not lines else 0):
        typed = unhedged(typed.rstrip("。"))
        yield typed


def _unspaced(text: str) -> str:
    """White space made equal where it cannot carry meaning.

    Line breaks equal spaces when the text uses only one of the two, singly; inside brackets the space after a comma is
    free. Quoted parts stay as they are.
    """
    if "  " in text or "\t" in text or text.startswith(" "):
        return text
    if "\n" not in text or " " not in text:
        text = " ".join(text.split())
    if not ("[" in text or "(" in text or "{" in text):
        return text
    pieces, last = [], 0
    for match in _QUOTED.finditer(text):
        pieces += [_AROUND.sub(r"\1", text[last:match.start()]), match.group()]
        last = match.end()
    return "".join([*pieces, _AROUND.sub(r"\1", text[last:])])


def _near(wanted: Printed, tried: list[str]) -> Verdict:
    known = wanted.keys | wanted.aliases
    lower = {form.casefold() for form in known}
    if any(form.casefold() in lower for form in tried):
        return verdicts.CASE
    unquoted = {form.replace("'", "").replace('"', "") for form in known}
    if any(form.replace("'", "").replace('"', "") in unquoted for form in tried):
        return verdicts.QUOTES
    return verdicts.WRONG


KIND: Kind = CodeOutput()
