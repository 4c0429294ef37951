"""My data: take it along, or have it erased."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from bot.domain.card import Button, Card
from bot.domain.command import Action, Command
from bot.domain.request import Request
from bot.domain.text import Text
from bot.quiz import Quiz

_EXPORT = Text(zh="你的数据", en="Your data")
_SHORTENED = Text(zh="（只显示了前 {shown} 条回答，共 {total} 条；运行方可以导出全部。)",
                  en="(The first {shown} of {total} answers are shown; the operator can export them all.)")
_SURE = Text(zh="删除我在这里的全部数据？", en="Delete all my data here?")
_WARNING = Text(zh="你的回答、得分和名字会从这个服务器的所有频道中删除，排行榜随之更新。无法恢复。",
                en="Your answers, points and name are erased from every channel here, and the boards follow. "
                   "This cannot be undone.")
_YES = Text(zh="全部删除", en="Delete everything")
_DONE = Text(zh="已删除 {count} 条回答以及你的得分和名字。", en="Deleted: {count} answers, your points and your name.")
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


GROUPS = {"privacy": Text(zh="查看或删除我的数据", en="See or delete what is stored about you")}
COMMANDS = (
    Command("privacy export", Text(zh="查看保存的关于我的一切", en="Show everything held about me"), export, place=70),
    Command("privacy delete", Text(zh="删除我的全部数据", en="Delete all my data"), ask, place=71),
)
ACTIONS = (Action("erase1", erase),)
