"""Managers arrange the daily question."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from bot.domain.schedule import Filter
from tests.house import CHANNEL, CountingIds, open_house, sqlite_url
from tests.scenarios.stage import small_bank, stage, values


async def test_set_makes_a_schedule_that_posts(tmp_path: Path) -> None:
    """One command; the next minute of its zone brings the question, in the language asked for."""
    async with stage(tmp_path) as house:
        card = await house.say("/schedule set 09:00 Asia/Shanghai --days mon-fri --lang en", manager=True)
        assert (card.title, card.body) == ("Scheduled", "mon-fri at 09:00 (Asia/Shanghai)")
        assert values(card)["Next question"] == "2026-11-24T01:00:00+00:00"
        await house.advance(minutes=1)
        assert (await house.cards())[0].title == "Question of the day"


async def test_set_again_changes_it(tmp_path: Path) -> None:
    """A second `set` changes the channel's schedule; a date that had its question does not get another."""
    async with stage(tmp_path) as house:
        await house.say("/schedule set 09:00 Asia/Shanghai", manager=True)
        await house.advance(minutes=1)
        card = await house.say("/schedule set at=10:00 tz=Asia/Shanghai", lang="zh", manager=True)
        assert (card.title, card.body) == ("已更新", "每天 10:00（Asia/Shanghai）")
        assert values(card)["下一题"] == "2026-11-25T02:00:00+00:00"
        assert len(await house.tenant().schedules()) == 1
        await house.advance(hours=2)
        assert len(await house.cards()) == 1


@pytest.mark.parametrize("line", ["set 09:00 Asia/Shanghai", "list", "preview", "pause", "resume", "skip", "remove"])
async def test_only_managers_may(tmp_path: Path, line: str) -> None:
    """Anyone else is refused in their language, and nothing changes."""
    async with stage(tmp_path) as house:
        plan = await house.plan()
        for lang, said in (("zh", "只有管理员可以这样做。"), ("en", "Only managers can do that.")):
            card = await house.say(f"/schedule {line}", lang=lang)
            assert (card.body, card.private, card.tone) == (said, True, "error")
        for action in ("plan1:", "plan2:"):
            card = await house.press(action, values={"at": "10:00", "tz": "UTC"})
            assert card.body == "Only managers can do that."
        assert await house.tenant().schedules() == [plan]


async def test_list_and_preview(tmp_path: Path) -> None:
    """Both show the channel's own time; the preview also UTC, a week of dates ahead."""
    async with stage(tmp_path) as house:
        plan = await house.plan("02:30", "America/New_York", days="mon,wed")
        for lang in ("zh", "en"):
            table = (await house.say("/schedule list", lang=lang, manager=True)).table
            assert table is not None
            assert table.rows[0][:4] == (plan.id, "02:30", "America/New_York", "mon,wed")
            assert table.rows[0][5] == "2026-11-25 02:30"
            table = (await house.say("/schedule preview", lang=lang, manager=True)).table
            assert table is not None
            assert table.rows[:2] == (("2026-11-25", "2026-11-25 02:30", "2026-11-25 07:30"),
                                      ("2026-11-30", "2026-11-30 02:30", "2026-11-30 07:30"))
            assert len(table.rows) == 7


async def test_pause_and_resume(tmp_path: Path) -> None:
    """A paused schedule posts nothing, and later goes on with the next date, not with those it slept through."""
    async with stage(tmp_path) as house:
        plan = await house.plan()
        assert "Paused" in (await house.say("/schedule pause", manager=True)).body
        table = (await house.say("/schedule list", manager=True, lang="zh")).table
        assert table is not None
        assert table.rows[0][4:] == ("已暂停", "—")
        await house.advance(hours=50)
        assert await house.cards() == []
        card = await house.say("/schedule resume", manager=True)
        assert values(card)["Next question"] == "2026-11-27T01:00:00+00:00"
        await house.advance(hours=24)
        assert [one.local_date for one in await house.tenant().occurrences(plan.id)] == [date(2026, 11, 27)]


async def test_skip_leaves_out_one_date(tmp_path: Path) -> None:
    """The next date is left out, also when the schedule is paused and resumed, or changed, in between; the one after
    comes as usual."""
    async with stage(tmp_path) as house:
        plan = await house.plan()
        card = await house.say("/schedule skip", manager=True, lang="zh")
        assert card.title == "已跳过 2026-11-24 的题目。"
        assert values(card)["下一题"] == "2026-11-25T01:00:00+00:00"
        skipped, = await house.tenant().occurrences(plan.id)
        assert (skipped.state, skipped.local_date) == ("skipped", date(2026, 11, 24))
        await house.say("/schedule pause", manager=True)
        await house.say("/schedule resume", manager=True)
        await house.say("/schedule set 09:02 Asia/Shanghai", manager=True)
        await house.advance(minutes=10)
        assert await house.cards() == []
        await house.advance(hours=24)
        assert len(await house.cards()) == 1


