"""The local page's HTTP interface over loopback: guards, bad input, posting, events."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest
from aiohttp import ClientResponse, ClientSession

from adapters.server import CSP, CannotListen, HttpServer
from adapters.web.hub import KEPT, QUEUE, Hub
from adapters.web.room import Room
from adapters.web.routes import Page
from bot.domain.card import Card
from bot.ports import NotSent, Permanent, Platform, Sent, Unknown
from tests.adapters import web_cards as cards
from tests.adapters import web_demo

GENERAL = "web:local:general"
SINCE = datetime(2026, 11, 24, tzinfo=UTC)
ASK: Mapping[str, Any] = {"channel": "general", "member": {"id": "ada", "name": "Ada"}, "lang": "en", "command": "help"}


@dataclass(slots=True)
class Site:
    """A running page and a client without a browser's habits."""

    server: HttpServer
    bot: web_demo.Bot
    http: ClientSession

    @property
    def platform(self) -> Platform:
        assert self.bot.platform is not None
        return self.bot.platform

    async def get(self, path: str, **headers: str) -> ClientResponse:
        return await self.http.get(self.server.url + path, headers=headers)

    async def post(self, path: str, body: Any, **headers: str) -> ClientResponse:
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        return await self.http.post(self.server.url + path, data=data,
                                    headers={"Content-Type": "application/json"} | headers)

    async def state(self, channel: str = "general") -> dict[str, Any]:
        found: dict[str, Any] = await (await self.get(f"/api/state?channel={channel}&lang=en")).json()
        return found


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    server = HttpServer("127.0.0.1", 0)
    bot = await web_demo.start(server)
    async with ClientSession() as http:
        yield Site(server, bot, http)
    await server.close()


async def next_event(response: ClientResponse, wanted: str = "") -> tuple[str, str, dict[str, Any]]:
    """The next server-sent event of that name (any without one): its id, name and data."""
    while True:
        async with asyncio.timeout(5):
            block = (await response.content.readuntil(b"\n\n")).decode()
        lines = dict(line.split(": ", 1) for line in block.strip().splitlines() if not line.startswith(":"))
        if "event" in lines and wanted in ("", lines["event"]):
            return lines["id"], lines["event"], json.loads(lines["data"])


async def test_the_page_and_its_files_are_served_with_the_guards(site: Site) -> None:
    """Every answer carries the content policy and the other headers; nothing in the page is inline."""
    for path in ("/", "/static/page.js", "/static/tokens.css", "/static/icon.svg", "/api/state", "/nowhere", "/healthz"):
        answer = await site.get(path)
        assert answer.headers["Content-Security-Policy"] == CSP
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert answer.headers["Server"] == "tiku"
    page = await (await site.get("/")).text()
    assert " style=" not in page and "<style" not in page and " onclick=" not in page
    assert page.count("<script") == page.count('<script src="/static/') + page.count('<script type="module" src="/static/')


async def test_files_are_revalidated(site: Site) -> None:
    """A file is asked for each time and answered with 304 while it is the same."""
    first = await site.get("/static/page.js")
    assert first.headers["Cache-Control"] == "no-cache"
    again = await site.get("/static/page.js", **{"If-None-Match": first.headers["ETag"]})
    assert again.status == 304 and await again.read() == b""
    assert (await site.get("/static/page.js", **{"If-None-Match": '"other"'})).status == 200


@pytest.mark.parametrize("name", ["..%2froutes.py", "%2e%2e/__init__.py", "nothing.js", "index.html%00", "."])
async def test_no_other_file_is_served(site: Site, name: str) -> None:
    """Only the page's own files have an address."""
    assert (await site.get(f"/static/{name}")).status == 404


