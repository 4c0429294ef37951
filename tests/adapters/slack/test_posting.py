"""A post stands in the channel once, whatever Slack does; and every refusal has its consequence."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from bot.domain.card import Card, Picture
from bot.domain.errors import PlatformError
from bot.ports import AuthDead, NotSent, Permanent, Sent, Unknown
from tests.adapters.slack.fake import BOT_TOKEN, CUT_AFTER, CUT_BEFORE, TEAM, FakeSlack
from tests.adapters.slack.office import ADA, BOSS, CHANNEL, GENERAL, OTHER, Office, open_office, words
from tests.scenarios.stage import small_bank

CARD = Card(title="T", body="text")
LIMITED = (429, {"Retry-After": "1"}, '{"ok":false,"error":"ratelimited"}')
PNG = b"\x89PNG picture"


async def day(office: Office, minutes: int = 30) -> None:
    """Let half an hour pass in steps, with what falls due in each."""
    for _ in range(minutes * 2):
        await office.house.advance(seconds=30)


@pytest.mark.parametrize("fault", [CUT_BEFORE, CUT_AFTER, LIMITED, (503, {}, "unavailable"), (500, {}, "{}"), "internal_error",
                                   "fatal_error"], ids=repr)
async def test_a_question_stands_once_whatever_happens_to_the_call(office: Office, fault: Any) -> None:
    """The call is cut before or after the message is made, limited, or answered with a 5xx: one message, and it works."""
    office.fake.faults["chat.postMessage"].append(fault)
    await office.house.plan(channel=CHANNEL)
    await office.house.advance(minutes=1)
    await day(office, 3)
    assert len(office.fake.channels[GENERAL]) == 1
    round_ = await office.house.round(CHANNEL)
    assert (round_.state, round_.message_id) == ("open", office.fake.last()["ts"])


@pytest.mark.parametrize("fault", [CUT_BEFORE, CUT_AFTER, (503, {}, "")], ids=repr)
async def test_a_reveal_stands_once_in_its_thread(office: Office, fault: Any) -> None:
    """The read-back of a reveal looks into the thread, which the channel's history does not show."""
    question = await office.post_question()
    await office.type("/schedule remove", BOSS)
    office.fake.faults["chat.postMessage"].append(fault)
    await office.house.advance(days=1)
    await day(office, 3)
    assert [message.get("thread_ts") for message in office.fake.channels[GENERAL]] == [None, question["ts"]]
    assert (await office.house.round(CHANNEL)).reveal_id == office.fake.last()["ts"]


async def test_no_call_is_repeated_by_the_library(office: Office) -> None:
    """A lost reply is an unknown outcome, not a second message: the poster has no retries."""
    office.fake.faults["chat.postMessage"] += [CUT_AFTER]
    assert await office.platform.post(CHANNEL, CARD, "k1") == Unknown()
    assert office.fake.count("chat.postMessage") == 1
    assert await office.platform.find(CHANNEL, "k1", office.house.clock.now()) == office.fake.last()["ts"]


async def test_find_reads_further_pages(office: Office) -> None:
    """A message that 250 later ones have buried is found; one that is not there is None."""
    since = office.house.clock.now()
    sent = await office.platform.post(CHANNEL, CARD, "wanted")
    for _ in range(250):
        office.fake.channels[GENERAL].append({"ts": office.fake.stamp(), "text": "chat", "user": ADA})
    assert isinstance(sent, Sent)
    assert await office.platform.find(CHANNEL, "wanted", since) == sent.message_id
    assert await office.platform.find(CHANNEL, "absent", since) is None
    assert await office.platform.find(CHANNEL, "wanted", since + timedelta(hours=1)) is None


async def test_a_channel_that_cannot_be_read_is_an_error(office: Office) -> None:
    """Without the history there is no telling whether the message is there: ConnectionError, and no second post."""
    office.fake.absent.add(GENERAL)
    with pytest.raises(ConnectionError):
        await office.platform.find(CHANNEL, "k", office.house.clock.now())
    office.fake.faults["conversations.history"] += ["internal_error"] * 5
    with pytest.raises(ConnectionError):
        await office.platform.find(f"slack:{TEAM}:{OTHER}", "k", office.house.clock.now())


async def test_a_channel_that_is_gone_holds_nothing(office: Office) -> None:
    """In a deleted channel there surely is no message."""
    assert await office.platform.find(f"slack:{TEAM}:C0GONE", "k", office.house.clock.now()) is None


