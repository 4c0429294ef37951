"""When things go wrong on our side: late starts, clocks that jump, questions that are gone, two processes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from bot.domain.schedule import Filter
from bot.ports import NotSent
from tests.house import CHANNEL, CountingIds, ManualClock
from tests.scenarios.gate import gate
from tests.scenarios.stage import letters, reopened, reply, small_bank, stage, values

ONE = Filter(kinds=("single_choice",))
HOUR = timedelta(hours=1)


async def test_a_late_start_within_the_deadline(tmp_path: Path) -> None:
    """Down from before nine until eleven: the question comes at the start, and stays open its whole window."""
    clock = ManualClock()
    async with stage(tmp_path, clock=clock) as house:
        plan = await house.plan(window=HOUR)
    clock.move(hours=2)
    async with reopened(tmp_path, clock, "x") as house:
        await house.settle()
        assert len(await house.cards()) == 1
        assert (await house.round()).closes_at == clock.now() + HOUR
        done, = await house.tenant().occurrences(plan.id)
        assert (done.state, done.local_date) == ("done", date(2026, 11, 24))


async def test_a_start_after_the_deadline(tmp_path: Path) -> None:
    """Past the deadline the day is missed, with the reason, and the next day is on time."""
    clock = ManualClock()
    async with stage(tmp_path, clock=clock) as house:
        plan = await house.plan(deadline=HOUR)
    clock.move(hours=1, minutes=1, seconds=1)
    async with reopened(tmp_path, clock, "x") as house:
        await house.settle()
        missed, = await house.tenant().occurrences(plan.id)
        assert (missed.state, await house.cards()) == ("missed", [])
        assert missed.reason
        await house.advance(hours=23)
        assert len(await house.cards()) == 1


async def test_of_several_missed_days_only_the_newest(tmp_path: Path) -> None:
    """After three days away one question comes, that of today; the others are written down as missed."""
    clock = ManualClock()
    async with stage(tmp_path, clock=clock) as house:
        plan = await house.plan()
    clock.move(hours=73)
    async with reopened(tmp_path, clock, "x") as house:
        await house.settle()
        assert len(await house.cards()) == 1
        states = {one.local_date.day: one.state for one in await house.tenant().occurrences(plan.id)}
        assert states == {24: "missed", 25: "missed", 26: "missed", 27: "done"}
        round_ = await house.round()
        assert round_.local_date == date(2026, 11, 27)


async def test_a_reveal_that_was_missed(tmp_path: Path) -> None:
    """A bot that was down at the close reveals at its start, and answers made in the meantime are late."""
    clock = ManualClock()
    async with stage(tmp_path, clock=clock) as house:
        await house.plan(filter=ONE, window=HOUR)
        await house.advance(minutes=1)
        await reply(house, "ada", "B")
    clock.move(hours=3)
    async with reopened(tmp_path, clock, "x") as house:
        assert (await reply(house, "bob", "B")).tone == "error"
        await house.settle()
        assert len(await house.cards()) == 2
        table = (await house.say("/leaderboard")).table
        assert table is not None
        assert [row[1] for row in table.rows] == ["Ada"]


async def test_many_different_replies(tmp_path: Path) -> None:
    """Sixty wrong words of sixty members do not push the one right answer out of the count."""
    async with stage(tmp_path) as house:
        await house.plan(filter=Filter(kinds=("short_text",)), window=HOUR, lang="en")
        await house.advance(minutes=1)
        for number in range(60):
            await reply(house, f"m{number}", f"bird number {number}")
        await reply(house, "zoe", "quetzal")
        await house.advance(hours=1)
        assert values((await house.cards())[1])["Correct"] == "1 of 61 (2 %)"


async def test_a_clock_set_back(tmp_path: Path) -> None:
    """After the post the clock goes back an hour: nine comes a second time, the question does not."""
    async with stage(tmp_path) as house:
        await house.plan(filter=ONE)
        await house.advance(minutes=1)
        house.clock.move(hours=-1)
        await house.settle()
        for _ in range(8):
            await house.advance(minutes=15)
        assert len(await house.cards()) == 1
        house.clock.move(hours=-1)
        await house.say("/schedule set 09:30 Asia/Shanghai", manager=True)
        await house.advance(hours=1)
        assert len(await house.cards()) == 1


async def test_a_clock_set_back_before_the_post(tmp_path: Path) -> None:
    """The post was taken up and the clock went back before it was sent: it waits for its time, and comes once."""
    async with stage(tmp_path, wrap_platform=gate(posts=[NotSent(5)])) as house:
        await house.plan(filter=ONE)
        await house.advance(minutes=1)
        house.clock.move(minutes=-10)
        await house.settle()
        assert await house.cards() == []
        for _ in range(20):
            await house.advance(minutes=1)
        assert len(await house.cards()) == 1


async def test_a_question_that_was_withdrawn(tmp_path: Path) -> None:
    """A question taken out of the bank while it is open, and posted before entries were kept: answers are refused
    politely, the close passes in silence, and the next day is as usual."""
    clock = ManualClock()
    whole = small_bank()
    unkept = replace(whole, questions={key: replace(one, entry={}) for key, one in whole.questions.items()})
    async with stage(tmp_path, clock=clock, bank=unkept) as house:
        await house.plan(filter=ONE, window=HOUR, lang="en")
        await house.advance(minutes=1)
        action = f"q1:{(await house.round()).id}:{await letters(house, 'B')}"
        rest = {key: one for key, one in house.quiz.bank.questions.items() if key != "pick-one"}
        smaller = type(house.quiz.bank)(house.quiz.bank.topics, rest, house.quiz.bank.terms)
    async with reopened(tmp_path, clock, "x", bank=smaller) as house:
        for lang, said in (("zh", "不在题库里"), ("en", "no longer in the bank")):
            assert said in (await house.press(action, lang=lang)).body
        await house.say("/schedule set 09:00 Asia/Shanghai", manager=True)
        await house.advance(hours=1)
        await house.advance(hours=23)
        assert [one.state for one in await house.tenant().rounds(CHANNEL)] == ["open", "closed"]
        assert values(await house.say("/quiz me"))["Streak"] == "0 in a row"


async def test_two_processes_one_database(tmp_path: Path) -> None:
    """An answer given to one process is final for the other, which had the round in its memory."""
    clock = ManualClock()
    async with stage(tmp_path, clock=clock) as house, stage(tmp_path, clock=clock, ids=CountingIds("x")) as other:
        await house.plan(filter=ONE, window=HOUR)
        await house.advance(minutes=1)
        await other.settle()
        assert (await reply(house, "ada", "A")).tone == "wrong"
        assert (await reply(other, "ada", "B")).tone == "wrong"
        await house.advance(hours=1)
        await other.settle()
        assert (await reply(other, "bob", "B")).tone == "error"
        assert len(await house.cards()) == 2
