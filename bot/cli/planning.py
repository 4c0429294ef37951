"""tiku schedule add, preview: from options to a schedule, and to its dates."""

from __future__ import annotations

from datetime import date
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo

from bot.cli.about import CHANNEL, JSON, Json, about
from bot.cli.environment import channel_id, open_database, run
from bot.cli.output import emit, spoken
from bot.cli.schedules import find, next_local, row
from bot.domain.binding import bind_values
from bot.domain.errors import BadInput
from bot.domain.occurrences import occurrences
from bot.domain.param import Param
from bot.domain.planning import OPTIONS, check_filter, make_schedule, planned
from bot.domain.reading import fault, read
from bot.domain.request import tenant_of
from bot.domain.schedule import Schedule
from bot.domain.text import Text

_OPTIONS = {
    "--at HH:MM": Text(zh="当地时间", en="the local time"),
    "--tz ZONE": Text(zh="IANA 时区，例如 Asia/Shanghai", en="an IANA zone, such as America/New_York"),
    "--days DAYS": Text(zh="daily（默认）、mon-fri、mon,wed，或五段 cron（分和时写 *）",
                        en="daily (the default), mon-fri, mon,wed, or five cron fields with * for minute and hour"),
    "--topic NAMES": Text(zh="主题，逗号分隔", en="topics, separated by commas"),
    "--kind NAMES": Text(zh="题型，逗号分隔", en="question kinds, separated by commas"),
    "--difficulty 2-4": Text(zh="难度 1 到 5，或一个范围", en="a level from 1 to 5, or a range"),
    "--lang zh|en|both": Text(zh="题目用什么语言，默认两种都有", en="the language of the posts, both by default"),
    "--window 24h": Text(zh="开放多久，例如 24h、90m", en="how long a question stays open, such as 24h or 90m"),
    "--verdict WHEN": Text(zh="at_once（默认）或 at_reveal", en="at_once (the default) or at_reveal"),
    "--deadline 6h": Text(zh="最迟可以晚多久补发", en="how late a post may still be made"),
}
_PREVIEW = {
    "SCHEDULE_ID": Text(zh="安排的编号；或者改用 --at 和 --tz，不需要数据库",
                        en="a schedule's id; or give --at and --tz instead, which needs no database"),
    "--from DATE": Text(zh="第一天（含），YYYY-MM-DD；默认今天", en="the first date, YYYY-MM-DD, included; today by default"),
    "--count N": Text(zh="几个日期，1 到 1000，默认 7", en="how many dates, 1 to 1000; 7 by default"),
}
_FROM = Param("from", "date", Text(zh="第一天", en="first date"), example="2026-03-07")
_COUNT = Param("count", "int", Text(zh="几个日期", en="how many dates"), example="7", low=1, high=1000)
_YEARS = (1900, 2200)
_ADDED = Text(zh="{id}：{channel} {days} {at}（{zone}）；下一次 {next}", en="{id}: {channel} {days} at {at} ({zone}); next {next}")


def _bound(given: dict[str, str | None]) -> dict[str, Any]:
    return bind_values(OPTIONS, {name: value for name, value in given.items() if value is not None})


@about("schedule add CHANNEL --at HH:MM --tz ZONE [OPTIONS] [--json]", Text(
    zh="让一个频道按当地时间定时出题", en="Post a question in a channel at a local time."), CHANNEL, _OPTIONS, JSON)
