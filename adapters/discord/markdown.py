"""Markdown: texts as Discord's own markup, in which nothing but our markup has a meaning.

A backslash stands before every ASCII punctuation mark of a plain text: that disarms mentions, links, time stamps, emoji,
headings, lists and spoilers alike, whatever Discord adds next.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from bot.domain.escaping import visible
from bot.domain.formula import readable
from bot.domain.markup import Block, Span, blocks, short_spans, spans

_PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")
_JOINER = "\u200b"
"""Keeps backticks inside code from closing it."""


def escape(text: str) -> str:
    """The text so that it reads as it stands; line breaks stay."""
    return _PUNCTUATION.sub(r"\\\1", visible(text))


@lru_cache(maxsize=512)
def body(text: str) -> tuple[str, ...]:
    """A card's body as Discord Markdown, in pieces that belong together, each with the line feeds before it."""
    found: list[str] = []
    before: Block | None = None
    for block in blocks(text):
        lead = "" if before is None else "\n\n" if block.gap and "code" not in (block.kind, before.kind) else "\n"
        found.append(lead + _block(block))
        before = block
    return tuple(found)


@lru_cache(maxsize=2048)
def short(text: str) -> str:
    """A title, a field's value or a cell: plain but for code and formulas."""
    return _join(short_spans(text))


def plain(text: str) -> str:
    """For places without markup (buttons, footers, forms): code without its marks, formulas as text."""
    return visible("".join(readable(span.text) if span.kind == "formula" else span.text for span in short_spans(text)))


def code_block(text: str, language: str = "") -> str:
    """A fenced block that its own text cannot close."""
    return f"```{language}\n{visible(text).replace('``', f'`{_JOINER}`')}\n```"


def _block(block: Block) -> str:
    if block.kind == "code":
        return code_block(block.text, block.language)
    lead = {"item": "- ", "quote": "> "}.get(block.kind, "")
    return lead + _join(spans(block.text))


def _join(found: Iterable[Span]) -> str:
    return "".join(_span(span) for span in found)


def _span(span: Span) -> str:
    match span.kind:
        case "bold":
            return f"**{_join(span.inner)}**"
        case "italic":
            return f"*{_join(span.inner)}*"
        case "code":
            return f"`{visible(span.text)}`" if visible(span.text).strip() else ""
        case "formula":
            return escape(readable(span.text))
        case _:
            return escape(span.text)
