"""Schedules and their occurrences, with the pending post of each kept in step."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from bot.domain.request import tenant_of
from bot.domain.schedule import Schedule
from bot.ports import Occurrence
from bot.store.codec import clean, schedule_of, schedule_row
from bot.store.queue import enqueue_post
from bot.store.schema import occurrences, schedules, work
from bot.store.statements import insert_into


def add(conn: Connection, tenant: str, schedule: Schedule) -> None:
    """Raises ValueError when the channel is another tenant's or the id is taken."""
    _own(tenant, schedule)
    if get(conn, tenant, schedule.id) is not None:
        raise ValueError(f"there is a schedule {schedule.id} already")
    conn.execute(insert(schedules).values(schedule_row(schedule)))
    enqueue_post(conn, schedule)


def save(conn: Connection, tenant: str, schedule: Schedule) -> None:
    """Raises ValueError when there is no such schedule in the tenant."""
    _own(tenant, schedule)
    if not conn.execute(update(schedules).where(_is(tenant, schedule.id)).values(schedule_row(schedule))).rowcount:
        raise ValueError(f"there is no schedule {schedule.id}")
    enqueue_post(conn, schedule)


def advance(conn: Connection, schedule: Schedule) -> None:
    """Move an existing schedule to its next date, or stop it; what a manager changed meanwhile in its rule stays."""
    row = schedule_row(schedule)
    moved = {name: row[name] for name in ("next_date", "next_at", "state", "reason")}
    there = update(schedules).where(_is(row["tenant"], schedule.id)).values(moved)
    if conn.execute(there).rowcount:
        enqueue_post(conn, schedule)


def remove(conn: Connection, tenant: str, schedule_id: str) -> bool:
    """Drop the schedule and its pending post; rounds and occurrences stay."""
    conn.execute(delete(work).where(
        work.c.kind == "post", work.c.tenant == tenant, work.c.schedule_id == schedule_id))
    return conn.execute(delete(schedules).where(_is(tenant, schedule_id))).rowcount > 0


def get(conn: Connection, tenant: str, schedule_id: str) -> Schedule | None:
    """The tenant's schedule of that id, or None."""
    row = conn.execute(select(schedules).where(_is(tenant, schedule_id))).one_or_none()
    return None if row is None else schedule_of(row)


def of_tenant(conn: Connection, tenant: str, channel: str | None) -> list[Schedule]:
    """By channel, then by id."""
    query = select(schedules).where(schedules.c.tenant == tenant)
    if channel is not None:
        query = query.where(schedules.c.channel == channel)
    return [schedule_of(row) for row in conn.execute(query.order_by(schedules.c.channel, schedules.c.id))]


def everywhere(conn: Connection, channel: str | None) -> list[Schedule]:
    """Of all tenants, by channel, then by id."""
    query = select(schedules).order_by(schedules.c.channel, schedules.c.id)
    if channel is not None:
        query = query.where(schedules.c.channel == channel)
    return [schedule_of(row) for row in conn.execute(query)]


def record(conn: Connection, tenant: str, occurrence: Occurrence) -> None:
    """Write down what became of a date; what is there already stands."""
    conn.execute(insert_into(conn.dialect.name, occurrences).values(
        tenant=tenant, schedule_id=occurrence.schedule_id, local_date=occurrence.local_date.isoformat(),
        state=occurrence.state, reason=clean(occurrence.reason),
    ).on_conflict_do_nothing())


def history(conn: Connection, tenant: str, schedule_id: str, limit: int) -> list[Occurrence]:
    """Newest first."""
    rows = conn.execute(select(occurrences).where(
        occurrences.c.tenant == tenant, occurrences.c.schedule_id == schedule_id
    ).order_by(occurrences.c.local_date.desc()).limit(limit))
    return [Occurrence(row.schedule_id, date.fromisoformat(row.local_date), row.state, row.reason) for row in rows]


def _own(tenant: str, schedule: Schedule) -> None:
    if tenant_of(schedule.channel) != tenant:
        raise ValueError(f"the channel {schedule.channel} does not belong to {tenant}")


def _is(tenant: str, schedule_id: str) -> Any:
    return (schedules.c.tenant == tenant) & (schedules.c.id == schedule_id)
