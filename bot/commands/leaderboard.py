"""Standings of a channel for a period."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, cast

from bot.domain.card import Card
from bot.domain.cards.board import board_card
from bot.domain.command import Action, Command
from bot.domain.errors import BadInput
from bot.domain.param import Param
from bot.domain.request import Request
from bot.domain.scoring import PERIODS, Period
from bot.domain.text import Text
from bot.quiz import Quiz

_SHARED = Text(zh="已分享到频道。", en="Shared with the channel.")


async def leaderboard(quiz: Quiz, request: Request, args: Mapping[str, Any]) -> Card:
    """The top ten and the member's own row, privately."""
    return await _board(quiz, request, args["period"], share=True)


async def press(quiz: Quiz, request: Request, args: Mapping[str, Any]) -> Card:
    """`board1:<period>`: another period of the same board."""
    return await _board(quiz, request, _period(args), share=True)


async def share(quiz: Quiz, request: Request, args: Mapping[str, Any]) -> Card:
    """`sb1:<period>`: post the board in the channel, in the member's language."""
    card = await _board(quiz, request, _period(args), share=False)
    await quiz.post(request.channel, card, quiz.ids.name())
    return Card(body=_SHARED.to(request.lang), tone="info", private=True)


def _period(args: Mapping[str, Any]) -> Period:
    name = (*args["args"], "")[0]
    if name not in PERIODS:
        raise BadInput("E_UNKNOWN", "period", Text(zh=f"没有“{name[:20]}”这个时段，可选 {'、'.join(PERIODS)}。",
                                                   en=f"period: there is no “{name[:20]}”; choose {', '.join(PERIODS)}"))
    return cast("Period", name)


async def _board(quiz: Quiz, request: Request, period: Period, *, share: bool) -> Card:
    store = quiz.tenant(request)
    day = await quiz.day(request)
    board = await store.board(request.channel, period, day, limit=10, member=request.member.id)
    card = board_card(board, period, day, request.lang, me=request.member.id if share else "", share=share)
    return replace(card, private=share)


COMMANDS = (
    Command("leaderboard", Text(zh="看这个频道的排行榜", en="Show this channel's leaderboard"), leaderboard, (
        Param("period", "choice", Text(zh="时段", en="period"), example="week", default="week", required=False,
              choices=PERIODS),
    ), place=20),
)
ACTIONS = (Action("board1", press), Action("sb1", share))
