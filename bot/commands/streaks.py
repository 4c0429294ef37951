"""Streaks: the zone that a member lives by, and the channel's freeze day (the rules in words: docs/boards.md)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo

from bot.domain.card import Card
from bot.domain.command import Command
from bot.domain.limits import NAME
from bot.domain.names import clean_name
from bot.domain.param import Param
from bot.domain.reading import read
from bot.domain.request import Request
from bot.domain.streaks import with_zone
from bot.domain.text import Text
from bot.quiz import Quiz
from bot.streaks import FREEZE

_OWN = Text(zh="你的日子从现在起按 {zone} 计算（那里是 {now}）。错过一题时，只要那道题开放的每一天（你那里的日期）你都答过这个频道的题，连续就不断。",
            en="From now on your days are counted in {zone} (it is {now} there). A question that you miss does not break your streak "
               "if you answered another one here on each of your days on which it was open.")
_CHANNELS = Text(zh="你的日子从现在起按频道的日历计算。", en="From now on your days are counted by the channel's calendar.")
_FREEZE = Text(zh="每周错过一天不再打断连续；那一天也不计入。", en="One missed day a week no longer breaks a streak; it does not add to it either.")
_NO_FREEZE = Text(zh="错过任何一天都会打断连续。", en="Every missed day breaks a streak.")
_NONE = ("none", "channel", "无", "频道")


async def zone(quiz: Quiz, request: Request, args: Mapping[str, Any]) -> Card:
    """`/quiz zone Europe/Berlin`: count my days there from now on; without a zone by the channel's calendar again."""
    store, member, now = quiz.tenant(request).streaks, request.member, quiz.clock.now()
    name: str = args["tz"]
    had = (await store.zones([member.id])).get(member.id, ())
    zones = with_zone(had, name, now)
    if zones != had:
        await store.set_zones(member.id, clean_name(member.name, NAME), zones)
    told = _OWN.format(zone=name, now=f"{now.astimezone(ZoneInfo(name)):%Y-%m-%d %H:%M}") if name else _CHANNELS
    return Card(body=told.to(request.lang), tone="info", private=True)


async def freeze(quiz: Quiz, request: Request, args: Mapping[str, Any]) -> Card:
    """`/quiz freeze 1`: so many missed days of a week break no streak in this channel."""
    await quiz.tenant(request).set_setting(request.channel, FREEZE, str(args["days"] or ""))
    return Card(body=(_FREEZE if args["days"] else _NO_FREEZE).to(request.lang), tone="info", private=True)


def _zone(raw: str) -> str:
    """A zone as `/schedule set` takes it, or none. Raises BadInput."""
    found: str = "" if raw.strip().casefold() in _NONE else read(_PLAIN, raw)
    return found


_PLAIN = Param("tz", "zone", Text(zh="你的时区，或 none", en="your time zone, or none"), example="Asia/Shanghai", default="", required=False,
               suggest="zones")
_TZ = Param("tz", "zone", _PLAIN.label, _PLAIN.example, "", required=False, suggest="zones", parse=_zone)
COMMANDS = (
    Command("quiz zone", Text(zh="我住在哪个时区：连续作答按我自己的日子算", en="Which time zone I live in: my streak goes by my own days"), zone,
            (_TZ,), place=22),
    Command("quiz freeze", Text(zh="每周可以错过几天而不断连续（管理员）", en="How many missed days a week break no streak (for managers)"), freeze,
            (Param("days", "int", Text(zh="天数", en="days"), example="1", low=0, high=1),), permission="manager", place=61),
)
ACTIONS = ()
