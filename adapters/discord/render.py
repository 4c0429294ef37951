"""Render: a card to Discord's message. Pure; every limit is kept after escaping, and nothing of the content is cut.

What is too long for one embed goes on in a second one; what is too long for a message (6,000 characters) is attached as
a text file below its beginning.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from adapters.discord import limits
from adapters.discord.markdown import body as body_pieces
from adapters.discord.markdown import plain, short
from adapters.discord.table import draw
from bot.domain.card import Button, Card, Field, Tone
from bot.domain.text import Text

COLOURS: dict[Tone, int] = {
    "plain": 0x8A8F98, "question": 0x3B6FD4, "correct": 0x2E9E5B, "partly": 0xD9982B, "wrong": 0xD1483F, "info": 0x5B7083,
    "error": 0xB3403A,
}
SHORT_FIELD = 42
"""Characters of a field's value up to which it may stand beside others."""
MARK = "#"
_REST = Text(zh="……（全文见附件）", en="… (the full text is attached)")
_EMPTY = "\u2014"


@dataclass(frozen=True, slots=True)
class Upload:
    """A file of a message, with the text that says the same."""

    name: str
    content: bytes
    alt: str = ""


@dataclass(frozen=True, slots=True)
class Press:
    """A button as Discord has it."""

    label: str
    custom_id: str
    style: int
    disabled: bool = False


@dataclass(frozen=True, slots=True)
class Message:
    """What is sent: embeds as JSON values, rows of buttons, files."""

    embeds: tuple[dict[str, Any], ...]
    rows: tuple[tuple[Press, ...], ...] = ()
    files: tuple[Upload, ...] = ()


