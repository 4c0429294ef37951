"""Table: rows of text where Discord has no tables, as aligned text, or as lines where a row is too wide for that."""

from __future__ import annotations

from adapters.columns import aligned
from adapters.discord.markdown import code_block, plain, short
from bot.domain.card import Table

WIDEST = 44
"""Columns of an aligned table; a phone shows about so many."""


def draw(table: Table) -> list[str]:
    """The table as Discord Markdown, in pieces that may be parted."""
    drawn = aligned(table, [[plain(cell) for cell in row] for row in (table.head, *table.rows)], WIDEST, "▸")
    if drawn is None:
        return [line if index == 0 else f"\n{line}" for index, line in enumerate(_lines(table))]
    return [code_block(drawn)]


def _lines(table: Table) -> list[str]:
    """`**first** · second · name: third`; the heads of the columns after the second name their cells."""
    found = []
    for row in table.rows:
        first, *rest = row
        named = [short(cell) if index == 0 else f"{short(table.head[index + 1])} {short(cell)}" for index, cell in enumerate(rest)]
        found.append(" · ".join([f"**{short(first)}**", *named]))
    return found
