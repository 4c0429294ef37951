"""The database on a PostgreSQL server: checked, migrated, opened."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any, TypeVar

import asyncpg
from sqlalchemy import URL, Connection, NullPool
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import create_async_engine

from bot.store import faults
from bot.store.database import Database, opened
from bot.store.lines import AsyncLine
from bot.store.migrations import migrate, stage
from bot.store.schema import APPLICATION_ID

_READERS = 4
_CONNECT = 10.0
"""Seconds to wait for a connection."""
_LOCK = "5s"
_MIGRATION = "60s"

log = logging.getLogger(__name__)
T = TypeVar("T")


@asynccontextmanager
async def open_postgres(url: URL) -> AsyncIterator[Database]:
    """The database at the address; its tables are made if it is empty. Raises StoreError."""
    address, options = _address(url), {"connect_args": _arguments(url)}
    await prepare(url)
    writer = create_async_engine(address, pool_size=1, max_overflow=0, pool_pre_ping=True, **options)
    readers = create_async_engine(address, pool_size=_READERS, max_overflow=0, pool_pre_ping=True,
                                  isolation_level="REPEATABLE READ", **options)
    async with opened(AsyncLine(writer), readers, called(url)) as database:
        yield database


def called(url: URL) -> str:
    """How an error names the database: its address without the password."""
    return f"the database {url.set(drivername='postgresql').render_as_string(hide_password=True)}"


async def prepare(url: URL) -> None:
    """Apply pending migrations. Raises StoreError when it is not ours, newer, or does not answer."""
    await inspect(url, lambda conn: _upgrade(conn, called(url)))


async def inspect(url: URL, job: Callable[[Connection], T]) -> T:
    """The job's result, on one transaction of a connection made for it. Raises StoreError."""
    engine = create_async_engine(_address(url), poolclass=NullPool, connect_args=_arguments(url))
    try:
        async with engine.begin() as conn:
            return await conn.run_sync(job)
    except (SQLAlchemyError, asyncpg.PostgresError, asyncpg.InterfaceError, OSError) as error:
        raise faults.explain(error, called(url)) from error
    finally:
        await engine.dispose()


def _upgrade(conn: Connection, where: str) -> None:
    """Migrate in one transaction, under a lock that a second process waits for."""
    if stage(conn, where)[0] == "current":
        return
    conn.exec_driver_sql(f"SET LOCAL lock_timeout = '{_MIGRATION}'")
    conn.exec_driver_sql(f"SELECT pg_advisory_xact_lock({APPLICATION_ID})")
    reached, revision = stage(conn, where)
    if reached == "old":
        log.warning("migrating %s from revision %s; backups of a PostgreSQL database are its operator's", where, revision)
    if reached != "current":
        migrate(conn)


def _address(url: URL) -> URL:
    return url.set(drivername="postgresql+asyncpg").difference_update_query(["sslmode"])


def _arguments(url: URL) -> dict[str, Any]:
    """What asyncpg takes beside the address, which writes libpq's `sslmode` as `ssl`."""
    found: dict[str, Any] = {
        "timeout": _CONNECT, "server_settings": {"application_name": "tiku", "lock_timeout": _LOCK},
    }
    return found | ({"ssl": url.query["sslmode"]} if "sslmode" in url.query else {})
