"""Every formula can be drawn: as MathML on the page, and as a line of text where none can be drawn."""

from __future__ import annotations

import re
from collections.abc import Iterator

from latex2mathml.converter import convert_to_element

from bot.bank.build import Loaded
from bot.bank.problem import Problem
from bot.bank.read import Entry
from bot.domain.formula import LONGEST, readable
from bot.domain.text import Text

_CODE = re.compile(r"```.*?```|`[^`\n]*`", re.DOTALL)
_MATH = re.compile(r"\$([^$\n]+)\$")


def _renders(latex: str) -> bool:
    if len(latex) > LONGEST:
        return False
    try:
        convert_to_element(latex)
    except Exception:
        # The converter raises whatever its parser stumbles over: IndexError, KeyError and its own errors.
        return False
    return "\\" not in readable(latex)


def check(loaded: Loaded) -> Iterator[Problem]:
    """Formulas that are no LaTeX, are too long, or leave a command unread, each told once an entry and field."""
    for entry, at, latex in _formulas(loaded):
        if not _renders(latex):
            yield entry.problem("formula", Text(zh=f"公式无法显示：{latex[:60]}", en=f"this formula cannot be drawn: {latex[:60]}"), at)


def _formulas(loaded: Loaded) -> Iterator[tuple[Entry, str, str]]:
    for entry, at, text in loaded.texts():
        for latex in dict.fromkeys(_MATH.findall(_CODE.sub("", f"{text.zh}\n{text.en}"))):
            yield entry, at, latex
    for term in loaded.bank.terms.values():
        for latex in _MATH.findall(term.formula):
            yield loaded.terms[term.id], "formula", latex


CHECK = check
