"""Old, forged, foreign and senseless requests: always a private card, never a trace of an error."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.dispatch import declared_actions, declared_commands
from bot.domain.card import Card
from bot.domain.request import Member, Request
from bot.domain.schedule import Filter
from bot.domain.text import Lang
from bot.store.audit import audit
from tests.house import CHANNEL, House
from tests.scenarios.stage import letters, stage

ONE = Filter(kinds=("single_choice",))
TROUBLE = ("出错了，这次没有完成", "Something went wrong and this was not done")
PREFIXES = sorted(action.prefix for action in declared_actions())
PATHS = sorted(command.path for command in declared_commands())
anything = st.text(st.characters(), max_size=60)
pieces = st.sampled_from(["", ":", "::", "B", "general", "r00000000004", "pick-one", "swift", "base64", "Man", "week", "\x00",
                          "\ud800", "{0}", "%s", "'; DROP TABLE rounds; --", "../../etc/passwd", "９", "۳", "\u202e", "A" * 300])


def sound(card: Card) -> bool:
    """A private card, with something in it, that is no apology for a fault of ours."""
    return card.private and not any(said in card.body for said in TROUBLE) and bool(card.body or card.title or card.table)


@pytest.mark.parametrize("action", [
    "q0:r00000000004:B", "q9:r00000000004:B", "vote:1", "q1", "q1:", "q1::", "q1:r00000000004", "q1:r00000000004:Z",
    "q1:nosuchround0:B", "a1:", "a1:nosuchround0", "mine1:", "run1:", "run1:nosuch", "look1:", "st1:nosuch",
    "term1:vega", "board1:", "board1:century", "sb1:century", "df1:nosuch", "df1:", "dp1:", "sd1:", "sd1:nosuch 1",
    "plan2:", "Q1:r00000000004:B", " q1:r00000000004:B", "q1 :r00000000004:B",
])
async def test_a_button_that_cannot_be(tmp_path: Path, action: str) -> None:
    """Old versions, missing parts, unknown names: a polite refusal in each language, nothing recorded or posted."""
    async with stage(tmp_path) as house:
        await house.plan(filter=ONE)
        await house.advance(minutes=1)
        before = await house.room_messages()
        for lang in ("zh", "en"):
            card = await house.press(action, lang=lang, manager=True)
            assert (card.tone, sound(card)) == ("error", True), card
        assert await house.room_messages() == before
        assert await house.tenant().answers((await house.round()).id) == []


@pytest.mark.parametrize("line", ["/nonsense", "/", "", "   ", "/quiz", "/quiz nonsense", "/schedule", "/lookup", "/quiz answer",
                                  "/leaderboard decade", "/demo nosuch", "/help me", "/QUIZ", "/quiz\ttoday", "//help"])
async def test_a_command_that_cannot_be(tmp_path: Path, line: str) -> None:
    """What is missing or unknown is named, in each language."""
    async with stage(tmp_path) as house:
        for lang in ("zh", "en"):
            card = await house.say(line, lang=lang, manager=True)
            assert (card.tone, sound(card)) == ("error", True), card


async def test_commands_are_read_generously(tmp_path: Path) -> None:
    """Case, a missing slash and spaces around do not matter."""
    async with stage(tmp_path) as house:
        for line in ("/Help", "help", "/QUIZ TODAY", "  quiz   today  ", "/leaderboard WEEK"):
            assert (await house.say(line)).tone != "error", line


async def test_a_round_of_another_channel_or_tenant(tmp_path: Path) -> None:
    """Its id opens nothing elsewhere: not answering, not looking at one's answer; and the round itself is untouched."""
    async with stage(tmp_path) as house:
        await house.plan(filter=ONE)
        await house.advance(minutes=1)
        round_, seen = await house.round(), await letters(house, "B")
        for channel in ("web:local:lab", "web:other:general", "discord:1:2", "slack:T1:C1"):
            for action in (f"q1:{round_.id}:{seen}", f"a1:{round_.id}", f"mine1:{round_.id}"):
                for lang in ("zh", "en"):
                    card = await house.press(action, values={"answer": seen}, channel=channel, lang=lang, manager=True)
                    assert (card.tone, sound(card)) == ("error", True)
                    assert round_.question_id not in card.body
        assert await house.tenant().answers(round_.id) == []
        assert (await house.press(f"q1:{round_.id}:{seen}")).tone == "correct"
        foreign = await house.press(f"mine1:{round_.id}", channel="web:other:general")
        assert (foreign.tone, foreign.fields) == ("error", ())


