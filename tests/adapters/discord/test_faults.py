"""What happens when Discord fails: one message whatever is lost, no call with a dead token, and a reason for managers."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from adapters.discord.calls import CallError, Calls
from bot.domain.card import Button, Card, Picture
from bot.domain.errors import PlatformError
from bot.domain.request import Request
from bot.domain.schedule import Schedule
from bot.ports import AuthDead, NotSent, Permanent, Sent, Unknown
from tests.adapters.discord.server import Server, buttons_of, connected, interaction, open_server, text_of
from tests.adapters.discord.test_members import PLACE, ask, house_of, lettered
from tests.adapters.discord.wire import JSON, Fault, Wire
from tests.adapters.discord.world import CHANNEL, DIRECT, GUILD, NAMES, World
from tests.house import House, open_house, sqlite_url

POST = r"POST /channels/\d+/messages"
CARD = Card(title="Hello", body="world")


def limited(scope: str, seconds: float = 0.05, **body: object) -> Fault:
    return Fault(POST, 429, {"message": "slow down", "retry_after": seconds, "global": scope == "global", **body},
                 {**JSON, "Retry-After": str(seconds), "X-RateLimit-Scope": scope})


async def plans(house: House) -> list[Schedule]:
    return await house.quiz.store.tenant(f"discord:{GUILD}").schedules(PLACE)


@pytest.mark.parametrize("scope", ["user", "global", "shared"])
async def test_a_limit_is_waited_out_and_the_message_is_sent_once(server: Server, scope: str) -> None:
    """Whatever the limit's scope, one message is there in the end."""
    server.wire.faults.append(limited(scope))
    assert isinstance(await server.platform.post(PLACE, CARD, "k1"), Sent)
    assert len(server.messages()) == 1


async def test_a_long_limit_is_not_waited_for(server: Server) -> None:
    """Above a minute the post is given back with the time to wait."""
    server.wire.faults.append(limited("user", 90.0))
    outcome = await server.platform.post(PLACE, CARD, "k1")
    assert isinstance(outcome, NotSent)
    assert 80 < outcome.seconds <= 90


async def test_a_ban_stops_every_call_for_ten_minutes(server: Server) -> None:
    """A 429 from Cloudflare carries no Via: after it nothing is sent at all."""
    server.wire.faults.append(Fault(POST, 429, {}, {"Content-Type": "text/html"}))
    first = await server.platform.post(PLACE, CARD, "k1")
    asked = len(server.wire.calls)
    second = await server.platform.post(PLACE, CARD, "k2")
    assert isinstance(first, NotSent)
    assert first.seconds == 600
    assert isinstance(second, NotSent)
    assert second.seconds > 590
    assert len(server.wire.calls) == asked


@pytest.mark.parametrize("fault", [
    Fault(POST, 502, {"message": "x"}), Fault(POST, 503, {"message": "x"}), Fault(POST, cut="before"), Fault(POST, cut="after"),
], ids=["502", "503", "cut before", "cut after"])
async def test_a_lost_post_ends_as_one_message(server: Server, fault: Fault) -> None:
    """After an unknown outcome the channel is read back, and what is there is taken, what is not is sent."""
    server.wire.faults.append(fault)
    house = house_of(server)
    await ask(server, lettered)
    await house.advance(seconds=15)
    assert len(server.messages()) == 1
    message = server.messages()[0]
    assert "Your answer" in (await server.press(buttons_of(message)[0][1], message)).text
    assert len(server.wire.named("POST", r"/channels/\d+/messages")) == (1 if fault.cut == "after" else 2)


async def test_a_lost_reveal_ends_as_one_message(server: Server) -> None:
    """The reveal's mark is not the question's: the question is never taken for it."""
    house = house_of(server)
    await ask(server, lettered)
    server.wire.faults.append(Fault(POST, cut="after"))
    await house.advance(days=1)
    await house.advance(seconds=20)
    reveals = [message for message in server.messages() if "message_reference" in message]
    assert len(reveals) == 1


