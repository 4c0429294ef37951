"""tiku schedule: add, list, preview, pause, resume, remove."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo

from cyclopts import App

from bot.cli.environment import channel_id, open_database, run
from bot.cli.output import Failure, LangOption, emit, language
from bot.domain.errors import BadInput
from bot.domain.schedule import Schedule

group = App(name="schedule", help="When a channel gets its question.", help_format="plaintext")


def _bound(said: LangOption, as_json: bool, /, **given: str | None) -> dict[str, Any]:
    """The options, parsed. Raises Failure."""
    from bot.domain.binding import bind_values
    from bot.domain.planning import OPTIONS

    try:
        return bind_values(OPTIONS, {name: value for name, value in given.items() if value is not None})
    except BadInput as error:
        raise Failure.of(error, language(said), as_json=as_json) from error


@group.command
def add(channel: str, *, at: str, tz: str, days: str | None = None, topic: str | None = None, kind: str | None = None,
        difficulty: str | None = None, lang: str | None = None, window: str | None = None, verdict: str | None = None,
        deadline: str | None = None, json: bool = False) -> None:
    """Post a question in a channel at a local time.

    Parameters
    ----------
    channel
        Such as web:local:general, discord:<guild>:<channel> or slack:<team>:<channel>.
    at
        Local time, HH:MM.
    tz
        IANA zone, such as Asia/Shanghai.
    days
        daily, mon-fri, mon,wed or five cron fields with * for minute and hour.
    topic
        Topics, separated by commas.
    kind
        Question kinds, separated by commas.
    difficulty
        A level from 1 to 5, or a range such as 2-4.
    lang
        Language of the posts: zh, en or both.
    window
        How long a question stays open, such as 24h or 90m.
    verdict
        at_once or at_reveal.
    deadline
        How late a post may still be made, such as 6h.
    json
        Print one JSON object.
    """
    from bot.cli.content import loaded_bank
    from bot.clock import RandomIds
    from bot.domain.planning import check_filter, make_schedule, planned

    where, ids = channel_id(channel), RandomIds()
    args = _bound(None, json, at=at, tz=tz, days=days, topic=topic, kind=kind, difficulty=difficulty, lang=lang,
                  window=window, verdict=verdict, deadline=deadline)

    async def job() -> Schedule:
        made = make_schedule(ids.name()[:8], where, args, seed=ids.seed(), by="operator")
        bank = loaded_bank().bank
        check_filter(made, tuple(bank.topics), tuple({q.kind: 0 for q in bank.questions.values()}),
                     sum(1 for _ in bank.matching(made.filter)))
        async with open_database() as (store, now):
            made = planned(made, now)
            await store.tenant(where.rsplit(":", 1)[0]).add_schedule(made)
        return made

    made = run(job, as_json=json)
    if json:
        emit({"id": made.id, **_row(made)})
    else:
        print(f"{made.id}: {made.channel} {made.days} at {made.at:%H:%M} ({made.zone}); next {_shown(made)}")


@group.command(name="list")
def list_(channel: str = "", *, json: bool = False) -> None:
    """List all schedules, or a channel's.

    Parameters
    ----------
    channel
        Only this channel's.
    json
        Print one JSON object.
    """
    where = channel_id(channel) if channel else None

    async def job() -> list[Schedule]:
        async with open_database() as (store, _):
            return await store.all_schedules(where)

    found = run(job, as_json=json)
    if json:
        emit({"schedules": [_row(plan) for plan in found]})
        return
    for plan in found:
        print(f"{plan.id}  {plan.channel}  {plan.days} {plan.at:%H:%M} {plan.zone}  {plan.state}"
              f"{f' ({plan.reason})' if plan.reason else ''}  next {_shown(plan)}")
    if not found:
        print("no schedules; tiku schedule add web:local:general --at 09:00 --tz Asia/Shanghai")


@group.command
def preview(schedule_id: str = "", *, at: str | None = None, tz: str | None = None, days: str | None = None,
            from_: str | None = None, count: int = 7, json: bool = False, lang: LangOption = None) -> None:
    """Show the coming dates of a schedule, or of options that you only try.

    Parameters
    ----------
    schedule_id
        A schedule's id; or give --at and --tz instead, which needs no database.
    at
        Local time, HH:MM.
    tz
        IANA zone, such as America/New_York.
    days
        daily, mon-fri, mon,wed or five cron fields with * for minute and hour.
    from_
        First date, YYYY-MM-DD, included; today by default.
    count
        How many dates, 1 to 1000.
    json
        Print one JSON object.
    lang
        Language of messages: zh or en.
    """
    from bot.clock import SystemClock
    from bot.domain.occurrences import occurrences
    from bot.domain.planning import make_schedule

    if not 1 <= count <= 1000:
        raise Failure.usage(f"--count: {count} is outside 1 to 1000")
    start = _date(from_) if from_ else SystemClock().now().date()
    if schedule_id:
        plan = run(lambda: _find(schedule_id), as_json=json)
    else:
        if at is None or tz is None:
            raise Failure.usage("give a schedule's id, or --at HH:MM and --tz ZONE; tiku schedule list shows the ids")
        try:
            plan = make_schedule("preview", "web:local:preview", _bound(lang, json, at=at, tz=tz, days=days))
        except BadInput as error:
            raise Failure.of(error, language(lang), as_json=json) from error
    zone = ZoneInfo(plan.zone)
    rows = [{"date": found.date.isoformat(), "local": found.at.astimezone(zone).isoformat(timespec="minutes"),
             "utc": found.at.strftime("%Y-%m-%dT%H:%M:%SZ")} for found in islice(occurrences(plan, start), count)]
    if json:
        emit({"occurrences": rows})
    else:
        for row in rows:
            print(f"{row['date']}  {row['local']}  {row['utc']}")


@group.command
def pause(schedule_id: str, *, json: bool = False) -> None:
    """Make no posts until resumed.

    Parameters
    ----------
    schedule_id
        The schedule's id.
    json
        Print one JSON object.
    """
    _change(schedule_id, "paused", json)


@group.command
def resume(schedule_id: str, *, json: bool = False) -> None:
    """Post again, from the next date on.

    Parameters
    ----------
    schedule_id
        The schedule's id.
    json
        Print one JSON object.
    """
    _change(schedule_id, "active", json)


@group.command
def remove(schedule_id: str, *, json: bool = False) -> None:
    """Remove a schedule; its history stays.

    Parameters
    ----------
    schedule_id
        The schedule's id.
    json
        Print one JSON object.
    """
    async def job() -> None:
        plan = await _find(schedule_id)
        async with open_database() as (store, _):
            await store.tenant(plan.channel.rsplit(":", 1)[0]).remove_schedule(plan.id)

    run(job, as_json=json)
    if json:
        emit({"id": schedule_id, "removed": True})
    else:
        print(f"{schedule_id}: removed")


def _change(schedule_id: str, state: Any, as_json: bool) -> None:
    from bot.domain.planning import planned

    async def job() -> Schedule:
        plan = await _find(schedule_id)
        async with open_database() as (store, now):
            tenant = store.tenant(plan.channel.rsplit(":", 1)[0])
            done = await tenant.occurrences(plan.id, limit=1)
            changed = planned(replace(plan, state=state, reason=""), now, done[0].local_date if done else None)
            await tenant.save_schedule(changed)
            return changed

    changed = run(job, as_json=as_json)
    if as_json:
        emit(_row(changed))
    else:
        print(f"{changed.id}: {changed.state}; next {_shown(changed)}")


async def _find(schedule_id: str) -> Schedule:
    async with open_database() as (store, _):
        for plan in await store.all_schedules(None):
            if plan.id == schedule_id:
                return plan
    raise Failure.usage(f"SCHEDULE_ID: there is no schedule {schedule_id[:40]!r}; tiku schedule list shows them")


def _row(plan: Schedule) -> dict[str, Any]:
    return {"id": plan.id, "channel": plan.channel, "state": plan.state, "reason": plan.reason,
            "next": plan.next_at.strftime("%Y-%m-%dT%H:%M:%SZ") if plan.next_at else None}


def _shown(plan: Schedule) -> str:
    return f"{plan.next_at.astimezone(ZoneInfo(plan.zone)):%Y-%m-%d %H:%M %Z}" if plan.next_at else "—"


def _date(raw: str) -> date:
    try:
        return date.fromisoformat(raw)
    except ValueError as error:
        raise Failure.usage(f"--from: {raw[:20]!r} is no date; write YYYY-MM-DD, such as 2026-03-07") from error
