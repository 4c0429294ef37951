"""Answers: recorded many at a time, read back by round or member."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Row, Select, and_, func, select, update

from bot.domain.round import Answer, Round
from bot.ports import Recorded, Tally
from bot.store.booking import Entry, book
from bot.store.codec import answer_of, clean, instant, iso, micros, round_of
from bot.store.ids import Ids
from bot.store.schema import answers, members, rounds
from bot.store.statements import insert_listed, listed

Given = tuple[str, Answer]
"""A tenant and an answer to one of its rounds."""
Key = tuple[str, str, str]
"""Tenant, round id and user id."""
_POINTS = 2**31


def record(conn: Connection, ids: Ids, given: Sequence[Given]) -> list[Recorded]:
    """Record the answers in the order given, in a handful of statements however many they are.

    Raises ValueError for points that fit no column; SQLite would take them for a float.
    """
    for _, answer in given:
        if not 0 <= answer.points < _POINTS:
            raise ValueError(f"an answer cannot be worth {answer.points} points")
    found = _rounds(conn, {(tenant, answer.round_id) for tenant, answer in given})
    timely: dict[int, tuple[int, Round]] = {}
    for index, (tenant, answer) in enumerate(given):
        known = found.get((tenant, answer.round_id))
        if known is not None and known[1].accepts(answer.at):
            timely[index] = known
    new, changed = _store(conn, ids, given, timely) if timely else (set(), set())
    taken = new | changed
    stands = _standing(conn, {_key(*one) for index, one in enumerate(given) if index not in taken})
    return [
        Recorded("stored" if index in new else "changed", one[1]) if index in taken
        else Recorded("already" if index in timely else "late", stands.get(_key(*one)))
        for index, one in enumerate(given)
    ]


def _store(conn: Connection, ids: Ids, given: Sequence[Given],
           timely: Mapping[int, tuple[int, Round]]) -> tuple[set[int], set[int]]:
    """Which of the answers that came in time are new, and which replaced one."""
    member_ids = ids.of_members(conn, {(given[i][0], given[i][1].member): clean(given[i][1].name) for i in timely})
    keys = {i: (seq, member_ids[given[i][0], given[i][1].member]) for i, (seq, _) in timely.items()}
    firsts: dict[tuple[int, int], int] = {}
    for i, key in keys.items():
        firsts.setdefault(key, i)
    inserted = _insert(conn, [(*key, given[i][1]) for key, i in firsts.items()])
    new = {firsts[key] for key in inserted}
    changed = {
        i for i, (_, round_) in timely.items()
        if i not in new and round_.verdict == "at_reveal" and round_.state == "open" and _replace(conn, keys[i], given[i][1])
    }
    book(conn, ids, [
        entry(timely[i][1], keys[i], given[i][1].points, given[i][1].result, micros(given[i][1].at))
        for i in sorted(new) if timely[i][1].verdict == "at_once" or timely[i][1].state == "closed"
    ])
    return new, changed


def entry(round_: Round, key: tuple[int, int], points: int, result: str, at: int) -> Entry:
    """The ledger line of an answer: it counts on the round's date, or on the UTC date of the answer."""
    day = iso(round_.local_date) or instant(at).date().isoformat()
    return Entry(round_.channel, day, *key, points, int(result == "correct"), at)


def _rounds(conn: Connection, keys: set[tuple[str, str]]) -> dict[tuple[str, str], tuple[int, Round]]:
    rows = conn.execute(_rounds_listed(conn.dialect.name), {"rows": json.dumps(sorted(keys))})
    return {(row.tenant, row.id): (row.seq, round_of(row)) for row in rows}


def _insert(conn: Connection, new: list[tuple[int, int, Answer]]) -> set[tuple[int, int]]:
    """Insert those whose member has none in the round yet; the unique key decides which these are."""
    rows = [(seq, member, clean(a.response), a.result, str(a.credit), a.points, micros(a.at)) for seq, member, a in new]
    rows.sort(key=lambda row: row[:2])
    found = conn.execute(_answers_insert(conn.dialect.name), {"rows": json.dumps(rows)}).all()
    return {(seq, member) for seq, member in found}


def _replace(conn: Connection, key: tuple[int, int], answer: Answer) -> bool:
    """Put a later answer in the place of an earlier one. The same answer once more, as by a double press, changes nothing:
    the first one's time stands."""
    at, response = micros(answer.at), clean(answer.response)
    change = update(answers).where(
        and_(answers.c.round_seq == key[0], answers.c.member_id == key[1], answers.c.at < at, answers.c.response != response)
    ).values(response=response, result=answer.result, credit=str(answer.credit), points=answer.points, at=at)
    return conn.execute(change).rowcount == 1


def _key(tenant: str, answer: Answer) -> Key:
    return tenant, answer.round_id, answer.member


