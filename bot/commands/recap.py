"""The channel's weekly recap: when it comes, and whether it does. For managers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import time
from typing import Any

from bot.domain.card import Button, Card, Field
from bot.domain.command import Action, Command
from bot.domain.occurrences import DAY_NAMES
from bot.domain.param import Param
from bot.domain.recap import OFF, Recap, planned
from bot.domain.request import Request
from bot.domain.text import Text
from bot.quiz import Quiz
from bot.recaps import picture_of, recap_of

_TITLE = Text(zh="每周回顾", en="Weekly recap")
_DAYS = {"mon": Text(zh="周一", en="Monday"), "tue": Text(zh="周二", en="Tuesday"), "wed": Text(zh="周三", en="Wednesday"),
         "thu": Text(zh="周四", en="Thursday"), "fri": Text(zh="周五", en="Friday"), "sat": Text(zh="周六", en="Saturday"),
         "sun": Text(zh="周日", en="Sunday")}
_WHEN = Text(zh="每{day} {at}（{zone}）在这个频道发布前七天的回顾：参与、最难的题、进步最大的人、前三名和连续作答。没有人作答的一周不发。",
             en="Every {day} at {at} ({zone}) this channel gets a look back at seven days: who took part, the hardest question, who "
                "improved most, the first three and the longest streaks. A week without answers gets none.")
_NEXT = Text(zh="下一次", en="Next one")
_OFF = Text(zh="没有打开。可以写明哪一天、几点：`/quiz recap fri 17:00`。", en="It is off. To choose the day and the time: `/quiz recap fri 17:00`.")
_STOPPED = Text(zh="停下了：{reason}", en="It has stopped: {reason}")
_TURN_ON = Text(zh="打开：每{day} {at}", en="Turn it on: {day} at {at}")
_LOOK = Text(zh="看看前七天", en="Preview")
_QUIET = Text(zh="前七天没有人作答，所以不会发。", en="Nobody answered in the last seven days, so nothing would be posted.")
_TURN_OFF = Text(zh="关闭", en="Turn it off")


async def recap(quiz: Quiz, request: Request, args: Mapping[str, Any]) -> Card:
    """`/quiz recap [day] [at]` sets it, `off` ends it; without either it tells how it is set."""
    day, at = args["day"], args["at"]
    if day is None and at is None:
        return _told(await quiz.tenant(request).recaps.get(request.channel), request)
    return await (_off(quiz, request) if day == "off" else _on(quiz, request, day, at))


async def press(quiz: Quiz, request: Request, args: Mapping[str, Any]) -> Card:
    """`recap1:on` turns it on as it was set before, else as it is by default; `recap1:off` ends it."""
    return await (_off(quiz, request) if args["args"] == ["off"] else _on(quiz, request, None, None))


async def preview(quiz: Quiz, request: Request, args: Mapping[str, Any]) -> Card:
    """`recap2:`: what a recap would tell today, for the asking manager alone."""
    told = await recap_of(quiz, request.channel, await quiz.day(request), request.lang)
    if told is None:
        return Card(body=_QUIET.to(request.lang), tone="info", private=True)
    return replace(told[1], picture=await picture_of(quiz, told[0], request.lang), private=True)


async def _on(quiz: Quiz, request: Request, day: str | None, at: time | None) -> Card:
    """What is not said stays as it was, or is as it is by default."""
    fresh = await _fresh(quiz, request)

    def change(found: Recap | None) -> Recap:
        former = found or fresh
        return planned(replace(fresh, day=day or former.day, at=at or former.at, last=former.last), quiz.clock.now())

    return _told(await quiz.tenant(request).recaps.change(request.channel, change), request)


async def _off(quiz: Quiz, request: Request) -> Card:
    """Kept, so that it comes back as it was, and never twice within a week."""

    def change(found: Recap | None) -> Recap | None:
        return found and replace(found, stopped=OFF, next_date=None, next_at=None)

    return _told(await quiz.tenant(request).recaps.change(request.channel, change), request)


async def _fresh(quiz: Quiz, request: Request) -> Recap:
    """One by default, in the zone and language of the channel's schedule; without a schedule in UTC."""
    plans = await quiz.tenant(request).schedules(request.channel)
    made = Recap(request.channel, lang=request.lang, by=request.member.id)
    return replace(made, zone=plans[0].zone, lang=plans[0].lang) if plans else made


def _told(found: Recap | None, request: Request) -> Card:
    lang = request.lang
    shown = found or Recap(request.channel)
    day, at, look = _DAYS[shown.day], f"{shown.at:%H:%M}", Button(_LOOK.to(lang), "recap2:")
    if found is not None and not found.stopped:
        return Card(title=_TITLE.to(lang), body=_WHEN.format(day=day, at=at, zone=found.zone).to(lang), tone="info", private=True,
                    fields=(Field(_NEXT.to(lang), at=found.next_at),) if found.next_at else (),
                    buttons=(look, Button(_TURN_OFF.to(lang), "recap1:off")))
    failed = found is not None and found.stopped != OFF
    body = (_STOPPED.format(reason=shown.stopped) if failed else _OFF).to(lang)
    return Card(title=_TITLE.to(lang), body=body, tone="error" if failed else "info", private=True,
                buttons=(Button(_TURN_ON.format(day=day, at=at).to(lang), "recap1:on", "primary"), look))


COMMANDS = (
    Command("quiz recap", Text(zh="每周回顾：哪一天、几点，或 off（管理员）",
                               en="The weekly recap: a day and a time, or off (for managers)"), recap, (
        Param("day", "choice", Text(zh="哪一天", en="day"), example="mon", required=False, choices=(*DAY_NAMES, "off")),
        Param("at", "time", Text(zh="当地时间", en="local time"), example="09:00", required=False),
    ), permission="manager", place=60),
)
ACTIONS = (Action("recap1", press, "manager"), Action("recap2", preview, "manager"))
