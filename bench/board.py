"""The board: the top ten and one's own rank, as `/leaderboard all` answers it."""

from __future__ import annotations

import asyncio
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median

from bench import filled
from bench.harness import Measurement, Row, paired
from bot.store import maintenance
from tests.house import CHANNEL, House, open_house

FEW, MANY = 1_000, 100_000
"""Members; each has ten answers."""
BLOCKS = 30
CALLS = 20
"""Calls a block; a block gives its median."""


def run() -> Sequence[Row]:
    few, many = asyncio.run(_measure())
    return (Row("board with 1,000,000 answers", median(many), median(few), "ms", paired(many, few), "at most", 1.5),)


async def _measure() -> tuple[list[float], list[float]]:
    with tempfile.TemporaryDirectory(prefix="tiku-bench-") as folder:
        small = await filled.made(Path(folder) / "few", filled.answers(FEW))
        large = await filled.made(Path(folder) / "many", filled.answers(MANY))
        if faults := await maintenance.check(small):
            raise RuntimeError(f"the database was not filled as the bot would: {faults[0]}")
        async with open_house(small) as one, open_house(large) as other:
            await _block(one, 0, FEW)
            await _block(other, 0, MANY)
            few, many = [], []
            for turn in range(BLOCKS):
                few.append(await _block(one, turn, FEW))
                many.append(await _block(other, turn, MANY))
    return few, many


async def _block(house: House, turn: int, people: int) -> float:
    """The median of some calls by members from everywhere on the board, in milliseconds."""
    taken = []
    for call in range(CALLS):
        request = house.request(f"m{(turn * CALLS + call) * 7919 % people}", command="leaderboard all", channel=CHANNEL)
        began = time.perf_counter()
        card = await house.dispatch.handle(request)
        taken.append((time.perf_counter() - began) * 1000)
        if card.table is None or len(card.table.rows) < 10:
            raise RuntimeError(f"this is no board: {card}")
    return median(taken)


MEASUREMENT = Measurement(
    "board", "/leaderboard all through handle(), top ten and own rank, with 1,000,000 answers of 100,000 members",
    "the same with 10,000 answers of 1,000 members", run)
