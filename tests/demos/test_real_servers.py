"""The serve demo's model against real Gunicorn and Uvicorn on loopback: the same order, and no miracle."""

from __future__ import annotations

import asyncio
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from bot.demos._serving import Load, Mode, makespan, simulate
from tests.demos.serving_apps import PAUSE

ROOT = Path(__file__).parents[2]
CLIENTS = 8
GUNICORN = ["gunicorn", "--no-control-socket", "--preload", "--log-level", "error", "--bind", "fd://{fd}"]
UVICORN = ["uvicorn", "--log-level", "error", "--lifespan", "off", "--fd", "{fd}"]
SERVERS: dict[str, tuple[list[str], Mode, int, int]] = {
    "loop": ([*UVICORN, "tests.demos.serving_apps:awaiting"], "loop", 1, 1),
    "loop under gunicorn": ([*GUNICORN, "-k", "uvicorn_worker.UvicornWorker", "-w", "1", "tests.demos.serving_apps:awaiting"],
                            "loop", 1, 1),
    "threads": ([*GUNICORN, "-k", "gthread", "-w", "2", "--threads", "4", "tests.demos.serving_apps:wsgi"], "threads", 2, 4),
    "sync": ([*GUNICORN, "-k", "sync", "-w", "2", "tests.demos.serving_apps:wsgi"], "sync", 2, 1),
    "blocking": ([*UVICORN, "tests.demos.serving_apps:blocking"], "blocking", 1, 1),
}


@contextmanager
def serving(words: list[str]) -> Iterator[int]:
    """A running server on a port of the system's choice; clients may connect at once and wait in its backlog."""
    with socket.create_server(("127.0.0.1", 0), backlog=64) as listener:
        listener.set_inheritable(True)
        command = [sys.executable, "-m", *(word.format(fd=listener.fileno()) for word in words)]
        process = subprocess.Popen(command, cwd=ROOT, pass_fds=[listener.fileno()])
        try:
            yield listener.getsockname()[1]
        finally:
            process.terminate()
            process.wait(20)


async def get(port: int, path: str) -> bytes:
    """The whole reply to one request on a connection of its own."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(f"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode())
    reply = await reader.read()
    writer.close()
    await writer.wait_closed()
    return reply


async def seconds_for(port: int) -> float:
    """How long eight clients at once wait for the last of their answers."""
    clock = asyncio.get_running_loop().time
    start = clock()
    replies = await asyncio.gather(*(get(port, "/") for _ in range(CLIENTS)))
    assert all(reply.startswith(b"HTTP/1.1 200") for reply in replies)
    return clock() - start


async def test_the_model_orders_servers_as_reality_does() -> None:
    """One loop beats threads or ties, threads beat sync workers, and those beat a blocked loop, by wide margins."""
    took: dict[str, float] = {}
    with ExitStack() as stack:
        ports = {name: stack.enter_context(serving(words)) for name, (words, *_) in SERVERS.items()}
        for port in ports.values():
            async with asyncio.timeout(60):
                await get(port, "/quick")
        for name, port in ports.items():
            async with asyncio.timeout(60):
                took[name] = await seconds_for(port)
    model = {name: makespan(simulate(Load(mode, CLIENTS, 0, 1000 * PAUSE, 0, workers, threads))) / 1000
             for name, (_, mode, workers, threads) in SERVERS.items()}
    assert model["loop"] == model["threads"] < model["sync"] < model["blocking"]
    assert max(took["loop"], took["loop under gunicorn"]) < took["sync"] < took["blocking"]
    assert took["threads"] < took["sync"]
    for name, seconds in took.items():
        assert 0.9 * model[name] < seconds < 2 * model[name] + 1, f"{name}: {seconds:.2f} s, the model says {model[name]:.2f} s"
