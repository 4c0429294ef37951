"""Rule 4: the key never leaves the process before the reveal."""

from __future__ import annotations

from datetime import timedelta
from json import loads
from pathlib import Path

import pytest

from bot import counter
from bot.domain.card import Card
from bot.domain.round import VerdictPolicy
from bot.domain.schedule import Filter
from bot.suggest import Suggester
from tests.house import House
from tests.scenarios.stage import KIND_OF, RIGHT, SECRET, WRONG, raw, reply, stage

LINES = ("/quiz today", "/quiz me", "/leaderboard", "/leaderboard all", "/help", "/lookup swift", "/lookup sagittariu",
         "/demo", "/privacy export", "/schedule list", "/schedule preview", "/quiz", "/nonsense")


def leaks(texts: list[str]) -> list[str]:
    """The secret words in what was sent out."""
    return [word for word in SECRET for text in texts if word in text]


async def look_around(house: House, member: str, question: str) -> list[Card]:
    """Everything a curious manager may open while the round is open."""
    round_id = (await house.round()).id
    found = [await house.say(line, member, lang=lang, manager=True) for line in LINES for lang in ("zh", "en")]
    for action in (f"mine1:{round_id}", f"run1:{question}", "today1:", "board1:all", "plan1:", f"run1:{round_id}",
                   f"look1:{question}", f"term1:{question}", f"q1:{round_id}", f"a1:{round_id}"):
        found += [await house.press(action, member, lang=lang, manager=True) for lang in ("zh", "en")]
    return found


async def public(house: House) -> list[str]:
    """What the platform has of the channel, as stored."""
    return [str(loads(body)) for _, _, body, _ in await house.room_messages()]


@pytest.mark.parametrize("verdict", ["at_once", "at_reveal"])
@pytest.mark.parametrize("question", sorted(KIND_OF))
async def test_nothing_tells_the_key_early(tmp_path: Path, capfd: pytest.CaptureFixture[str], question: str,
                                           verdict: VerdictPolicy) -> None:
    """No card, no public message, no autocompletion and no log holds a word of key or explanation before a member has
    answered (`at_once`) or the round has closed (`at_reveal`), in either language."""
    async with stage(tmp_path) as house:
        await house.plan(filter=Filter(kinds=(KIND_OF[question],)), window=timedelta(hours=1), verdict=verdict)
        await house.advance(minutes=1)
        private = [await house.say("/quiz today", "eve", lang=lang) for lang in ("zh", "en")]
        if verdict == "at_reveal":
            private.append(await reply(house, "bob", WRONG.get(question, "hm"), lang="zh"))
            private += await look_around(house, "bob", question)
        else:
            own = await reply(house, "ada", WRONG.get(question, "hm"))
            assert leaks([raw(own)]), "who has answered is told, so the canary does sing"
        await counter.refresh(house.quiz)
        private += await look_around(house, "eve", question)
        assert leaks([raw(card) for card in private] + await public(house)) == []
        suggest = Suggester(house.quiz)
        offered = [str(suggest(source, typed, lang)) for source in ("terms", "demos", "topics", "kinds", "zones", "questions")
                   for typed in ("", "s", "sagittarius", question) for lang in ("zh", "en")]
        assert leaks(offered) == []
        assert leaks(list(capfd.readouterr())) == []
        await house.advance(hours=1)
        assert leaks(await public(house)), "the close tells it"


@pytest.mark.parametrize("question", ["pick-one", "pick-many", "an-order"])
async def test_the_place_of_the_right_option_tells_nothing(tmp_path: Path, question: str) -> None:
    """Over thirty rounds each option stands at each place at least once: the order shown is not the stored one."""
    async with stage(tmp_path) as house:
        await house.plan(filter=Filter(kinds=(KIND_OF[question],)), window=timedelta(minutes=5))
        orders = set()
        await house.advance(minutes=1)
        for _ in range(30):
            orders.add((await house.round()).order)
            await house.advance(hours=24)
        count = len(house.quiz.bank.questions[question].options)
        assert {(place, stored) for order in orders for place, stored in enumerate(order)} == {
            (place, stored) for place in range(count) for stored in range(count)}


async def test_right_and_wrong_look_alike_to_others(tmp_path: Path) -> None:
    """What the channel sees after a right answer is what it sees after a wrong one."""
    seen = []
    for number, replies in enumerate((RIGHT, WRONG)):
        folder = tmp_path / str(number)
        folder.mkdir()
        async with stage(folder) as house:
            await house.plan(filter=Filter(kinds=("single_choice",)))
            await house.advance(minutes=1)
            await reply(house, "ada", replies["pick-one"])
            await counter.refresh(house.quiz)
            seen.append(await public(house))
    assert seen[0] == seen[1]