@pytest.mark.parametrize("host", ["evil.example", "evil.example:{port}", "127.0.0.1", "127.0.0.1:1", "localhost.evil:{port}", ""])
async def test_other_hosts_are_refused(site: Site, host: str) -> None:
    """A page of another name that resolves to this machine gets nothing."""
    for path in ("/", "/api/state", "/static/page.js"):
        answer = await site.get(path, Host=host.format(port=site.server.port))
        assert answer.status in (400, 403)
    assert not await site.platform.find(GENERAL, "any", SINCE)


@pytest.mark.parametrize("host", ["127.0.0.1:{port}", "localhost:{port}", "[::1]:{port}", "LOCALHOST:{port}"])
async def test_loopback_names_are_served(site: Site, host: str) -> None:
    """The machine's own names, with the port, are fine."""
    assert (await site.get("/api/state", Host=host.format(port=site.server.port))).status == 200


@pytest.mark.parametrize("headers", [
    {"Origin": "http://evil.example"}, {"Origin": "null"}, {"Origin": "http://127.0.0.1:1"}, {"Origin": ""},
    {"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"},
])
async def test_requests_from_other_sites_are_refused(site: Site, headers: Mapping[str, str]) -> None:
    """A browser that says another site asks is turned away before the bot hears of it."""
    answer = await site.post("/api/request", dict(ASK), **headers)
    assert answer.status == 403
    assert set(await answer.json()) == {"error"}
    assert (await site.post("/api/clock", {"step": "day"}, **headers)).status == 403
    assert site.bot.asked == []


async def test_requests_from_the_page_itself_are_served(site: Site) -> None:
    """The page's own origin passes."""
    answer = await site.post("/api/request", dict(ASK), Origin=site.server.url, **{"Sec-Fetch-Site": "same-origin"})
    assert answer.status == 200
    assert (await answer.json())["card"]["private"] is True


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data"])
async def test_only_json_is_taken(site: Site, kind: str) -> None:
    """Types that a foreign form could send are refused."""
    assert (await site.post("/api/request", dict(ASK), **{"Content-Type": kind})).status == 415


def broken(**change: Any) -> dict[str, Any]:
    return {key: value for key, value in (dict(ASK) | change).items() if value is not None}


BAD: list[Any] = [
    b"", b"{", b"[]", b"null", b"\xff", b"[" * 60_000, b'{"channel": NaN}', b'"x"',
    broken(channel=None), broken(channel="General"), broken(channel="a" * 31), broken(channel="../x"), broken(channel=7),
    broken(member=None), broken(member="ada"), broken(member={"id": "ada"}), broken(member={"id": "Ä", "name": "x"}),
    broken(member={"id": "a", "name": ""}), broken(member={"id": "a", "name": "x" * 33}), broken(member={"id": "a", "name": "\u200b"}),
    broken(member={"id": "a", "name": "x", "is_manager": True}), broken(lang="fr"), broken(lang=1),
    broken(command=None), broken(action="q1:x:A"), broken(command="", action=""), broken(command=["help"]), broken(command="x" * 65),
    broken(command=None, action="x" * 201), broken(words=5), broken(words="x" * 8001), broken(words="\ud800"), broken(words="\0"),
    broken(values=[]), broken(values={"a": 1}), broken(values={"a b": "1"}), broken(values={str(i): "" for i in range(26)}),
    broken(values={"a": "x" * 8001}), broken(tenant="other"), broken(at="2026-01-01"), broken(**{"\ud800": "x"}),
]


@pytest.mark.parametrize("body", BAD, ids=range(len(BAD)))
async def test_bad_bodies_get_one_clear_line(site: Site, body: Any) -> None:
    """Whatever is wrong with a body, the answer is 400 with one sentence, and the bot hears nothing."""
    answer = await site.post("/api/request", body)
    assert answer.status == 400
    found = await answer.json()
    assert set(found) == {"error"} and found["error"] and "\n" not in found["error"] and "Traceback" not in found["error"]
    assert site.bot.asked == []


