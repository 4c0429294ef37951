"""Option letters as people type them: `B`, `b)`, `选项 B`, `A、C`, `C > A > B`, `3 1 2`."""

from __future__ import annotations

import re

from bot.domain.matching.reply import candidates, fold, plain
from bot.domain.question import LETTERS

# A plus or a minus separates only between letters: C++ is no C.
_SEPARATORS = re.compile(r"->|=>|[+-](?=\s*[a-z0-9])|[\s,;、/|>→⇒⟶➔➜➡<≥≤≻≺&.。~:()\[\]✅✔✓]"
                         r"|和|与|以及|及|跟|还有|然后|再|接着|首先|最后|先|后|选项|选")
_DASHES = re.compile("-{2,}")
_WORDS = {"and", "then", "both", "option", "options", "answers"}
# Steps lead from one item to the next only in an order; among picks "A to C" might be a range.
_STEPS = {"to", "next", "first", "finally", "lastly"}
# What may be said of the letters after them.
_AFTER = re.compile(r" ?(?:选项|项|都?对|都?正确|都选|is (?:the )?(?:right|correct)(?: one| answer| option)?|are (?:right|correct)"
                    r"|is the answer|it is|for me|final answer|\((?:i think|guess|guessing)\))$")
# Letters as emoji: regional indicators 🇦, and 🅰 or 🅐.
_EMOJI = {base + place: chr(ord("A") + place) for base in (0x1F1E6, 0x1F170, 0x1F150) for place in range(26)}


def letters(reply: str, count: int, *, digits: bool = False) -> str | None:
    """The letters that a reply lists, in its order and with repeats, such as `CAB`; None when it holds anything else.

    `count` is the number of options. With `digits`, `3 1 2` (or `312`) means `CAB`.
    """
    allowed = LETTERS[:count]
    if reply and all(letter in allowed for letter in reply):
        return reply
    for candidate in candidates(fold(plain(reply if reply.isascii() else reply.translate(_EMOJI)))):
        found = _listed(candidate, allowed, digits) or _listed(_AFTER.sub("", candidate), allowed, digits)
        if found:
            return found
    return None


def _listed(text: str, allowed: str, digits: bool) -> str:
    if "后" in text and text.find("先") > text.find("后"):
        return ""  # B 后 C 先 says it backwards
    text = _DASHES.sub("-", text)
    if digits:
        text = text.replace("到", " ")
    parts = [part for part in _SEPARATORS.split(text) if part and part not in _WORDS and not (digits and part in _STEPS)]
    if len(parts) > 3 and [str(place + 1) for place in range(len(parts) // 2)] == parts[::2] and all(map(str.isalpha, parts[1::2])):
        parts = parts[1::2]  # a numbered list
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
