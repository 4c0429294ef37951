"""The few places where the two databases want different SQL for the same thing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    BindParameter,
    Column,
    Connection,
    Select,
    Table,
    bindparam,
    cast,
    func,
    literal_column,
    select,
    true,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.dialects.postgresql import JSONB


def insert_into(dialect: str, table: Table) -> Any:
    """An INSERT that knows ON CONFLICT, whose methods the two databases spell the same way."""
    return postgresql.insert(table) if dialect == "postgresql" else sqlite.insert(table)


def listed(dialect: str, columns: Sequence[Column[Any]]) -> Select[Any]:
    """A SELECT of rows that travel as one parameter, `rows`: a JSON array of arrays, in the order of the columns.

    One statement text serves any number of rows, so it is compiled once and costs one call of the driver.
    """
    rows: BindParameter[Any] = bindparam("rows")
    if dialect == "postgresql":
        element = func.jsonb_array_elements(cast(rows, JSONB)).table_valued("value").c.value
        shown = [
            cast(func.jsonb_extract_path_text(element, str(index)), column.type).label(column.name)
            for index, column in enumerate(columns)
        ]
    else:
        element = func.json_each(rows).table_valued("value").c.value
        shown = [
            func.json_extract(element, literal_column(f"'$[{index}]'"), type_=column.type).label(column.name)
            for index, column in enumerate(columns)
        ]
    # SQLite cannot tell an ON CONFLICT after a bare SELECT from a join's ON.
    return select(*shown).where(true())


def insert_listed(dialect: str, table: Table, *names: str) -> Any:
    """An INSERT of such rows; without names, of all columns."""
    columns = [table.c[name] for name in names or table.c.keys()]
    return insert_into(dialect, table).from_select([column.name for column in columns], listed(dialect, columns))


def lock(conn: Connection, *tables: Table) -> None:
    """Keep other writers out until the transaction ends. SQLite has only one writer anyway."""
    if conn.dialect.name == "postgresql":
        conn.exec_driver_sql(f"LOCK TABLE {', '.join(table.name for table in tables)} IN EXCLUSIVE MODE")


