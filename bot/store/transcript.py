"""The messages of the local page's channels."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, select, update

from bot.ports import Transcript
from bot.store.codec import clean, instant, micros
from bot.store.database import Database
from bot.store.schema import messages
from bot.store.statements import insert_into

Message = tuple[str, datetime, str, str | None]
"""Id, when, body, and the id of the message it replies to."""


class SqlTranscript(Transcript):
    """Message ids are decimal numbers that grow."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def append(self, channel: str, key: str, at: datetime, body: str, reply_to: str | None) -> str:
        def job(conn: Connection) -> str:
            conn.execute(insert_into(conn.dialect.name, messages).values(
                channel=channel, key=key, at=micros(at), body=clean(body), reply_to=reply_to
            ).on_conflict_do_nothing())
            return _find(conn, channel, key) or ""

        return await self._database.write(job)

    async def replace(self, channel: str, message_id: str, body: str) -> bool:
        if not (message_id.isascii() and message_id.isdecimal() and len(message_id) < 19):
            return False
        change = update(messages).where(
            messages.c.channel == channel, messages.c.id == int(message_id)
        ).values(body=clean(body))
        return await self._database.write(lambda conn: conn.execute(change).rowcount > 0)

    async def find(self, channel: str, key: str) -> str | None:
        return await self._database.read(lambda conn: _find(conn, channel, key))

    async def channels(self) -> list[str]:
        query = select(messages.c.channel).distinct().order_by(messages.c.channel)
        return await self._database.read(lambda conn: list(conn.execute(query).scalars()))

    async def recent(self, channel: str, limit: int = 50) -> list[Message]:
        query = select(messages).where(messages.c.channel == channel).order_by(messages.c.id.desc()).limit(limit)

        def job(conn: Connection) -> list[Message]:
            rows = conn.execute(query).all()
            return [(str(row.id), instant(row.at), row.body, row.reply_to) for row in reversed(rows)]

        return await self._database.read(job)


def _find(conn: Connection, channel: str, key: str) -> str | None:
    id_ = conn.execute(select(messages.c.id).where(
        messages.c.channel == channel, messages.c.key == key)).scalar_one_or_none()
    return None if id_ is None else str(id_)
