"""A live quiz on Discord stands in the thread of its lobby message, and the channel keeps that one message."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from bot import counter
from tests.adapters.discord.server import buttons_of, text_of
from tests.adapters.discord.wire import JSON, Fault
from tests.adapters.discord.world import CHANNEL, DIRECT, NAMES, Channel
from tests.scenarios.stage import SECRET, small_bank
from tests.scenarios_shared.drivers.discord import DiscordDriver, open_driver

START = "quiz start questions=3 seconds=20 lang=en"
LETTERED = """
- {id: river, kind: single_choice, topic: stars, difficulty: '3', stem: "Which is longest?", key: A, explanation: E., options: [Nile, Rhine]}
- {id: moon, kind: true_false, topic: stars, difficulty: '1', stem: The Moon is a star., key: 'false', explanation: It is none.}
"""


@pytest.fixture
async def driver(tmp_path: Path) -> AsyncIterator[DiscordDriver]:
    """A bot on the small Discord with three members; everything that it sent passes the gates."""
    async with open_driver(tmp_path, small_bank(LETTERED)) as opened:
        yield opened


def channel(driver: DiscordDriver) -> list[dict[str, Any]]:
    """What stands in the channel itself."""
    return driver.server.messages()


def thread(driver: DiscordDriver) -> Channel:
    """The quiz's one thread."""
    (found,) = driver.server.world.threads(CHANNEL)
    return found


def titles(messages: list[dict[str, Any]]) -> list[str]:
    """The first line of each message."""
    return [text_of(message).splitlines()[0] for message in messages]


async def deny(driver: DiscordDriver, *names: str) -> None:
    """A moderator takes these permissions from the bot, and Discord says so."""
    place = driver.server.world.channels[CHANNEL]
    place.denied = sum(NAMES[name] for name in names)
    await driver.server.wire.emit("CHANNEL_UPDATE", place.payload())


async def begin(driver: DiscordDriver) -> None:
    """Ada and Grace are in, and the first question is there."""
    await driver.type("Ada", START)
    await driver.house.settle()
    await driver.click("Grace", "Join")
    await driver.click("Ada", "Start now")
    await driver.house.settle()


async def play(driver: DiscordDriver, questions: int = 3) -> None:
    """So many questions go by; both answer each."""
    for _ in range(questions):
        for who in ("Ada", "Grace"):
            assert "Recorded" in await driver.type(who, "quiz answer A")
        await driver.house.settle()
        await driver.house.advance(seconds=10)


async def test_the_channel_keeps_one_message_and_the_thread_has_the_rest(driver: DiscordDriver) -> None:
    """Questions, reveals and podium stand in the thread; the lobby message tells the standing and in the end the result."""
    await begin(driver)
    assert thread(driver).name == "Quiz by Ada"
    assert titles(thread(driver).messages) == ["Question 1 of 3"]
    await play(driver, 1)
    await counter.refresh(driver.house.quiz)
    assert "Question 2 of 3 is open" in text_of(channel(driver)[0])
    assert not any(secret in text_of(channel(driver)[0]) for secret in SECRET)
    await play(driver, 2)
    found = titles(thread(driver).messages)
    assert [title.partition(" · ")[0] for title in found[:3]] == ["Question 1 of 3", "Question 2 of 3", "Question 3 of 3"]
    assert "🏆" in found[3]
    assert len(found) == 4
    assert titles(channel(driver)) == found[3:]
    assert [label for label, _ in buttons_of(channel(driver)[0])] == ["Rematch"]
    assert len(driver.server.wire.named("POST", r"/channels/\d+/messages/\d+/threads")) == 1


async def test_what_is_pressed_or_typed_in_the_thread_is_the_channels(driver: DiscordDriver) -> None:
    """A press in the thread is stored, a command typed there steers the channel's quiz, and a stranger's thread does not."""
    await begin(driver)
    round_ = await driver.house.round(driver.channel)
    assert round_.message_id == f"{thread(driver).id}/{thread(driver).messages[0]['id']}"
    custom_id = buttons_of(thread(driver).messages[0])[0][1]
    shown = await driver.server.press(custom_id, thread(driver).messages[0], member=8, name="Grace", channel=thread(driver).id)
    assert "Recorded" in shown.text
    inside = await driver.server.command("quiz skip", {}, member=7, name="Ada", channel=thread(driver).id)
    assert "counts for nobody" in inside.text
    elsewhere = await driver.server.command("quiz skip", {}, member=7, name="Ada", channel=thread(driver).id + 1)
    assert "No quiz runs" in elsewhere.text


