"""One writer with group commit: what queues up while a transaction runs goes into the next one together."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from typing import Any, TypeVar

from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from bot.domain.errors import StoreError
from bot.ports import Recorded
from bot.store import answers, faults
from bot.store.ids import Ids
from bot.store.lines import Line

T = TypeVar("T")
Job = Callable[[Connection], Any]

GROUP = 200
"""At most so many writes share a transaction."""
QUEUE = 20_000
"""More than so many waiting are refused: an honest "busy" beats a reply that comes too late."""
_TRIES = 4


@dataclass(slots=True, eq=False)
class _Item:
    """One caller's write: a job, or an answer that may be stored together with its neighbours."""

    done: asyncio.Future[Any]
    job: Job | None = None
    given: answers.Given | None = None


class Writer:
    """Runs every write of the process. A caller goes on only when its transaction is committed."""

    def __init__(self, line: Line, where: str) -> None:
        self.ids = Ids()
        self._line = line
        self._where = where
        self._waiting: deque[_Item] = deque()
        self._wake = asyncio.Event()
        self._closing = False
        self._task = asyncio.create_task(self._run(), name="store writer")

    async def write(self, job: Callable[[Connection], T]) -> T:
        """The job's result, once it is durable. Raises what the job raises, or StoreError."""
        found: T = await self._submit(_Item(asyncio.get_running_loop().create_future(), job=job))
        return found

    async def record(self, given: answers.Given) -> Recorded:
        """What became of the answer, once it is durable. Raises StoreError."""
        found: Recorded = await self._submit(_Item(asyncio.get_running_loop().create_future(), given=given))
        return found

    async def close(self) -> None:
        """Write what waits, then stop."""
        self._closing = True
        self._wake.set()
        await asyncio.shield(self._task)

    def _submit(self, item: _Item) -> asyncio.Future[Any]:
        if self._closing:
            raise StoreError(f"{self._where} is closed")
        if len(self._waiting) >= QUEUE:
            raise StoreError(f"{self._where} is busy: {QUEUE} writes wait already, try again in a moment")
        self._waiting.append(item)
        self._wake.set()
        return item.done

    async def _run(self) -> None:
        while not (self._closing and not self._waiting):
            await self._wake.wait()
            self._wake.clear()
            while self._waiting:
                items = [self._waiting.popleft() for _ in range(min(GROUP, len(self._waiting)))]
                await self._settle([item for item in items if not item.done.cancelled()])

    async def _settle(self, items: Sequence[_Item]) -> None:
        """Give every caller its result or its error; one that fails by itself does not spoil the others."""
        try:
            results = await self._commit(items)
        except Exception as error:
            if len(items) > 1 and not faults.concerns_all(error):
                for item in items:
                    await self._settle([item])
                return
            self._refuse(items, error)
            return
        for item, result in zip(items, results, strict=True):
            if not item.done.done():
                item.done.set_result(result)

    def _refuse(self, items: Sequence[_Item], error: Exception) -> None:
        refusal = error
        if isinstance(error, SQLAlchemyError | OSError):
            refusal = faults.explain(error, self._where)
            refusal.__cause__ = error
        for item in items:
            if not item.done.done():
                item.done.set_exception(refusal)

    async def _commit(self, items: Sequence[_Item]) -> list[Any]:
        """The results of all items, written in one transaction."""
        for attempt in range(1, _TRIES + 1):
            try:
                results = await self._line.run(partial(self._transact, items))
            except Exception as error:
                self.ids.forget()
                if attempt == _TRIES or not faults.may_pass(error):
                    raise
            else:
                self.ids.keep()
                return results
        raise AssertionError("unreachable: the last try returns or raises")

    def _transact(self, items: Sequence[_Item], conn: Connection) -> list[Any]:
        results: list[Any] = []
        with conn.begin():
            for is_answer, run in groupby(items, key=lambda item: item.given is not None):
                if is_answer:
                    results += answers.record(conn, self.ids, [item.given for item in run if item.given is not None])
                else:
                    results += [item.job(conn) for item in run if item.job is not None]
        return results
