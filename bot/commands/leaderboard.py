"""Standings for a period: of a channel or all channels, of everything or one topic, of members or teams."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bot import sharing
from bot.boards import questions_of, topic_of
from bot.domain.boards import BYS, SCOPES, View, view_of
from bot.domain.card import Card
from bot.domain.cards.board import board_card, team_card
from bot.domain.command import Action, Command
from bot.domain.errors import BadInput
from bot.domain.param import Param
from bot.domain.reading import read
from bot.domain.request import Request
from bot.domain.scoring import PERIODS
from bot.domain.text import Text
from bot.quiz import Quiz


async def leaderboard(quiz: Quiz, request: Request, args: Mapping[str, Any]) -> Card:
    """The top ten and the member's own row, privately."""
    view = View(args["period"], args["scope"], topic_of(quiz, args["topic"] or ""), args["by"])
    return await _board(quiz, request, view, share=True)


async def press(quiz: Quiz, request: Request, args: Mapping[str, Any]) -> Card:
    """`board1:<view>`: another period of the same board."""
    return await _board(quiz, request, _view(quiz, args), share=True)


async def share(quiz: Quiz, request: Request, args: Mapping[str, Any]) -> Card:
    """`sb1:<view>`: post the board in the channel, in the member's language."""
    card = await _board(quiz, request, _view(quiz, args), share=False)
    return await sharing.share(quiz, request, card)


def _view(quiz: Quiz, args: Mapping[str, Any]) -> View:
    view = view_of(args["args"])
    if view is None:
        name = (*args["args"], "")[0]
        raise BadInput("E_UNKNOWN", "period", Text(zh=f"没有“{name[:20]}”这个时段，可选 {'、'.join(PERIODS)}。",
                                                   en=f"period: there is no “{name[:20]}”; choose {', '.join(PERIODS)}"))
    return replace(view, topic=topic_of(quiz, view.topic))


async def _board(quiz: Quiz, request: Request, view: View, *, share: bool) -> Card:
    store, day, member = quiz.tenant(request), await quiz.day(request), request.member.id
    topic, questions = quiz.bank.topic_title(view.topic) if view.topic else None, questions_of(quiz, view.topic)
    if view.by == "teams":
        teams = await store.team_board(request.channel, view.period, day, scope=view.scope, questions=questions, member=member)
        return team_card(teams, view, topic, day, request.lang, share=share)
    board = await store.board(request.channel, view.period, day, scope=view.scope, questions=questions, member=member)
    return board_card(board, view, topic, day, request.lang, me=member if share else "", share=share)


_SCOPE = Param("scope", "choice", Text(zh="本频道，或整个服务器 / 工作区", en="this channel, or the whole server or workspace"),
               default="channel", required=False, choices=SCOPES)
_WORDS = {"server": "tenant", "workspace": "tenant"}
PARAMS = (
    Param("period", "choice", Text(zh="时段", en="period"), example="week", default="week", required=False, choices=PERIODS),
    replace(_SCOPE, parse=lambda raw: _WORDS.get(raw.strip().lower()) or read(_SCOPE, raw)),
    Param("topic", "text", Text(zh="只看一个主题", en="one topic only"), example="gunicorn", default="", required=False,
          suggest="topics"),
    Param("by", "choice", Text(zh="按成员或按团队", en="by members or by teams"), default="members", required=False, choices=BYS),
)
COMMANDS = (
    Command("leaderboard", Text(zh="看排行榜：这个频道或所有频道，按成员或团队", en="Show the board of this channel or of all, by members or teams"),
            leaderboard, PARAMS, place=20),
)
ACTIONS = (Action("board1", press), Action("sb1", share))
