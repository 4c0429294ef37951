"""From answers to points: ledger entries, and the standings and levels that they add up to."""

from __future__ import annotations

import json
from collections.abc import Container, Iterable, Sequence
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import Connection, and_, bindparam, case, delete, literal_column, select

from bot.domain.scoring import PERIODS, period_key
from bot.store.ids import Ids
from bot.store.schema import ledger, levels, members, standings
from bot.store.season_days import season_key, season_on, spans
from bot.store.statements import insert_listed

Tally = tuple[int, int, int, int, int]
"""Points, answered, correct, last answer or correction in microseconds, lines of ledger and corrections."""


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
def periods(day: str, season: str = "") -> tuple[str, ...]:
    """The names of all periods an ISO date falls in; the season of that id takes the quarter's place."""
    return tuple(season_key(season) if season and period == "season" else period_key(period, date.fromisoformat(day))
                 for period in PERIODS)


def book(conn: Connection, ids: Ids, entries: Sequence[Entry]) -> None:
    """Write the ledger and bring standings and levels up to it; each (round, member) may be booked only once."""
    enter(conn, entries)
    count(conn, ids, ((e.channel, e.day, e.member_id, (e.points, 1, e.correct, e.at, 1)) for e in entries))


def enter(conn: Connection, entries: Sequence[Entry]) -> None:
    """Write ledger rows."""
    if entries:
        rows = sorted((e.round_seq, e.member_id, e.day, e.points, e.correct, e.at) for e in entries)
        conn.execute(_ledger_insert(conn.dialect.name), {"rows": json.dumps(rows)})


def count(conn: Connection, ids: Ids, sums: Iterable[tuple[str, str, int, Tally]], only: Container[str] | None = None) -> None:
    """Add sums of (channel, day, member) to the standings of every period, or `only` of those named, and move the members
    between levels."""
    added: dict[tuple[str, str], dict[int, Tally]] = {}
    for channel, day, member_id, tally in sums:
        one_day = added.setdefault((channel, day), {})
        one_day[member_id] = _plus(one_day[member_id], tally) if member_id in one_day else tally
    if not added:
        return
    named = spans(conn, {channel for channel, _ in added})
    keys = {(channel, day): [key for key in periods(day, season_on(named, channel, day)) if only is None or key in only]
            for channel, day in added}
    board_ids = ids.of_boards(conn, ((channel, key) for (channel, _), found in keys.items() for key in found))
    deltas: dict[int, dict[int, Tally]] = {}
    for place, tallies in added.items():
        for key in keys[place]:
            board = board_ids[place[0], key]
            # Most groups are of one day, whose sums serve all its boards as they are.
            deltas[board] = _merged(deltas[board], tallies) if board in deltas else tallies
    _move(conn, deltas)


def _plus(one: Tally, other: Tally) -> Tally:
    return (one[0] + other[0], one[1] + other[1], one[2] + other[2], max(one[3], other[3]), one[4] + other[4])


def _merged(one: dict[int, Tally], other: dict[int, Tally]) -> dict[int, Tally]:
    found = dict(one)
    for member_id, tally in other.items():
        found[member_id] = _plus(found[member_id], tally) if member_id in found else tally
    return found


def _move(conn: Connection, deltas: dict[int, dict[int, Tally]]) -> None:
    """Add the deltas by board and member to the standings, and shift the levels by what came of it for who is not hidden."""
    # In order, so that two processes cannot each hold the row that the other waits for.
    rows = sorted((member, board, *tally) for board, tallies in deltas.items() for member, tally in tallies.items())
    shifts: dict[tuple[int, int], int] = {}
    for member, board, points, lines, hidden in conn.execute(_standing_upsert(conn.dialect.name),
                                                             {"rows": json.dumps(rows)}).all():
        gained, _, _, _, new = deltas[board][member]
        if hidden:
            continue
        if lines == new:
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


# Of the row just written: named as text, since there is no enclosing SELECT to correlate with.
_HIDDEN = select(members.c.hidden).where(members.c.id == literal_column("standings.member_id")).scalar_subquery()


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
        "lines": old.lines + new.lines,
    }).returning(old.member_id, old.board_id, old.points, old.lines, _HIDDEN)


@lru_cache
def _level_upsert(dialect: str) -> Any:
    insert = insert_listed(dialect, levels)
    return insert.on_conflict_do_update(
        index_elements=["board_id", "points"], set_={"members": levels.c.members + insert.excluded.members}
    ).returning(levels.c.board_id, levels.c.points, levels.c.members)
