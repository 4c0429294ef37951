"""Text: one message in both languages.

Whatever Tiku says stands beside the code that says it, in Chinese and in English, so that a plug-in stays one file
(docs/decisions/0003-bilingual-texts-are-values.md).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, Self

Lang = Literal["zh", "en"]
"""The language of one reader."""
PostLang = Literal["zh", "en", "both"]
"""The language of a post: one of the two, or both under each other."""


@dataclass(frozen=True, slots=True)
class Text:
    """A message in Chinese and English."""

    zh: str
    en: str

    @classmethod
    def same(cls, text: str) -> Self:
        """A text that reads the same in both languages (a number, a symbol, code)."""
        return cls(text, text)

    @classmethod
    def parse(cls, value: str | Mapping[str, str]) -> Self:
        """From content: a plain string serves both languages, a map gives each.

        Raises ValueError when a map lacks a language or holds another key.
        """
        if isinstance(value, str):
            return cls.same(value)
        if set(value) != {"zh", "en"}:
            raise ValueError("give one text, or both languages: {zh: …, en: …}")
        return cls(value["zh"], value["en"])

    def to(self, lang: PostLang) -> str:
        """The text for a reader; `both` gives Chinese, then English where it differs."""
        if lang == "both":
            return self.zh if self.zh == self.en else _both(self.zh, self.en)
        return self.zh if lang == "zh" else self.en

    def line(self, lang: PostLang) -> str:
        """Like `to`, on one line: `both` is joined by a slash, for titles and labels."""
        if lang == "both" and self.zh != self.en:
            return f"{self.zh} / {self.en}"
        return self.zh if lang != "en" else self.en

    def format(self, **values: Any) -> Text:
        """Fill `{name}` places; a Text among the values is filled in its own language."""
        def fill(template: str, lang: Lang) -> str:
            return template.format(**{k: v.to(lang) if isinstance(v, Text) else v for k, v in values.items()})

        return Text(fill(self.zh, "zh"), fill(self.en, "en"))


def single(lang: PostLang) -> Lang:
    """The one language for what stands only once in a post: Chinese where it is in both."""
    return "en" if lang == "en" else "zh"


def _blocks(text: str) -> list[str]:
    """Paragraphs, a fenced block counting as one."""
    found: list[str] = []
    fenced = False
    for part in text.split("\n\n"):
        if fenced:
            found[-1] += f"\n\n{part}"
        else:
            found.append(part)
        fenced ^= part.count("```") % 2 == 1
    return found


def _both(zh: str, en: str) -> str:
    """Chinese, then English; blocks that both share (code, as a rule) stand once, in their place."""
    left, right = _blocks(zh), _blocks(en)
    shared = [block for block in left if block in right]
    if not shared or [block for block in right if block in left] != shared:
        return f"{zh}\n\n{en}"
    found: list[str] = []
    for block in shared:
        before, after = left.index(block), right.index(block)
        found += [*left[:before], *right[:after], block]
        left, right = left[before + 1 :], right[after + 1 :]
    return "\n\n".join([*found, *left, *right])
