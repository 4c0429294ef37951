"""Messages of the local page over loopback: requests, posts, edits, events, the clock, pictures."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

import pytest
from aiohttp import ClientSession

from adapters.server import HttpServer
from adapters.web.hub import KEPT, QUEUE, Hub
from adapters.web.room import Room
from adapters.web.routes import Page
from bot.domain.card import Card
from bot.ports import NotSent, Permanent, Sent, Unknown
from tests.adapters import web_cards as cards
from tests.adapters import web_demo
from tests.adapters.web_site import GENERAL, Broken, Site, asking, next_event

SINCE = datetime(2026, 11, 24, tzinfo=UTC)


async def test_a_request_reaches_the_bot_as_it_was_made(site: Site) -> None:
    """Channel, member, language, words and values arrive; the member is a manager and the time is the bot's."""
    await site.post("/api/request", asking(member={"id": "lin", "name": " Lin\n"}, lang="zh", command="demo", words="gelu 1",
                                           values={"x": "1"}))
    [asked] = site.bot.asked or []
    assert (asked.channel, asked.member.id, asked.member.name, asked.member.is_manager) == (GENERAL, "lin", "Lin", True)
    assert (asked.lang, asked.command, asked.words, asked.values) == ("zh", "demo", "gelu 1", {"x": "1"})
    assert abs((asked.at - site.bot.clock.now()).total_seconds()) < 5


async def test_the_state_has_what_a_page_needs(site: Site) -> None:
    """Messages oldest first, commands with their params, the clock and where the events go on."""
    await site.bot.post(GENERAL, cards.letters(SINCE, "en"))
    await site.bot.post("web:local:team", cards.code("en"))
    state = await site.state()
    assert state["channels"] == ["general", "team"]
    [message] = state["messages"]
    assert message["card"]["tone"] == "question"
    assert message["card"]["fields"][2]["at"].startswith("2026-11-24T03:20")
    demo = next(command for command in state["commands"] if command["path"] == "demo")
    assert demo["summary"] == "Run a small computation"
    assert demo["params"][0]["choices"] == ["gelu", "softmax", "bpe"]
    assert state["preview"] is True
    assert state["last"]
    assert datetime.fromisoformat(state["now"]).tzinfo


async def test_suggestions_come_from_the_bot(site: Site) -> None:
    """What is typed is completed by the named source, in any script."""
    assert await (await site.get("/api/suggest?source=terms&q=soft&lang=en")).json() == {
        "items": [{"value": "softmax", "label": "softmax"}]}
    found = await (await site.get("/api/suggest?source=terms&q=困惑")).json()
    assert found["items"][0]["value"] == "困惑度"


async def test_a_post_is_kept_once_per_key(site: Site) -> None:
    """A second post with the same key answers with the first one's id and shows nothing new."""
    first = await site.platform.post(GENERAL, Card(title="one"), "key1")
    again = await site.platform.post(GENERAL, Card(title="two"), "key1")
    elsewhere = await site.platform.post("web:local:team", Card(title="three"), "key1")
    assert isinstance(first, Sent)
    assert again == first
    assert elsewhere != first
    assert [m["card"]["title"] for m in (await site.state())["messages"]] == ["one"]
    assert await site.platform.find(GENERAL, "key1", SINCE) == first.message_id
    assert await site.platform.find(GENERAL, "key2", SINCE) is None


async def test_an_edit_replaces_the_card(site: Site) -> None:
    """Pages hear of the new card, and a page that opens later sees it; an unknown message is a permanent refusal."""
    sent = await site.platform.post(GENERAL, Card(title="open"), "k")
    assert isinstance(sent, Sent)
    events = await site.get(f"/api/events?channel=general&after={(await site.state())['last']}")
    assert await site.platform.edit(GENERAL, sent.message_id, Card(title="closed")) == sent
    _, _, data = await next_event(events, "edit")
    assert data == {"id": sent.message_id, "card": {"tone": "plain", "title": "closed"}}
    assert [m["card"]["title"] for m in (await site.state())["messages"]] == ["closed"]
    gone = await site.platform.edit(GENERAL, "999", Card(title="x"))
    assert isinstance(gone, Permanent)
    assert not gone.gone
    events.close()


async def test_wrong_channels_and_private_cards_are_not_posted(site: Site) -> None:
    """A channel that cannot exist is gone; a private card never becomes public."""
    for channel in ("web:local:UP", "discord:1:2", "web:other:general", "web:local:"):
        outcome = await site.platform.post(channel, Card(title="x"), "k")
        assert isinstance(outcome, Permanent)
        assert outcome.gone
    private = await site.platform.post(GENERAL, Card(title="x", private=True), "k")
    assert isinstance(private, Permanent)
    assert not private.gone
    assert (await site.state())["messages"] == []


async def test_events_reach_their_channel_only(site: Site) -> None:
    """A message is for its channel; others learn only that something happened there."""
    last = (await site.state())["last"]
    here, there = [await site.get(f"/api/events?channel={name}&after={last}") for name in ("general", "team")]
    assert here.headers["Content-Type"].startswith("text/event-stream")
    await site.bot.post(GENERAL, Card(title="hello"))
    assert (await next_event(here))[1] == "message"
    assert (await next_event(here))[1:] == ("activity", {"channel": "general"})
    assert (await next_event(there))[1:] == ("activity", {"channel": "general"})
    here.close()
    there.close()


