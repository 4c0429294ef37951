"""Rows to domain values and back, without loss."""

from __future__ import annotations

import json
import re
from dataclasses import asdict
from datetime import UTC, date, datetime, time, timedelta
from fractions import Fraction
from typing import Any

from sqlalchemy import Row

from bot.domain.request import tenant_of
from bot.domain.round import Answer, Round
from bot.domain.schedule import Filter, Schedule
from bot.ports import Work

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def micros(instant: datetime) -> int:
    """Microseconds since 1970 in UTC. Raises ValueError for an instant without a zone."""
    if instant.tzinfo is None:
        raise ValueError(f"an instant needs its zone: {instant!r}")
    return (instant - _EPOCH) // _MICROSECOND


def instant(value: int) -> datetime:
    """The instant in UTC that `micros` made the number from."""
    return _EPOCH + timedelta(microseconds=value)


def maybe_micros(value: datetime | None) -> int | None:
    """`micros`, or None for None."""
    return None if value is None else micros(value)


def maybe_instant(value: int | None) -> datetime | None:
    """`instant`, or None for None."""
    return None if value is None else instant(value)


def iso(day: date | None) -> str | None:
    """The date as YYYY-MM-DD, or None for None."""
    return None if day is None else day.isoformat()


def day(text: str | None) -> date | None:
    """The date of YYYY-MM-DD, or None for None."""
    return None if text is None else date.fromisoformat(text)


def clean(text: str) -> str:
    """The text with what no database can hold (NUL, lone surrogates) shown as U+FFFD."""
    return _UNSTORABLE.sub("\ufffd", text)


def schedule_row(schedule: Schedule) -> dict[str, Any]:
    """A schedule as the columns of its table."""
    return {
        "tenant": tenant_of(schedule.channel),
        "id": schedule.id,
        "channel": schedule.channel,
        "at": schedule.at.isoformat(),
        "zone": schedule.zone,
        "days": schedule.days,
        "filter": json.dumps(asdict(schedule.filter), ensure_ascii=False),
        "window": None if schedule.window is None else schedule.window // _MICROSECOND,
        "verdict": schedule.verdict,
        "deadline": schedule.deadline // _MICROSECOND,
        "lang": schedule.lang,
        "state": schedule.state,
        "reason": clean(schedule.reason),
        "seed": str(schedule.seed),
        "created_by": schedule.created_by,
        "next_date": iso(schedule.next_date),
        "next_at": maybe_micros(schedule.next_at),
    }


def schedule_of(row: Row[Any]) -> Schedule:
    """The schedule that a row holds."""
    raw = json.loads(row.filter)
    low, high = raw["difficulty"]
    return Schedule(
        id=row.id,
        channel=row.channel,
        at=time.fromisoformat(row.at),
        zone=row.zone,
        days=row.days,
        filter=Filter(tuple(raw["topics"]), tuple(raw["kinds"]), tuple(raw["tags"]), (low, high)),
        window=None if row.window is None else timedelta(microseconds=row.window),
        verdict=row.verdict,
        deadline=timedelta(microseconds=row.deadline),
        lang=row.lang,
        state=row.state,
        reason=row.reason,
        seed=int(row.seed),
        created_by=row.created_by,
        next_date=day(row.next_date),
        next_at=maybe_instant(row.next_at),
    )


def round_row(round_: Round) -> dict[str, Any]:
    """A round as the columns of its table."""
    return {
        "tenant": round_.tenant,
        "id": round_.id,
        "channel": round_.channel,
        "question_id": round_.question_id,
        "question_version": round_.question_version,
        "shown_order": json.dumps(round_.order),
        "lang": round_.lang,
        "verdict": round_.verdict,
        "opens_at": micros(round_.opens_at),
        "closes_at": micros(round_.closes_at),
        "schedule_id": round_.schedule_id,
        "local_date": iso(round_.local_date),
        "state": round_.state,
        "message_id": round_.message_id,
        "reveal_id": round_.reveal_id,
        "live_id": round_.live_id,
        "counts": int(round_.counts),
    }


def round_of(row: Row[Any]) -> Round:
    """The round that a row holds."""
    return Round(
        id=row.id,
        channel=row.channel,
        question_id=row.question_id,
        question_version=row.question_version,
        order=tuple(json.loads(row.shown_order)),
        lang=row.lang,
        verdict=row.verdict,
        opens_at=instant(row.opens_at),
        closes_at=instant(row.closes_at),
        schedule_id=row.schedule_id,
        local_date=day(row.local_date),
        state=row.state,
        message_id=row.message_id,
        reveal_id=row.reveal_id,
        live_id=row.live_id,
        counts=bool(row.counts),
    )


def answer_of(row: Row[Any]) -> Answer:
    """From a row of answers joined with its round's `id` and its member's `user_id` and `name`."""
    return Answer(
        round_id=row.id,
        member=row.user_id,
        name=row.name,
        response=row.response,
        result=row.result,
        credit=Fraction(row.credit),
        points=row.points,
        at=instant(row.at),
    )


def work_of(row: Row[Any]) -> Work:
    """The piece of work that a row holds."""
    return Work(
        kind=row.kind,
        key=row.key,
        channel=row.channel,
        due_at=instant(row.due_at),
        owner=row.owner,
        attempt=row.attempt,
        first_try_at=maybe_instant(row.first_try_at),
    )
