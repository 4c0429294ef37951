"""The port of seasons and corrections on SQL."""

from __future__ import annotations

from datetime import date, datetime
from functools import partial

from bot.domain.request import tenant_of
from bot.domain.season import Correction, Season, SeasonTable
from bot.ports import SeasonStore
from bot.store import corrections, seasons
from bot.store.database import Database


class SqlSeasonStore(SeasonStore):
    """One tenant's part; what is written is checked here, what is read names the tenant in its statement."""

    def __init__(self, database: Database, tenant: str) -> None:
        self._database = database
        self._tenant = tenant

    async def start(self, season: Season) -> Season:
        self._check(season.channel)
        return await self._database.write(partial(seasons.start, ids=self._database.ids, season=season))

    async def end(self, channel: str, day: date, at: datetime) -> Season | None:
        self._check(channel)
        return await self._database.write(partial(seasons.end, channel=channel, day=day, at=at))

    async def get(self, season_id: str) -> Season | None:
        return await self._database.read(partial(seasons.get, tenant=self._tenant, season_id=season_id))

    async def all(self, channel: str) -> list[Season]:
        return await self._database.read(partial(seasons.of_channel, tenant=self._tenant, channel=channel))

    async def table(self, season_id: str, *, limit: int = 10, member: str = "") -> SeasonTable:
        return await self._database.read(partial(
            seasons.table, tenant=self._tenant, season_id=season_id, limit=limit, member=member))

    async def correct(self, correction: Correction) -> bool:
        self._check(correction.channel)
        return await self._database.write(partial(
            corrections.add, ids=self._database.ids, tenant=self._tenant, correction=correction))

    async def corrections(self, channel: str, limit: int = 10) -> list[Correction]:
        return await self._database.read(partial(corrections.newest, tenant=self._tenant, channel=channel, limit=limit))

    def _check(self, channel: str) -> None:
        if tenant_of(channel) != self._tenant:
            raise ValueError(f"{channel} does not belong to {self._tenant}")
