"""What members do on Discord, from the click to the ledger: the real core and discord.py over loopback."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from bot.domain.card import Card
from bot.domain.question import Question
from bot.ports import Permanent
from tests.adapters.discord.gates import faults
from tests.adapters.discord.server import Picked, Server, buttons_of, connected, open_server, text_of
from tests.adapters.discord.wire import Wire
from tests.adapters.discord.world import CHANNEL, GUILD, OTHER_CHANNEL, OTHER_GUILD, World
from tests.house import House, open_house, sqlite_url

PLACE = f"discord:{GUILD}:{CHANNEL}"


def house_of(server: Server) -> House:
    assert server.house is not None
    return server.house


async def ask(server: Server, fits: Callable[[Question], bool], channel: str = PLACE, **fields: Any) -> Question:
    """Open a question that fits in the channel; its message is the channel's newest."""
    house = house_of(server)
    picked = next(question for question in house.quiz.bank.questions.values() if fits(question))
    house.quiz.bank = replace(house.quiz.bank, questions={picked.id: picked})
    await house.plan(channel=channel, **fields)
    await house.advance(minutes=2)
    return picked


def lettered(question: Question) -> bool:
    return question.kind == "single_choice" and question.computed_by is not None


async def test_a_press_is_answered_privately_at_once_and_stored(server: Server) -> None:
    """A letter gives one private first response with the verdict, and the answer is in the ledger."""
    await ask(server, lettered)
    message = server.messages()[0]
    shown = await server.press(buttons_of(message)[0][1], message)
    assert shown.kind == 4
    assert shown.private
    assert "Your answer: A" in shown.text
    board = await server.command("leaderboard", {"period": "all"}, name="Grace", member=8)
    assert "Ada" in board.text
    followed = [call for call in server.wire.calls if call.path.startswith("/webhooks/")]
    assert followed == []


async def test_a_second_press_tells_that_the_first_answer_stands(server: Server) -> None:
    """The second letter is not counted, and the reply says so."""
    await ask(server, lettered)
    message = server.messages()[0]
    await server.press(buttons_of(message)[0][1], message)
    again = await server.press(buttons_of(message)[1][1], message)
    assert "Your first answer stands" in again.text
    assert "Your answer: A" in again.text


async def test_a_press_after_the_close_is_late_by_its_own_time(server: Server) -> None:
    """The interaction's own time stamp decides, and the reply says that it was too late."""
    house = house_of(server)
    await ask(server, lettered, window=timedelta(hours=1))
    message = server.messages()[0]
    button = buttons_of(message)[0][1]
    house.clock.move(hours=2)
    shown = await server.press(button, message)
    assert shown.private
    assert "closed" in shown.text


async def test_the_question_is_edited_and_revealed_at_the_close(server: Server) -> None:
    """After the close the question has lost its buttons, and a message that replies to it tells the key."""
    house = house_of(server)
    await ask(server, lettered, window=timedelta(hours=1))
    message = server.messages()[0]
    await server.press(buttons_of(message)[0][1], message)
    await house.advance(hours=1)
    question, reveal = server.messages()
    assert buttons_of(question) == []
    assert str(reveal["message_reference"]["message_id"]) == question["id"]
    assert reveal["message_reference"]["fail_if_not_exists"] is False
    assert "answers.png" in [one["filename"] for one in reveal["attachments"]]


async def test_buttons_live_on_after_a_restart(tmp_path: Path) -> None:
    """A message posted by one process is answered by the next, forms included."""
    async with open_house(sqlite_url(tmp_path)) as house:
        wire = Wire(World.small(house.clock.now))
        await wire.start()
        async with connected(house, wire) as first:
            await ask(first, lambda question: question.kind == "numeric")
        async with connected(house, wire) as second:
            message = second.messages()[0]
            form = await second.press(buttons_of(message)[0][1], message)
            assert form.kind == 9
            shown = await second.submit(form, {"answer": "12345"})
        await wire.stop()
    assert "Your answer: 12345" in shown.text
    assert faults(wire.calls) == []
    assert len(wire.named("PUT", ".*")) == 1, "the commands have not changed, so they are registered once"


