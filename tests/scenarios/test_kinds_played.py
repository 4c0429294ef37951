"""Every kind of question once, from the post to the reveal."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from bot.domain.schedule import Filter
from tests.scenarios.stage import KIND_OF, RIGHT, WRONG, actions, reply, stage, values

POINTS = {"pick-one": 20, "pick-many": 30, "true-or-false": 10, "a-number": 20, "a-word": 10, "an-output": 20, "an-order": 40}
SHOWN = {"pick-one": "swift", "pick-many": "ostrich", "true-or-false": "A · True", "a-number": "7919", "a-word": "quetzal",
         "an-output": "zyzzyva", "an-order": "Vega"}


@pytest.mark.parametrize("question", sorted(RIGHT))
async def test_a_graded_question(tmp_path: Path, question: str) -> None:
    """Right earns the level's points, wrong none; the key is told to who answered, and to all at the close."""
    async with stage(tmp_path) as house:
        await house.plan(filter=Filter(kinds=(KIND_OF[question],)), window=timedelta(hours=1), lang="en")
        await house.advance(minutes=1)
        right, wrong = await reply(house, "ada", RIGHT[question]), await reply(house, "bob", WRONG[question])
        assert (right.tone, values(right)["Points"]) == ("correct", f"+{POINTS[question]}")
        assert (wrong.tone, values(wrong)["Points"]) == ("wrong", "+0")
        assert SHOWN[question] in values(wrong)["Right answer"]
        await house.advance(hours=1)
        closed, reveal = await house.cards()
        assert SHOWN[question] in values(closed)["Answer"]
        assert SHOWN[question] in reveal.title
        assert values(reveal)["Correct"] == "1 of 2 (50 %)"
        assert values(reveal)["First to get it"] == "Ada"


async def test_partly_right(tmp_path: Path) -> None:
    """One of two right picks earns half, and the reveal counts it apart."""
    async with stage(tmp_path) as house:
        await house.plan(filter=Filter(kinds=("multiple_choice",)), window=timedelta(hours=1), lang="en")
        await house.advance(minutes=1)
        card = await reply(house, "ada", "A")
        assert (card.tone, values(card)["Points"]) == ("partly", "+15")
        await house.advance(hours=1)
        assert values((await house.cards())[1])["Partly right"] == "1"


async def test_a_discussion(tmp_path: Path) -> None:
    """Everyone may speak, nobody is graded, and the close shows the reason without a key or a picture."""
    async with stage(tmp_path) as house:
        await house.plan(filter=Filter(kinds=("discussion",)), window=timedelta(hours=1), lang="en")
        await house.advance(minutes=1)
        card = await reply(house, "ada", "Vega, for its colour")
        assert (card.title, card.tone) == ("Received", "info")
        assert "Points" not in values(card)
        await reply(house, "bob", "the Sun")
        await house.advance(hours=1)
        closed, reveal = await house.cards()
        assert "Answer" not in values(closed)
        assert (reveal.title, reveal.picture) == ("The discussion closes", None)
        assert actions(reveal) == [f"mine1:{(await house.round()).id}"]


async def test_a_reply_that_is_no_answer_is_asked_again(tmp_path: Path) -> None:
    """A word where a number is asked costs nothing: it is not recorded, and the next reply counts."""
    async with stage(tmp_path) as house:
        await house.plan(filter=Filter(kinds=("numeric",)))
        await house.advance(minutes=1)
        card = await reply(house, "ada", "no idea", lang="zh")
        assert (card.tone, card.private) == ("error", True)
        assert await house.tenant().answer((await house.round()).id, "ada") is None
        assert (await reply(house, "ada", "7,919")).tone == "correct"


async def test_every_question_of_the_bank_gets_its_turn(tmp_path: Path) -> None:
    """Over two times eight days each question comes twice, the second lap in the order of the first: an exhausted bank
    starts again and is no error."""
    async with stage(tmp_path) as house:
        await house.plan(window=timedelta(minutes=30))
        await house.advance(minutes=1)
        for _ in range(15):
            await house.advance(hours=24)
        asked = await house.tenant().asked("web:local:general")
        assert sorted(asked[:8]) == sorted(house.quiz.bank.questions)
        assert asked[8:] == asked[:8]


async def test_a_filter_that_fits_nothing(tmp_path: Path) -> None:
    """The day is recorded as failed with its reason, the schedule goes on, and as soon as something fits it is asked."""
    async with stage(tmp_path) as house:
        plan = await house.plan(filter=Filter(topics=("no-such-topic",)))
        await house.advance(minutes=1)
        failed, = await house.tenant().occurrences(plan.id)
        assert (failed.state, bool(failed.reason)) == ("failed", True)
        assert await house.cards() == []
        await house.say("/schedule set 09:00 Asia/Shanghai", manager=True)
        await house.advance(hours=24)
        assert len(await house.cards()) == 1
