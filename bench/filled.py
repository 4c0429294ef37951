"""Databases with a long past, written in bulk; `maintenance.check` must find every derived table as the bot makes it."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

from bot.domain.round import Round
from bot.domain.schedule import Schedule
from bot.domain.scoring import PERIODS, period_key
from bot.ports import Work
from bot.store import open_store
from tests.house import CHANNEL, START, sqlite_url

ROUNDS = 10
TENANT = "web:local"
Fill = Callable[[sqlite3.Connection], None]

_ANSWERS = """
INSERT INTO members (id, tenant, user_id, name)
    WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < :people)
    SELECT i + 1, 'web:local', 'm' || i, 'Member ' || i FROM n;
INSERT INTO answers (round_seq, member_id, response, result, credit, points, at)
    SELECT seq, m, 'B', iif(p > 25, 'correct', 'wrong'), iif(p > 25, '1', '0'), p, opens_at + m FROM
        (SELECT seq, opens_at, members.id AS m, (members.id * (7919 + seq * 31) + seq * 104729) % 51 AS p
            FROM rounds CROSS JOIN members);
INSERT INTO ledger (round_seq, member_id, day, points, correct, at)
    SELECT round_seq, member_id, local_date, points, result = 'correct', at FROM answers JOIN rounds ON seq = round_seq;
INSERT INTO standings (board_id, member_id, points, answered, correct, last_at, lines)
    SELECT board, member_id, sum(points), count(*), sum(correct), max(at), count(*)
        FROM days CROSS JOIN ledger USING (day) GROUP BY member_id, board;
INSERT INTO levels (board_id, points, members) SELECT board_id, points, count(*) FROM standings GROUP BY 1, 2;
"""
"""`m0`, `m1` … answered every round, for 0 to 50 points each."""


async def made(folder: Path, fill: Fill | None = None) -> str:
    """The address of a new database in the folder, with ten open rounds and a schedule that is due a year from now."""
    folder.mkdir()
    url = sqlite_url(folder)
    async with open_store(url, clock_now=lambda: START) as store:
        for number in range(ROUNDS):
            opened = _round(number)
            work = Work("post", opened.id, CHANNEL, START, owner="bench", attempt=1)
            await store.plan_round(work, opened)
            await store.finish_post(work, (), opened=opened, schedule=None)
        far = START + timedelta(days=365)
        await store.tenant(TENANT).add_schedule(Schedule(
            "s", "web:local:far", far.time(), "UTC", next_date=far.date(), next_at=far))
        await store.set_note("welcomed", "1")
    if fill is not None:
        with closing(sqlite3.connect(folder / "tiku.db", isolation_level=None)) as conn:
            conn.execute("BEGIN")
            fill(conn)
            conn.execute("COMMIT")
    return url


def answers(people: int) -> Fill:
    """All of so many people answered all rounds."""
    def fill(conn: sqlite3.Connection) -> None:
        conn.execute("CREATE TEMP TABLE days (day TEXT, board INTEGER)")
        for day in {_day(number) for number in range(ROUNDS)}:
            for period in PERIODS:
                key = CHANNEL, period_key(period, day)
                conn.execute("INSERT OR IGNORE INTO boards (channel, period) VALUES (?, ?)", key)
                conn.execute("INSERT INTO days SELECT ?, id FROM boards WHERE channel = ? AND period = ?",
                             (day.isoformat(), *key))
        for statement in _ANSWERS.split(";")[:-1]:
            conn.execute(statement, {"people": people} if ":people" in statement else {})
        conn.execute("DROP TABLE days")
    return fill


def schedules(number: int) -> Fill:
    """So many copies of the schedule and its pending post, each in a channel of its own."""
    def fill(conn: sqlite3.Connection) -> None:
        for table, names in (("schedules", ("id", "channel")), ("work", ("schedule_id", "key", "channel"))):
            columns = [row[1] for row in conn.execute(f"PRAGMA table_info({table})")]
            values = [f'"{name}" || i' if name in names else f'"{name}"' for name in columns]
            conn.execute(
                f"WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < {number}) "
                f"INSERT INTO {table} SELECT {', '.join(values)} FROM n CROSS JOIN {table} "
                f"WHERE \"{names[0]}\" = 's'")
    return fill


def _day(number: int) -> date:
    return START.date() + timedelta(days=number % 2)


def _round(number: int) -> Round:
    return Round(f"r{number:011}", CHANNEL, "q", "", (), "both", "at_once", START, START + timedelta(days=400),
                 local_date=_day(number), state="open", message_id=f"r{number}")