async def test_several_picks_come_from_a_checkbox_group(server: Server) -> None:
    """A multiple choice question opens a form with one box for each option."""
    await ask(server, lambda question: question.kind == "multiple_choice")
    message = server.messages()[0]
    form = await server.press(buttons_of(message)[0][1], message)
    group = next(part["component"] for part in form.data["components"] if "component" in part)
    assert group["type"] == 22
    shown = await server.submit(form, {"answer": ["A", "C"]})
    assert "Your answer: A" in shown.text.replace("\\", "")


async def test_an_order_is_typed_as_letters_beside_the_options(server: Server) -> None:
    """An ordering question opens a form that shows the options and takes letters in order."""
    question = await ask(server, lambda question: question.kind == "ordering")
    message = server.messages()[0]
    form = await server.press(buttons_of(message)[0][1], message)
    assert "**A**" in form.data["components"][0]["content"]
    letters = "ABCDEFGHIJ"[: len(question.options)]
    shown = await server.submit(form, {"answer": letters})
    assert shown.private
    assert "Your answer" in shown.text


async def test_a_member_whose_discord_is_chinese_reads_chinese(server: Server) -> None:
    """The reply follows the member's own language, whatever the post's is."""
    await ask(server, lettered)
    message = server.messages()[0]
    shown = await server.press(buttons_of(message)[0][1], message, locale="zh-TW")
    assert "你的回答" in shown.text


async def test_direct_messages_are_refused_politely(server: Server) -> None:
    """Outside a server a command gets one sentence in the member's language."""
    assert "server" in (await server.command("help", guild=None)).text
    assert "服务器" in (await server.command("help", guild=None, locale="zh-CN")).text


async def test_only_managers_may_schedule_whatever_the_server_allows(server: Server) -> None:
    """The check in code holds when a server has opened the command to everyone."""
    refused = await server.command("schedule set", {"at": "09:00", "tz": "Asia/Shanghai"})
    assert "Only managers" in refused.text
    allowed = await server.command("schedule set", {"at": "09:00", "tz": "Asia/Shanghai"}, manager=True)
    assert "Scheduled" in allowed.text


async def test_a_demo_runs_changes_its_numbers_and_is_shared(server: Server) -> None:
    """`/demo` answers privately with numbers and a picture; its form holds what was given; sharing posts it."""
    shown = await server.command("demo", {"name": "gelu", "arguments": "0.5"}, seconds=20)
    assert shown.private
    assert "0\\.345731231" in shown.text
    assert shown.files
    form = await server.press(shown.button("Change numbers"))
    assert form.kind == 9
    inputs = {part["component"]["custom_id"]: part["component"].get("value") for part in form.data["components"]}
    assert "0.5" in inputs.values()
    changed = await server.submit(form, {"x": "２"}, seconds=20)
    assert changed.private
    assert "1\\.954499736" in changed.text
    await server.press(changed.button("Share"), seconds=20)
    assert "1\\.954499736" in text_of(server.messages()[-1])
    assert server.messages()[-1]["attachments"]


async def test_a_demo_leads_to_a_question_and_back(server: Server) -> None:
    """*Quiz me on this* asks privately what the demo proves, judges the number, and its *Run it* computes the key."""
    shown = await server.command("demo", {"name": "relay", "arguments": "0.9 5"}, seconds=20)
    asked = await server.press(shown.button("Quiz me"))
    assert asked.private
    assert "Practice" in asked.text
    told = await server.submit(await server.press(asked.button("Answer")), {"answer": "1"})
    assert "Right answer" in told.text
    proof = await server.press(told.button("Run it"), seconds=20)
    assert proof.private
    assert proof.files


async def test_a_demo_without_its_numbers_opens_the_form(server: Server) -> None:
    """`/demo cosine…` alone asks for the numbers, example filled in; the form runs it."""
    name = next(demo.name for demo in house_of(server).quiz.demos.values() if any(not p.optional for p in demo.params))
    form = await server.command("demo", {"name": name})
    assert form.kind == 9
    shown = await server.submit(form, {}, seconds=20)
    assert shown.private
    assert "Change numbers" in [label for label, _ in shown.buttons]


