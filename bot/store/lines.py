"""The writer's line to the database: one connection, on which one transaction runs at a time."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Protocol, TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.ext.asyncio import AsyncEngine

T = TypeVar("T")


class Line(Protocol):
    """Runs functions of a connection one after the other; `dispose` closes it for good."""

    @property
    def sync_engine(self) -> Engine: ...

    async def run(self, job: Callable[[Connection], T]) -> T:
        """The job's result. Raises what the job and the driver raise."""
        ...

    async def dispose(self) -> None: ...


class ThreadLine:
    """A blocking driver in a thread of its own: a transaction goes there and back once, however many statements it has.

    A driver that hops between the threads with every statement costs more than SQLite's own work. The connection stays
    taken from one transaction to the next, since a pool's look at it each time costs as much as a statement.
    """

    def __init__(self, engine: Engine) -> None:
        self.sync_engine = engine
        self._thread = ThreadPoolExecutor(1, "store-writer")
        self._taken: Connection | None = None

    async def run(self, job: Callable[[Connection], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._thread, self._connected, job)

    async def dispose(self) -> None:
        await asyncio.get_running_loop().run_in_executor(self._thread, self._close)
        self._thread.shutdown()

    def _connected(self, job: Callable[[Connection], T]) -> T:
        if self._taken is None:
            self._taken = self.sync_engine.connect()
        try:
            return job(self._taken)
        except BaseException:
            # Whatever the job left behind goes with it.
            self._give_back()
            raise

    def _give_back(self) -> None:
        taken, self._taken = self._taken, None
        if taken is not None:
            taken.close()

    def _close(self) -> None:
        self._give_back()
        self.sync_engine.dispose()


class AsyncLine:
    """A driver that waits for a server in the event loop."""

    def __init__(self, engine: AsyncEngine) -> None:
        self.sync_engine = engine.sync_engine
        self._engine = engine

    async def run(self, job: Callable[[Connection], T]) -> T:
        async with self._engine.connect() as conn:
            return await conn.run_sync(job)

    async def dispose(self) -> None:
        await self._engine.dispose()
