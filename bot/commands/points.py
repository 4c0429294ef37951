"""Corrections of points by a manager, and the log of them that everybody may read."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from bot.domain.card import Card, Field
from bot.domain.cards.season import corrections_card, signed
from bot.domain.command import Command
from bot.domain.errors import BadInput
from bot.domain.limits import LINE, NAME
from bot.domain.names import clean_name
from bot.domain.param import Param
from bot.domain.reading import unquoted
from bot.domain.request import Request
from bot.domain.season import Correction
from bot.domain.text import Text
from bot.quiz import Quiz

_MENTION = re.compile(r"<@!?([^|>\s]+)(?:\|[^>]*)?>")
_MOST = 1000
_DONE = Text(zh="分数已更正", en="The points are corrected")
_MEMBER = Text(zh="成员", en="Member")
_POINTS = Text(zh="更正", en="Correction")
_TOTAL = Text(zh="这个频道的总分", en="All-time points here")
_REASON = Text(zh="理由", en="Reason")
_LOGGED = Text(zh="已记入日志，频道里的人都能用 `/quiz corrections` 看到。",
               en="It is in the log, which everybody here can read with `/quiz corrections`.")
_ZERO = Text(zh="points 是 0，什么也不会改变；请给 −1000 到 1000 之间的其他整数。",
             en="points: 0 changes nothing; give another whole number from -1000 to 1000")
_BLANK = Text(zh="reason 里没有看得见的字符。", en="reason: there is no visible character in it")
_NOBODY = Text(zh="member：这里没有人叫“{name}”答过题；请按排行榜上显示的名字写，名字里有空格就加引号。",
               en="member: nobody called “{name}” has answered here; write the name as the board shows it, in quotes where it has spaces")
_SEVERAL = Text(zh="member：这里有 {count} 个人叫“{name}”；请改用编号：{ids}",
                en="member: {count} members are called “{name}”; name one by id: {ids}")


async def points(quiz: Quiz, request: Request, args: Mapping[str, Any]) -> Card:
    """Give or take points, with a reason, on the boards of this channel and date. Raises BadInput."""
    if args["points"] == 0:
        raise BadInput("E_RANGE", "points", _ZERO)
    reason = clean_name(args["reason"], LINE)
    if not reason.strip("?"):
        raise BadInput("E_FORMAT", "reason", _BLANK)
    member, name = await _member(quiz, request, args["member"])
    day, store = await quiz.day(request), quiz.tenant(request)
    made = Correction(request.channel, day, member, name, args["points"], reason, request.member.id,
                      clean_name(request.member.name, NAME), quiz.clock.now())
    if not await store.seasons.correct(made):
        raise BadInput("E_UNKNOWN", "member", _NOBODY.format(name=name))
    mine = (await store.board(request.channel, "all", day, limit=1, member=member)).mine
    lang = request.lang
    return Card(title=_DONE.to(lang), body=_LOGGED.to(lang), tone="correct", private=True, fields=(
        Field(_MEMBER.to(lang), name), Field(_POINTS.to(lang), signed(made.points)),
        Field(_TOTAL.to(lang), str(mine.points if mine else 0)), Field(_REASON.to(lang), reason)))


async def _member(quiz: Quiz, request: Request, raw: str) -> tuple[str, str]:
    """User id and name of who is meant: a mention, a user id, or a name as the board shows it. Raises BadInput."""
    wanted = raw.strip()
    mention = _MENTION.fullmatch(wanted)
    name = mention[1] if mention else unquoted(wanted).removeprefix("@")
    found = await quiz.tenant(request).people.named(name)
    if len(found) == 1:
        return found[0]
    shown = clean_name(name, NAME)
    if found:
        raise BadInput("E_UNKNOWN", "member", _SEVERAL.format(
            name=shown, count=len(found), ids=", ".join(user for user, _ in found[:10])))
    raise BadInput("E_UNKNOWN", "member", _NOBODY.format(name=shown))


async def corrections(quiz: Quiz, request: Request, args: Mapping[str, Any]) -> Card:
    """The newest ten, privately."""
    return corrections_card(await quiz.tenant(request).seasons.corrections(request.channel), request.lang)


COMMANDS = (
    Command("quiz points", Text(zh="更正一名成员的分数（管理员）", en="Correct a member's points (for managers)"), points, (
        Param("member", "text", Text(zh="成员", en="the member"), example="Ada", suggest="members", max_len=LINE),
        Param("points", "int", Text(zh="加或减多少分", en="how many points, or how many less"), example="-10", low=-_MOST, high=_MOST),
        Param("reason", "text", Text(zh="理由，大家都看得到", en="why, for everybody to read"), example="the key was wrong", max_len=LINE),
    ), permission="manager", place=61),
    Command("quiz corrections", Text(zh="看分数更正的记录", en="See the log of corrected points"), corrections, place=66),
)
ACTIONS = ()
