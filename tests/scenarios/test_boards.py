"""Boards of every kind, teams, seasons, corrections and hiding, as people meet them."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from bot.domain.card import Card
from bot.domain.schedule import Filter
from bot.domain.text import Lang
from bot.ports import Permanent, Unknown
from tests.house import CHANNEL, House
from tests.scenarios.gate import Fate, gate
from tests.scenarios.stage import RIGHT, WRONG, actions, stage

ONE = Filter(kinds=("single_choice",))
LAB = "web:local:lab"
MISSING = Permanent("the bot may not write here")


async def played(house: House, marks: str = "+ada +bob -cid", lang: str = "en", channel: str = CHANNEL, at: str = "09:00") -> None:
    """A question of the channel, a minute from now, answered right (+) or wrong (-)."""
    await house.plan(at, filter=ONE, lang=lang, channel=channel)
    await house.advance(minutes=1)
    await reply(house, marks, channel)


async def reply(house: House, marks: str, channel: str = CHANNEL) -> None:
    """The open question, answered right (+) or wrong (-)."""
    round_ = await house.round(channel)
    for mark in marks.split():
        stored = (RIGHT if mark[0] == "+" else WRONG)[round_.question_id]
        house.clock.move(seconds=1)
        await house.press(f"q1:{round_.id}:{round_.shown_letters(stored)}", mark[1:], channel=channel)


def rows(card: Card) -> list[tuple[str, str, str]]:
    """Rank, name and points of a board, or of its teams."""
    return [row[:3] for row in card.table.rows] if card.table else []  # type: ignore[misc]


async def test_a_board_of_all_channels_and_of_a_topic(tmp_path: Path) -> None:
    """In words or as options; the buttons for other periods and for sharing keep what was chosen."""
    async with stage(tmp_path) as house:
        await played(house)
        await played(house, "+ada", channel=LAB, at="09:01")
        card = await house.say("/leaderboard week server")
        assert card.title == "Leaderboard · this week · 2026-W48 · all channels"
        assert rows(card) == [("1", "Ada", "40"), ("2", "Bob", "20"), ("3", "Cid", "0")]
        assert rows(await house.say("/leaderboard", values={"period": "week", "scope": "tenant"}, channel=LAB)) == rows(card)
        card = await house.say("/leaderboard all topic=BIRDS", lang="zh")
        assert card.title == "排行榜 · 总榜 · 鸟类"
        day = next(button for button in card.buttons if button.label == "今日")
        assert (await house.press(day.action, lang="zh")).title == "排行榜 · 今日 · 2026-11-24 · 鸟类"
        assert (await house.say("/leaderboard all topic=stars")).table is None
        await house.press(card.buttons[-1].action, "bob", lang="zh")
        posted = (await house.cards())[-1]
        assert (posted.title, rows(posted), posted.buttons) == (card.title, rows(card), ())


@pytest.mark.parametrize(("line", "says"), [
    ("/leaderboard all topic=fish", "topic: there is no “fish”; choose from birds, stars"), ("/leaderboard week galaxy", "channel, tenant"),
    ("/leaderboard by=colour", "members, teams"), ("/quiz season start", "name"), ("/quiz season", "start, end, list, show"),
    ("/quiz season start " + "x" * 41, "1 to 40"), ("/quiz season start ``", "no visible character"),
    ("/quiz season end", "No season runs"), ("/quiz season show", "no season yet"),
    ("/quiz team " + "x" * 25, "1 to 24"), ("/quiz team $$", "no visible character"),
    ("/quiz points ada 0 why", "0 changes nothing"), ("/quiz points ada 1001 why", "from -1000 to 1000"),
    ("/quiz points ada 5", "reason"), ("/quiz points ada five why", "whole number"), ("/quiz points zoe 5 why", "nobody called “zoe”"),
    ("/quiz points ada 5 " + "x" * 201, "1 to 200"),
])
async def test_what_cannot_be_is_named(tmp_path: Path, line: str, says: str) -> None:
    """One line that names the argument and what is allowed, in each language, and nothing is changed."""
    async with stage(tmp_path) as house:
        await played(house)
        card = await house.say(line, manager=True)
        assert (card.tone, card.private) == ("error", True)
        assert says in card.body
        assert (await house.say(line, manager=True, lang="zh")).tone == "error"
        assert (await house.say("/quiz corrections")).fields == ()
        assert (await house.say("/quiz season list")).table is None


@pytest.mark.parametrize("line", ["/quiz season start Autumn", "/quiz season end", "/quiz points ada 5 why"])
async def test_only_managers_may(tmp_path: Path, line: str) -> None:
    """Others are told so, also when they send the options natively."""
    async with stage(tmp_path) as house:
        await played(house)
        assert (await house.say(line)).body == "Only managers can do that."
        assert rows(await house.say("/leaderboard all"))[0] == ("1", "Ada", "20")


async def test_teams(tmp_path: Path) -> None:
    """One joins by a name, in whatever case, moves, and leaves; the board of teams shows it at once."""
    async with stage(tmp_path) as house:
        await played(house, "+ada +bob -cid")
        assert (await house.say("/leaderboard by=teams")).body.startswith("No team is on this board yet")
        assert (await house.say("/quiz team The `Owls`")).fields[0].value == "The Owls"
        assert (await house.say("/quiz team THE OWLS", "cid", lang="zh")).fields[0].value == "The Owls"
        joined = await house.say("/quiz team Crows", "bob")
        card = await house.press(joined.buttons[0].action, "bob")
        assert card.title == "Leaderboard · this week · 2026-W48 · teams"
        assert (rows(card), card.body) == ([("1", "Crows", "20"), ("2", "The Owls", "10")], "Your team is number 1 with 20 points")
        assert card.table is not None
        assert card.table.strong == (0,)
        await house.say("/quiz team Jays", "dan")
        assert (await house.say("/leaderboard by=teams", "dan")).body == "Your team is not on this board yet."
        await house.press(card.buttons[-1].action, "bob")
        assert rows((await house.cards())[-1]) == rows(card)
        for word in ("", " none", " 无"):
            await house.say("/quiz team Owlets", "ada")
            assert (await house.say(f"/quiz team{word}", "ada")).body.startswith("You are in no team now")
        assert rows(await house.say("/leaderboard by=teams")) == [("1", "Crows", "20"), ("2", "The Owls", "0")]


@pytest.mark.parametrize("lang", ["zh", "en"])
async def test_a_season_from_start_to_end(tmp_path: Path, lang: Lang) -> None:
    """It counts from the whole first day, stands on the board by its name, and leaves a table with a picture in the channel."""
    async with stage(tmp_path) as house:
        await played(house, lang=lang)
        started = await house.say("/quiz season start Autumn 2026", manager=True, lang=lang)
        assert [field.value for field in started.fields] == ["Autumn 2026", "2026-11-24"]
        assert (await house.say("/quiz season start Winter", manager=True, lang=lang)).tone == "error"
        board = await house.say("/leaderboard season", lang=lang)
        assert "Autumn 2026" in board.title
        assert rows(board) == [("1", "Ada", "20"), ("1", "Bob", "20"), ("3", "Cid", "0")]
        assert rows(await house.say("/quiz season show autumn 2026", lang=lang)) == rows(board)
        await house.advance(days=1)
        await reply(house, "+bob")
        assert (await house.say("/quiz season end", manager=True, lang=lang)).tone == "info"
        await house.settle()
        final = (await house.cards())[-1]
        assert final.title == ("赛季“Autumn 2026”最终排名" if lang == "zh" else "Season “Autumn 2026”: the final table")
        assert rows(final) == [("1", "Bob", "40"), ("2", "Ada", "20"), ("3", "Cid", "0")]
        assert [field.value for field in final.fields] == ["2026-11-24", "2026-11-25"]
        assert final.picture is not None
        assert "Bob" in final.picture.alt
        assert (await house.say("/quiz season end", manager=True, lang=lang)).tone == "error"
        assert (await house.say("/quiz season start AUTUMN 2026", manager=True, lang=lang)).tone == "error"
        listed = await house.say("/quiz season list", lang=lang)
        assert listed.table is not None
        assert listed.table.rows == (("Autumn 2026", "2026-11-24", "2026-11-25"),)
        shown = await house.press(listed.buttons[0].action, "ada", lang=lang)
        assert (rows(shown), shown.private, shown.table and shown.table.strong) == (rows(final), True, (1,))
        before = len(await house.cards())
        await house.press(shown.buttons[-1].action, "ada", lang=lang)
        shared = (await house.cards())[before:]
        assert [(card.title, rows(card), card.picture is not None) for card in shared] == [(final.title, rows(final), True)]


@pytest.mark.parametrize("fates", [["lost"], [Unknown(), "lost"], ["lost", "lost"]])
async def test_a_final_table_is_posted_once(tmp_path: Path, fates: list[Fate]) -> None:
    """Also when the platform's reply gets lost: the channel is read back before anything is sent again."""
    async with stage(tmp_path, wrap_platform=gate(posts=["", *fates])) as house:
        await played(house)
        await house.say("/quiz season start Autumn", manager=True)
        await house.say("/quiz season end", manager=True)
        for _ in range(4):
            await house.advance(minutes=2)
        assert [card.title for card in await house.cards()][1:] == ["Season “Autumn”: the final table"]
        assert await house.quiz.store.lease_due(house.clock.now(), "looker") == []


