"""Lifecycle: one task group, one stop event, a bounded goodbye."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager

Part = Callable[[], Awaitable[None]]
GOODBYE = 8.0
"""Seconds that the parts get to finish after a stop; with the closing of the store the exit stays within 10."""


@contextmanager
def stop_on_signals(stop: asyncio.Event) -> Iterator[None]:
    """Set the event on SIGTERM and SIGINT, and do nothing else in the handler."""
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    try:
        yield
    finally:
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.remove_signal_handler(number)


async def run_until_stopped(stop: asyncio.Event, *parts: Part) -> None:
    """Run the parts side by side until the event is set or one of them fails; then cancel the others and wait.

    A failing part's error is raised after the others have ended; what does not end within GOODBYE seconds is left.
    """
    tasks = [asyncio.ensure_future(part()) for part in parts]
    waiter = asyncio.ensure_future(stop.wait())
    try:
        await asyncio.wait([waiter, *tasks], return_when=asyncio.FIRST_COMPLETED)
    finally:
        waiter.cancel()
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks, timeout=GOODBYE)
    for task in tasks:
        if task.done() and not task.cancelled() and task.exception():
            raise task.exception()  # type: ignore[misc]
