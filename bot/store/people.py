"""What members choose for themselves: to be on no board, and the team that they play for."""

from __future__ import annotations

from functools import partial

from sqlalchemy import Connection, select, update

from bot.domain.boards import team_key
from bot.ports import MemberStore
from bot.store import boards, schema
from bot.store.booking import shift_levels
from bot.store.codec import clean
from bot.store.database import Database
from bot.store.ids import Ids
from bot.store.schema import members
from bot.store.statements import lock


class SqlMemberStore(MemberStore):
    """The port on SQL, for one tenant."""

    def __init__(self, database: Database, tenant: str) -> None:
        self._database = database
        self._tenant = tenant

    async def hide(self, member: str, name: str, *, hidden: bool) -> bool:
        return await self._database.write(partial(
            _hide, ids=self._database.ids, tenant=self._tenant, member=member, name=name, hidden=hidden))

    async def hidden(self) -> set[str]:
        return await self._database.read(partial(_hidden, tenant=self._tenant))

    async def join_team(self, member: str, name: str, team: str) -> str:
        return await self._database.write(partial(
            _join_team, ids=self._database.ids, tenant=self._tenant, member=member, name=name, team=team))

    async def named(self, name: str) -> list[tuple[str, str]]:
        return await self._database.read(partial(_named, tenant=self._tenant, name=name))


def _hide(conn: Connection, ids: Ids, tenant: str, member: str, name: str, hidden: bool) -> bool:
    # Who books a point meanwhile would count a member in whom this counts out.
    lock(conn, schema.standings, schema.levels)
    id_ = ids.of_member(conn, tenant, member, clean(name))
    change = update(members).where(members.c.id == id_, members.c.hidden != int(hidden)).values(hidden=int(hidden))
    if conn.execute(change).rowcount == 0:
        return False
    held = boards.of_member(conn, tenant, member)
    shift_levels(conn, {(row.board_id, row.points): -1 if hidden else 1 for row in held})
    return True


def _hidden(conn: Connection, tenant: str) -> set[str]:
    return set(conn.execute(select(members.c.user_id).where(members.c.tenant == tenant, members.c.hidden == 1)).scalars())


def _join_team(conn: Connection, ids: Ids, tenant: str, member: str, name: str, team: str) -> str:
    """In the spelling of those who are in it already."""
    id_ = ids.of_member(conn, tenant, member, clean(name))
    there = conn.execute(select(members.c.team).where(
        members.c.tenant == tenant, members.c.team != "", members.c.id != id_).distinct()).scalars()
    spelled = min((one for one in there if team_key(one) == team_key(clean(team))), default=clean(team))
    conn.execute(update(members).where(members.c.id == id_).values(team=spelled))
    return spelled


def _named(conn: Connection, tenant: str, name: str) -> list[tuple[str, str]]:
    query = select(members.c.user_id, members.c.name).where(members.c.tenant == tenant)
    exact = conn.execute(query.where(members.c.user_id == name)).one_or_none()
    if exact is not None:
        return [(exact.user_id, exact.name)]
    # SQLite folds only ASCII, so that the names are compared here.
    return [(user, shown) for user, shown in conn.execute(query.order_by(members.c.user_id))
            if shown.casefold() == name.casefold()]