async def test_a_deleted_post_is_not_posted_again(server: Server) -> None:
    """A moderator deleted a post whose reply was lost: the nonce tells, and it counts as posted."""
    first = await server.platform.post(PLACE, CARD, "k1")
    assert isinstance(first, Sent)
    server.world.delete(CHANNEL, int(first.message_id))
    second = await server.platform.post(PLACE, CARD, "k1")
    assert isinstance(second, Sent)
    assert server.messages() == []
    assert isinstance(await server.platform.edit(PLACE, second.message_id, CARD), Permanent)
    assert isinstance(await server.platform.post(PLACE, CARD, "k2", second.message_id), Sent)


async def test_an_edit_may_bring_a_picture_and_take_it_away(server: Server) -> None:
    """What the message has after an edit is what the card has, pictures included."""
    sent = await server.platform.post(PLACE, CARD, "k1")
    assert isinstance(sent, Sent)
    pictured = replace(CARD, picture=Picture(b"png", "A curve", "curve.png"))
    assert isinstance(await server.platform.edit(PLACE, sent.message_id, pictured), Sent)
    assert [one["filename"] for one in server.messages()[0]["attachments"]] == ["curve.png"]
    assert isinstance(await server.platform.edit(PLACE, sent.message_id, CARD), Sent)
    assert server.messages()[0]["attachments"] == []


async def test_a_message_without_buttons_is_found_by_its_footer(server: Server) -> None:
    """What has no button carries its mark in the footer."""
    await server.platform.post(PLACE, CARD, "k1")
    sent = await server.platform.post(PLACE, CARD, "k2")
    assert isinstance(sent, Sent)
    since = house_of(server).clock.now()
    assert await server.platform.find(PLACE, "k2", since) == sent.message_id
    assert await server.platform.find(PLACE, "k3", since) is None


async def test_an_action_keeps_its_text_behind_a_mark(server: Server) -> None:
    """A button that carries a mark sends its own action back, not the mark."""
    await server.platform.post(PLACE, Card(body="x", buttons=(Button("Help", "today1:"),)), "k1")
    label, custom_id = buttons_of(server.messages()[0])[0]
    assert (label, custom_id) == ("Help", "today1:#k1")
    assert "No question is open" in (await server.press(custom_id)).text


async def test_without_the_history_nothing_is_posted_twice(server: Server) -> None:
    """A channel that cannot be read shows as empty; that is no proof that nothing is there."""
    server.world.channels[CHANNEL].denied = NAMES["read_message_history"]
    await server.wire.emit("CHANNEL_UPDATE", server.world.channels[CHANNEL].payload())
    await asyncio.sleep(0.05)
    with pytest.raises(ConnectionError):
        await server.platform.find(PLACE, "k1", house_of(server).clock.now())


async def test_a_missing_permission_pauses_and_is_named(server: Server) -> None:
    """The schedule is paused, and its reason names the permission in both languages."""
    server.world.channels[CHANNEL].denied = NAMES["embed_links"]
    await server.wire.emit("CHANNEL_UPDATE", server.world.channels[CHANNEL].payload())
    await asyncio.sleep(0.05)
    await ask(server, lettered)
    plan = (await plans(house_of(server)))[0]
    assert plan.state == "paused"
    assert "Embed Links" in plan.reason
    assert "嵌入链接" in plan.reason
    shown = await server.command("schedule list", manager=True)
    assert "Embed Links" in shown.text


async def test_a_channel_that_is_gone_disables_its_schedule(server: Server) -> None:
    """A post into a deleted channel is the last one."""
    server.world.channels[CHANNEL].deleted = True
    await ask(server, lettered)
    plan = (await plans(house_of(server)))[0]
    assert plan.state == "disabled"
    assert "deleted" in plan.reason


async def test_a_deleted_channel_is_noticed_at_once(server: Server) -> None:
    """The event alone disables the schedule."""
    house = house_of(server)
    await house.plan(channel=PLACE)
    await server.wire.emit("CHANNEL_DELETE", server.world.channels[CHANNEL].payload())
    await _until_state(house, "disabled")
    assert (await plans(house))[0].state == "disabled"


