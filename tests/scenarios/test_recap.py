"""The weekly recap: it comes once, tells what the week was, and gives nothing away."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from bot.domain.card import Card, Picture
from bot.domain.cards.charts import Chart
from bot.domain.errors import Refusal
from bot.domain.schedule import Filter
from bot.domain.text import PostLang, Text
from bot.ports import Permanent, Unknown
from bot.upkeep import ScheduleUpkeep
from tests.house import CHANNEL, House, ManualClock
from tests.scenarios.gate import Fate, Gate, gate
from tests.scenarios.stage import RIGHT, WRONG, actions, raw, reopened, reply, stage, values

FOUR = Filter(kinds=("single_choice", "true_false", "short_text", "numeric"))
MONDAY = datetime(2026, 11, 30, 1, tzinfo=UTC)
"""Nine in the morning of the first Monday in Shanghai."""
Marks = dict[str, str]
"""Member: a right (+) or a wrong (-) answer for each day; anything else for none."""


async def live(house: House, marks: Marks, days: int) -> None:
    """So many days from now on: each answers the day's question as marked, then the next day begins."""
    for number in range(days):
        question = (await house.round()).question_id
        for member, row in marks.items():
            mark = row[number] if number < len(row) else ""
            house.clock.move(seconds=1)
            if mark in ("+", "-"):
                await reply(house, member, (RIGHT if mark == "+" else WRONG)[question])
        at = house.clock.now() + timedelta(days=1)
        await house.advance(seconds=(at.replace(hour=1, minute=0, second=0) - house.clock.now()).total_seconds())


async def recaps(house: House) -> list[Card]:
    """The recaps in the channel, oldest first."""
    return [card for card in await house.cards() if "week in review" in card.title or card.title.startswith("一周回顾")]


async def begin(house: House, lang: PostLang = "en", line: str = "/quiz recap mon") -> None:
    """A daily question and a recap, on a Tuesday; the first question is there."""
    await house.plan(lang=lang, filter=FOUR)
    assert (await house.say(line, manager=True)).tone == "info"
    await house.advance(minutes=1)


@pytest.mark.parametrize("lang", ["zh", "en", "both"])
async def test_three_weeks(tmp_path: Path, lang: PostLang) -> None:
    """The first recap stands alone, the second beside the first, with the most improved; the week without answers has none.
    Each comes on Monday at nine, after what it tells about is revealed, in the language of the posts."""
    async with stage(tmp_path) as house:
        await begin(house, lang)
        await live(house, {"ada": "++++++", "bob": "------", "cyd": "--"}, 6)
        assert house.clock.now() == MONDAY
        first, = await recaps(house)
        assert first.table is not None
        assert [row[1:] for row in first.table.rows] == [("Ada", first.table.rows[0][2], "6", "6")]
        await live(house, {"ada": "+++++++", "bob": "--+-+-+"}, 7)
        await live(house, {}, 7)
        await house.advance(days=1)
        assert len(await recaps(house)) == 2
        second = (await recaps(house))[1]
    told = {"zh": ("一周回顾", {"参与人数": "2 (−1)", "作答": "14 (±0)", "答对率": "71% (+28)", "进步最大": "Bob 0% → 43%",
                             "连续作答最久（天）": "Ada 13、Bob 13"}),
            "en": ("The week in review", {"Took part": "2 (−1)", "Answers": "14 (±0)", "Correct": "71 % (+28)",
                                          "Most improved": "Bob 0 % → 43 %", "Longest streaks (days)": "Ada 13, Bob 13"})}
    if lang == "both":
        titles = f"{told['zh'][0]} / {told['en'][0]}"
        fields = {f"{zh} / {en}": value for (zh, value), en in zip(told["zh"][1].items(), told["en"][1], strict=True)}
    else:
        titles, fields = told[lang]
    assert second.title == f"{titles} · 2026-11-30 – 2026-12-06"
    assert first.table.head == {"zh": ("#", "本周前三", "得分", "作答", "答对"), "en": ("#", "Top of the week", "Points", "Answered", "Correct"),
                                "both": ("#", "前三 Top", "分 Pts", "答 Tried", "对 ✓")}[lang]
    assert values(second) == fields
    assert (first.footer, "change on the seven days before" in second.footer) == ("", lang != "zh")
    assert not second.private


