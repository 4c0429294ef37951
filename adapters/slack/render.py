"""Render: a card to a Slack message. Pure; every limit is kept after escaping, and nothing of the content is cut."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from adapters.slack import limits, table
from adapters.slack.mrkdwn import Json, body, escape, flat, packed, plain, section, short
from bot.domain.card import Button, Card, Field

MARK = "tk:"
"""Begins the block_id of a message's first block; what follows is the key that `find` looks for."""
_EMPTY = "—"
_PLACE = re.compile(r"[CG][A-Z0-9]{1,29}")
_STYLES = {"primary": {"style": "primary"}, "danger": {"style": "danger"}, "plain": {}}


@dataclass(frozen=True, slots=True)
class Message:
    """`blocks` for the eye, `text` for notifications and screen readers (escaped, at most 4,000 characters)."""

    text: str
    blocks: tuple[Json, ...]

    def payload(self) -> dict[str, Any]:
        """The two as arguments of a call."""
        return {"text": self.text, "blocks": list(self.blocks)}


def render(card: Card, key: str = "", file_id: str = "") -> Message:
    """The card as a message. `key` marks it, `file_id` is its picture as a file of Slack's; without one the picture's
    text stands in its place."""
    found = card_blocks(card, file_id)[: limits.MESSAGE_BLOCKS] or [section(_EMPTY)]
    if key:
        found[0] = {**found[0], "block_id": f"{MARK}{key}"}
    return Message(spoken(card), tuple(found))


def marked(message: Json, key: str) -> bool:
    """Whether a message, as Slack returns it, carries the mark of that key."""
    return any(block.get("block_id") == f"{MARK}{key}" for block in message.get("blocks") or ())


def card_blocks(card: Card, file_id: str = "", prefix: str = "") -> list[Json]:
    """The card's blocks, for a message, a modal or the home tab; `prefix` begins the block_id of its buttons."""
    found: list[Json] = []
    title = " ".join(plain(card.title).split())
    if title and len(title) <= limits.HEADER:
        found.append({"type": "header", "text": plain_text(title)})
    elif title:
        found += [{"type": "section", "text": plain_text(piece)} for piece in packed([title])]
    text = card.body
    if card.tone == "error" and not title:
        text = f"⚠️ {text}"
    found += body(text)
    if card.table is not None:
        found += table.draw(card.table)
    found += _fields(card.fields)
    if card.picture is not None and card.picture.png:
        found += _picture(plain(card.picture.alt), file_id)
    found += _actions(card.buttons, prefix)
    if card.footer:
        found.append({"type": "context", "elements": [plain_text(plain(card.footer)[: limits.SECTION])]})
    return found


def spoken(card: Card) -> str:
    """The whole card in plain words, escaped."""
    parts = [escape(plain(card.title)), escape(flat(card.body))]
    parts += [escape(table.flat(card.table))] if card.table else []
    parts += [f"{escape(plain(field.name))}: {_said(field)}" for field in card.fields]
    parts += [escape(plain(card.picture.alt))] if card.picture else []
    parts += [escape(plain(card.footer))]
    text = "\n".join(part for part in parts if part.strip()) or _EMPTY
    if len(text) <= limits.TEXT:
        return text
    return text[: limits.TEXT - 8].rpartition("\n")[0][: limits.TEXT - 8] + "\n…"


def plain_text(text: str) -> Json:
    """An object in which no markup, mention or emoji name is looked for."""
    return {"type": "plain_text", "text": text or _EMPTY, "emoji": False}


def buttons_of(buttons: Sequence[Button]) -> list[Json]:
    """Buttons with distinct ids: the action text is the action_id, and nothing else travels with it. Slack has no disabled
    button, so those are left out."""
    found: dict[str, Json] = {}
    for button in buttons:
        if button.disabled or not 0 < len(button.action) <= limits.ACTION_ID or button.action in found:
            continue
        label = " ".join(plain(button.label).split()) or _EMPTY
        label = label if len(label) <= limits.BUTTON else label[: limits.BUTTON - 1] + "…"
        found[button.action] = {"type": "button", "action_id": button.action, "text": plain_text(label), **_STYLES[button.style]}
    return list(found.values())


def _actions(buttons: Sequence[Button], prefix: str) -> list[Json]:
    drawn = buttons_of(buttons)
    rows = [drawn[at:at + limits.ACTIONS] for at in range(0, len(drawn), limits.ACTIONS)]
    return [{"type": "actions", **({"block_id": f"{prefix}{index}"} if prefix else {}), "elements": row}
            for index, row in enumerate(rows)]


def _fields(fields: Sequence[Field]) -> list[Json]:
    """Pairs side by side, ten to a section; one that is too long for that stands alone."""
    drawn = [_field(field) for field in fields]
    found: list[Json] = []
    side: list[Json] = []

    def flush() -> None:
        found.extend({"type": "section", "fields": side[at:at + limits.FIELDS]} for at in range(0, len(side), limits.FIELDS))
        side.clear()

    for text in drawn:
        if len(text["text"]) <= limits.FIELD:
            side.append(text)
            continue
        flush()
        found += [{"type": "section", "text": {**text, "text": piece}} for piece in packed([text["text"]])]
    flush()
    return found


def _field(field: Field) -> Json:
    name = plain(field.name) or _EMPTY
    if field.at is not None:
        return {"type": "mrkdwn", "text": f"*{escape(name)}*\n{_instant(field)}", "verbatim": True}
    if field.channel:
        return {"type": "mrkdwn", "text": f"*{escape(name)}*\n{_channel(field)}", "verbatim": True}
    value, drawn = plain(field.value).strip() or _EMPTY, short(field.value)
    if drawn is None or short(field.name) is None:
        return plain_text(f"{name}\n{value}")
    return {"type": "mrkdwn", "text": f"*{escape(name)}*\n{drawn.strip() or _EMPTY}", "verbatim": True}


def _said(field: Field) -> str:
    return _instant(field) if field.at else _channel(field) if field.channel else escape(plain(field.value))


def _instant(field: Field) -> str:
    """The instant as each reader's own Slack shows it; in UTC where it cannot."""
    assert field.at is not None
    return f"<!date^{int(field.at.timestamp())}^{{date_short_pretty}} {{time}}|{field.at:%Y-%m-%d %H:%M} UTC>"


def _channel(field: Field) -> str:
    """The channel as a link with its name."""
    place = field.channel.rpartition(":")[2]
    return f"<#{place}>" if _PLACE.fullmatch(place) else escape(place)


def _picture(alt: str, file_id: str) -> list[Json]:
    if file_id:
        return [{"type": "image", "slack_file": {"id": file_id}, "alt_text": alt[: limits.ALT] or _EMPTY}]
    return [{"type": "context", "elements": [plain_text(piece)]} for piece in packed([alt])]
