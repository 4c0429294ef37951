"""What people type behind a slash command in a real client: curly quotes, dashes, full-width spaces, mentions, links."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from adapters.slack.inbound import typed
from bot.domain.schedule import Filter
from tests.adapters.slack.office import ADA, BO, BOSS, Office, open_office, words
from tests.scenarios.stage import small_bank


@pytest.fixture
async def played(tmp_path: Path) -> AsyncIterator[Office]:
    """A channel in which Ada and Bo Li have answered the day's question."""
    async with open_office(tmp_path, bank=small_bank()) as office:
        office.fake.members[BO]["profile"]["display_name"] = "Bo Li"
        office.forget_people()
        message = await office.post_question(filter=Filter(kinds=("single_choice",)))
        letters = [element["action_id"] for block in message["blocks"] for element in block.get("elements", ())
                   if element.get("action_id", "").startswith("q1:")]
        await office.reply_to(message, letters[0], ADA)
        await office.reply_to(message, letters[1], BO)
        yield office


async def said(office: Office, line: str, user: str = BOSS) -> str:
    """What the member is told, wherever the answer comes."""
    waiting = asyncio.ensure_future(office.answer(user))
    await asyncio.sleep(0)
    await office.type(line, user)
    return words(await waiting)


@pytest.mark.parametrize(("text", "meant"), [
    ("base64 &lt;b&gt; &amp;amp;", "base64 <b> &amp;"),
    ("base64 <https://example.com/a?b=1&amp;c=2>", "base64 https://example.com/a?b=1&c=2"),
    ("base64 <http://onnx.ai|onnx.ai>", "base64 onnx.ai"),
    ("answer <mailto:ada@example.com|ada@example.com>", "answer ada@example.com"),
    ("answer <mailto:ada@example.com>", "answer ada@example.com"),
    ("points <@U0ADA|ada> 5 x", "points <@U0ADA|ada> 5 x"),
    ("answer &lt;class 'int'&gt;", "answer <class 'int'>"),
    ("answer <class 'int'>", "answer <class 'int'>"),
    ("answer &amp;lt;", "answer &lt;"),
])
def test_what_slack_escapes_and_links_is_read_as_it_was_typed(text: str, meant: str) -> None:
    """Entities are undone once, addresses lose their marks, and a mention keeps the member's id."""
    assert typed(text) == meant


@pytest.mark.parametrize("name", ["Ada", "@Ada", "“Ada”", '"Ada"', "<@U0ADA|ada>", "<@U0ADA>", "U0ADA", "ada"])
async def test_points_take_a_member_as_people_name_one(played: Office, name: str) -> None:
    """A name, a name in quotes, a mention with or without the label, and an id all mean Ada."""
    told = await said(played, f"/quiz points {name} 50 for the talk")
    assert "The points are corrected" in told
    assert "+50" in told
    assert "Ada" in told
    assert "for the talk" in told


@pytest.mark.parametrize("line", ['/quiz points "Bo Li" -5 x', "/quiz points “Bo Li” -5 x", "/quiz points member=“Bo Li” -5 x"])
async def test_a_name_with_spaces_stands_in_quotes(played: Office, line: str) -> None:
    """Quotes keep the words of a name together."""
    told = await said(played, line)
    assert "The points are corrected" in told
    assert "Bo Li" in told


@pytest.mark.parametrize(("line", "seen"), [
    ("/quiz season start “Spring Two”", "*Season*\\nSpring Two"),
    ("/quiz season start Spring", "*Season*\\nSpring"),
    ("/quiz season　start　Spring", "*Season*\\nSpring"),
    ("/quiz points　Ada　５　好", "+5"),
    ("/leaderboard all　tenant", "all time · all channels"),
    ("/leaderboard all tenant", "all time · all channels"),
    ("/leaderboard “all” “tenant”", "all time · all channels"),
    ("/leaderboard —scope tenant —period all", "all time · all channels"),
    ("/leaderboard scope=“tenant” period=\"all\"", "all time · all channels"),
    ("/leaderboard week workspace", "all channels"),
    ("/leaderboard topic=“Birds”", "Birds"),
    ("/quiz team “Night Owls”", "*Team*\\nNight Owls"),
    ("/quiz zone “Europe/Berlin”", "Europe/Berlin"),
    ("/schedule set “09:00” “Europe/Berlin”", "Europe/Berlin"),
    ("/schedule set 09:00 —tz Europe/Berlin —days “mon-fri”", "mon-fri at 09:00"),
    ("/demo “gelu” 1", "0.841344746"),
    ("/demo gelu １", "0.841344746"),
    ("/demo l2-loss “1, 2” “1, 4”", "L2"),
    ("/demo base64 &lt;", "PA=="),
])
async def test_what_a_keyboard_makes_of_a_command_works(played: Office, line: str, seen: str) -> None:
    """Curly quotes, one dash for two, and full-width spaces and digits change nothing."""
    told = await said(played, line)
    assert "⚠️" not in told
    assert seen in told


@pytest.mark.parametrize(("line", "names"), [
    ("/leaderboard scope=topic topic=base64", ("scope", "channel, tenant")),
    ("/leaderboard all everywhere", ("scope", "channel, tenant")),
    ("/leaderboard topic=nonsense", ("topic", "birds, stars")),
    ("/quiz season start", ("name", "1 to 40")),
    ("/quiz season", ("start, end, list, show",)),
    ("/quiz points Ada", ("points", "-1000 to 1000")),
    ("/quiz points Ada fifty x", ("points", "-1000 to 1000")),
    ("/quiz points Ada 5", ("reason", "1 to 200")),
    ("/quiz points <@U9NOBODY|nob> 5 x", ("member", "U9NOBODY")),
    ("/quiz points Bo Li 5 x", ("points", "whole number")),
    ("/quiz zone Nowhere", ("tz", "IANA")),
    ("/quiz today extra", ("extra",)),
])
async def test_what_does_not_work_says_what_is_allowed(played: Office, line: str, names: tuple[str, ...]) -> None:
    """One line names the argument and what it takes; nothing is changed."""
    told = await said(played, line)
    assert told.count("⚠️") == 1
    assert all(name in told for name in names), told
    assert "\\n" not in told
