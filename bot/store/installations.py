"""Workspaces that installed the app: their tokens, encrypted, and the states of installations under way."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable
from datetime import datetime
from typing import Any

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlalchemy import Connection, delete, insert, select, update

from bot.domain.errors import StoreError
from bot.ports import Installation, Installations
from bot.store.codec import clean, instant, micros
from bot.store.database import Database
from bot.store.schema import installations, oauth_states
from bot.store.statements import insert_into

_WRONG_KEY = "TIKU_SECRET_KEY is not the key that the stored tokens were encrypted with: set the old key, or install the app again"


class SqlInstallations(Installations):
    """Tokens are encrypted with a key derived from the secret (HKDF with SHA-256, then Fernet); states are kept as digests.

    `fresh` gives a random text of at least 128 bits.
    """

    def __init__(self, database: Database, secret: str, fresh: Callable[[], str]) -> None:
        self._database = database
        self._box = _box(secret)
        self._fresh = fresh

    async def save(self, installation: Installation) -> None:
        values = {
            "token": self._box.encrypt(installation.token.encode()).decode("ascii"), "bot_user": clean(installation.bot_user),
            "scopes": clean(installation.scopes), "installed_by": clean(installation.installed_by),
            "installed_at": micros(installation.installed_at), "broken": clean(installation.broken),
        }

        def job(conn: Connection) -> None:
            row = insert_into(conn.dialect.name, installations).values(
                enterprise=installation.enterprise, team=installation.team, **values)
            conn.execute(row.on_conflict_do_update(index_elements=["enterprise", "team"], set_=values))

        await self._database.write(job)

    async def find(self, enterprise: str, team: str) -> Installation | None:
        def job(conn: Connection) -> Any:
            own = conn.execute(select(installations).where(
                installations.c.team == team, installations.c.team != "")).first()
            return own or conn.execute(select(installations).where(
                installations.c.enterprise == enterprise, installations.c.team == "", installations.c.enterprise != "")).first()

        row = await self._database.read(job)
        return self._opened(row) if row is not None else None

    async def all(self) -> list[Installation]:
        query = select(installations).order_by(installations.c.installed_at, installations.c.enterprise, installations.c.team)
        return [self._opened(row) for row in await self._database.read(lambda conn: list(conn.execute(query)))]

    async def mark_broken(self, enterprise: str, team: str, reason: str) -> None:
        change = update(installations).where(
            installations.c.enterprise == enterprise, installations.c.team == team).values(broken=clean(reason))
        await self._database.write(lambda conn: conn.execute(change).rowcount)

    async def delete(self, enterprise: str, team: str) -> bool:
        gone = delete(installations).where(installations.c.enterprise == enterprise, installations.c.team == team)
        return await self._database.write(lambda conn: conn.execute(gone).rowcount > 0)

    async def new_state(self, now: datetime, expires_at: datetime) -> str:
        state = self._fresh()

        def job(conn: Connection) -> None:
            conn.execute(delete(oauth_states).where(oauth_states.c.expires_at <= micros(now)))
            conn.execute(insert(oauth_states).values(digest=_digest(state), expires_at=micros(expires_at)))

        await self._database.write(job)
        return state

    async def take_state(self, state: str, now: datetime) -> bool:
        taken = delete(oauth_states).where(oauth_states.c.digest == _digest(state), oauth_states.c.expires_at > micros(now))
        return await self._database.write(lambda conn: conn.execute(taken).rowcount > 0)

    def _opened(self, row: Any) -> Installation:
        try:
            token = self._box.decrypt(row.token.encode("ascii")).decode()
        except InvalidToken:
            raise StoreError(_WRONG_KEY) from None
        return Installation(row.enterprise, row.team, token, row.bot_user, row.scopes, row.installed_by,
                            instant(row.installed_at), row.broken)


def _box(secret: str) -> Fernet:
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"tiku installations").derive(secret.encode())
    return Fernet(base64.urlsafe_b64encode(derived))


def _digest(state: str) -> str:
    return hashlib.sha256(state.encode("utf-8", "replace")).hexdigest()
