"""What a live quiz must have booked, by a model that knows nothing of how it is done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.domain.live import LIVES, Live, Player
from tests.house import CHANNEL, House


@dataclass(frozen=True)
class Given:
    """An answer that was acknowledged, as the model has it."""

    stored: str
    right: bool
    at: datetime


Replies = Mapping[str, Mapping[str, Given]]
"""By round and member."""


def expected(house: House, live: Live, given: Replies, player: Player) -> tuple[int, int]:
    """The least and the most that the player can have: right answers to scored questions, in survival until two are wrong."""
    low, high, missed, survival = 0, 0, 0, live.options.mode == "survival"
    for number, asked in enumerate(live.asked, 1):
        if asked.state != "scored" or missed >= LIVES:
            continue
        base = 10 * house.quiz.bank.questions[asked.question_id].difficulty
        one = given.get(asked.round_id, {}).get(player.id)
        if one is not None and one.right:
            low, high = low + base, high + base * (2 if live.options.mode == "speed" else 1)
        elif survival:
            missed += one is not None or player.since <= number
    return low, high


async def check_books(house: House, live: Live, given: Replies) -> None:
    """The board holds what the model says when the quiz counts, and nothing otherwise; a rebuild agrees."""
    store = house.tenant()
    board = await store.board(CHANNEL, "all", live.day, limit=0)
    for player in live.players:
        low, high = expected(house, live, given, player)
        assert low <= player.points <= high
    answered = {member for asked in live.asked if asked.state == "scored" for member in given.get(asked.round_id, {})}
    assert live.counts == (len(answered) >= 2)
    booked = {row.member: row.points for row in board.rows if row.points}
    assert booked == ({player.id: player.points for player in live.players if player.points} if live.counts else {})
    for asked in live.asked:
        round_ = await store.round(asked.round_id)
        assert round_ is not None
        assert round_.state == "closed"
        assert asked.state in ("scored", "void")
        assert round_.counts == (live.counts and asked.state == "scored")
    await house.quiz.store.rebuild()
    assert await store.board(CHANNEL, "all", live.day, limit=0) == board
