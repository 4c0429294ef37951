"""Render: a card to the JSON that the page draws. Pure; every `html` in it is safe to show as it is."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from adapters.web.markdown import body_html, short_html, visible
from bot.domain.card import Button, Card, Field, Form, Input, Picture, Table
from bot.domain.question import LETTERS

Draw = Callable[[Picture], Mapping[str, Any]]
"""Where a picture can be fetched: `src`, `alt`, `width`, `height`."""

MARKED = ("correct", "partly", "wrong", "error")
MARK = re.compile(r"\A[✓✔✅◐✗✘❌⚠\ufe0f\s]+")
"""What a title may open with for platforms without a sign of their own for the tone."""
OPTION = re.compile(r"\*\*([A-J])[.．、]?\*\*[.．、]?\s+(\S.*)", re.DOTALL)
PARAGRAPH = re.compile(r"<p>((?:(?!</?p>|<pre|<ul|<ol|<blockquote).)*)</p>", re.DOTALL)
LETTER = re.compile(r"([A-J])(?:[.．、:：)）·]\s*(.+))?", re.DOTALL)


def render(card: Card, draw: Draw) -> dict[str, Any]:
    """The card as JSON values; empty parts are left out.

    Keys: `tone`; `title`, `body`, `footer` (HTML); `fields` ({name, html} or {name, at}); `table`; `picture`; `buttons`
    ({html, text, letter, action, style, disabled, form}); `form`; `private`.
    """
    body, options = _split_options(card)
    found: dict[str, Any] = {
        "title": short_html(MARK.sub("", card.title, 1) if card.tone in MARKED else card.title),
        "body": body_html(body) if body else "",
        "fields": [_field(field) for field in card.fields],
        "table": _table(card.table) if card.table else None,
        "picture": _picture(card.picture, draw) if card.picture and card.picture.png else None,
        "buttons": _lettered(card, [_button(button) | options.get(button.label, {}) for button in card.buttons]),
        "form": _form(card.form) if card.form else None,
        "footer": short_html(card.footer),
        "private": card.private,
    }
    return {"tone": card.tone} | {key: value for key, value in found.items() if value}


def _split_options(card: Card) -> tuple[str, dict[str, dict[str, str]]]:
    """The body without its options, and their HTML by letter, when its last paragraphs are one option for each bare
    letter among the buttons: there is room here to write an option on its button."""
    letters = [button.label for button in card.buttons if len(button.label) == 1 and LETTER.fullmatch(button.label)]
    parts = card.body.split("\n\n")
    rest, last = parts[:len(parts) - len(letters)], parts[len(parts) - len(letters):]
    options = [OPTION.fullmatch(part) for part in last]
    if not letters or [option and option[1] for option in options] != letters:
        return card.body, {}
    drawn = [_one_paragraph(option[2]) for option in options if option]
    if not all(drawn):
        return card.body, {}
    return "\n\n".join(rest), {letter: {"html": html} for letter, html in zip(letters, drawn, strict=True)}


def _lettered(card: Card, drawn: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """A question's plain choices (true, false) get letters by their place, so that they have keys as well."""
    if card.tone != "question" or any(button["letter"] or button["form"] for button in drawn):
        return drawn
    return [button | {"letter": letter} for button, letter in zip(drawn, LETTERS, strict=False)]


def _one_paragraph(text: str) -> str:
    """The HTML inside the text's only paragraph; empty where there is more, or a link, which no button may hold."""
    found = PARAGRAPH.fullmatch(body_html(text).strip())
    return "" if found is None or "<a " in found[1] else found[1]


def _field(field: Field) -> dict[str, str]:
    name = visible(field.name)
    if field.at:
        return {"name": name, "at": field.at.isoformat()}
    return {"name": name, "html": short_html(f"#{field.channel.rpartition(':')[2]}" if field.channel else field.value)}


def _table(table: Table) -> dict[str, Any]:
    return {
        "head": [short_html(cell) for cell in table.head],
        "rows": [[short_html(cell) for cell in row] for row in table.rows],
        "numeric": list(table.numeric),
        "strong": list(table.strong),
    }


def _picture(picture: Picture, draw: Draw) -> dict[str, Any]:
    return {**draw(picture), "alt": visible(picture.alt)}


def _button(button: Button) -> dict[str, Any]:
    return _label(button.label) | {
        "action": button.action,
        "style": button.style,
        "disabled": button.disabled,
        "form": _form(button.form) if button.form else None,
    }


def _label(label: str) -> dict[str, Any]:
    """A leading letter is drawn as a key of its own, since pressing that letter chooses it."""
    letter = LETTER.fullmatch(label)
    text = (letter[2] or "") if letter else label
    return {"html": short_html(text), "text": visible(label), "letter": letter[1] if letter else ""}


def _form(form: Form) -> dict[str, Any]:
    return {
        "title": short_html(form.title),
        "action": form.action,
        "submit": visible(form.submit),
        "inputs": [_input(item) for item in form.inputs],
    }


def _input(item: Input) -> dict[str, Any]:
    return {
        "name": item.name,
        "label": short_html(item.label),
        "style": item.style,
        "choices": [_label(label) | {"value": value} for value, label in item.choices],
        "value": item.value,
        "placeholder": visible(item.placeholder),
        "hint": short_html(item.hint),
        "required": item.required,
        "max": item.max_length,
    }
