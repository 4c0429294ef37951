"""Card: the message that every platform can show, in a small closed set of shapes.

Adapters render these shapes and never learn what a question kind, a demo or a board is. Markdown in `body` is a subset:
paragraphs, `**bold**`, `*italic*`, `` `code` ``, fenced code, `- ` lists, `> ` quotes, and `$…$` formulas (LaTeX).
"""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from datetime import datetime
from typing import Any, Literal

Tone = Literal["plain", "question", "correct", "partly", "wrong", "info", "error"]
Style = Literal["primary", "plain", "danger"]


@dataclass(frozen=True, slots=True)
class Picture:
    """A PNG with a text that says the same."""

    png: bytes
    alt: str
    name: str = "picture.png"
    width: int = 0
    height: int = 0


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of text under headings; `numeric` names the columns to align right, `strong` the rows to set bold."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numeric: tuple[int, ...] = ()
    strong: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Field:
    """A short fact beside its name; with `at`, or with a channel's whole id as `channel`, the platform shows that instant or
    that channel in its own way instead."""

    name: str
    value: str = ""
    at: datetime | None = None
    channel: str = ""


@dataclass(frozen=True, slots=True)
class Input:
    """One place to fill in: a line or block of text, one choice, several choices, an order of all choices, or a channel.

    A channel comes back as its name within the tenant, the last part of the whole id, and so it stands in `value`.
    """

    name: str
    label: str
    style: Literal["line", "block", "one", "many", "rank", "channel"] = "line"
    choices: tuple[tuple[str, str], ...] = ()
    """(value, label) pairs for `one`, `many` and `rank`."""
    value: str = ""
    placeholder: str = ""
    hint: str = ""
    required: bool = True
    max_length: int = 1000


@dataclass(frozen=True, slots=True)
class Form:
    """Inputs that travel back together under one action."""

    title: str
    action: str
    inputs: tuple[Input, ...]
    submit: str = "OK"
    opener: str = ""
    """An action that brings this form again, for a platform that cannot show it at once."""


@dataclass(frozen=True, slots=True)
class Button:
    """A press sends `action` back; with `form` the platform asks for its inputs first and sends the form's action."""

    label: str
    action: str
    style: Style = "plain"
    disabled: bool = False
    form: Form | None = None


@dataclass(frozen=True, slots=True)
class Card:
    """A message, from top to bottom."""

    title: str = ""
    body: str = ""
    tone: Tone = "plain"
    fields: tuple[Field, ...] = ()
    table: Table | None = None
    picture: Picture | None = None
    buttons: tuple[Button, ...] = ()
    form: Form | None = None
    """A form to show at once, as the answer to a bare command."""
    footer: str = ""
    private: bool = False
    """Only the member who asked may see it."""
    data: Mapping[str, Any] | None = None
    """What a script gets in place of the prose (`--json`); never rendered."""



def to_json(card: Card, *, pictures: bool = True) -> dict[str, Any]:
    """The card as JSON values; instants in ISO 8601, pictures in Base64 (or left out)."""

    def plain(value: Any) -> Any:
        if is_dataclass(value) and not isinstance(value, type):
            found = {f.name: plain(getattr(value, f.name)) for f in fields(value)}
            return {k: v for k, v in found.items() if v not in (None, "", [], False)}
        if isinstance(value, bytes):
            return base64.b64encode(value).decode("ascii") if pictures else ""
        if isinstance(value, datetime):
            return value.isoformat()
        if isinstance(value, (list, tuple)):
            return [plain(item) for item in value]
        return value

    found: dict[str, Any] = plain(card)
    found.pop("data", None)
    return found


def from_json(raw: Mapping[str, Any]) -> Card:
    """The card that `to_json` wrote (with pictures). Raises KeyError or ValueError on anything else."""

    def forms(value: Mapping[str, Any] | None) -> Form | None:
        if value is None:
            return None
        inputs = tuple(
            Input(**{**item, "choices": tuple((v, label) for v, label in item.get("choices", ()))}
                  | ({} if item.get("required") else {"required": False}))
            for item in value["inputs"]
        )
        return Form(value["title"], value["action"], inputs, value.get("submit", "OK"), value.get("opener", ""))

    def rows(value: Sequence[Sequence[str]]) -> tuple[tuple[str, ...], ...]:
        return tuple(tuple(row) for row in value)

    table, picture = raw.get("table"), raw.get("picture")
    return Card(
        title=raw.get("title", ""),
        body=raw.get("body", ""),
        tone=raw.get("tone", "plain"),
        fields=tuple(
            Field(f.get("name", ""), f.get("value", ""), datetime.fromisoformat(f["at"]) if "at" in f else None,
                  f.get("channel", ""))
            for f in raw.get("fields", ())
        ),
        table=table and Table(tuple(table["head"]), rows(table.get("rows", ())),
                              tuple(table.get("numeric", ())), tuple(table.get("strong", ()))),
        picture=picture and Picture(**{**picture, "png": base64.b64decode(picture.get("png", ""))}),
        buttons=tuple(
            Button(b["label"], b["action"], b.get("style", "plain"), b.get("disabled", False), forms(b.get("form")))
            for b in raw.get("buttons", ())
        ),
        form=forms(raw.get("form")),
        footer=raw.get("footer", ""),
        private=raw.get("private", False),
    )
