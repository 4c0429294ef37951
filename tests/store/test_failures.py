"""A database in trouble: nothing is acknowledged that is not stored, and the store goes on when the trouble is over."""

from __future__ import annotations

import asyncio
import random
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import event

from bot.domain.errors import StoreError
from bot.store import maintenance
from bot.store.store import SqlStore
from tests.store.places import MAKES, fresh_store
from tests.store.samples import DAY, HOME, answer, open_round, round_

ROUND = "r00000000001"


async def pragma(store: SqlStore, text: str) -> object:
    """Set something on the writer's own connection."""
    return await store._database.write(lambda conn: conn.exec_driver_sql(f"PRAGMA {text}").scalar())


async def test_a_full_disk_acknowledges_nothing(tmp_path: Path) -> None:
    """Each caller is told; once there is room again answers are stored; nothing was stored by halves."""
    async with fresh_store("sqlite", tmp_path) as store:
        home = store.tenant("web:local")
        await open_round(store, round_())
        pages = await pragma(store, "page_count")
        await pragma(store, f"max_page_count={pages}")
        long = "x" * 3000
        found = await asyncio.gather(
            *(home.record_answer(answer(f"m{n}", response=long)) for n in range(300)), return_exceptions=True)
        stored = [n for n, result in enumerate(found) if not isinstance(result, Exception)]
        refused = [result for result in found if isinstance(result, Exception)]
        assert refused
        assert {(type(error), "disk is full" in str(error)) for error in refused} == {(StoreError, True)}
        assert {a.member for a in await home.answers(ROUND)} == {f"m{n}" for n in stored}
        await pragma(store, "max_page_count=100000")
        assert (await home.record_answer(answer("late"))).outcome == "stored"
    assert await maintenance.check(f"sqlite:///{tmp_path}/tiku.db") == []


async def test_a_locked_database_is_refused_after_the_wait(tmp_path: Path) -> None:
    """All that wait hear of it together; reading goes on; afterwards writing does too."""
    async with fresh_store("sqlite", tmp_path) as store:
        home = store.tenant("web:local")
        await open_round(store, round_())
        assert await pragma(store, "busy_timeout") == 5000
        await pragma(store, "busy_timeout=20")
        with closing(sqlite3.connect(tmp_path / "tiku.db", isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            found = await asyncio.gather(
                *(home.record_answer(answer(f"m{n}")) for n in range(50)), return_exceptions=True)
            assert all(isinstance(result, StoreError) and "locked" in str(result) for result in found)
            assert await home.answered_count(ROUND) == 0
        assert (await home.record_answer(answer())).outcome == "stored"


async def test_the_writer_is_durable_at_every_commit(tmp_path: Path) -> None:
    """The settings that decide it are on, also for the readers, which cannot write."""
    async with fresh_store("sqlite", tmp_path) as store:
        assert await pragma(store, "synchronous") == 2
        assert await pragma(store, "journal_mode") == "wal"
        assert await pragma(store, "foreign_keys") == 1
        with pytest.raises(StoreError, match="permission"):
            await store._database.read(lambda conn: conn.exec_driver_sql("INSERT INTO notes VALUES ('a', 'b')"))


@pytest.mark.parametrize("make", MAKES)
async def test_answers_that_queue_share_a_transaction(make: str, tmp_path: Path) -> None:
    """A thousand answers of two hundred callers take a few transactions, not a thousand."""
    async with fresh_store(make, tmp_path) as store:
        await open_round(store, round_())
        begun: list[object] = []
        event.listen(store._database._engines[0].sync_engine, "commit", begun.append)
        numbers = iter(range(1000))

        async def caller() -> None:
            for number in numbers:
                await store.tenant("web:local").record_answer(answer(f"m{number}"))

        await asyncio.gather(*(caller() for _ in range(200)))
        assert 5 <= len(begun) <= 20
        assert (await store.tenant("web:local").board(HOME, "all", DAY)).members == 1000


@pytest.mark.parametrize("make", MAKES)
async def test_a_job_that_raises_is_undone_alone(make: str, tmp_path: Path) -> None:
    """Its caller gets its own error, nothing of it stays, and what shared its transaction is stored."""
    async with fresh_store(make, tmp_path) as store:
        def broken(conn: object) -> None:
            raise LookupError("broken")

        first, error, last = await asyncio.gather(
            store.set_note("a", "1"), store._database.write(broken), store.set_note("b", "2"),
            return_exceptions=True)
        assert (first, last) == (None, None)
        assert isinstance(error, LookupError)
        assert [await store.note(key) for key in "ab"] == ["1", "2"]


async def test_more_than_can_wait_is_refused_at_once(tmp_path: Path) -> None:
    """A flood beyond the queue gets an honest refusal, and all that were taken are stored."""
    async with fresh_store("sqlite", tmp_path) as store:
        home = store.tenant("web:local")
        await open_round(store, round_())
        given = [answer(f"m{n}") for n in range(20_010)]
        found = await asyncio.gather(*(home.record_answer(a) for a in given), return_exceptions=True)
        refused = [result for result in found if isinstance(result, StoreError)]
        assert len(refused) == 10
        assert all("busy" in str(error) for error in refused)
        assert await home.answered_count(ROUND) == 20_000


CHILD = """
import asyncio, sys
from tests.store.places import now
from tests.store.samples import answer
from bot.store import open_store

async def main(url, run):
    async with open_store(url, clock_now=now) as store:
        numbers = iter(range(1_000_000))
        async def caller():
            for number in numbers:
                member = f"{run}-{number}"
                found = await store.tenant("web:local").record_answer(answer(member))
                assert found.outcome == "stored"
                print(member, flush=True)
        await asyncio.gather(*(caller() for _ in range(20)))

asyncio.run(main(*sys.argv[1:]))
"""


async def test_what_was_acknowledged_survives_a_kill(tmp_path: Path) -> None:
    """Five processes die at random moments; every answer they acknowledged is there, and the file is sound."""
    url = f"sqlite:///{tmp_path}/tiku.db"
    async with fresh_store("sqlite", tmp_path) as store:
        await open_round(store, round_())
    moments = random.Random(20261124)
    acknowledged: set[str] = set()
    for number in range(5):
        child = await asyncio.create_subprocess_exec(
            sys.executable, "-c", CHILD, url, str(number), stdout=asyncio.subprocess.PIPE,
            env={"PYTHONPATH": str(Path(__file__).parents[2])})
        assert child.stdout is not None
        for _ in range(moments.randint(1, 800)):
            acknowledged.add((await child.stdout.readline()).decode().strip())
        child.kill()
        rest = (await child.stdout.read()).decode()
        acknowledged.update(line for line in rest.split("\n")[:-1])
        assert await child.wait() == -9
        assert await maintenance.check(url) == []
    async with fresh_store("sqlite", tmp_path) as store:
        stored = {found.member for found in await store.tenant("web:local").answers(ROUND)}
    assert "" not in acknowledged
    assert acknowledged <= stored
    assert len(acknowledged) > 5
