"""Questions as they were posted: what an answer was given to can be read after the bank has changed."""

from __future__ import annotations

from sqlalchemy import Connection, select

from bot.store.schema import posted_questions as posted
from bot.store.statements import insert_into


def get(conn: Connection, question_id: str, version: str) -> str | None:
    """The entry as JSON, or None."""
    found = select(posted.c.entry).where(posted.c.id == question_id, posted.c.version == version)
    return conn.execute(found).scalar_one_or_none()


def keep(conn: Connection, question_id: str, version: str, entry: str) -> None:
    """Write the entry of a version; one that is there stays."""
    row = insert_into(conn.dialect.name, posted).values(id=question_id, version=version, entry=entry)
    conn.execute(row.on_conflict_do_nothing())