async def test_errors_speak_the_language_of_the_request(site: Site) -> None:
    """The body's language counts, else the browser's."""
    zh = await (await site.post("/api/request", broken(lang="zh", channel="No"))).json()
    en = await (await site.post("/api/request", broken(lang="en", channel="No"), **{"Accept-Language": "zh-CN"})).json()
    header = await (await site.post("/api/request", b"{", **{"Accept-Language": "zh-CN,zh;q=0.9"})).json()
    query = await (await site.get("/api/state?channel=No&lang=zh")).json()
    assert "频道名" in zh["error"] and "频道名" in query["error"]
    assert "channel name" in en["error"]
    assert "JSON" in header["error"] and "合法" in header["error"]


async def test_large_bodies_are_refused(site: Site) -> None:
    """More than 64 KiB is too much, whether the length is announced or not."""
    assert (await site.post("/api/request", b" " * 65_537)).status == 413

    async def drip() -> AsyncIterator[bytes]:
        for _ in range(70):
            yield b" " * 1024

    answer = await site.http.post(site.server.url + "/api/request", data=drip(), headers={"Content-Type": "application/json"})
    assert answer.status == 413


@pytest.mark.parametrize(("path", "status"), [
    ("/api/nothing", 404), ("/api/request", 405), ("/api/state?channel=UP", 400), ("/api/state?lang=de", 400),
    ("/api/events?channel=UP", 400), ("/api/suggest?source=&q=a", 400), ("/api/suggest?source=unknown&q=a", 400),
    ("/api/suggest?source=terms&q=" + "a" * 101, 400), ("/api/picture/x.png", 404), ("/api/picture/" + "0" * 32 + ".png", 404),
    ("/api/picture/" + "0" * 32 + ".png?channel=UP", 400),
])
async def test_bad_addresses_get_one_clear_line(site: Site, path: str, status: int) -> None:
    """Unknown addresses and bad queries are answered in JSON."""
    answer = await site.get(path)
    assert answer.status == status
    assert set(await answer.json()) == {"error"}


