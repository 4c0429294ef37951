"""Scheduler: one loop over due work. It knows no rule of the quiz; a job of `bot/jobs/` knows what to do.

Work of one channel runs in its order, channels run side by side. Each piece is held under a lease, so that after a crash
it comes back by itself, here or in another replica.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import timedelta

import structlog

from bot.domain.errors import StoreError
from bot.jobs._job import Job, backoff
from bot.metrics import JOBS
from bot.ports import Work
from bot.quiz import Quiz
from bot.registry import collect

_log = structlog.get_logger(__name__)
POLL = timedelta(seconds=1)
"""How often due work is looked for: a schedule changed by another process is taken up within two of these."""
LEASE_SECONDS = 60.0
BATCH = 1000
"""Leased at once: a platform that takes fifty posts a second has done so many well before the leases end."""


class Scheduler:
    """Leases due work and runs it until cancelled."""

    def __init__(self, quiz: Quiz) -> None:
        self._quiz = quiz
        self._owner = quiz.ids.name()
        self._jobs: dict[str, Job] = {job.kind: job for job in collect("bot.jobs", "JOB")}
        self._broken = False
        self._one_at_a_time = asyncio.Lock()

    async def run(self) -> None:
        """The loop; ends only by cancellation."""
        while True:
            busy = await self.tick()
            if not busy:
                await self._wait()

    async def _wait(self) -> None:
        """Until the next look: after POLL, when the next thing is due, or when somebody says that it is urgent."""
        quiz = self._quiz
        until = quiz.clock.now() + POLL
        try:
            due = await quiz.store.next_due()
        except StoreError:
            due = None
        # What was due before and is still there belongs to a platform that runs elsewhere.
        if due is not None and due > quiz.clock.now():
            until = min(until, due)
        waits = [asyncio.ensure_future(quiz.clock.sleep_until(until)), asyncio.ensure_future(quiz.urgent.wait())]
        try:
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for wait in waits:
                wait.cancel()
        quiz.urgent.clear()

    async def tick(self) -> bool:
        """Run what is due now; whether there was anything. A database that does not answer is tried again."""
        async with self._one_at_a_time:
            return await self._tick()

    async def _tick(self) -> bool:
        quiz = self._quiz
        try:
            due = await quiz.store.lease_due(quiz.clock.now(), self._owner, seconds=LEASE_SECONDS, limit=BATCH,
                                             platforms=tuple(quiz.platforms))
            self._broken = False
        except StoreError as error:
            if not self._broken:
                _log.error("store_unavailable", error=str(error))
            self._broken = True
            return False
        lanes: dict[str, list[Work]] = {}
        for work in due:
            lanes.setdefault(work.channel, []).append(work)
        await asyncio.gather(*(self._lane(works) for works in lanes.values()))
        return bool(due)

    async def _lane(self, works: Sequence[Work]) -> None:
        for work in works:
            following: Work | None = work
            while following is not None:
                following = await self._do(following)

    async def _do(self, work: Work) -> Work | None:
        """Run one job. What goes wrong is logged and tried again later, after the other channels."""
        quiz = self._quiz
        try:
            following = await self._jobs[work.kind].run(quiz, work)
        except StoreError as error:
            JOBS.labels(kind=work.kind, outcome="store_error").inc()
            _log.error("job_store_error", kind=work.kind, key=work.key, error=str(error))
            return None
        except Exception:
            JOBS.labels(kind=work.kind, outcome="error").inc()
            _log.exception("job_failed", kind=work.kind, key=work.key, channel=work.channel, attempt=work.attempt)
            await self._later(work)
            return None
        JOBS.labels(kind=work.kind, outcome="ok").inc()
        return following

    async def _later(self, work: Work) -> None:
        try:
            await self._quiz.store.retry(work, self._quiz.clock.now() + timedelta(seconds=backoff(work.attempt)))
        except StoreError as error:
            _log.error("job_store_error", kind=work.kind, key=work.key, error=str(error))