async def test_what_a_recap_shows(tmp_path: Path) -> None:
    """The hardest question with its key, its computation and its term; the first three; a picture that says its numbers."""
    async with stage(tmp_path) as house:
        await begin(house)
        await live(house, {"ada": "++++++", "bob": "++++++", "cyd": "++--++"}, 6)
        card, = await recaps(house)
        assert card.title == "The week in review · 2026-11-23 – 2026-11-29"
        assert values(card) == {"Took part": "3", "Answers": "18", "Correct": "89 %",
                                "Longest streaks (days)": "Ada 6, Bob 6, Cyd 6"}
        assert card.table is not None
        assert [(row[0], row[1], row[3], row[4]) for row in card.table.rows] == [
            ("1", "Ada", "6", "6"), ("1", "Bob", "6", "6"), ("3", "Cyd", "6", "4")]
        assert card.body.startswith("**Hardest question** (2 of 3 answers were right)\n\n")
        asked, = [round_ for round_ in await house.tenant().rounds(CHANNEL, state="closed")
                  if house.quiz.bank.questions[round_.question_id].stem.en in card.body]
        question = house.quiz.bank.questions[asked.question_id]
        key = house.quiz.kind(question).show_key(question, asked.order).en
        assert card.body.endswith(f"**Answer** {key}")
        assert actions(card) == (["run1:pick-one", "look1:swift"] if question.id == "pick-one" else [])
        assert card.picture is not None
        assert card.picture.png.startswith(b"\x89PNG")
        assert card.picture.alt.startswith("The week: Mon: 0 members; Tue: 3 members, 100 % correct; Wed: 3 members, 100 % correct; "
                                           "Thu: 3 members, 67 % correct; ")


async def test_the_buttons_of_the_hardest_question(tmp_path: Path) -> None:
    """Anyone may run its computation and look its term up."""
    async with stage(tmp_path) as house:
        await house.plan(filter=Filter(kinds=("single_choice",)), days="tue,wed")
        await house.say("/quiz recap mon", manager=True)
        await house.advance(minutes=1)
        await live(house, {"ada": "-+", "bob": "--"}, 6)
        card, = await recaps(house)
        assert "雨燕" in card.body
        run, look = actions(card)
        assert "sagittarius" in str(await house.press(run, "dan"))
        assert (await house.press(look, "dan")).title == "雨燕 · swift"


async def test_nothing_open_is_given_away(tmp_path: Path) -> None:
    """The week's only hard question is asked again on Monday, at the minute of the recap: it is not named, nor is anything of
    a round that is still open counted."""
    async with stage(tmp_path) as house:
        await house.plan(filter=Filter(kinds=("single_choice",)), lang="en")
        await house.say("/quiz recap mon", manager=True)
        await house.advance(minutes=1)
        await live(house, {"ada": "------", "bob": "------", "cyd": "------"}, 6)
        card, = await recaps(house)
        assert (card.body, card.buttons) == ("", ())
        assert values(card)["Answers"] == "18"
    early = tmp_path / "early"
    early.mkdir()
    async with stage(early) as house:
        await begin(house, line="/quiz recap wed 08:00")
        for member in ("ada", "bob", "cyd"):
            await reply(house, member, WRONG[(await house.round()).question_id])
        await house.advance(hours=23)  # Wednesday, 08:00: Tuesday's question closes at 09:00
        assert await house.tenant().answered_count((await house.round()).id) == 3
        assert await recaps(house) == []


async def test_it_comes_once_however_the_post_fares(tmp_path: Path) -> None:
    """When the reply gets lost the message is looked for, and not sent again; when it was not sent it is, once."""
    fates: tuple[Fate, ...] = ("lost", Unknown())
    for number, fate in enumerate(fates):
        folder = tmp_path / str(number)
        folder.mkdir()
        # Six questions and five reveals come before it, then Monday's reveal and question.
        async with stage(folder, wrap_platform=gate(posts=[*[""] * 13, fate])) as house:
            await begin(house)
            await live(house, {"ada": "++++++"}, 6)
            assert len(await recaps(house)) == (fate == "lost")
            for _ in range(5):
                await house.advance(minutes=1)
            assert len(await recaps(house)) == 1


