"""A live quiz from the lobby to the podium, through the real core on the page."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from bot import counter
from bot.domain.live import Live
from bot.store.audit import audit
from tests.house import CHANNEL, House
from tests.scenarios.gate import gate
from tests.scenarios.stage import RIGHT, WRONG, actions, stage


async def running(house: House) -> Live:
    """The quiz that runs in the channel."""
    found = await house.tenant().live.running(CHANNEL)
    assert found is not None
    return found


async def answer(house: House, member: str, *, right: bool, after: float = 0) -> str:
    """Reply to the open question; what the member is told."""
    round_ = await house.round()
    question = house.quiz.bank.questions[round_.question_id]
    stored = (RIGHT if right else WRONG)[question.id]
    seen = round_.shown_letters(stored) if question.options else stored
    house.clock.move(seconds=after)
    if question.kind in ("single_choice", "true_false"):
        return (await house.press(f"q1:{round_.id}:{seen}", member)).title
    return (await house.press(f"a1:{round_.id}", member, {"answer": seen})).title


async def lobby(house: House, line: str = "/quiz start questions=3 seconds=30 lang=en", *members: str) -> Live:
    """A lobby with ada, who hosts, and these members."""
    await house.say(line, "ada")
    await house.settle()
    live = await running(house)
    for member in members:
        await house.press(f"live1:{live.id}:join", member)
    return await running(house)


async def test_three_members_play_to_the_podium(tmp_path: Path) -> None:
    """Lobby, three questions answered by all, three reveals, a podium with a picture, and points on the board."""
    async with stage(tmp_path) as house:
        live = await lobby(house, "/quiz start questions=3 seconds=30 lang=en", "bob", "cyd")
        await house.press(f"live1:{live.id}:go", "ada")
        await house.settle()
        for number in range(1, 4):
            live = await running(house)
            assert (live.phase, len(live.asked)) == ("asking", number)
            card = (await house.cards())[-1]
            assert card.title == f"Question {number} of 3"
            assert await answer(house, "ada", right=True, after=1) == "Recorded"
            assert await answer(house, "bob", right=False) == "Recorded"
            assert await answer(house, "cyd", right=number == 1) == "Recorded"
            await house.settle()
            revealed = (await house.cards())[-1]
            assert revealed.title.startswith(f"Question {number} of 3 · the answer: ")
            assert revealed.table is not None
            assert revealed.table.rows[0][2] == "Ada"
            await house.advance(seconds=10)
        last = (await house.cards())[-1]
        assert last.title == "🏆 Ada wins"
        assert last.picture is not None
        assert await house.tenant().live.running(CHANNEL) is None
        board = await house.tenant().board(CHANNEL, "all", house.clock.now().date())
        assert last.table is not None
        assert [(row.name, str(row.points)) for row in board.rows] == [(row[1], row[2]) for row in last.table.rows]
        assert await house.quiz.store._database.read(audit) == []  # type: ignore[attr-defined]
        await house.quiz.store.rebuild()
        assert board == await house.tenant().board(CHANNEL, "all", house.clock.now().date())
        assert f"live1:{live.id}:again" in actions(last)
        assert len(await house.cards()) == 5


@pytest.mark.parametrize("line", ["/quiz start practice=yes", "/quiz start"])
async def test_what_books_nothing(tmp_path: Path, line: str) -> None:
    """A practice quiz of two, and a quiz of one, leave the board empty and say so."""
    async with stage(tmp_path) as house:
        members = ["bob"] if "practice" in line else []
        live = await lobby(house, f"{line} questions=3 seconds=30 lang=en", *members)
        await house.press(f"live1:{live.id}:go", "ada")
        await house.settle()
        for _ in range(3):
            for member in ("ada", *members):
                await answer(house, member, right=True)
            await house.settle()
            await house.advance(seconds=10)
        assert "counts for the boards" in (await house.cards())[-1].footer
        assert (await house.tenant().board(CHANNEL, "all", house.clock.now().date())).rows == ()
        assert await house.quiz.store._database.read(audit) == []  # type: ignore[attr-defined]


async def test_500_members_answer_at_once(tmp_path: Path) -> None:
    """All of them press within two seconds: every answer is stored, nobody is lost, and the last one closes the question."""
    async with stage(tmp_path) as house:
        live = await lobby(house, "/quiz start questions=3 seconds=30 mode=speed lang=en")
        members = [f"m{number}" for number in range(500)]
        await asyncio.gather(*(house.press(f"live1:{live.id}:join", member) for member in ("ada", *members)))
        await house.press(f"live1:{live.id}:go", "ada")
        await house.settle()
        began = house.clock.now()
        told = await asyncio.gather(*(answer(house, member, right=number % 2 == 0, after=0.004)
                                      for number, member in enumerate(("ada", *members))))
        assert set(told) == {"Recorded"}
        assert (house.clock.now() - began).total_seconds() < 3
        await house.settle()
        live = await running(house)
        assert live.phase == "revealed"
        assert [player.answered for player in live.players] == [1] * 501
        assert sum(player.right for player in live.players) == 251
        assert len(await house.cards()) == 2


async def test_a_second_start_leads_to_the_first(tmp_path: Path) -> None:
    """One quiz a channel: who starts another is offered a button to join the one that runs."""
    async with stage(tmp_path) as house:
        live = await lobby(house)
        card = await house.say("/quiz start", "bob")
        assert actions(card) == [f"live1:{live.id}:join"]
        assert (await running(house)).id == live.id


async def test_the_daily_cap(tmp_path: Path) -> None:
    """What a day's quizzes book for a member ends at the cap, and the books still equal a recount."""
    async with stage(tmp_path) as house:
        await house.say("/quiz cap 15", "ada", manager=True)
        live = await lobby(house, "/quiz start questions=3 seconds=30 lang=en", "bob")
        await house.press(f"live1:{live.id}:go", "ada")
        await house.settle()
        for _ in range(3):
            await answer(house, "ada", right=True)
            await answer(house, "bob", right=False)
            await house.settle()
            await house.advance(seconds=10)
        board = await house.tenant().board(CHANNEL, "all", house.clock.now().date())
        assert [(row.member, row.points) for row in board.rows] == [("ada", 15), ("bob", 0)]
        assert await house.quiz.store._database.read(audit) == []  # type: ignore[attr-defined]


