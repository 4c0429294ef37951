"""A look for due work among 100,000 schedules of which none is due."""

from __future__ import annotations

import asyncio
import sqlite3
import tempfile
import time
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from statistics import median

from sqlalchemy.dialects import sqlite

from bench import filled
from bench.harness import Measurement, Row, paired
from bot.store.queue import ready
from tests.house import START, open_house

SCHEDULES = 100_000
BLOCKS = 30
TICKS = 20


def run() -> Sequence[Row]:
    with tempfile.TemporaryDirectory(prefix="tiku-bench-") as folder:
        none, all_of_them = asyncio.run(_measure(Path(folder)))
        steps = [_steps(Path(folder) / name / "tiku.db") for name in ("one", "many")]
    return (
        Row("a tick with 100,000 schedules", median(all_of_them), median(none), "ms", paired(all_of_them, none), "at most", 1.5),
        Row("SQLite's steps in that tick", steps[1], steps[0], "steps", steps[1] / steps[0], "at most", 1.0),
    )


async def _measure(folder: Path) -> tuple[list[float], list[float]]:
    small = await filled.made(folder / "one")
    large = await filled.made(folder / "many", filled.schedules(SCHEDULES))
    async with open_house(small) as one, open_house(large) as other:
        if (found := len(await other.quiz.store.all_schedules())) != SCHEDULES:
            raise RuntimeError(f"there are {found} schedules")
        sides: tuple[list[float], list[float]] = [], []
        for turn in range(BLOCKS + 1):
            for house, times in zip((one, other), sides, strict=True):
                began = time.perf_counter()
                for _ in range(TICKS):
                    if await house.scheduler.tick():
                        raise RuntimeError("something was due")
                if turn:
                    times.append((time.perf_counter() - began) / TICKS * 1000)
    return sides


def _steps(path: Path) -> int:
    """How many instructions of SQLite's machine the tick's statement takes: a row that it touched would add some."""
    statement = str(ready(START, 1, ("web",)).compile(
        dialect=sqlite.dialect(), compile_kwargs={"literal_binds": True}))
    count = 0

    def step() -> int:
        nonlocal count
        count += 1
        return 0

    with closing(sqlite3.connect(path)) as conn:
        conn.set_progress_handler(step, 1)
        if conn.execute(statement).fetchall():
            raise RuntimeError("something is due")
    return count


MEASUREMENT = Measurement(
    "due", "one tick of the scheduler with 100,000 schedules, none due: its time, and the steps of its statement",
    "the same with one schedule", run)