async def test_a_late_start(tmp_path: Path) -> None:
    """Down at nine and back at noon the recap comes late; back in the evening it is left out, and the next week's is on time."""
    for number, hours in enumerate((3, 7)):
        folder = tmp_path / str(number)
        folder.mkdir()
        clock = ManualClock()
        async with stage(folder, clock=clock) as house:
            await begin(house)
            await live(house, {"ada": "+++++"}, 5)
        clock.time = MONDAY + timedelta(hours=hours)
        async with reopened(folder, clock, "x") as house:
            await house.settle()
            assert len(await recaps(house)) == (hours < 6)
            await house.settle()
            found = await house.tenant().recaps.get(CHANNEL)
            assert found is not None
            assert (found.next_at, found.last) == (MONDAY + timedelta(days=7), date(2026, 11, 30) if hours < 6 else None)


async def test_without_a_schedule_it_goes_on(tmp_path: Path) -> None:
    """Paused or removed, the channel keeps its recap by the zone that it had."""
    async with stage(tmp_path) as house:
        await begin(house)
        await live(house, {"ada": "++"}, 2)
        await house.say("/schedule remove", manager=True)
        await house.advance(days=3)
        assert await recaps(house) == []
        await house.advance(days=1)
        assert house.clock.now() == MONDAY
        card, = await recaps(house)
        assert values(card)["Answers"] == "2"


async def test_it_follows_the_schedule_to_another_zone(tmp_path: Path) -> None:
    """The schedule moves to Berlin: the recap waits for nine there, and speaks as the schedule does now."""
    async with stage(tmp_path) as house:
        await begin(house)
        await live(house, {"ada": "+++++"}, 5)
        await house.say("/schedule set 09:00 Europe/Berlin --lang zh", manager=True)
        await house.advance(days=1)
        assert await recaps(house) == []
        await house.advance(hours=7)
        card, = await recaps(house)
        assert card.title.startswith("一周回顾 · ")
        found = await house.tenant().recaps.get(CHANNEL)
        assert found is not None
        assert (found.zone, found.next_at) == ("Europe/Berlin", MONDAY + timedelta(days=7, hours=7))


async def test_erased_and_hidden_members_are_not_named(tmp_path: Path) -> None:
    """Who had their data erased is gone from the recap altogether; who hides from boards counts and has no name."""
    async with stage(tmp_path) as house:
        await begin(house)
        await live(house, {"ada": "++++++", "zoe": "++++++", "ken": "++++++"}, 5)
        await house.press("erase1:", "zoe")
        await house.say("/privacy hide", "ken")
        await live(house, {"ada": "+", "ken": "+"}, 1)
        card, = await recaps(house)
        for name in ("Zoe", "Ken"):
            assert name not in raw(replace(card, picture=None))
        assert (values(card)["Took part"], values(card)["Longest streaks (days)"]) == ("2", "Ada 6")
        assert card.table is not None
        assert [row[1] for row in card.table.rows] == ["Ada"]


async def test_a_channel_that_is_gone(tmp_path: Path) -> None:
    """Whether the post finds out or the platform tells: the recap stops, who set it is told once, and it can be turned on."""
    posts: list[Fate] = [*[""] * 13, Permanent("the channel was deleted", gone=True)]
    async with stage(tmp_path, wrap_platform=gate(posts=posts)) as house:
        platform = house.quiz.platforms["web"]
        assert isinstance(platform, Gate)
        await begin(house)
        await live(house, {"ada": "++++++"}, 6)
        stopped = await house.say("/quiz recap", manager=True)
        assert (stopped.tone, stopped.body) == ("error", "It has stopped: the channel was deleted")
        (_, member, card), = platform.told
        assert (member, card.title) == ("ada", "The weekly recap has stopped")
        assert "the channel was deleted" in card.body
        again = await house.press(actions(stopped)[0], manager=True)
        assert "Every Monday at 09:00 (Asia/Shanghai)" in again.body
        upkeep = ScheduleUpkeep(house.quiz)
        await upkeep.channel_gone("web:local:other", "archived")
        assert len(platform.told) == 1
        await upkeep.channel_gone(CHANNEL, "archived")
        await upkeep.channel_gone(CHANNEL, "archived")
        assert [card.title for _, _, card in platform.told[1:]] == ["The weekly recap has stopped"]
        assert "archived" in (await house.say("/quiz recap", manager=True)).body


