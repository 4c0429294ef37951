"""The operator's commands: check, back up, restore, upgrade."""

from __future__ import annotations

import asyncio
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import make_url, text

from bot.domain.errors import StoreError
from bot.store import maintenance, open_store
from bot.store.migrations import HEAD
from bot.store.postgres import inspect
from tests.store.places import MAKES, fresh, fresh_store, now
from tests.store.samples import answer, open_round, round_
from tests.store.test_migrations import ROOT, old_file


async def played(url: str, *members: str) -> None:
    """A database with one open round and an answer of each member."""
    async with open_store(url, clock_now=now) as store:
        await open_round(store, round_())
        for member in members:
            await store.tenant("web:local").record_answer(answer(member))


async def members(url: str) -> list[str]:
    async with open_store(url, clock_now=now) as store:
        return [found.member for found in await store.tenant("web:local").answers("r00000000001")]


@pytest.mark.parametrize("make", MAKES)
@pytest.mark.parametrize(("damage", "line"), [
    ("UPDATE standings SET points = points + 1", "10 standings of web:local:general differ"),
    ("DELETE FROM levels", "5 levels differ"),
    ("UPDATE ledger SET at = at + 1", "the ledger lacks 2 answers"),
    ("UPDATE rounds SET verdict = 'at_reveal'", "the ledger has 2 answers before their reveal"),
])
async def test_check_finds_points_that_do_not_add_up(make: str, damage: str, line: str, tmp_path: Path) -> None:
    """A sound database gives no line, a difference gives one, and a rebuild mends what is derived."""
    url = await asyncio.to_thread(fresh, make, tmp_path)
    await played(url, "ann", "bob")
    assert await maintenance.check(url) == []
    if make == "sqlite":
        with closing(sqlite3.connect(tmp_path / "tiku.db")) as raw:
            raw.execute(damage)
            raw.commit()
    else:
        await inspect(make_url(url), lambda conn: conn.execute(text(damage)))
    assert any(line in found for found in await maintenance.check(url))
    async with open_store(url, clock_now=now) as store:
        await store.rebuild()
    assert await maintenance.check(url) == []


async def test_check_reports_the_state_of_the_file(tmp_path: Path) -> None:
    """Missing references and pending migrations; a missing file is an error and is not made."""
    url = f"sqlite:///{tmp_path}/tiku.db"
    with pytest.raises(StoreError, match="no file"):
        await maintenance.check(url)
    old_file(tmp_path / "tiku.db", rows=True)
    assert await maintenance.check(url) == [
        f"the revision is 0001, the newest is {HEAD}: run `tiku db upgrade`"]
    await maintenance.upgrade(url, clock_now=now)
    with closing(sqlite3.connect(tmp_path / "tiku.db")) as raw:
        raw.execute("INSERT INTO answers VALUES (1, 1, 'B', 'correct', '1', 1, 1)")
        raw.commit()
    assert len(await maintenance.check(url)) == 2


async def test_a_backup_taken_while_the_bot_runs_restores(tmp_path: Path) -> None:
    """It holds what was stored by then, overwrites nothing, and what it replaces is kept aside."""
    url, copy = f"sqlite:///{tmp_path}/tiku.db", tmp_path / "copy.db"
    await played(url, "ann")
    async with open_store(url, clock_now=now) as store:
        await maintenance.backup(url, copy)
        with pytest.raises(StoreError, match="exists already"):
            await maintenance.backup(url, copy)
        await store.tenant("web:local").record_answer(answer("bob"))
    aside = await maintenance.restore(url, copy, clock_now=now)
    assert await members(url) == ["ann"]
    assert aside == tmp_path / "tiku.db.replaced-20261124T090000Z"
    assert await members(f"sqlite:///{aside}") == ["ann", "bob"]
    assert copy.stat().st_mode & 0o777 == 0o600


