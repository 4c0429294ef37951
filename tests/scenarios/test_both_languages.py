"""Posts in both languages: what stands in them only once is readable in either, and still fits a phone."""

from __future__ import annotations

from pathlib import Path

from adapters.discord.table import draw
from bot.domain.card import Card, Table
from bot.domain.cards.question import key_line
from bot.domain.text import Text
from tests.house import CHANNEL, House
from tests.scenarios.stage import RIGHT, WRONG, reply, stage, values

NAMES = {"ada": "Ada Lovelace", "bob": "欧阳娜娜"}


async def played(house: House) -> list[Card]:
    """The lobby, the first reveal and the podium of a team quiz in both languages."""
    house.names.update(NAMES)
    await house.say("/quiz start questions=3 seconds=30 teams=pick lang=both", "ada")
    await house.settle()
    live = await house.tenant().live.running(CHANNEL)
    assert live is not None
    shown = [(await house.cards())[-1]]
    for number, member in enumerate(NAMES):
        await house.press(f"live1:{live.id}:join:{number}", member)
    await house.press(f"live1:{live.id}:go", "ada")
    await house.settle()
    for _ in range(3):
        question = (await house.round()).question_id
        await reply(house, "ada", RIGHT[question])
        await reply(house, "bob", WRONG[question])
        await house.settle()
        shown.append((await house.cards())[-1])
        await house.advance(seconds=10)
    return [*shown[:2], (await house.cards())[-1]]


def fits(table: Table | None) -> bool:
    """Whether Discord shows it as a table, which it does up to what a phone holds."""
    assert table is not None
    return draw(table)[0].startswith("```")


async def test_a_live_quiz_in_both_languages(tmp_path: Path) -> None:
    """Its rules, sides, teams and heads are in both, and its tables hold names of usual length side by side."""
    async with stage(tmp_path) as house:
        lobby, reveal, podium = await played(house)
    told = values(lobby)
    assert told["题目 / Questions"] == "3 题，每题 30 秒 / 3 of 30 seconds each"
    assert told["玩法 / Mode"] == "经典：难题分高 / Classic: harder questions earn more"
    assert [button.label for button in lobby.buttons[:2]] == ["🔵 蓝队 Blue (0)", "🟠 橙队 Orange (0)"]
    assert "🔵 蓝队 Blue" in values(podium)["队伍 / Teams"]
    assert reveal.table is not None
    assert reveal.table.head == ("#", "", "成员 Name", "分 Pts", "本题 Last")
    assert podium.table is not None
    assert podium.table.head == ("#", "成员 Name", "分 Pts", "对 ✓", "答 Tried")
    assert (fits(reveal.table), fits(podium.table)) == (True, True)


def test_the_letter_of_a_key_stands_once() -> None:
    """Where both languages begin with it; several letters, one language and a key without a letter are left alone."""
    assert key_line(Text(zh="A · 对", en="A · True"), "both") == "A · 对 / True"
    assert key_line(Text(zh="A · 对", en="A · True"), "en") == "A · True"
    assert key_line(Text(zh="A · 红；C · 蓝", en="A · red; C · blue"), "both") == "A · 红；C · 蓝 / A · red; C · blue"
    assert key_line(Text(zh="绿咬鹃", en="quetzal"), "both") == "绿咬鹃 / quetzal"
    assert key_line(Text.same("B · 42"), "both") == "B · 42"
