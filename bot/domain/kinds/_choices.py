"""Options as they are shown and as they are named in a typed reply."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from bot.domain.matching.letters import letter
from bot.domain.matching.reply import bare, candidates, fold, plain, without_article
from bot.domain.matching.tokens import compact, tokens
from bot.domain.question import LETTERS, Question
from bot.domain.text import Text

_BETWEEN = ("->", "=>", "and then ", "then ", "and ", "finally ", "first ", "然后", "接着", "最后", "首先", "以及",
            "先", "再",
            "和", "与", *" ,;、/|>→⇒<.。:()-\"'“”")


_LETTER_FIRST = re.compile(r"\(?(?P<head>[a-j])(?: ?[.):、,;=-] ?| |(?=\())(?P<rest>[^ ].*)")
_LETTER_LAST = re.compile(r"(?P<rest>.*[^ ]) ?\((?P<head>[a-j])\)")


@dataclass(frozen=True)
class Names:
    """What the options are called, in either language; worked out when the first typed reply needs it, since a start of the
    bot would else wait for all of them (hence no slots: the result is kept in the instance)."""

    options: tuple[Text, ...]

    @property
    def letters(self) -> Mapping[str, str]:
        """The stored letter of each option's text; a text that two options share names neither."""
        return self._read[0]

    @cached_property
    def longest_first(self) -> tuple[str, ...]:
        """The folded texts, to find them inside a longer reply."""
        return tuple(sorted(self._read[1], key=len, reverse=True))

    @cached_property
    def taken(self) -> bool:
        """Whether an option's own text is a letter or a number, so that such a reply may be a name."""
        return any(len(form) == 1 or form.isdecimal() for form in self._read[1])

    @cached_property
    def lettered(self) -> bool:
        """Whether an option's own text is a letter that may also stand for an option."""
        return any(len(form) == 1 and form.upper() in LETTERS for form in self._read[1])

    @cached_property
    def _read(self) -> tuple[dict[str, str], dict[str, str]]:
        found: dict[str, str] = {}
        folded: dict[str, str] = {}
        twice: set[str] = set()
        for own, option in zip(LETTERS, self.options, strict=False):
            for text in (option.zh, option.en):
                shape = fold(unmarked(text))
                folded[shape] = own
                for form in {shape, compact(tokens(shape)), compact(tokens(bare(shape)))}:
                    if found.setdefault(form, own) != own:
                        twice.add(form)
        return {form: own for form, own in found.items() if form not in twice}, folded


def names(question: Question) -> Names:
    """Prepare the options' texts."""
    return Names(question.options)


def unmarked(text: str) -> str:
    """The plain text without the marks of code, emphasis and formulas, which nobody types."""
    return plain(text.replace("`", "").replace("**", "").replace("$", ""))


def listed(reply: str, known: Names) -> str | None:
    """The stored letters of the options that a reply names one after the other, or None when it holds more."""
    for text in candidates(fold(unmarked(reply))):
        found, place = [], 0
        while place < len(text):
            form = next((f for f in known.longest_first if _stands(text, f, place)), None)
            step = form or next((s for s in _BETWEEN if text.startswith(s, place)), None)
            if step is None:
                break
            if form is not None:
                found.append(known.letters.get(form, ""))
            place += len(step)
        if found and place >= len(text) and all(found):
            return "".join(found)
    return None


def _stands(text: str, form: str, place: int) -> bool:
    """Whether the option's text stands there as a whole: no Latin word may go on before or after it."""
    end = place + len(form)
    if not text.startswith(form, place):
        return False
    before, after = text[place - 1:place] if place else "", text[end:end + 1]
    return not (_is_latin(form[:1]) and _is_latin(before)) and not (_is_latin(form[-1:]) and _is_latin(after))


def _is_latin(char: str) -> bool:
    return char.isascii() and char.isalnum()


def named(reply: str, question: Question, known: Names) -> str | None:
    """The stored letter of the one option that a typed reply names, by letter or by text; a plain letter wins."""
    text = plain(reply)
    if not text:
        return None
    count = len(question.options)
    by_letter = letter(text, count)
    if by_letter is not None:
        return by_letter
    for candidate in candidates(fold(unmarked(text))):
        for shape in (candidate, without_article(candidate)):
            own = known.letters.get(shape) or known.letters.get(compact(tokens(shape)))
            if own is not None:
                return own
        head = twice(candidate, known)
        if head is not None and head[0] == head[1]:
            return head[0]
    return None


def twice(text: str, known: Names) -> tuple[str, str] | None:
    """The letter, and the stored letter of the option's text, of a folded reply that gives both: `b. gelu`, `gelu (b)`."""
    for shape in (_LETTER_FIRST, _LETTER_LAST):
        match = shape.fullmatch(text)
        forms = (match["rest"], compact(tokens(match["rest"])), compact(tokens(bare(match["rest"])))) if match else ()
        own = next((known.letters[form] for form in forms if form in known.letters), None)
        if match and own is not None:
            return match["head"].upper(), own
    return None


def in_order(question: Question, order: Sequence[int]) -> tuple[Text, ...]:
    """The options as the round shows them; stored order when the round has none."""
    return tuple(question.options[index] for index in order) if order else question.options


def shown(stored: str, order: Sequence[int]) -> str:
    """The letter that members saw for a stored letter."""
    return LETTERS[list(order).index(LETTERS.index(stored))] if order else stored


def labelled(question: Question, stored: str, order: Sequence[int]) -> Text:
    """`B · text` with the letter of the round's order."""
    option = question.options[LETTERS.index(stored)]
    seen = shown(stored, order)
    return Text(f"{seen} · {option.zh}", f"{seen} · {option.en}")
