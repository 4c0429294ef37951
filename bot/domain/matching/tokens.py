"""Words, Chinese runs, digits and marks: what a text is made of once punctuation that only joins or closes is out."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from bot.domain.matching.reply import HAN

_TOKEN = re.compile(f"(?P<han>[{HAN}]+)|(?P<word>[^\\W\\d_{HAN}]+)|(?P<digits>\\d+)|(?P<mark>\\S)")
_JOINING = "-,、;·'/"
_CLOSING = ".:!?。"
_SILENT = "“”‘’「」『』《》〈〉【】"


@dataclass(frozen=True, slots=True)
class Token:
    """A Chinese run, a word, a run of digits or one mark."""

    kind: Literal["han", "word", "digits", "mark"]
    text: str


def tokens(text: str) -> tuple[Token, ...]:
    """Split a folded text; punctuation that only joins or closes words is left out, every other mark stays."""
    found: list[Token] = []
    last = 0
    matches = list(_TOKEN.finditer(text))
    for index, match in enumerate(matches):
        kind, value = match.lastgroup, match.group()
        if kind == "mark":
            if value == "&" and found and found[-1].kind in ("word", "han"):
                found.append(Token("word", "and"))
            elif not _is_silent(text, matches, index):
                found.append(Token("mark", value))
        elif kind == "han" and found and found[-1].kind == "han" and not text[last:match.start()].strip():
            found[-1] = Token("han", found[-1].text + value)
        elif kind == "han":
            found.append(Token("han", value))
        else:
            found.append(Token("word" if kind == "word" else "digits", value))
        last = match.end() if kind != "mark" else last
    return tuple(found)


def _is_silent(text: str, matches: list[re.Match[str]], index: int) -> bool:
    mark, start = matches[index].group(), matches[index].start()
    before = matches[index - 1].lastgroup if index else None
    after = matches[index + 1].lastgroup if index + 1 < len(matches) else None
    lettered = ("word", "han")
    if mark in _SILENT:
        return True
    if mark == "'":
        return before in lettered or after in lettered
    if mark in _JOINING and mark != "/":
        if before in lettered and after in lettered:
            return True
        # GPT-4 is a name, x-1 is a difference.
        long_word = before == "word" and len(matches[index - 1].group()) > 1
        return mark == "-" and long_word and after == "digits" and " " not in text[start - 1:start + 2]
    closes = text[start - 1:start] != " " and text[start + 1:start + 2] in ("", " ")
    return mark in _CLOSING and closes and before in lettered and len(matches[index - 1].group()) > 1


def compact(parts: tuple[Token, ...]) -> str:
    """The tokens without white space, except between two runs of digits, where it separates."""
    pieces: list[str] = []
    was_digits = False
    for part in parts:
        if was_digits and part.kind == "digits":
            pieces.append(" ")
        pieces.append(part.text)
        was_digits = part.kind == "digits"
    return "".join(pieces)
