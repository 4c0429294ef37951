"""Opening the database that an address names."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from bot.domain.errors import StoreError
from bot.store.sqlite import open_sqlite
from bot.store.store import SqlStore

_FORMS = "write sqlite:///data/tiku.db, sqlite:////absolute/path.db or postgresql://user@host/name"


@asynccontextmanager
async def open_store(url: str, *, clock_now: Callable[[], datetime]) -> AsyncIterator[SqlStore]:
    """The store at the address, migrated and checked; closed on every way out.

    `clock_now` gives aware instants. Raises StoreError with one clear line when the address or the database is unusable.
    """
    place = locate(url)
    if isinstance(place, Path):
        opened = open_sqlite(place, clock_now)
    else:
        # Loaded only here: asyncpg is for those who have a server.
        from bot.store.postgres import open_postgres

        opened = open_postgres(place)
    async with opened as database:
        yield SqlStore(database, clock_now)


def locate(url: str) -> Path | URL:
    """The file of a SQLite address, or the PostgreSQL address taken apart. Raises StoreError."""
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):
        raise StoreError(f"the database address cannot be read: {_FORMS}") from None
    if parsed.drivername in ("postgresql", "postgres"):
        return parsed
    if parsed.drivername != "sqlite" or parsed.host or parsed.query:
        raise StoreError(f"the database address is of an unknown form: {_FORMS}")
    if not parsed.database or parsed.database == ":memory:":
        raise StoreError(f"a database in memory would lose every answer at the end: {_FORMS}")
    return Path(parsed.database)
