"""Points are derived: whatever happened, a rebuild from the answers finds the same ledger, standings and levels."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, Table, delete, select

from bot.domain.question import Result
from bot.domain.season import Correction, Season
from bot.ports import Work
from bot.store import open_store
from bot.store.audit import audit
from bot.store.schema import boards, ledger, levels, metadata, standings
from bot.store.store import SqlStore
from tests.store.places import MAKES, fresh, now
from tests.store.samples import DAY, HOME, HOUR, NINE, answer, open_round, round_

Step = tuple[Any, ...]
_results: tuple[Result, ...] = ("wrong", "partly", "correct")

opens = st.tuples(st.just("open"), st.sampled_from(["at_once", "at_reveal"]), st.sampled_from([None, 0, 1, 31]))
replies = st.tuples(st.just("answer"), st.integers(0, 2), st.sampled_from(["ann", "bob", "cid"]),
                    st.integers(0, 3), st.integers(0, 5))
histories = st.lists(
    opens | replies | replies | replies | st.tuples(st.just("close"), st.integers(0, 2), st.integers(0, 30))
    | st.tuples(st.just("erase"), st.sampled_from(["ann", "bob"]))
    | st.tuples(st.just("hide"), st.sampled_from(["ann", "bob"]), st.booleans())
    | st.tuples(st.just("correct"), st.sampled_from(["ann", "bob", "cid"]), st.sampled_from([-40, -10, 5]), st.integers(0, 2))
    | st.tuples(st.sampled_from(["start", "end"]), st.integers(0, 2)),
    min_size=4, max_size=25,
).map(lambda steps: [("open", "at_once", 0), ("open", "at_reveal", 1), *steps])


@lru_cache
def place(make: str, folder: Path) -> str:
    return fresh(make, folder)


@pytest.mark.parametrize("make", MAKES)
@given(history=histories)
@example(history=[("open", "at_once", 0), ("answer", 0, "ann", 1, 0), ("answer", 0, "bob", 1, 1), ("erase", "ann")])
@example(history=[("open", "at_once", 0), ("open", "at_once", 1), ("answer", 0, "ann", 1, 0), ("answer", 1, "ann", 2, 0),
                  ("start", 1), ("correct", "ann", -40, 1), ("correct", "ann", 5, 2), ("hide", "ann", True), ("answer", 1, "bob", 1, 1),
                  ("end", 1), ("start", 1), ("open", "at_once", 2), ("answer", 2, "ann", 1, 1), ("hide", "ann", False)])
@example(history=[("open", "at_once", 0), ("open", "at_reveal", 1), ("answer", 0, "ann", 1, 0), ("answer", 1, "ann", 2, 0), ("start", 0),
                  ("correct", "ann", 5, 2), ("close", 1, 10), ("end", 0), ("erase", "ann"), ("start", 0)])
@settings(max_examples=20, deadline=None, derandomize=True,
          suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_a_rebuild_changes_nothing(make: str, tmp_path_factory: pytest.TempPathFactory, history: list[Step]) -> None:
    """After any history of rounds, answers, closes, erasures, seasons, corrections and hidings; and an independent recount
    agrees before and after."""
    url = place(make, tmp_path_factory.getbasetemp())
    asyncio.run(_check(url, history))


async def _check(url: str, history: list[Step]) -> None:
    async with open_store(url, clock_now=now) as store:
        await store._database.write(_emptied)
        store._database.ids.forget()
        await _play(store, history)
        before = await store._database.read(_derived)
        assert await store._database.read(audit) == []
        await store.rebuild()
        assert await store._database.read(_derived) == before
        assert await store._database.read(audit) == []


async def _play(store: SqlStore, history: list[Step]) -> None:
    home, played = store.tenant("web:local"), []
    for number, step in enumerate(history):
        match step:
            case ("open", verdict, shift):
                day = None if shift is None else DAY + timedelta(days=shift)
                played.append(await open_round(store, round_(
                    id_=f"r{number}", verdict=verdict, day=day, opens=NINE + number * HOUR)))
            case ("answer", index, member, points, after):
                target = played[index % len(played)]
                await home.record_answer(answer(member, id_=target.id, points=points * 10, opens=target.opens_at,
                                                result=_results[min(points, 2)], after=after))
            case ("close", index, points):
                target = played[index % len(played)]
                await store.close_round(Work("close", target.id, HOME, target.closes_at), {"ann": points})
            case ("erase", member):
                await home.delete_member(member)
            case ("hide", member, hidden):
                await home.people.hide(member, member.title(), hidden=hidden)
            case ("correct", member, points, shift):
                at = NINE + number * HOUR
                await home.seasons.correct(Correction(HOME, DAY + timedelta(days=shift), member, "", points, "why", "boss", "Boss", at))
            case ("start", shift):
                await home.seasons.start(Season(f"s{number}", HOME, f"Season {number}", DAY + timedelta(days=shift), "en", NINE))
            case ("end", shift):
                await home.seasons.end(HOME, DAY + timedelta(days=shift), NINE + number * HOUR)


def _emptied(conn: Connection) -> None:
    for table in reversed(metadata.sorted_tables):
        conn.execute(delete(table))


def _derived(conn: Connection) -> dict[str, list[Any]]:
    """Ledger, standings and levels, boards by name since a rebuild numbers them anew."""
    def of_boards(table: Table) -> list[Any]:
        columns = [column for column in table.c if column.name != "board_id"]
        return sorted(map(tuple, conn.execute(
            select(boards.c.channel, boards.c.period, *columns).join(table, table.c.board_id == boards.c.id))))

    return {"ledger": sorted(map(tuple, conn.execute(select(ledger)))),
            "standings": of_boards(standings), "levels": of_boards(levels)}
