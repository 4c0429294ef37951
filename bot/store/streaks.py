"""Streaks: members' own time zones, and when they answered what was open when."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from functools import partial
from typing import Any

from sqlalchemy import ColumnElement, Connection, select, update

from bot.domain.streaks import Window, Zones, zones_of_text, zones_to_text
from bot.ports import StreakStore
from bot.store.codec import clean, instant
from bot.store.database import Database
from bot.store.ids import Ids
from bot.store.schema import answers, members, rounds


class SqlStreakStore(StreakStore):
    """The port on SQL, for one tenant."""

    def __init__(self, database: Database, tenant: str) -> None:
        self._database = database
        self._tenant = tenant

    async def zones(self, members: Sequence[str]) -> dict[str, Zones]:
        return await self._database.read(partial(_zones, tenant=self._tenant, users=members))

    async def set_zones(self, member: str, name: str, zones: Zones) -> None:
        await self._database.write(partial(
            _set_zones, ids=self._database.ids, tenant=self._tenant, member=member, name=name, zones=zones))

    async def windows(self, channel: str, since: date) -> dict[date, list[Window]]:
        return await self._database.read(partial(_windows, tenant=self._tenant, channel=channel, since=since))

    async def times(self, channel: str, members: Sequence[str], since: date) -> dict[str, list[datetime]]:
        return await self._database.read(partial(_times, tenant=self._tenant, channel=channel, users=members, since=since))


def _zones(conn: Connection, tenant: str, users: Sequence[str]) -> dict[str, Zones]:
    rows = conn.execute(select(members.c.user_id, members.c.zones).where(
        members.c.tenant == tenant, members.c.user_id.in_(list(users)), members.c.zones != ""))
    return {row.user_id: zones_of_text(row.zones) for row in rows}


def _set_zones(conn: Connection, ids: Ids, tenant: str, member: str, name: str, zones: Zones) -> None:
    id_ = ids.of_member(conn, tenant, member, clean(name))
    conn.execute(update(members).where(members.c.id == id_).values(zones=zones_to_text(zones) if zones else ""))


def _scheduled(tenant: str, channel: str, since: date) -> ColumnElement[bool]:
    """The condition for the channel's posted scheduled rounds from that date on."""
    mine: ColumnElement[bool] = (rounds.c.tenant == tenant) & (rounds.c.channel == channel) & (rounds.c.state != "pending")
    return mine & rounds.c.schedule_id.is_not(None) & (rounds.c.local_date >= since.isoformat())


def _windows(conn: Connection, tenant: str, channel: str, since: date) -> dict[date, list[Window]]:
    found: dict[date, list[Window]] = {}
    rows: Any = conn.execute(select(rounds.c.local_date, rounds.c.opens_at, rounds.c.closes_at)
                             .where(_scheduled(tenant, channel, since)).order_by(rounds.c.opens_at))
    for day, opens, closes in rows:
        found.setdefault(date.fromisoformat(day), []).append((instant(opens), instant(closes)))
    return found


def _times(conn: Connection, tenant: str, channel: str, users: Sequence[str], since: date) -> dict[str, list[datetime]]:
    found: dict[str, list[datetime]] = {user: [] for user in users}
    rows = conn.execute(
        select(members.c.user_id, answers.c.at)
        .select_from(rounds.join(answers, answers.c.round_seq == rounds.c.seq).join(members, members.c.id == answers.c.member_id))
        .where(_scheduled(tenant, channel, since), members.c.tenant == tenant, members.c.user_id.in_(list(users)))
        .order_by(answers.c.at))
    for user, at in rows:
        found[user].append(instant(at))
    return found
