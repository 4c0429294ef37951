"""The Store port on SQL: each method hands one function of its aggregate to the database."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from functools import partial
from typing import Any

from sqlalchemy import Connection, select

from bot.domain.boards import Scope, TeamBoard
from bot.domain.round import Answer, Round
from bot.domain.schedule import Schedule
from bot.domain.scoring import Board, Period
from bot.ports import Installations, Occurrence, Recorded, Store, Tally, TenantStore, Work
from bot.store import (
    added_boards,
    answers,
    boards,
    members,
    notes,
    posted,
    preferences,
    queue,
    rounds,
    schedules,
    steps,
)
from bot.store.database import Database
from bot.store.live import SqlLiveStore
from bot.store.people import SqlMemberStore
from bot.store.rebuild import rebuild
from bot.store.recaps import SqlRecapStore
from bot.store.season_store import SqlSeasonStore
from bot.store.streaks import SqlStreakStore
from bot.store.transcript import SqlTranscript


class SqlTenantStore(TenantStore):
    """One tenant's part; every statement below names the tenant."""

    def __init__(self, database: Database, tenant: str, now: Callable[[], datetime]) -> None:
        self.tenant = tenant
        self._database = database
        self._now = now

    @property
    def live(self) -> SqlLiveStore:
        return SqlLiveStore(self._database, self.tenant)

    @property
    def streaks(self) -> SqlStreakStore:
        return SqlStreakStore(self._database, self.tenant)

    @property
    def recaps(self) -> SqlRecapStore:
        return SqlRecapStore(self._database, self.tenant)

    @property
    def people(self) -> SqlMemberStore:
        return SqlMemberStore(self._database, self.tenant)

    @property
    def seasons(self) -> SqlSeasonStore:
        return SqlSeasonStore(self._database, self.tenant)

    async def add_schedule(self, schedule: Schedule) -> None:
        await self._database.write(partial(schedules.add, tenant=self.tenant, schedule=schedule))

    async def schedules(self, channel: str | None = None) -> list[Schedule]:
        return await self._database.read(partial(schedules.of_tenant, tenant=self.tenant, channel=channel))

    async def schedule(self, schedule_id: str) -> Schedule | None:
        return await self._database.read(partial(schedules.get, tenant=self.tenant, schedule_id=schedule_id))

    async def save_schedule(self, schedule: Schedule) -> None:
        await self._database.write(partial(schedules.save, tenant=self.tenant, schedule=schedule))

    async def remove_schedule(self, schedule_id: str) -> bool:
        return await self._database.write(partial(schedules.remove, tenant=self.tenant, schedule_id=schedule_id))

    async def occurrences(self, schedule_id: str, limit: int = 10) -> list[Occurrence]:
        return await self._database.read(
            partial(schedules.history, tenant=self.tenant, schedule_id=schedule_id, limit=limit))

    async def round(self, round_id: str) -> Round | None:
        return await self._database.read(partial(rounds.get, tenant=self.tenant, round_id=round_id))

    async def rounds(self, channel: str, *, state: str | None = None, limit: int = 10) -> list[Round]:
        return await self._database.read(
            partial(rounds.of_channel, tenant=self.tenant, channel=channel, state=state, limit=limit))

    async def asked(self, channel: str) -> list[str]:
        return await self._database.read(partial(rounds.asked, tenant=self.tenant, channel=channel))

    async def secret(self, member: str) -> set[str]:
        return await self._database.read(partial(rounds.secret, tenant=self.tenant, member=member))

    async def record_answer(self, answer: Answer) -> Recorded:
        return await self._database.record((self.tenant, answer))

    async def answer(self, round_id: str, member: str) -> Answer | None:
        return await self._database.read(partial(answers.get, tenant=self.tenant, round_id=round_id, member=member))

    async def answers(self, round_id: str) -> list[Answer]:
        return await self._database.read(partial(answers.of_round, tenant=self.tenant, round_id=round_id))

    async def answered_count(self, round_id: str) -> int:
        return await self._database.read(partial(answers.how_many, tenant=self.tenant, round_id=round_id))

    async def tally(self, round_id: str) -> Tally:
        return await self._database.read(partial(answers.tally, tenant=self.tenant, round_id=round_id))

    async def board(self, channel: str, period: Period, day: date, *, scope: Scope = "channel",
                    questions: Sequence[str] | None = None, limit: int = 10, member: str = "") -> Board:
        if scope == "channel" and questions is None:
            return await self._database.read(partial(
                boards.board, tenant=self.tenant, channel=channel, period=period, day=day, limit=limit, member=member))
        wanted = added_boards.Wanted(self.tenant, channel, period, day, scope, questions)
        return await self._database.read(partial(added_boards.board, wanted=wanted, limit=limit, member=member))

    async def team_board(self, channel: str, period: Period, day: date, *, scope: Scope = "channel",
                         questions: Sequence[str] | None = None, limit: int = 10, member: str = "") -> TeamBoard:
        wanted = added_boards.Wanted(self.tenant, channel, period, day, scope, questions)
        return await self._database.read(partial(added_boards.teams, wanted=wanted, limit=limit, member=member))

    async def scheduled_days(self, channel: str, limit: int = 400) -> list[date]:
        return await self._database.read(
            partial(rounds.scheduled_days, tenant=self.tenant, channel=channel, limit=limit))

    async def answered_days(self, channel: str, members: Sequence[str], since: date) -> dict[str, set[date]]:
        return await self._database.read(
            partial(answers.days, tenant=self.tenant, channel=channel, users=members, since=since))

    async def setting(self, channel: str, key: str) -> str | None:
        return await self._database.read(partial(preferences.get, tenant=self.tenant, channel=channel, key=key))

    async def set_setting(self, channel: str, key: str, value: str) -> None:
        await self._database.write(partial(
            preferences.put, tenant=self.tenant, channel=channel, key=key, value=value))

    async def export_member(self, member: str) -> dict[str, Any]:
        return await self._database.read(partial(members.export, tenant=self.tenant, member=member))

    async def delete_member(self, member: str) -> int:
        return await self._database.write(partial(
            members.erase, ids=self._database.ids, tenant=self.tenant, member=member, now=self._now()))


