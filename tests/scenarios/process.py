"""The real bot as a process of its own, spoken to over HTTP."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from http.client import HTTPException
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

ROOT = Path(__file__).parents[2]


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def environment(folder: Path, port: int, **more: str) -> dict[str, str]:
    """Ours without its settings, and a database in the folder."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("TIKU_")}
    return kept | {"TIKU_DATABASE_URL": f"sqlite:///{folder / 'tiku.db'}", "TIKU_WEB_PORT": str(port), "TIKU_LOG_LEVEL": "error",
                   "PYTHONPATH": str(ROOT), "TZ": "UTC"} | more


def tiku(folder: Path, *words: str, port: int = 0, **more: str) -> subprocess.CompletedProcess[str]:
    """One command of the command line, run to its end."""
    return subprocess.run([sys.executable, "-m", "bot", *words], cwd=folder, env=environment(folder, port, **more),
                          capture_output=True, text=True, timeout=60, check=False)


@dataclass
class Bot:
    """A running bot."""

    process: subprocess.Popen[str]
    port: int

    def ask(self, path: str, body: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """The JSON of an address; a body makes it a POST. Raises OSError or HTTPException when the bot is gone."""
        data = None if body is None else json.dumps(body).encode()
        request = Request(f"http://127.0.0.1:{self.port}{path}", data, {"Content-Type": "application/json"})
        try:
            with urlopen(request, timeout=20) as response:
                found: dict[str, Any] = json.load(response)
        except HTTPError as fault:
            raise AssertionError(f"{path}: {fault.code} {fault.read()!r}") from fault
        except ValueError as fault:
            raise HTTPException("cut off") from fault
        return found

    def say(self, command: str, words: str = "", member: str = "ada") -> dict[str, Any]:
        """The card that a member gets for a command."""
        body = {"channel": "general", "member": {"id": member, "name": member}, "lang": "en", "command": command,
                "words": words}
        card: dict[str, Any] = self.ask("/api/request", body)["card"]
        return card

    def move(self, step: str) -> None:
        """Move the clock of the page."""
        self.ask("/api/clock", {"step": step})

    def messages(self) -> list[dict[str, Any]]:
        """The channel as a page sees it."""
        found: list[dict[str, Any]] = self.ask("/api/state?channel=general")["messages"]
        return found

    def children(self) -> list[int]:
        """The ids of the processes that it has started."""
        found = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text()
        return [int(word) for word in found.split()]

    def kill(self) -> None:
        """As the kernel does it when memory runs out."""
        self.process.send_signal(signal.SIGKILL)
        self.process.communicate(timeout=10)

    def stop(self) -> tuple[int, str]:
        """Politely; the exit code and what it said on the standard error. Raises TimeoutExpired after 10 s."""
        self.process.send_signal(signal.SIGTERM)
        _, said = self.process.communicate(timeout=10)
        return self.process.returncode, said


def start(folder: Path, port: int) -> Bot:
    """A bot that has said that it is ready."""
    process = subprocess.Popen([sys.executable, "-m", "bot", "run", "--only", "web"], cwd=folder, text=True,
                               env=environment(folder, port), stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdout is not None
    line = process.stdout.readline()
    if "ready" not in line:
        process.kill()
        raise AssertionError(line + process.communicate()[1])
    return Bot(process, port)
