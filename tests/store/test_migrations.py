"""Migrations: equal to the tables in code, applied once, backed up first, and not loaded when there is nothing to do."""

from __future__ import annotations

import asyncio
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, make_url

from bot.domain.errors import StoreError
from bot.store import maintenance, migrations, open_store, sqlite
from bot.store.postgres import inspect
from bot.store.schema import VERSION_TABLE, metadata
from tests.store.places import MAKES, fresh_postgres, fresh_store, now
from tests.store.samples import DAY, HOME, answer, open_round, round_

ROOT = Path(__file__).parents[2]
OPEN = """
import asyncio, sys
from datetime import UTC, datetime
from bot.store import open_store
async def main():
    async with open_store(sys.argv[1], clock_now=lambda: datetime.now(UTC)) as store:
        await store.ping()
asyncio.run(main())
print("alembic" in sys.modules)
"""


PLAYED = f"""
INSERT INTO rounds (seq, tenant, id, channel, question_id, question_version, shown_order, lang, verdict, opens_at, closes_at, local_date,
                    state) VALUES (1, 'web:local', 'r1', '{HOME}', 'q', 'v', '[]', 'en', 'at_once', 1, 9, '{DAY}', 'open');
INSERT INTO members (id, tenant, user_id, name) VALUES (1, 'web:local', 'ann', 'Ann');
INSERT INTO answers VALUES (1, 1, 'B', 'correct', '1', 10, 5);
INSERT INTO ledger VALUES (1, 1, '{DAY}', 10, 1, 5);
INSERT INTO boards (id, channel, period) VALUES (1, '{HOME}', '2026-11-24'), (2, '{HOME}', '2026-W48'), (3, '{HOME}', '2026-11'),
    (4, '{HOME}', '2026-Q4'), (5, '{HOME}', 'all');
INSERT INTO standings SELECT 1, id, 10, 1, 1, 5 FROM boards;
INSERT INTO levels SELECT id, 10, 1 FROM boards
"""
"""One answer, as the fifth revision kept it."""


async def run(program: str, *words: str) -> tuple[int | None, str]:
    """Exit code and output of a child process."""
    child = await asyncio.create_subprocess_exec(
        sys.executable, "-c", program, *words, env={"PYTHONPATH": str(ROOT)}, stdout=asyncio.subprocess.PIPE)
    out, _ = await child.communicate()
    return child.returncode, out.decode().strip()


def old_file(path: Path, *, rows: bool) -> None:
    """A database as the first revision left it."""
    sqlite.create(path)
    with sqlite.sync_engine(path, 5).connect() as conn:
        conn.exec_driver_sql("BEGIN IMMEDIATE")
        migrations.migrate(conn, "0001")
        conn.exec_driver_sql("PRAGMA application_id=0x54494B55")
        if rows:
            conn.exec_driver_sql("INSERT INTO notes VALUES ('k', 'kept')")
        conn.commit()


def _differences(conn: Connection) -> list[object]:
    context = MigrationContext.configure(conn, opts={"version_table": VERSION_TABLE, "compare_type": True})
    return list(compare_metadata(context, metadata))


async def test_the_newest_revision_is_the_one_written_down() -> None:
    """The list that a quick start compares with is the list of migration files."""
    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__file__).parent))
    config.set_main_option("path_separator", "os")
    script = ScriptDirectory.from_config(config)
    assert tuple(reversed([revision.revision for revision in script.walk_revisions()])) == migrations.REVISIONS
    assert script.get_heads() == [migrations.HEAD]


async def test_migrations_make_the_tables_of_the_code_in_sqlite(tmp_path: Path) -> None:
    """No difference in tables, columns, types, keys, or the text of any index."""
    async with fresh_store("sqlite", tmp_path):
        pass
    other = tmp_path / "other.db"
    with sqlite.sync_engine(other, 5).begin() as conn:
        metadata.create_all(conn)
    with sqlite.sync_engine(tmp_path / "tiku.db", 5).connect() as conn:
        assert _differences(conn) == []
    shapes = []
    for path in (tmp_path / "tiku.db", other):
        with closing(sqlite3.connect(path)) as raw:
            rows = raw.execute("SELECT name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite%'").fetchall()
            shapes.append({name: sorted(" ".join(sql.split()).replace(", ", "\n").replace(" )", "").splitlines())
                           for name, sql in rows if name != VERSION_TABLE})
    assert shapes[0] == shapes[1]


async def test_migrations_make_the_tables_of_the_code_in_postgresql() -> None:
    """No difference in tables, columns, types, keys or indexes."""
    url = await asyncio.to_thread(fresh_postgres, "tiku_template")
    assert await inspect(make_url(url), _differences) == []


