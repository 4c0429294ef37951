"""Live quizzes: one row each, changed by one transaction a transition, together with its rounds and its work."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import partial

from sqlalchemy import Connection, delete, func, select, update

from bot.domain import live_joining as joining
from bot.domain.live import Live
from bot.domain.live_json import dumps, loads
from bot.domain.request import tenant_of
from bot.domain.round import Round
from bot.ports import Change, LiveStore, Work
from bot.store import queue, rounds
from bot.store.answers import entry
from bot.store.booking import book
from bot.store.codec import clean, micros, round_of
from bot.store.database import Database
from bot.store.ids import Ids
from bot.store.schema import answers, ledger, lives, members, work
from bot.store.schema import rounds as table
from bot.store.statements import insert_into


class SqlLiveStore(LiveStore):
    """The port on SQL, for one tenant."""

    def __init__(self, database: Database, tenant: str) -> None:
        self._database = database
        self._tenant = tenant

    async def add(self, live: Live) -> Live:
        return await self._database.write(partial(_add, live=live))

    async def get(self, live_id: str) -> Live | None:
        return await self._database.read(partial(_get, tenant=self._tenant, live_id=live_id))

    async def running(self, channel: str) -> Live | None:
        return await self._database.read(partial(_running, tenant=self._tenant, channel=channel))

    async def all_running(self) -> list[Live]:
        return await self._database.read(partial(_all_running, tenant=self._tenant))

    async def change(self, live_id: str, change: Change) -> Live | None:
        return await self._database.write(partial(
            _change, ids=self._database.ids, tenant=self._tenant, live_id=live_id, change=change))

    async def shut(self, round_id: str) -> None:
        await self._database.write(partial(_shut, tenant=self._tenant, round_id=round_id))

    async def rest(self, work: Work) -> None:
        await self._database.write(partial(_rest, item=work))


def of_member(conn: Connection, tenant: str, member: str) -> list[Live]:
    """The quizzes of the tenant that the member plays, played or hosts, oldest first."""
    query = select(lives.c.body).where(lives.c.tenant == tenant, lives.c.body.contains(json.dumps(member, ensure_ascii=False), autoescape=True))
    found = [loads(body) for body in conn.execute(query).scalars()]
    return sorted((live for live in found if live.host == member or live.player(member)), key=lambda live: (live.day, live.id))


def forget(conn: Connection, tenant: str, member: str) -> None:
    """Take the member out of every quiz of the tenant."""
    for live in of_member(conn, tenant, member):
        conn.execute(update(lives).where(lives.c.tenant == tenant, lives.c.id == live.id).values(body=clean(dumps(joining.forget(live, member)))))


def _add(conn: Connection, live: Live) -> Live:
    row = {"tenant": live.tenant, "id": live.id, "channel": live.channel, "running": live.channel, "body": clean(dumps(live))}
    conn.execute(insert_into(conn.dialect.name, lives).values(row).on_conflict_do_nothing())
    found = _running(conn, live.tenant, live.channel)
    if found is None:
        raise ValueError(f"the id {live.id} is taken")
    if found.id == live.id:
        queue.enqueue(conn, Work("live", live.id, live.channel, live.since))
    return found


def _get(conn: Connection, tenant: str, live_id: str, *, to_change: bool = False) -> Live | None:
    query = select(lives.c.body).where(lives.c.tenant == tenant, lives.c.id == live_id)
    body = conn.execute(query.with_for_update() if to_change else query).scalar_one_or_none()
    return None if body is None else loads(body)


def _running(conn: Connection, tenant: str, channel: str) -> Live | None:
    body = conn.execute(select(lives.c.body).where(
        lives.c.tenant == tenant, lives.c.running == channel)).scalar_one_or_none()
    return None if body is None else loads(body)


def _all_running(conn: Connection, tenant: str) -> list[Live]:
    query = select(lives.c.body).where(lives.c.tenant == tenant, lives.c.running.is_not(None)).order_by(lives.c.id)
    return [loads(body) for body in conn.execute(query).scalars()]


def _change(conn: Connection, ids: Ids, tenant: str, live_id: str, change: Change) -> Live | None:
    live = _get(conn, tenant, live_id, to_change=True)
    step = None if live is None else change(live)
    if live is None or step is None:
        return live
    if step.plan is not None:
        rounds.insert(conn, step.plan)
    if step.open is not None:
        _open(conn, step.open)
    if step.shut:
        _shut(conn, tenant, step.shut)
    if step.earned is not None:
        _earn(conn, tenant, *step.earned)
    if step.book:
        _book(conn, ids, step.live)
    _save(conn, step.live)
    return step.live


def _save(conn: Connection, live: Live) -> None:
    running = None if live.phase == "over" else live.channel
    conn.execute(update(lives).where(lives.c.tenant == live.tenant, lives.c.id == live.id).values(
        body=clean(dumps(live)), running=running))
    item = Work("live", live.id, live.channel, live.since)
    # Who holds the lease sees the change at the end of its turn, in `rest`.
    free = queue.is_row(item) & (work.c.owner == "")
    if live.due_at is None:
        conn.execute(delete(work).where(free))
    else:
        conn.execute(update(work).where(free).values(due_at=micros(live.due_at), ready_at=micros(live.due_at)))


def _open(conn: Connection, opened: Round) -> None:
    conn.execute(update(table).where(
        table.c.tenant == opened.tenant, table.c.id == opened.id, table.c.state != "closed",
    ).values(state="open", message_id=opened.message_id, opens_at=micros(opened.opens_at), closes_at=micros(opened.closes_at)))


def _shut(conn: Connection, tenant: str, round_id: str) -> None:
    conn.execute(update(table).where(
        table.c.tenant == tenant, table.c.id == round_id, table.c.live_id.is_not(None)).values(state="closed"))


def _earn(conn: Connection, tenant: str, round_id: str, earned: Mapping[str, int]) -> None:
    row = rounds.row_of(conn, tenant, round_id, to_change=True)
    if row is None:
        return
    given = conn.execute(select(answers.c.member_id, answers.c.points, members.c.user_id).join(
        members, members.c.id == answers.c.member_id).where(answers.c.round_seq == row.seq)).all()
    for answer in given:
        worth = earned.get(answer.user_id, 0)
        if worth != answer.points:
            conn.execute(update(answers).where(
                answers.c.round_seq == row.seq, answers.c.member_id == answer.member_id).values(points=worth))


def _book(conn: Connection, ids: Ids, live: Live) -> None:
    """Book the answers of every scored round that is not booked yet, with what the day's cap leaves of their points."""
    scored = [one.round_id for one in live.asked if one.state == "scored"]
    played = conn.execute(select(table).where(
        table.c.tenant == live.tenant, table.c.id.in_(scored), table.c.counts == 0).order_by(table.c.seq)).all()
    booked = _booked(conn, live) if live.options.cap else {}
    for row in played:
        conn.execute(update(table).where(table.c.seq == row.seq).values(counts=1))
        given = conn.execute(select(answers).where(answers.c.round_seq == row.seq).order_by(answers.c.member_id)).all()
        lines = []
        for answer in given:
            points = answer.points
            if live.options.cap:
                points = max(0, min(points, live.options.cap - booked.get(answer.member_id, 0)))
                booked[answer.member_id] = booked.get(answer.member_id, 0) + points
            if points != answer.points:
                conn.execute(update(answers).where(
                    answers.c.round_seq == row.seq, answers.c.member_id == answer.member_id).values(points=points))
            lines.append(entry(round_of(row), (row.seq, answer.member_id), points, answer.result, answer.at))
        book(conn, ids, lines)


def _booked(conn: Connection, live: Live) -> dict[int, int]:
    """What each member has booked from live quizzes of the channel on that day."""
    rows = conn.execute(
        select(ledger.c.member_id, func.sum(ledger.c.points)).join(table, table.c.seq == ledger.c.round_seq)
        .where(table.c.channel == live.channel, table.c.live_id.is_not(None), ledger.c.day == live.day.isoformat())
        .group_by(ledger.c.member_id))
    return {member: int(points) for member, points in rows}


def _rest(conn: Connection, item: Work) -> None:
    """Nothing happens when another holds the lease."""
    row = queue.find(conn, item)
    if row is None or (row.owner, row.attempt) != (item.owner, item.attempt):
        return
    live = _get(conn, tenant_of(item.channel), item.key)
    if live is None or live.due_at is None:
        queue.drop(conn, item)
        return
    at = micros(live.due_at)
    # A new turn begins: nothing of it can have been sent yet.
    conn.execute(update(work).where(queue.is_row(item)).values(
        owner="", due_at=at, ready_at=at, attempt=0, first_try_at=None))
