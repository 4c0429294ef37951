"""The bot's side of the template process (`bot.demo_template`): started at the first need, started again when it died."""

from __future__ import annotations

import asyncio
import contextlib
import os
import select
import signal
import socket

from bot.demo_process import EXIT_SECONDS, DemoProcess, start_python
from bot.demo_template import WARM


def available() -> bool:
    """Whether workers can be forked and held by a pidfd: Linux since 5.3, unless a sandbox forbids it."""
    if not hasattr(os, "pidfd_open"):
        return False
    try:
        os.close(os.pidfd_open(os.getpid()))
    except OSError:
        return False
    return True


class Template:
    """Makes workers that cost a fork. At most one process of its own, besides the workers, which outlive it.

    A worker may take that many seconds: mostly, once, for the loading of the plotting library.
    """

    def __init__(self, package: str, memory_mib: int, seconds: float) -> None:
        self._seconds = seconds
        self._words = ("bot.demo_template", package, str(memory_mib))
        self._turn = asyncio.Lock()
        self._running: tuple[asyncio.subprocess.Process, socket.socket] | None = None
        self._closed = False

    async def worker(self) -> DemoProcess:
        """A new worker. Raises OSError when even a new template makes none, or when it is closing."""
        async with self._turn:
            started_before = self._running is not None
            try:
                return await self._fork()
            except OSError:
                if not started_before:
                    raise
            return await self._fork()

    def interrupt(self) -> None:
        """Whoever waits for a worker gets OSError, and so does whoever comes later."""
        self._closed = True
        if self._turn.locked() and self._running is not None:
            with contextlib.suppress(ProcessLookupError):
                self._running[0].terminate()

    async def close(self) -> None:
        """End the process, which takes the workers that are left with it."""
        self.interrupt()
        async with self._turn:
            await self._drop()

    async def _fork(self) -> DemoProcess:
        try:
            async with asyncio.timeout(self._seconds):  # its TimeoutError is an OSError
                return await self._ask(await self._connection())
        except OSError:
            await self._drop()
            raise

    async def _connection(self) -> socket.socket:
        """The socket to the template, which is started when there is none."""
        if self._closed:
            raise ConnectionAbortedError("the template is closing")
        if self._running is None:
            ours, theirs = socket.socketpair()
            with contextlib.ExitStack() as undo:
                undo.callback(ours.close)
                with theirs:
                    process = await start_python(*self._words, stdin=theirs.fileno(), stdout=asyncio.subprocess.DEVNULL)
                undo.pop_all()
            ours.setblocking(False)
            self._running = process, ours
        return self._running[1]

    async def _ask(self, connection: socket.socket) -> DemoProcess:
        if self._closed:
            raise ConnectionAbortedError("the template is closing")
        ours, theirs = socket.socketpair()
        with contextlib.ExitStack() as undo:
            undo.callback(ours.close)
            with theirs:
                socket.send_fds(connection, [b"w"], [theirs.fileno()])
            await _readable(connection.fileno())
            state, pidfds, _, _ = socket.recv_fds(connection, len(WARM), 1)
            if not pidfds:
                raise ConnectionAbortedError("the template is gone")
            undo.pop_all()
        warm = {False, True} if state == WARM else set()
        return DemoProcess(*await asyncio.open_connection(sock=ours), Fork(pidfds[0]), warm)

    async def _drop(self) -> None:
        if self._running is None:
            return
        (process, connection), self._running = self._running, None
        connection.close()
        with contextlib.suppress(ProcessLookupError):
            process.terminate()
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(process.wait(), EXIT_SECONDS)
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()


class Fork:
    """A worker that is the template's child, held by its pidfd (a `Life`)."""

    def __init__(self, pidfd: int) -> None:
        self._pidfd = pidfd
        self._ended = False

    @property
    def returncode(self) -> int | None:
        """0 once it has ended: how it did is known to the template alone."""
        if not self._ended:
            ready = select.poll()
            ready.register(self._pidfd, select.POLLIN)
            self._note(bool(ready.poll(0)))
        return 0 if self._ended else None

    def kill(self) -> None:
        """End it now. Raises ProcessLookupError when it has ended already."""
        if self._ended:
            raise ProcessLookupError
        signal.pidfd_send_signal(self._pidfd, signal.SIGKILL)

    async def wait(self) -> int:
        """Return 0 once it has ended."""
        if self.returncode is None:
            await _readable(self._pidfd)
            self._note(ended=True)
        return 0

    def _note(self, ended: bool) -> None:
        if ended:
            self._ended = True
            os.close(self._pidfd)


async def _readable(end: int) -> None:
    """Return once there is something to read, be it the end."""
    loop = asyncio.get_running_loop()
    ready = asyncio.Event()
    loop.add_reader(end, ready.set)
    try:
        await ready.wait()
    finally:
        loop.remove_reader(end)
