"""The local page's HTTP interface over loopback: files, guards, bad input, health."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from datetime import UTC, datetime
from typing import Any

import pytest
from aiohttp import ClientSession

from adapters.server import CSP, CannotListenError, HttpServer
from adapters.web.room import Room
from adapters.web.routes import Page
from tests.adapters import web_demo
from tests.adapters.web_site import ASK, GENERAL, Broken, Site, asking

SINCE = datetime(2026, 11, 24, tzinfo=UTC)


async def test_the_page_and_its_files_are_served_with_the_guards(site: Site) -> None:
    """Every answer carries the content policy and the other headers; nothing in the page is inline."""
    for path in ("/", "/static/page.js", "/static/tokens.css", "/static/icon.svg", "/api/state", "/nowhere", "/healthz"):
        answer = await site.get(path)
        assert answer.headers["Content-Security-Policy"] == CSP
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert answer.headers["Server"] == "tiku"
    page = await (await site.get("/")).text()
    assert " style=" not in page
    assert "<style" not in page
    assert " onclick=" not in page
    assert page.count("<script") == page.count('<script src="/static/') + page.count('<script type="module" src="/static/')


async def test_files_are_revalidated(site: Site) -> None:
    """A file is asked for each time and answered with 304 while it is the same."""
    first = await site.get("/static/page.js")
    assert first.headers["Cache-Control"] == "no-cache"
    again = await site.get("/static/page.js", **{"If-None-Match": first.headers["ETag"]})
    assert again.status == 304
    assert await again.read() == b""
    assert (await site.get("/static/page.js", **{"If-None-Match": '"other"'})).status == 200


@pytest.mark.parametrize("name", ["..%2froutes.py", "%2e%2e/__init__.py", "nothing.js", "index.html%00", "."])
async def test_no_other_file_is_served(site: Site, name: str) -> None:
    """Only the page's own files have an address."""
    assert (await site.get(f"/static/{name}")).status == 404


@pytest.mark.parametrize("host", ["evil.example", "evil.example:{port}", "localhost.evil:{port}", "127.0.0.1.evil", ""])
async def test_other_hosts_are_refused(site: Site, host: str) -> None:
    """A page of another name that resolves to this machine gets nothing."""
    for path in ("/", "/api/state", "/static/page.js"):
        answer = await site.get(path, Host=host.format(port=site.server.port))
        assert answer.status in (400, 403)
    assert not await site.platform.find(GENERAL, "any", SINCE)


@pytest.mark.parametrize("host", ["127.0.0.1:{port}", "localhost:{port}", "[::1]:{port}", "LOCALHOST:{port}", "127.0.0.1:9000"])
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


BAD: list[Any] = [
    b"", b"{", b"[]", b"null", b"\xff", b"[" * 60_000, b'{"channel": NaN}', b'"x"',
    asking(channel=None), asking(channel="General"), asking(channel="a" * 31), asking(channel="../x"), asking(channel=7),
    asking(member=None), asking(member="ada"), asking(member={"id": "ada"}), asking(member={"id": "Ä", "name": "x"}),
    asking(member={"id": "a", "name": ""}), asking(member={"id": "a", "name": "x" * 33}), asking(member={"id": "a", "name": "\u200b"}),
    asking(member={"id": "a", "name": "x", "is_manager": True}), asking(lang="fr"), asking(lang=1),
    asking(command=None), asking(action="q1:x:A"), asking(command="", action=""), asking(command=["help"]), asking(command="x" * 65),
    asking(command=None, action="x" * 201), asking(words=5), asking(words="x" * 8001), asking(words="\ud800"), asking(words="\0"),
    asking(values=[]), asking(values={"a": 1}), asking(values={"a b": "1"}), asking(values={str(i): "" for i in range(26)}),
    asking(values={"a": "x" * 8001}), asking(tenant="other"), asking(at="2026-01-01"), asking(**{"\ud800": "x"}),
]


@pytest.mark.parametrize("body", BAD, ids=range(len(BAD)))
async def test_bad_bodies_get_one_clear_line(site: Site, body: Any) -> None:
    """Whatever is wrong with a body, the answer is 400 with one sentence, and the bot hears nothing."""
    answer = await site.post("/api/request", body)
    assert answer.status == 400
    found = await answer.json()
    assert set(found) == {"error"}
    assert found["error"]
    assert "\n" not in found["error"]
    assert "Traceback" not in found["error"]
    assert site.bot.asked == []


async def test_errors_speak_the_language_of_the_request(site: Site) -> None:
    """The body's language counts, else the browser's."""
    zh = await (await site.post("/api/request", asking(lang="zh", channel="No"))).json()
    en = await (await site.post("/api/request", asking(lang="en", channel="No"), **{"Accept-Language": "zh-CN"})).json()
    header = await (await site.post("/api/request", b"{", **{"Accept-Language": "zh-CN,zh;q=0.9"})).json()
    query = await (await site.get("/api/state?channel=No&lang=zh")).json()
    assert "频道名" in zh["error"]
    assert "频道名" in query["error"]
    assert "channel name" in en["error"]
    assert "JSON" in header["error"]
    assert "合法" in header["error"]


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
    assert isinstance(caught.value, CannotListenError)
    assert "TIKU_WEB_PORT" in caught.value.text.zh
    assert "\n" not in str(caught.value)
