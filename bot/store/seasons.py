"""Named seasons: started, ended with a final table for ever, read back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, case, func, literal, select, update

from bot.domain.scoring import period_days, period_key
from bot.domain.season import Season, SeasonRow, SeasonTable
from bot.ports import Work
from bot.store import queue
from bot.store.codec import clean, instant, maybe_instant, micros
from bot.store.codec import day as day_of
from bot.store.ids import Ids
from bot.store.rebuild import recount
from bot.store.schema import boards, ledger, members, standings
from bot.store.schema_boards import corrections, season_rows, seasons
from bot.store.season_days import season_key
from bot.store.statements import insert_into, lock

_DATE = 10
"""Characters of an ISO date, which no other period's name has."""


def start(conn: Connection, ids: Ids, season: Season) -> Season:
    """Start it on its first date, or on the day after the last season's last; the one that runs already wins.

    What was earned on that date before counts for it, and no longer for the quarter.
    """
    # Nobody may book a date while it goes from one board to another.
    lock(conn, ledger, corrections)
    before = conn.execute(select(func.max(seasons.c.last_day)).where(seasons.c.channel == season.channel)).scalar_one()
    first = season.first if before is None else max(season.first, date.fromisoformat(before) + timedelta(days=1))
    conn.execute(insert_into(conn.dialect.name, seasons).values(
        id=season.id, channel=season.channel, name=clean(season.name), first_day=first.isoformat(), lang=season.lang,
        running=season.channel, started_at=micros(season.started_at)).on_conflict_do_nothing())
    found = running(conn, season.channel)
    if found is None:
        raise ValueError(f"the season id {season.id} is taken")
    if found.id == season.id and _booked(conn, season.channel, first):
        # Of dates ahead only tomorrow's can be there, from a zone where it has begun.
        quarters = {period_key("season", day) for day in (first, first + timedelta(days=1))}
        recount(conn, ids, season.channel, {season_key(season.id), *quarters}, period_days("season", first)[0].isoformat())
    return found


def end(conn: Connection, channel: str, day: date, at: datetime) -> Season | None:
    """End the season that runs with that date and keep its table; work to post it is queued. None where none runs."""
    lock(conn, ledger, corrections)
    found = running(conn, channel)
    if found is None:
        return None
    ended = replace(found, last=max([day, *_booked(conn, channel, max(found.first, day))]), ended_at=at)
    conn.execute(update(seasons).where(seasons.c.id == found.id).values(
        running=None, last_day=str(ended.last), ended_at=micros(at)))
    _keep_table(conn, channel, found.id)
    queue.enqueue(conn, Work("season", found.id, channel, at))
    return ended


def running(conn: Connection, channel: str) -> Season | None:
    """The season that runs in the channel, or None."""
    row = conn.execute(select(seasons).where(seasons.c.running == channel).with_for_update()).one_or_none()
    return None if row is None else _season(row)


def get(conn: Connection, tenant: str, season_id: str) -> Season | None:
    """The tenant's season of that id, or None."""
    row = conn.execute(select(seasons).where(seasons.c.id == season_id)).one_or_none()
    return _season(row) if row is not None and row.channel.startswith(f"{tenant}:") else None


def of_channel(conn: Connection, tenant: str, channel: str) -> list[Season]:
    """Newest first; another tenant's channel has none."""
    if not channel.startswith(f"{tenant}:"):
        return []
    return [_season(row) for row in conn.execute(select(seasons).where(seasons.c.channel == channel).order_by(
        seasons.c.first_day.desc(), seasons.c.started_at.desc()))]


def table(conn: Connection, tenant: str, season_id: str, limit: int, member: str) -> SeasonTable:
    """The final table; empty for a season that runs or is another tenant's."""
    if get(conn, tenant, season_id) is None:
        return SeasonTable((), None, 0)
    query = select(season_rows, members.c.user_id, members.c.hidden).outerjoin(
        members, members.c.id == season_rows.c.member_id).where(season_rows.c.season_id == season_id)
    rows = conn.execute(query.order_by(season_rows.c.place).limit(limit or None)).all()
    own = conn.execute(query.where(members.c.user_id == member)).one_or_none() if member else None
    count = select(func.count()).select_from(season_rows).where(season_rows.c.season_id == season_id)
    return SeasonTable(tuple(map(_row, rows)), None if own is None else _row(own), int(conn.execute(count).scalar_one()))


def rows_of_member(conn: Connection, member_id: int) -> Sequence[Row[Any]]:
    """The member's rows of final tables, with the season's `season` name, `channel` and `last_day`."""
    return conn.execute(
        select(season_rows, seasons.c.name.label("season"), seasons.c.channel, seasons.c.last_day)
        .join(seasons, seasons.c.id == season_rows.c.season_id)
        .where(season_rows.c.member_id == member_id).order_by(seasons.c.ended_at)).all()


def _booked(conn: Connection, channel: str, since: date) -> list[date]:
    """The dates from that one on for which the channel has a board."""
    days = conn.execute(select(boards.c.period).where(
        boards.c.channel == channel, func.length(boards.c.period) == _DATE)).scalars()
    return [found for found in map(date.fromisoformat, days) if found >= since]


def _keep_table(conn: Connection, channel: str, season_id: str) -> None:
    shown = case((standings.c.points > 0, standings.c.points), else_=0)
    order = (standings.c.points.desc(), standings.c.last_at, standings.c.member_id)
    columns = [column.name for column in season_rows.c]
    conn.execute(season_rows.insert().from_select(columns, select(
        literal(season_id), func.row_number().over(order_by=order), func.rank().over(order_by=shown.desc()), members.c.id,
        members.c.name, shown, standings.c.answered, standings.c.correct,
    ).select_from(boards.join(standings, standings.c.board_id == boards.c.id).join(members, members.c.id == standings.c.member_id))
     .where(boards.c.channel == channel, boards.c.period == season_key(season_id), members.c.hidden == 0)))


def _row(row: Row[Any]) -> SeasonRow:
    return SeasonRow(row.rank, row.user_id or "", row.name, row.points, row.answered, row.correct, bool(row.hidden))


def _season(row: Row[Any]) -> Season:
    return Season(row.id, row.channel, row.name, date.fromisoformat(row.first_day), row.lang, instant(row.started_at),
                  day_of(row.last_day), maybe_instant(row.ended_at))
