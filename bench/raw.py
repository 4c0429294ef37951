"""The floor of every write: plain `sqlite3`, one row a transaction, as durable as the bot."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable
from pathlib import Path

from sqlalchemy.dialects import sqlite
from sqlalchemy.schema import CreateIndex, CreateTable

from bot.store.schema import answers


def one_row_a_transaction(path: Path, rows: int) -> Callable[[], float]:
    """Something that inserts so many rows of the bot's own table of answers and gives the rows a second."""
    dialect = sqlite.dialect()
    conn = sqlite3.connect(path, isolation_level=None)
    conn.execute("PRAGMA journal_mode=WAL")
    conn.execute("PRAGMA synchronous=FULL")
    conn.execute(str(CreateTable(answers).compile(dialect=dialect)))
    for index in answers.indexes:
        conn.execute(str(CreateIndex(index).compile(dialect=dialect)))
    conn.close()
    done = 0

    def insert() -> float:
        nonlocal done
        with_it = sqlite3.connect(path, isolation_level=None)
        with_it.execute("PRAGMA synchronous=FULL")
        began = time.perf_counter()
        for number in range(done, done + rows):
            with_it.execute("BEGIN IMMEDIATE")
            with_it.execute("INSERT INTO answers VALUES (?, ?, ?, ?, ?, ?, ?)",
                            (number // 200, number % 200, "B", "correct", "1", 20, 1_795_000_000_000_000 + number))
            with_it.execute("COMMIT")
        rate = rows / (time.perf_counter() - began)
        with_it.close()
        done += rows
        return rate

    return insert
