"""Opening a database: what is made, what is refused and in which words, and that everything is closed."""

from __future__ import annotations

import asyncio
import sqlite3
import stat
import sys
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from pathlib import Path

import pytest

from bot.domain.errors import StoreError
from bot.store import open_store
from tests.store import samples
from tests.store.places import fresh_postgres, fresh_store, now


@asynccontextmanager
async def opening(path: Path) -> AsyncIterator[None]:
    async with open_store(f"sqlite:///{path}", clock_now=now):
        yield


async def refused(url: str | Path) -> str:
    """The one line that the refusal says."""
    address = f"sqlite:///{url}" if isinstance(url, Path) else url
    with pytest.raises(StoreError) as caught:
        async with open_store(address, clock_now=now):
            pass
    (line,) = str(caught.value).splitlines()
    return line


async def test_a_new_file_is_ours_and_private(tmp_path: Path) -> None:
    """Folder and file are made; only the owner may read; the header carries our mark; the log is in WAL mode."""
    path = tmp_path / "a" / "b" / "tiku.db"
    async with opening(path):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert stat.S_IMODE(path.with_name("tiku.db-wal").stat().st_mode) == 0o600
    with closing(sqlite3.connect(path)) as raw:
        assert raw.execute("PRAGMA application_id").fetchone() == (0x54494B55,)
        assert raw.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    assert list(tmp_path.glob("**/*backup*")) == []


async def test_a_relative_address_is_below_the_working_folder(tmp_path: Path) -> None:
    """Three slashes are relative, four absolute."""
    program = (
        "import asyncio, datetime\n"
        "from bot.store import open_store\n"
        "async def main():\n"
        "    async with open_store('sqlite:///data/tiku.db', clock_now=lambda: None):\n"
        "        pass\n"
        "asyncio.run(main())\n"
    )
    root = Path(__file__).parents[2]
    child = await asyncio.create_subprocess_exec(sys.executable, "-c", program, cwd=tmp_path,
                                                 env={"PYTHONPATH": str(root)})
    assert await child.wait() == 0
    assert (tmp_path / "data" / "tiku.db").is_file()


@pytest.mark.parametrize("url", [
    "sqlite://", "sqlite:///:memory:", "mysql://x/y", "nonsense", "sqlite://host/file", "sqlite:///x.db?mode=ro", "",
])
async def test_an_address_of_another_form_is_refused(url: str) -> None:
    """The refusal names the forms that work."""
    assert "sqlite:///data/tiku.db" in await refused(url)


async def test_a_database_of_another_program_is_refused(tmp_path: Path) -> None:
    """By its tables or by its mark; nothing in it changes."""
    tables, mark = tmp_path / "tables.db", tmp_path / "mark.db"
    with closing(sqlite3.connect(tables)) as raw:
        raw.execute("CREATE TABLE recipes (name TEXT)")
    with closing(sqlite3.connect(mark)) as raw:
        raw.execute("PRAGMA application_id=7")
    for path in (tables, mark):
        before = path.read_bytes()
        assert "choose another" in await refused(path)
        assert path.read_bytes() == before


async def test_a_newer_database_is_refused(tmp_path: Path) -> None:
    """One that a later version of the program has migrated."""
    path = tmp_path / "tiku.db"
    async with opening(path):
        pass
    with closing(sqlite3.connect(path)) as raw:
        raw.execute("UPDATE tiku_revision SET version_num = '9999'")
        raw.commit()
    assert "revision 9999" in await refused(path)


async def test_what_is_no_database_is_refused(tmp_path: Path) -> None:
    """Other files, folders, and places where none can be made."""
    text = tmp_path / "notes.txt"
    text.write_text("This is a plain text file that is long enough to have a header. " * 20)
    assert "is not a database" in await refused(text)
    assert "is no file" in await refused(tmp_path)
    assert "is no file" in await refused(text / "tiku.db")
    assert "cannot be made" in await refused(Path("/proc/tiku/tiku.db"))


async def test_a_damaged_database_is_refused(tmp_path: Path) -> None:
    """The line says what to do."""
    path = tmp_path / "tiku.db"
    async with opening(path):
        pass
    raw = bytearray(path.read_bytes())
    raw[100:4096] = b"\xff" * 3996
    path.write_bytes(raw)
    assert "restore a backup" in await refused(path)


async def test_a_missing_postgres_database_is_refused_without_its_password() -> None:
    """The line names the server and hides the secret."""
    url = await asyncio.to_thread(fresh_postgres)
    line = await refused(url.replace("postgres:@", "postgres:geheim@").replace("/tiku_", "/no_such_"))
    assert "no_such_" in line
    assert "geheim" not in line


async def test_a_postgres_database_of_another_program_is_refused() -> None:
    """Tables without ours among them mean that it belongs to somebody else."""
    import asyncpg

    url = await asyncio.to_thread(fresh_postgres)
    raw = await asyncpg.connect(url)
    await raw.execute("CREATE TABLE recipes (name TEXT)")
    await raw.close()
    assert "choose another" in await refused(url)


async def test_nothing_stays_open(tmp_path: Path) -> None:
    """Neither after use, nor when the body raises or is cancelled, does a connection's thread live on."""
    path = tmp_path / "tiku.db"
    before = {thread for thread in threading.enumerate() if "asyncio" not in thread.name}

    async def fails() -> None:
        async with opening(path):
            raise KeyError("body")

    async def waits() -> None:
        async with opening(path):
            await asyncio.Event().wait()

    with pytest.raises(KeyError):
        await fails()
    for rounds in (0, 1, 5, 50, 500):
        task = asyncio.create_task(waits())
        for _ in range(rounds):
            await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
    for thread in {thread for thread in threading.enumerate() if "asyncio" not in thread.name} - before:
        # A closed connection's thread has one last instruction to run.
        thread.join(5)
        assert not thread.is_alive()


async def test_a_closed_store_says_so(tmp_path: Path) -> None:
    """A write after the close is refused instead of waiting for ever."""
    async with fresh_store("sqlite", tmp_path) as store:
        pass
    with pytest.raises(StoreError, match="closed"):
        await store.set_note("k", "v")


async def test_what_waits_is_written_before_the_close(tmp_path: Path) -> None:
    """Answers that were queued when the store closes are stored and acknowledged."""
    async with fresh_store("sqlite", tmp_path) as store:
        await samples.open_round(store, samples.round_())
        home = store.tenant("web:local")
        tasks = [asyncio.create_task(home.record_answer(samples.answer(f"m{n}"))) for n in range(450)]
        await asyncio.sleep(0)
    assert {found.outcome for found in await asyncio.gather(*tasks)} == {"stored"}
    async with fresh_store("sqlite", tmp_path) as store:
        assert await store.tenant("web:local").answered_count("r00000000001") == 450
