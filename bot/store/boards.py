"""Boards: the top of a channel's standings, and where one member stands."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, Select, func, select

from bot.domain.scoring import Board, Period, Standing, period_key
from bot.store import schema
from bot.store.codec import instant
from bot.store.schema import levels, members, standings
from bot.store.schema_boards import seasons
from bot.store.season_days import season_key


def board(conn: Connection, tenant: str, channel: str, period: Period, day: date, limit: int, member: str) -> Board:
    """Costs a few index look-ups, however many answers and members there are."""
    if not channel.startswith(f"{tenant}:"):
        return Board((), None, 0)
    key, season = current(conn, channel, period, day)
    board_id = conn.execute(select(schema.boards.c.id).where(
        schema.boards.c.channel == channel, schema.boards.c.period == key)).scalar_one_or_none()
    if board_id is None:
        return Board((), None, 0, season, is_hidden(conn, tenant, member))
    query = _standings(board_id).where(members.c.hidden == 0).order_by(
        standings.c.points.desc(), standings.c.last_at, standings.c.member_id)
    rows = conn.execute(query.limit(limit) if limit else query).all()
    found = Board(tuple(_ranked(rows)), None, _above(conn, board_id, None), season)
    return _with_mine(conn, found, tenant, board_id, member) if member else found


def current(conn: Connection, channel: str, period: Period, day: date) -> tuple[str, str]:
    """The key of the channel's board for the period, and the name of the season that runs, where that is meant."""
    if period == "season":
        row = conn.execute(select(seasons.c.id, seasons.c.name).where(seasons.c.running == channel)).one_or_none()
        if row is not None:
            return season_key(row.id), row.name
    return period_key(period, day), ""


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
    return select(standings, members.c.user_id, members.c.name, members.c.hidden).join(
        members, members.c.id == standings.c.member_id
    ).where(standings.c.board_id == board_id)


def _ranked(rows: Sequence[Row[Any]]) -> Iterator[Standing]:
    rank, points = 0, None
    for place, row in enumerate(rows, start=1):
        if max(row.points, 0) != points:
            rank, points = place, max(row.points, 0)
        yield standing(rank, row)


def standing(rank: int, row: Row[Any]) -> Standing:
    """From a row with the columns of a standing and the member's `user_id` and `name`."""
    return Standing(rank, row.user_id, row.name, max(row.points, 0), row.answered, row.correct, instant(row.last_at))


def _with_mine(conn: Connection, found: Board, tenant: str, board_id: int, member: str) -> Board:
    row = conn.execute(
        _standings(board_id).where(members.c.tenant == tenant, members.c.user_id == member)
    ).one_or_none()
    if row is None:
        return replace(found, hidden=is_hidden(conn, tenant, member))
    return replace(found, mine=standing(1 + _above(conn, board_id, max(row.points, 0)), row), hidden=bool(row.hidden))


def is_hidden(conn: Connection, tenant: str, member: str) -> bool:
    """Whether the member is on no board."""
    return bool(conn.execute(select(members.c.hidden).where(
        members.c.tenant == tenant, members.c.user_id == member)).scalar_one_or_none())


def _above(conn: Connection, board_id: int, points: int | None) -> int:
    """How many members of the board have more points; without points, how many there are."""
    query = select(func.coalesce(func.sum(levels.c.members), 0)).where(levels.c.board_id == board_id)
    return int(conn.execute(query if points is None else query.where(levels.c.points > points)).scalar_one())
