"""Table: rows of text where Discord has no tables, as aligned text, or as lines where a row is too wide for that."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from adapters.discord.markdown import code_block, plain, short
from bot.domain.card import Table

WIDEST = 44
"""Columns of an aligned table; a phone shows about so many."""


def width(text: str) -> int:
    """Columns that the text takes in a fixed-width font: two for wide East Asian characters, none for marks."""
    return sum(0 if unicodedata.combining(char) else 2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def draw(table: Table) -> list[str]:
    """The table as Discord Markdown, in pieces that may be parted."""
    cells = [[plain(cell) for cell in row] for row in (table.head, *table.rows)]
    columns = [max((width(row[i]) for row in cells if i < len(row)), default=0) for i in range(len(table.head))]
    if sum(columns) + 2 * len(columns) > WIDEST + 2:
        return [line if index == 0 else f"\n{line}" for index, line in enumerate(_lines(table))]
    marks = {index + 1 for index in table.strong}
    lines = [_aligned(row, columns, table.numeric, index in marks if table.strong else None) for index, row in enumerate(cells)]
    return [code_block("\n".join(lines))]


def _aligned(row: Sequence[str], columns: Sequence[int], numeric: Sequence[int], mark: bool | None) -> str:
    cells = []
    for index, cell in enumerate(row):
        gap = " " * (columns[index] - width(cell)) if index < len(columns) else ""
        cells.append(gap + cell if index in numeric else cell + gap)
    lead = "" if mark is None else "▸ " if mark else "  "
    return (lead + "  ".join(cells)).rstrip()


def _lines(table: Table) -> list[str]:
    """`**first** · second · name: third`; the heads of the columns after the second name their cells."""
    found = []
    for row in table.rows:
        first, *rest = row
        named = [short(cell) if index == 0 else f"{short(table.head[index + 1])} {short(cell)}" for index, cell in enumerate(rest)]
        found.append(" · ".join([f"**{short(first)}**", *named]))
    return found
