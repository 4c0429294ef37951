"""Tables written once for both languages."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.card import Table
from bot.domain.text import Lang, Text

Cell = str | Text
QUANTITIES = Text("量|值", "quantity|value")


def tables(rows: Sequence[Sequence[Cell]], head: Text = QUANTITIES, *, numeric: tuple[int, ...] = (1,),
           strong: tuple[int, ...] = (0,)) -> dict[Lang, Table]:
    """One table per language: `head` names the columns, with bars between them; a cell may have two languages."""
    langs: tuple[Lang, ...] = ("zh", "en")
    return {lang: Table(tuple(head.to(lang).split("|")), tuple(tuple(_said(cell, lang) for cell in row) for row in rows),
                        numeric=numeric, strong=strong)
            for lang in langs}


def _said(cell: Cell, lang: Lang) -> str:
    return cell if isinstance(cell, str) else cell.to(lang)
