"""Small settings of the process that survive a restart."""

from __future__ import annotations

from sqlalchemy import Connection, select

from bot.store.schema import notes
from bot.store.statements import insert_into


def get(conn: Connection, key: str) -> str | None:
    """The note's value, or None."""
    return conn.execute(select(notes.c.value).where(notes.c.key == key)).scalar_one_or_none()


def put(conn: Connection, key: str, value: str) -> None:
    """Set the note, whether it was there or not."""
    row = insert_into(conn.dialect.name, notes).values(key=key, value=value)
    conn.execute(row.on_conflict_do_update(index_elements=["key"], set_={"value": row.excluded.value}))
