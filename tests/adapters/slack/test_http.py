"""Requests over HTTP: Slack's are answered; whoever is not Slack learns a status and changes nothing."""

from __future__ import annotations

import gzip
import json
import logging
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from aiohttp import ClientResponse, ClientSession
from slack_sdk.signature import SignatureVerifier

from tests.adapters.slack.fake import TEAM
from tests.adapters.slack.office import ADA, CHANNEL, GENERAL, SIGNING, Office, open_office, words
from tests.scenarios.stage import small_bank

FORM, JSON = "application/x-www-form-urlencoded", "application/json"


@dataclass
class Sender:
    """Sends signed requests, as Slack does, and unsigned ones, as others do."""

    office: Office
    http: ClientSession

    async def send(self, body: str | bytes, kind: str = FORM, *, stamp: str | None = None, secret: str = SIGNING,
                   **headers: str) -> ClientResponse:
        raw = body.encode() if isinstance(body, str) else body
        stamp = str(int(self.office.house.clock.now().timestamp())) if stamp is None else stamp
        signature = SignatureVerifier(secret).generate_signature(timestamp=stamp, body=raw) or ""
        return await self.raw(raw, {"Content-Type": kind, "X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": signature, **headers})

    async def raw(self, body: bytes, headers: Mapping[str, str]) -> ClientResponse:
        async with self.http.post(f"{self.office.server.url}/slack/events", data=body, headers=headers) as answer:
            await answer.read()
            return answer


@pytest.fixture
async def sender(tmp_path: Path) -> AsyncIterator[Sender]:
    """A bot in HTTP mode: a signing secret and no app token."""
    async with http_office(tmp_path) as found:
        yield found


@asynccontextmanager
async def http_office(folder: Path) -> AsyncIterator[Sender]:
    async with open_office(folder, bank=small_bank(), connected=False, slack_app_token=None, slack_signing_secret=SIGNING) as office, \
            ClientSession() as http:
        await office.fake.until(lambda: office.fake.count("auth.test") == 1)
        yield Sender(office, http)


def command(office: Office, line: str, user: str = ADA) -> str:
    name, _, text = line.partition(" ")
    return urlencode({"command": name, "text": text, "team_id": TEAM, "channel_id": GENERAL, "user_id": user, "user_name": user,
                      "trigger_id": office.fake.trigger(), "response_url": office.fake.response_url(user)})


async def test_a_command_is_answered_in_the_response(sender: Sender) -> None:
    """A signed slash command gets its private answer as the body."""
    answer = await sender.send(command(sender.office, "/quiz today"))
    body = json.loads(await answer.text())
    assert answer.status == 200
    assert body["response_type"] == "ephemeral"
    assert "No question is open" in words(body)
    assert not sender.office.fake.sockets
    assert sender.office.fake.count("apps.connections.open") == 0


async def test_a_press_carries_its_own_time(sender: Sender) -> None:
    """A press over HTTP is stored before it is acknowledged, with Slack's time."""
    office = sender.office
    message = await office.post_question()
    round_ = await office.house.round(CHANNEL)
    action = next(element["action_id"] for block in message["blocks"] for element in block.get("elements", ()) if "action_id" in element)
    payload = office.pressed(message, action)
    answer = await sender.send(urlencode({"payload": json.dumps(payload)}))
    assert answer.status == 200
    if action.startswith("q1:"):
        stored = await office.house.tenant(CHANNEL).answer(round_.id, ADA)
        assert stored is not None
        assert f"{stored.at.timestamp():.6f}".startswith(payload["actions"][0]["action_ts"][:12])


async def test_slack_verifies_the_address(sender: Sender) -> None:
    """The challenge comes back, to a signed request only."""
    body = json.dumps({"type": "url_verification", "challenge": "abc", "token": "x"})
    answer = await sender.send(body, JSON)
    assert (answer.status, json.loads(await answer.text())) == (200, {"challenge": "abc"})
    assert (await sender.send(body, JSON, secret="other")).status == 401
    assert (await sender.send(urlencode({"ssl_check": "1", "token": "x"}))).status == 200


async def test_a_replay_is_refused(sender: Sender) -> None:
    """The very same request a second time is refused, and the command runs once."""
    body = command(sender.office, "/quiz today")
    assert [(await sender.send(body)).status for _ in range(3)] == [200, 401, 401]
    assert len(sender.office.heard) == 1


async def test_a_retry_with_its_own_signature_is_acknowledged(sender: Sender) -> None:
    """Slack's retry of an event is signed anew: it is acknowledged, and dealt with once."""
    event = {"type": "event_callback", "team_id": TEAM, "event_id": "Ev1", "event": {"type": "app_home_opened", "user": ADA, "tab": "home"}}
    for attempt in range(2):
        stamp = str(int(sender.office.house.clock.now().timestamp()) + attempt)
        answer = await sender.send(json.dumps(event), JSON, stamp=stamp, **{"X-Slack-Retry-Num": str(attempt)})
        assert answer.status == 200
    await sender.office.fake.until(lambda: ADA in sender.office.fake.homes)
    assert sender.office.fake.count("views.publish") == 1


