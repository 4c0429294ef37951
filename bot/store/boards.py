"""Boards: the top of a channel's standings, and where one member stands."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, Select, func, select

from bot.domain.scoring import Board, Period, Standing, period_key
from bot.store import schema
from bot.store.codec import instant
from bot.store.schema import levels, members, standings


def board(conn: Connection, tenant: str, channel: str, period: Period, day: date, limit: int, member: str) -> Board:
    """Costs a few index look-ups, however many answers and members there are."""
    if not channel.startswith(f"{tenant}:"):
        return Board((), None, 0)
    key = select(schema.boards.c.id).where(
        schema.boards.c.channel == channel, schema.boards.c.period == period_key(period, day))
    board_id = conn.execute(key).scalar_one_or_none()
    if board_id is None:
        return Board((), None, 0)
    query = _standings(board_id).order_by(standings.c.points.desc(), standings.c.last_at, standings.c.member_id)
    rows = conn.execute(query.limit(limit) if limit else query).all()
    ranked = tuple(_ranked(rows))
    return Board(ranked, _mine(conn, tenant, board_id, member) if member else None, _above(conn, board_id, -1))


def of_member(conn: Connection, tenant: str, member: str) -> Sequence[Row[Any]]:
    """The member's standing on every board, with `channel` and `period`."""
    return conn.execute(
        select(schema.boards.c.channel, schema.boards.c.period, standings)
        .join(standings, standings.c.board_id == schema.boards.c.id)
        .join(members, members.c.id == standings.c.member_id)
        .where(members.c.tenant == tenant, members.c.user_id == member)
        .order_by(schema.boards.c.channel, schema.boards.c.period)
    ).all()


def _standings(board_id: int) -> Select[Any]:
    return select(standings, members.c.user_id, members.c.name).join(
        members, members.c.id == standings.c.member_id
    ).where(standings.c.board_id == board_id)


def _ranked(rows: Sequence[Row[Any]]) -> Iterator[Standing]:
    rank, points = 0, None
    for place, row in enumerate(rows, start=1):
        if row.points != points:
            rank, points = place, row.points
        yield _standing(rank, row)


def _standing(rank: int, row: Row[Any]) -> Standing:
    return Standing(rank, row.user_id, row.name, row.points, row.answered, row.correct, instant(row.last_at))


def _mine(conn: Connection, tenant: str, board_id: int, member: str) -> Standing | None:
    row = conn.execute(
        _standings(board_id).where(members.c.tenant == tenant, members.c.user_id == member)
    ).one_or_none()
    return None if row is None else _standing(1 + _above(conn, board_id, row.points), row)


def _above(conn: Connection, board_id: int, points: int) -> int:
    """How many members of the board have more points."""
    query = select(func.coalesce(func.sum(levels.c.members), 0)).where(
        levels.c.board_id == board_id, levels.c.points > points)
    return int(conn.execute(query).scalar_one())
