"""Corrections of points: a log that only grows, and counts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, or_, select

from bot.domain.season import Correction
from bot.store.booking import count
from bot.store.codec import clean, instant, micros
from bot.store.ids import Ids
from bot.store.schema import members
from bot.store.schema_boards import corrections

_ABOUT, _BY = members.alias("about"), members.alias("manager")


def add(conn: Connection, ids: Ids, tenant: str, correction: Correction) -> bool:
    """Write it down and book it on every board of its channel and date; False when nobody here has that user id."""
    about = conn.execute(select(members.c.id).where(
        members.c.tenant == tenant, members.c.user_id == correction.member).with_for_update(read=True)).scalar_one_or_none()
    if about is None:
        return False
    by = ids.of_member(conn, tenant, correction.by, clean(correction.by_name))
    at, day = micros(correction.at), correction.day.isoformat()
    conn.execute(corrections.insert().values(
        channel=correction.channel, day=day, member_id=about, by_id=by, points=correction.points,
        reason=clean(correction.reason), at=at))
    count(conn, ids, [(correction.channel, day, about, (correction.points, 0, 0, at, 1))])
    return True


def newest(conn: Connection, tenant: str, channel: str, limit: int) -> list[Correction]:
    """The channel's corrections, newest first; another tenant's channel has none."""
    if not channel.startswith(f"{tenant}:"):
        return []
    query = _named().where(corrections.c.channel == channel).order_by(corrections.c.seq.desc()).limit(limit)
    return [_correction(row) for row in conn.execute(query)]


def concerning(conn: Connection, member_id: int) -> Sequence[Correction]:
    """Those that a member got or made, oldest first."""
    query = _named().where(or_(corrections.c.member_id == member_id, corrections.c.by_id == member_id))
    return [_correction(row) for row in conn.execute(query.order_by(corrections.c.seq))]


def _named() -> Any:
    return select(
        corrections, _ABOUT.c.user_id.label("user_id"), _ABOUT.c.name.label("name"), _BY.c.user_id.label("by_user"),
        _BY.c.name.label("by_name"),
    ).outerjoin(_ABOUT, _ABOUT.c.id == corrections.c.member_id).outerjoin(_BY, _BY.c.id == corrections.c.by_id)


def _correction(row: Row[Any]) -> Correction:
    return Correction(row.channel, date.fromisoformat(row.day), row.user_id or "", row.name or "", row.points, row.reason,
                      row.by_user or "", row.by_name or "", instant(row.at))
