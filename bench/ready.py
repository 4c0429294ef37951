"""`tiku run` on the local page: how soon it serves, and what it holds and uses when nobody comes."""

from __future__ import annotations

import asyncio
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median

from bench import filled
from bench.harness import Measurement, Row, interleave, paired
from bench.processes import bot, importing, imports, started

STARTS = 7
IDLE_SECONDS = 5.0
BUSY_SHARE = 0.02
"""Of one processor, that an idle bot may use."""


def run() -> Sequence[Row]:
    with tempfile.TemporaryDirectory(prefix="tiku-bench-") as folder:
        return (*_starts(Path(folder)), *_idle(Path(folder)))


def _starts(folder: Path) -> Sequence[Row]:
    """The best of some starts, in an empty folder and again where a database is: the least that others disturbed."""
    first, again = folder / "first", folder / "again"
    for home in (first, again):
        home.mkdir()
    numbers = iter(range(1000))

    def empty() -> float:
        return _start(first / str(next(numbers)))

    words, settings = bot(again / "db")
    modules = imports(words, first, until_ready=True, **bot(first / "modules")[1])
    _start(again / "db")
    fewer = imports(words, again, until_ready=True, **settings)
    sides = interleave(STARTS, empty, lambda: _load(modules, first), lambda: _start(again / "db"), lambda: _load(fewer, again))
    best = [min(side) for side in sides]
    return (
        Row("first start to ready", best[0], best[1], "s", best[0] / best[1], "at most", 1.4),
        Row("later start to ready", best[2], best[3], "s", best[2] / best[3], "at most", 1.4),
    )


def _start(home: Path) -> float:
    home.mkdir(exist_ok=True)
    words, settings = bot(home)
    with started(words, home, **settings) as running:
        return running.seconds


def _load(modules: Sequence[str], folder: Path) -> float:
    with started((*importing(modules, folder), "wait"), folder) as running:
        return running.seconds


def _idle(folder: Path) -> Sequence[Row]:
    """Three processes side by side: the bot among 100,000 schedules, the bot among one, and one that only imports."""
    asyncio.run(filled.made(folder / "many", filled.schedules(100_000)))
    asyncio.run(filled.made(folder / "one"))
    words, many = bot(folder / "many")
    one = bot(folder / "one")[1]
    modules = imports(words, folder, until_ready=True, **one)
    with (started(words, folder, **many) as crowded, started(words, folder, **one) as alone,
          started((*importing(modules, folder), "wait"), folder) as bare):
        time.sleep(2.0)
        used: list[list[float]] = [[], []]
        for _ in range(3):
            before = [running.used() for running in (crowded, alone)]
            time.sleep(IDLE_SECONDS / 3)
            for shares, running, had in zip(used, (crowded, alone), before, strict=True):
                shares.append((running.used() - had) / (IDLE_SECONDS / 3) * 1000)
        held = [running.resident() for running in (crowded, alone, bare)]
    return (
        Row("memory when idle", held[1], held[2], "MiB", held[1] / held[2], "at most", 1.4),
        Row("memory with 100,000 schedules", held[0], held[2], "MiB", held[0] / held[2], "at most", 1.4),
        Row("processor when idle, of one whole", median(used[1]), 1000, "ms/s", median(used[1]) / 1000, "at most", BUSY_SHARE),
        Row("the same with 100,000 schedules", median(used[0]), median(used[1]), "ms/s", paired(*used), "at most", 1.5),
    )


MEASUREMENT = Measurement(
    "ready", "tiku run, from exec to its line; then idle for a few seconds, with one schedule and with 100,000",
    "python that only imports the modules which that run had loaded, from exec to a line", run)