async def test_the_manager_is_told_in_private(server: Server) -> None:
    """Who set the schedule up gets one direct message that names the channel, the reason and what to do."""
    house = house_of(server)
    await house.plan(channel=PLACE, created_by="42", lang="en")
    await server.wire.emit("CHANNEL_DELETE", server.world.channels[CHANNEL].payload())
    await server.until(lambda: DIRECT + 42 in server.world.channels and bool(server.messages(DIRECT + 42)))
    [told] = server.messages(DIRECT + 42)
    assert told["embeds"][0]["title"] == "The daily question has stopped"
    assert told["embeds"][0]["fields"][0]["value"] == f"<#{CHANNEL}>"
    assert "deleted" in told["embeds"][0]["description"]
    assert "/schedule resume" in told["embeds"][0]["description"]


async def test_leaving_a_server_stops_its_schedules_and_an_outage_does_not(server: Server) -> None:
    """`unavailable` is an outage: nothing changes; without it the bot was removed."""
    house = house_of(server)
    await house.plan(channel=PLACE)
    await server.wire.emit("GUILD_DELETE", {"id": str(GUILD), "unavailable": True})
    await server.command("help")
    assert (await plans(house))[0].state == "active"
    await server.wire.emit("GUILD_CREATE", server.world.guild_payload(GUILD))
    await server.wire.emit("GUILD_DELETE", {"id": str(GUILD)})
    await _until_state(house, "disabled")
    assert "removed" in (await plans(house))[0].reason


async def test_a_new_server_is_greeted_with_a_way_to_set_up(server: Server) -> None:
    """In the first channel where the bot may write, in the server's language; the button opens the form for managers."""
    client = server.platform._connection.client
    assert client is not None
    await server.until(client.is_ready, 8)
    server.world.guilds[33] = "zh-CN"
    server.world.channels[301] = type(server.world.channels[CHANNEL])(301, 33, "欢迎")
    # A server that was joined comes without the word on its availability that the known ones have.
    joined = {key: value for key, value in server.world.guild_payload(33).items() if key != "unavailable"}
    await server.wire.emit("GUILD_CREATE", joined)
    await server.until(lambda: server.messages(301))
    greeting = server.messages(301)[0]
    assert "你好" in text_of(greeting)
    form = await server.press(buttons_of(greeting)[0][1], greeting, guild=33, channel=301, manager=True)
    assert form.kind == 9


async def _until_state(house: House, state: str) -> None:
    async with asyncio.timeout(3):
        while (await plans(house))[0].state != state:
            await asyncio.sleep(0.01)


async def test_after_one_401_nothing_more_is_sent(tmp_path: Path) -> None:
    """A token that was reset: the first refusal is the last call, the gateway is left, and run() says what to do."""
    async with open_server(tmp_path) as server:
        server.wire.refuse_token = True
        assert isinstance(await server.platform.post(PLACE, CARD, "k1"), AuthDead)
        asked = len(server.wire.calls)
        assert isinstance(await server.platform.post(PLACE, CARD, "k2"), AuthDead)
        assert server.task is not None
        with pytest.raises(PlatformError, match="TIKU_DISCORD_TOKEN"):
            await asyncio.wait_for(server.task, 10)
        assert len(server.wire.calls) == asked
        assert server.wire.sockets == []


@pytest.mark.parametrize("how", ["login", "gateway"])
async def test_a_bad_token_ends_the_run_with_one_line(tmp_path: Path, how: str) -> None:
    """At the login or at the gateway, one attempt and no second."""
    async with open_house(sqlite_url(tmp_path)) as house:
        wire = Wire(World.small(house.clock.now))
        await wire.start()
        if how == "login":
            wire.refuse_token = True
        else:
            wire.close_code = 4004
        from adapters.discord.platform import DiscordPlatform
        from tests.adapters.discord.server import context_for

        platform = DiscordPlatform(context_for(house, wire))
        with pytest.raises(PlatformError, match="reset it on the application's Bot page"):
            await asyncio.wait_for(platform.run(), 15)
        assert len(wire.named("GET", "/users/@me")) == 1
        await wire.stop()


async def test_the_same_press_twice_is_answered_once(server: Server) -> None:
    """Two connections deliver one interaction: the second answer is refused by Discord, and nothing is counted twice."""
    await ask(server, lettered)
    message = server.messages()[0]
    data = {"custom_id": buttons_of(message)[0][1], "component_type": 2}
    payload = interaction(server.world, 3, data) | {"message": message}
    await server.wire.emit("INTERACTION_CREATE", payload)
    await server.wire.emit("INTERACTION_CREATE", payload)
    await server.until(lambda: len(server.wire.named("POST", r"/interactions/.*")) == 2)
    assert len(server.wire.callbacks(payload["token"])) == 1
    store = house_of(server).quiz.store.tenant(f"discord:{GUILD}")
    round_ = (await store.rounds(PLACE))[0]
    assert await store.answered_count(round_.id) == 1