def _standing(conn: Connection, keys: set[Key]) -> dict[Key, Answer]:
    """The answers that are there for (tenant, round, member)."""
    if not keys:
        return {}
    rows = conn.execute(_standing_listed(conn.dialect.name), {"rows": json.dumps(sorted(keys))})
    return {(row.tenant, row.id, row.user_id): answer_of(row) for row in rows}


def _joined(*more: Any) -> Select[Any]:
    columns = (rounds.c.id, members.c.user_id, members.c.name, answers.c.response, answers.c.result,
               answers.c.credit, answers.c.points, answers.c.at)
    return select(*columns, *more).select_from(
        answers.join(rounds, rounds.c.seq == answers.c.round_seq).join(members, members.c.id == answers.c.member_id)
    )


def of_member(conn: Connection, tenant: str, member: str) -> Sequence[Row[Any]]:
    """All answers of a member, with question and channel, oldest first."""
    return conn.execute(
        _joined(rounds.c.question_id, rounds.c.question_version, rounds.c.channel)
        .where(members.c.tenant == tenant, members.c.user_id == member).order_by(answers.c.at, answers.c.round_seq)
    ).all()


def get(conn: Connection, tenant: str, round_id: str, member: str) -> Answer | None:
    """A member's answer to a round of the tenant, or None."""
    row = conn.execute(_joined().where(
        rounds.c.tenant == tenant, rounds.c.id == round_id, members.c.tenant == tenant, members.c.user_id == member
    )).one_or_none()
    return None if row is None else answer_of(row)


def of_round(conn: Connection, tenant: str, round_id: str) -> list[Answer]:
    """In the order they came."""
    query = _joined().where(rounds.c.tenant == tenant, rounds.c.id == round_id)
    return [answer_of(row) for row in conn.execute(query.order_by(answers.c.at, answers.c.member_id))]


def how_many(conn: Connection, tenant: str, round_id: str) -> int:
    """How many members answered a round."""
    query = select(func.count()).select_from(answers).where(answers.c.round_seq == _seq(tenant, round_id))
    return int(conn.execute(query).scalar_one())


def tally(conn: Connection, tenant: str, round_id: str) -> Tally:
    """How often each reply was given, and who was first to be right among those who are not hidden."""
    times = func.count().label("times")
    rows = conn.execute(
        select(answers.c.response, answers.c.result, times).where(answers.c.round_seq == _seq(tenant, round_id))
        .group_by(answers.c.response, answers.c.result).order_by(times.desc(), answers.c.response).limit(30)
    ).all()
    firsts = conn.execute(
        _joined().where(answers.c.round_seq == _seq(tenant, round_id), answers.c.result == "correct", members.c.hidden == 0)
        .order_by(answers.c.at, answers.c.member_id).limit(10)
    )
    return Tally(tuple((response, result, number) for response, result, number in rows),
                 how_many(conn, tenant, round_id), tuple(answer_of(row) for row in firsts))


def days(conn: Connection, tenant: str, channel: str, users: Sequence[str], since: date) -> dict[str, set[date]]:
    """The dates of the channel's scheduled rounds that each member answered."""
    found: dict[str, set[date]] = {user: set() for user in users}
    rows = conn.execute(
        select(members.c.user_id, rounds.c.local_date)
        .select_from(rounds.join(answers, answers.c.round_seq == rounds.c.seq)
                     .join(members, members.c.id == answers.c.member_id))
        .where(rounds.c.tenant == tenant, rounds.c.channel == channel, rounds.c.schedule_id.is_not(None),
               rounds.c.local_date >= since.isoformat(),
               members.c.tenant == tenant, members.c.user_id.in_(list(users)))
    )
    for user, local_date in rows:
        found[user].add(date.fromisoformat(local_date))
    return found


def _seq(tenant: str, round_id: str) -> Any:
    return select(rounds.c.seq).where(rounds.c.tenant == tenant, rounds.c.id == round_id).scalar_subquery()


@lru_cache
def _rounds_listed(dialect: str) -> Any:
    asked = listed(dialect, [rounds.c.tenant, rounds.c.id]).cte("asked")
    # Shared with other answers, but not with a close: whichever of the two comes first is complete before the other.
    return select(rounds).join(
        asked, and_(rounds.c.tenant == asked.c.tenant, rounds.c.id == asked.c.id)
    ).with_for_update(read=True, of=rounds)


@lru_cache
def _answers_insert(dialect: str) -> Any:
    return insert_listed(dialect, answers).on_conflict_do_nothing(
        index_elements=["round_seq", "member_id"]).returning(answers.c.round_seq, answers.c.member_id)


@lru_cache
def _standing_listed(dialect: str) -> Any:
    asked = listed(dialect, [rounds.c.tenant, rounds.c.id, members.c.user_id]).cte("asked")
    return _joined(rounds.c.tenant).join(asked, and_(
        rounds.c.tenant == asked.c.tenant, rounds.c.id == asked.c.id,
        members.c.tenant == asked.c.tenant, members.c.user_id == asked.c.user_id,
    ))
