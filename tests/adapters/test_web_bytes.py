"""Bytes that no browser sends, on a bare connection: a status, no traceback, nothing changed; for the page and for Slack's path."""

from __future__ import annotations

import asyncio
import gzip
import json
import logging
from pathlib import Path

import pytest

from adapters.server import HttpServer
from tests.adapters import web_demo
from tests.adapters.slack.test_http import http_office
from tests.adapters.web_site import ASK, Site

BODY = json.dumps(dict(ASK)).encode()
HOST = b"Host: 127.0.0.1:%d\r\n"


def get(path: bytes = b"/api/state", host: bytes = HOST, more: bytes = b"", version: bytes = b"HTTP/1.1") -> bytes:
    """The bytes of a GET."""
    return b"GET " + path + b" " + version + b"\r\n" + host + more + b"Connection: close\r\n\r\n"


def post(body: bytes = BODY, more: bytes = b"", length: bytes | None = None, kind: bytes = b"application/json",
         path: bytes = b"/api/request") -> bytes:
    """The bytes of a POST; `length` replaces the true one, and is left out when empty."""
    size = b"%d" % len(body) if length is None else length
    counted = b"Content-Length: " + size + b"\r\n" if size else b""
    return (b"POST " + path + b" HTTP/1.1\r\n" + HOST + b"Content-Type: " + kind + b"\r\n" + counted + more
            + b"Connection: close\r\n\r\n" + body)


CHUNKED = b"Transfer-Encoding: chunked\r\n"
ODD: dict[str, bytes] = {
    "two hosts": get(host=HOST + b"Host: evil.example\r\n"), "two hosts, ours last": get(host=b"Host: evil.example\r\n" + HOST),
    "no host": get(host=b""), "no host in HTTP/1.0": get(host=b"", version=b"HTTP/1.0"),
    "a host behind ours": get(host=b"Host: 127.0.0.1@evil.example\r\n"), "a port that is none": get(host=b"Host: localhost:evil\r\n"),
    "a proxy's word": get(host=b"Host: evil.example\r\nX-Forwarded-Host: 127.0.0.1\r\n"),
    "our address, another host": get(b"http://127.0.0.1/api/state", host=b"Host: evil.example\r\n"),
    "two origins": post(more=b"Origin: http://127.0.0.1:%d\r\nOrigin: http://evil.example\r\n"),
    "two sites": post(more=b"Sec-Fetch-Site: none\r\nSec-Fetch-Site: cross-site\r\n"),
    "a site in capitals": post(more=b"Sec-Fetch-Site: Cross-Site\r\n"), "the page over TLS": post(more=b"Origin: https://127.0.0.1:%d\r\n"),
    "a type behind another": post(kind=b"text/plain; application/json"), "two types": post(more=b"Content-Type: text/plain\r\n"),
    "two lengths": post(more=b"Content-Length: 3\r\n"), "a negative length": post(length=b"-1"), "a length in words": post(length=b"abc"),
    "a terabyte announced": post(length=b"1000000000000"), "a length beside chunks": post(more=CHUNKED),
    "chunks of garbage": post(b"zz\r\nxx\r\n0\r\n\r\n", CHUNKED, b""), "a chunk too long": post(b"fffffffffffffffff\r\nx", CHUNKED, b""),
    "packed": post(gzip.compress(BODY), b"Content-Encoding: gzip\r\n"),
    "packed fifty megabytes": post(gzip.compress(b" " * 50_000_000), b"Content-Encoding: gzip\r\n"),
    "packed garbage": post(b"garbage", b"Content-Encoding: deflate\r\n"), "packed in an unknown way": post(BODY, b"Content-Encoding: zstd\r\n"),
    "another method by header": get(b"/api/request", more=b"X-HTTP-Method-Override: POST\r\n"),
    "TRACE": get().replace(b"GET", b"TRACE", 1),
    "OPTIONS": get(b"/api/request", more=b"Origin: http://evil.example\r\n").replace(b"GET", b"OPTIONS", 1),
    "CONNECT": get(b"evil.example:443").replace(b"GET", b"CONNECT", 1),
    "up and away": get(b"/static/../../routes.py"), "up by backslashes": get(b"/static/..%5c..%5croutes.py"),
    "up, escaped twice": get(b"/static/%252e%252e%252froutes.py"), "two slashes": get(b"//etc/passwd"), "a null byte": get(b"/static/%00"),
    "a path that is no UTF-8": get(b"/static/%ff%fe"), "a query that is no UTF-8": get(b"/api/state?channel=%ff"),
    "bytes in the path": get("/api/state?channel=题".encode()), "a long address": get(b"/?" + b"a" * 20_000),
    "a long header": get(more=b"X: " + b"a" * 20_000 + b"\r\n"),
    "many headers": get(more=b"".join(b"X%%d: a\r\n".replace(b"%%d", b"%d" % at) for at in range(3000))),
    "bare line feeds": get().replace(b"\r\n", b"\n"), "a null byte in a header": get(more=b"X: a\x00b\r\n"),
    "a folded header": get(more=b"X: a\r\n b\r\n"), "TLS": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"x" * 100,
    "HTTP/2": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "an odd expectation": post(more=b"Expect: 200-ok\r\n"),
    "a number of 60,000 digits": post(b'{"channel":' + b"9" * 60_000 + b"}"), "deep": post(b'{"a":' * 9000 + b"1" + b"}" * 9000),
    "a byte order mark": post(b"\xef\xbb\xbf" + BODY), "UTF-16": post(BODY.decode().encode("utf-16")),
}
SLACK = [name for name, sent in ODD.items() if sent.startswith(b"POST")]


