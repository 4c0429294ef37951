"""The parent of the demo workers: bounded in time, memory, processor and queue, with a cache in front.

A demo runs in `bot.demo_worker`, never in this process, so neither a hang nor a crash of numerical code reaches the
event loop. A worker that overruns or dies is replaced at the next call.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
import pickle
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import replace
from types import TracebackType
from typing import Any, Self

from bot import demo_forks
from bot.demo_process import DemoProcess
from bot.demo_worker import CHART
from bot.domain.card import Picture, from_json
from bot.domain.cards.charts import Chart
from bot.domain.errors import BadInput, Refusal
from bot.domain.text import Lang, Text
from bot.ports import DemoAnswer

log = logging.getLogger(__name__)

BUSY = Text("演示正忙，排队的人已经满了，请稍后再试。",
            "Demos are busy and the queue is full. Please try again in a moment.")
SLOW = Text("这次计算太久，已经停下。请换小一点的输入再试。",
            "This took too long and was stopped. Please try a smaller input.")
DIED = Text("这次计算意外中断了。请再试一次。", "The calculation broke off unexpectedly. Please try again.")
LARGE = Text("这次计算需要的内存太多，已经停下。请换小一点的输入再试。",
             "This needs more memory than a demo may use and was stopped. Please try a smaller input.")
CLOSED = Text("服务正在关闭，现在不能运行演示。", "Tiku is shutting down and runs no demos now.")


class ProcessDemoRunner:
    """A DemoRunner (bot.ports) on worker processes: `async with ProcessDemoRunner() as demos: await demos.run(...)`.

    Workers start when first needed, forked from one template process where the system can (not `template`: each from
    nothing, which suits a single call); calls are served in the order they came; equal calls share one calculation. A
    caller who is cancelled leaves the calculation to end by itself, within its limit, into the cache. Leaving the
    context refuses what still waits and ends all workers within two seconds.
    """

    def __init__(
        self, package: str = "bot.demos", *, workers: int = 1, queue: int = 32, seconds: float = 5.0,
        cold_seconds: float = 15.0, memory_mib: int = 1024, cache: int = 64, template: bool = True,
    ) -> None:
        self._package = package
        self._workers = max(1, min(workers, os.cpu_count() or 1))
        self._room = self._workers + queue
        self._seconds, self._cold_seconds, self._memory_mib = seconds, cold_seconds, memory_mib
        self._gate = asyncio.Semaphore(self._workers)
        self._idle: list[DemoProcess] = []
        self._live: set[DemoProcess] = set()
        self._jobs: dict[str, asyncio.Task[DemoAnswer]] = {}
        self._ending: set[asyncio.Task[None]] = set()
        self._known: OrderedDict[str, DemoAnswer] = OrderedDict()
        self._cache = cache
        self._stopped = False
        self._template = demo_forks.Template(package, memory_mib, cold_seconds) if template and demo_forks.available() else None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None,
                        trace: TracebackType | None) -> None:
        self._stopped = True
        for worker in self._live - set(self._idle):
            worker.kill()
        if self._template:
            self._template.interrupt()
        await asyncio.gather(*self._jobs.values(), return_exceptions=True)
        for worker in self._idle:
            self._end(worker)
        await asyncio.gather(*self._ending)
        if self._template:
            await self._template.close()

    async def run(self, name: str, args: Mapping[str, Any], lang: Lang, *, plot: bool) -> DemoAnswer:
        """The answer, from the cache or a worker.

        Raises BadInput for an unknown name or bad arguments; Refusal when the queue is full, a limit was hit, the
        worker died, or the runner is closing.
        """
        return await self._cached((name, dict(args), lang, plot))

    async def draw(self, chart: Chart) -> Picture:
        """The chart as a picture, from the cache or a worker. Raises Refusal as `run` does."""
        answer = await self._cached((CHART, {"chart": chart}, "en", True))
        assert answer.card.picture is not None, "a worker answers a chart with its picture"
        return answer.card.picture

    async def _cached(self, call: tuple[str, dict[str, Any], Lang, bool]) -> DemoAnswer:
        key = repr((call[0], sorted(call[1].items()), *call[2:]))
        if key in self._known:
            self._known.move_to_end(key)
            return self._known[key]
        self._refuse_when_closing()
        job = self._jobs.get(key)
        if job is None:
            if len(self._jobs) >= self._room:
                raise Refusal(BUSY)
            job = asyncio.create_task(self._job(key, call))
            self._jobs[key] = job
            job.add_done_callback(_mark_seen)
        return await asyncio.shield(job)

    async def _job(self, key: str, call: tuple[str, dict[str, Any], Lang, bool]) -> DemoAnswer:
        try:
            async with self._gate:
                answer = _answer(call[0], await self._ask(call))
            self._known[key] = answer
            while len(self._known) > self._cache:
                self._known.popitem(last=False)
            return answer
        finally:
            del self._jobs[key]

    async def _ask(self, call: tuple[str, dict[str, Any], Lang, bool]) -> Any:
        """A worker's reply, as JSON values."""
        worker = await self._worker()
        served_before = worker.served
        try:
            return await self._ask_worker(worker, call)
        except _GoneError:
            # A worker that served before may have been dead when we turned to it: no fault of this call.
            if not served_before or self._stopped:
                raise Refusal(CLOSED if self._stopped else DIED) from None
        try:
            return await self._ask_worker(await self._worker(), call)
        except _GoneError:
            raise Refusal(CLOSED if self._stopped else DIED) from None

    async def _ask_worker(self, worker: DemoProcess, call: tuple[str, dict[str, Any], Lang, bool]) -> Any:
        """This worker's reply; the worker goes back to the idle ones only when it stayed in step. Raises _GoneError."""
        name, _, _, plot = call
        # The first picture of a worker loads the plotting library, which is a cold start of its own.
        seconds = self._seconds if plot in worker.warm else self._cold_seconds
        fit = False
        try:
            async with asyncio.timeout(seconds):
                reply = json.loads(await worker.ask(pickle.dumps((*call, seconds))))
            worker.warm |= {plot, False}
            worker.served = True
            fit = "memory" not in reply
            return reply
        except TimeoutError:
            log.warning("demo %s overran %.1f s; its worker is replaced", name, seconds)
            raise Refusal(SLOW) from None
        except (EOFError, OSError, ValueError) as error:
            if not self._stopped:
                log.warning("the worker of demo %s is gone: %r", name, error)
            raise _GoneError from None
        finally:
            if fit and not self._stopped:
                self._idle.append(worker)
            else:
                self._end(worker)

    async def _worker(self) -> DemoProcess:
        """An idle worker that is still alive, or a new one."""
        self._refuse_when_closing()
        while self._idle:
            worker = self._idle.pop()
            if worker.alive:
                return worker
            self._end(worker)
        try:
            worker = await (self._template.worker() if self._template else DemoProcess.start(self._package, self._memory_mib))
        except OSError as error:
            self._refuse_when_closing()
            log.error("no demo worker could be started: %r", error)
            raise Refusal(DIED) from None
        self._live.add(worker)
        try:
            self._refuse_when_closing()  # which may have begun meanwhile
        except Refusal:
            self._end(worker)
            raise
        return worker

    def _refuse_when_closing(self) -> None:
        if self._stopped:
            raise Refusal(CLOSED)

    def _end(self, worker: DemoProcess) -> None:
        """Let the worker end in the background; `__aexit__` waits for it."""
        self._live.discard(worker)
        ending = asyncio.create_task(worker.end(at_once=not self._stopped))
        self._ending.add(ending)
        ending.add_done_callback(self._ending.discard)


class _GoneError(Exception):
    """A worker ended, or talked nonsense, instead of replying."""


def _answer(name: str, reply: Mapping[str, Any]) -> DemoAnswer:
    """The answer in a worker's reply, or the error in it, raised."""
    if "bad" in reply:
        bad = reply["bad"]
        raise BadInput(bad["code"], bad["param"], Text(bad["zh"], bad["en"]))
    if "refused" in reply:
        raise Refusal(Text(reply["refused"]["zh"], reply["refused"]["en"]))
    if "answer" not in reply:
        log.error("demo %s failed: %s", name, reply.get("fault", "out of memory"))
        raise Refusal(LARGE if "memory" in reply else DIED)
    found = reply["answer"]
    card = replace(from_json(found["card"]), data=found["card"]["data"])
    return DemoAnswer(found["name"], found["values"], card, found["alt"], card.picture.png if card.picture else None)


def _mark_seen(job: asyncio.Task[DemoAnswer]) -> None:
    """Whoever asked may be gone: their error is no news to the event loop."""
    if not job.cancelled():
        job.exception()
