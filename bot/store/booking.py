"""From answers to points: ledger entries, and the standings and levels that they add up to."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import Connection, and_, bindparam, case, delete

from bot.domain.scoring import PERIODS, period_key
from bot.store.ids import Ids
from bot.store.schema import ledger, levels, standings
from bot.store.statements import insert_listed

Tally = tuple[int, int, int, int]
"""Points, answered, correct, last answer in microseconds."""


class Entry(NamedTuple):
    """One line of the ledger, with the channel that it counts in. `day` is an ISO date, `at` microseconds."""

    channel: str
    day: str
    round_seq: int
    member_id: int
    points: int
    correct: int
    at: int


@lru_cache(maxsize=4096)
def periods(day: str) -> tuple[str, ...]:
    """The names of all periods an ISO date falls in."""
    return tuple(period_key(period, date.fromisoformat(day)) for period in PERIODS)


def book(conn: Connection, ids: Ids, entries: Sequence[Entry]) -> None:
    """Write the ledger and bring standings and levels up to it; each (round, member) may be booked only once."""
    enter(conn, entries)
    count(conn, ids, ((e.channel, e.day, e.member_id, (e.points, 1, e.correct, e.at)) for e in entries))


def enter(conn: Connection, entries: Sequence[Entry]) -> None:
    """Write ledger rows."""
    if entries:
        rows = sorted((e.round_seq, e.member_id, e.day, e.points, e.correct, e.at) for e in entries)
        conn.execute(_ledger_insert(conn.dialect.name), {"rows": json.dumps(rows)})


def count(conn: Connection, ids: Ids, sums: Iterable[tuple[str, str, int, Tally]]) -> None:
    """Add sums of (channel, day, member) to the standings of every period, and move the members between levels."""
    added: dict[tuple[str, str], dict[int, Tally]] = {}
    for channel, day, member_id, (points, answered, correct, at) in sums:
        one_day = added.setdefault((channel, day), {})
        had = one_day.get(member_id)
        one_day[member_id] = (points, answered, correct, at) if had is None else (
            had[0] + points, had[1] + answered, had[2] + correct, max(had[3], at))
    if not added:
        return
    board_ids = ids.of_boards(conn, ((channel, key) for channel, day in added for key in periods(day)))
    deltas: dict[int, dict[int, Tally]] = {}
    for (channel, day), members in added.items():
        for key in periods(day):
            board = board_ids[channel, key]
            # Most groups are of one day, whose sums serve all its boards as they are.
            deltas[board] = _merged(deltas[board], members) if board in deltas else members
    _move(conn, deltas)


def _merged(one: dict[int, Tally], other: dict[int, Tally]) -> dict[int, Tally]:
    found = dict(one)
    for member_id, tally in other.items():
        had = found.get(member_id)
        found[member_id] = tally if had is None else (
            had[0] + tally[0], had[1] + tally[1], had[2] + tally[2], max(had[3], tally[3]))
    return found


def _move(conn: Connection, deltas: dict[int, dict[int, Tally]]) -> None:
    """Add the deltas by board and member to the standings, and shift the levels by what came of it."""
    # In order, so that two processes cannot each hold the row that the other waits for.
    rows = sorted((member, board, *tally) for board, members in deltas.items() for member, tally in members.items())
    shifts: dict[tuple[int, int], int] = {}
    for member, board, points, answered in conn.execute(_standing_upsert(conn.dialect.name),
                                                        {"rows": json.dumps(rows)}).all():
        gained, times, _, _ = deltas[board][member]
        if answered == times:
            shifts[board, points] = shifts.get((board, points), 0) + 1
        elif gained:
            shifts[board, points] = shifts.get((board, points), 0) + 1
            shifts[board, points - gained] = shifts.get((board, points - gained), 0) - 1
    shift_levels(conn, shifts)


def shift_levels(conn: Connection, shifts: dict[tuple[int, int], int]) -> None:
    """Add to how many members stand at (board, points); levels that nobody is left on go."""
    rows = sorted((*key, change) for key, change in shifts.items() if change)
    if not rows:
        return
    found = conn.execute(_level_upsert(conn.dialect.name), {"rows": json.dumps(rows)}).all()
    empty = [{"b": board, "p": points} for board, points, members in found if members == 0]
    if empty:
        conn.execute(_EMPTY, empty)


_EMPTY = delete(levels).where(and_(levels.c.board_id == bindparam("b"), levels.c.points == bindparam("p")))


@lru_cache
def _ledger_insert(dialect: str) -> Any:
    return insert_listed(dialect, ledger)


@lru_cache
def _standing_upsert(dialect: str) -> Any:
    insert = insert_listed(dialect, standings)
    new, old = insert.excluded, standings.c
    return insert.on_conflict_do_update(index_elements=["member_id", "board_id"], set_={
        "points": old.points + new.points,
        "answered": old.answered + new.answered,
        "correct": old.correct + new.correct,
        "last_at": case((new.last_at > old.last_at, new.last_at), else_=old.last_at),
    }).returning(old.member_id, old.board_id, old.points, old.answered)


@lru_cache
def _level_upsert(dialect: str) -> Any:
    insert = insert_listed(dialect, levels)
    return insert.on_conflict_do_update(
        index_elements=["board_id", "points"], set_={"members": levels.c.members + insert.excluded.members}
    ).returning(levels.c.board_id, levels.c.points, levels.c.members)
