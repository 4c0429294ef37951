"""The queue of due work: rows under leases."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, case, delete, func, select, update

from bot.domain.request import tenant_of
from bot.domain.schedule import Schedule
from bot.ports import Work, WorkKind
from bot.store.codec import instant, iso, maybe_micros, micros, work_of
from bot.store.schema import work
from bot.store.statements import insert_into

_FIRST = case((work.c.kind == "close", 0), (work.c.kind == "reveal", 1), (work.c.kind == "recap", 3), else_=2)


def lease(conn: Connection, now: datetime, owner: str, seconds: float, limit: int,
          platforms: Sequence[str]) -> list[Work]:
    """Take what is ready, oldest first; rows that another process is just taking are passed over."""
    rows = conn.execute(ready(now, limit, platforms).with_for_update(skip_locked=True)).all()
    taken = []
    for row in rows:
        first = now if row.first_try_at is None else instant(row.first_try_at)
        item = replace(work_of(row), owner=owner, attempt=row.attempt + 1, first_try_at=first)
        conn.execute(update(work).where(is_row(item)).values(
            owner=owner, attempt=item.attempt, first_try_at=micros(first), ready_at=_after(now, seconds)))
        taken.append(item)
    return taken


def ready(now: datetime, limit: int, platforms: Sequence[str]) -> Select[Any]:
    """What may be leased at that instant."""
    query = select(work).where(work.c.ready_at <= micros(now))
    if platforms:
        query = query.where(work.c.platform.in_(list(platforms)))
    return query.order_by(work.c.due_at, _FIRST, work.c.tenant, work.c.key).limit(limit)


def next_ready(conn: Connection) -> datetime | None:
    """When the next piece of work may be taken, or None when there is none."""
    value = conn.execute(select(func.min(work.c.ready_at))).scalar_one()
    return None if value is None else instant(value)


def extend(conn: Connection, item: Work, now: datetime, seconds: float) -> bool:
    """False when the row is gone or another has it."""
    mine = update(work).where(is_row(item), held_by(item)).values(ready_at=_after(now, seconds))
    return conn.execute(mine).rowcount == 1


def release(conn: Connection, item: Work, at: datetime) -> None:
    """Give up the lease; the work may be taken again from `at` on."""
    conn.execute(update(work).where(is_row(item), held_by(item)).values(owner="", ready_at=micros(at)))


def find(conn: Connection, item: Work) -> Row[Any] | None:
    """The row as it is now, kept from others until the transaction ends."""
    return conn.execute(select(work).where(is_row(item)).with_for_update()).one_or_none()


def drop(conn: Connection, item: Work) -> None:
    """Remove work that is done."""
    conn.execute(delete(work).where(is_row(item)))


def finish(conn: Connection, item: Work) -> None:
    """Remove work that is done, unless another holds the lease."""
    conn.execute(delete(work).where(is_row(item), held_by(item)))


def enqueue(conn: Connection, item: Work, *, schedule_id: str | None = None, ready_at: int | None = None) -> None:
    """Queue work that is not there yet; with `ready_at` it is leased until then."""
    conn.execute(insert_into(conn.dialect.name, work).values(
        _row(item, schedule_id) | ({} if ready_at is None else {"ready_at": ready_at})
    ).on_conflict_do_nothing())


def enqueue_post(conn: Connection, schedule: Schedule) -> None:
    """Keep exactly the post of the schedule's next date queued; none unless it is active."""
    posts = (work.c.kind == "post") & (work.c.tenant == tenant_of(schedule.channel)) & (work.c.schedule_id == schedule.id)
    due = schedule.next_at if schedule.state == "active" and schedule.next_date is not None else None
    item = None if due is None else Work("post", f"{schedule.id}/{iso(schedule.next_date)}", schedule.channel, due)
    keep_only(conn, posts, item, schedule_id=schedule.id)


def keep_only(conn: Connection, those: ColumnElement[bool], item: Work | None, *, schedule_id: str | None = None) -> None:
    """Of the work that the condition picks keep exactly this piece queued; without one, nothing.

    A piece that is there for that same instant stays as it is, lease included. One that moves loses its lease, so that
    its holder stops before sending, but keeps its attempts, so that the next one looks for the message first.
    """
    conn.execute(delete(work).where(those, work.c.key != item.key) if item else delete(work).where(those))
    if item is None:
        return
    at = micros(item.due_at)
    conn.execute(update(work).where(those, work.c.key == item.key, work.c.due_at != at).values(
        due_at=at, ready_at=at, owner=""))
    enqueue(conn, item, schedule_id=schedule_id)


def reschedule(conn: Connection, kind: WorkKind, tenant: str, key: str, at: datetime) -> None:
    """Make work due at another time, whoever holds it."""
    conn.execute(update(work).where(
        work.c.kind == kind, work.c.tenant == tenant, work.c.key == key
    ).values(due_at=micros(at), ready_at=micros(at), owner=""))


def is_row(item: Work) -> ColumnElement[bool]:
    """The condition that picks the row of a piece of work."""
    return (work.c.kind == item.kind) & (work.c.tenant == tenant_of(item.channel)) & (work.c.key == item.key)


def held_by(item: Work) -> ColumnElement[bool]:
    """A lease that was lost and taken anew by the same process is another lease: the attempt tells them apart."""
    return (work.c.owner == item.owner) & (work.c.attempt == item.attempt)


def _row(item: Work, schedule_id: str | None) -> dict[str, Any]:
    return {
        "kind": item.kind,
        "tenant": tenant_of(item.channel),
        "key": item.key,
        "channel": item.channel,
        "platform": item.channel.partition(":")[0],
        "schedule_id": schedule_id,
        "due_at": micros(item.due_at),
        "ready_at": micros(item.due_at),
        "owner": item.owner,
        "attempt": item.attempt,
        "first_try_at": maybe_micros(item.first_try_at),
    }


def _after(now: datetime, seconds: float) -> int:
    return micros(now + timedelta(seconds=seconds))
