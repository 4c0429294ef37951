"""A thousand live quizzes at once: what they hold in memory. `python -m bench.live_crowd N` is the process that has N of them."""

from __future__ import annotations

import asyncio
import gc
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from bench.harness import Measurement, Row
from bench.processes import started
from tests.house import House, open_house, sqlite_url

QUIZZES = 1000
PLAYERS = 5
MEMORY = 100.0
"""MiB above the same process without a quiz."""


async def _quizzes(house: House, number: int) -> None:
    """So many quizzes with an open question that all but one have answered."""
    channels = [f"web:local:c{index}" for index in range(number)]

    for channel in channels:
        await house.say("/quiz start questions=10 seconds=60 lang=en", "m0", channel=channel)
    await house.settle()
    for channel in channels:
        live = await house.tenant(channel).live.running(channel)
        if live is None:
            raise RuntimeError(f"no quiz in {channel}")
        for player in range(1, PLAYERS):
            await house.press(f"live1:{live.id}:join", f"m{player}", channel=channel)
        await house.press(f"live1:{live.id}:go", "m0", channel=channel)
    await house.settle()
    for channel in channels:
        for player in range(1, PLAYERS):
            await house.say("/quiz answer A", f"m{player}", channel=channel)
    house.seen.clear()
    if len(house.quiz.lives) != number:
        raise RuntimeError(f"{len(house.quiz.lives)} quizzes run")


async def _crowd(number: int, folder: Path) -> None:
    async with open_house(sqlite_url(folder)) as house:
        await _quizzes(house, number)
        gc.collect()
        print("there", flush=True)
        await asyncio.Event().wait()


def run() -> Sequence[Row]:
    """Two processes, one after the other."""
    held = []
    for number in (0, QUIZZES):
        with tempfile.TemporaryDirectory(prefix="tiku-bench-") as folder, started(
                ("-m", "bench.live_crowd", str(number)), Path(folder)) as process:
            held.append(process.resident())
    more = held[1] - held[0]
    return (Row(f"memory of {QUIZZES:,} live quizzes at once", more, MEMORY, "MiB", more / MEMORY, "at most", 1.0),)


MEASUREMENT = Measurement(
    "live-memory", f"{QUIZZES:,} live quizzes of {PLAYERS} players at once, each with an open question and answers to it",
    f"{MEMORY:.0f} MiB above the same process without a quiz", run)

if __name__ == "__main__":
    asyncio.run(_crowd(int(sys.argv[1]), Path.cwd()))
