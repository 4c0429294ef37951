"""The database as a SQLite file: made, checked, migrated, opened."""

from __future__ import annotations

import asyncio
import logging
import os
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import aiosqlite
from sqlalchemy import Connection, Engine, NullPool, QueuePool, create_engine, event
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from bot.domain.errors import StoreError
from bot.store import faults
from bot.store.database import Database, opened
from bot.store.lines import ThreadLine
from bot.store.migrations import Stage, has_data, migrate, stage
from bot.store.schema import APPLICATION_ID

BUSY = 5.0
"""Seconds to wait for another process's lock."""
MIGRATION = 60.0
"""Seconds to wait while another process migrates."""
_READERS = 2
_SETTINGS = ("journal_mode=WAL", "synchronous=FULL", f"busy_timeout={int(BUSY * 1000)}", "foreign_keys=ON",
             "temp_store=MEMORY", "cache_size=-65536",
             # 64 MB of log before it is folded in: answers of a crowd touch the same pages again and again.
             "wal_autocheckpoint=16000", "journal_size_limit=67108864")

log = logging.getLogger(__name__)


@asynccontextmanager
async def open_sqlite(path: Path, now: Callable[[], datetime]) -> AsyncIterator[Database]:
    """The database in the file, which is made if missing. Raises StoreError."""
    await asyncio.to_thread(prepare, path, now)
    async with opened(ThreadLine(_writer(path)), _readers(path), called(path)) as database:
        yield database


def called(path: Path) -> str:
    """How an error names the database."""
    return f"the database {path}"


def prepare(path: Path, now: Callable[[], datetime]) -> None:
    """Make the file and apply pending migrations. Raises StoreError when it is not ours, newer, locked or unusable."""
    create(path)
    try:
        if look(path)[0] != "current":
            _upgrade(path, now)
    except (SQLAlchemyError, sqlite3.Error, OSError) as error:
        raise faults.explain(error, called(path)) from error


def create(path: Path) -> None:
    """An empty file that only its owner may read, and its folder; nothing happens when it is there."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    except FileExistsError:
        if path.is_dir() or not path.parent.is_dir():
            raise StoreError(f"{called(path)} is no file: choose another path") from None
    except OSError as error:
        raise StoreError(f"{called(path)} cannot be made: {error.strerror}") from error


def look(path: Path) -> tuple[Stage, str]:
    """How far the file is, and its revision. Raises StoreError or a driver error."""
    with sync_engine(path, BUSY).connect() as conn:
        return _stage(conn, path)


def sync_engine(path: Path, patience: float) -> Engine:
    """For start and upkeep, each connection on its own and in no transaction until BEGIN."""
    return create_engine("sqlite://", poolclass=NullPool,
                         creator=lambda: sqlite3.connect(path, timeout=patience, isolation_level=None))


def vacuum_into(path: Path, target: Path, patience: float = BUSY) -> None:
    """Write a copy as of now; the target must not exist. Raises a driver error or FileExistsError."""
    # SQLite writes into an empty file too, which lets its mode be right from the first byte.
    os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    try:
        with sync_engine(path, patience).connect() as conn:
            conn.exec_driver_sql("VACUUM INTO ?", (str(target),))
    except BaseException:
        target.unlink(missing_ok=True)
        raise


def _stage(conn: Connection, path: Path) -> tuple[Stage, str]:
    application = conn.exec_driver_sql("PRAGMA application_id").scalar_one()
    found = stage(conn, called(path))
    if application != APPLICATION_ID and (application or found[0] != "empty"):
        raise StoreError(f"{called(path)} belongs to another program: choose another path")
    return found


def _upgrade(path: Path, now: Callable[[], datetime]) -> None:
    """Migrate in one transaction, which also is the lock that a second process waits for."""
    with sync_engine(path, MIGRATION).connect() as conn:
        conn.exec_driver_sql("PRAGMA journal_mode=WAL")
        conn.exec_driver_sql("BEGIN IMMEDIATE")
        reached, revision = _stage(conn, path)
        if reached == "current":
            return
        backup = _backup(path, revision, now()) if reached == "old" and has_data(conn) else None
        try:
            migrate(conn)
            conn.exec_driver_sql(f"PRAGMA application_id={APPLICATION_ID}")
            _no_loose_rows(conn, path)
            conn.commit()
        except BaseException:
            # The transaction leaves the file as it was; a copy at every failing start would fill the disk.
            if backup is not None:
                backup.unlink(missing_ok=True)
            raise


def _no_loose_rows(conn: Connection, path: Path) -> None:
    broken = conn.exec_driver_sql("PRAGMA foreign_key_check").first()
    if broken is not None:
        raise StoreError(f"{called(path)} cannot be migrated: a row of {broken[0]} refers to nothing")


def _backup(path: Path, revision: str, at: datetime) -> Path:
    target = path.with_name(f"{path.name}.backup-{revision}-{at.astimezone(UTC):%Y%m%dT%H%M%SZ}")
    vacuum_into(path, target)
    log.info("the database is about to be migrated; a copy of it as it was is in %s", target)
    return target


def _writer(path: Path) -> Engine:
    """One connection, whose transactions keep other writers out from their begin on."""
    def connect() -> sqlite3.Connection:
        connection = sqlite3.connect(path, timeout=BUSY, isolation_level=None)
        try:
            for setting in _SETTINGS:
                connection.execute(f"PRAGMA {setting}")
        except BaseException:
            connection.close()
            raise
        return connection

    engine = create_engine("sqlite://", poolclass=QueuePool, pool_size=1, max_overflow=0, creator=connect)
    event.listen(engine, "begin", lambda conn: conn.exec_driver_sql("BEGIN IMMEDIATE"))
    return engine


def _readers(path: Path) -> AsyncEngine:
    """A few connections that cannot write, each in a thread of its own."""
    async def connect() -> aiosqlite.Connection:
        connection = await aiosqlite.connect(path, timeout=BUSY, isolation_level=None)
        try:
            for setting in (*_SETTINGS, "query_only=ON"):
                await connection.execute(f"PRAGMA {setting}")
        except BaseException:
            await connection.close()
            raise
        return connection

    engine = create_async_engine("sqlite+aiosqlite:///tiku", async_creator=connect, pool_size=_READERS,
                                 max_overflow=0, pool_timeout=30)
    event.listen(engine.sync_engine, "begin", lambda conn: conn.exec_driver_sql("BEGIN"))
    return engine