async def test_a_start_with_nothing_to_migrate_does_not_load_alembic(tmp_path: Path) -> None:
    """The first start does, the second does not."""
    url = f"sqlite:///{tmp_path}/tiku.db"
    assert await run(OPEN, url) == (0, "True")
    assert await run(OPEN, url) == (0, "False")


@pytest.mark.parametrize("make", MAKES)
async def test_processes_that_start_together_migrate_once(make: str, tmp_path: Path) -> None:
    """All of them open a new database, and the tables are there."""
    url = f"sqlite:///{tmp_path}/tiku.db" if make == "sqlite" else await asyncio.to_thread(fresh_postgres)
    found = await asyncio.gather(*(run(OPEN, url) for _ in range(3)))
    assert [code for code, _ in found] == [0, 0, 0]
    assert await maintenance.check(url) == []


async def test_data_is_backed_up_before_a_migration(tmp_path: Path) -> None:
    """The copy is private, named after the old revision and the time, and of the old revision; the data is there."""
    path = tmp_path / "tiku.db"
    old_file(path, rows=True)
    async with open_store(f"sqlite:///{path}", clock_now=now) as store:
        assert await store.note("k") == "kept"
    (copy,) = tmp_path.glob("*backup*")
    assert copy.name == "tiku.db.backup-0001-20261124T090000Z"
    assert copy.stat().st_mode & 0o777 == 0o600
    assert sqlite.look(copy) == ("old", "0001")
    with closing(sqlite3.connect(copy)) as raw:
        assert raw.execute("SELECT value FROM notes").fetchall() == [("kept",)]


async def test_standings_of_before_go_on_counting(tmp_path: Path) -> None:
    """Points booked before corrections and seasons existed are sound after the migration, and answers add to them."""
    path, url = tmp_path / "tiku.db", f"sqlite:///{tmp_path}/tiku.db"
    sqlite.create(path)
    with sqlite.sync_engine(path, 5).connect() as conn:
        conn.exec_driver_sql("BEGIN IMMEDIATE")
        migrations.migrate(conn, "0005")
        conn.exec_driver_sql("PRAGMA application_id=0x54494B55")
        for statement in PLAYED.split(";"):
            conn.exec_driver_sql(statement)
        conn.commit()
    async with open_store(url, clock_now=now) as store:
        home = store.tenant("web:local")
        assert await maintenance.check(url) == []
        await open_round(store, round_(id_="r2"))
        await home.record_answer(answer("ann", id_="r2", points=5))
        assert [(row.member, row.points, row.answered) for row in (await home.board(HOME, "all", DAY)).rows] == [("ann", 15, 2)]
        assert await maintenance.check(url) == []


async def test_an_old_database_without_data_needs_no_backup(tmp_path: Path) -> None:
    """Nothing is copied when there is nothing to lose."""
    old_file(tmp_path / "tiku.db", rows=False)
    async with fresh_store("sqlite", tmp_path):
        pass
    assert list(tmp_path.glob("*backup*")) == []
    assert sqlite.look(tmp_path / "tiku.db")[0] == "current"


async def test_a_migration_that_fails_leaves_everything_as_it_was(tmp_path: Path) -> None:
    """No half-made tables, no pile of copies at every failing start."""
    path = tmp_path / "tiku.db"
    old_file(path, rows=True)
    with closing(sqlite3.connect(path)) as raw:
        raw.execute("CREATE TABLE messages (mine TEXT)")
        raw.commit()
    for _ in range(2):
        with pytest.raises(StoreError, match="messages"):
            await maintenance.upgrade(f"sqlite:///{path}", clock_now=now)
    assert sqlite.look(path) == ("old", "0001")
    assert list(tmp_path.glob("*backup*")) == []


async def test_a_process_killed_while_it_migrates_leaves_a_database_that_opens(tmp_path: Path) -> None:
    """Its half-made tables vanish, and the next start makes them anew."""
    path = tmp_path / "tiku.db"
    program = """
import os, signal, sys
from pathlib import Path
from bot.store import migrations, sqlite
path = Path(sys.argv[1])
sqlite.create(path)
with sqlite.sync_engine(path, 5).connect() as conn:
    conn.exec_driver_sql("PRAGMA journal_mode=WAL")
    conn.exec_driver_sql("PRAGMA cache_size=1")
    conn.exec_driver_sql("BEGIN IMMEDIATE")
    migrations.migrate(conn, "0001")
    os.kill(os.getpid(), signal.SIGKILL)
"""
    code, _ = await run(program, str(path))
    assert code == -9
    assert path.with_name("tiku.db-wal").stat().st_size > 0
    async with fresh_store("sqlite", tmp_path) as store:
        await store.ping()
    assert await maintenance.check(f"sqlite:///{path}") == []
