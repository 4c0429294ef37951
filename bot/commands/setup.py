"""The first steps in a new server or workspace: a greeting, one form, a look at what will come, and Start."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo

from bot.domain.card import Button, Card, Field, Form
from bot.domain.cards.question import options_text, stars
from bot.domain.cards.setup_form import CHANGE, CHANNEL, again_card, filled_in, setup_inputs
from bot.domain.command import Action, Command
from bot.domain.errors import BadInput, Refusal
from bot.domain.occurrences import occurrences
from bot.domain.param import Param, raw_of
from bot.domain.picking import option_order, pick
from bot.domain.planning import OPTIONS, check_filter, make_schedule, planned
from bot.domain.question import Question
from bot.domain.request import Request, tenant_of
from bot.domain.schedule import Schedule
from bot.domain.text import Lang, Text
from bot.quiz import Quiz

_ASKED = ("at", "tz", "topic", "lang")
_TYPED = "setup"
"""The channel's setting that holds what was typed into a form that could not be taken."""
_HOME: Mapping[Lang, str] = {"zh": "Asia/Shanghai"}
"""The zone of a language that is spoken in one; no other language tells a place."""
_DATES = 3
DRAFT = "draft"
"""The reason of a schedule that was set up and not started yet."""
_HELLO = Text(zh="你好，我是 Tiku 题库", en="Hello, this is Tiku")
_GREETING = Text(
    zh="我每天准时在频道里出一道题。大家点字母作答，对错和解释只有自己看得到；截止时一起揭晓。能算出来的答案，我会当场算给你看。\n\n"
       "**管理员**：按“设置”，或者到要出题的频道里输入 `/quiz setup`。",
    en="Once a day I post a question. Everyone answers by pressing a letter; only they see their verdict and the reason, and "
       "at the close the answer is revealed to all. Where an answer can be computed, I compute it before your eyes.\n\n"
       "**Managers**: press *Set up*, or type `/quiz setup` in the channel where the questions should appear.",
)
_SETUP = Text(zh="设置", en="Set up")
_FORM = Text(zh="设置每日一题", en="Set up the daily question")
_LOOK = Text(zh="预览", en="Preview")
_READY = Text(zh="就差一步：按“开始”", en="One step left: press Start")
_BLOCKED = Text(zh="还发不了：先解决这个问题", en="It cannot be posted yet")
_FIRST = Text(zh="第一题会是这样", en="The first question will look like this")
_WHEN = Text(zh="时间", en="When")
_COMING = Text(zh="接下来的日期", en="The next dates")
_TOPIC = Text(zh="主题", en="Topic")
_ANY = Text(zh="全部", en="all")
_START = Text(zh="开始", en="Start")
_STARTED = Text(zh="已开始", en="Started")
_STARTED_BODY = Text(zh="每日一题会准时出现在所选的频道。随时可以用 `/schedule pause` 暂停，用 `/quiz setup` 更改。",
                     en="The daily question will appear in the chosen channel. Pause it with `/schedule pause`, change it with "
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
    """`/quiz setup [options]`: with a time and a zone the preview at once, else the form, filled with what was given."""
    place = _elsewhere(request, args.get("channel") or "")
    if args.get("at") is None or args.get("tz") is None:
        given = {param.name: raw_of(args[param.name]) for param in _OPTIONAL if args.get(param.name) not in (None, param.default)}
        return await _form(quiz, request, place, given)
    return await _draft(quiz, place, args, _suffix(request, place))


async def open_form(quiz: Quiz, request: Request, args: Mapping[str, Any]) -> Card:
    """`setup1:`, or `setup1:<channel>` for another one: the form, filled with what the channel has."""
    return await _form(quiz, request, _elsewhere(request, args["args"][0] if args["args"] else ""), {})


async def _form(quiz: Quiz, request: Request, place: Request, given: Mapping[str, str]) -> Card:
    """The form for that place; where several schedules, or none, say how it stands, what the tenant is used to."""
    lang, plans = request.lang, await quiz.tenant(request).schedules()
    own = [plan for plan in plans if plan.channel == place.channel]
    usual = {"at": "09:00", "tz": plans[0].zone if plans else _HOME.get(lang, ""), "lang": "both"}
    values = {**usual, **(_raw(own[0]) if len(own) == 1 else {}), **given, "channel": place.channel.rpartition(":")[2]}
    inputs, suffix = setup_inputs(values, quiz.bank.askable().values(), lang), _suffix(request, place)
    form = Form(_FORM.to(lang), f"setup2:{suffix}", inputs, _LOOK.to(lang), opener=f"setup1:{suffix}")
    return Card(title=_FORM.to(lang), tone="info", private=True, form=form)


async def save_form(quiz: Quiz, request: Request, args: Mapping[str, Any]) -> Card:
    """`setup2:[<channel>]`: keep what the form holds as a draft, and show what will come; what cannot be taken is
    remembered, and can be changed instead of typed again."""
    typed = {"channel": args["args"][0] if args["args"] else "", **request.values}
    return await _taken(quiz, request, typed)


async def correct(quiz: Quiz, request: Request, args: Mapping[str, Any]) -> Card:
    """`setup4:[<zone>]`: what was typed last, with that zone instead of the one that nobody knows; without one, the form."""
    kept = await quiz.tenant(request).setting(request.channel, _TYPED)
    typed: dict[str, str] = json.loads(kept) if kept else {}
    if typed and args["args"]:
        return await _taken(quiz, request, {**typed, "tz": args["args"][0]})
    # The days stand behind the time, as they were typed.
    return await _form(quiz, request, _elsewhere(request, typed.pop("channel", "")), {**typed, "days": "daily"} if typed else {})


async def _taken(quiz: Quiz, request: Request, typed: dict[str, str]) -> Card:
    try:
        place = _elsewhere(request, typed.get("channel", ""))
        own = await quiz.tenant(request).schedules(place.channel)
        card = await _draft(quiz, place, filled_in(typed, own[0] if len(own) == 1 else None), _suffix(request, place))
    except BadInput as error:
        await quiz.tenant(request).set_setting(request.channel, _TYPED, json.dumps(typed, ensure_ascii=False))
        return again_card(typed, error, request.lang)
    await quiz.tenant(request).set_setting(request.channel, _TYPED, "")
    return card


async def start(quiz: Quiz, request: Request, args: Mapping[str, Any]) -> Card:
    """`setup3:<schedule>`: the draft becomes active."""
    plan = await quiz.tenant(request).schedule((*args["args"], "")[0])
    if plan is None:
        raise Refusal(_NO_DRAFT)
    done = await quiz.tenant(request).occurrences(plan.id, limit=1)
    plan = planned(replace(plan, state="active", reason=""), quiz.clock.now(), done[0].local_date if done else None)
    if plan.next_at is None:
        raise Refusal(_NO_DATE)
    obstacle = _obstacle(quiz, plan.channel)
    if obstacle is not None:
        raise Refusal(obstacle)
    await quiz.tenant(request).save_schedule(plan)
    return Card(title=_STARTED.to(request.lang), body=_STARTED_BODY.to(request.lang), tone="correct", private=True,
                fields=(Field(_NEXT.to(request.lang), at=plan.next_at),))


def _obstacle(quiz: Quiz, channel: str) -> Text | None:
    """What is known to keep us from posting there; None when nothing is, or its platform does not run here."""
    platform = quiz.platforms.get(channel.partition(":")[0])
    return platform.obstacle(channel) if platform is not None else None


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
    when = f"{plan.at:%H:%M} {plan.zone} · {plan.days}"
    fields = (Field(CHANNEL.to(lang), channel=plan.channel), Field(_WHEN.to(lang), when), Field(_TOPIC.to(lang), topics),
              Field(_COMING.to(lang), dates or "—"))
    body = ""
    if question is not None:
        options = options_text(question, option_order(len(question.options), plan.id), plan.lang)
        head = f"**{_FIRST.to(lang)}** · {quiz.bank.topic_title(question.topic).to(lang)} {stars(question.difficulty)}"
        body = "\n\n".join(part for part in (head, question.stem.to(plan.lang), options) if part)
    go = () if running else (Button(_START.to(lang), f"setup3:{plan.id}", "primary"),)
    obstacle = _obstacle(quiz, plan.channel)
    if obstacle is not None:
        return Card(title=_BLOCKED.to(lang), body=f"{obstacle.to(lang)}\n\n{body}", tone="error", fields=fields, private=True,
                    buttons=(*go, Button(CHANGE.to(lang), f"setup1:{suffix}")))
    return Card(title=(_STARTED if running else _READY).to(lang), body=body, tone="info", fields=fields, private=True,
                buttons=(*go, Button(CHANGE.to(lang), f"setup1:{suffix}")))


def _raw(plan: Schedule) -> dict[str, str]:
    return {"at": raw_of(plan.at), "tz": plan.zone, "days": plan.days, "topic": ",".join(plan.filter.topics), "lang": plan.lang}


_CHANNEL = Param("channel", "text", Text(zh="哪个频道（默认这个）", en="which channel (this one unless named)"), example="general",
                 default="", required=False, suggest="channels")
_OPTIONAL = tuple(replace(param, required=False) for param in OPTIONS if param.name in (*_ASKED, "days"))
_REST = {param.name: param.default for param in OPTIONS if param.name not in (*_ASKED, "days")}


async def _command(quiz: Quiz, request: Request, args: Mapping[str, Any]) -> Card:
    """`/quiz setup`, with what its options leave out at its default."""
    return await setup(quiz, request, {**_REST, **args})


COMMANDS = (
    Command("quiz setup", Text(zh="设置这个频道的每日一题：填一张表，看预览，按开始",
                               en="Set up this channel's daily question: one form, a preview, Start"), _command, (*_OPTIONAL, _CHANNEL),
            permission="manager"),
)
ACTIONS = (Action("hello1", hello), Action("setup1", open_form, "manager"), Action("setup2", save_form, "manager"),
           Action("setup3", start, "manager"), Action("setup4", correct, "manager"))
