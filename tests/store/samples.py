"""Schedules, rounds and answers to store."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from fractions import Fraction

from bot.domain.question import Result
from bot.domain.round import Answer, Round, VerdictPolicy
from bot.domain.schedule import Filter, Schedule
from bot.ports import Occurrence, Store, Work

DAY = date(2026, 11, 24)
NINE = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
HOME = "web:local:general"
AWAY = "web:abroad:general"
"""The same channel name under another tenant."""


def schedule(channel: str = HOME, *, id_: str = "daily", day: date = DAY, at: datetime = NINE) -> Schedule:
    """A schedule with every field away from its default."""
    return Schedule(
        id_, channel, time(9, 0), "Asia/Shanghai", "mon-fri", Filter(("gelu",), ("numeric",), ("x",), (2, 4)),
        timedelta(minutes=90), "at_reveal", timedelta(hours=3), "zh", "active", "", 2**70, "boss", day, at,
    )


def round_(channel: str = HOME, *, id_: str = "r00000000001", verdict: VerdictPolicy = "at_once",
           day: date | None = DAY, opens: datetime = NINE, scheduled: str | None = None) -> Round:
    return Round(id_, channel, "q-" + id_, "v1", (2, 0, 1), "both", verdict, opens, opens + HOUR, scheduled, day)


def answer(member: str = "ann", *, id_: str = "r00000000001", after: float = 1, points: int = 10,
           result: Result = "correct", response: str = "B", opens: datetime = NINE) -> Answer:
    """An answer that came so many seconds after the opening."""
    credit = {"correct": Fraction(1), "partly": Fraction(1, 3)}.get(result, Fraction(0))
    return Answer(id_, member, member.title(), response, result, credit, points, opens + timedelta(seconds=after))


async def open_round(store: Store, round_: Round, *, owner: str = "me") -> Round:
    """Post the round outside any schedule."""
    work = Work("post", round_.id, round_.channel, round_.opens_at, owner, 1, round_.opens_at)
    planned = await store.plan_round(work, round_)
    opened = replace(planned, state="open", message_id="m-" + round_.id)
    await store.finish_post(work, [], opened=opened, schedule=None)
    return opened


async def close_round(store: Store, round_: Round, points: dict[str, int] | None = None) -> Work:
    """Lease the close of an open round and do it; the reveal work."""
    leased = await store.lease_due(round_.closes_at, "me")
    (work,) = [item for item in leased if (item.kind, item.key) == ("close", round_.id)]
    return await store.close_round(work, points or {})


async def post_due(store: Store, schedule: Schedule, id_: str, *, owner: str = "me") -> tuple[Work, Round]:
    """Lease the due post of a schedule and plan its round."""
    assert schedule.next_at is not None
    work = await lease_one(store, schedule.next_at, schedule.channel, owner)
    planned = round_(schedule.channel, id_=id_, day=schedule.next_date, opens=schedule.next_at, scheduled=schedule.id)
    return work, await store.plan_round(work, planned)


async def lease_one(store: Store, at: datetime, channel: str, owner: str = "me") -> Work:
    found: Sequence[Work] = await store.lease_due(at, owner)
    (work,) = [item for item in found if item.channel == channel]
    return work


def next_day(schedule: Schedule) -> Schedule:
    assert schedule.next_at is not None
    assert schedule.next_date is not None
    return replace(schedule, next_date=schedule.next_date + timedelta(days=1),
                   next_at=schedule.next_at + timedelta(days=1))


def done(schedule: Schedule) -> Occurrence:
    assert schedule.next_date is not None
    return Occurrence(schedule.id, schedule.next_date, "done")
