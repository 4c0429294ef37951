"""Lettering: the letters that members see, in an order of their own, and the letters as stored."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.matching.letters import letters
from bot.domain.question import LETTERS, Question


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
    """The reply in stored letters where it names letters; in an order of options that are letters themselves only
    compact capitals are."""
    if not question.options:
        return reply
    ordering = question.kind == "ordering"
    if ordering and question.data.taken and not (reply.isascii() and reply.isalpha() and reply.isupper()):
        return reply
    return stored_letters(order, reply, places=ordering)
