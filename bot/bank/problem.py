"""Problem: one fault of the content, with the place to mend it."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.text import Lang, Text


@dataclass(frozen=True, slots=True)
class Problem:
    """A fault: where, a stable code, and what to do, in both languages."""

    file: str
    line: int
    """From 1."""
    code: str
    message: Text
    warning: bool = False
    """Worth a look, but no reason to refuse the content."""

    def show(self, lang: Lang) -> str:
        """`file:line: code: message`, as editors and CI read it."""
        return f"{self.file}:{self.line}: {self.code}: {self.message.to(lang)}"
