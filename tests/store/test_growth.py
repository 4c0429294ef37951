"""What must not grow with the data: counted in steps of SQLite's own machine, which no clock disturbs."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, text

from bot.store import boards, migrations, queue, rounds, sqlite
from bot.store.codec import micros
from tests.store.samples import DAY, NINE

TENANT = "web:local"


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    path = tmp_path / "tiku.db"
    sqlite.create(path)
    made = sqlite.sync_engine(path, 5)
    with made.begin() as conn:
        migrations.migrate(conn)
    return made


def steps(conn: Connection, job: Callable[[Connection], object]) -> int:
    """How many instructions of the SQLite machine a job takes."""
    counted = [0]

    def count() -> int:
        counted[0] += 1
        return 0

    driver: Any = conn.connection.driver_connection
    driver.set_progress_handler(count, 1)
    try:
        job(conn)
    finally:
        driver.set_progress_handler(None, 1)
    return counted[0]


def fill_board(conn: Connection, channel: str, size: int) -> None:
    """A board of so many members whose points take 500 values."""
    conn.execute(text("INSERT INTO boards (channel, period) VALUES (:channel, 'all')"), {"channel": channel})
    board = conn.execute(text("SELECT max(id) FROM boards")).scalar_one()
    numbers = f"WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < {size})"
    conn.execute(text(f"{numbers} INSERT INTO members (tenant, user_id, name) "
                      "SELECT :tenant, :channel || x, 'm' FROM n"), {"tenant": TENANT, "channel": channel})
    conn.execute(text(f"INSERT INTO standings SELECT id, {board}, id * 7919 % 500 * 10, 10, 5, id, 10 FROM members "
                      f"WHERE user_id LIKE '{channel}%'"))
    conn.execute(text(f"UPDATE members SET hidden = 1 WHERE user_id LIKE '{channel}%7'"))
    conn.execute(text(f"INSERT INTO levels SELECT {board}, points, count(*) FROM standings JOIN members ON members.id = member_id "
                      f"WHERE board_id = {board} AND hidden = 0 GROUP BY points"))


def test_a_board_costs_the_same_for_a_thousand_and_for_fifty_thousand(engine: Engine) -> None:
    """The top ten, the own rank and the number of members take at most half as many steps again, a tenth of them hidden."""
    costs = []
    with engine.connect() as conn:
        for channel, size in (("web:local:small", 1_000), ("web:local:large", 50_000)):
            fill_board(conn, channel, size)
            look = partial(boards.board, tenant=TENANT, channel=channel, period="all", day=DAY, limit=10,
                           member=f"{channel}{size // 2}")
            found = look(conn)
            assert (len(found.rows), found.members) == (10, size * 9 // 10)
            assert found.mine is not None
            costs.append(min(steps(conn, look) for _ in range(3)))
    assert costs[1] <= 1.5 * costs[0]


def test_polling_touches_no_work_that_is_not_due(engine: Engine) -> None:
    """With 100,000 posts in the future the plan is a search by readiness, and takes the same few steps."""
    query = queue.ready(NINE, 50, ()).compile(engine, compile_kwargs={"literal_binds": True})
    with engine.connect() as conn:
        plan = [row[3] for row in conn.exec_driver_sql(f"EXPLAIN QUERY PLAN {query}")]
        assert plan[0] == "SEARCH work USING INDEX work_by_ready (ready_at<?)"
        _due(conn, 3, NINE)
        before = steps(conn, lambda c: c.execute(queue.ready(NINE, 50, ())).all())
        _due(conn, 100_000, NINE + timedelta(seconds=1))
        conn.exec_driver_sql("ANALYZE")
        after = steps(conn, lambda c: c.execute(queue.ready(NINE, 50, ())).all())
        assert len(conn.execute(queue.ready(NINE, 50, ())).all()) == 3
        assert steps(conn, queue.next_ready) < 50
    assert after <= before + 5


def test_what_is_secret_costs_nothing_for_what_is_over(engine: Engine) -> None:
    """Which questions are open in a tenant is asked at every practice: 50,000 closed rounds add no step to it."""
    look = partial(rounds.secret, tenant=TENANT, member="ann")
    with engine.connect() as conn:
        _rounds(conn, 3, "open")
        before = steps(conn, look)
        _rounds(conn, 50_000, "closed")
        conn.exec_driver_sql("ANALYZE")
        assert look(conn) == {"q0", "q1", "q2"}
        assert steps(conn, look) <= before + 5


def _rounds(conn: Connection, number: int, state: str) -> None:
    conn.execute(text(
        "INSERT INTO rounds (tenant, id, channel, question_id, question_version, shown_order, lang, verdict, opens_at, closes_at, "
        "state) SELECT :tenant, :state || value, :tenant || ':' || value % 9, 'q' || value, '', '', 'en', 'at_once', 0, 1, :state "
        "FROM json_each(:rows)"), {"tenant": TENANT, "state": state, "rows": json.dumps(list(range(number)))})


def _due(conn: Connection, number: int, at: datetime) -> None:
    first = conn.execute(text("SELECT count(*) FROM work")).scalar_one()
    rows = json.dumps([f"s{first + n}/2026-11-24" for n in range(number)])
    conn.execute(text(
        "INSERT INTO work SELECT 'post', 'web:local', value, 'web:local:general', 'web', 's', :at, :at, '', 0, NULL "
        "FROM json_each(:rows)"), {"rows": rows, "at": micros(at.astimezone(UTC))})
