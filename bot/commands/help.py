"""What one can do here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.domain.card import Button, Card
from bot.domain.command import Command
from bot.domain.param import usage_of
from bot.domain.request import Request
from bot.domain.text import Text
from bot.quiz import Quiz
from bot.registry import collect

_TITLE = Text(zh="Tiku 题库：你可以做什么", en="Tiku: what you can do")
_INTRO = Text(
    zh="每天一道题会准时出现在频道里。点字母作答，只有你能看到对错和解释；截止时大家一起揭晓。能算出来的答案，都可以点 **算给你看**。",
    en="A question appears in the channel every day. Press a letter to answer: only you see the verdict and the reason, "
       "and at the close everyone sees the reveal. Where an answer can be computed, press **Run it** and watch.",
)
_MANAGERS = Text(zh="管理员", en="for managers")
_TODAY = Text(zh="今天的题目", en="Today's question")


async def help_(quiz: Quiz, request: Request, args: Mapping[str, Any]) -> Card:
    """Every command with its usage and what it is for."""
    lang = request.lang
    lines = [_INTRO.to(lang), ""]
    declared = (command for commands in collect("bot.commands", "COMMANDS") for command in commands)
    for command in sorted(declared, key=lambda one: one.place):
        if command.permission == "manager" and not request.member.is_manager:
            continue
        usage = f"/{command.path} {usage_of(command.params)}".strip() if len(command.params) < 4 else f"/{command.path} …"
        note = f" ({_MANAGERS.to(lang)})" if command.permission == "manager" else ""
        lines.append(f"- `{usage}` {command.summary.to(lang)}{note}")
    return Card(title=_TITLE.to(lang), body="\n".join(lines), tone="info", private=True,
                buttons=(Button(_TODAY.to(lang), "today1:", "primary"),))


COMMANDS = (Command("help", Text(zh="看看能做什么", en="See what you can do"), help_, place=80),)
ACTIONS = ()
