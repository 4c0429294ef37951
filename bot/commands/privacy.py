"""My data: take it along, have it erased, or keep it off the boards."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from bot.domain.card import Button, Card
from bot.domain.command import Action, Command
from bot.domain.limits import NAME
from bot.domain.names import clean_name
from bot.domain.request import Request
from bot.domain.text import Text
from bot.quiz import Quiz

_EXPORT = Text(zh="你的数据", en="Your data")
_SHORTENED = Text(zh="（只显示了前 {shown} 条回答，共 {total} 条；运行方可以导出全部。)",
                  en="(The first {shown} of {total} answers are shown; the operator can export them all.)")
_SURE = Text(zh="删除我在这里的全部数据？", en="Delete all my data here?")
_WARNING = Text(zh="你的回答、得分和名字会从这个服务器的所有频道中删除，排行榜随之更新；"
                   "往届赛季的排名和分数更正的记录里不再有你的名字。无法恢复。",
                en="Your answers, points and name are erased from every channel here, and the boards follow; tables of past "
                   "seasons and the log of corrections no longer name you. This cannot be undone.")
_YES = Text(zh="全部删除", en="Delete everything")
_DONE = Text(zh="已删除 {count} 条回答以及你的得分和名字。", en="Deleted: {count} answers, your points and your name.")
_HIDE = Text(zh="你已从排行榜隐藏：排行榜、揭晓时的名字、每周回顾和赛季排名里都不再有你，名次按没有你来算。得分照常累计，只有你自己看得到。"
                "现场测验里你仍以自己的名字参加。`/privacy show` 可以恢复显示。",
             en="You are hidden: no board, reveal, weekly recap or season table names you, and ranks are counted without you. Your "
                "points go on, for you alone to see. In a live quiz that you join you still play under your name. `/privacy show` "
                "puts you back.")
_BACK = Text(zh="重新显示我", en="Put me back")
_ALREADY = Text(zh="你已经隐藏了。", en="You are hidden already.")
_SHOW = Text(zh="你重新出现在排行榜上，得分都在。", en="You are back on the boards, with all your points.")
_NOT_HIDDEN = Text(zh="你没有隐藏，排行榜上看得到你。", en="You are not hidden; the boards show you.")
_SHOWN = 40
_VERDICT = ("result", "credit", "points")


async def export(quiz: Quiz, request: Request, args: Mapping[str, Any]) -> Card:
    """Everything held about the member, as JSON."""
    data = await quiz.tenant(request).export_member(request.member.id)
    answers = await _told(quiz, request, data.get("answers") or [])
    data = {**data, "answers": answers}
    note = ""
    if len(answers) > _SHOWN:
        note = _SHORTENED.format(shown=_SHOWN, total=len(answers)).to(request.lang)
        data = {**data, "answers": answers[:_SHOWN]}
    body = f"```json\n{json.dumps(data, ensure_ascii=False, indent=1)}\n```"
    return Card(title=_EXPORT.to(request.lang), body=f"{body}\n\n{note}".strip(), tone="info", private=True, data=data)


async def _told(quiz: Quiz, request: Request, answers: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The answers, without the verdict of those whose round has not been revealed yet."""
    store = quiz.tenant(request)
    waiting = {round_.id for channel in {answer["channel"] for answer in answers}
               for round_ in await store.rounds(channel, state="open", limit=50) if round_.verdict == "at_reveal"}
    return [{name: value for name, value in answer.items() if name not in _VERDICT} if answer["round"] in waiting else answer
            for answer in answers]


async def ask(quiz: Quiz, request: Request, args: Mapping[str, Any]) -> Card:
    """Ask once more before anything is erased."""
    return Card(title=_SURE.to(request.lang), body=_WARNING.to(request.lang), tone="wrong", private=True,
                buttons=(Button(_YES.to(request.lang), "erase1:", "danger"),))


async def erase(quiz: Quiz, request: Request, args: Mapping[str, Any]) -> Card:
    """`erase1:`: do it."""
    count = await quiz.tenant(request).delete_member(request.member.id)
    return Card(body=_DONE.format(count=count).to(request.lang), tone="info", private=True)


async def hide(quiz: Quiz, request: Request, args: Mapping[str, Any]) -> Card:
    """On no board from now on."""
    return await _hide(quiz, request, hidden=True)


async def show(quiz: Quiz, request: Request, args: Mapping[str, Any]) -> Card:
    """On the boards again: the command, and the button `unhide1:`."""
    return await _hide(quiz, request, hidden=False)


async def _hide(quiz: Quiz, request: Request, *, hidden: bool) -> Card:
    name = clean_name(request.member.name, NAME)
    changed = await quiz.tenant(request).people.hide(request.member.id, name, hidden=hidden)
    text = (_HIDE if changed else _ALREADY) if hidden else (_SHOW if changed else _NOT_HIDDEN)
    buttons = (Button(_BACK.to(request.lang), "unhide1:"),) if hidden else ()
    return Card(body=text.to(request.lang), tone="info", private=True, buttons=buttons)


GROUPS = {"privacy": Text(zh="查看、隐藏或删除我的数据", en="See, hide or delete what is stored about you")}
COMMANDS = (
    Command("privacy export", Text(zh="查看保存的关于我的一切", en="Show everything held about me"), export, place=70),
    Command("privacy hide", Text(zh="从排行榜隐藏我", en="Hide me from the boards"), hide, place=72),
    Command("privacy show", Text(zh="重新出现在排行榜上", en="Put me back on the boards"), show, place=73),
    Command("privacy delete", Text(zh="删除我的全部数据", en="Delete all my data"), ask, place=71),
)
ACTIONS = (Action("erase1", erase), Action("unhide1", show))
