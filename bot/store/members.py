"""Members: what is held about one, and erasing it."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, delete, select

from bot.store import answers, boards, schema
from bot.store.booking import shift_levels
from bot.store.codec import instant, micros
from bot.store.ids import Ids
from bot.store.statements import insert_into


def export(conn: Connection, tenant: str, member: str) -> dict[str, Any]:
    """Name, answers, ledger lines and standings as JSON values; empty lists for somebody unknown."""
    is_member = (schema.members.c.tenant == tenant) & (schema.members.c.user_id == member)
    name = conn.execute(select(schema.members.c.name).where(is_member)).scalar_one_or_none()
    booked = conn.execute(
        select(schema.rounds.c.id, schema.rounds.c.channel, schema.ledger)
        .select_from(schema.answers.join(schema.members, schema.members.c.id == schema.answers.c.member_id).join(
            schema.ledger, and_(schema.ledger.c.round_seq == schema.answers.c.round_seq,
                                schema.ledger.c.member_id == schema.answers.c.member_id),
        ).join(schema.rounds, schema.rounds.c.seq == schema.answers.c.round_seq))
        .where(is_member).order_by(schema.ledger.c.at)
    )
    return {
        "tenant": tenant,
        "member": member,
        "name": name,
        "answers": [
            {"round": row.id, "channel": row.channel, "question": row.question_id, "version": row.question_version,
             "response": row.response, "result": row.result, "credit": row.credit, "points": row.points,
             "at": instant(row.at).isoformat()}
            for row in answers.of_member(conn, tenant, member)
        ],
        "points": [
            {"round": row.id, "channel": row.channel, "day": row.day, "points": row.points,
             "correct": bool(row.correct), "at": instant(row.at).isoformat()}
            for row in booked
        ],
        "standings": [
            {"channel": row.channel, "period": row.period, "points": row.points, "answered": row.answered,
             "correct": row.correct, "last_at": instant(row.last_at).isoformat()}
            for row in boards.of_member(conn, tenant, member)
        ],
    }


def erase(conn: Connection, ids: Ids, tenant: str, member: str, now: datetime) -> int:
    """Take the member out of answers, ledger, standings and levels; the number of answers that went."""
    id_ = conn.execute(select(schema.members.c.id).where(
        schema.members.c.tenant == tenant, schema.members.c.user_id == member
    ).with_for_update()).scalar_one_or_none()
    if id_ is None:
        return 0
    held = boards.of_member(conn, tenant, member)
    shift_levels(conn, {(row.board_id, row.points): -1 for row in held})
    conn.execute(delete(schema.standings).where(schema.standings.c.member_id == id_))
    # The ledger goes with the answers, by its foreign key.
    went = conn.execute(delete(schema.answers).where(schema.answers.c.member_id == id_)).rowcount
    conn.execute(delete(schema.members).where(schema.members.c.id == id_))
    _bury(conn, tenant, member, now, went)
    ids.forget()
    return went


def _bury(conn: Connection, tenant: str, member: str, now: datetime, went: int) -> None:
    digest = hashlib.sha256(f"{tenant}\n{member}".encode()).hexdigest()
    stone = insert_into(conn.dialect.name, schema.tombstones).values(
        tenant=tenant, digest=digest, deleted_at=micros(now), answers=went)
    conn.execute(stone.on_conflict_do_update(index_elements=["tenant", "digest"], set_={
        "deleted_at": stone.excluded.deleted_at, "answers": schema.tombstones.c.answers + stone.excluded.answers,
    }))
