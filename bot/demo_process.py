"""One demo worker as the parent sees it: started with a bare environment, asked in frames, ended without a trace."""

from __future__ import annotations

import asyncio
import contextlib
import os
import socket
import sys
from pathlib import Path
from typing import Protocol

MAX_REPLY = 8 * 2**20
"""A reply is a card and one picture of at most 200 kB; more is nonsense."""
EXIT_SECONDS = 0.5
"""How long an idle child may take to leave by itself."""


class Life(Protocol):
    """A hold on a process that may end at any time, such as `asyncio.subprocess.Process`."""

    @property
    def returncode(self) -> int | None:
        """None as long as it is not known to have ended."""

    def kill(self) -> None:
        """End it now. Raises ProcessLookupError when it has ended already."""

    async def wait(self) -> int:
        """Return once it has ended."""


class DemoProcess:
    """One worker and the connection to it; asked by one caller at a time."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, life: Life, warm: set[bool]) -> None:
        self._reader, self._writer, self._life = reader, writer, life
        self.warm = warm
        """For which values of `plot` it answers without loading libraries first."""
        self.served = False
        """Whether it has answered before."""

    @classmethod
    async def start(cls, package: str, memory_mib: int) -> DemoProcess:
        """A worker from nothing: a new interpreter that loads what it needs. Raises OSError."""
        ours, theirs = socket.socketpair()
        with contextlib.ExitStack() as undo:
            undo.callback(ours.close)
            with theirs:
                process = await start_python("bot.demo_worker", package, str(memory_mib), stdin=theirs.fileno(), stdout=theirs.fileno())
            undo.pop_all()
        return cls(*await asyncio.open_connection(sock=ours), process, set())

    @property
    def alive(self) -> bool:
        """Whether it is not known to have ended."""
        return self._life.returncode is None

    async def ask(self, request: bytes) -> bytes:
        """The reply to one request. Raises EOFError or OSError when the worker is gone, ValueError on nonsense."""
        self._writer.write(len(request).to_bytes(4, "big") + request)
        await self._writer.drain()
        size = int.from_bytes(await self._reader.readexactly(4), "big")
        if size > MAX_REPLY:
            raise ValueError(f"a reply of {size} bytes")
        return await self._reader.readexactly(size)

    def kill(self) -> None:
        """End it now; whoever waits for its reply gets EOFError."""
        with contextlib.suppress(ProcessLookupError):
            self._life.kill()

    async def end(self, *, at_once: bool) -> None:
        """End it, with a moment to leave in order unless `at_once`; afterwards neither process nor connection is left."""
        self._writer.close()
        if not at_once:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._life.wait(), EXIT_SECONDS)
        self.kill()
        await self._life.wait()
        with contextlib.suppress(OSError):
            await self._writer.wait_closed()


async def start_python(*words: str, stdin: int, stdout: int) -> asyncio.subprocess.Process:
    """A new interpreter that runs a module of ours. Raises OSError."""
    # Its own session: an interrupt typed at the terminal goes to the parent, which ends the child in order.
    return await asyncio.create_subprocess_exec(
        sys.executable, "-m", *words, env=_environment(), stdin=stdin, stdout=stdout, stderr=asyncio.subprocess.DEVNULL,
        start_new_session=True,
    )


def _environment() -> dict[str, str]:
    """What a child may know: where Python finds its modules, one thread per library, and none of our secrets."""
    kept = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "MPLCONFIGDIR", "LD_LIBRARY_PATH", "SYSTEMROOT", "TZDIR")
    single = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "MALLOC_ARENA_MAX"), "1")
    modules = os.pathsep.join(str(Path(path).absolute()) for path in sys.path)
    return {key: os.environ[key] for key in kept if key in os.environ} | single | {"PYTHONPATH": modules}
