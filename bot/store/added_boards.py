"""Boards that nobody keeps: of a whole tenant, of one topic, of teams. They are added up when somebody asks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import BigInteger, ColumnElement, Connection, Select, and_, case, cast, exists, func, or_, select

from bot.domain.boards import Scope, TeamBoard, ranked_teams, team_key
from bot.domain.scoring import Board, Period, period_days, period_key
from bot.store.boards import current, is_hidden, standing
from bot.store.schema import boards, ledger, members, rounds, standings
from bot.store.schema_boards import seasons
from bot.store.season_days import season_key


class Wanted(NamedTuple):
    """What is added up: a channel or its whole tenant, in a period; only rounds of those questions, where they are given."""

    tenant: str
    channel: str
    period: Period
    day: date
    scope: Scope
    questions: Sequence[str] | None


def board(conn: Connection, wanted: Wanted, limit: int, member: str) -> Board:
    """Like bot.store.boards.board, over everything that is wanted."""
    season = _season(conn, wanted)
    if not wanted.channel.startswith(f"{wanted.tenant}:"):
        return Board((), None, 0)
    placed = _placed(conn, wanted)
    visible = placed.c.hidden == 0
    top = visible & (placed.c.place <= limit) if limit else visible
    mine = placed.c.user_id == member
    found = conn.execute(select(placed).where(or_(top, mine)).order_by(placed.c.hidden, placed.c.place)).all()
    rows = tuple(standing(row.rank, row) for row in found if not row.hidden and (not limit or row.place <= limit))
    own = next((row for row in found if member and row.user_id == member), None)
    count = next((row.members for row in found if not row.hidden), 0)
    if own is None:
        return Board(rows, None, count, season, bool(member) and is_hidden(conn, wanted.tenant, member))
    rank = own.rank
    if own.hidden:
        above = select(func.count()).select_from(placed).where(visible, placed.c.points > max(own.points, 0))
        rank = 1 + int(conn.execute(above).scalar_one())
    return Board(rows, standing(rank, own), count, season, bool(own.hidden))


def teams(conn: Connection, wanted: Wanted, limit: int, member: str) -> TeamBoard:
    """The teams by the mean of their best members; hidden members count for none."""
    season = _season(conn, wanted)
    if not wanted.channel.startswith(f"{wanted.tenant}:"):
        return TeamBoard((), "", None, 0)
    own = conn.execute(select(members.c.team).where(
        members.c.tenant == wanted.tenant, members.c.user_id == member)).scalar_one_or_none() or ""
    earned = _earned(conn, wanted).subquery()
    rows = conn.execute(
        select(members.c.team, earned.c.points).join(members, members.c.id == earned.c.member_id)
        .where(members.c.tenant == wanted.tenant, members.c.team != "", members.c.hidden == 0))
    ranked = ranked_teams((team, max(points, 0)) for team, points in rows)
    mine = next((row for row in ranked if own and team_key(row.team) == team_key(own)), None)
    return TeamBoard(tuple(ranked[:limit] if limit else ranked), own, mine, len(ranked), season)


def _season(conn: Connection, wanted: Wanted) -> str:
    """The name of the season for the board's title: channels of a tenant may each have their own."""
    return current(conn, wanted.channel, wanted.period, wanted.day)[1] if wanted.scope == "channel" else ""


def _placed(conn: Connection, wanted: Wanted) -> Any:
    """Everyone with rank and place, apart for those who are hidden."""
    earned = _earned(conn, wanted).cte("earned")
    shown = case((earned.c.points > 0, earned.c.points), else_=0)
    order = (earned.c.points.desc(), earned.c.last_at, earned.c.member_id)
    return select(
        earned, members.c.user_id, members.c.name, members.c.hidden,
        func.rank().over(partition_by=members.c.hidden, order_by=shown.desc()).label("rank"),
        func.row_number().over(partition_by=members.c.hidden, order_by=order).label("place"),
        func.count().over(partition_by=members.c.hidden).label("members"),
    ).join(members, members.c.id == earned.c.member_id).where(members.c.tenant == wanted.tenant).cte("placed")


def _earned(conn: Connection, wanted: Wanted) -> Select[Any]:
    """member_id, points, answered, correct and last_at of everyone who has any."""
    if wanted.questions is None:
        return select(
            standings.c.member_id, *_sums(standings.c.points, standings.c.answered, standings.c.correct),
            func.max(standings.c.last_at).label("last_at"),
        ).where(standings.c.board_id.in_(_board_ids(conn, wanted))).group_by(standings.c.member_id)
    asked = [rounds.c.tenant == wanted.tenant, rounds.c.question_id.in_(list(wanted.questions)), _days(wanted)]
    if wanted.scope == "channel":
        asked.append(rounds.c.channel == wanted.channel)
    return select(
        ledger.c.member_id, *_sums(ledger.c.points, None, ledger.c.correct), func.max(ledger.c.at).label("last_at"),
    ).join(rounds, rounds.c.seq == ledger.c.round_seq).where(*asked).group_by(ledger.c.member_id)


def _sums(points: Any, answered: Any, correct: Any) -> tuple[Any, Any, Any]:
    # PostgreSQL adds whole numbers up to decimals.
    times = func.count() if answered is None else func.sum(answered)
    return tuple(cast(one, BigInteger).label(name) for one, name in (  # type: ignore[return-value]
        (func.sum(points), "points"), (times, "answered"), (func.sum(correct), "correct")))


def _board_ids(conn: Connection, wanted: Wanted) -> list[int]:
    """The boards to add up: each channel's own season where one runs."""
    if wanted.scope == "channel":
        key, _ = current(conn, wanted.channel, wanted.period, wanted.day)
        query = select(boards.c.id).where(boards.c.channel == wanted.channel, boards.c.period == key)
        return list(conn.execute(query).scalars())
    channels = conn.execute(select(rounds.c.channel).where(rounds.c.tenant == wanted.tenant).distinct()).scalars().all()
    running = {row.running: season_key(row.id) for row in conn.execute(
        select(seasons.c.id, seasons.c.running).where(seasons.c.running.in_(channels)),
    )} if wanted.period == "season" else {}
    key = period_key(wanted.period, wanted.day)
    rows = conn.execute(select(boards.c.id, boards.c.channel, boards.c.period).where(
        boards.c.channel.in_(channels), boards.c.period.in_([key, *running.values()])))
    return [row.id for row in rows if row.period == running.get(row.channel, key)]


def _days(wanted: Wanted) -> ColumnElement[bool]:
    """Which dates of the ledger count; in a channel with a season that runs, those of the season."""
    first, last = (day.isoformat() for day in period_days(wanted.period, wanted.day))
    inside = ledger.c.day.between(first, last)
    if wanted.period != "season":
        return inside
    here = seasons.c.channel == rounds.c.channel
    runs = exists().where(seasons.c.running == rounds.c.channel)
    covered = exists().where(here, seasons.c.first_day <= ledger.c.day,
                             or_(seasons.c.last_day.is_(None), seasons.c.last_day >= ledger.c.day))
    of_running = exists().where(seasons.c.running == rounds.c.channel, seasons.c.first_day <= ledger.c.day)
    return or_(and_(runs, of_running), and_(~runs, inside, ~covered))
