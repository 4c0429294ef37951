"""When a channel gets its question: set, list, preview, pause, resume, skip, remove. For managers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo

from bot.domain.card import Button, Card, Field, Form, Input, Table
from bot.domain.command import Action, Command
from bot.domain.errors import Refusal
from bot.domain.occurrences import occurrences
from bot.domain.param import Param
from bot.domain.planning import OPTIONS, check_filter, make_schedule, planned
from bot.domain.request import Request
from bot.domain.schedule import Schedule
from bot.domain.text import Lang, Text
from bot.ports import Occurrence, Work
from bot.quiz import Quiz

_ID = Param("id", "text", Text(zh="安排的编号", en="the schedule's id"), example="", default="", required=False)
_NONE = Text(zh="这个频道没有安排。用 /schedule set 09:00 Asia/Shanghai 安排每日一题。",
             en="This channel has no schedule. Set one with /schedule set 09:00 Europe/Berlin")
_WHICH = Text(zh="这个频道有多个安排，请写编号：{ids}", en="This channel has several schedules; name one by its id: {ids}")
_NO_SUCH = Text(zh="这个频道没有编号为“{id}”的安排，有：{ids}", en="This channel has no schedule “{id}”; there are {ids}")
_SET = Text(zh="已安排", en="Scheduled")
_CHANGED = Text(zh="已更新", en="Updated")
_NEXT = Text(zh="下一题", en="Next question")
_LIST = Text(zh="这个频道的安排", en="This channel's schedules")
_HEAD = {"zh": ("编号", "时间", "时区", "哪些天", "状态", "下一次"), "en": ("Id", "At", "Zone", "Days", "State", "Next")}
_STATES = {"active": Text(zh="进行中", en="active"), "paused": Text(zh="已暂停", en="paused"),
           "disabled": Text(zh="已停用", en="disabled")}
_DAILY = Text(zh="每天", en="daily")
_PREVIEW = Text(zh="接下来的日期", en="The next dates")
_PREVIEW_HEAD = {"zh": ("日期", "当地时间", "UTC"), "en": ("Date", "Local time", "UTC")}
_PAUSED = Text(zh="已暂停。用 /schedule resume 继续。", en="Paused. Resume it with /schedule resume")
_RESUMED = Text(zh="已继续。", en="Resumed.")
_SKIPPED = Text(zh="已跳过 {date} 的题目。", en="The question of {date} is skipped.")
_REMOVED = Text(zh="已移除。开放中的题目仍会按时揭晓。", en="Removed. An open question is still revealed on time.")
_NOTHING_LEFT = Text(zh="这个安排没有将来的日期。", en="This schedule has no date ahead.")
_FORM = Text(zh="安排每日一题", en="Schedule the daily question")
_SAVE = Text(zh="开始", en="Start")
_ASKED = 7
"""So many of the OPTIONS are in the form."""


async def set_(quiz: Quiz, request: Request, args: Mapping[str, Any]) -> Card:
    """Create the channel's schedule, or change the one it has."""
    store = quiz.tenant(request)
    existing = await store.schedules(request.channel)
    now = quiz.clock.now()
    made = make_schedule(existing[0].id if len(existing) == 1 else quiz.ids.name()[:8], request.channel, args,
                         seed=existing[0].seed if len(existing) == 1 else quiz.ids.seed(), by=request.member.id)
    check_filter(made, tuple(quiz.bank.askable()), quiz.bank.kinds(),
                 sum(1 for _ in quiz.bank.matching(made.filter)))
    if len(existing) == 1:
        done = await store.occurrences(made.id, limit=1)
        made = planned(made, now, done[0].local_date if done else None)
        await store.save_schedule(made)
        return _told(_CHANGED, made, request.lang)
    made = planned(made, now)
    await store.add_schedule(made)
    return _told(_SET, made, request.lang)


async def open_form(quiz: Quiz, request: Request, args: Mapping[str, Any]) -> Card:
    """`plan1:`: the form of `/schedule set`, filled with what the channel has."""
    existing = await quiz.tenant(request).schedules(request.channel)
    values = _raw(existing[0]) if existing else {}
    inputs = tuple(
        Input(name=param.name, label=param.label.to(request.lang), placeholder=param.example,
              value=values.get(param.name, param.example if param.required else ""),
              style="one" if param.choices else "line", choices=tuple((c, c) for c in param.choices),
              required=not param.optional)
        for param in OPTIONS[:_ASKED]
    )
    return Card(title=_FORM.to(request.lang), tone="info", private=True,
                form=Form(_FORM.to(request.lang), "plan2:", inputs, _SAVE.to(request.lang)))


async def save_form(quiz: Quiz, request: Request, args: Mapping[str, Any]) -> Card:
    """`plan2:`: what that form holds; what it does not ask stays as it is."""
    from bot.domain.binding import bind_values

    args = bind_values(OPTIONS, request.values)
    existing = await quiz.tenant(request).schedules(request.channel)
    if len(existing) == 1:
        args |= {param.name: getattr(existing[0], param.name) for param in OPTIONS[_ASKED:] if param.name not in request.values}
    return await set_(quiz, request, args)


async def list_(quiz: Quiz, request: Request, args: Mapping[str, Any]) -> Card:
    """All schedules of the channel, with the state and the next date of each."""
    found = await quiz.tenant(request).schedules(request.channel)
    lang = request.lang
    if not found:
        return Card(body=_NONE.to(lang), tone="info", private=True, buttons=(Button(_FORM.to(lang), "plan1:", "primary"),))
    rows = tuple(
        (plan.id, f"{plan.at:%H:%M}", plan.zone, _DAILY.to(lang) if plan.days == "daily" else plan.days,
         _STATES[plan.state].to(lang) + (f" · {plan.reason}" if plan.reason else ""), _local(plan.next_at, plan.zone))
        for plan in found
    )
    return Card(title=_LIST.to(lang), table=Table(_HEAD[lang], rows), tone="info", private=True,
                buttons=(Button(_FORM.to(lang), "plan1:"),))


