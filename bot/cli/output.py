"""What the command line prints: one JSON object, or text for people; and in which language."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, cast

from bot.domain.card import Card
from bot.domain.errors import BadInput
from bot.domain.text import Lang, Text
from bot.settings import load_settings, one_setting

if TYPE_CHECKING:
    from rich.console import Console

LangOption = str | None
_LANGS = ("zh", "en")
_MATH = re.compile(r"\$[^$\n]+\$")
_MARKS = re.compile(r"([\\`*_{}\[\]()#+.!|<>~-])")


def language(given: LangOption) -> Lang:
    """`--lang`, else TIKU_LANG or `lang` of tiku.toml, else English. Raises BadInput or SettingsError for any other."""
    if given is not None:
        if given.lower() not in _LANGS:
            raise BadInput("E_UNKNOWN", "lang", Text(zh=f"--lang 只能是 zh 或 en，不能是“{given[:20]}”。",
                                                     en=f"--lang: there is no language {given[:20]!r}; choose zh or en"))
        return cast("Lang", given.lower())
    found = one_setting("lang", os.environ).lower() or "en"
    if found not in _LANGS:
        load_settings(os.environ)  # tells this fault, and every other
    return cast("Lang", found)


def spoken(words: Sequence[str]) -> Lang:
    """The language to report a fault in, whatever else is wrong with the command line or the settings."""
    found = one_setting("lang", os.environ)
    for index, word in enumerate(words):
        following = words[index + 1] if index + 1 < len(words) else ""
        if word == "--":
            break
        given = following if word == "--lang" else word.removeprefix("--lang=") if word.startswith("--lang=") else ""
        found = given if given.lower() in _LANGS else found
    return "zh" if found.lower() == "zh" else "en"


def emit(data: Mapping[str, Any]) -> None:
    """One JSON object on stdout; NaN and infinities never appear."""
    print(json.dumps(data, ensure_ascii=False, allow_nan=False))


def show(card: Card) -> None:
    """A card in the terminal."""
    from rich.console import Console

    console = Console(soft_wrap=False, highlight=False)
    if not console.is_terminal:
        # Without a terminal rich fills every line up with spaces.
        with console.capture() as captured:
            _show(console, card)
        print("\n".join(line.rstrip() for line in captured.get().splitlines()))
        return
    _show(console, card)


def _show(console: Console, card: Card) -> None:
    from rich.markdown import Markdown

    if card.title:
        console.print(card.title, style="bold", markup=False)
    if card.body:
        # Markdown would take the backslashes of a formula for its own.
        console.print(Markdown(_MATH.sub(lambda found: _MARKS.sub(r"\\\1", found[0]), card.body)))
    if card.table:
        _show_table(console, card)
    for field in card.fields:
        console.print(f"{field.name}: {field.value or field.channel or (field.at and field.at.isoformat()) or ''}", markup=False)
    if card.footer:
        console.print(card.footer, style="dim", markup=False)


def _show_table(console: Console, card: Card) -> None:
    from rich.table import Table

    assert card.table is not None
    table = Table(show_edge=False, pad_edge=False)
    for index, head in enumerate(card.table.head):
        table.add_column(head, justify="right" if index in card.table.numeric else "left")
    for index, row in enumerate(card.table.rows):
        table.add_row(*(cell.replace("[", "\\[") for cell in row), style="bold" if index in card.table.strong else None)
    console.print(table)
