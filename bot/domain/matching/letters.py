"""Option letters as people type them: `B`, `b)`, `选项 B`, `A、C`, `C > A > B`, `3 1 2`."""

from __future__ import annotations

import re

from bot.domain.matching.reply import candidates, fold, plain
from bot.domain.question import LETTERS

# A plus or a minus separates only between letters: C++ is no C.
_SEPARATORS = re.compile(r"->|=>|[+-](?=\s*[a-z0-9])|[\s,;、/|>→⇒<&.。~:()\[\]]|和|与|及|跟|然后|再|接着")
_WORDS = {"and", "then"}


def letters(reply: str, count: int, *, digits: bool = False) -> str | None:
    """The letters that a reply lists, in its order and with repeats, such as `CAB`; None when it holds anything else.

    `count` is the number of options. With `digits`, `3 1 2` (or `312`) means `CAB`.
    """
    allowed = LETTERS[:count]
    if reply and all(letter in allowed for letter in reply):
        return reply
    for candidate in candidates(fold(plain(reply))):
        found = _listed(candidate, allowed, digits)
        if found:
            return found
    return None


def _listed(text: str, allowed: str, digits: bool) -> str:
    parts = [part for part in _SEPARATORS.split(text) if part and part not in _WORDS]
    if digits and parts and all(part.isascii() and part.isdecimal() for part in parts):
        if len(parts) == 1:
            parts = list(parts[0])
        places = [int(part) for part in parts if len(part) < 3]
        if len(places) == len(parts) and all(1 <= place <= len(allowed) for place in places):
            return "".join(allowed[place - 1] for place in places)
        return ""
    joined = "".join(parts).upper()
    return joined if all(letter in allowed for letter in joined) else ""


def letter(reply: str, count: int) -> str | None:
    """The one letter that a reply names, or None; a list of letters names none."""
    found = letters(reply, count)
    return found if found is not None and len(found) == 1 else None