async def preview(quiz: Quiz, request: Request, args: Mapping[str, Any]) -> Card:
    """The next dates of a schedule, in its own time and in UTC."""
    plan = await _one(quiz, request, args["id"])
    now = quiz.clock.now()
    zone = ZoneInfo(plan.zone)
    coming = (found for found in occurrences(plan, now.astimezone(zone).date()) if found.at > now)
    rows = tuple((found.date.isoformat(), _local(found.at, plan.zone), f"{found.at:%Y-%m-%d %H:%M}")
                 for found in islice(coming, 7))
    return Card(title=_PREVIEW.to(request.lang), table=Table(_PREVIEW_HEAD[request.lang], rows), tone="info", private=True)


async def pause(quiz: Quiz, request: Request, args: Mapping[str, Any]) -> Card:
    """No posts until resumed."""
    plan = await _one(quiz, request, args["id"])
    await quiz.tenant(request).save_schedule(replace(plan, state="paused", reason="", next_date=None, next_at=None))
    return Card(body=_PAUSED.to(request.lang), tone="info", private=True)


async def resume(quiz: Quiz, request: Request, args: Mapping[str, Any]) -> Card:
    """Posts again from the next date on."""
    plan = await _one(quiz, request, args["id"])
    done = await quiz.tenant(request).occurrences(plan.id, limit=1)
    plan = planned(replace(plan, state="active", reason=""), quiz.clock.now(), done[0].local_date if done else None)
    await quiz.tenant(request).save_schedule(plan)
    return _told(_RESUMED, plan, request.lang)


async def skip(quiz: Quiz, request: Request, args: Mapping[str, Any]) -> Card:
    """Leave out the next date."""
    plan = await _one(quiz, request, args["id"])
    if plan.next_date is None or plan.next_at is None:
        raise Refusal(_NOTHING_LEFT)
    skipped, work = plan.next_date, Work("post", f"{plan.id}/{plan.next_date}", plan.channel, plan.next_at)
    plan = planned(plan, plan.next_at, skipped)
    await quiz.tenant(request).save_schedule(plan)
    # Written down, so that no later change of the schedule brings the date back.
    await quiz.store.finish_post(work, [Occurrence(plan.id, skipped, "skipped", f"by {request.member.id}")], opened=None,
                                 schedule=None)
    return _told(_SKIPPED.format(date=skipped.isoformat()), plan, request.lang)


async def remove(quiz: Quiz, request: Request, args: Mapping[str, Any]) -> Card:
    """Drop a schedule; its history stays."""
    plan = await _one(quiz, request, args["id"])
    await quiz.tenant(request).remove_schedule(plan.id)
    return Card(body=_REMOVED.to(request.lang), tone="info", private=True)


async def _one(quiz: Quiz, request: Request, schedule_id: str) -> Schedule:
    """The channel's only schedule, or the one named. Raises Refusal."""
    found = await quiz.tenant(request).schedules(request.channel)
    if not found:
        raise Refusal(_NONE)
    ids = ", ".join(plan.id for plan in found)
    if not schedule_id:
        if len(found) > 1:
            raise Refusal(_WHICH.format(ids=ids))
        return found[0]
    for plan in found:
        if plan.id == schedule_id:
            return plan
    raise Refusal(_NO_SUCH.format(id=schedule_id[:20], ids=ids))


def _told(head: Text, plan: Schedule, lang: Lang) -> Card:
    when = Text(zh=f"每{'天' if plan.days == 'daily' else f'逢 {plan.days}'} {plan.at:%H:%M}（{plan.zone}）",
                en=f"{plan.days} at {plan.at:%H:%M} ({plan.zone})")
    fields = (Field(_NEXT.to(lang), at=plan.next_at),) if plan.next_at else ()
    return Card(title=head.to(lang), body=when.to(lang), fields=fields, tone="info", private=True)


def _local(at: datetime | None, zone: str) -> str:
    return f"{at.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M}" if at else "—"


def _raw(plan: Schedule) -> dict[str, str]:
    low, high = plan.filter.difficulty
    return {"at": f"{plan.at:%H:%M}", "tz": plan.zone, "days": plan.days, "topic": ",".join(plan.filter.topics),
            "kind": ",".join(plan.filter.kinds), "difficulty": f"{low}-{high}", "lang": plan.lang}


def _command(word: str, summary: Text, run: Any, params: tuple[Param, ...] = (_ID,)) -> Command:
    return Command(f"schedule {word}", summary, run, params, permission="manager")


GROUPS = {"schedule": Text(zh="这个频道的每日一题什么时候来（管理员）", en="When this channel gets its daily question (for managers)")}
COMMANDS = (
    _command("set", Text(zh="安排这个频道的每日一题", en="Schedule this channel's daily question"), set_, OPTIONS),
    _command("list", Text(zh="列出这个频道的安排", en="List this channel's schedules"), list_, ()),
    _command("preview", Text(zh="看接下来的日期", en="Show the next dates"), preview),
    _command("pause", Text(zh="暂停", en="Pause it"), pause),
    _command("resume", Text(zh="继续", en="Resume it"), resume),
    _command("skip", Text(zh="跳过下一次", en="Skip the next date"), skip),
    _command("remove", Text(zh="移除", en="Remove it"), remove),
)
ACTIONS = (Action("plan1", open_form, "manager"), Action("plan2", save_form, "manager"))