async def test_an_interaction_that_is_too_old_is_dropped(server: Server) -> None:
    """Three seconds old: no answer, no work."""
    from datetime import timedelta

    at = house_of(server).clock.now() - timedelta(seconds=3)
    with pytest.raises(TimeoutError):
        await server.send(2, {"id": "1", "name": "help", "type": 1}, at=at, seconds=0.3)
    assert server.wire.named("POST", "/interactions/.*") == []


async def test_a_lost_first_response_is_sent_once_more(server: Server) -> None:
    """The connection was cut before Discord had the answer: the member still gets it."""
    server.wire.faults.append(Fault(r"POST /interactions/.*", cut="before"))
    assert "what you can do" in (await server.command("help")).text


async def test_slow_work_is_postponed_and_then_shown(tmp_path: Path) -> None:
    """After 1.5 s the member sees that something is coming, and gets it in the same private message."""
    async def slow(request: Request) -> Card:
        await asyncio.sleep(1.7)
        return Card(title="Done", private=True, picture=Picture(b"png", "A curve", "curve.png"))

    async with open_house(sqlite_url(tmp_path)) as house:
        wire = Wire(World.small(house.clock.now))
        await wire.start()
        async with connected(house, wire, handle=slow) as server:
            shown = await server.command("demo", {"name": "gelu"})
            assert shown.text == "Done"
            assert shown.files == ("curve.png",)
            token = next(iter(wire.answers))
            assert [call.method for call in wire.callbacks(token)] == ["POST", "PATCH"]
            assert wire.callbacks(token)[0].body == {"type": 5, "data": {"flags": 64}}
            answered = await server.press("q1:r1:A")
            assert answered.text == "Done"
            assert all(call.method == "POST" for token in list(wire.answers)[1:] for call in wire.callbacks(token))
        await wire.stop()


async def test_trouble_of_our_own_is_told_in_one_sentence(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """Whatever breaks, the member reads that it did, and the log has the reason."""
    async def broken(request: Request) -> Card:
        raise RuntimeError("a bug")

    async with open_house(sqlite_url(tmp_path)) as house:
        wire = Wire(World.small(house.clock.now))
        await wire.start()
        async with connected(house, wire, handle=broken) as server:
            shown = await server.command("help", locale="zh-CN")
        await wire.stop()
    assert shown.private
    assert "出错了" in shown.text
    assert "a bug" in caplog.text


async def test_a_cancelled_caller_does_not_stop_later_calls(server: Server) -> None:
    """Cancelled while the library sleeps out a global limit, the call goes on, and the next one is made."""
    server.wire.faults.append(limited("global", 0.3))
    caller = asyncio.ensure_future(server.platform.post(PLACE, CARD, "k1"))
    await server.until(lambda: server.wire.named("POST", r"/channels/.*"))
    await asyncio.sleep(0.05)
    caller.cancel()
    assert isinstance(await asyncio.wait_for(server.platform.post(PLACE, CARD, "k2"), 5), Sent)
    await server.until(lambda: len(server.messages()) == 2)


async def test_a_global_limit_that_is_never_lifted_is_lifted() -> None:
    """Two minutes after it should have been over, calls go on."""
    over = asyncio.Event()
    calls = Calls(lambda _: None)
    calls.watch(over, 0.0)
    calls.watch(over, 119.0)
    assert not over.is_set()
    calls.watch(over, 121.0)
    assert over.is_set()


async def test_a_call_that_hangs_is_unknown_and_is_not_cancelled() -> None:
    """The caller is told in time; the call itself runs to its end."""
    ended = asyncio.Event()

    async def long() -> None:
        await asyncio.sleep(0.1)
        ended.set()

    with pytest.raises(CallError) as raised:
        await Calls(lambda _: None).make(long, longest=0.01)
    assert raised.value.outcome == Unknown()
    await asyncio.wait_for(ended.wait(), 2)