class SqlStore(Store):
    """The whole database; `transcript` is the local page's part of it."""

    def __init__(self, database: Database, now: Callable[[], datetime]) -> None:
        self._database = database
        self._now = now
        self.transcript = SqlTranscript(database)

    def tenant(self, tenant: str) -> SqlTenantStore:
        return SqlTenantStore(self._database, tenant, self._now)

    def installations(self, secret: str, fresh: Callable[[], str]) -> Installations:
        """Where installed workspaces are kept, their tokens encrypted with the secret."""
        # Loaded only here: who serves one workspace needs no encryption.
        from bot.store.installations import SqlInstallations

        return SqlInstallations(self._database, secret, fresh)

    async def all_schedules(self, channel: str | None = None) -> list[Schedule]:
        return await self._database.read(partial(schedules.everywhere, channel=channel))

    async def lease_due(self, now: datetime, owner: str, *, seconds: float = 60, limit: int = 50,
                        platforms: Sequence[str] = ()) -> list[Work]:
        def anything(conn: Connection) -> bool:
            return conn.execute(queue.ready(now, 1, platforms)).first() is not None

        # Most polls find nothing: a look costs less than the writer's turn.
        if not await self._database.read(anything):
            return []
        return await self._database.write(partial(
            queue.lease, now=now, owner=owner, seconds=seconds, limit=limit, platforms=platforms))

    async def next_due(self) -> datetime | None:
        return await self._database.read(queue.next_ready)

    async def still_mine(self, work: Work, now: datetime, seconds: float = 60) -> bool:
        return await self._database.write(partial(queue.extend, item=work, now=now, seconds=seconds))

    async def retry(self, work: Work, at: datetime) -> None:
        await self._database.write(partial(queue.release, item=work, at=at))

    async def schedule_for(self, work: Work) -> Schedule | None:
        return await self._database.read(partial(steps.schedule_for, item=work))

    async def round_for(self, work: Work) -> Round | None:
        return await self._database.read(partial(steps.round_for, item=work))

    async def plan_round(self, work: Work, round_: Round) -> Round:
        return await self._database.write(partial(steps.plan, item=work, round_=round_, now=self._now()))

    async def finish_post(self, work: Work, occurrences: Sequence[Occurrence], *, opened: Round | None,
                          schedule: Schedule | None) -> None:
        await self._database.write(partial(
            steps.finish_post, item=work, done=occurrences, opened=opened, schedule=schedule))

    async def close_round(self, work: Work, points: Mapping[str, int]) -> Work:
        return await self._database.write(partial(
            steps.close, ids=self._database.ids, item=work, points=points, now=self._now()))

    async def finish_reveal(self, work: Work, reveal_id: str | None) -> None:
        await self._database.write(partial(steps.finish_reveal, item=work, reveal_id=reveal_id))

    async def finish(self, work: Work) -> None:
        await self._database.write(partial(queue.finish, item=work))

    async def close_soon(self, round_id: str, at: datetime) -> bool:
        return await self._database.write(partial(steps.close_soon, round_id=round_id, at=at))

    async def rebuild(self) -> None:
        await self._database.write(partial(rebuild, ids=self._database.ids))

    async def posted_question(self, question_id: str, version: str) -> str | None:
        return await self._database.read(partial(posted.get, question_id=question_id, version=version))

    async def keep_question(self, question_id: str, version: str, entry: str) -> None:
        await self._database.write(partial(posted.keep, question_id=question_id, version=version, entry=entry))

    async def note(self, key: str) -> str | None:
        return await self._database.read(partial(notes.get, key=key))

    async def set_note(self, key: str, value: str) -> None:
        await self._database.write(partial(notes.put, key=key, value=value))

    async def ping(self) -> None:
        await self._database.read(lambda conn: conn.execute(select(1)).scalar_one())
