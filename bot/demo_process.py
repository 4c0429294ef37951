"""One demo worker as the parent sees it: started with a bare environment, asked in frames, ended without a trace."""

from __future__ import annotations

import asyncio
import contextlib
import os
import sys
from pathlib import Path

MAX_REPLY = 8 * 2**20
"""A reply is a card and one picture of at most 200 kB; more is nonsense."""
EXIT_SECONDS = 0.5
"""How long an idle child may take to leave by itself."""


class DemoProcess:
    """One child and the pipe to it; asked by one caller at a time."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        assert process.stdin is not None, "started with a pipe"
        assert process.stdout is not None, "started with a pipe"
        self._process, self._stdin, self._stdout = process, process.stdin, process.stdout
        self._in_use = asyncio.Lock()
        self.warm: set[bool] = set()
        """For which values of `plot` it has answered already."""

    @classmethod
    async def start(cls, package: str, memory_mib: int) -> DemoProcess:
        """A new child. Raises OSError."""
        # Its own session: an interrupt typed at the terminal goes to the parent, which ends the child in order.
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot.demo_worker", package, str(memory_mib), env=_environment(),
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL,
            start_new_session=True,
        )
        return cls(process)

    @property
    def alive(self) -> bool:
        """Whether it is not known to have ended."""
        return self._process.returncode is None

    async def ask(self, request: bytes) -> bytes:
        """The reply to one request. Raises EOFError or OSError when the child is gone, ValueError on nonsense."""
        async with self._in_use:
            self._stdin.write(len(request).to_bytes(4, "big") + request)
            await self._stdin.drain()
            size = int.from_bytes(await self._stdout.readexactly(4), "big")
            if size > MAX_REPLY:
                raise ValueError(f"a reply of {size} bytes")
            return await self._stdout.readexactly(size)

    def kill(self) -> None:
        """End it now; whoever waits for its reply gets EOFError."""
        with contextlib.suppress(ProcessLookupError):
            self._process.kill()

    async def end(self, *, at_once: bool) -> None:
        """End it, with a moment to leave in order unless `at_once`; afterwards neither process nor pipe is left."""
        self._stdin.close()
        if not at_once:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._process.wait(), EXIT_SECONDS)
        self.kill()
        async with self._in_use:
            # Reading to the end is what lets the pipe's transport close before the loop does.
            await self._stdout.read()
        await self._process.wait()
        with contextlib.suppress(OSError):
            await self._stdin.wait_closed()


def _environment() -> dict[str, str]:
    """What a child may know: where Python finds its modules, one thread per library, and none of our secrets."""
    kept = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "MPLCONFIGDIR", "LD_LIBRARY_PATH", "SYSTEMROOT", "TZDIR")
    single = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "MALLOC_ARENA_MAX"), "1")
    modules = os.pathsep.join(str(Path(path).absolute()) for path in sys.path)
    return {key: os.environ[key] for key in kept if key in os.environ} | single | {"PYTHONPATH": modules}
