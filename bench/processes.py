"""Processes as the system sees them: how long until they print something, what they hold, what they use."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
_IMPORTED = re.compile(r"^import time: +\d+ \| +\d+ \| +(\S+)$", re.MULTILINE)
_PAGE = os.sysconf("SC_PAGE_SIZE")


@dataclass
class Started:
    """A process that has printed its first line."""

    process: subprocess.Popen[bytes]
    seconds: float
    """From the start to the line."""

    def resident(self) -> float:
        """Resident memory in MiB."""
        return int(Path(f"/proc/{self.process.pid}/statm").read_text().split()[1]) * _PAGE / 2**20

    def used(self) -> float:
        """Processor time of all threads so far, in seconds, to the nanosecond."""
        tasks = Path(f"/proc/{self.process.pid}/task").iterdir()
        return sum(int((task / "schedstat").read_text().split()[0]) for task in tasks) / 1e9


@contextmanager
def started(words: Sequence[str], folder: Path, **settings: str) -> Iterator[Started]:
    """Python with these words in this folder, once it has printed a line; ended by SIGTERM on the way out."""
    process = subprocess.Popen([sys.executable, *words], cwd=folder, env=environment(**settings),
                               stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, start_new_session=True)
    began = time.perf_counter()
    try:
        assert process.stdout is not None
        if not process.stdout.readline():
            raise RuntimeError(f"{' '.join(words)[:200]} ended without a word")
        yield Started(process, time.perf_counter() - began)
    finally:
        process.send_signal(signal.SIGTERM)
        kill = threading.Timer(15, process.kill)
        kill.start()
        process.communicate()
        kill.cancel()


def bot(folder: Path, **settings: str) -> tuple[Sequence[str], dict[str, str]]:
    """The words and settings of `tiku run` with its database in the folder and a port that the system chooses."""
    return ("-m", "bot", "run"), {"TIKU_DATABASE_URL": f"sqlite:///{folder / 'tiku.db'}", "TIKU_WEB_PORT": "0", **settings}


def environment(**settings: str) -> dict[str, str]:
    """This process's environment with none of Tiku's settings but these."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("TIKU_")}
    return kept | {"PYTHONPATH": str(ROOT)} | settings


def seconds(words: Sequence[str], folder: Path) -> float:
    """From start to end. Raises RuntimeError when it fails."""
    began = time.perf_counter()
    subprocess.run([sys.executable, *words], cwd=folder, env=environment(), check=True, capture_output=True)
    return time.perf_counter() - began


def descendants(pid: int) -> list[int]:
    """The processes that this one started, those that they started, and so on."""
    children = [int(child) for path in Path(f"/proc/{pid}/task").glob("*/children") for child in path.read_text().split()]
    return [*children, *(later for child in children for later in descendants(child))]


def peak(pid: int) -> float:
    """The most memory that the process has held, in MB."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1000


def imports(words: Sequence[str], folder: Path, *, until_ready: bool = False, **settings: str) -> list[str]:
    """The modules that Python loads with these words, in the order in which their loading ended.

    With `until_ready` up to the first line printed, else to the end.
    """
    with (folder / "imports.txt").open("w+") as told:
        process = subprocess.Popen([sys.executable, "-X", "importtime", *words], cwd=folder, env=environment(**settings),
                                   stdout=subprocess.PIPE, stderr=told, start_new_session=True)
        assert process.stdout is not None
        if until_ready:
            process.stdout.readline()
            process.send_signal(signal.SIGTERM)
        process.communicate()
        told.seek(0)
        return list(dict.fromkeys(_IMPORTED.findall(told.read())))


def importing(modules: Sequence[str], folder: Path) -> Sequence[str]:
    """The words of a bare process that loads exactly these modules, prints a line, and waits for its end."""
    script = folder / f"floor-{len(modules)}.py"
    # What was looked for and not found, such as another system's module, is looked for here too.
    lines = [f"try: import {name}\nexcept ImportError: pass" for name in modules
             if all(part.isidentifier() for part in name.split("."))]
    script.write_text("\n".join([*lines, "import sys, time", "print('loaded', flush=True)",
                                 "if len(sys.argv) > 1: time.sleep(600)"]))
    return (str(script),)