async def test_setting_it(tmp_path: Path) -> None:
    """Bare it tells how it is set and what can be pressed; a day, a time or both change it; off ends it and forgets nothing."""
    async with stage(tmp_path) as house:
        await house.plan()
        nothing = await house.say("/quiz recap", manager=True, lang="zh")
        assert "没有打开" in nothing.body
        on, look = nothing.buttons
        assert (look.label, look.action) == ("看看前七天", "recap2:")
        assert (on.label, on.action) == ("打开：每周一 09:00", "recap1:on")
        assert "每周一 09:00（Asia/Shanghai）" in (await house.press(on.action, manager=True, lang="zh")).body
        friday = await house.say("/quiz recap fri 17:00", manager=True)
        assert "Every Friday at 17:00 (Asia/Shanghai)" in friday.body
        assert values(friday) == {"Next one": "2026-11-27T09:00:00+00:00"}
        assert "Friday at 08:30" in (await house.say("/quiz recap at=08:30", manager=True)).body
        off = await house.press(actions(friday)[1], manager=True)
        assert off.buttons[0].label == "Turn it on: Friday at 08:30"
        await house.advance(days=7)
        assert await recaps(house) == []
        assert "Sunday at 08:30" in (await house.say("/quiz recap sun", manager=True)).body
        assert "It is off" in (await house.say("/quiz recap off", manager=True)).body
        for line, named in (("/quiz recap funday", "day"), ("/quiz recap mon 25:00", "at")):
            card = await house.say(line, manager=True)
            assert card.tone == "error"
            assert named in card.body
        for refused in (await house.say("/quiz recap mon"), await house.press("recap1:on"), await house.press("recap2:")):
            assert refused.body == "Only managers can do that."


async def test_a_preview(tmp_path: Path) -> None:
    """A manager sees in private what would be told today, in their own language, whether it is on or off; nothing is posted."""
    async with stage(tmp_path) as house:
        await house.plan(filter=FOUR)
        await house.advance(minutes=1)
        quiet = await house.press("recap2:", manager=True)
        assert (quiet.private, quiet.body) == (True, "Nobody answered in the last seven days, so nothing would be posted.")
        await live(house, {"ada": "+++", "bob": "-+-", "cyd": "-+-"}, 3)
        card = await house.press("recap2:", manager=True, lang="zh")
        assert (card.private, card.title) == (True, "一周回顾 · 2026-11-20 – 2026-11-26")
        assert values(card)["作答"] == "9"
        assert card.body.startswith("**本周最难**（3 次作答，1 次答对）")
        assert card.picture is not None
        assert await recaps(house) == []


async def test_without_any_schedule_it_goes_by_utc(tmp_path: Path) -> None:
    """A channel that only plays live quizzes may have one too; the answer says by which clock."""
    async with stage(tmp_path) as house:
        card = await house.say("/quiz recap mon", manager=True)
        assert "Every Monday at 09:00 (UTC)" in card.body


class Busy:
    """A runner whose pictures are in demand: it refuses the first so many charts."""

    def __init__(self, refuse: int) -> None:
        self.refuse, self.asked = refuse, 0

    async def draw(self, chart: Chart) -> Picture:
        """A stand-in for the picture, or Refusal."""
        self.asked += chart.name == "week.png"
        if chart.name == "week.png" and self.asked <= self.refuse:
            raise Refusal(Text.same("busy"))
        return Picture(b"\x89PNG", chart.alt, chart.name)


@pytest.mark.parametrize(("refuse", "minutes", "pictured"), [(1, 1, True), (9, 2, False)])
async def test_it_waits_for_its_picture_for_a_while(tmp_path: Path, refuse: int, minutes: int, pictured: bool) -> None:
    """Half a minute, then a minute; after that the words alone are better than nothing."""
    async with stage(tmp_path, runner=Busy(refuse)) as house:
        await begin(house)
        await live(house, {"ada": "++++++"}, 6)
        assert await recaps(house) == []
        for _ in range(minutes):
            await house.advance(minutes=1)
        card, = await recaps(house)
        assert (card.picture is not None) == pictured


async def test_two_processes_post_one(tmp_path: Path) -> None:
    """Both look at the same minute; one of them has the lease."""
    clock = ManualClock()
    async with stage(tmp_path, clock=clock) as house, reopened(tmp_path, clock, "y") as other:
        await begin(house)
        await live(house, {"ada": "+++++"}, 5)
        clock.time = MONDAY
        while any(await asyncio.gather(house.scheduler.tick(), other.scheduler.tick())):
            pass
        assert len(await recaps(house)) == 1
