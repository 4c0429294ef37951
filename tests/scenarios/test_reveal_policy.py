"""`at_reveal`: answers may change until the close, and nothing is told before it."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest

from bot.domain.schedule import Filter
from bot.domain.text import Lang
from tests.house import CHANNEL, House
from tests.scenarios.stage import KIND_OF, RIGHT, WRONG, letters, raw, reply, stage, values

ONE = Filter(kinds=("single_choice",))
HOUR = timedelta(hours=1)


async def begin(house: House, kind: str = "single_choice") -> None:
    await house.plan(filter=Filter(kinds=(kind,)), window=HOUR, verdict="at_reveal", lang="en")
    await house.advance(minutes=1)


async def test_the_receipt_tells_nothing(tmp_path: Path) -> None:
    """It repeats the answer, says when the reveal is, and has no tone of right or wrong."""
    async with stage(tmp_path) as house:
        await begin(house)
        for member, stored in (("ada", "B"), ("bob", "A")):
            card = await reply(house, member, stored)
            assert (card.title, card.tone, card.buttons) == ("Recorded", "info", ())
            assert values(card) == {"Your answer": await letters(house, stored), "Reveal": "2026-11-24T02:00:00+00:00"}


async def test_an_answer_may_change_until_the_close(tmp_path: Path) -> None:
    """The later one counts, by the platform's time: an older press that arrives late does not replace it."""
    async with stage(tmp_path) as house:
        await begin(house)
        await reply(house, "ada", "A")
        pressed = house.clock.now()
        house.clock.move(minutes=10)
        changed = await reply(house, "ada", "B")
        assert changed.title == "Your answer was changed"
        round_ = await house.round()
        await house.ask(house.request(action=f"q1:{round_.id}:{await letters(house, 'C')}", at=pressed))
        stored = await house.tenant().answer(round_.id, "ada")
        assert stored is not None
        assert stored.response == "B"
        await house.advance(hours=1)
        assert (await reply(house, "ada", "A")).tone == "error"
        mine = await house.press(f"mine1:{round_.id}")
        assert (mine.tone, values(mine)["Points"]) == ("correct", "+20")


async def test_points_appear_at_the_close(tmp_path: Path) -> None:
    """The board is empty while the round is open, and full the moment it closes."""
    async with stage(tmp_path) as house:
        await begin(house)
        await reply(house, "ada", "B")
        await reply(house, "bob", "A")
        assert (await house.say("/leaderboard")).table is None
        await house.advance(hours=1)
        table = (await house.say("/leaderboard")).table
        assert table is not None
        assert table.rows == (("1", "Ada", "20", "1", "1"), ("2", "Bob", "0", "1", "0"))


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("question", sorted(RIGHT))
async def test_no_way_to_learn_the_verdict_early(tmp_path: Path, question: str, lang: Lang) -> None:
    """Whatever a member opens before the close reads the same after a right answer as after a wrong one, but for the
    answer itself."""
    told = []
    for number, replies in enumerate((RIGHT, WRONG)):
        folder = tmp_path / str(number)
        folder.mkdir()
        async with stage(folder) as house:
            await house.plan(filter=Filter(kinds=(KIND_OF[question],)), window=HOUR, verdict="at_reveal")
            await house.advance(minutes=1)
            opened = [await reply(house, "ada", replies[question], lang=lang) for _ in range(2)]
            round_ = await house.round()
            opened += [await house.say(line, lang=lang) for line in (
                "/quiz me", "/quiz today", "/leaderboard day", "/leaderboard all", "/privacy export")]
            opened += [await house.press(f"{action}:{argument}", lang=lang) for action, argument in (
                ("mine1", round_.id), ("run1", question), ("board1", "all"), ("sb1", "all"))]
            own = {form for said in (RIGHT[question], WRONG[question]) for form in (said, round_.shown_letters(said))}
            told.append([re.sub(rf"""(['"])({'|'.join(own)})(['"])""", "<own answer>", raw(card)) for card in opened])
    assert told[0] == told[1]
    assert "<own answer>" in told[0][0]


async def test_other_channels_are_untouched(tmp_path: Path) -> None:
    """One channel tells at once while another waits for the reveal, with the same question."""
    async with stage(tmp_path) as house:
        await begin(house)
        await house.plan("09:01", channel="web:local:lab", filter=ONE)
        await house.advance(minutes=1)
        assert (await house.say("/quiz answer swift", channel="web:local:lab")).tone == "correct"
        assert (await house.say("/quiz answer swift", channel=CHANNEL)).tone == "info"


@pytest.mark.parametrize("policy", ["at_once", "at_reveal"])
async def test_a_reply_in_time_that_arrives_behind_the_close_counts(tmp_path: Path, policy: str) -> None:
    """What decides is when the member pressed, not when the press reached the bot; it still cannot be changed then."""
    async with stage(tmp_path) as house:
        await house.plan(filter=ONE, window=HOUR, verdict=policy, lang="en")
        await house.advance(minutes=1)
        round_ = await house.round()
        pressed = house.clock.now() + timedelta(minutes=59)
        await house.advance(hours=1)
        for stored, at in (("B", pressed), ("A", pressed + timedelta(seconds=1)), ("A", house.clock.now())):
            await house.ask(house.request(action=f"q1:{round_.id}:{await letters(house, stored)}", at=at))
        kept = await house.tenant().answer(round_.id, "ada")
        assert kept is not None
        assert (kept.response, kept.at) == ("B", pressed)
        board = await house.tenant().board(CHANNEL, "all", pressed.date())
        assert [(row.member, row.points, row.answered) for row in board.rows] == [("ada", 20, 1)]
        await house.quiz.store.rebuild()
        assert await house.tenant().board(CHANNEL, "all", pressed.date()) == board
