"""The line that says where an explanation comes from."""

from __future__ import annotations

import re
from functools import lru_cache

from bot.domain.text import PostLang, Text, single

MOST = 160
"""Characters of the whole line: what a phone shows in two lines."""
_SOURCES = Text(zh="出处：{cited}", en="Source: {cited}")
_NOTE = re.compile(r"T\d+(\.\d+)?")
"""`T4.3` names a fact in an author's notes (docs/content-format.md), which a member cannot open."""


@lru_cache(maxsize=1024)
def cited(sources: tuple[str, ...], lang: PostLang, *, before: str = "") -> str:
    """The sources that a reader can look up, as many whole ones as fit after `before`; empty without one."""
    side = single(lang)
    line = before
    for source in sources:
        if _NOTE.fullmatch(source):
            continue
        told = source if line != before else _SOURCES.format(cited=source).to(side)
        longer = f"{line} · {told}" if line else told
        if len(longer) > MOST:
            break
        line = longer
    return line