async def test_a_refused_table_is_still_there(tmp_path: Path) -> None:
    """Where the platform takes no post, everybody can look the table up."""
    async with stage(tmp_path, wrap_platform=gate(posts=["", MISSING])) as house:
        await played(house)
        await house.say("/quiz season start Autumn", manager=True)
        await house.say("/quiz season end", manager=True)
        await house.advance(minutes=5)
        assert len(await house.cards()) == 1
        assert rows(await house.say("/quiz season show", "cid"))[0] == ("1", "Ada", "20")


async def test_a_season_without_answers(tmp_path: Path) -> None:
    """It ends with a sentence instead of a table, and without a picture."""
    async with stage(tmp_path) as house:
        await house.say("/quiz season start Quiet", manager=True)
        await house.say("/quiz season end", manager=True)
        await house.settle()
        final, = await house.cards()
        assert (final.body, final.table, final.picture) == ("Nobody answered in this season.", None, None)
        assert (await house.say("/quiz season show")).body == final.body


async def test_a_season_button_of_another_channel(tmp_path: Path) -> None:
    """Its id opens nothing elsewhere, in this tenant or another."""
    async with stage(tmp_path) as house:
        await played(house)
        await house.say("/quiz season start Autumn", manager=True)
        await house.say("/quiz season end", manager=True)
        action = (await house.say("/quiz season list")).buttons[0].action
        for channel in (LAB, "web:other:general"):
            for pressed in (action, action.replace("season1", "ss1")):
                assert (await house.press(pressed, channel=channel)).tone == "error"


