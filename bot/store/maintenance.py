"""What an operator does to the database as a whole: check, back up, restore, upgrade."""

from __future__ import annotations

import asyncio
import os
import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import URL, Connection
from sqlalchemy.exc import SQLAlchemyError

from bot.domain.errors import StoreError
from bot.store import faults, sqlite
from bot.store.audit import audit
from bot.store.migrations import HEAD, stage
from bot.store.opening import locate

_FILES = ("-wal", "-shm")


async def check(url: str) -> list[str]:
    """One line for each fault; none when file, references, revision and points are sound. Raises StoreError when the
    database is missing, not ours, newer, or does not answer."""
    place = locate(url)
    if isinstance(place, Path):
        return await asyncio.to_thread(_check_file, place)
    from bot.store.postgres import called, inspect

    return await inspect(place, lambda conn: _check(conn, stage(conn, called(place))[1]))


async def backup(url: str, file: Path) -> None:
    """Write a copy of the database as of now, also while the bot runs. Raises StoreError; never overwrites a file."""
    await asyncio.to_thread(_backup, _file(url, "pg_dump"), file)


async def restore(url: str, file: Path, *, clock_now: Callable[[], datetime]) -> Path | None:
    """Put a backup in the database's place; where the database that was there now is, if there was one.

    Raises StoreError, and changes nothing, when the backup is not ours or damaged, or when a process has the database
    open.
    """
    return await asyncio.to_thread(_restore, _file(url, "pg_restore"), file, clock_now())


async def upgrade(url: str, *, clock_now: Callable[[], datetime]) -> None:
    """Apply pending migrations, as every start does. Raises StoreError."""
    place = locate(url)
    if isinstance(place, Path):
        await asyncio.to_thread(sqlite.prepare, place, clock_now)
    else:
        from bot.store.postgres import prepare

        await prepare(place)


def _file(url: str, instead: str) -> Path:
    place = locate(url)
    if isinstance(place, URL):
        raise StoreError(f"this works on SQLite files; for PostgreSQL use {instead}")
    return place


def _check(conn: Connection, revision: str) -> list[str]:
    if revision != HEAD:
        return [f"the revision is {revision}, the newest is {HEAD}: run `tiku db upgrade`"]
    return audit(conn)


def _check_file(path: Path) -> list[str]:
    _must_exist(path)
    try:
        reached, revision = sqlite.look(path)
        if reached == "empty":
            return ["the file is empty: run `tiku db upgrade`"]
        with sqlite.sync_engine(path, sqlite.BUSY).connect() as conn:
            conn.exec_driver_sql("BEGIN")
            lines = _damage(conn)
            return lines or _check(conn, revision)
    except (SQLAlchemyError, sqlite3.Error, OSError) as error:
        raise faults.explain(error, sqlite.called(path)) from error


def _damage(conn: Connection) -> list[str]:
    """What SQLite itself finds wrong."""
    found = [str(line) for line in conn.exec_driver_sql("PRAGMA integrity_check").scalars() if line != "ok"]
    loose = conn.exec_driver_sql("PRAGMA foreign_key_check").all()
    return [*found, *(f"row {row[1]} of {row[0]} refers to a missing row of {row[2]}" for row in loose)]


def _must_exist(path: Path) -> None:
    if not path.is_file():
        raise StoreError(f"there is no file {path}")


def _backup(path: Path, file: Path) -> None:
    _must_exist(path)
    try:
        sqlite.look(path)
        sqlite.vacuum_into(path, file)
    except FileExistsError:
        raise StoreError(f"{file} exists already: choose another file") from None
    except OSError as error:
        raise StoreError(f"{file} cannot be written: {error.strerror}") from error
    except (SQLAlchemyError, sqlite3.Error) as error:
        raise faults.explain(error, sqlite.called(path)) from error


def _restore(path: Path, file: Path, at: datetime) -> Path | None:
    _must_exist(file)
    damage = _check_backup(file)
    if damage:
        raise StoreError(f"{file} is damaged: {damage[0]}")
    new = path.with_name(f"{path.name}.restoring")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        new.unlink(missing_ok=True)
        sqlite.vacuum_into(file, new)
        try:
            _sync(new)
            return _replace(path, new, at)
        finally:
            new.unlink(missing_ok=True)
    except (SQLAlchemyError, sqlite3.Error, OSError) as error:
        raise faults.explain(error, sqlite.called(path)) from error


def _check_backup(file: Path) -> list[str]:
    try:
        if sqlite.look(file)[0] == "empty":
            raise StoreError(f"{file} holds no database of Tiku")
        with sqlite.sync_engine(file, sqlite.BUSY).connect() as conn:
            return _damage(conn)
    except (SQLAlchemyError, sqlite3.Error, OSError) as error:
        raise faults.explain(error, str(file)) from error


def _replace(path: Path, new: Path, at: datetime) -> Path | None:
    """Swap the files while nobody can open the old one; the old one's new path."""
    if not path.exists():
        new.replace(path)
        return None
    aside = path.with_name(f"{path.name}.replaced-{at.astimezone(UTC):%Y%m%dT%H%M%SZ}")
    if aside.exists():
        raise FileExistsError(f"{aside} exists already")
    conn = sqlite3.connect(path, timeout=0, isolation_level=None)
    try:
        _seize(conn)
        # What is left of a damaged file's log must not be taken for the new file's.
        for suffix in _FILES:
            log = path.with_name(path.name + suffix)
            if log.exists():
                log.replace(aside.with_name(aside.name + suffix))
        os.link(path, aside)
        new.replace(path)
        _sync(path.parent)
    finally:
        conn.close()
    return aside


def _seize(conn: sqlite3.Connection) -> None:
    """Fold the log into the file and lock it. Raises sqlite3.OperationalError when another has it open."""
    try:
        # Leaving WAL mode works only for the last connection there is.
        conn.execute("PRAGMA journal_mode=DELETE")
        conn.execute("BEGIN EXCLUSIVE")
    except sqlite3.DatabaseError as error:
        # A damaged file cannot be locked this way, and is a reason to restore.
        if "locked" in str(error):
            raise


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
