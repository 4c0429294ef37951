"""The integers that stand for members and boards, remembered once they are committed."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection

from bot.store.schema import boards, members
from bot.store.statements import insert_into, insert_listed

_REMEMBERED = 200_000

MemberKey = tuple[str, str]
"""Tenant and user id."""
BoardKey = tuple[str, str]
"""Channel and period."""


class Ids:
    """A memory of ids beside one writer. What a transaction learns counts only after `keep`."""

    def __init__(self) -> None:
        self._members: dict[MemberKey, tuple[int, str]] = {}
        self._boards: dict[BoardKey, int] = {}
        self._new_members: dict[MemberKey, tuple[int, str]] = {}
        self._new_boards: dict[BoardKey, int] = {}

    def keep(self) -> None:
        """The transaction is committed."""
        if len(self._members) > _REMEMBERED:
            self._members.clear()
        self._members.update(self._new_members)
        self._boards.update(self._new_boards)
        self._new_members.clear()
        self._new_boards.clear()

    def forget(self) -> None:
        """The transaction is rolled back, or something else may have changed ids: ask the database again."""
        for known in (self._members, self._boards, self._new_members, self._new_boards):
            known.clear()

    def of_members(self, conn: Connection, names: Mapping[MemberKey, str]) -> dict[MemberKey, int]:
        """The id of each member; makes those that are new and writes changed names."""
        found: dict[MemberKey, int] = {}
        asked: list[tuple[str, str, str]] = []
        for key, name in names.items():
            known = self._new_members.get(key) or self._members.get(key)
            if known is not None and known[1] == name:
                found[key] = known[0]
            else:
                asked.append((*key, name))
        if asked:
            upsert = _member_upsert(conn.dialect.name)
            # In order, so that two processes cannot each hold the row that the other waits for.
            for row in conn.execute(upsert, {"rows": json.dumps(sorted(asked))}).all():
                found[row.tenant, row.user_id] = row.id
                self._new_members[row.tenant, row.user_id] = (row.id, row.name)
        return found

    def of_member(self, conn: Connection, tenant: str, user: str, name: str) -> int:
        """The id of one member, made if new. Never from memory: what is written under it has no foreign key that would notice
        an id that another process has erased."""
        for known in (self._members, self._new_members):
            known.pop((tenant, user), None)
        return self.of_members(conn, {(tenant, user): name})[tenant, user]

    def of_boards(self, conn: Connection, keys: Iterable[BoardKey]) -> dict[BoardKey, int]:
        """The id of each board; makes those that are new."""
        found: dict[BoardKey, int] = {}
        for key in sorted(set(keys)):
            id_ = self._new_boards.get(key) or self._boards.get(key)
            if id_ is None:
                channel, period = key
                insert = insert_into(conn.dialect.name, boards).values(channel=channel, period=period)
                conn.execute(insert.on_conflict_do_nothing())
                there = boards.select().where(boards.c.channel == channel, boards.c.period == period)
                id_ = int(conn.execute(there).one().id)
                self._new_boards[key] = id_
            found[key] = id_
        return found


@lru_cache
def _member_upsert(dialect: str) -> Any:
    insert = insert_listed(dialect, members, "tenant", "user_id", "name")
    return insert.on_conflict_do_update(
        index_elements=["tenant", "user_id"], set_={"name": insert.excluded.name}
    ).returning(members.c.id, members.c.tenant, members.c.user_id, members.c.name)
