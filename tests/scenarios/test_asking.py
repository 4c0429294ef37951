"""What members ask for between questions: today, me, board, help, terms, demos, and their own data."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

from bot.domain.schedule import Filter
from tests.house import CHANNEL
from tests.scenarios.stage import actions, letters, prose, reply, stage, values

ONE = Filter(kinds=("single_choice",))
LAB = "web:local:lab"


async def test_today(tmp_path: Path) -> None:
    """Before there is a schedule it says how to get one, before the hour when the question comes, then it shows it
    privately in the member's own language with buttons that work."""
    async with stage(tmp_path) as house:
        assert "/schedule set" in (await house.say("/quiz today")).body
        await house.plan(filter=ONE)
        assert values(await house.say("/quiz today", lang="zh"))["下一题"] == "2026-11-24T01:00:00+00:00"
        await house.advance(minutes=1)
        zh, en = await house.say("/quiz today", lang="zh"), await house.press("today1:", lang="en")
        assert zh.body.startswith("哪一种会飞？")
        assert en.body.startswith("Which one flies?")
        assert zh.private
        assert actions(zh) == actions((await house.cards())[0])
        assert (await house.press(actions(en)["ABCD".index(await letters(house, "B"))])).tone == "correct"


async def test_me(tmp_path: Path) -> None:
    """Nothing yet is said kindly; later there are streak, points, rank and each answer with its result."""
    async with stage(tmp_path) as house:
        await house.plan(filter=ONE)
        assert "No answers yet" in (await house.say("/quiz me")).body
        await house.advance(minutes=1)
        await reply(house, "ada", "B")
        await reply(house, "bob", "A")
        card = await house.say("/quiz me", "bob", lang="zh")
        assert values(card) == {"连续作答": "1 天", "总分": "0", "名次": "第 2 / 2"}
        assert card.table is not None
        assert card.table.rows == (("2026-11-24", "哪一种会飞？", await letters(house, "A"), "✗ 错", "0"),)


async def test_the_board(tmp_path: Path) -> None:
    """Equal points share a rank, and the earlier answer stands first; one's own row is bold, or added below the ten."""
    async with stage(tmp_path) as house:
        await house.plan(filter=ONE)
        await house.advance(minutes=1)
        for number in range(12):
            house.clock.move(seconds=1)
            await reply(house, f"m{number:02}", "B" if number < 11 else "A")
        card = await house.say("/leaderboard day", "m11")
        assert card.table is not None
        assert [row[0] for row in card.table.rows] == ["1"] * 10 + ["12"]
        assert [row[1] for row in card.table.rows] == [f"M{number:02}" for number in (*range(10), 11)]
        assert card.table.strong == (10,)
        assert (card.body, card.footer) == ("You are number 12 with 0 points", "12 members")


async def test_a_board_is_the_channels_own(tmp_path: Path) -> None:
    """Points of one channel do not show in another, and periods end by the channel's own calendar."""
    async with stage(tmp_path) as house:
        await house.plan(filter=ONE)
        await house.plan("09:00", channel=LAB, filter=Filter(kinds=("short_text",)))
        await house.advance(minutes=1)
        await house.say("/quiz answer swift", "ada")
        await house.say("/quiz answer quetzal", "bob", channel=LAB)
        assert "Bob" not in str(await house.say("/leaderboard all"))
        assert "Ada" not in str(await house.say("/leaderboard all", channel=LAB))
        house.clock.move(hours=14, minutes=59)
        assert (await house.say("/leaderboard day")).table is not None
        house.clock.move(minutes=1)
        assert (await house.say("/leaderboard day")).table is None
        assert (await house.say("/leaderboard week")).table is not None


async def test_sharing_a_board(tmp_path: Path) -> None:
    """The button posts it once for all, without anybody's row in bold; the one who asked gets a word privately."""
    async with stage(tmp_path) as house:
        await house.plan(filter=ONE)
        await house.advance(minutes=1)
        await reply(house, "ada", "B")
        said = await house.press("sb1:week", lang="zh")
        assert (said.body, said.private) == ("已分享到频道。", True)
        posted = (await house.cards())[-1]
        assert (posted.title.startswith("排行榜 · 本周"), posted.buttons, posted.private) == (True, (), False)
        assert posted.table is not None
        assert posted.table.strong == ()


async def test_help(tmp_path: Path) -> None:
    """Members see what they may do, managers also what only they may; both in their language."""
    async with stage(tmp_path) as house:
        for lang in ("zh", "en"):
            member, manager = await house.say("/help", lang=lang), await house.say("/help", lang=lang, manager=True)
            assert "/quiz today" in member.body
            assert "/schedule" not in member.body
            assert "/schedule set" in manager.body
            assert (await house.press(member.buttons[0].action)).private