def size(text: str) -> int:
    """Length in UTF-16 units, the longer of the two ways in which it may be counted."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def render(card: Card, key: str = "") -> Message:
    """The card as a message; with a `key` the message carries a mark that `marked` sees again."""
    presses, noted = _presses(card.buttons, key)
    footer = plain(card.footer)
    if key and not noted:
        footer = f"{footer} · {MARK}{key}".removeprefix(" · ")
    title, pieces, fields = _title(card), list(_pieces(card)), [_field(field) for field in card.fields]
    long = [field for field in fields if size(field["value"]) > limits.FIELD_VALUE or size(field["name"]) > limits.FIELD_NAME]
    pieces += [f"\n\n**{field['name']}**\n{field['value']}" for field in long]
    # What stands beside each other comes first: a long field between two short ones would part them.
    fields = sorted((field for field in fields if field not in long), key=lambda field: not field["inline"])[: limits.EMBED_FIELDS]
    spent = size(title) + size(footer) + sum(size(field["name"]) + size(field["value"]) for field in fields)
    descriptions, attached = _descriptions(pieces, limits.EMBED_SUM - spent, card)
    embeds: list[dict[str, Any]] = [{"description": text} for text in descriptions] or [{}]
    for embed in embeds:
        embed["color"] = COLOURS[card.tone]
    if title:
        embeds[0]["title"] = title
    last = embeds[-1]
    if fields:
        last["fields"] = fields
    if footer:
        last["footer"] = {"text": footer[: limits.EMBED_FOOTER]}
    files = [*attached]
    if card.picture and card.picture.png:
        name = _file_name(card.picture.name)
        files.append(Upload(name, card.picture.png, plain(card.picture.alt)[: limits.ALT]))
        last["image"] = {"url": f"attachment://{name}"}
    if not any(set(embed) - {"color"} for embed in embeds):
        embeds[0]["description"] = _EMPTY
    return Message(tuple(embeds), _rows(presses), tuple(files))


def marked(message: Any, key: str) -> bool:
    """Whether a message (Discord's JSON) carries the mark of `key`: its nonce, a button's action, or its footer."""
    if str(message.get("nonce") or "") == key:
        return True
    ids = [str(item.get("custom_id", "")) for row in message.get("components", ()) for item in row.get("components", ())]
    marks = [custom_id.rpartition(MARK)[2] for custom_id in ids if MARK in custom_id]
    if marks:
        return key in marks
    if any(key in custom_id.split(":")[1:2] for custom_id in ids):
        return True
    return any(str((embed.get("footer") or {}).get("text", "")).endswith(f"{MARK}{key}") for embed in message.get("embeds", ()))


def unmarked(custom_id: str) -> str:
    """The action text that a button carries, without the mark."""
    return custom_id.rpartition(MARK)[0] if MARK in custom_id else custom_id


def _title(card: Card) -> str:
    title = " ".join(short(card.title).split())
    return title if size(title) <= limits.EMBED_TITLE else ""


def _pieces(card: Card) -> Iterator[str]:
    """The description's pieces; a title that is too long opens it."""
    lead = ""
    if card.title and not _title(card):
        yield f"**{short(card.title)}**"
        lead = "\n\n"
    for piece in body_pieces(card.body):
        yield lead + piece
        lead = ""
    if card.table is not None:
        gap = "\n" if card.body or lead else ""
        for piece in draw(card.table):
            yield gap + piece
            gap = ""


def _field(field: Field) -> dict[str, Any]:
    if field.at is not None:
        return {"name": plain(field.name) or _EMPTY, "value": f"<t:{int(field.at.timestamp())}:R>", "inline": True}
    place = field.channel.rpartition(":")[2]
    if place.isdecimal():
        return {"name": plain(field.name) or _EMPTY, "value": f"<#{place}>", "inline": True}
    value = short(field.value or place).strip() or _EMPTY
    return {"name": plain(field.name) or _EMPTY, "value": value, "inline": size(plain(field.value)) <= SHORT_FIELD}


def _descriptions(pieces: Sequence[str], room: int, card: Card) -> tuple[list[str], list[Upload]]:
    """The pieces packed into as few descriptions as they need; beyond the room their beginning and a file with all."""
    packed: list[str] = []
    for piece in pieces:
        if packed and size(packed[-1]) + size(piece) <= limits.EMBED_DESCRIPTION:
            packed[-1] += piece
        else:
            packed.append(piece.lstrip("\n"))
    if sum(size(text) for text in packed) <= room and all(size(text) <= limits.EMBED_DESCRIPTION for text in packed):
        return packed, []
    rest = _REST.line("both")
    kept = ""
    for piece in pieces:
        if size(kept) + size(piece) + size(rest) + 2 > min(room, limits.EMBED_DESCRIPTION):
            break
        kept += piece
    whole = "\n".join([card.title, "", card.body]).strip() + "\n"
    return [f"{kept}\n\n{rest}".strip()], [Upload("text.md", whole.encode("utf-8", "replace"))]


def _presses(buttons: Sequence[Button], key: str) -> tuple[list[Press], bool]:
    """The buttons with distinct ids, and whether one of them carries the key."""
    found: dict[str, Press] = {}
    for button in buttons[: limits.ROWS * limits.ROW_BUTTONS]:
        if button.action in found or not 0 < len(button.action) <= limits.CUSTOM_ID:
            continue
        label = " ".join(plain(button.label).split()) or _EMPTY
        label = label if size(label) <= limits.BUTTON_LABEL else label[: limits.BUTTON_LABEL // 2 - 1] + "…"
        style = {"primary": 1, "plain": 2, "danger": 4}[button.style]
        found[button.action] = Press(label, button.action, style, button.disabled)
    presses = list(found.values())
    if not key or any(key in press.custom_id.split(":")[1:2] for press in presses):
        return presses, bool(presses)
    for index, press in enumerate(presses):
        if len(press.custom_id) + len(MARK) + len(key) <= limits.CUSTOM_ID:
            presses[index] = Press(press.label, f"{press.custom_id}{MARK}{key}", press.style, press.disabled)
            return presses, True
    return presses, False


def _rows(presses: Sequence[Press]) -> tuple[tuple[Press, ...], ...]:
    """Rows of at most five; six buttons stand as three and three rather than as five and one."""
    if not presses:
        return ()
    count = -(-len(presses) // limits.ROW_BUTTONS)
    each = -(-len(presses) // count)
    return tuple(tuple(presses[at:at + each]) for at in range(0, len(presses), each))


def _file_name(name: str) -> str:
    """A name that an `attachment://` address holds unchanged."""
    kept = "".join(char if char.isascii() and (char.isalnum() or char in "-_.") else "-" for char in name)
    return kept.strip("-.") or "picture.png"
