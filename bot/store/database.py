"""A database that is open: one writer, and readers beside it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import Any, TypeVar

from sqlalchemy import Connection, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.ports import Recorded
from bot.store import answers, faults
from bot.store.ids import Ids
from bot.store.lines import Line
from bot.store.schema import notes
from bot.store.writer import Writer

T = TypeVar("T")


class Database:
    """Reads and writes are plain functions of a connection; here they get one, and their errors become StoreError."""

    def __init__(self, writer: Line, readers: AsyncEngine, where: str) -> None:
        self._engines: tuple[Line, AsyncEngine] = (writer, readers)
        self._readers = readers
        self._where = where
        self._writer = Writer(writer, where)
        self._reading: set[asyncio.Task[Any]] = set()

    @property
    def ids(self) -> Ids:
        """For jobs of `write` only."""
        return self._writer.ids

    async def read(self, job: Callable[[Connection], T]) -> T:
        """The job's result, from one consistent state of the database. Raises StoreError."""
        return await self._unbroken(self._read(job))

    async def write(self, job: Callable[[Connection], T]) -> T:
        """The job's result, once it is durable. Raises StoreError, or what the job raises."""
        return await self._writer.write(job)

    async def record(self, given: answers.Given) -> Recorded:
        """What became of the answer, once it is durable. Raises StoreError."""
        return await self._writer.record(given)

    async def close(self) -> None:
        """Finish what is under way, then close every connection."""
        await self._writer.close()
        if self._reading:
            await asyncio.wait(self._reading)
        for engine in self._engines:
            await engine.dispose()

    async def _read(self, job: Callable[[Connection], T]) -> T:
        try:
            async with self._readers.connect() as conn:
                return await conn.run_sync(job)
        except (SQLAlchemyError, OSError) as error:
            raise faults.explain(error, self._where) from error

    async def _unbroken(self, work: Coroutine[Any, Any, T]) -> T:
        """Run to the end even when the caller is cancelled: a connection must not be left in mid-statement."""
        task = asyncio.create_task(work)
        self._reading.add(task)
        task.add_done_callback(self._finished)
        return await asyncio.shield(task)

    def _finished(self, task: asyncio.Task[Any]) -> None:
        self._reading.discard(task)
        if not task.cancelled():
            task.exception()


@asynccontextmanager
async def opened(writer: Line, readers: AsyncEngine, where: str) -> AsyncIterator[Database]:
    """The database once both sides answer; closed on every way out. Raises StoreError."""
    database = Database(writer, readers, where)
    try:
        await database.read(_touch)
        await database.write(_touch)
        yield database
    finally:
        await _to_the_end(database.close())


def _touch(conn: Connection) -> None:
    """Read something: on SQLite an open connection holds its file only from its first read on."""
    conn.execute(select(notes.c.key).limit(1))


async def _to_the_end(work: Coroutine[Any, Any, None]) -> None:
    """Run the work to its end even when cancelled on the way: a connection left open holds up the exit."""
    task = asyncio.create_task(work)
    cancelled: asyncio.CancelledError | None = None
    while not task.done():
        try:
            await asyncio.shield(task)
        except asyncio.CancelledError as error:
            cancelled = error
    if cancelled is not None:
        raise cancelled
    task.result()
