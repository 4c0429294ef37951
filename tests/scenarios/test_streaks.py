"""Streaks as members meet them: freeze days, and a zone of one's own."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.domain.schedule import Filter
from bot.domain.text import Lang
from tests.house import House
from tests.scenarios.stage import RIGHT, reply, stage, values

FOUR = Filter(kinds=("single_choice", "true_false", "short_text", "numeric"))


async def answer_at(house: House, at: str, member: str = "ada") -> None:
    """Move the clock there, a few hours at a time, so that every question comes, and answer the newest."""
    until = datetime.fromisoformat(at).replace(tzinfo=UTC)
    while house.clock.now() < until:
        await house.advance(seconds=min(timedelta(hours=3), until - house.clock.now()).total_seconds())
    await reply(house, member, RIGHT[(await house.round()).question_id])


async def streak(house: House, member: str = "ada", lang: Lang = "en") -> str:
    """What `/quiz me` says about the streak."""
    card = await house.say("/quiz me", member, lang=lang)
    return values(card)["Streak" if lang == "en" else "连续作答"]


async def test_a_freeze_day(tmp_path: Path) -> None:
    """With the setting one missed day of a week keeps the streak and is told; a second one in the week is where
    the streak begins anew; without the setting each is."""
    async with stage(tmp_path) as house:
        await house.plan(filter=FOUR)
        for at in ("2026-11-24T02:00", "2026-11-25T02:00", "2026-11-27T02:00"):
            await answer_at(house, at)
        assert await streak(house) == "1 in a row"
        card = await house.say("/quiz freeze 1", manager=True)
        assert card.body == "One missed day a week no longer breaks a streak; it does not add to it either."
        assert await streak(house) == "3 in a row (1 freeze used this week)"
        assert await streak(house, lang="zh") == "3 天（本周用了 1 个保护日）"
        await answer_at(house, "2026-11-29T02:00")  # Saturday, the 28th, was missed as well
        assert await streak(house) == "2 in a row (1 freeze used this week)"
        await answer_at(house, "2026-12-01T02:00")  # Monday, the 30th, is of another week
        assert await streak(house) == "3 in a row (1 freeze used this week)"
        assert "打断" in (await house.say("/quiz freeze 0", lang="zh", manager=True)).body
        assert await streak(house) == "1 in a row"


async def test_the_reveal_tells_the_same_streak(tmp_path: Path) -> None:
    """A frozen day counts there as it does in one's own record."""
    async with stage(tmp_path) as house:
        await house.plan(filter=FOUR, lang="en", window=timedelta(hours=2))
        await house.say("/quiz freeze 1", manager=True)
        for at in ("2026-11-24T02:00", "2026-11-25T02:00", "2026-11-27T02:00"):
            await answer_at(house, at)
        await house.advance(hours=2)
        assert values((await house.cards())[-1])["Streaks (days)"] == "Ada 3"


@pytest.mark.parametrize("line", ["/quiz freeze 2", "/quiz freeze", "/quiz freeze -1"])
async def test_a_freeze_that_is_none(tmp_path: Path, line: str) -> None:
    """One clear line names the argument and what is allowed; only managers may set it."""
    async with stage(tmp_path) as house:
        for lang, allowed in (("en", "from 0 to 1"), ("zh", "0 到 1")):
            card = await house.say(line, manager=True, lang=lang)
            assert card.tone == "error"
            assert "days" in card.body
            assert allowed in card.body
        assert (await house.say("/quiz freeze 1")).body == "Only managers can do that."


async def test_a_member_on_the_other_side_of_the_world(tmp_path: Path) -> None:
    """In Los Angeles one answers on Tuesday morning and on Wednesday and Thursday evening: every day, and yet Tuesday
    evening's question went by. With the zone set that is a streak; for everyone else nothing changes."""
    async with stage(tmp_path) as house:
        await house.plan(filter=FOUR)
        card = await house.say("/quiz zone America/Los_Angeles")
        assert "America/Los_Angeles (it is 2026-11-23 16:59 there)" in card.body
        for at in ("2026-11-24T17:00", "2026-11-26T02:00", "2026-11-27T02:00"):
            await answer_at(house, at)
            await reply(house, "bob", RIGHT[(await house.round()).question_id])
        assert (await streak(house, "ada"), await streak(house, "bob")) == ("3 in a row", "2 in a row")
        assert (await house.say("/quiz me")).footer == "Your days are counted in America/Los_Angeles."
        assert (await house.say("/quiz me", "bob")).footer == ""
        gone = await house.say("/quiz zone none", lang="zh")
        assert gone.body == "你的日子从现在起按频道的日历计算。"
        assert await streak(house) == "3 in a row"  # what was counted is not counted anew


async def test_setting_a_zone_late_changes_nothing_before(tmp_path: Path) -> None:
    """A zone holds from the moment on at which it is set: nobody can mend an old gap with it."""
    async with stage(tmp_path) as house:
        await house.plan(filter=FOUR)
        for at in ("2026-11-24T17:00", "2026-11-26T02:00", "2026-11-27T02:00"):
            await answer_at(house, at)
        await house.say("/quiz zone America/Los_Angeles")
        assert await streak(house) == "2 in a row"


async def test_ways_to_name_a_zone(tmp_path: Path) -> None:
    """Any case will do, as for a schedule; empty is the channel's; anything else is refused with an example."""
    async with stage(tmp_path) as house:
        assert "Europe/Berlin" in (await house.say("/quiz zone europe/berlin")).body
        assert "counted by the channel's calendar" in (await house.say("/quiz zone")).body
        for lang in ("zh", "en"):
            card = await house.say("/quiz zone Atlantis", lang=lang)
            assert (card.tone, card.private) == ("error", True)
            assert "Atlantis" in card.body
            assert "Asia/Shanghai" in card.body
        exported = (await house.tenant().export_member("ada"))["zones"]
        assert [name for _, name in exported] == ["Europe/Berlin", ""]
        await house.press("erase1:")
        assert (await house.tenant().export_member("ada"))["zones"] == []