async def test_remove_leaves_the_open_question(tmp_path: Path) -> None:
    """The schedule goes, the question that is open is still revealed on time, and nothing comes after it."""
    async with stage(tmp_path) as house:
        await house.plan(filter=Filter(kinds=("single_choice",)), window=timedelta(hours=1))
        await house.advance(minutes=1)
        assert "Removed" in (await house.say("/schedule remove", manager=True)).body
        await house.advance(hours=1)
        assert len(await house.cards()) == 2
        await house.advance(hours=48)
        assert len(await house.cards()) == 2
        assert "/schedule set" in (await house.say("/schedule list", manager=True)).body


async def test_several_schedules_need_an_id(tmp_path: Path) -> None:
    """Without an id the ids are named; a foreign id is refused with the same list."""
    async with stage(tmp_path) as house:
        one, two = await house.plan("08:00"), await house.plan("20:00")
        other = await house.plan(channel="web:local:lab")
        for line in ("/schedule pause", f"/schedule pause {other.id}", "/schedule remove nonsense"):
            card = await house.say(line, manager=True)
            assert (card.tone, one.id in card.body, two.id in card.body) == ("error", True, True)
        await house.say(f"/schedule pause {two.id}", manager=True)
        assert [plan.state for plan in await house.tenant().schedules(CHANNEL)] == ["active", "paused"]


@pytest.mark.parametrize(("words", "param"), [
    ("25:00 Asia/Shanghai", "at"), ("09:00 Mars/Olympus", "tz"), ("09:00", "tz"), ("", "at"),
    ("09:00 UTC --days someday", "days"), ("09:00 UTC --topic cooking", "topic"), ("09:00 UTC --kind riddle", "kind"),
    ("09:00 UTC --difficulty 5-1", "difficulty"), ("09:00 UTC --window 0m", "window"), ("09:00 UTC --deadline soon", "deadline"),
    ("09:00 UTC --topic stars --kind single_choice", "difficulty"), ("09:00 UTC --verdict never", "verdict"),
])
async def test_a_wrong_option_is_named(tmp_path: Path, words: str, param: str) -> None:
    """The refusal names the option and what is allowed, in both languages, and nothing is scheduled."""
    async with stage(tmp_path) as house:
        for lang in ("zh", "en"):
            card = await house.say(f"/schedule set {words}", manager=True, lang=lang)
            assert card.tone == "error"
            assert card.data is not None
            assert card.data["error"]["param"] == param
        assert await house.tenant().schedules() == []


async def test_the_form(tmp_path: Path) -> None:
    """The form opens with what the channel has, and sending it back unchanged changes nothing that it does not show."""
    async with stage(tmp_path) as house:
        plan = await house.plan(days="mon-fri", window=timedelta(hours=2), verdict="at_reveal", deadline=timedelta(hours=1),
                                filter=Filter(topics=("birds",), difficulty=(1, 3)), lang="en")
        for lang in ("zh", "en"):
            card = await house.press("plan1:", manager=True, lang=lang)
            assert card.form is not None
            sent = {item.name: item.value for item in card.form.inputs}
            saved = await house.press(card.form.action, values=sent, manager=True, lang=lang)
            assert saved.tone == "info", saved.body
        kept, = await house.tenant().schedules()
        assert kept == replace(plan, created_by="ada")
        sent["at"] = "10:30"
        await house.press("plan2:", values=sent, manager=True)
        changed, = await house.tenant().schedules()
        assert (f"{changed.at:%H:%M}", changed.verdict, changed.window) == ("10:30", "at_reveal", timedelta(hours=2))


async def test_a_change_by_another_process(tmp_path: Path) -> None:
    """What the command line writes into the database, a running bot takes up at its next look."""
    async with stage(tmp_path) as house:
        plan = await house.plan("20:00")
        async with open_house(sqlite_url(tmp_path), bank=small_bank(), clock=house.clock, ids=CountingIds("x")) as other:
            await other.say("/schedule set 09:00 Asia/Shanghai", manager=True)
        await house.advance(minutes=1)
        assert len(await house.cards()) == 1
        async with open_house(sqlite_url(tmp_path), bank=small_bank(), clock=house.clock, ids=CountingIds("y")) as other:
            assert await other.tenant().remove_schedule(plan.id)
        await house.advance(hours=48)
        assert len(await house.cards()) == 2, "the question and its reveal, and no other day"
