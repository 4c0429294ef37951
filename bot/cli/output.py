"""What the command line prints: one JSON object, or text for people; and how it fails."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping
from typing import Any, Literal, NoReturn, cast

from bot.domain.card import Card
from bot.domain.errors import BadInput, ContentError, Refusal, SettingsError, StoreError
from bot.domain.text import Lang

LangOption = Literal["zh", "en"] | None


def language(given: LangOption) -> Lang:
    """`--lang`, else TIKU_LANG, else English."""
    found = given or os.environ.get("TIKU_LANG", "en").lower()
    return cast("Lang", found if found in ("zh", "en") else "en")


class Failure(Exception):
    """The command ends here: an exit code, the lines to print, and the JSON object when one was asked for."""

    def __init__(self, code: int, lines: list[str], data: Mapping[str, Any] | None = None) -> None:
        super().__init__("\n".join(lines))
        self.code, self.lines, self.data = code, lines, data

    @classmethod
    def usage(cls, line: str) -> Failure:
        """Bad input: exit code 2, one line."""
        return cls(2, [line])

    @classmethod
    def of(cls, error: Exception, lang: Lang, *, as_json: bool = False) -> Failure:
        """How one of our errors ends a command."""
        if isinstance(error, BadInput):
            message = error.text.to(lang)
            fault = {"error": {"code": error.code, "param": error.param, "message": message}}
            return cls(2, [message], fault if as_json else None)
        if isinstance(error, Refusal):
            message = error.text.to(lang)
            return cls(1, [message], {"error": {"code": "E_REFUSED", "param": "", "message": message}} if as_json else None)
        lines = str(error).split("\n")
        code = 2 if isinstance(error, (SettingsError, ContentError, StoreError, ValueError)) else 1
        data = {"error": {"code": "E_SETTINGS", "param": "", "message": lines[0]}} if as_json else None
        return cls(code, lines, data)


def fail(failure: Failure) -> NoReturn:
    """Print the failure and exit with its code."""
    if failure.data is not None:
        emit(failure.data)
    for line in failure.lines if failure.data is None else ():
        print(line, file=sys.stderr)
    sys.exit(failure.code)


def emit(data: Mapping[str, Any]) -> None:
    """One JSON object on stdout; NaN and infinities never appear."""
    print(json.dumps(data, ensure_ascii=False, allow_nan=False))


def show(card: Card) -> None:
    """A card in the terminal."""
    from rich.console import Console
    from rich.markdown import Markdown
    from rich.table import Table

    console = Console(soft_wrap=False, highlight=False)
    if card.title:
        console.print(card.title, style="bold", markup=False)
    if card.body:
        console.print(Markdown(card.body))
    if card.table:
        table = Table(show_edge=False, pad_edge=False)
        for index, head in enumerate(card.table.head):
            table.add_column(head, justify="right" if index in card.table.numeric else "left")
        for index, row in enumerate(card.table.rows):
            table.add_row(*(cell.replace("[", "\\[") for cell in row), style="bold" if index in card.table.strong else None)
        console.print(table)
    for field in card.fields:
        console.print(f"{field.name}: {field.value or (field.at and field.at.isoformat()) or ''}", markup=False)
    if card.footer:
        console.print(card.footer, style="dim", markup=False)
