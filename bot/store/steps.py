"""The steps of a round's life that time asks for: planned, opened, closed, revealed.

Each is one transaction that takes its work row along, and each may be run again after a crash without a second effect.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, select, update

from bot.domain.request import tenant_of
from bot.domain.round import Round
from bot.domain.schedule import Schedule
from bot.ports import Occurrence, Work
from bot.store import queue, rounds, schedules
from bot.store.answers import entry
from bot.store.booking import book
from bot.store.codec import micros, round_of, work_of
from bot.store.ids import Ids
from bot.store.schema import answers, members
from bot.store.schema import rounds as table

_LEASE = timedelta(seconds=60)


def schedule_for(conn: Connection, item: Work) -> Schedule | None:
    """The schedule that a piece of work belongs to, or None."""
    if item.kind == "post":
        schedule_id: str | None = _occurrence(item)[0]
    else:
        round_ = rounds.get(conn, tenant_of(item.channel), item.key)
        schedule_id = None if round_ is None else round_.schedule_id
    return None if schedule_id is None else schedules.get(conn, tenant_of(item.channel), schedule_id)


def round_for(conn: Connection, item: Work) -> Round | None:
    """The round that a piece of work is about, or None."""
    schedule_id, local_date = _occurrence(item)
    if item.kind == "post" and local_date:
        return rounds.of_occurrence(conn, tenant_of(item.channel), schedule_id, local_date)
    return rounds.get(conn, tenant_of(item.channel), item.key)


def plan(conn: Connection, item: Work, round_: Round, now: datetime) -> Round:
    """Insert the round unless one is there, which wins; a round without a schedule gets its work queued, leased."""
    rounds.insert(conn, replace(round_, state="pending"))
    if round_.schedule_id is None:
        queue.enqueue(conn, item, ready_at=micros(now + _LEASE) if item.owner else None)
        found = rounds.get(conn, round_.tenant, round_.id)
    else:
        found = rounds.of_occurrence(conn, round_.tenant, round_.schedule_id, str(round_.local_date))
    if found is None:
        raise ValueError(f"the round id {round_.id} belongs to another occurrence")
    return found


def finish_post(conn: Connection, item: Work, done: Sequence[Occurrence], opened: Round | None,
                schedule: Schedule | None) -> None:
    """Nothing happens when another holds the lease. When the row is gone (the schedule was paused or removed while the
    message was on its way) the round still opens, and the schedule stays as it is."""
    row = queue.find(conn, item)
    if row is not None and (row.owner, row.attempt) != (item.owner, item.attempt):
        return
    tenant = tenant_of(item.channel)
    for occurrence in done:
        schedules.record(conn, tenant, occurrence)
    if opened is not None:
        _open(conn, opened)
    if row is not None:
        queue.drop(conn, item)
        if schedule is not None:
            schedules.advance(conn, schedule)


def _open(conn: Connection, opened: Round) -> None:
    rounds.insert(conn, opened)
    change = update(table).where(
        table.c.tenant == opened.tenant, table.c.id == opened.id, table.c.state == "pending"
    ).values(state="open", message_id=opened.message_id, opens_at=micros(opened.opens_at),
             closes_at=micros(opened.closes_at))
    conn.execute(change)
    row = rounds.row_of(conn, opened.tenant, opened.id)
    if row is not None and row.state == "open":
        queue.enqueue(conn, Work("close", opened.id, opened.channel, round_of(row).closes_at))


def close(conn: Connection, ids: Ids, item: Work, points: Mapping[str, int], now: datetime) -> Work:
    """The reveal work, leased to the holder of the close work for as long as that lease lasts."""
    tenant = tenant_of(item.channel)
    row = rounds.row_of(conn, tenant, item.key, to_change=True)
    reveal = replace(item, kind="reveal", attempt=1, first_try_at=now)
    if row is not None and row.state == "open":
        conn.execute(update(table).where(table.c.seq == row.seq).values(state="closed"))
        if row.verdict == "at_reveal":
            _book(conn, ids, row, points)
        leased = queue.find(conn, item)
        until = max(0 if leased is None else leased.ready_at, micros(now))
        queue.enqueue(conn, reveal, schedule_id=None, ready_at=until)
    queue.drop(conn, item)
    there = queue.find(conn, reveal)
    return reveal if there is None else replace(work_of(there), owner=item.owner)


def _book(conn: Connection, ids: Ids, row: Row[Any], points: Mapping[str, int]) -> None:
    """Write the earned points into the answers, then into the ledger."""
    given = conn.execute(select(answers, members.c.user_id).join(
        members, members.c.id == answers.c.member_id).where(answers.c.round_seq == row.seq)).all()
    earned = {answer.member_id: points.get(answer.user_id, answer.points) for answer in given}
    for answer in given:
        if earned[answer.member_id] != answer.points:
            conn.execute(update(answers).where(
                answers.c.round_seq == row.seq, answers.c.member_id == answer.member_id
            ).values(points=earned[answer.member_id]))
    round_ = round_of(row)
    book(conn, ids, [
        entry(round_, (row.seq, answer.member_id), earned[answer.member_id], answer.result, answer.at)
        for answer in given
    ])


def finish_reveal(conn: Connection, item: Work, reveal_id: str | None) -> None:
    """Nothing happens when another holds the lease."""
    row = queue.find(conn, item)
    if row is None or (row.owner, row.attempt) != (item.owner, item.attempt):
        return
    if reveal_id is not None:
        conn.execute(update(table).where(
            table.c.tenant == tenant_of(item.channel), table.c.id == item.key
        ).values(reveal_id=reveal_id))
    queue.drop(conn, item)


def close_soon(conn: Connection, round_id: str, at: datetime) -> bool:
    """False when no round with that id is open, or (ids are random) two tenants have one."""
    found = conn.execute(select(table).where(table.c.id == round_id, table.c.state == "open").with_for_update()).all()
    if len(found) != 1:
        return False
    conn.execute(update(table).where(table.c.seq == found[0].seq).values(closes_at=micros(at)))
    queue.reschedule(conn, "close", found[0].tenant, round_id, at)
    return True


def _occurrence(item: Work) -> tuple[str, str]:
    schedule_id, _, local_date = item.key.rpartition("/")
    return (schedule_id, local_date) if schedule_id else (item.key, "")