async def answered(port: int, sent: bytes) -> tuple[int, bytes]:
    """Status and all bytes of the answer, up to where the server hangs up or has nothing more to say."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(sent.replace(HOST, HOST % port).replace(b"127.0.0.1:%d\r\n", b"127.0.0.1:%d\r\n" % port))
    try:
        head = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 10)
        length = next((int(line[15:]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")), 0)
        body = await asyncio.wait_for(reader.readexactly(length), 10)
    finally:
        writer.close()
    return int(head.split(b" ", 2)[1]), head + body


@pytest.mark.parametrize("name", ODD)
async def test_odd_bytes_get_a_status_and_change_nothing(site: Site, name: str, caplog: pytest.LogCaptureFixture) -> None:
    """Whatever comes, the answer is 4xx without a traceback, here and in the log; the bot hears nothing and goes on serving."""
    status, told = await answered(site.server.port, ODD[name])
    assert 400 <= status < 500
    assert b"Traceback" not in told
    assert b"Access-Control" not in told
    assert site.bot.asked == []
    assert not any(record.exc_info for record in caplog.records if record.levelno > logging.DEBUG)
    assert (await answered(site.server.port, post()))[0] == 200
    assert len(site.bot.asked) == 1


@pytest.mark.parametrize("rest", [b"", b"2\r\n{}\r\n", b"2\r\n{}\r\nzz\r\n"], ids=["nothing", "half", "garbage"])
async def test_a_body_that_never_ends_is_given_up(rest: bytes) -> None:
    """A request that announces a body and stalls, or goes on with garbage, is ended with a status; the bot hears nothing."""
    server = HttpServer("127.0.0.1", 0, body_seconds=0.05)
    bot = await web_demo.start(server)
    status, told = await answered(server.port, post(rest, CHUNKED, b""))
    await server.close()
    assert status == (400 if b"zz" in rest else 408)
    assert b"Traceback" not in told
    assert bot.asked == []


async def test_odd_bytes_at_slacks_path(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """The same at the path that Slack calls: 4xx, no traceback, no request to the core, no call to Slack."""
    async with http_office(tmp_path) as sender:
        before = len(sender.office.fake.calls)
        for name in SLACK:
            status, told = await answered(sender.office.server.port, ODD[name].replace(b"/api/request", b"/slack/events"))
            assert 400 <= status < 500, name
            assert b"Traceback" not in told, name
        assert sender.office.heard == []
        assert sender.office.fake.calls[before:] == []
        assert not any(record.exc_info for record in caplog.records if record.levelno > logging.DEBUG)
