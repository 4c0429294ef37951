"""The first steps in a new server or workspace: a greeting, one form, a look at what will come, and Start."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo

from bot.domain.binding import bind_values
from bot.domain.card import Button, Card, Field, Form, Input
from bot.domain.cards.question import options_text, stars
from bot.domain.command import Action, Command
from bot.domain.errors import Refusal
from bot.domain.occurrences import occurrences
from bot.domain.param import Param, raw_of
from bot.domain.picking import option_order, pick
from bot.domain.planning import OPTIONS, check_filter, make_schedule, planned
from bot.domain.question import Question
from bot.domain.request import Request, tenant_of
from bot.domain.schedule import Schedule
from bot.domain.text import Lang, Text
from bot.quiz import Quiz

_ASKED = ("at", "tz", "days", "topic", "lang")
_DATES = 3
DRAFT = "draft"
"""The reason of a schedule that was set up and not started yet."""
_HELLO = Text(zh="你好，我是 Tiku 题库", en="Hello, this is Tiku")
_GREETING = Text(
    zh="我每天准时在频道里出一道题。大家点字母作答，对错和解释只有自己看得到；截止时一起揭晓。能算出来的答案，我会当场算给你看。\n\n"
       "**管理员**：到要出题的频道里输入 `/quiz setup`，或者就在这里按“设置”。",
    en="Once a day I post a question. Everyone answers by pressing a letter; only they see their verdict and the reason, and "
       "at the close the answer is revealed to all. Where an answer can be computed, I compute it before your eyes.\n\n"
       "**Managers**: type `/quiz setup` in the channel where the questions should appear, or press *Set up* for this one.",
)
_SETUP = Text(zh="设置", en="Set up")
_FORM = Text(zh="设置每日一题", en="Set up the daily question")
_LOOK = Text(zh="预览", en="Preview")
_READY = Text(zh="就差一步：按“开始”", en="One step left: press Start")
_FIRST = Text(zh="第一题会是这样", en="The first question will look like this")
_WHEN = Text(zh="时间", en="When")
_COMING = Text(zh="接下来的日期", en="The next dates")
_TOPIC = Text(zh="主题", en="Topic")
_ANY = Text(zh="全部", en="all")
_START = Text(zh="开始", en="Start")
_CHANGE = Text(zh="改一改", en="Change it")
_STARTED = Text(zh="已开始", en="Started")
_STARTED_BODY = Text(zh="每日一题会准时出现在这个频道。随时可以用 `/schedule pause` 暂停，用 `/quiz setup` 更改。",
                     en="The daily question will appear in this channel. Pause it with `/schedule pause`, change it with "
                        "`/quiz setup`.")
_NEXT = Text(zh="第一题", en="First question")
_NO_DRAFT = Text(zh="找不到这份设置；请重新运行 /quiz setup。", en="This set-up cannot be found; please run /quiz setup again.")
_OTHER = Text(zh="这里没有这个频道。", en="There is no such channel here.")
_NO_DATE = Text(zh="这些日子里没有将来的日期；请改一改“哪些天”。", en="There is no date ahead on these days; please change the days.")


async def hello(quiz: Quiz, request: Request, args: Mapping[str, Any]) -> Card:
    """`hello1:`: what the bot says first; a platform posts it where the bot was let in."""
    return Card(title=_HELLO.to(request.lang), body=_GREETING.to(request.lang), tone="info", private=True,
                buttons=(Button(_SETUP.to(request.lang), "setup1:", "primary"),))


async def setup(quiz: Quiz, request: Request, args: Mapping[str, Any]) -> Card:
    """`/quiz setup [options]`: with a time and a zone the preview at once, else the form."""
    place = _elsewhere(request, args.get("channel") or "")
    if args.get("at") is None or args.get("tz") is None:
        return await _form(quiz, place, _suffix(request, place))
    return await _draft(quiz, place, args, _suffix(request, place))


async def open_form(quiz: Quiz, request: Request, args: Mapping[str, Any]) -> Card:
    """`setup1:`, or `setup1:<channel>` for another one: the form, filled with what the channel has."""
    place = _elsewhere(request, args["args"][0] if args["args"] else "")
    return await _form(quiz, place, _suffix(request, place))


async def _form(quiz: Quiz, request: Request, suffix: str) -> Card:
    existing = await quiz.tenant(request).schedules(request.channel)
    values = _raw(existing[0]) if len(existing) == 1 else {}
    lang = request.lang
    inputs = tuple(_input(param, values.get(param.name, param.example if param.required else ""), quiz, lang)
                   for param in OPTIONS if param.name in _ASKED)
    form = Form(_FORM.to(lang), f"setup2:{suffix}", inputs, _LOOK.to(lang), opener=f"setup1:{suffix}")
    return Card(title=_FORM.to(lang), tone="info", private=True, form=form)


async def save_form(quiz: Quiz, request: Request, args: Mapping[str, Any]) -> Card:
    """`setup2:[<channel>]`: keep what the form holds as a draft, and show what will come."""
    place = _elsewhere(request, args["args"][0] if args["args"] else "")
    return await _draft(quiz, place, bind_values(OPTIONS, request.values), _suffix(request, place))


async def start(quiz: Quiz, request: Request, args: Mapping[str, Any]) -> Card:
    """`setup3:<schedule>`: the draft becomes active."""
    plan = await quiz.tenant(request).schedule((*args["args"], "")[0])
    if plan is None:
        raise Refusal(_NO_DRAFT)
    done = await quiz.tenant(request).occurrences(plan.id, limit=1)
    plan = planned(replace(plan, state="active", reason=""), quiz.clock.now(), done[0].local_date if done else None)
    if plan.next_at is None:
        raise Refusal(_NO_DATE)
    await quiz.tenant(request).save_schedule(plan)
    return Card(title=_STARTED.to(request.lang), body=_STARTED_BODY.to(request.lang), tone="correct", private=True,
                fields=(Field(_NEXT.to(request.lang), at=plan.next_at),))


def _elsewhere(request: Request, channel: str) -> Request:
    """The request as if made in that channel of the same tenant: a bare name, or a whole channel id. Raises Refusal."""
    name = channel.strip().removeprefix("#")
    whole = name if ":" in name or not name else f"{request.tenant}:{name}"
    try:
        if whole and tenant_of(whole) != request.tenant:
            raise Refusal(_OTHER)
    except ValueError:
        raise Refusal(_OTHER) from None
    return replace(request, channel=whole or request.channel)


def _suffix(request: Request, place: Request) -> str:
    """The channel's name for an action's text; empty for the channel one is in."""
    return "" if place.channel == request.channel else place.channel.rpartition(":")[2]


async def _draft(quiz: Quiz, request: Request, args: Mapping[str, Any], suffix: str) -> Card:
    store = quiz.tenant(request)
    existing = await store.schedules(request.channel)
    former = existing[0] if len(existing) == 1 else None
    made = make_schedule(former.id if former else quiz.ids.name()[:8], request.channel, args,
                         seed=former.seed if former else quiz.ids.seed(), by=request.member.id)
    fitting = list(quiz.bank.matching(made.filter))
    check_filter(made, tuple(quiz.bank.askable()), quiz.bank.kinds(), len(fitting))
    question = pick(fitting, await store.asked(request.channel), made.seed)
    if former is not None and former.state == "active":
        # What runs goes on running; only a new set-up waits for Start.
        done = await store.occurrences(made.id, limit=1)
        await store.save_schedule(planned(made, quiz.clock.now(), done[0].local_date if done else None))
        return _preview(quiz, request, made, question, suffix, running=True)
    made = replace(made, state="paused", reason=DRAFT)
    await (store.save_schedule(made) if former else store.add_schedule(made))
    return _preview(quiz, request, made, question, suffix, running=False)


def _preview(quiz: Quiz, request: Request, plan: Schedule, question: Question | None, suffix: str, *, running: bool) -> Card:
    lang, zone = request.lang, ZoneInfo(plan.zone)
    now = quiz.clock.now()
    coming = (found.at for found in occurrences(plan, now.astimezone(zone).date()) if found.at > now)
    dates = "\n".join(f"{at.astimezone(zone):%Y-%m-%d %H:%M}" for at in islice(coming, _DATES))
    topics = ", ".join(quiz.bank.topic_title(topic).to(lang) for topic in plan.filter.topics) or _ANY.to(lang)
    fields = (Field(_WHEN.to(lang), f"{plan.at:%H:%M} {plan.zone} · {plan.days}"), Field(_TOPIC.to(lang), topics),
              Field(_COMING.to(lang), dates or "—"))
    body = ""
    if question is not None:
        options = options_text(question, option_order(len(question.options), plan.id), plan.lang)
        head = f"**{_FIRST.to(lang)}** · {quiz.bank.topic_title(question.topic).to(lang)} {stars(question.difficulty)}"
        body = "\n\n".join(part for part in (head, question.stem.to(plan.lang), options) if part)
    go = () if running else (Button(_START.to(lang), f"setup3:{plan.id}", "primary"),)
    return Card(title=(_STARTED if running else _READY).to(lang), body=body, tone="info", fields=fields, private=True,
                buttons=(*go, Button(_CHANGE.to(lang), f"setup1:{suffix}")))


def _input(param: Param, value: str, quiz: Quiz, lang: Lang) -> Input:
    hint = ", ".join(quiz.bank.askable()) if param.name == "topic" else ""
    return Input(name=param.name, label=param.label.to(lang), placeholder=param.example, value=value, hint=hint,
                 style="one" if param.choices else "line", choices=tuple((c, c) for c in param.choices),
                 required=not param.optional, max_length=max(param.max_len, 40))


def _raw(plan: Schedule) -> dict[str, str]:
    return {"at": raw_of(plan.at), "tz": plan.zone, "days": plan.days, "topic": ",".join(plan.filter.topics), "lang": plan.lang}


_CHANNEL = Param("channel", "text", Text(zh="哪个频道（默认这个）", en="which channel (this one unless named)"), example="general",
                 default="", required=False, suggest="channels")
_OPTIONAL = tuple(replace(param, required=False) for param in OPTIONS if param.name in _ASKED)
_REST = {param.name: param.default for param in OPTIONS if param.name not in _ASKED}


async def _command(quiz: Quiz, request: Request, args: Mapping[str, Any]) -> Card:
    """`/quiz setup`, with what its options leave out at its default."""
    return await setup(quiz, request, {**_REST, **args})


COMMANDS = (
    Command("quiz setup", Text(zh="设置这个频道的每日一题：填一张表，看预览，按开始",
                               en="Set up this channel's daily question: one form, a preview, Start"), _command, (*_OPTIONAL, _CHANNEL),
            permission="manager"),
)
ACTIONS = (Action("hello1", hello), Action("setup1", open_form, "manager"), Action("setup2", save_form, "manager"),
           Action("setup3", start, "manager"))
