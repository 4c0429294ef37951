"""The process that demo workers are forked from: `python -m bot.demo_template PACKAGE MEMORY_MIB`.

It loads numpy and matplotlib at once, and after its first worker the demos, and draws one figure: a worker that is forked then
draws its first picture as quickly as its hundredth. Its standard input is a Unix socket to the bot. Each message there is one byte with a socket
attached: the connection of a new worker. The reply is `warm` or `cold` with the worker's pidfd attached, by which the bot
sees it end and can kill it without ever meaning another process. Nothing may start a thread in here, since only one thread
survives a fork; onnxruntime does so when it is imported, hence the worker does that.
"""

from __future__ import annotations

import gc
import os
import select
import signal
import socket
import sys
from contextlib import suppress

from bot import demo_worker
from bot.demos import all_demos, load_demo
from bot.domain.binding import bind

WARM, COLD = b"warm", b"cold"
"""Whether a forked worker has everything loaded, or only the libraries."""
QUIET_SECONDS = 1.0
"""How long nobody must ask before the template draws its own figure: longer than the first worker takes for the picture that
somebody is waiting for, which would share its processor."""


def main(package: str, memory_mib: int) -> None:
    """Fork a worker at each request, until the bot closes its end; then end the workers that are left."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())
    workers: dict[int, int] = {}
    with socket.socket(fileno=os.dup(0)) as bot:
        try:
            with suppress(Exception):  # whatever is wrong with them, the worker that needs them says so
                _load_libraries()
            _serve(bot, workers, package, memory_mib)
        finally:
            for pid in workers.values():
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
                os.waitpid(pid, 0)


def _serve(bot: socket.socket, workers: dict[int, int], package: str, memory_mib: int) -> None:
    """`workers` holds the pid of each by its pidfd."""
    state = COLD
    while (connection := _next_request(bot, workers)) is not None:
        pid = os.fork()
        if pid == 0:
            _become_worker(connection, [bot.fileno(), *workers], package, memory_mib)
        os.close(connection)
        pidfd = os.pidfd_open(pid)
        workers[pidfd] = pid
        socket.send_fds(bot, [state], [pidfd])
        if state == COLD and not select.select([bot], [], [], QUIET_SECONDS)[0]:
            with suppress(Exception):
                _warm_up(package)
            state = WARM


def _next_request(bot: socket.socket, workers: dict[int, int]) -> int | None:
    """The connection of the worker to make, or None when the bot is gone; meanwhile workers that ended are reaped."""
    ready = select.poll()
    for end in (bot.fileno(), *workers):
        ready.register(end, select.POLLIN)
    while True:
        for end, _ in ready.poll():
            if end in workers:
                os.waitpid(workers.pop(end), 0)
                ready.unregister(end)
                os.close(end)
            else:
                _, connections, _, _ = socket.recv_fds(bot, 1, 1)
                return connections[0] if connections else None


def _become_worker(connection: int, inherited: list[int], package: str, memory_mib: int) -> None:
    """Serve demos in this process, which is a fork; it never returns."""
    try:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        os.setsid()
        for end in inherited:
            os.close(end)
        for standard in (0, 1):
            os.dup2(connection, standard)
        os.close(connection)
        demo_worker.main(package, memory_mib)
    finally:
        os._exit(0)


def _load_libraries() -> None:
    import matplotlib.backends.backend_agg
    import matplotlib.figure
    import numpy as np

    assert np, matplotlib


def _warm_up(package: str) -> None:
    """Load the demos and draw one: what matplotlib sets up at its first figure is then set up in every fork."""
    all_demos(package)
    usual = load_demo("gelu")
    demo_worker.run_demo(usual, bind(usual.params, usual.example), "zh", plot=True)
    gc.collect()
    gc.freeze()  # what a collector never touches stays shared between the forks


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
