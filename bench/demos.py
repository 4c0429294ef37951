"""Demos: a worker's first picture, a warm one, the work without one, its memory, and fifty at once."""

from __future__ import annotations

import asyncio
import io
import os
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median
from typing import Any

from bench.harness import Measurement, Row, interleave, paired
from bench.processes import descendants, peak, seconds
from bot.demo_runner import ProcessDemoRunner
from bot.demo_template import QUIET_SECONDS
from bot.demo_worker import run_demo
from bot.demos import all_demos, load_demo
from bot.domain.binding import bind

STARTS, WARM = 5, 15
DRAWN = ("gelu", "iou", "kalman", "attention")
"""Demos with one or two ordinary panels."""
COMPUTED = ("cosine-loss", "infonce", "onnx", "attention")
PIECES = 50
_BARE = ("import matplotlib\nfrom matplotlib.backends.backend_agg import FigureCanvasAgg\nfrom matplotlib.figure import Figure\n"
         "import io\nfigure = Figure(figsize=(9.6, 6), dpi=125)\nFigureCanvasAgg(figure)\nfigure.savefig(io.BytesIO(), format='png')\n")


def run() -> Sequence[Row]:
    return [*asyncio.run(_first()), *_warm(), *_without(), *asyncio.run(_together())]


async def _first() -> Sequence[Row]:
    """What a member waits for when the worker has just been killed, and when the bot has drawn nothing yet."""
    fresh, first, bare = [], [], []
    with tempfile.TemporaryDirectory(prefix="tiku-bench-") as place:
        async with ProcessDemoRunner() as lasting:
            await _gelu(lasting, 0)
            await asyncio.sleep(2 * QUIET_SECONDS)  # the template gets ready when nobody asks
            for turn in range(-1, STARTS):
                for worker in lasting._live:
                    worker.kill()
                    await worker._life.wait()
                fresh.append(await _gelu(lasting, turn + 2))
                async with ProcessDemoRunner() as new:
                    first.append(await _gelu(new, 0))
                bare.append(seconds(("-c", _BARE), Path(place)))
    # The first turn brings everything from the disk.
    return [
        Row("a fresh worker's first picture", median(fresh[1:]), median(bare[1:]), "s", paired(fresh[1:], bare[1:]), "at most", 1.2),
        Row("the very first picture of a bot", median(first[1:]), median(bare[1:]), "s", paired(first[1:], bare[1:])),
    ]


async def _gelu(runner: ProcessDemoRunner, number: int) -> float:
    """How many seconds a picture takes that the runner has not drawn before."""
    began = time.perf_counter()
    answer = await runner.run("gelu", bind(load_demo("gelu").params, f"{number / 10}"), "en", plot=True)
    assert answer.png
    return time.perf_counter() - began


def _warm() -> Sequence[Row]:
    """A whole demo with its picture, against matplotlib saving the very same finished figure."""
    rows = []
    for name in DRAWN:
        demo = load_demo(name)
        args = bind(demo.params, demo.example)
        assert demo.plot is not None
        result, plot = demo.run(**args), demo.plot

        def save() -> float:
            figure = plot(result, args, "en")  # noqa: B023 - called within this turn
            return _milliseconds(lambda: figure.savefig(io.BytesIO(), format="png"))

        def whole() -> float:
            return _milliseconds(lambda: run_demo(demo, args, "en", plot=True))  # noqa: B023 - the same

        save()
        whole()
        ours, bare = interleave(WARM, whole, save)
        rows.append(Row(f"a warm picture: {name}", median(ours), median(bare), "ms", paired(ours, bare), "at most", 2.0))
    return rows


def _without() -> Sequence[Row]:
    """A demo without its picture: all of it is held against 5 ms, whatever numpy takes of that."""
    rows = []
    for name in COMPUTED:
        demo = load_demo(name)
        words = demo.example

        def call() -> float:
            return _milliseconds(lambda: run_demo(demo, bind(demo.params, words), "en", plot=False))  # noqa: B023

        call()
        taken = median(call() for _ in range(WARM))
        rows.append(Row(f"no picture: {name}", taken, 5.0, "ms", taken / 5.0, "at most", 1.0))
    return rows


async def _together() -> Sequence[Row]:
    """Fifty demos of ten members at once, each another calculation; the loop's own lag beside them; then all 52."""
    gelu = load_demo("gelu")
    told: dict[int, list[int]] = {member: [] for member in range(10)}
    async with ProcessDemoRunner(queue=PIECES) as runner:
        async def ask(number: int) -> None:
            await runner.run("gelu", bind(gelu.params, f"{number / 10}"), "en", plot=number % 5 == 0)
            told[number % 10].append(number)

        lags = await _lags(asyncio.gather(*(ask(number) for number in range(PIECES))))
        answered = sum(map(len, told.values()))
        in_order = sum(numbers == sorted(numbers) for numbers in told.values())
        for demo in all_demos():
            await runner.run(demo.name, bind(demo.params, demo.example), "zh", plot=True)
        held = max(peak(pid) for pid in descendants(os.getpid()))
    late = sorted(lags)[int(len(lags) * 0.99)]
    return [
        Row(f"{PIECES} at once: answered", answered, PIECES, "", answered / PIECES, "at least", 1.0),
        Row("members served in their order", in_order, len(told), "", in_order / len(told), "at least", 1.0),
        Row("the loop's lag meanwhile, 99 %", late, 20.0, "ms", late / 20.0, "at most", 1.0),
        Row("the largest process after every demo", held, 200.0, "MB", held / 200.0, "at most", 1.0),
    ]


async def _lags(work: asyncio.Future[Any]) -> list[float]:
    """How late a sleep of a millisecond ends while the work goes on, in milliseconds."""
    found = []
    while not work.done():
        began = time.perf_counter()
        await asyncio.sleep(0.001)
        found.append((time.perf_counter() - began) * 1000 - 1)
    await work
    return found


def _milliseconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1000


MEASUREMENT = Measurement(
    "demos", "demos with and without pictures, fresh and warm, and fifty of them at once through the worker",
    "bare matplotlib: its import and an empty figure saved; the same figure saved; 5 ms; 20 ms; 200 MB", run)