async def test_a_request_reaches_the_bot_as_it_was_made(site: Site) -> None:
    """Channel, member, language, words and values arrive; the member is a manager and the time is the bot's."""
    await site.post("/api/request", broken(member={"id": "lin", "name": " Lin\n"}, lang="zh", command="demo", words="gelu 1",
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
    assert message["card"]["tone"] == "question" and message["card"]["fields"][2]["at"].startswith("2026-11-24T03:20")
    demo = next(command for command in state["commands"] if command["path"] == "demo")
    assert demo["summary"] == "Run a small computation"
    assert demo["params"][0]["choices"] == ["gelu", "softmax", "bpe"]
    assert state["preview"] is True and state["last"] and datetime.fromisoformat(state["now"]).tzinfo


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
    assert isinstance(first, Sent) and again == first and elsewhere != first
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
    assert isinstance(gone, Permanent) and not gone.gone
    events.close()


async def test_wrong_channels_and_private_cards_are_not_posted(site: Site) -> None:
    """A channel that cannot exist is gone; a private card never becomes public."""
    for channel in ("web:local:UP", "discord:1:2", "web:other:general", "web:local:"):
        outcome = await site.platform.post(channel, Card(title="x"), "k")
        assert isinstance(outcome, Permanent) and outcome.gone
    private = await site.platform.post(GENERAL, Card(title="x", private=True), "k")
    assert isinstance(private, Permanent) and not private.gone
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
    assert answer.headers["Content-Type"] == "image/png" and "immutable" in answer.headers["Cache-Control"]
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
    assert event is not None and event.name == "resync" and event.id == hub.last
    for number in range(KEPT):
        hub.publish("message", {"n": number}, "c")
    late = asyncio.run(hub.open("c", "e.1").next())
    assert late is not None and late.name == "resync"


class Broken:
    """A transcript whose disk is gone, for reading or only for writing."""

    def __init__(self, *, reads: bool) -> None:
        self._reads = reads

    async def append(self, channel: str, key: str, at: datetime, body: str, reply_to: str | None) -> str:
        raise OSError("no disk")

    async def replace(self, channel: str, message_id: str, body: str) -> bool:
        raise OSError("no disk")

    async def find(self, channel: str, key: str) -> str | None:
        if not self._reads:
            raise OSError("no disk")
        return None

    async def channels(self) -> list[str]:
        raise OSError("no disk")

    async def recent(self, channel: str, limit: int = 50) -> list[tuple[str, datetime, str, str | None]]:
        raise OSError("no disk")


async def test_a_failing_transcript_becomes_an_outcome() -> None:
    """Nothing written is told apart from perhaps written, and an unreadable channel is no empty one."""
    unreadable, unwritable = (Room(Broken(reads=reads), lambda: SINCE) for reads in (False, True))
    assert isinstance(await unreadable.post(GENERAL, Card(title="x"), "k"), NotSent)
    assert isinstance(await unwritable.post(GENERAL, Card(title="x"), "k"), Unknown)
    assert isinstance(await unwritable.edit(GENERAL, "1", Card(title="x")), NotSent)
    with pytest.raises(ConnectionError):
        await unreadable.find(GENERAL, "k", SINCE)


async def test_an_unexpected_error_is_one_polite_line() -> None:
    """When the transcript breaks, the page gets 500 and a sentence, without a traceback."""
    server = HttpServer("127.0.0.1", 0)
    room = Room(Broken(reads=False), lambda: SINCE)
    server.add_routes(Page(room, web_demo.Bot(web_demo.Shifted()).handle, [], web_demo.suggest, None, server, lambda: SINCE).routes())
    await server.start()
    async with ClientSession() as http:
        answer = await http.get(server.url + "/api/state", headers={"Accept-Language": "zh"})
        assert answer.status == 500
        assert await answer.json() == {"error": "服务器内部出错了，请稍后再试。"}
    await server.close()


async def test_an_unreadable_message_does_not_hide_the_others() -> None:
    """A message that cannot be read is shown as such, beside the others."""
    memory = web_demo.Memory()
    room = Room(memory, lambda: SINCE)
    await memory.append(GENERAL, "bad", SINCE, '{"fields": [{"at": "never"}]}', None)
    await room.post(GENERAL, Card(title="good"), "good")
    bad, good = await room.messages(GENERAL)
    assert bad["card"]["tone"] == "error" and good["card"]["title"] == "good"


async def test_health_readiness_and_metrics() -> None:
    """`/healthz` lives, `/readyz` follows the given check, `/metrics` gives the given bytes; any Host may ask."""
    server = HttpServer("127.0.0.1", 0)
    details = {"database": "ok"}

    async def check() -> tuple[bool, Mapping[str, str]]:
        return all(value == "ok" for value in details.values()), details

    server.ready_when(check)
    server.metrics_from(lambda: b"tiku_up 1\n")
    await server.start()
    async with ClientSession(headers={"Host": "10.0.0.7:8080"}) as http:
        assert (await http.get(server.url + "/healthz")).status == 200
        ready = await http.get(server.url + "/readyz")
        assert (ready.status, await ready.json()) == (200, {"ready": True, "details": {"database": "ok"}})
        details["discord"] = "the token is refused"
        red = await http.get(server.url + "/readyz")
        assert (red.status, (await red.json())["details"]["discord"]) == (503, "the token is refused")
        metrics = await http.get(server.url + "/metrics")
        assert metrics.headers["Content-Type"].startswith("text/plain; version=0.0.4")
        assert await metrics.read() == b"tiku_up 1\n"
    await server.close()
    await server.close()


async def test_a_taken_port_is_one_clear_error(site: Site) -> None:
    """The error names the address and the setting, in both languages, on one line."""
    with pytest.raises(OSError, match=f"127.0.0.1:{site.server.port} is already in use") as caught:
        await HttpServer("127.0.0.1", site.server.port).start()
    assert isinstance(caught.value, CannotListen)
    assert "TIKU_WEB_PORT" in caught.value.text.zh and "\n" not in str(caught.value)
