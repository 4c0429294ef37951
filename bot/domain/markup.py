"""Markup: the Markdown subset of a card's body, taken apart, for platforms with a markup of their own.

Blocks are paragraphs, `- ` items, `> ` quotes and fenced code; spans are `**bold**`, `*italic*`, `` `code` ``, `$…$` and
plain text. What is no markup stays plain text, character for character.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

SpanKind = Literal["plain", "bold", "italic", "code", "formula"]
BlockKind = Literal["text", "item", "quote", "code"]

_SPAN = re.compile(
    r"\\(?P<escaped>[!-/:-@\[-`{-~])"
    r"|`(?P<code>[^`\n]+)`"
    # A formula's dollars hug it, and no digit follows the closing one, so that "$5 and $6" stays prose.
    r"|\$(?![\s$])(?P<formula>(?:\\.|[^$\\\n])+?)(?<!\s)\$(?!\d)"
    r"|\*\*(?=[^\s*])(?P<bold>(?:`[^`\n]*`|[^*\n]|\*(?!\*))+?)(?<!\s)\*\*"
    r"|(?<![A-Za-z0-9*])\*(?=[^\s*])(?P<italic>(?:`[^`\n]*`|[^*\n])+?)(?<!\s)\*(?![A-Za-z0-9*])"
)
_SHORT = re.compile(r"`(?P<code>[^`\n]+)`|\$(?![\s$])(?P<formula>(?:\\.|[^$\\\n])+?)(?<!\s)\$(?!\d)")
_FENCE = re.compile(r"```([A-Za-z0-9+-]*)\s*$")


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of text of one kind; bold and italic hold spans inside."""

    kind: SpanKind
    text: str = ""
    inner: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Block:
    """One line of text, one item, one quoted line, or a whole fenced block with its language; `gap` says whether an
    empty line stands before it."""

    kind: BlockKind
    text: str
    language: str = ""
    gap: bool = False


def blocks(body: str) -> tuple[Block, ...]:
    """The body line by line, fenced blocks whole. A fence that nobody closes runs to the end."""
    found: list[Block] = []
    code: list[str] | None = None
    language, gap = "", False
    for line in body.split("\n"):
        fence = _FENCE.match(line.strip()) if line.lstrip().startswith("```") else None
        if code is not None:
            if fence and not fence[1]:
                found.append(Block("code", "\n".join(code), language, gap))
                code, gap = None, False
            else:
                code.append(line)
        elif fence:
            code, language = [], fence[1]
        elif not line.strip():
            gap = bool(found)
        else:
            found.append(_block(line, gap))
            gap = False
    if code is not None:
        found.append(Block("code", "\n".join(code), language, gap))
    return tuple(found)


def _block(line: str, gap: bool) -> Block:
    if line.startswith("- "):
        return Block("item", line[2:], gap=gap)
    if line.startswith("> ") or line == ">":
        return Block("quote", line[2:], gap=gap)
    return Block("text", line.rstrip(), gap=gap)


def spans(text: str) -> tuple[Span, ...]:
    """The spans of a paragraph."""
    return _split(text, _SPAN)


def short_spans(text: str) -> tuple[Span, ...]:
    """The spans of a title, a label or a cell, in which only code and formulas are markup."""
    return _split(text, _SHORT)


def _split(text: str, pattern: re.Pattern[str]) -> tuple[Span, ...]:
    found: list[Span] = []

    def plain(piece: str) -> None:
        if piece and found and found[-1].kind == "plain":
            found[-1] = Span("plain", found[-1].text + piece)
        elif piece:
            found.append(Span("plain", piece))

    at = 0
    for match in pattern.finditer(text):
        plain(text[at:match.start()])
        at = match.end()
        name = match.lastgroup or ""
        piece = match[name]
        if name == "escaped":
            plain(piece)
        elif name in ("bold", "italic"):
            found.append(Span("bold" if name == "bold" else "italic", inner=_split(piece, pattern)))
        else:
            found.append(Span("code" if name == "code" else "formula", piece))
    plain(text[at:])
    return tuple(found)
