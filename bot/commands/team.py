"""The team that a member plays for on the boards."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.domain.card import Button, Card, Field
from bot.domain.command import Command
from bot.domain.errors import BadInput
from bot.domain.limits import NAME, TEAM
from bot.domain.names import clean_label, clean_name
from bot.domain.param import Param
from bot.domain.request import Request
from bot.domain.text import Text
from bot.quiz import Quiz

_JOINED = Text(zh="你加入了团队", en="You have joined a team")
_TEAM = Text(zh="团队", en="Team")
_RULE = Text(zh="团队得分是它最好的三名成员在榜上得分的平均值。不写名字再用一次 `/quiz team` 就是退出。",
             en="A team's score is the mean of its best three members on the board. `/quiz team` without a name leaves it.")
_LEFT = Text(zh="你现在不属于任何团队。`/quiz team` 加上名字就能加入一个。", en="You are in no team now. `/quiz team` with a name joins one.")
_BLANK = Text(zh="name 里没有看得见的字符。", en="name: there is no visible character in it")
_BOARD = Text(zh="看团队榜", en="See the teams")
_NONE = ("none", "-", "无", "没有")


async def team(quiz: Quiz, request: Request, args: Mapping[str, Any]) -> Card:
    """`/quiz team NAME` joins, whatever the case of its letters; without a name, or with `none`, it leaves."""
    raw, lang, people = args["name"] or "", request.lang, quiz.tenant(request).people
    shown = clean_name(request.member.name, NAME)
    if not raw.strip() or raw.strip().casefold() in _NONE:
        await people.join_team(request.member.id, shown, "")
        return Card(body=_LEFT.to(lang), tone="info", private=True)
    name = clean_label(raw, TEAM)
    if not name:
        raise BadInput("E_FORMAT", "name", _BLANK)
    found = await people.join_team(request.member.id, shown, name)
    return Card(title=_JOINED.to(lang), body=_RULE.to(lang), tone="correct", private=True, fields=(Field(_TEAM.to(lang), found),),
                buttons=(Button(_BOARD.to(lang), "board1:week:c:t"),))


COMMANDS = (
    Command("quiz team", Text(zh="加入一个团队；不写名字就是退出", en="Join a team; without a name, leave it"), team, (
        Param("name", "text", Text(zh="团队名", en="the team's name"), example="Owls", default="", required=False, max_len=TEAM),
    ), place=21),
)
ACTIONS = ()