async def test_corrections_are_logged_for_all(tmp_path: Path) -> None:
    """By name, mention or id; the boards follow at once, and who, whom, why and how much is there for everybody."""
    async with stage(tmp_path) as house:
        await played(house)
        card = await house.say("/quiz points BOB -15 the key was wrong", "boss", manager=True)
        assert [field.value for field in card.fields] == ["Bob", "−15", "5", "the key was wrong"]
        await house.say("/quiz points <@cid|Cid> 7 for a better answer", "boss", manager=True, lang="zh")
        await house.say("/quiz points", "boss", manager=True, values={"member": "ada", "points": "-900", "reason": "a bot"})
        assert rows(await house.say("/leaderboard day")) == [("1", "Cid", "7"), ("2", "Bob", "5"), ("3", "Ada", "0")]
        assert rows(await house.say("/leaderboard week topic=birds")) == [("1", "Ada", "20"), ("1", "Bob", "20"), ("3", "Cid", "0")]
        log = await house.say("/quiz corrections", "cid")
        assert log.private
        assert [(field.name, field.value) for field in log.fields] == [
            ("2026-11-24 · Ada −900", "a bot (Boss)"), ("2026-11-24 · Cid +7", "for a better answer (Boss)"),
            ("2026-11-24 · Bob −15", "the key was wrong (Boss)")]
        assert (await house.say("/quiz corrections", channel=LAB)).body == "No points have been corrected in this channel."