@pytest.mark.parametrize(("repost", "copies", "state"), [(False, 1, "paused"), (True, 2, "active")], ids=["skip", "repost"])
async def test_what_cannot_be_known_follows_the_setting(office: Office, repost: bool, copies: int, state: str) -> None:
    """A reply is lost and the history cannot be read: by default nothing is sent again and the schedule says why; with
    `on_unknown = repost` it is sent again."""
    office.house.quiz.repost = repost
    office.fake.faults["chat.postMessage"].append(CUT_AFTER)
    office.fake.unreadable = True
    await office.house.plan(channel=CHANNEL)
    await office.house.advance(minutes=1)
    for _ in range(260):
        await office.house.advance(seconds=30)
    assert len(office.fake.channels[GENERAL]) == copies
    plan = (await office.house.tenant(CHANNEL).schedules(CHANNEL))[0]
    assert plan.state == state
    assert repost or "history cannot be read" in plan.reason


@pytest.mark.parametrize(("spoil", "state", "told"), [
    (lambda fake: fake.absent.add(GENERAL), "paused", "/invite @tiku"),
    (lambda fake: fake.archived.add(GENERAL), "disabled", "archived"),
    (lambda fake: fake.channels.pop(GENERAL), "disabled", "gone"),
    (lambda fake: fake.faults["chat.postMessage"].append((200, {}, '{"ok":false,"error":"missing_scope","needed":"chat:write"}')),
     "paused", "chat:write"),
    (lambda fake: fake.faults["chat.postMessage"].append("restricted_action"), "paused", "do not let the bot post"),
])
async def test_a_refusal_stops_the_schedule_and_says_why(office: Office, spoil: Any, state: str, told: str) -> None:
    """Not in the channel, archived, gone, no scope, forbidden: paused or disabled, with one line that says what to do."""
    spoil(office.fake)
    await office.house.plan(channel=CHANNEL)
    await office.house.advance(minutes=1)
    await day(office, 2)
    plan = (await office.house.tenant(CHANNEL).schedules(CHANNEL))[0]
    assert plan.state == state
    assert told in plan.reason
    assert "\n" not in plan.reason
    assert office.fake.count("chat.postMessage") == 1
    listed = await office.type("/schedule list", BOSS)
    assert listed is not None
    assert told in words(listed)


async def test_the_manager_is_told_that_a_schedule_stopped(office: Office) -> None:
    """Who set the schedule gets one direct message with the reason, in which the channel is a link."""
    await office.type("/schedule set 09:00 Asia/Shanghai", BOSS)
    office.fake.absent.add(GENERAL)
    await office.house.advance(minutes=1)
    await day(office, 2)
    assert len(office.fake.dms[BOSS]) == 1
    told = words(office.fake.dms[BOSS][0])
    assert "/invite @tiku" in told
    assert f"<#{GENERAL}>" in told
    assert CHANNEL not in told


async def test_a_member_who_cannot_be_told(office: Office) -> None:
    """A member whom Slack does not know, and what is no member, are refused without an error."""
    for name in ("U0NOBODY", "operator", "<@U1>"):
        assert isinstance(await office.platform.tell(CHANNEL, name, Card(body="x", private=True)), Permanent)


async def test_a_dead_token_is_not_used_again(office: Office) -> None:
    """After one invalid_auth no call is made with the token, and the platform ends with one line that says what to do."""
    office.fake.tokens.clear()
    outcome = await office.platform.post(CHANNEL, CARD, "k1")
    assert isinstance(outcome, AuthDead)
    with pytest.raises(PlatformError, match="TIKU_SLACK_BOT_TOKEN"):
        await asyncio.wait_for(office.task, 30)
    before = len(office.fake.calls)
    assert isinstance(await office.platform.post(CHANNEL, CARD, "k2"), AuthDead)
    assert isinstance(await office.platform.edit(CHANNEL, "1.1", CARD), AuthDead)
    with pytest.raises(ConnectionError):
        await office.platform.find(CHANNEL, "k2", office.house.clock.now())
    assert [call for call in office.fake.calls[before:] if call.token == BOT_TOKEN] == []


async def test_a_wrong_token_at_the_start(tmp_path: Path) -> None:
    """A token that Slack does not know ends the platform at once: one call, one line."""
    async with open_office(tmp_path, bank=small_bank(), slack_bot_token="xoxb-wrong-token", connected=False) as office:
        with pytest.raises(PlatformError, match=r"invalid_auth.*TIKU_SLACK_BOT_TOKEN"):
            await asyncio.wait_for(office.task, 30)
        assert [call.method for call in office.fake.calls if call.token == "xoxb-wrong-token"] == ["auth.test"]


async def test_an_edit_is_repeated_and_a_missing_message_is_not(office: Office) -> None:
    """A limited edit waits and comes through; one of a deleted message is Permanent, but the channel is not gone."""
    sent = await office.platform.post(CHANNEL, CARD, "k1")
    assert isinstance(sent, Sent)
    office.fake.faults["chat.update"] += [(429, {"Retry-After": "0"}, '{"ok":false,"error":"ratelimited"}'), CUT_AFTER]
    assert await office.platform.edit(CHANNEL, sent.message_id, Card(body="new")) == sent
    assert office.fake.last()["text"] == "new"
    gone = await office.platform.edit(CHANNEL, "1.000001", CARD)
    assert isinstance(gone, Permanent)
    assert not gone.gone
    assert isinstance(await office.platform.edit(CHANNEL, "no ts", CARD), Permanent)


