"""The real bot in a process of its own, on a free port, in a folder of its own."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import gettempdir

from aiohttp import ClientSession

ROOT = Path(__file__).resolve().parents[1]
READY_SECONDS = 40
STOP_SECONDS = 15


@dataclass
class Running:
    """A started bot."""

    process: asyncio.subprocess.Process
    url: str

    def kill(self) -> None:
        """End it without a goodbye."""
        os.killpg(self.process.pid, signal.SIGKILL)


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environment(**settings: str) -> dict[str, str]:
    """This process's environment without any setting of Tiku's, plus these."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("TIKU_")}
    return kept | {"PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1", "XDG_CACHE_HOME": str(Path(gettempdir()) / "tiku-tests")} | settings


async def ended(folder: Path, only: str, settings: Mapping[str, str], seconds: float = 60.0) -> tuple[int | None, str]:
    """`tiku run --only PLATFORM` that ends by itself: its exit code, and what it said on standard error."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "run", "--only", only, cwd=folder, stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE, env=environment(TIKU_WEB_PORT="0", **settings))
    _, said = await asyncio.wait_for(process.communicate(), seconds)
    return process.returncode, said.decode()


async def unready(bot: Running, seconds: float = 20.0) -> str:
    """What /readyz tells once it is red, while the page goes on. Raises TimeoutError when it stays green."""
    async with asyncio.timeout(seconds), ClientSession() as http:
        while True:
            async with http.get(f"{bot.url}/readyz") as answer:
                told = await answer.text()
                if answer.status == 503:
                    break
            await asyncio.sleep(0.1)
        async with http.get(f"{bot.url}/api/state?channel=general&lang=en") as answer:
            assert answer.status == 200
    return told


@asynccontextmanager
async def running_bot(folder: Path, **settings: str) -> AsyncIterator[Running]:
    """`tiku run` until ready; stopped by SIGTERM at the end, and by force if that does not help."""
    port = free_port()
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "run", cwd=folder, env=environment(TIKU_WEB_PORT=str(port), **settings),
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL, start_new_session=True,
    )
    assert process.stdout is not None
    try:
        line = await asyncio.wait_for(process.stdout.readline(), READY_SECONDS)
        assert b"ready" in line, f"the bot did not start: {line!r}"
        yield Running(process, f"http://127.0.0.1:{port}")
    finally:
        if process.returncode is None:
            process.terminate()
            try:
                await asyncio.wait_for(process.wait(), STOP_SECONDS)
            except TimeoutError:
                os.killpg(process.pid, signal.SIGKILL)
        await process.wait()
        await process.stdout.read()
