"""Mrkdwn: a card's Markdown subset as Slack's blocks of text, in which nothing but our own markup has a meaning.

Slack's mrkdwn escapes `& < >` and nothing else: a star or an underscore in a text cannot be told from markup. So a piece
whose own characters could be taken for markup becomes a `rich_text` block, which is not parsed at all; every other
piece is a `section`, which reads the same in every client.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from adapters.slack import limits
from bot.domain.escaping import visible
from bot.domain.formula import readable
from bot.domain.markup import Block, Span, blocks, short_spans, spans

Json = dict[str, Any]

_PARSED = re.compile(r"[*~`]|(?<![^\W_])_|_(?![^\W_])|:[a-z0-9_+'-]+:|^>", re.MULTILINE)
"""What mrkdwn takes for markup: stars, tildes, backticks, underscores at a word's edge, emoji names, quotes."""
_EDGE = "\u200b"
"""Slack sees markup only beside a space or a punctuation mark; Chinese sets no spaces, and this one has no width."""
_NEEDLESS = re.compile("(?<=[\\s\u200b])\u200b|\u200b(?=\\s)|^\u200b|\u200b$", re.MULTILINE)
_JOINER = "\u200b"


def escape(text: str) -> str:
    """The text for mrkdwn and for `text`: no mention, link or date can be spelled without `<`."""
    return visible(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def plain(text: str) -> str:
    """For plain_text objects: code without its marks, formulas as text."""
    return visible("".join(_text(span) for span in short_spans(text)))


def short(text: str) -> str | None:
    """A value or a cell in mrkdwn, or None when its own characters would be taken for markup."""
    found = short_spans(text)
    return None if _ambiguous(found) else _joined(found)


def flat(text: str) -> str:
    """A body without any markup, for notifications and screen readers."""
    lines = []
    for block in blocks(text):
        lead = "• " if block.kind == "item" else ""
        lines.append(visible(block.text) if block.kind == "code" else lead + visible(_flat(spans(block.text))))
    return "\n".join(lines)


def body(text: str) -> list[Json]:
    """The body as blocks of text, each within Slack's limit after escaping; nothing of it is cut."""
    found: list[Json] = []
    run: list[str] = []

    def flush() -> None:
        found.extend(section(piece) for piece in packed(run))
        run.clear()

    before: Block | None = None
    for block in blocks(text):
        lead = "" if before is None else "\n\n" if block.gap and not (_labelled(before) and _labelled(block)) else "\n"
        before = block
        if block.kind == "code":
            if "```" in block.text:
                flush()
                found.append(_preformatted(block.text))
            else:
                run += [("\n" if index or lead else "") + piece for index, piece in enumerate(code_blocks(block.text))]
        elif _ambiguous(spans(block.text)):
            flush()
            found.append(_rich(block))
        else:
            run.append(lead + _line(block))
    flush()
    return found


def section(mrkdwn: str) -> Json:
    """A section; `verbatim` keeps Slack from finding links, channels and groups in it by itself."""
    return {"type": "section", "text": {"type": "mrkdwn", "text": mrkdwn, "verbatim": True}}


def packed(pieces: Iterable[str], most: int = limits.SECTION) -> Iterator[str]:
    """The pieces joined into as few texts of at most `most` characters as they need; a longer piece is parted."""
    text = ""
    for piece in pieces:
        for part in _parts(piece, most):
            if text and len(text) + len(part) > most:
                yield text.strip("\n")
                text = ""
            text += part
    if text.strip("\n"):
        yield text.strip("\n")


def code_blocks(text: str) -> list[str]:
    """Fenced blocks that hold the text, parted between lines where one would be too long."""
    room = limits.SECTION - 10
    safe = escape(text).replace("``", f"`{_JOINER}`")
    return [f"```\n{part}\n```" for part in packed([f"{line}\n" for line in safe.split("\n")], room)] or ["```\n \n```"]


def _parts(piece: str, most: int) -> Iterator[str]:
    """Parts of at most `most` characters, cut at a space where there is one and never inside an escape."""
    while len(piece) > most:
        at = piece.rfind(" ", most // 2, most)
        at = most if at < 0 else at + 1
        amp = piece.rfind("&", at - 5, at)
        if amp >= 0 and ";" not in piece[amp:at]:
            at = amp
        yield piece[:at]
        piece = piece[at:]
    yield piece


def _labelled(block: Block) -> bool:
    """Whether it begins in bold, as options do: Slack sets lines wide apart, so these stand close together."""
    return block.kind == "text" and block.text.startswith("**")


def _line(block: Block) -> str:
    lead = {"item": "• ", "quote": ">"}.get(block.kind, "")
    return lead + _joined(spans(block.text))


def _joined(found: Iterable[Span]) -> str:
    return _NEEDLESS.sub("", "".join(_span(span) for span in found))


def _span(span: Span) -> str:
    match span.kind:
        case "bold" | "italic":
            mark = "*" if span.kind == "bold" else "_"
            inner = _joined(span.inner)
            return f"{_EDGE}{mark}{inner}{mark}{_EDGE}"
        case "code":
            return f"{_EDGE}`{escape(span.text)}`{_EDGE}" if visible(span.text).strip() else ""
        case _:
            return escape(_text(span))


def _text(span: Span) -> str:
    return readable(span.text) if span.kind == "formula" else span.text


def _flat(found: Iterable[Span]) -> str:
    return "".join(_flat(span.inner) if span.inner else _text(span) for span in found)


def _ambiguous(found: Sequence[Span]) -> bool:
    for span in found:
        if span.kind == "code":
            continue
        if _ambiguous(span.inner) if span.inner else _PARSED.search(_text(span)):
            return True
    return False


# ---- rich text -------------------------------------------------------------------------------------------------------


def _rich(block: Block) -> Json:
    elements = list(_elements(spans(block.text), {}))
    part: Json = {"type": "rich_text_section", "elements": elements}
    if block.kind == "quote":
        part = {"type": "rich_text_quote", "elements": elements}
    if block.kind == "item":
        part = {"type": "rich_text_list", "style": "bullet", "elements": [part]}
    return {"type": "rich_text", "elements": [part]}


def _preformatted(text: str) -> Json:
    elements = list(_pieces(visible(text), {}))
    return {"type": "rich_text", "elements": [{"type": "rich_text_preformatted", "elements": elements}]}


def _elements(found: Iterable[Span], style: dict[str, bool]) -> Iterator[Json]:
    for span in found:
        if span.kind in ("bold", "italic"):
            yield from _elements(span.inner, style | {span.kind: True})
        else:
            yield from _pieces(visible(_text(span)), style | ({"code": True} if span.kind == "code" else {}))


def _pieces(text: str, style: dict[str, bool]) -> Iterator[Json]:
    """Text elements, parted after each `<`: no string that leaves this program spells a mention."""
    for piece in re.split(r"(?<=<)", text):
        if piece:
            yield {"type": "text", "text": piece} | ({"style": style} if style else {})