async def test_stopped_in_a_question(tmp_path: Path) -> None:
    """What was open counts for nobody, what was scored is booked, and a manager may do it."""
    async with stage(tmp_path) as house:
        live = await lobby(house, "/quiz start questions=3 seconds=30 lang=en", "bob")
        await house.press(f"live1:{live.id}:go", "ada")
        await house.settle()
        for member in ("ada", "bob"):
            await answer(house, member, right=True)
        await house.settle()
        first = (await running(house)).players[0].points
        await house.advance(seconds=10)
        await answer(house, "ada", right=True)
        assert (await house.say("/quiz stop", "bob")).tone == "error"
        await house.say("/quiz stop", "eve", manager=True)
        await house.settle()
        board = await house.tenant().board(CHANNEL, "all", house.clock.now().date())
        assert [row.points for row in board.rows] == [first, first]
        assert await house.quiz.store._database.read(audit) == []  # type: ignore[attr-defined]


async def test_a_lost_reply_posts_no_question_twice(tmp_path: Path) -> None:
    """The platform took the question but its reply got lost: it is found by its mark."""
    async with stage(tmp_path, wrap_platform=gate(posts=["ok", "lost"])) as house:
        live = await lobby(house, "/quiz start questions=3 seconds=30 lang=en", "bob")
        await house.press(f"live1:{live.id}:go", "ada")
        await house.settle()
        await house.advance(seconds=15)
        assert (await running(house)).shown
        assert [card.title for card in await house.cards()] == ["The quiz is running", "Question 1 of 3"]


async def test_an_old_button_closes_no_later_question(tmp_path: Path) -> None:
    """The Next of a reveal does nothing once the next question is there, and the counter's next pass takes it away."""
    async with stage(tmp_path) as house:
        live = await lobby(house, "/quiz start questions=3 seconds=30 host=yes lang=en", "bob")
        await house.press(f"live1:{live.id}:join", "ada")
        await house.press(f"live1:{live.id}:go", "ada")
        await house.settle()
        for member in ("ada", "bob"):
            await answer(house, member, right=True)
        await house.settle()
        old = actions((await house.cards())[1])
        assert old == [f"live1:{live.id}:next:1"]
        assert (await house.press(old[0], "ada")).tone == "info"
        await house.settle()
        assert (await house.press(old[0], "ada")).tone == "error"
        await house.settle()
        assert (await running(house)).phase == "asking"
        await counter.refresh(house.quiz)
        _, first, second = await house.cards()
        assert (actions(first), first.footer) == ([], "")
        assert actions(second) != []


async def test_the_form_of_a_question_says_what_it_is(tmp_path: Path) -> None:
    """A typed answer is asked for under the quiz's own title, in the language of who answers."""
    async with stage(tmp_path) as house:
        live = await lobby(house, "/quiz start questions=7 seconds=30 lang=en", "bob")
        await house.press(f"live1:{live.id}:go", "ada")
        await house.settle()
        round_ = await house.round()
        forms = [(await house.press(f"a1:{round_.id}", "ada", lang=lang)).form for lang in ("en", "zh")]
        assert [form.title for form in forms if form] == ["Quiz question", "测验题"]
