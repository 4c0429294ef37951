"""A Slack of our own on loopback: the Web API, Socket Mode, uploads and response addresses, with faults on demand.

It keeps messages, views and files as Slack does, checks every body that it gets, and remembers every call.
"""

from __future__ import annotations

import asyncio
import json
from collections import defaultdict, deque
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import WSMsgType, web

from tests.adapters.slack.checker import faults_of_message, faults_of_view

TEAM, BOT, BOT_TOKEN, APP_TOKEN = "T0TIKU", "U0BOT", "xoxb-fake-bot-token", "xapp-fake-app-token"
Fault = Callable[[], str]
CUT_BEFORE, CUT_AFTER = "cut before", "cut after"


@dataclass
class Call:
    """One call of the Web API."""

    method: str
    token: str
    params: dict[str, Any]


@dataclass
class FakeSlack:
    """The state of a workspace, and the knobs."""

    now: Callable[[], float]
    url: str = ""
    tokens: dict[str, str] = field(default_factory=lambda: {BOT_TOKEN: TEAM})
    app_tokens: set[str] = field(default_factory=lambda: {APP_TOKEN})
    members: dict[str, dict[str, Any]] = field(default_factory=dict)
    channels: dict[str, list[dict[str, Any]]] = field(default_factory=lambda: {"C0GENERAL": [], "C0OTHER": []})
    dms: dict[str, list[dict[str, Any]]] = field(default_factory=lambda: defaultdict(list))
    """What the bot said to a member alone."""
    absent: set[str] = field(default_factory=set)
    """Channels that the bot is not in."""
    archived: set[str] = field(default_factory=set)
    unreadable: bool = False
    """The bot lacks the scope to read any history."""
    files: dict[str, bytes] = field(default_factory=dict)
    ready_after: int = 0
    """How many messages that name a new file are refused until it is ready."""
    views: dict[str, dict[str, Any]] = field(default_factory=dict)
    homes: dict[str, dict[str, Any]] = field(default_factory=dict)
    replies: list[dict[str, Any]] = field(default_factory=list)
    """What came to response addresses, in order, with `user`."""
    calls: list[Call] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    """Faults of the bodies that came in."""
    faults: dict[str, deque[Any]] = field(default_factory=lambda: defaultdict(deque))
    """By method: an error name, (status, headers, body), or CUT_BEFORE / CUT_AFTER, one for each call to come."""
    sockets: list[web.WebSocketResponse] = field(default_factory=list)
    stalled: asyncio.Event | None = None
    """While it is there and not set, new connections hang before they are made."""
    deaf: bool = False
    """Half-open: pings are not answered and nothing is delivered."""
    opened: int = 0
    delay: float = 0.0
    oauth: dict[str, dict[str, Any]] = field(default_factory=dict)
    _acks: dict[str, asyncio.Future[Any]] = field(default_factory=dict)
    _count: int = 0
    _stamped: int = 0
    _turn: int = 0
    _respond: dict[str, str] = field(default_factory=dict)
    triggers: dict[str, bool] = field(default_factory=dict)
    arrived: asyncio.Event = field(default_factory=asyncio.Event)

    # ---- the server ---------------------------------------------------------------------------------------------------

    def app(self) -> web.Application:
        """The routes."""
        app = web.Application(client_max_size=20 * 1024 * 1024)
        app.router.add_route("*", "/api/{method}", self._api)
        app.router.add_get("/socket", self._socket)
        app.router.add_post("/upload/{file}", self._upload)
        app.router.add_post("/respond/{key}", self._response)
        return app

    def number(self) -> int:
        """A number that was not given before."""
        self._count += 1
        return self._count

    def stamp(self) -> str:
        """A `ts` that was not given before: now, to the microsecond."""
        self._stamped = max(int(self.now() * 10**6), self._stamped + 1)
        return f"{self._stamped // 10**6}.{self._stamped % 10**6:06d}"

    def count(self, method: str) -> int:
        """How many calls of that method came."""
        return sum(call.method == method for call in self.calls)

    def last(self, channel: str = "C0GENERAL") -> dict[str, Any]:
        """The newest message of the channel."""
        return self.channels[channel][-1]

    async def until(self, true: Callable[[], bool], seconds: float = 8.0) -> None:
        """Return once it is true; looked at whenever something arrives."""
        async with asyncio.timeout(seconds):
            while not true():
                self.arrived.clear()
                await self.arrived.wait()

    async def _api(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        params = await _params(request)
        token = str(params.pop("token", "") or request.headers.get("Authorization", "").removeprefix("Bearer "))
        self.calls.append(Call(method, token, params))
        try:
            if self.delay:
                await asyncio.sleep(self.delay)
            fault = self.faults[method].popleft() if self.faults[method] else None
            if fault == CUT_BEFORE:
                return _cut(request)
            if isinstance(fault, str) and fault != CUT_AFTER:
                return web.json_response({"ok": False, "error": fault})
            if isinstance(fault, tuple):
                return web.Response(status=fault[0], headers=fault[1], text=fault[2], content_type="application/json")
            answer = self._answer(method, token, params)
            if fault == CUT_AFTER:
                return _cut(request)
            return web.json_response(answer)
        finally:
            self.arrived.set()

    def _answer(self, method: str, token: str, params: dict[str, Any]) -> dict[str, Any]:
        if method == "apps.connections.open":
            if token not in self.app_tokens:
                return {"ok": False, "error": "invalid_auth"}
            return {"ok": True, "url": f"{self.url.replace('http', 'ws', 1)}socket"}
        if method == "oauth.v2.access":
            granted = self.oauth.pop(str(params.get("code")), None)
            return {"ok": True, **granted} if granted else {"ok": False, "error": "invalid_code"}
        if token not in self.tokens:
            return {"ok": False, "error": "invalid_auth"}
        handler = getattr(self, f"_{method.replace('.', '_')}", None)
        if handler is None:
            self.wrong.append(f"{method}: no such method here")
            return {"ok": False, "error": "unknown_method"}
        found: dict[str, Any] = {"ok": True, **handler(params)}
        if "error" in found:
            found["ok"] = False
        return found

    # ---- methods ------------------------------------------------------------------------------------------------------

    def _auth_test(self, _: dict[str, Any]) -> dict[str, Any]:
        return {"team_id": TEAM, "user_id": BOT, "bot_id": "B0BOT", "url": "https://tiku.slack.com/"}

    def _chat_postMessage(self, params: dict[str, Any]) -> dict[str, Any]:
        channel = params["channel"]
        if channel in self.members:
            self._check("chat.postMessage", params, {"channel", "text", "blocks", "unfurl_links", "unfurl_media", "client_msg_id"})
            self.dms[channel].append({"ts": self.stamp(), **params})
            return {"channel": f"D{channel}", "ts": self.dms[channel][-1]["ts"]}
        if error := self._barred(channel):
            return {"error": error}
        if self._unready(params):
            return {"error": "invalid_blocks", "errors": ["invalid slack file"]}
        self._check("chat.postMessage", params, {"channel", "text", "blocks", "unfurl_links", "unfurl_media", "thread_ts", "client_msg_id"})
        if params.get("unfurl_links") or params.get("unfurl_media"):
            self.wrong.append("a message may unfurl links")
        if params.get("thread_ts") and not any(m["ts"] == params["thread_ts"] for m in self.channels[channel]):
            return {"error": "thread_not_found"}
        message = {"type": "message", "user": BOT, "bot_id": "B0BOT", "ts": self.stamp(), "text": params["text"],
                   "blocks": _named(params["blocks"], self.number), "at": asyncio.get_running_loop().time()}
        if params.get("thread_ts"):
            message["thread_ts"] = params["thread_ts"]
        self.channels[channel].append(message)
        return {"channel": channel, "ts": message["ts"], "message": message}

    def _chat_update(self, params: dict[str, Any]) -> dict[str, Any]:
        if error := self._barred(params["channel"]):
            return {"error": error}
        self._check("chat.update", params, {"channel", "ts", "text", "blocks"})
        for message in self.channels[params["channel"]]:
            if message["ts"] == params["ts"]:
                message |= {"text": params["text"], "blocks": _named(params["blocks"], self.number), "edited": True}
                return {"channel": params["channel"], "ts": params["ts"]}
        return {"error": "message_not_found"}

    def _conversations_history(self, params: dict[str, Any]) -> dict[str, Any]:
        if error := self._barred(params["channel"], reading=True) or ("missing_scope" if self.unreadable else ""):
            return {"error": error}
        found = [m for m in self.channels[params["channel"]] if float(m["ts"]) >= float(params["oldest"]) and "thread_ts" not in m]
        return self._paged(list(reversed(found)), params)

    def _conversations_replies(self, params: dict[str, Any]) -> dict[str, Any]:
        every = self.channels[params["channel"]]
        if not any(m["ts"] == params["ts"] for m in every):
            return {"error": "thread_not_found"}
        found = [m for m in every if m["ts"] == params["ts"] or (m.get("thread_ts") == params["ts"] and float(m["ts"]) >= float(params["oldest"]))]
        return self._paged(found, params)

    def _paged(self, found: list[dict[str, Any]], params: dict[str, Any]) -> dict[str, Any]:
        start, limit = int(params.get("cursor") or 0), int(params.get("limit") or 100)
        more = str(start + limit) if start + limit < len(found) else ""
        return {"messages": found[start:start + limit], "response_metadata": {"next_cursor": more}}

    def _users_info(self, params: dict[str, Any]) -> dict[str, Any]:
        user = self.members.get(params["user"])
        return {"user": user} if user else {"error": "user_not_found"}

    def _users_list(self, params: dict[str, Any]) -> dict[str, Any]:
        return {"members": list(self.members.values()), "response_metadata": {"next_cursor": ""}}

    def _views_open(self, params: dict[str, Any]) -> dict[str, Any]:
        if not self.triggers.pop(str(params["trigger_id"]), False):
            return {"error": "expired_trigger_id"}
        return self._view(f"V{self.number():08d}", params["view"])

    def _views_update(self, params: dict[str, Any]) -> dict[str, Any]:
        if self._unready(params["view"] if isinstance(params["view"], dict) else json.loads(params["view"])):
            return {"error": "invalid_blocks"}
        if params["view_id"] not in self.views:
            return {"error": "not_found"}
        return self._view(params["view_id"], params["view"])

    def _views_publish(self, params: dict[str, Any]) -> dict[str, Any]:
        view = _parsed(params["view"])
        self.wrong += [f"views.publish: {fault}" for fault in faults_of_view(view)]
        self.homes[params["user_id"]] = {**view, "id": f"V0HOME{params['user_id']}"}
        return {"view": self.homes[params["user_id"]]}

    def _view(self, id_: str, view: Any) -> dict[str, Any]:
        parsed = _parsed(view)
        self.wrong += [f"view: {fault}" for fault in faults_of_view(parsed)]
        self.views[id_] = {**parsed, "id": id_, "hash": str(self.number()), "team_id": TEAM}
        return {"view": self.views[id_]}

    def _files_getUploadURLExternal(self, params: dict[str, Any]) -> dict[str, Any]:
        file_id = f"F{self.number():010d}"
        self.files[file_id] = b""
        if not params.get("alt_txt") or int(params["length"]) <= 0:
            self.wrong.append("an upload without a text or a length")
        return {"file_id": file_id, "upload_url": f"{self.url}upload/{file_id}"}

    def _files_completeUploadExternal(self, params: dict[str, Any]) -> dict[str, Any]:
        files = _parsed(params["files"])
        if params.get("channel_id") or params.get("channels"):
            self.wrong.append("a picture is shared with a channel by its upload")
        return {"files": files} if all(self.files.get(one["id"]) for one in files) else {"error": "file_not_found"}

    def _barred(self, channel: str, *, reading: bool = False) -> str:
        if channel not in self.channels:
            return "channel_not_found"
        if channel in self.archived and not reading:
            return "is_archived"
        return "not_in_channel" if channel in self.absent else ""

    def _unready(self, body: Mapping[str, Any]) -> bool:
        if self.ready_after > 0 and any(block.get("type") == "image" for block in _parsed(body.get("blocks") or [])):
            self.ready_after -= 1
            return True
        return False

    def _check(self, method: str, params: dict[str, Any], known: set[str]) -> None:
        params["blocks"] = _parsed(params.get("blocks"))
        self.wrong += [f"{method}: unknown {key}" for key in set(params) - known]
        self.wrong += [f"{method}: {fault}" for fault in faults_of_message(params)]

    # ---- uploads and response addresses --------------------------------------------------------------------------------

    async def _upload(self, request: web.Request) -> web.Response:
        self.files[request.match_info["file"]] = await request.read()
        return web.Response(text="OK")

    async def _response(self, request: web.Request) -> web.Response:
        fault = self.faults["respond"].popleft() if self.faults["respond"] else None
        body = await request.json()
        if fault:
            return web.Response(status=fault)
        if self._unready(body):
            return web.json_response({"ok": False, "error": "invalid_blocks"}, status=404)
        self.reply(request.match_info["key"], body)
        return web.Response(text="ok")

    def reply(self, key: str, body: Mapping[str, Any]) -> None:
        """Somebody gets a private answer."""
        if body.get("response_type") != "ephemeral" or body.get("replace_original"):
            self.wrong.append("an answer is not private, or replaces a message")
        self.wrong += [f"answer: {fault}" for fault in faults_of_message(body)]
        self.replies.append({**body, "user": self._respond.get(key, key)})
        self.arrived.set()

    def response_url(self, user: str) -> str:
        """An address for answers to that member."""
        key = f"r{self.number()}"
        self._respond[key] = user
        return f"{self.url}respond/{key}"

    def trigger(self) -> str:
        """A trigger_id that opens one modal."""
        found = f"{self.number()}.{int(self.now())}.trigger"
        self.triggers[found] = True
        return found

    # ---- Socket Mode --------------------------------------------------------------------------------------------------

    async def _socket(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse(autoping=False)
        if self.stalled is not None:
            self.opened += 1
            self.arrived.set()
            await self.stalled.wait()
        await socket.prepare(request)
        self.opened += 1
        self.sockets.append(socket)
        await socket.send_json({"type": "hello", "num_connections": len(self.sockets), "connection_info": {"app_id": "A0"}})
        self.arrived.set()
        try:
            async for message in socket:
                if message.type == WSMsgType.PING and not self.deaf:
                    await socket.pong(message.data)
                elif message.type == WSMsgType.TEXT:
                    self._acked(json.loads(message.data))
        finally:
            if socket in self.sockets:
                self.sockets.remove(socket)
            self.arrived.set()
        return socket

    def _acked(self, answer: Mapping[str, Any]) -> None:
        waiting = self._acks.pop(str(answer.get("envelope_id")), None)
        if waiting is not None and not waiting.done():
            waiting.set_result(answer.get("payload"))

    async def deliver(self, kind: str, payload: Mapping[str, Any], *, envelope: str = "", seconds: float = 5.0,
                      over: web.WebSocketResponse | None = None, **more: Any) -> Any:
        """Send an envelope over one of the connections (in turn); the acknowledgement's payload. Raises TimeoutError."""
        await self.until(lambda: bool(self.sockets))
        self._turn += 1
        envelope = envelope or f"e{self.number()}"
        waiting: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._acks[envelope] = waiting
        socket = over or self.sockets[self._turn % len(self.sockets)]
        await socket.send_str(json.dumps({"type": kind, "envelope_id": envelope, "payload": payload, "accepts_response_payload": True, **more}))
        return await asyncio.wait_for(waiting, seconds)

    async def disconnect(self, reason: str = "refresh_requested") -> None:
        """Ask every connection to come again, and close it."""
        for socket in list(self.sockets):
            await socket.send_json({"type": "disconnect", "reason": reason, "debug_info": {}})
            await socket.close()

    def drop(self) -> None:
        """Cut every connection without a word."""
        for socket in list(self.sockets):
            transport = socket._req.transport if socket._req else None
            if transport is not None:
                transport.abort()


@asynccontextmanager
async def fake_slack(now: Callable[[], float]) -> AsyncIterator[FakeSlack]:
    """A running fake on a free port; every body that it got was right."""
    fake = FakeSlack(now)
    runner = web.AppRunner(fake.app(), access_log=None, shutdown_timeout=0.2)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    fake.url = f"http://127.0.0.1:{runner.addresses[0][1]}/"
    try:
        yield fake
    finally:
        await runner.cleanup()
    assert not fake.wrong, "\n".join(fake.wrong)


async def _params(request: web.Request) -> dict[str, Any]:
    if request.content_type == "application/json":
        found: dict[str, Any] = await request.json()
        return found
    return {**request.query, **{key: value for key, value in (await request.post()).items() if isinstance(value, str)}}


def _parsed(value: Any) -> Any:
    return json.loads(value) if isinstance(value, str) else value


def _named(blocks: list[dict[str, Any]], number: Callable[[], int]) -> list[dict[str, Any]]:
    """Slack gives every block an id."""
    return [{"block_id": f"b{number()}", **block} for block in blocks]


def _cut(request: web.Request) -> web.Response:
    if request.transport is not None:
        request.transport.abort()
    return web.Response(status=500)