def hostile(now: int) -> dict[str, tuple[bytes, dict[str, str]]]:
    """Bodies with headers; those with a good signature are hostile in themselves."""
    def signed(body: bytes, kind: str = JSON, stamp: str = "", **more: str) -> tuple[bytes, dict[str, str]]:
        at = stamp or str(now)
        signature = SignatureVerifier(SIGNING).generate_signature(timestamp=at, body=body) if _text(body) else ""
        return body, {"Content-Type": kind, "X-Slack-Request-Timestamp": at, "X-Slack-Signature": signature or "v0=0", **more}

    plain = urlencode({"command": "/quiz", "text": "today", "team_id": TEAM, "channel_id": GENERAL, "user_id": ADA}).encode()
    good = signed(plain, FORM)
    deep = b'{"a":' * 300 + b"1" + b"}" * 300
    return {
        "unsigned": (plain, {"Content-Type": FORM}),
        "empty headers": (plain, {**good[1], "X-Slack-Signature": "", "X-Slack-Request-Timestamp": ""}),
        "another secret": (plain, {**good[1], "X-Slack-Signature": "v0=" + "0" * 64}),
        "changed body": (plain + b"x", good[1]),
        "stale": signed(plain, FORM, str(now - 400)),
        "from the future": signed(plain, FORM, str(now + 400)),
        "time that is no number": (plain, {**good[1], "X-Slack-Request-Timestamp": "soon"}),
        "time with digits of another script": (plain, {**good[1], "X-Slack-Request-Timestamp": "１７９５４８２０００"}),
        "endless time": (plain, {**good[1], "X-Slack-Request-Timestamp": "9" * 4000}),
        "truncated": signed(b'{"type": "event_call'),
        "a lone bracket": signed(b"{"),
        "a list": signed(b"[]"),
        "null": signed(b"null"),
        "a number": signed(b"1e999"),
        "deep": signed(deep),
        "deeper": signed(b"[" * 200_000),
        "payload that is no JSON": signed(b"payload=%7B", FORM),
        "payload that is a list": signed(urlencode({"payload": "[]"}).encode(), FORM),
        "many fields": signed("&".join(f"a{i}=1" for i in range(500)).encode(), FORM),
        "not UTF-8": signed(b"\xff\xfe\x00bad", FORM),
        "one megabyte": signed(b"a=" + b"x" * 1_000_000, FORM),
        "packed": (gzip.compress(plain), {**good[1], "Content-Encoding": "gzip"}),
    }


def _text(body: bytes) -> bool:
    try:
        body.decode()
    except UnicodeDecodeError:
        return False
    return True


async def test_hostile_requests_get_a_status_and_change_nothing(sender: Sender, caplog: pytest.LogCaptureFixture) -> None:
    """Unsigned, stale, truncated, deep, not UTF-8, a megabyte: 4xx, an empty body, no traceback, no request to the core."""
    caplog.set_level(logging.DEBUG)
    before = len(sender.office.fake.calls)
    for name, (body, headers) in hostile(int(sender.office.house.clock.now().timestamp())).items():
        answer = await sender.raw(body, {key: value for key, value in headers.items() if value.isascii()})
        assert 400 <= answer.status < 500, name
        assert len(await answer.text()) < 200, name
    assert sender.office.heard == []
    assert sender.office.fake.calls[before:] == []
    assert not any(record.exc_info for record in caplog.records)
    assert "today" not in caplog.text
    assert (await sender.send(command(sender.office, "/quiz today"))).status == 200


async def test_other_methods_are_refused(sender: Sender) -> None:
    """The path takes POST only."""
    async with sender.http.get(f"{sender.office.server.url}/slack/events") as answer:
        assert answer.status == 405


async def test_signed_nonsense_is_survived(sender: Sender, caplog: pytest.LogCaptureFixture) -> None:
    """Well signed payloads of odd shapes get a status without a word, no traceback, and the next command works."""
    for payload in ({}, {"type": "block_actions"}, {"type": "block_actions", "actions": [{}], "team": {"id": TEAM}},
                    {"type": "view_submission", "view": {}}, {"type": "block_suggestion", "action_id": "s:demos", "value": "g"},
                    {"type": "shortcut"}, {"type": "event_callback", "event": {"type": "message"}, "team_id": TEAM},
                    {"type": "event_callback", "event_id": "E", "event": {"type": "channel_deleted"}, "team_id": "x/../y"}):
        answer = await sender.send(urlencode({"payload": json.dumps(payload)}))
        assert not await answer.text() or answer.status == 200, payload
    assert not any(record.exc_info for record in caplog.records)
    assert (await sender.send(command(sender.office, "/quiz today"))).status == 200


async def test_an_answer_that_takes_long_follows(sender: Sender) -> None:
    """A demo is acknowledged at once and answered through its response address, with the picture."""
    answer = await sender.send(command(sender.office, "/demo gelu 1"))
    assert answer.status == 200
    assert not await answer.text()
    told: Any = (await sender.office.answers(1))[0]
    assert "0.841344746" in words(told)
    assert any(block["type"] == "image" for block in told["blocks"])
