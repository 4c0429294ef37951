"""A day: the question comes, members answer, the answer is told."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot import counter
from bot.domain.schedule import Filter
from tests.house import CHANNEL
from tests.scenarios.stage import actions, letters, reply, stage, values

ONE = Filter(kinds=("single_choice",))
NINE = datetime(2026, 11, 24, 1, tzinfo=UTC)


async def test_the_question_comes_once_at_the_local_minute(tmp_path: Path) -> None:
    """A minute before nine in Shanghai nothing is there; at nine the question is; at five past still only that one."""
    async with stage(tmp_path) as house:
        await house.plan(filter=ONE)
        await house.settle()
        await house.advance(seconds=59)
        assert await house.cards() == []
        await house.advance(seconds=1)
        await house.advance(minutes=5)
        card, = await house.cards()
        assert "Which one flies?" in card.body
        assert "哪一种会飞？" in card.body
        assert values(card)["截止 / Closes"] == "2026-11-25T01:00:00+00:00"
        assert [action.split(":")[0] for action in actions(card)] == ["q1"] * 4


async def test_a_right_answer_by_button(tmp_path: Path) -> None:
    """A press tells at once, in the member's language, what it earned and why, and leads on."""
    async with stage(tmp_path) as house:
        await house.plan(filter=ONE)
        await house.advance(minutes=1)
        card = await reply(house, "ada", "B", lang="zh")
        assert (card.private, card.tone, card.title) == (True, "correct", "✓ 答对了")
        assert "人马座" in card.body
        assert values(card)["得分"] == "+20"
        assert values(card)["你的回答"] == await letters(house, "B")
        assert actions(card) == ["run1:pick-one", "look1:swift"]


async def test_the_first_answer_is_final(tmp_path: Path) -> None:
    """Under `at_once` a second press changes nothing and says so, with the verdict of the first."""
    async with stage(tmp_path) as house:
        await house.plan(filter=ONE)
        await house.advance(minutes=1)
        await reply(house, "ada", "A")
        second = await reply(house, "ada", "B")
        assert second.tone == "wrong"
        assert "Your first answer stands" in second.body
        assert values(second)["Your answer"] == await letters(house, "A")
        stored, = await house.tenant().answers((await house.round()).id)
        assert (stored.response, stored.points) == ("A", 0)


async def test_ways_to_say_the_same(tmp_path: Path) -> None:
    """Button, command with a letter in either case, command with the option's text in either language: all count."""
    async with stage(tmp_path) as house:
        await house.plan(filter=ONE)
        await house.advance(minutes=1)
        seen = await letters(house, "B")
        said = [await reply(house, "ada", "B"), await house.say(f"/quiz answer {seen.lower()}", "bob"),
                await house.say("/quiz answer swift", "cyd"), await house.say("/quiz answer 雨燕", "dan", lang="zh"),
                await house.ask(house.request("eve", command="quiz answer", values={"response": f"({seen})"}))]
        assert [card.tone for card in said] == ["correct"] * 5
        tally = await house.tenant().tally((await house.round()).id)
        assert tally.rows == (("B", "correct", 5),)


async def test_a_form_is_an_answer_too(tmp_path: Path) -> None:
    """A typed question has one button with a form, whose input comes back under its own action."""
    async with stage(tmp_path) as house:
        await house.plan(filter=Filter(kinds=("short_text",)), lang="en")
        await house.advance(minutes=1)
        button, = (await house.cards())[0].buttons
        assert button.form is not None
        assert [item.name for item in button.form.inputs] == ["answer"]
        card = await house.press(button.form.action, "ada", {"answer": "  Quetzal! "})
        assert card.tone == "correct"
        empty = await house.press(button.form.action, "bob", {"answer": "   "})
        assert (empty.tone, empty.private) == ("error", True)
        assert await house.tenant().answer((await house.round()).id, "bob") is None


async def test_the_count_below_the_question_follows(tmp_path: Path) -> None:
    """After a pass of the counter the public message says how many have answered, and nothing else changed."""
    async with stage(tmp_path) as house:
        await house.plan(filter=ONE, lang="en")
        await house.advance(minutes=1)
        before, = await house.cards()
        await reply(house, "ada", "B")
        await reply(house, "bob", "A")
        await counter.refresh(house.quiz)
        after, = await house.cards()
        assert (before.footer, after.footer) == ("Nobody has answered yet; be the first", "2 answered")
        assert (after.body, after.buttons, after.fields) == (before.body, before.buttons, before.fields)


