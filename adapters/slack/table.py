"""Table: rows of text, which Slack's messages cannot draw, as an aligned code block, or as lines where it would be too wide."""

from __future__ import annotations

from collections.abc import Sequence

from adapters.columns import width
from adapters.slack.mrkdwn import Json, code_blocks, escape, packed, plain, section, short
from bot.domain.card import Table

WIDEST = 58
"""Columns of an aligned table; a narrow window shows about so many."""


def draw(table: Table) -> list[Json]:
    """The table as sections."""
    cells = [[" ".join(plain(cell).split()) for cell in row] for row in (table.head, *table.rows)]
    columns = [max((width(row[i]) for row in cells if i < len(row)), default=0) for i in range(len(table.head))]
    if sum(columns) + 2 * len(columns) > WIDEST + 2:
        return [section(piece) for piece in packed(_lines(table))]
    marks = {index + 1 for index in table.strong}
    lines = [_aligned(row, columns, table.numeric, index in marks if table.strong else None) for index, row in enumerate(cells)]
    return [section(block) for block in code_blocks("\n".join(lines))]


def flat(table: Table) -> str:
    """The table for a screen reader: a line a row, each cell after its column's name."""
    return "\n".join(", ".join(f"{plain(head)} {plain(cell)}" for head, cell in zip(table.head, row, strict=False))
                     for row in table.rows)


def _aligned(row: Sequence[str], columns: Sequence[int], numeric: Sequence[int], mark: bool | None) -> str:
    cells = []
    for index, cell in enumerate(row):
        gap = " " * (columns[index] - width(cell)) if index < len(columns) else ""
        cells.append(gap + cell if index in numeric else cell + gap)
    lead = "" if mark is None else "> " if mark else "  "
    return (lead + "  ".join(cells)).rstrip()


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