async def test_a_form_that_follows_a_form_comes_behind_a_button(server: Server) -> None:
    """Discord takes no form as the answer to a form: the menu of demos leads to a button that opens it."""
    menu = await server.command("demo")
    assert menu.kind == 9
    name = next(demo.name for demo in house_of(server).quiz.demos.values() if any(not p.optional for p in demo.params))
    part = next(part["component"] for part in menu.data["components"] if "component" in part
                and any(option["value"] == name for option in part["component"]["options"]))
    chosen = await server.submit(menu, {part["custom_id"]: name if part["type"] == 21 else [name]})
    assert chosen.kind == 4
    assert (await server.press(chosen.button("Fill in"))).kind == 9


async def test_suggestions_come_in_both_languages(server: Server) -> None:
    """Names of demos are found by Chinese and by English titles; arguments suggest an example with the usage."""
    demos = house_of(server).quiz.demos
    gelu = demos["gelu"]
    assert "gelu" in [value for value, _ in await server.complete("demo", "name", "gel")]
    assert "gelu" in [value for value, _ in await server.complete("demo", "name", gelu.title.zh[:3], locale="zh-CN")]
    offered = await server.complete("demo", "arguments", "", {"name": "gelu"})
    assert offered[0][0] == gelu.example
    assert "usage" in offered[0][1]
    zones = await server.complete("schedule set", "tz", "shang")
    assert zones[0] == ("Asia/Shanghai", "Asia/Shanghai")


async def test_setup_shows_what_will_come_and_starts(server: Server) -> None:
    """One form, a preview of the first question with the next dates, and Start makes the schedule active."""
    form = await server.command("quiz setup", manager=True)
    assert form.kind == 9
    draft = await server.submit(form, {"at": "21:30", "tz": "Europe/Berlin"}, manager=True)
    assert "The first question will look like this" in draft.text
    assert "2026\\-11\\-24 21\\:30" in draft.text
    store = house_of(server).quiz.store.tenant(f"discord:{GUILD}")
    assert [plan.state for plan in await store.schedules(PLACE)] == ["paused"]
    started = await server.press(draft.button("Start"), manager=True)
    assert "Started" in started.text
    assert [plan.state for plan in await store.schedules(PLACE)] == ["active"]


async def test_setup_is_for_managers_only(server: Server) -> None:
    """The button of the greeting refuses anyone else."""
    assert "Only managers" in (await server.press("setup1:")).text


async def test_two_servers_with_equal_numbers_share_nothing(tmp_path: Path) -> None:
    """A button of one server, forged into another, opens nothing there."""
    async with open_server(tmp_path) as server:
        await ask(server, lettered)
        message = server.messages()[0]
        await server.press(buttons_of(message)[0][1], message)
        stolen = await server.press(buttons_of(message)[0][1], message, guild=OTHER_GUILD, channel=OTHER_CHANNEL)
        board = await server.command("leaderboard", {"period": "all"}, guild=OTHER_GUILD, channel=OTHER_CHANNEL)
    assert "cannot be found" in stolen.text
    assert "Ada" not in board.text


async def test_another_channel_is_picked_natively_and_never_another_servers(server: Server) -> None:
    """`channel:` takes a channel of this server; a number of another server's channel leads nowhere."""
    store = house_of(server).quiz.store.tenant(f"discord:{GUILD}")
    options = {"at": "09:00", "tz": "Asia/Shanghai", "channel": Picked("555")}
    await server.command("quiz setup", options, manager=True)
    assert [plan.channel for plan in await store.schedules()] == [f"discord:{GUILD}:555"]
    stolen = await server.platform.post(f"discord:{GUILD}:{OTHER_CHANNEL}", Card(body="x"), "k1")
    assert isinstance(stolen, Permanent)
    assert server.messages(OTHER_CHANNEL) == []
