"""Scheduler: one loop over due work. It knows no rule of the quiz; a job of `bot/jobs/` knows what to do.

Work of one channel runs in its order, channels run side by side. Each piece is held under a lease, so that after a crash
it comes back by itself, here or in another replica.
"""

from __future__ import annotations

import asyncio
from collections import deque
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

SIDE_BY_SIDE = 64
"""Channels of one platform at work at a time: enough to keep it busy, and the first posts go out early."""


class Scheduler:
    """Leases due work and runs it until cancelled."""

    def __init__(self, quiz: Quiz) -> None:
        self._quiz = quiz
        self._owner = quiz.ids.name()
        self._jobs: dict[str, Job] = {job.kind: job for job in collect("bot.jobs", "JOB")}
        self._broken = False
        self._leasing = asyncio.Lock()
        self._waiting: dict[str, deque[Work]] = {}
        self._lanes: dict[str, asyncio.Task[None]] = {}
        self._gates: dict[str, asyncio.Semaphore] = {}

    async def run(self) -> None:
        """The loop; ends only by cancellation, and its lanes with it."""
        try:
            while True:
                if not await self._start_due():
                    await self._wait()
        finally:
            lanes = list(self._lanes.values())
            for lane in lanes:
                lane.cancel()
            await asyncio.gather(*lanes, return_exceptions=True)

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
        """Run what is due now, to its end; whether there was anything. A database that does not answer is tried again."""
        started = await self._start_due()
        lanes = list(self._lanes.values())
        await asyncio.gather(*lanes)
        return started or bool(lanes)

    async def _start_due(self) -> bool:
        """Lease what is due and hand it to the lanes of its channels; whether there was anything."""
        quiz = self._quiz
        async with self._leasing:
            room = BATCH - sum(map(len, self._waiting.values()))
            if room <= 0:
                return False
            try:
                due = await quiz.store.lease_due(quiz.clock.now(), self._owner, seconds=LEASE_SECONDS, limit=room,
                                                 platforms=tuple(quiz.platforms))
                self._broken = False
            except StoreError as error:
                if not self._broken:
                    _log.error("store_unavailable", error=str(error))
                self._broken = True
                return False
            for work in due:
                self._waiting.setdefault(work.channel, deque()).append(work)
                if work.channel not in self._lanes:
                    self._lanes[work.channel] = asyncio.create_task(self._lane(work.channel))
            return bool(due)

    async def _lane(self, channel: str) -> None:
        """Run a channel's work in its order; a channel that hangs holds up no other."""
        platform = channel.partition(":")[0]
        queue = self._waiting[channel]
        try:
            async with self._gates.setdefault(platform, asyncio.Semaphore(SIDE_BY_SIDE)):
                while queue:
                    following: Work | None = queue.popleft()
                    while following is not None:
                        following = await self._do(following)
        finally:
            del self._waiting[channel], self._lanes[channel]

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
