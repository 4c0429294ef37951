"""Table: rows of text, which Slack's messages cannot draw, as an aligned code block, or as lines where it would be too wide."""

from __future__ import annotations

from adapters.columns import aligned
from adapters.slack.mrkdwn import Json, code_blocks, escape, packed, plain, section, short
from bot.domain.card import Table

WIDEST = 58
"""Columns of an aligned table; a narrow window shows about so many."""


def draw(table: Table) -> list[Json]:
    """The table as sections."""
    cells = [[" ".join(plain(cell).split()) for cell in row] for row in (table.head, *table.rows)]
    drawn = aligned(table, cells, WIDEST, ">")
    if drawn is None:
        return [section(piece) for piece in packed(_lines(table))]
    return [section(block) for block in code_blocks(drawn)]


def flat(table: Table) -> str:
    """The table for a screen reader: a line a row, each cell after its column's name."""
    return "\n".join(", ".join(f"{plain(head)} {plain(cell)}" for head, cell in zip(table.head, row, strict=False))
                     for row in table.rows)


def _lines(table: Table) -> list[str]:
    """`• first · second · Name third`: from the third column on the heads name their cells."""
    found = []
    for row in table.rows:
        named = [_cell(cell) if index < 2 else f"{escape(plain(table.head[index]))} {_cell(cell)}" for index, cell in enumerate(row)]
        found.append("• " + " · ".join(named) + "\n")
    return found


def _cell(cell: str) -> str:
    """A cell in mrkdwn; one that would be taken for markup stands as code, in which nothing is."""
    drawn = short(cell)
    return drawn if drawn is not None else f"`{escape(plain(cell).replace('`', 'ˋ'))}`"
