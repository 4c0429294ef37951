"""Lettering: the letters that members see, in an order of their own, and the letters as stored."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.kinds._choices import twice, unmarked
from bot.domain.matching.letters import letters
from bot.domain.matching.reply import candidates, fold
from bot.domain.question import LETTERS, Question

_NEITHER = "?"
"""What a letter with the text of another option comes to: no option, so the member is asked again."""


def stored_letters(order: Sequence[int], shown: str, *, places: bool = False) -> str:
    """Translate the letters that members saw (`B`, `c, a, b`, `选 B`) into the stored ones; with `places` also their
    numbers (`3 1 2`). Anything else is returned as it is. `order[i]` is the stored index of the option at letter i."""
    found = letters(shown, len(order), digits=places)
    if not found:
        return shown
    return "".join(LETTERS[order[LETTERS.index(letter)]] for letter in found)


def shown_letters(order: Sequence[int], stored: str) -> str:
    """The other way: the letters that members saw for stored ones."""
    index = {LETTERS[s]: LETTERS[i] for i, s in enumerate(order)}
    return "".join(index.get(letter, letter) for letter in stored)


def as_stored(order: Sequence[int], question: Question, reply: str) -> str:
    """The reply in stored letters where it names letters, also with the option's text behind the letter that was seen; in an
    order of options that are letters themselves only compact capitals are."""
    if not question.options:
        return reply
    if len(reply) == 1 and reply in LETTERS[:len(order)]:  # a pressed button, as most replies are
        return LETTERS[order[LETTERS.index(reply)]]
    if question.kind != "ordering" and not question.data.lettered:
        for candidate in candidates(fold(unmarked(reply))):
            said = twice(candidate, question.data)
            if said is not None and said[0] in LETTERS[:len(order)]:
                return said[1] if LETTERS[order[LETTERS.index(said[0])]] == said[1] else _NEITHER
    ordering = question.kind == "ordering"
    if ordering and question.data.taken and not (reply.isascii() and reply.isalpha() and reply.isupper()):
        return reply
    return stored_letters(order, reply, places=ordering)