async def test_a_restart_goes_on_in_the_same_thread(driver: DiscordDriver) -> None:
    """The open question is edited into its reveal by the next process, which finds the thread that is there."""
    await begin(driver)
    await driver.restart()
    await play(driver)
    assert "the answer" in titles(thread(driver).messages)[0]
    assert len(thread(driver).messages) == 4
    assert len(channel(driver)) == 1
    assert len(driver.server.wire.named("POST", r"/channels/\d+/messages/\d+/threads")) == 2


@pytest.mark.parametrize("cut", ["before", "after"])
async def test_a_lost_reply_leaves_one_thread_and_one_question(driver: DiscordDriver, cut: str) -> None:
    """Whether the thread's creation or the first question in it is lost on the way, each is there once in the end."""
    threads, posts = r"POST /channels/\d+/messages/\d+/threads", r"POST /channels/\d{4,}/messages"
    driver.server.wire.faults += [Fault(threads, cut=cut), Fault(posts, cut=cut)]
    await begin(driver)
    for _ in range(4):
        await driver.house.advance(seconds=12)
    assert titles(thread(driver).messages)[0].startswith("Question 1 of 3")
    assert len([title for title in titles(thread(driver).messages) if title.startswith("Question 1")]) == 1
    assert len(channel(driver)) == 1


@pytest.mark.parametrize("lacking", ["create_public_threads", "send_messages_in_threads"])
async def test_without_the_permission_the_questions_are_replies_and_the_host_is_told_once(driver: DiscordDriver, lacking: str) -> None:
    """The quiz runs in the channel, and one private message to the host names the permission."""
    await deny(driver, lacking)
    await begin(driver)
    await play(driver)
    assert driver.server.world.threads(CHANNEL) == []
    assert len(channel(driver)) == 5
    assert [message["message_reference"]["message_id"] for message in channel(driver)[1:]] == [int(channel(driver)[0]["id"])] * 4
    (told,) = driver.server.world.channels[DIRECT + 7].messages
    assert ("Create Public Threads" if lacking == "create_public_threads" else "Send Messages in Threads") in text_of(told)


async def test_a_thread_that_may_not_be_written_in_is_left(driver: DiscordDriver) -> None:
    """Where Discord refuses the first question inside the thread, the quiz goes on in the channel."""
    driver.server.wire.faults.append(Fault(r"POST /channels/\d{4,}/messages", 403, {"code": 50013, "message": "Missing Permissions"}, JSON))
    await begin(driver)
    await play(driver)
    assert thread(driver).messages == []
    assert len(channel(driver)) == 5


async def test_an_archived_thread_comes_back(driver: DiscordDriver) -> None:
    """The reveal that cannot be edited in is posted, which brings the thread back, and the quiz goes on in it."""
    await begin(driver)
    thread(driver).archived = True
    await play(driver)
    assert [title.partition(" · ")[0] for title in titles(thread(driver).messages)[:4]] == [
        "Question 1 of 3", "Question 1 of 3", "Question 2 of 3", "Question 3 of 3"]
    assert "🏆" in text_of(channel(driver)[0])


@pytest.mark.parametrize(("how", "said"), [("locked", "the thread is locked"), ("deleted", "the thread was deleted")])
async def test_a_thread_that_is_closed_ends_the_quiz_and_the_channel_reads_why(driver: DiscordDriver, how: str, said: str) -> None:
    """Nothing more is sent, nobody is stuck, and the lobby message says what happened."""
    await begin(driver)
    setattr(thread(driver), how, True)
    await driver.type("Grace", "quiz answer A")
    for _ in range(3):
        await driver.house.advance(seconds=22)
    assert await driver.house.tenant(driver.channel).live.running(driver.channel) is None
    assert said in text_of(channel(driver)[0])
    assert len(channel(driver)) == 1
    assert "The lobby appears" in await driver.type("Grace", START)


async def test_in_a_members_thread_the_questions_are_replies(driver: DiscordDriver) -> None:
    """A quiz that is started inside a thread stays in it: Discord has no threads in threads."""
    world = driver.server.world
    world.channels[5000] = Channel(5000, world.channels[CHANNEL].guild, "a talk")
    await driver.server.wire.emit("CHANNEL_CREATE", world.channels[5000].payload())
    driver.server.wire.faults.append(Fault(r"POST /channels/5000/messages/\d+/threads", 400, {"code": 50024, "message": "no"}, JSON))
    await driver.server.command("quiz start", {"questions": 3, "seconds": 20, "lang": "en"}, member=7, name="Ada", channel=5000)
    await driver.house.settle()
    lobby = driver.server.messages(5000)[0]
    action = next(action for label, action in buttons_of(lobby) if label == "Start now")
    await driver.server.press(action, lobby, member=7, name="Ada", channel=5000)
    await driver.house.settle()
    assert len(driver.server.messages(5000)) == 2
