"""Markdown: a card's body and its short texts to HTML that a page may show as it is.

The subset of bot.domain.card and no more: raw HTML, pictures, headings and autolinks stay text, links only to https.
"""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

from adapters.web.formula import formula

# A formula's dollars hug it, and no digit follows the closing one, so that "$5 and $6" stays prose.
FORMULA = re.compile(r"\$(?![\s$])((?:\\.|[^$\\\n])+?)(?<!\s)\$(?!\d)")
CODE = re.compile(r"`([^`\n]+)`")
SHORT = re.compile(f"{CODE.pattern}|{FORMULA.pattern}")
# Marks that turn the direction of text or hide in it. Every block and cell is isolated by the page itself.
HIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]")


def body_html(text: str) -> str:
    """Safe HTML for a body in the Markdown subset."""
    # Marks are dropped last: dropped first, two halves of a fence that one kept apart would close the block.
    return visible(_MARKDOWN.render(text))


def short_html(text: str) -> str:
    """Safe HTML for a label or a cell: plain text in which only code and formulas are drawn."""
    parts, at = [], 0
    for found in SHORT.finditer(text):
        parts.append(html.escape(text[at:found.start()]))
        code, latex = found.groups()
        parts.append(f"<code>{html.escape(code)}</code>" if code is not None else formula(latex))
        at = found.end()
    return visible("".join(parts) + html.escape(text[at:]))


def visible(text: str) -> str:
    """The text without control characters, direction overrides and invisible marks."""
    return HIDDEN.sub("", text)


def _formula_rule(state: StateInline, silent: bool) -> bool:
    found = FORMULA.match(state.src, state.pos, state.posMax) if state.src[state.pos] == "$" else None
    if found is None:
        return False
    if not silent:
        state.push("formula", "math", 0).content = found[1]
    state.pos = found.end()
    return True


def _emphasis_rule(state: StateInline, silent: bool) -> bool:
    """`**bold**` and `*italic*` by their marks alone.

    CommonMark asks what stands around a mark, and then `**重点。**后文` stays unformatted, since Chinese sets no spaces.
    A single star between two letters or digits is a product, as in `2*3`.
    """
    start, end, src = state.pos, state.posMax, state.src
    if src[start] != "*":
        return False
    mark = "**" if src.startswith("**", start) else "*"
    inner = start + len(mark)
    if inner >= end or src[inner].isspace() or src[inner] == "*" or (mark == "*" and _within_word(src, start)):
        return False
    close = _closing(state, mark, inner)
    if close is None:
        return False
    if not silent:
        tag = "strong" if mark == "**" else "em"
        state.pos, state.posMax = inner, close
        state.push(f"{tag}_open", tag, 1)
        state.md.inline.tokenize(state)
        state.push(f"{tag}_close", tag, -1)
    state.pos, state.posMax = close + len(mark), end
    return True


def _closing(state: StateInline, mark: str, inner: int) -> int | None:
    """Where the closing mark stands, skipping code, formulas and other emphasis; the state is left as it was."""
    start, src, found = state.pos, state.src, None
    state.pos = inner
    while state.pos < state.posMax:
        at = state.pos
        closes = src.startswith(mark, at) and at > inner and not src[at - 1].isspace()
        if closes and (mark == "**" or not (src.startswith("**", at) or _within_word(src, at))):
            found = at
            break
        state.md.inline.skipToken(state)
    state.pos = start
    return found


def _within_word(src: str, at: int) -> bool:
    around = src[at - 1:at] + src[at + 1:at + 2]
    return len(around) == 2 and around.isascii() and around.isalnum()


def _draw_formula(_: RendererHTML, tokens: Sequence[Token], at: int, options: OptionsDict, env: EnvType) -> str:
    return formula(tokens[at].content)


def _draw_link(self: RendererHTML, tokens: Sequence[Token], at: int, options: OptionsDict, env: EnvType) -> str:
    tokens[at].attrSet("rel", "noopener noreferrer")
    tokens[at].attrSet("target", "_blank")
    return self.renderToken(tokens, at, options, env)


def _https(url: str) -> bool:
    return url.lower().startswith("https://")


def _markdown() -> MarkdownIt:
    found = MarkdownIt("zero", {"html": False, "breaks": True, "maxNesting": 20})
    found.enable(["fence", "blockquote", "list", "backticks", "escape", "newline", "link"])
    found.inline.ruler.before("link", "formula", _formula_rule)
    found.inline.ruler.before("link", "stars", _emphasis_rule)
    found.validateLink = _https  # type: ignore[method-assign]
    found.add_render_rule("formula", _draw_formula)
    found.add_render_rule("link_open", _draw_link)
    return found


_MARKDOWN: Any = _markdown()
