"""Weekly recaps: one setting of a channel each, changed together with its work; and the lines that a recap tells of."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import partial

from sqlalchemy import Connection, and_, exists, select

from bot.domain.recap import Recap, recap_of_text, recap_to_text
from bot.domain.request import tenant_of
from bot.domain.week import Booked
from bot.ports import RecapChange, RecapStore, Work
from bot.store import preferences, queue
from bot.store.codec import clean, instant, micros
from bot.store.database import Database
from bot.store.schema import answers, channel_settings, ledger, members, rounds, work
from bot.store.schema_boards import corrections

_KEY = "recap"
_LONGEST = timedelta(days=32)
"""No round is open for longer, so none that opened so much earlier has an answer of a day."""


class SqlRecapStore(RecapStore):
    """The port on SQL, for one tenant."""

    def __init__(self, database: Database, tenant: str) -> None:
        self._database = database
        self._tenant = tenant

    async def get(self, channel: str) -> Recap | None:
        return await self._database.read(partial(_get, tenant=self._tenant, channel=channel))

    async def all(self) -> list[Recap]:
        return await self._database.read(partial(_all, tenant=self._tenant))

    async def change(self, channel: str, change: RecapChange, *, done: Work | None = None) -> Recap | None:
        return await self._database.write(partial(_change, tenant=self._tenant, channel=channel, change=change, done=done))

    async def booked(self, channel: str, since: date, until: date) -> list[Booked]:
        return await self._database.read(partial(_booked, tenant=self._tenant, channel=channel, since=since, until=until))


def _get(conn: Connection, tenant: str, channel: str, *, to_change: bool = False) -> Recap | None:
    if tenant_of(channel) != tenant:
        return None
    query = select(channel_settings.c.value).where(channel_settings.c.channel == channel, channel_settings.c.key == _KEY)
    text = conn.execute(query.with_for_update() if to_change else query).scalar_one_or_none()
    return None if text is None else recap_of_text(channel, text)


def _all(conn: Connection, tenant: str) -> list[Recap]:
    rows = conn.execute(select(channel_settings.c.channel, channel_settings.c.value).where(
        channel_settings.c.key == _KEY, channel_settings.c.channel.startswith(f"{tenant}:", autoescape=True)
    ).order_by(channel_settings.c.channel))
    return [recap_of_text(channel, text) for channel, text in rows]


def _change(conn: Connection, tenant: str, channel: str, change: RecapChange, done: Work | None) -> Recap | None:
    # The setting before the work, everywhere, so that two processes cannot each hold what the other waits for.
    found = _get(conn, tenant, channel, to_change=True)
    if done is not None:
        row = queue.find(conn, done)
        if row is not None and (row.owner, row.attempt) != (done.owner, done.attempt):
            return found
        queue.drop(conn, done)
    made = change(found)
    preferences.put(conn, tenant, channel, _KEY, "" if made is None else clean(recap_to_text(made)))
    item = None
    if made is not None and made.next_at is not None:
        item = Work("recap", f"{channel}/{made.next_date}", channel, made.next_at)
    mine = (work.c.kind == "recap") & (work.c.tenant == tenant) & (work.c.channel == channel)
    queue.keep_only(conn, mine, item)
    return made


def _booked(conn: Connection, tenant: str, channel: str, since: date, until: date) -> list[Booked]:
    if tenant_of(channel) != tenant:
        return []
    return [*_answered(conn, tenant, channel, since, until), *_corrected(conn, channel, since, until)]


def _answered(conn: Connection, tenant: str, channel: str, since: date, until: date) -> Iterator[Booked]:
    # A closed round may still wait for its reveal; until then nothing is told about it.
    waits = exists().where(work.c.kind.in_(["close", "reveal"]), work.c.tenant == tenant, work.c.key == rounds.c.id)
    earliest = micros(datetime.combine(since, time(), UTC) - _LONGEST)
    rows = conn.execute(
        select(ledger.c.day, rounds.c.id, rounds.c.question_id, rounds.c.question_version, members.c.user_id, members.c.name,
               ledger.c.points, answers.c.result, ledger.c.at, members.c.hidden)
        .select_from(rounds.join(ledger, ledger.c.round_seq == rounds.c.seq).join(
            answers, and_(answers.c.round_seq == ledger.c.round_seq, answers.c.member_id == ledger.c.member_id),
        ).join(members, members.c.id == ledger.c.member_id))
        .where(rounds.c.tenant == tenant, rounds.c.channel == channel, rounds.c.opens_at >= earliest, rounds.c.state == "closed",
               rounds.c.counts == 1, ledger.c.day.between(since.isoformat(), until.isoformat()), ~waits)
        .order_by(ledger.c.at, rounds.c.seq, ledger.c.member_id))
    for day, id_, question, version, user, name, points, result, at, hidden in rows:
        yield Booked(date.fromisoformat(day), id_, (question, version), user, name, points, result == "correct", instant(at),
                     result != "unsure", bool(hidden))


def _corrected(conn: Connection, channel: str, since: date, until: date) -> Iterator[Booked]:
    rows = conn.execute(
        select(corrections.c.day, corrections.c.points, corrections.c.at, members.c.user_id, members.c.name, members.c.hidden)
        .join(members, members.c.id == corrections.c.member_id)
        .where(corrections.c.channel == channel, corrections.c.day.between(since.isoformat(), until.isoformat()))
        .order_by(corrections.c.seq))
    for row in rows:
        yield Booked(date.fromisoformat(row.day), "", ("", ""), row.user_id, row.name, row.points, False, instant(row.at),
                     graded=False, hidden=bool(row.hidden))
