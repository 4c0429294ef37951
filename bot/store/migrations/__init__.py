"""Which revisions of the schema exist, and how to bring a database to the newest."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from sqlalchemy import Connection, column, select, table, text

from bot.domain.errors import StoreError
from bot.store.schema import VERSION_TABLE

REVISIONS = ("0001", "0002", "0003", "0004", "0005", "0006", "0007", "0008")
"""Oldest first. Kept here too so that a start with nothing to migrate need not load Alembic (about 0.2 s)."""
HEAD = REVISIONS[-1]

Stage = Literal["empty", "old", "current"]


def stage(conn: Connection, where: str) -> tuple[Stage, str]:
    """How far the database is, and its revision. Raises StoreError when it is newer than this program or not ours."""
    tables = _tables(conn)
    if not tables:
        return "empty", ""
    if VERSION_TABLE not in tables:
        raise StoreError(f"{where} holds other tables and none of Tiku's: choose another database")
    revision = str(conn.execute(select(column("version_num")).select_from(table(VERSION_TABLE))).scalar() or "")
    if revision not in REVISIONS:
        raise StoreError(f"{where} is of revision {revision or 'unknown'}, this program knows up to {HEAD}: "
                         "install the newer version again, or restore a backup")
    return ("current" if revision == HEAD else "old"), revision


def has_data(conn: Connection) -> bool:
    """Whether any table holds a row."""
    ours = _tables(conn) - {VERSION_TABLE}
    return any(conn.execute(select(1).select_from(table(name)).limit(1)).first() is not None for name in sorted(ours))


def migrate(conn: Connection, target: str = "head") -> None:
    """Apply what is pending inside the connection's transaction."""
    # Loaded only here: most starts have nothing to migrate.
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = conn
    command.upgrade(config, target)


def _tables(conn: Connection) -> set[str]:
    if conn.dialect.name == "postgresql":
        query = "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()"
    else:
        query = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite~_%' ESCAPE '~'"
    return set(conn.execute(text(query)).scalars())