async def test_the_reveal(tmp_path: Path) -> None:
    """At the close the question loses its buttons and shows the key; a reply tells why, how many, who was first, and
    shows a picture that says the same in words."""
    async with stage(tmp_path) as house:
        await house.plan(filter=ONE, window=timedelta(hours=1), lang="en")
        await house.advance(minutes=1)
        for member, stored in (("ada", "B"), ("bob", "A"), ("cyd", "B")):
            house.clock.move(seconds=7)
            await reply(house, member, stored)
        await house.advance(hours=1)
        question, reveal = await house.cards()
        key = f"{await letters(house, 'B')} · swift"
        assert (question.buttons, values(question)["Answer"], question.footer) == ((), key, "Closed · 3 answered")
        assert reveal.title == f"The answer: {key}"
        assert "sagittarius" in reveal.body
        assert values(reveal) == {"Correct": "2 of 3 (67 %)", "First to get it": "Ada, Cyd"}
        assert reveal.picture is not None
        assert reveal.picture.png.startswith(b"\x89PNG")
        assert "swift: 2 (right)" in reveal.picture.alt
        messages = await house.room_messages()
        assert messages[1][3] == messages[0][0]
        round_ = await house.round()
        assert actions(reveal) == ["run1:pick-one", "look1:swift", f"mine1:{round_.id}"]
        assert (round_.state, round_.message_id, round_.reveal_id) == ("closed", messages[0][0], messages[1][0])


async def test_buttons_of_the_reveal_work(tmp_path: Path) -> None:
    """After the close anyone may run the computation, look the term up, and see their own answer again."""
    async with stage(tmp_path) as house:
        await house.plan(filter=ONE, window=timedelta(hours=1))
        await house.advance(minutes=1)
        await reply(house, "ada", "A")
        await house.advance(hours=1)
        run, look, mine = actions((await house.cards())[1])
        assert "sagittarius" in str(await house.press(run, "bob"))
        assert (await house.press(look, "bob")).title == "雨燕 · swift"
        assert (await house.press(mine, "ada")).title == "✗ Not this time"
        nobody = await house.press(mine, "bob", lang="zh")
        assert (nobody.body, nobody.tone, nobody.private) == ("你没有回答这道题。", "error", True)


async def test_nobody_answered(tmp_path: Path) -> None:
    """The reveal still tells key and reason, without a picture and without a button for one's own answer."""
    async with stage(tmp_path) as house:
        await house.plan(filter=ONE, window=timedelta(hours=1))
        await house.advance(minutes=1)
        await house.advance(hours=1)
        _, reveal = await house.cards()
        assert "Nobody answered this one." in reveal.body
        assert (reveal.picture, reveal.fields) == (None, ())
        assert actions(reveal) == ["run1:pick-one", "look1:swift"]


async def test_in_time_is_what_the_platform_says(tmp_path: Path) -> None:
    """A press a moment before the close counts although the clock has passed it; one at the close or before the opening
    does not, and is told so."""
    async with stage(tmp_path) as house:
        await house.plan(filter=ONE, window=timedelta(hours=1))
        await house.advance(minutes=1)
        round_ = await house.round()
        action = f"q1:{round_.id}:{await letters(house, 'B')}"
        house.clock.move(hours=1, seconds=1)
        said = [await house.ask(house.request(member, action=action, at=round_.closes_at + timedelta(seconds=after)))
                for member, after in (("ada", -1), ("bob", 0), ("cyd", 1))]
        said.append(await house.ask(house.request("dan", action=action, at=round_.opens_at - timedelta(seconds=1))))
        assert [card.tone for card in said] == ["correct", "error", "error", "error"]
        assert "closed" in said[1].body
        assert [one.member for one in await house.tenant().answers(round_.id)] == ["ada"]


async def test_streaks_grow_over_days(tmp_path: Path) -> None:
    """Who answers three days in a row is named at the reveal; one day missed starts again from nothing."""
    async with stage(tmp_path) as house:
        await house.plan(window=timedelta(hours=1), lang="en")
        await house.advance(minutes=1)
        for day in range(3):
            question = (await house.round()).question_id
            await house.say(f"/quiz answer {'x' if question == 'a-talk' else await letters(house, 'A')}", "ada")
            if day != 1:
                await house.say("/quiz answer something", "bob")
                await house.say(f"/quiz answer {await letters(house, 'A')}", "bob")
            await house.advance(hours=1)
            await house.advance(hours=23)
        mine = values(await house.say("/quiz me", "ada"))
        assert mine["Streak"] == "3 in a row"
        assert values(await house.say("/quiz me", "bob", lang="zh"))["连续作答"] == "1 天"


async def test_two_schedules_of_one_channel(tmp_path: Path) -> None:
    """A morning and an evening question do not disturb each other; a bare answer goes to the newest open one."""
    async with stage(tmp_path) as house:
        await house.plan("09:00", filter=ONE)
        await house.plan("09:05", filter=Filter(kinds=("short_text",)))
        await house.advance(minutes=1)
        await house.advance(minutes=5)
        assert len(await house.cards()) == 2
        assert (await house.say("/quiz answer quetzal")).tone == "correct"
        first, = [one for one in await house.tenant().rounds(CHANNEL, state="open") if one.question_id == "pick-one"]
        assert (await house.press(f"q1:{first.id}:{first.shown_letters('B')}")).tone == "correct"
