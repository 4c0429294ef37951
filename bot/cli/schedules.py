"""tiku schedule list, pause, resume, remove: the schedules that there are."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

from bot.cli.about import CHANNEL, JSON, LANG, Json, about
from bot.cli.environment import channel_id, open_database, run
from bot.cli.output import LangOption, emit, language
from bot.domain.errors import BadInput
from bot.domain.planning import planned
from bot.domain.request import tenant_of
from bot.domain.schedule import Schedule, ScheduleState
from bot.domain.text import Text
from bot.ports import Store

_ID = {"SCHEDULE_ID": Text(zh="安排的编号，tiku schedule list 会列出", en="the schedule's id, as tiku schedule list shows it")}
_EMPTY = Text(zh="还没有安排；例如 tiku schedule add web:local:general --at 09:00 --tz Asia/Shanghai",
              en="no schedules; for example tiku schedule add web:local:general --at 09:00 --tz Asia/Shanghai")
_STATES: dict[ScheduleState, Text] = {"active": Text(zh="进行中", en="active"), "paused": Text(zh="已暂停", en="paused"),
                                      "disabled": Text(zh="已停用", en="disabled")}
_LINE = Text(zh="{id}  {channel}  {days} {at} {zone}  {state}{reason}  下一次 {next}",
             en="{id}  {channel}  {days} {at} {zone}  {state}{reason}  next {next}")
_CHANGED = Text(zh="{id}：{state}；下一次 {next}", en="{id}: {state}; next {next}")
_REMOVED = Text(zh="{id}：已移除", en="{id}: removed")


def row(plan: Schedule) -> dict[str, Any]:
    """A schedule as `--json` shows it; `next` is an instant in UTC, or null."""
    return {"id": plan.id, "channel": plan.channel, "state": plan.state, "reason": plan.reason,
            "next": f"{plan.next_at:%Y-%m-%dT%H:%M:%SZ}" if plan.next_at else None}


def next_local(plan: Schedule) -> str:
    """The next occurrence by the schedule's own clock, or a dash."""
    return f"{plan.next_at.astimezone(ZoneInfo(plan.zone)):%Y-%m-%d %H:%M %Z}" if plan.next_at else "—"


async def find(schedule_id: str) -> Schedule:
    """The stored schedule of that id. Raises BadInput or StoreError."""
    async with open_database() as (store, _):
        return await _found(store, schedule_id)


async def _found(store: Store, schedule_id: str) -> Schedule:
    for plan in await store.all_schedules(None):
        if plan.id == schedule_id:
            return plan
    raise BadInput("E_UNKNOWN", "schedule_id", Text(
        zh=f"没有编号为“{schedule_id[:40]}”的安排；tiku schedule list 会列出全部",
        en=f"SCHEDULE_ID: there is no schedule {schedule_id[:40]!r}; tiku schedule list shows them"))


@about("schedule list [CHANNEL] [--json] [--lang zh|en]", Text(zh="列出所有安排，或一个频道的", en="List all schedules, or a channel's."),
       CHANNEL, JSON, LANG)
def list_(channel: str = "", /, *, json: Json = False, lang: LangOption = None) -> None:
    """Print the schedules. Raises BadInput or StoreError."""
    where, said = channel_id(channel) if channel else None, language(lang)

    async def job() -> list[Schedule]:
        async with open_database() as (store, _):
            return list(await store.all_schedules(where))

    found = run(job)
    if json:
        emit({"schedules": [row(plan) for plan in found]})
        return
    for plan in found:
        print(_LINE.format(id=plan.id, channel=plan.channel, days=plan.days, at=f"{plan.at:%H:%M}", zone=plan.zone,
                           state=_STATES[plan.state], reason=f" ({plan.reason})" if plan.reason else "",
                           next=next_local(plan)).to(said))
    if not found:
        print(_EMPTY.to(said))


@about("schedule pause SCHEDULE_ID [--json] [--lang zh|en]", Text(zh="暂停出题", en="Make no posts until resumed."), _ID, JSON, LANG)
def pause(schedule_id: str, /, *, json: Json = False, lang: LangOption = None) -> None:
    """Stop posting for a schedule. Raises BadInput or StoreError."""
    _change(schedule_id, "paused", json, lang)


@about("schedule resume SCHEDULE_ID [--json] [--lang zh|en]", Text(zh="从下一个日期起继续出题", en="Post again, from the next date on."),
       _ID, JSON, LANG)
def resume(schedule_id: str, /, *, json: Json = False, lang: LangOption = None) -> None:
    """Post again for a schedule. Raises BadInput or StoreError."""
    _change(schedule_id, "active", json, lang)


@about("schedule remove SCHEDULE_ID [--json] [--lang zh|en]", Text(zh="移除安排；历史会留着", en="Remove a schedule; its history stays."),
       _ID, JSON, LANG)
def remove(schedule_id: str, /, *, json: Json = False, lang: LangOption = None) -> None:
    """Drop a schedule. Raises BadInput or StoreError."""
    said = language(lang)

    async def job() -> None:
        async with open_database() as (store, _):
            plan = await _found(store, schedule_id)
            await store.tenant(tenant_of(plan.channel)).remove_schedule(plan.id)

    run(job)
    if json:
        emit({"id": schedule_id, "removed": True})
    else:
        print(_REMOVED.format(id=schedule_id).to(said))


def _change(schedule_id: str, state: ScheduleState, as_json: bool, lang: LangOption) -> None:
    said = language(lang)

    async def job() -> Schedule:
        async with open_database() as (store, now):
            plan = await _found(store, schedule_id)
            tenant = store.tenant(tenant_of(plan.channel))
            done = await tenant.occurrences(plan.id, limit=1)
            changed = planned(replace(plan, state=state, reason=""), now, done[0].local_date if done else None)
            await tenant.save_schedule(changed)
            return changed

    changed = run(job)
    if as_json:
        emit(row(changed))
    else:
        print(_CHANGED.format(id=changed.id, state=_STATES[changed.state], next=next_local(changed)).to(said))


COMMANDS = {"schedule list": list_, "schedule pause": pause, "schedule resume": resume, "schedule remove": remove}
