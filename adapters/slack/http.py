"""Http: Slack's requests over the bot's own web server, behind a guard.

Bolt reads a body before it looks at the signature and stumbles over hostile ones; so here the signature comes first, then
the parsing, and Bolt gets nothing but a verified mapping. A request that comes a second time is refused.
"""

from __future__ import annotations

import hmac
import json
import logging
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl

from aiohttp import web
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_sdk.signature import SignatureVerifier

from adapters.server import read_capped
from adapters.slack import limits
from adapters.slack.pace import Once

log = logging.getLogger(__name__)

PATH = "/slack/events"
STAMP, SIGNATURE = "X-Slack-Request-Timestamp", "X-Slack-Signature"


class Rejected(Exception):
    """The request is refused with that status and without detail."""

    def __init__(self, status: int) -> None:
        super().__init__(str(status))
        self.status = status


class Guard:
    """Who is not Slack learns nothing but a status: 401 unsigned, stale or replayed, 413 too large, 400 unreadable."""

    def __init__(self, secret: str, now: Callable[[], datetime]) -> None:
        self._verifier = SignatureVerifier(secret)
        self._now = now
        self._once = Once(2.0 * limits.FRESH_SECONDS, most=200_000)

    def check(self, raw: bytes, headers: Mapping[str, str]) -> dict[str, Any]:
        """The verified payload. Raises Rejected."""
        if len(raw) > limits.BODY:
            raise Rejected(413)
        stamp, signature = headers.get(STAMP, ""), headers.get(SIGNATURE, "")
        if not (stamp.isascii() and stamp.isdecimal() and len(stamp) <= 12 and signature.isascii()):
            raise Rejected(401)
        if abs(self._now().timestamp() - int(stamp)) > limits.FRESH_SECONDS:
            raise Rejected(401)
        try:
            text = raw.decode("utf-8")
        except UnicodeDecodeError:
            raise Rejected(400) from None
        expected = self._verifier.generate_signature(timestamp=stamp, body=text)
        if expected is None or not hmac.compare_digest(expected.encode(), signature.encode()) or not self._once.first(signature):
            raise Rejected(401)
        return _payload(text, headers.get("Content-Type", ""))


class Endpoint:
    """The one route that Slack calls."""

    def __init__(self, app: AsyncApp, guard: Guard) -> None:
        self._app, self._guard = app, guard

    def routes(self) -> list[web.RouteDef]:
        """For the shared server."""
        return [web.post(PATH, self.receive)]

    async def receive(self, request: web.Request) -> web.Response:
        """Verify, hand on, answer."""
        try:
            payload = self._guard.check(await _read(request), request.headers)
        except Rejected as refused:
            return web.Response(status=refused.status, headers={"X-Slack-No-Retry": "1"})
        if payload.get("type") == "url_verification":
            return web.json_response({"challenge": str(payload.get("challenge", ""))[:500]})
        if payload.get("ssl_check"):
            return web.Response()
        try:
            answer = await self._app.async_dispatch(AsyncBoltRequest(
                mode="socket_mode", body=payload, headers={STAMP: request.headers[STAMP]}))
        except Exception as error:  # Bolt stumbles over payloads that lack what it looks for
            log.warning("a signed request could not be read: %s", type(error).__name__)
            return web.Response(status=400, headers={"X-Slack-No-Retry": "1"})
        if answer.status != 200:
            return web.Response(status=answer.status)
        kind = next(iter(answer.headers.get("content-type", ())), "text/plain").partition(";")[0]
        return web.Response(text=answer.body or "", content_type=kind)


async def _read(request: web.Request) -> bytes:
    """The body as it was sent. Raises Rejected for one that is too large, or packed: it might unfold to anything."""
    found = None if request.headers.get("Content-Encoding") else await read_capped(request, limits.BODY)
    if found is None:
        raise Rejected(413)
    return found


def _payload(text: str, content_type: str) -> dict[str, Any]:
    """A form's fields, the JSON inside its `payload`, or a JSON body; always a mapping of modest depth."""
    if content_type.partition(";")[0].strip().lower() == "application/json":
        return _object(text)
    try:
        fields = dict(parse_qsl(text, keep_blank_values=True, strict_parsing=bool(text), max_num_fields=100))
    except ValueError:
        raise Rejected(400) from None
    return _object(fields["payload"]) if "payload" in fields else dict(fields)


def _object(text: str) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        raise Rejected(400) from None
    if not isinstance(found, dict) or _deep(found):
        raise Rejected(400)
    return found


def _deep(value: Any) -> bool:
    """Whether it is nested more deeply than anything of Slack's."""
    level = [value]
    for _ in range(limits.DEPTH):
        level = [inner for item in level if isinstance(item, (dict, list))
                 for inner in (item.values() if isinstance(item, dict) else item)]
        if not level:
            return False
    return True