async def test_a_restore_where_nothing_was(tmp_path: Path) -> None:
    """Puts the backup there and has nothing to keep aside."""
    url, copy = f"sqlite:///{tmp_path}/tiku.db", tmp_path / "copy.db"
    await played(url, "ann")
    await maintenance.backup(url, copy)
    elsewhere = f"sqlite:///{tmp_path}/new/tiku.db"
    assert await maintenance.restore(elsewhere, copy, clock_now=now) is None
    assert await members(elsewhere) == ["ann"]


async def test_a_restore_replaces_a_damaged_database(tmp_path: Path) -> None:
    """That is what it is for: the damaged file goes aside with its log."""
    url, copy = f"sqlite:///{tmp_path}/tiku.db", tmp_path / "copy.db"
    await played(url, "ann")
    await maintenance.backup(url, copy)
    (tmp_path / "tiku.db").write_bytes(b"garbage " * 1000)
    (tmp_path / "tiku.db-wal").write_bytes(b"garbage")
    aside = await maintenance.restore(url, copy, clock_now=now)
    assert aside is not None
    assert aside.read_bytes().startswith(b"garbage")
    assert not (tmp_path / "tiku.db-wal").exists()
    assert await members(url) == ["ann"]


async def test_a_restore_of_something_else_changes_nothing(tmp_path: Path) -> None:
    """Another program's file, a damaged one, an empty one and a missing one are refused."""
    url = f"sqlite:///{tmp_path}/tiku.db"
    await played(url, "ann")
    other, damaged, empty = tmp_path / "other.db", tmp_path / "damaged.db", tmp_path / "empty.db"
    with closing(sqlite3.connect(other)) as raw:
        raw.execute("CREATE TABLE recipes (name TEXT)")
    await maintenance.backup(url, damaged)
    raw_bytes = bytearray(damaged.read_bytes())
    raw_bytes[8192:] = b"\x07" * (len(raw_bytes) - 8192)
    damaged.write_bytes(raw_bytes)
    empty.touch()
    for file, word in ((other, "choose another"), (damaged, "damaged"), (empty, "no database"),
                       (tmp_path / "none", "no file")):
        with pytest.raises(StoreError, match=word):
            await maintenance.restore(url, file, clock_now=now)
    assert await members(url) == ["ann"]
    assert not list(tmp_path.glob("*.restoring"))


HOLD = """
import asyncio, sys
from bot.store import open_store
async def main():
    async with open_store(sys.argv[1], clock_now=lambda: None):
        print("open", flush=True)
        await asyncio.to_thread(sys.stdin.read)
asyncio.run(main())
"""


async def test_a_restore_waits_for_nobody(tmp_path: Path) -> None:
    """While a process has the database open, this one or another, it is refused and changes nothing."""
    url, copy = f"sqlite:///{tmp_path}/tiku.db", tmp_path / "copy.db"
    await played(url, "ann")
    await maintenance.backup(url, copy)
    child = await asyncio.create_subprocess_exec(
        sys.executable, "-c", HOLD, url, env={"PYTHONPATH": str(ROOT)},
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE)
    assert child.stdout is not None
    assert await child.stdout.readline() == b"open\n"
    with pytest.raises(StoreError, match="locked"):
        await maintenance.restore(url, copy, clock_now=now)
    await child.communicate(b"")
    assert child.returncode == 0
    async with fresh_store("sqlite", tmp_path):
        with pytest.raises(StoreError, match="locked"):
            await maintenance.restore(url, copy, clock_now=now)
    assert not list(tmp_path.glob("*replaced*"))
    await maintenance.restore(url, copy, clock_now=now)


async def test_postgresql_has_tools_of_its_own(tmp_path: Path) -> None:
    """Backup and restore name them."""
    with pytest.raises(StoreError, match="pg_dump"):
        await maintenance.backup("postgresql://host/name", tmp_path / "x")
    with pytest.raises(StoreError, match="pg_restore"):
        await maintenance.restore("postgresql://host/name", tmp_path / "x", clock_now=now)
