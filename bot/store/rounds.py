"""Rounds: one question open in one channel."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, and_, exists, select

from bot.domain.round import Round
from bot.store.codec import round_of, round_row
from bot.store.schema import UNCLOSED, answers, members, rounds
from bot.store.statements import insert_into


def get(conn: Connection, tenant: str, round_id: str) -> Round | None:
    """The tenant's round of that id, or None."""
    row = row_of(conn, tenant, round_id)
    return None if row is None else round_of(row)


def row_of(conn: Connection, tenant: str, round_id: str, *, to_change: bool = False) -> Row[Any] | None:
    """The stored row; with `to_change` nobody else may answer or change the round until the transaction ends."""
    query = select(rounds).where(rounds.c.tenant == tenant, rounds.c.id == round_id)
    return conn.execute(query.with_for_update() if to_change else query).one_or_none()


def of_occurrence(conn: Connection, tenant: str, schedule_id: str, local_date: str) -> Round | None:
    """The round of a schedule's local date, or None."""
    row = conn.execute(select(rounds).where(
        rounds.c.tenant == tenant, rounds.c.schedule_id == schedule_id, rounds.c.local_date == local_date
    )).one_or_none()
    return None if row is None else round_of(row)


def of_channel(conn: Connection, tenant: str, channel: str, state: str | None, limit: int) -> list[Round]:
    """Newest first."""
    query = select(rounds).where(rounds.c.tenant == tenant, rounds.c.channel == channel)
    if state is not None:
        query = query.where(rounds.c.state == state)
    query = query.order_by(rounds.c.opens_at.desc(), rounds.c.seq.desc()).limit(limit)
    return [round_of(row) for row in conn.execute(query)]


def insert(conn: Connection, round_: Round) -> None:
    """Store the round unless its id or its occurrence is there."""
    conn.execute(insert_into(conn.dialect.name, rounds).values(round_row(round_)).on_conflict_do_nothing())


def asked(conn: Connection, tenant: str, channel: str) -> list[str]:
    """The question ids of posted rounds, oldest first."""
    query = select(rounds.c.question_id).where(
        rounds.c.tenant == tenant, rounds.c.channel == channel, rounds.c.state != "pending"
    ).order_by(rounds.c.opens_at, rounds.c.seq)
    return list(conn.execute(query).scalars())


def secret(conn: Connection, tenant: str, member: str) -> set[str]:
    """The questions of rounds that are not closed, but for rounds whose verdict the member has."""
    told = select(answers.c.round_seq).join(members, members.c.id == answers.c.member_id).where(
        answers.c.round_seq == rounds.c.seq, members.c.tenant == tenant, members.c.user_id == member)
    query = select(rounds.c.question_id).where(
        rounds.c.tenant == tenant, UNCLOSED, ~and_(rounds.c.verdict == "at_once", exists(told)))
    return set(conn.execute(query).scalars())


def scheduled_days(conn: Connection, tenant: str, channel: str, limit: int) -> list[date]:
    """The channel's local dates with a posted round, newest first."""
    query = select(rounds.c.local_date).distinct().where(
        rounds.c.tenant == tenant, rounds.c.channel == channel, rounds.c.state != "pending",
        rounds.c.schedule_id.is_not(None), rounds.c.local_date.is_not(None),
    ).order_by(rounds.c.local_date.desc()).limit(limit)
    return [date.fromisoformat(text) for text in conn.execute(query).scalars()]