async def test_two_of_a_name(tmp_path: Path) -> None:
    """A name that two members share is refused with their ids, one of which then works."""
    async with stage(tmp_path) as house:
        house.names = {"u1": "Sam", "u2": "SAM"}
        await played(house, "+u1 +u2")
        card = await house.say("/quiz points sam 5 why", manager=True)
        assert card.body == "member: 2 members are called “sam”; name one by id: u1, u2"
        await house.say("/quiz points u2 5 why", manager=True)
        assert rows(await house.say("/leaderboard all")) == [("1", "SAM", "25"), ("2", "Sam", "20")]


@pytest.mark.parametrize("lang", ["zh", "en"])
async def test_hide_me(tmp_path: Path, lang: Lang) -> None:
    """On no board, in no reveal and no season's table from then on; one's own points stay in sight, alone; and back again."""
    async with stage(tmp_path) as house:
        await played(house, "+ada +bob -cid", lang=lang)
        hidden = await house.say("/privacy hide", lang=lang)
        assert hidden.private
        assert (await house.say("/privacy hide", lang=lang)).body != hidden.body
        for line in ("/leaderboard all", "/leaderboard week tenant", "/leaderboard month topic=birds"):
            assert rows(await house.say(line, "bob", lang=lang)) == [("1", "Bob", "20"), ("2", "Cid", "0")]
            mine = await house.say(line, lang=lang)
            assert rows(mine) == [("1", "Bob", "20"), ("2", "Cid", "0"), ("—", "Ada", "20")]
            assert ("只有你自己看得到" if lang == "zh" else "only you see this: 20 points, which would be number 1") in mine.body
        me = await house.say("/quiz me", lang=lang)
        assert [field.value for field in me.fields][1:] == ["20", "已从排行榜隐藏" if lang == "zh" else "hidden from boards"]
        await house.press("sb1:all", lang=lang)
        assert "Ada" not in str((await house.cards())[-1])
        await house.say("/quiz season start Autumn", manager=True, lang=lang)
        for _ in range(2):
            await house.advance(days=1)
            await reply(house, "+ada +bob")
        await house.say("/quiz season end", manager=True, lang=lang)
        await house.settle()
        cards = await house.cards()
        assert [card for card in cards if "Ada" in str(card)] == [], "neither first nor in a streak nor on the podium"
        streaks = "连续作答（天）" if lang == "zh" else "Streaks (days)"
        assert [field.value for card in cards for field in card.fields if field.name == streaks][-1:] == ["Bob 2"]
        again = await house.say("/privacy hide", lang=lang)
        assert (await house.press(again.buttons[0].action, lang=lang)).body != (await house.say("/privacy show", lang=lang)).body
        assert rows(await house.say("/leaderboard all", "bob", lang=lang))[:2] == [("1", "Ada", "60"), ("1", "Bob", "60")]
        assert rows(await house.say("/quiz season show", lang=lang)) == [("1", "Bob", "60"), ("2", "Cid", "0")]


async def test_who_hides_later_keeps_a_place_without_a_name(tmp_path: Path) -> None:
    """An old season's table has the place still, the name only for themselves, and nothing of who was erased."""
    async with stage(tmp_path) as house:
        await played(house)
        await house.say("/quiz season start Autumn", manager=True)
        await house.say("/quiz season end", manager=True)
        await house.settle()
        await house.say("/privacy hide")
        await house.press("erase1:", "bob")
        expected = [("1", "hidden member", "20"), ("1", "deleted member", "20"), ("3", "Cid", "0")]
        assert rows(await house.say("/quiz season show", "cid")) == expected
        assert rows(await house.say("/quiz season show")) == [("1", "Ada", "20"), *expected[1:]]
        shared = (await house.say("/quiz season show")).buttons[-1]
        await house.press(shared.action)
        assert "Ada" not in str((await house.cards())[-1])