async def test_a_page_that_comes_back_gets_what_it_missed(site: Site) -> None:
    """With Last-Event-ID the missed events follow, each once; with an id of another run the page reloads."""
    last = (await site.state())["last"]
    for number in range(3):
        await site.bot.post(GENERAL, Card(title=str(number)))
    events = await site.get("/api/events?channel=general&after=unknown", **{"Last-Event-ID": last})
    assert [(await next_event(events, "message"))[2]["card"]["title"] for _ in range(3)] == ["0", "1", "2"]
    events.close()
    for other in ("0.0", "nonsense", last.split(".")[0] + ".999999", last.split(".")[0] + ".²"):
        events = await site.get(f"/api/events?channel=general&after={other}")
        assert (await next_event(events))[1] == "resync"
        events.close()


async def test_the_clock_moves_for_everyone(site: Site) -> None:
    """A step answers with the new time and every page hears of it; other steps are refused."""
    before = site.bot.clock.now()
    events = await site.get("/api/events?channel=team")
    moved = await (await site.post("/api/clock", {"step": "day", "lang": "en"})).json()
    assert (datetime.fromisoformat(moved["now"]) - before).total_seconds() == pytest.approx(86_400, abs=5)
    assert (await next_event(events, "clock"))[2] == moved
    for step in ("week", None, 1, ["day"]):
        assert (await site.post("/api/clock", {"step": step})).status == 400
    events.close()


async def test_without_a_preview_there_is_no_clock() -> None:
    """The page is told so, and a step is refused."""
    server = HttpServer("127.0.0.1", 0)
    bot = await web_demo.start(server, preview=False)
    async with ClientSession() as http:
        site = Site(server, bot, http)
        assert (await site.state())["preview"] is False
        assert (await site.post("/api/clock", {"step": "day"})).status == 404
    await server.close()


async def test_pictures_are_served_by_digest(site: Site) -> None:
    """A posted picture can be fetched for good, also once the album has forgotten it."""
    await site.bot.post(GENERAL, web_demo.public(cards.result("en")))
    src = (await site.state())["messages"][0]["card"]["picture"]["src"]
    answer = await site.get(src)
    assert answer.headers["Content-Type"] == "image/png"
    assert "immutable" in answer.headers["Cache-Control"]
    assert await answer.read() == cards.curve()
    assert isinstance(site.platform, Room)
    site.platform.album.put(b"x" * 40_000_000)
    assert await (await site.get(src)).read() == cards.curve()


async def test_a_quiet_stream_is_kept_alive() -> None:
    """A comment line comes when there is no news, and the server's stop ends the stream at once."""
    server = HttpServer("127.0.0.1", 0)
    clock = web_demo.Shifted()
    bot = web_demo.Bot(clock)
    room = Room(web_demo.Memory(), clock.now)
    page = Page(room, bot.handle, [], web_demo.suggest, None, server, clock.now)
    page.heartbeat = 0.05
    server.add_routes(page.routes())
    server.on_stop(room.hub.end)
    await server.start()
    async with ClientSession() as http, asyncio.timeout(5):
        events = await http.get(server.url + "/api/events")
        assert await events.content.readuntil(b"\n\n") == b"retry: 2000\n\n"
        assert await events.content.readuntil(b"\n\n") == b": still here\n\n"
        await server.close()
        assert b"event" not in await events.content.read()


async def test_run_waits_and_ends_the_streams(site: Site) -> None:
    """The platform's `run` lasts until cancelled and then lets every page go."""
    events = await site.get("/api/events")
    running = asyncio.create_task(site.platform.run())
    await asyncio.sleep(0)
    assert not running.done()
    running.cancel()
    async with asyncio.timeout(5):
        await events.content.read()
    with pytest.raises(asyncio.CancelledError):
        await running


def test_a_page_that_falls_behind_reloads() -> None:
    """A full queue is replaced by one `resync`, and an event too long ago cannot be followed."""
    hub = Hub("e")
    stream = hub.open("c", "e.0")
    for number in range(QUEUE + 1):
        hub.publish("message", {"n": number}, "c")
    event = asyncio.run(stream.next())
    assert event is not None
    assert event.name == "resync"
    assert event.id == hub.last
    for number in range(KEPT):
        hub.publish("message", {"n": number}, "c")
    late = asyncio.run(hub.open("c", "e.1").next())
    assert late is not None
    assert late.name == "resync"


async def test_a_failing_transcript_becomes_an_outcome() -> None:
    """Nothing written is told apart from perhaps written, and an unreadable channel is no empty one."""
    unreadable, unwritable = (Room(Broken(reads=reads), lambda: SINCE) for reads in (False, True))
    assert isinstance(await unreadable.post(GENERAL, Card(title="x"), "k"), NotSent)
    assert isinstance(await unwritable.post(GENERAL, Card(title="x"), "k"), Unknown)
    assert isinstance(await unwritable.edit(GENERAL, "1", Card(title="x")), NotSent)
    with pytest.raises(ConnectionError):
        await unreadable.find(GENERAL, "k", SINCE)


async def test_an_unreadable_message_does_not_hide_the_others() -> None:
    """A message that cannot be read is shown as such, beside the others."""
    memory = web_demo.Memory()
    room = Room(memory, lambda: SINCE)
    await memory.append(GENERAL, "bad", SINCE, '{"fields": [{"at": "never"}]}', None)
    await room.post(GENERAL, Card(title="good"), "good")
    bad, good = await room.messages(GENERAL)
    assert bad["card"]["tone"] == "error"
    assert good["card"]["title"] == "good"
