"""Forged and hostile input on Discord: always one private reply, nothing leaked, nothing broken."""

from __future__ import annotations

import json
import logging
import random
from typing import Any

import pytest

from bot.dispatch import declared_actions, declared_commands
from tests.adapters.discord.server import Server, buttons_of
from tests.adapters.discord.test_members import PLACE, ask, house_of, lettered
from tests.adapters.discord.world import GUILD

PREFIXES = [*sorted(action.prefix for action in declared_actions()), "q0", "q9", "", "x"]
PIECES = ["", ":", "::", "A", "Z", "r00000000001", "'; drop table answers;--", "%", "../../etc/passwd", "\u202e", "中文", "9" * 80,
          "gelu nan", "gelu 9**9**9", "gelu " + "1," * 30, "__import__('os')", "\n", "null", "#", "#k", "week", "😀"]


def forged(rng: random.Random) -> str:
    return (rng.choice(PREFIXES) + ":" + "".join(rng.choice(PIECES) for _ in range(rng.randint(0, 3))))[:100]


async def test_forged_buttons_and_forms_get_a_private_reply(server: Server, caplog: pytest.LogCaptureFixture) -> None:
    """A hundred forged actions and forms, by members and managers: one private answer each, and no traceback."""
    rng = random.Random(20261124)
    await ask(server, lettered)
    with caplog.at_level(logging.ERROR):
        for _ in range(60):
            shown = await server.press(forged(rng), manager=rng.random() < 0.3, seconds=20)
            assert shown.kind in (4, 9)
            assert shown.kind == 9 or shown.private
        for _ in range(40):
            values: list[dict[str, Any]] = [{"type": 18, "component": {"type": 4, "custom_id": rng.choice(["answer", "name", "at", "~rest"]),
                                                                       "value": rng.choice(PIECES) * rng.randint(1, 30)}}]
            shown = await server.send(5, {"custom_id": forged(rng), "components": values}, manager=rng.random() < 0.3, seconds=20)
            assert shown.kind == 4
            assert shown.private
    assert [record for record in caplog.records if record.exc_info] == []


async def test_forged_commands_and_suggestions_are_answered(server: Server, caplog: pytest.LogCaptureFixture) -> None:
    """Every command with values of any type for its options, known and unknown, and every suggestion for anything typed:
    one answer each in time, at most 25 choices, and no traceback."""
    rng = random.Random(20261125)
    odd: list[Any] = [*PIECES, True, -1, 2**53, 1.5, 1e308, "x" * 6000]
    with caplog.at_level(logging.ERROR):
        for command in declared_commands():
            options = {name: rng.choice(odd) for name in (*(param.name for param in command.params), "none-of-ours") if rng.random() < 0.7}
            shown = await server.command(command.path, options, seconds=20)
            assert shown.kind == 9 or shown.private, command.path
            for param in command.params:
                if param.suggest:
                    offered = await server.complete(command.path, param.name, str(rng.choice(odd)))
                    assert len(offered) <= 25
                    assert all(0 < len(value) <= 100 and 0 < len(label) <= 100 for value, label in offered)
    assert [record for record in caplog.records if record.exc_info] == []


async def test_a_picked_value_that_was_never_offered_changes_nothing(server: Server, caplog: pytest.LogCaptureFixture) -> None:
    """A press that claims to come from a menu, with values of its own making: a private reply, and no answer is stored."""
    await ask(server, lettered)
    store = house_of(server).quiz.store.tenant(f"discord:{GUILD}")
    [open_] = await store.rounds(PLACE)
    with caplog.at_level(logging.ERROR):
        for values in (["A"], ["Z" * 90], [], [None], [{"x": 1}], "A", 7):
            data = {"custom_id": f"a1:{open_.id}", "component_type": 3, "values": values}
            shown = await server.send(3, data, extra={"message": server.messages()[0]})
            assert shown.kind == 9 or shown.private
    assert await store.answered_count(open_.id) == 0
    assert [record for record in caplog.records if record.exc_info] == []


async def test_unknown_commands_and_options_are_answered(server: Server) -> None:
    """A command that a newer or older version had gets a sentence, not silence."""
    assert "There is no command" in (await server.command("bygone")).text
    shown = await server.command("leaderboard", {"period": "aeon"})
    assert shown.private
    assert "week" in shown.text


@pytest.mark.parametrize("name", ["@everyone", "[x](https://evil.example)", "\u202egnp", "**bold**", "", "名" * 40, "```"])
async def test_a_hostile_name_is_only_a_name(server: Server, name: str) -> None:
    """On the board and in the reveal a name is text, and pings nobody."""
    await ask(server, lettered)
    message = server.messages()[0]
    await server.press(buttons_of(message)[0][1], message, name=name or "?")
    board = await server.command("leaderboard", {"period": "all"}, member=8, name="Grace")
    await house_of(server).advance(days=1)
    for body in (board.data, server.messages()[-1]):
        text = json.dumps(body, ensure_ascii=False)
        assert "\u202e" not in text
        assert "](https://evil" not in text


async def test_the_key_is_in_no_body_before_the_reveal(server: Server) -> None:
    """A canary as the key of a typed question: until the close it is in nothing that was sent."""
    canary = "zwölfundzwanzig"
    house = house_of(server)
    question = next(one for one in house.quiz.bank.questions.values() if one.kind == "short_text")
    from dataclasses import replace

    from bot.domain.text import Text

    planted = replace(question, key=Text.same(canary), explanation=Text.same(f"It is {canary}."))
    house.quiz.bank = replace(house.quiz.bank, questions={planted.id: planted})
    await house.plan(channel=PLACE, verdict="at_reveal")
    await house.advance(minutes=2)
    message = server.messages()[0]
    button = buttons_of(message)[0][1]
    form = await server.press(button, message)
    await server.submit(form, {"answer": "something else"})
    await server.command("quiz today")
    await server.command("quiz me")
    await server.command("leaderboard", {"period": "all"})
    await server.press(f"run1:{planted.id}")
    await server.press(f"mine1:{button.split(':')[1]}")
    await server.complete("lookup", "term", "zw")
    before = json.dumps([call.body for call in server.wire.calls], ensure_ascii=False)
    assert canary not in before
    await house.advance(days=1)
    after = json.dumps(server.messages(), ensure_ascii=False)
    assert canary in after, "the canary would have been seen"


async def test_a_choice_tells_nothing_by_its_place_or_id(server: Server) -> None:
    """Buttons carry version, round and letter, and nothing else."""
    await ask(server, lettered)
    ids = [custom_id for _, custom_id in buttons_of(server.messages()[0])]
    rounds = {one.split(":")[1] for one in ids}
    assert len(rounds) == 1
    assert [one.split(":")[::2] for one in ids] == [["q1", letter] for letter in "ABCDEFGHIJ"[: len(ids)]]


async def test_a_thread_is_a_channel_of_its_own(server: Server) -> None:
    """A schedule set in a thread belongs to the thread, not to its parent."""
    await server.command("schedule set", {"at": "09:00", "tz": "Asia/Shanghai"}, channel=777, manager=True)
    store = house_of(server).quiz.store.tenant(f"discord:{GUILD}")
    assert [plan.channel for plan in await store.schedules()] == [f"discord:{GUILD}:777"]
