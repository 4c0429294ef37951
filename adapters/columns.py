"""Columns: text in a fixed-width font, where a Chinese character takes two of them."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from bot.domain.card import Table

_GAP = "  "


def width(text: str) -> int:
    """Columns of the text: two for wide East Asian characters, none for combining marks."""
    return sum(0 if unicodedata.combining(char) else 2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def aligned(table: Table, cells: Sequence[Sequence[str]], widest: int, mark: str) -> str | None:
    """The cells (the table's head and rows as plain text) under each other, numbers on the right, `mark` before strong rows;
    None where a line would be wider than `widest`."""
    columns = [max((width(row[i]) for row in cells if i < len(row)), default=0) for i in range(len(table.head))]
    if sum(columns) + len(_GAP) * (len(columns) - 1) > widest:
        return None
    leads = [f"{mark} " if index - 1 in table.strong else "  " if table.strong else "" for index in range(len(cells))]
    return "\n".join(lead + _line(row, columns, table.numeric) for lead, row in zip(leads, cells, strict=True))


def _line(row: Sequence[str], columns: Sequence[int], numeric: Sequence[int]) -> str:
    found = []
    for index, cell in enumerate(row):
        gap = " " * (columns[index] - width(cell)) if index < len(columns) else ""
        found.append(gap + cell if index in numeric else cell + gap)
    return _GAP.join(found).rstrip()
