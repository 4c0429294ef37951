"""Likeness: whether what was typed is a slip of a name, or only resembles it.

An edit is a character put in, left out or replaced, or two neighbours swapped (OSA distance). One is forgiven for every 6
letters, so that at most a sixth differs; in four or five letters two may be swapped, and fewer are taken as they are: `PPO` is not
`DPO`, nor `LLaMA` `LLaVA`. In short names the first letter is hardly ever the wrong one, and digits are never a slip. Chinese names
of four characters or more may have one wrong; with four or five, the right one begins with the same letter of pinyin.
"""

from __future__ import annotations

from rapidfuzz.distance import OSA

from bot.domain.search_initials import initial

_LETTERS_AN_EDIT = 6
_LEAST = 4
"""Characters from which a name is compared at all."""
_SHORT = 8
"""Below so many letters the first one has to be right."""
_SHORT_CHINESE = 6
"""Below so many characters the wrong one has to sound alike."""


def slip(wanted: str, name: str) -> bool:
    """Whether the folded name is what was meant by the folded text, with a slip of the keyboard."""
    length = min(len(wanted), len(name))
    if length < _LEAST or _digits(wanted) != _digits(name):
        return False
    allowed = max(1, max(len(wanted), len(name)) // _LETTERS_AN_EDIT)
    if OSA.distance(wanted, name, score_cutoff=allowed) > allowed:
        return False
    if not name.isascii():
        return length >= _SHORT_CHINESE or sorted(wanted) == sorted(name) or _sound_alike(wanted, name)
    if length < _LETTERS_AN_EDIT and sorted(wanted) != sorted(name):
        return False
    return length >= _SHORT or wanted[0] == name[0] or wanted[:2] == name[1::-1]


def _digits(text: str) -> list[str]:
    return [char for char in text if char.isdigit()]


def _sound_alike(wanted: str, name: str) -> bool:
    """Whether the characters begin with the same letters of pinyin, where those are known: traditional ones have none here."""
    return len(wanted) == len(name) and all(
        one == other or initial(one) in (one, initial(other)) for one, other in zip(wanted, name, strict=True))