async def test_tenants_are_walls(tmp_path: Path) -> None:
    """The same member id in two tenants shares neither points nor export nor schedules."""
    async with stage(tmp_path) as house:
        plan = await house.plan(filter=ONE)
        await house.advance(minutes=1)
        await house.say("/quiz answer swift")
        abroad = "web:other:general"
        assert (await house.say("/leaderboard all", channel=abroad)).table is None
        exported = (await house.say("/privacy export", channel=abroad)).data
        assert exported is not None
        assert exported["answers"] == []
        for word in ("pause", "remove", "skip"):
            assert (await house.say(f"/schedule {word} {plan.id}", channel=abroad, manager=True)).tone == "error"
        assert (await house.press("erase1:", channel=abroad)).body.startswith("Deleted: 0")
        assert (await house.say("/leaderboard all")).table is not None


async def test_text_of_members_is_data(tmp_path: Path) -> None:
    """Braces, markup, quotes and control characters in a name or an answer come back as they are or cleaned."""
    async with stage(tmp_path) as house:
        await house.plan(filter=Filter(kinds=("discussion",)), window=timedelta(hours=1))
        await house.advance(minutes=1)
        house.names["eve"] = "{name}\u202e**Eve**\n@everyone"
        nasty = "'; DROP TABLE answers; -- {0} {answer} %(x)s \u202e <script> ``` `"
        await house.say(f"/quiz answer {nasty}", "eve")
        stored, = await house.tenant().answers((await house.round()).id)
        assert stored.name == "{name}**Eve**@everyone"
        assert "DROP TABLE answers; -- {0} {answer} %(x)s" in stored.response
        house.seen.clear()  # braces of a member are no places of ours


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[asyncio.Runner, House]]:
    """One house for all the senseless requests, with an open question in it."""
    with asyncio.Runner() as runner:
        opened = stage(tmp_path_factory.mktemp("town"))
        house = runner.run(opened.__aenter__())
        runner.run(house.plan(filter=ONE))
        runner.run(house.advance(minutes=1))
        yield runner, house
        runner.run(opened.__aexit__(None, None, None))


def asked(house: House, **what: Any) -> Request:
    return Request(channel=CHANNEL, member=Member("eve", "Eve", is_manager=True), at=house.clock.now(), **what)


@given(prefix=st.sampled_from(PREFIXES) | anything, arguments=st.lists(pieces | anything, max_size=4),
       values=st.dictionaries(st.sampled_from(["answer", "name", "text", "at", "tz", "days", "topic"]) | anything,
                              pieces | anything, max_size=4), lang=st.sampled_from(["zh", "en"]))
@settings(max_examples=150, deadline=None, derandomize=True)
def test_senseless_actions(town: tuple[asyncio.Runner, House], prefix: str, arguments: list[str], values: dict[str, str],
                           lang: Lang) -> None:
    """Any action text with any form values: a private card, and no fault of ours."""
    runner, house = town
    request = asked(house, action=f"{prefix}:{':'.join(arguments)}", values=values, lang=lang)
    assert sound(runner.run(house.dispatch.handle(request)))


@given(path=st.sampled_from(PATHS) | anything, words=st.lists(pieces | anything, max_size=4),
       values=st.none() | st.dictionaries(st.sampled_from(["response", "period", "term", "name", "arguments", "id", "at", "tz"])
                                          | anything, pieces | anything, max_size=4), lang=st.sampled_from(["zh", "en"]))
@settings(max_examples=150, deadline=None, derandomize=True)
def test_senseless_commands(town: tuple[asyncio.Runner, House], path: str, words: list[str], values: dict[str, str] | None,
                            lang: Lang) -> None:
    """Any command with any words or options: a private card, and no fault of ours."""
    runner, house = town
    request = asked(house, command=path or "?", words=" ".join(words), values=values or {}, lang=lang)
    assert sound(runner.run(house.dispatch.handle(request)))


def test_sense_after_nonsense(town: tuple[asyncio.Runner, House]) -> None:
    """After all of it the house still answers, and its books are in order."""
    runner, house = town
    assert runner.run(house.say("/help")).tone == "info"
    faults = runner.run(house.quiz.store._database.read(audit))  # type: ignore[attr-defined]
    assert faults == []
    house.seen.clear()
