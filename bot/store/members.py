"""Members: what is held about one, and erasing it."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, delete, select, update

from bot.domain.season import Correction
from bot.store import answers, boards, corrections, live, schema, seasons
from bot.store.booking import shift_levels
from bot.store.codec import instant, micros
from bot.store.ids import Ids
from bot.store.schema_boards import corrections as log
from bot.store.schema_boards import season_rows
from bot.store.statements import insert_into


def export(conn: Connection, tenant: str, member: str) -> dict[str, Any]:
    """Name, choices, answers, ledger lines, standings, corrections and results of seasons as JSON values; empty lists for
    somebody unknown."""
    is_member = (schema.members.c.tenant == tenant) & (schema.members.c.user_id == member)
    known = conn.execute(select(schema.members).where(is_member)).one_or_none()
    return {
        "tenant": tenant,
        "member": member,
        "name": None if known is None else known.name,
        "team": "" if known is None else known.team,
        "hidden": known is not None and known.hidden == 1,
        "zones": _zones(conn, is_member),
        "answers": [
            {"round": row.id, "channel": row.channel, "question": row.question_id, "version": row.question_version,
             "response": row.response, "result": row.result, "credit": row.credit, "points": row.points,
             "at": instant(row.at).isoformat()}
            for row in answers.of_member(conn, tenant, member)
        ],
        "points": _points(conn, is_member),
        "standings": [
            {"channel": row.channel, "period": row.period, "points": row.points, "answered": row.answered,
             "correct": row.correct, "last_at": instant(row.last_at).isoformat()}
            for row in boards.of_member(conn, tenant, member)
        ],
        "quizzes": [
            {"quiz": one.id, "channel": one.channel, "day": one.day.isoformat(), "host": one.host == member,
             "points": player.points if player else 0, "right": player.right if player else 0}
            for one in live.of_member(conn, tenant, member) for player in (one.player(member),)
        ],
        "corrections": [] if known is None else [_told(one, member) for one in corrections.concerning(conn, known.id)],
        "seasons": [] if known is None else [
            {"season": row.season, "channel": row.channel, "ended": row.last_day, "rank": row.rank, "points": row.points,
             "answered": row.answered, "correct": row.correct}
            for row in seasons.rows_of_member(conn, known.id)
        ],
    }


def _points(conn: Connection, is_member: ColumnElement[bool]) -> list[dict[str, Any]]:
    """The member's ledger lines, oldest first."""
    booked = conn.execute(
        select(schema.rounds.c.id, schema.rounds.c.channel, schema.ledger)
        .select_from(schema.answers.join(schema.members, schema.members.c.id == schema.answers.c.member_id).join(
            schema.ledger, and_(schema.ledger.c.round_seq == schema.answers.c.round_seq,
                                schema.ledger.c.member_id == schema.answers.c.member_id),
        ).join(schema.rounds, schema.rounds.c.seq == schema.answers.c.round_seq))
        .where(is_member).order_by(schema.ledger.c.at)
    )
    return [{"round": row.id, "channel": row.channel, "day": row.day, "points": row.points,
             "correct": bool(row.correct), "at": instant(row.at).isoformat()} for row in booked]


def _told(one: Correction, member: str) -> dict[str, Any]:
    """A correction that the member got, or made for somebody who is not named here."""
    return {"channel": one.channel, "day": one.day.isoformat(), "points": one.points, "reason": one.reason,
            "role": "member" if one.member == member else "manager", "at": one.at.isoformat()}


def _zones(conn: Connection, is_member: ColumnElement[bool]) -> list[list[str]]:
    """Since when the member has lived by which time zone."""
    found: list[list[str]] = json.loads(conn.execute(select(schema.members.c.zones).where(is_member)).scalar_one_or_none() or "[]")
    return found


def erase(conn: Connection, ids: Ids, tenant: str, member: str, now: datetime) -> int:
    """Take the member out of answers, ledger, standings and levels, and out of what must stay: the log of corrections and
    the tables of seasons keep numbers that name nobody. The number of answers that went."""
    live.forget(conn, tenant, member)
    row = conn.execute(select(schema.members.c.id, schema.members.c.hidden).where(
        schema.members.c.tenant == tenant, schema.members.c.user_id == member
    ).with_for_update()).one_or_none()
    if row is None:
        return 0
    id_ = row.id
    if not row.hidden:
        shift_levels(conn, {(held.board_id, held.points): -1 for held in boards.of_member(conn, tenant, member)})
    conn.execute(delete(schema.standings).where(schema.standings.c.member_id == id_))
    conn.execute(update(season_rows).where(season_rows.c.member_id == id_).values(member_id=None, name=""))
    conn.execute(update(log).where(log.c.member_id == id_).values(member_id=None, reason=""))
    conn.execute(update(log).where(log.c.by_id == id_).values(by_id=None))
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