async def test_a_reveal_of_a_deleted_question_stands_alone(office: Office) -> None:
    """When a moderator has deleted the question, the reveal is posted in the channel."""
    await office.post_question()
    await office.type("/schedule remove", BOSS)
    office.fake.channels[GENERAL].clear()
    await office.house.advance(days=1)
    await day(office, 1)
    assert [message.get("thread_ts") for message in office.fake.channels[GENERAL]] == [None]


async def test_one_message_a_second_in_a_channel_while_others_go_on(tmp_path: Path) -> None:
    """Three posts to one channel take two seconds; one to another channel does not wait for them."""
    async with open_office(tmp_path, bank=small_bank(), gap=0.5) as office:
        loop = asyncio.get_running_loop()
        start = loop.time()
        same = [asyncio.ensure_future(office.platform.post(CHANNEL, CARD, f"k{index}")) for index in range(3)]
        assert isinstance(await office.platform.post(f"slack:{TEAM}:{OTHER}", CARD, "other"), Sent)
        assert loop.time() - start < 0.4
        await asyncio.gather(*same)
        times = [message["at"] for message in office.fake.channels[GENERAL]]
        assert all(later - earlier >= 0.45 for earlier, later in pairwise(times))


async def test_a_limit_holds_the_channel_back(office: Office) -> None:
    """After a 429 the next post of that channel waits for as long as Slack asked."""
    office.fake.faults["chat.postMessage"].append((429, {"Retry-After": "100"}, '{"ok":false,"error":"ratelimited"}'))
    assert await office.platform.post(CHANNEL, CARD, "k1") == NotSent(100)
    second = await office.platform.post(CHANNEL, CARD, "k1")
    assert isinstance(second, NotSent)
    assert 90 < second.seconds <= 100
    assert office.fake.count("chat.postMessage") == 1
    assert isinstance(await office.platform.post(f"slack:{TEAM}:{OTHER}", CARD, "k2"), Sent)


@pytest.mark.parametrize("channel", ["slack:T0TIKU", "slack:T0TIKU:c1", "slack:T0TIKU:C1:2", "web:local:general", "slack::C1", "slack:T0TIKU:C1\n"])
async def test_odd_channels_are_gone(office: Office, channel: str) -> None:
    """What is no channel of Slack's is refused without a call."""
    outcome = await office.platform.post(channel, CARD, "k")
    assert isinstance(outcome, Permanent)
    assert outcome.gone


async def test_a_private_card_is_not_posted(office: Office) -> None:
    """What one member may see never reaches a channel."""
    assert isinstance(await office.platform.post(CHANNEL, Card(body="x", private=True), "k"), Permanent)
    assert office.fake.count("chat.postMessage") == 0


async def test_a_picture_is_uploaded_once_and_shared_with_nobody(office: Office) -> None:
    """The file belongs to the messages that name it; the same picture is not uploaded twice."""
    card = Card(title="T", picture=Picture(PNG, "two bars"))
    for key in ("k1", "k2"):
        assert isinstance(await office.platform.post(CHANNEL, card, key), Sent)
    assert list(office.fake.files.values()) == [PNG]
    images = [block for message in office.fake.channels[GENERAL] for block in message["blocks"] if block["type"] == "image"]
    assert len(images) == 2
    assert {image["alt_text"] for image in images} == {"two bars"}


async def test_a_picture_that_is_not_ready_is_waited_for(tmp_path: Path) -> None:
    """Slack refuses a message that names a file which it has not looked at yet: the message is sent again, once made."""
    def slow(fake: FakeSlack) -> None:
        fake.ready_after = 1

    async with open_office(tmp_path, bank=small_bank(), prepare=slow) as office:
        assert isinstance(await office.platform.post(CHANNEL, Card(picture=Picture(PNG, "two bars")), "k"), Sent)
        assert len(office.fake.channels[GENERAL]) == 1
        assert office.fake.last()["blocks"][0]["type"] == "image"


@pytest.mark.parametrize("method", ["files.getUploadURLExternal", "files.completeUploadExternal"])
async def test_a_picture_that_cannot_be_uploaded_leaves_its_text(office: Office, method: str) -> None:
    """Without the scope for files the message says in words what the picture shows."""
    office.fake.faults[method] += ["missing_scope"]
    assert isinstance(await office.platform.post(CHANNEL, Card(title="T", picture=Picture(PNG, "two bars")), "k"), Sent)
    assert "two bars" in words(office.fake.last())
    assert not any(block["type"] == "image" for block in office.fake.last()["blocks"])