def add(channel: str, /, *, at: str, tz: str, days: str | None = None, topic: str | None = None, kind: str | None = None,
        difficulty: str | None = None, lang: str | None = None, window: str | None = None, verdict: str | None = None,
        deadline: str | None = None, json: Json = False) -> None:
    """Store a new schedule; its first occurrence is the next one to come. Raises BadInput or StoreError."""
    from bot.cli.content import loaded_bank
    from bot.clock import RandomIds

    where, ids = channel_id(channel), RandomIds()
    args = _bound({"at": at, "tz": tz, "days": days, "topic": topic, "kind": kind, "difficulty": difficulty, "lang": lang,
                   "window": window, "verdict": verdict, "deadline": deadline})
    made = make_schedule(ids.name()[:8], where, args, seed=ids.seed(), by="operator")
    bank = loaded_bank().bank
    check_filter(made, tuple(bank.askable()), bank.kinds(),
                 sum(1 for _ in bank.matching(made.filter)))

    async def job() -> Schedule:
        async with open_database() as (store, now):
            plan = planned(made, now)
            await store.tenant(tenant_of(where)).add_schedule(plan)
            return plan

    plan = run(job)
    if json:
        emit(row(plan))
    else:
        print(_ADDED.format(id=plan.id, channel=where, days=plan.days, at=f"{plan.at:%H:%M}", zone=plan.zone,
                            next=next_local(plan)).to(spoken(())))


@about("schedule preview SCHEDULE_ID | --at HH:MM --tz ZONE [OPTIONS] [--from DATE] [--count N] [--json]", Text(
    zh="看一个安排接下来的日期，或先试试一组选项", en="Show the coming dates of a schedule, or of options that you only try."),
    _PREVIEW, _OPTIONS, JSON)
def preview(schedule_id: str = "", /, *, at: str | None = None, tz: str | None = None, days: str | None = None,
            topic: str | None = None, kind: str | None = None, difficulty: str | None = None, lang: str | None = None,
            window: str | None = None, verdict: str | None = None, deadline: str | None = None, from_: str | None = None,
            count: str = "7", json: Json = False) -> None:
    """Print dates; with options instead of an id no database is touched. Raises BadInput or StoreError."""
    number, given = read(_COUNT, count), {
        "at": at, "tz": tz, "days": days, "topic": topic, "kind": kind, "difficulty": difficulty, "lang": lang,
        "window": window, "verdict": verdict, "deadline": deadline}
    plan = _previewed(schedule_id, given)
    zone = ZoneInfo(plan.zone)
    rows = [{"date": found.date.isoformat(), "local": found.at.astimezone(zone).isoformat(timespec="minutes"),
             "utc": f"{found.at:%Y-%m-%dT%H:%M:%SZ}"} for found in islice(occurrences(plan, _first(from_, zone)), number)]
    if json:
        emit({"occurrences": rows})
        return
    for line in rows:
        print(f"{line['date']}  {line['local']}  {line['utc']}")


def _previewed(schedule_id: str, given: dict[str, str | None]) -> Schedule:
    """The stored schedule, or one of the options; a channel may stand before the options, as for `add`."""
    options = any(value is not None for value in given.values())
    if schedule_id and not options:
        return run(lambda: find(schedule_id))
    if not schedule_id and not options:
        raise BadInput("E_MISSING", "schedule_id", Text(
            zh="请给安排的编号，或给 --at HH:MM 和 --tz ZONE；tiku schedule list 会列出编号",
            en="give a schedule's id, or --at HH:MM and --tz ZONE; tiku schedule list shows the ids"))
    if schedule_id and ":" not in schedule_id:
        raise BadInput("E_FORMAT", "schedule_id", Text(zh="安排的编号和 --at 等选项只能二选一",
                                                       en="give either a schedule's id or options such as --at, not both"))
    where = channel_id(schedule_id) if schedule_id else "web:local:preview"
    return make_schedule("preview", where, _bound(given))


def _first(raw: str | None, zone: ZoneInfo) -> date:
    """The date to start from; today in the schedule's zone when none is given."""
    from bot.clock import SystemClock

    if raw is None:
        return SystemClock().now().astimezone(zone).date()
    found: date = read(_FROM, raw.strip())
    if not _YEARS[0] <= found.year < _YEARS[1]:
        raise fault(_FROM, "E_RANGE", Text(zh=f"年份应在 {_YEARS[0]} 到 {_YEARS[1] - 1} 之间",
                                           en=f"the year must be from {_YEARS[0]} to {_YEARS[1] - 1}"))
    return found


COMMANDS = {"schedule add": add, "schedule preview": preview}