async def test_a_hidden_member_in_a_live_quiz(tmp_path: Path) -> None:
    """Whoever joins one plays it under their name, and is on no board afterwards."""
    async with stage(tmp_path) as house:
        for member in ("ada", "bob"):
            await house.say("/privacy hide", member)
        await house.say("/quiz start questions=3 seconds=30 lang=en", "ada")
        await house.settle()
        for word in ("join", "go"):
            action = next(one for one in actions((await house.cards())[0]) if one.endswith(f":{word}"))
            for member in ("ada", "bob", "cid"):
                await house.press(action, member)
            await house.settle()
        for _ in range(3):
            round_ = await house.round()
            shown = round_.shown_letters(RIGHT[round_.question_id])
            for member in ("ada", "bob", "cid"):
                await house.press(f"a1:{round_.id}", member, {"answer": shown})
            await house.settle()
            await house.advance(seconds=10)
        assert {"Ada", "Bob", "Cid"} <= {row[1] for row in rows((await house.cards())[-1])}
        assert [row[1] for row in rows(await house.say("/leaderboard all", "cid"))] == ["Cid"]


async def test_balanced_teams_know_hidden_strength(tmp_path: Path) -> None:
    """The strongest plays with the weakest, also when the strongest is on no board."""
    async with stage(tmp_path) as house:
        await played(house, "+ada +bob +cid +dan")
        for member, more in (("ada", 30), ("bob", 20), ("cid", 10)):
            await house.say(f"/quiz points {member} {more} to begin with", manager=True)
        await house.say("/privacy hide")
        await house.say("/quiz start questions=3 seconds=30 teams=balanced lang=en", "bob")
        await house.settle()
        live = await house.tenant().live.running(CHANNEL)
        assert live is not None
        for member in ("dan", "ada", "cid"):
            await house.press(f"live1:{live.id}:join", member)
        await house.press(f"live1:{live.id}:go", "bob")
        await house.settle()
        live = await house.tenant().live.running(CHANNEL)
        assert live is not None
        teams = {player.id: player.team for player in live.players}
        assert teams["ada"] == teams["dan"] != teams["bob"] == teams["cid"]


async def test_erasing_takes_everything_along(tmp_path: Path) -> None:
    """The export shows team, hiding, corrections and seasons; after erasing it is empty, and the log names nobody."""
    async with stage(tmp_path) as house:
        await played(house)
        await house.say("/quiz team Owls")
        await house.say("/quiz season start Autumn", manager=True)
        await house.say("/quiz points ada 5 for Ada's note", "boss", manager=True)
        await house.say("/quiz season end", manager=True)
        await house.say("/privacy hide")
        held = (await house.say("/privacy export")).data
        assert held is not None
        assert (held["team"], held["hidden"], held["corrections"][0]["reason"]) == ("Owls", True, "for Ada's note")
        assert held["seasons"][0]["season"] == "Autumn"
        await house.press("erase1:")
        gone = (await house.say("/privacy export")).data
        assert gone is not None
        assert (gone["team"], gone["hidden"], gone["corrections"], gone["seasons"]) == ("", False, [], [])
        entry, = (await house.say("/quiz corrections", "bob")).fields
        assert (entry.name, entry.value) == ("2026-11-24 · deleted member +5", "(the reason went with the member's data) (Boss)")


async def test_a_season_counts_by_the_channels_own_day(tmp_path: Path) -> None:
    """Started late in the evening of the channel's zone, it has that date, whatever the date in UTC."""
    async with stage(tmp_path) as house:
        await house.plan(at="17:00", zone="America/Los_Angeles", filter=ONE, lang="en", window=timedelta(hours=2))
        await house.advance(hours=1)
        started = await house.say("/quiz season start Late", manager=True)
        assert started.fields[1].value == "2026-11-23"