async def test_lookup(tmp_path: Path) -> None:
    """A term by either name; near ones as buttons; a demo and a share button that work."""
    async with stage(tmp_path) as house:
        for query in ("swift", "雨燕", "SWIFT "):
            card = await house.say(f"/lookup {query}", lang="zh")
            assert (card.title, card.private) == ("雨燕 · swift", True)
            assert "它不是燕子。" in card.body
        run, share = actions(card)
        assert (await house.press(run)).private
        await house.press(share, lang="en")
        assert (await house.cards())[-1].body.startswith("A bird that flies fast.")
        near = await house.say("/lookup Lyra")
        assert actions(near) == ["look1:vega"]
        assert (await house.press("look1:vega")).title == "织女星 · Vega"
        nothing = await house.say("/lookup qqqq", lang="zh")
        assert (nothing.title, nothing.buttons) == ("没有找到“qqqq”", ())


async def test_demos(tmp_path: Path) -> None:
    """A bare command offers all demos, one without its numbers its form; the form runs it, the numbers can be changed
    and the result shared."""
    async with stage(tmp_path) as house:
        menu = await house.say("/demo", lang="zh")
        assert menu.form is not None
        offered = [value for value, _ in menu.form.inputs[0].choices]
        assert offered == list(house.quiz.demos)
        opened = await house.press(menu.form.action, values={"name": "base64"})
        assert opened.form is not None
        assert opened.form.action == "df1:base64"
        ran = await house.press("df1:base64", values={"text": "Man"})
        assert "TWFu" in " ".join(prose(ran))
        assert ran.private
        change, quiz_me, share = ran.buttons
        assert quiz_me.action.startswith("pq1:base64")
        assert change.form is not None
        assert change.form.inputs[0].value == "Man"
        await house.press(share.action, lang="zh")
        assert "TWFu" in " ".join(prose((await house.cards())[-1]))
        assert (await house.say("/demo base64 Man")).title == ran.title
        for line in ("/demo nonsense", "/demo gelu abc"):
            for lang in ("zh", "en"):
                card = await house.say(line, lang=lang)
                assert (card.tone, card.private) == ("error", True)


async def test_run_it_waits_for_the_answer(tmp_path: Path) -> None:
    """While a question is open its computation is refused to who has not answered, also when the action is typed by hand
    or comes from an old message of the same question; after one's final answer it runs."""
    async with stage(tmp_path) as house:
        await house.plan(filter=ONE)
        await house.advance(minutes=1)
        refused = await house.press("run1:pick-one", lang="zh")
        assert (refused.tone, refused.picture, refused.private) == ("error", None, True)
        await reply(house, "ada", "A")
        assert "sagittarius" in str(await house.press("run1:pick-one"))
        assert (await house.press("run1:pick-one", "bob")).tone == "error"


async def test_privacy(tmp_path: Path) -> None:
    """The export holds every answer; erasing asks first, then empties answers, points, name and board, in all channels
    of the tenant, and of this member alone."""
    async with stage(tmp_path) as house:
        await house.plan(filter=ONE, window=timedelta(hours=2))
        await house.plan(channel=LAB, filter=Filter(kinds=("short_text",)))
        await house.advance(minutes=1)
        await reply(house, "ada", "B")
        await reply(house, "bob", "B")
        await house.say("/quiz answer quetzal", "ada", channel=LAB)
        card = await house.say("/privacy export", lang="zh")
        exported = json.loads(card.body.removeprefix("```json\n").removesuffix("\n```"))
        assert [one["response"] for one in exported["answers"]] == ["B", "quetzal"]
        assert exported["name"] == "Ada"
        asked = await house.say("/privacy delete", lang="zh")
        assert [button.style for button in asked.buttons] == ["danger"]
        assert len((await house.say("/privacy export")).data["answers"]) == 2  # type: ignore[index]
        done = await house.press(asked.buttons[0].action, lang="zh")
        assert done.body == "已删除 2 条回答以及你的得分和名字。"
        data = (await house.say("/privacy export")).data
        assert data is not None
        assert (data["answers"], data["points"], data["standings"], data["name"]) == ([], [], [], None)
        board = (await house.say("/leaderboard all", "bob")).table
        assert board is not None
        assert [row[1] for row in board.rows] == ["Bob"]
        await house.advance(hours=2)
        assert "Ada" not in str(await house.cards())
        await house.quiz.store.rebuild()
        assert len(await house.tenant().answers((await house.tenant().rounds(CHANNEL))[0].id)) == 1


async def test_long_exports_are_cut_with_a_word(tmp_path: Path) -> None:
    """Above forty answers the card shows forty and says how many there are."""
    async with stage(tmp_path) as house:
        await house.plan(filter=Filter(kinds=("discussion",)), window=timedelta(minutes=5))
        await house.advance(minutes=1)
        for _ in range(41):
            await house.say("/quiz answer Vega")
            await house.advance(hours=24)
        for lang, said in (("zh", "共 41 条"), ("en", "first 40 of 41")):
            card = await house.say("/privacy export", lang=lang)
            assert said in card.body
