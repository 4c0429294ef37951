"""Wire: the HTTP and gateway side of the small Discord, on loopback; it can fail in every way that the real one fails.

The answers carry exactly `application/json` and a `Via` header: the library compares the one and takes a 429 without the
other for a ban.
"""

from __future__ import annotations

import asyncio
import json
import re
import socket
import struct
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from aiohttp import BodyPartReader, WSMsgType, web

from tests.adapters.discord.world import APPLICATION, RefusedError, World, bot_user

TOKEN = "OTAw.Gx0000.a-token-that-is-none-000000000000"
JSON = {"Content-Type": "application/json", "Via": "1.1 fake"}


@dataclass
class Fault:
    """What happens to the next `times` requests that match: a status with a JSON body and headers, or a cut."""

    pattern: str
    status: int = 0
    body: Mapping[str, Any] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=lambda: dict(JSON))
    cut: str = ""
    """`before` the work is done, or `after` it."""
    times: int = 1
    delay: float = 0.0


@dataclass(frozen=True)
class Call:
    """One request as it came in."""

    method: str
    path: str
    body: Any
    files: tuple[str, ...] = ()
    authorised: bool = False


class Wire:
    """The server: `calls` is everything it was asked, `faults` what still will go wrong."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.calls: list[Call] = []
        self.faults: list[Fault] = []
        self.answers: dict[str, list[Call]] = {}
        """Callbacks and edits of the original response, by the interaction's token."""
        self.waiting: dict[str, asyncio.Event] = {}
        self.sockets: list[Socket] = []
        self.identified: list[Any] = []
        """The shard, `[id, count]`, of each session that was begun."""
        self.resumed = 0
        self.told_gateway = ""
        """Another address than this one's own, as it is told to who asks for the gateway."""
        self.heartbeat = 41250
        """Milliseconds between two heartbeats, as a connection is told."""
        self.missed: list[tuple[str, Any]] = []
        """Events that a silent connection swallowed; who resumes the session gets them."""
        self.refuse_token = False
        self.close_code = 0
        self.port = 0
        self._runner: web.AppRunner | None = None

    @property
    def api(self) -> str:
        return f"http://127.0.0.1:{self.port}/api/v10"

    @property
    def gateway(self) -> str:
        return f"ws://127.0.0.1:{self.port}/gateway"

    async def start(self) -> None:
        app = web.Application(client_max_size=30 * 2**20)
        app.router.add_get("/gateway", self._gateway)
        app.router.add_get("/gateway/", self._gateway)
        app.router.add_route("*", "/api/v10/{tail:.*}", self._api)
        self._runner = web.AppRunner(app, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self.port)
        await site.start()
        self.port = self._runner.addresses[0][1]

    async def stop(self) -> None:
        for one in list(self.sockets):
            await one.socket.close()
        if self._runner is not None:
            await self._runner.cleanup()

    async def emit(self, event: str, data: Any) -> None:
        """Send an event to every connection whose shard has its server."""
        guild = int(data.get("guild_id") or 0)
        for one in list(self.sockets):
            if (guild >> 22) % one.shard[1] == one.shard[0]:
                await one.dispatch(event, data)

    async def ready(self, seconds: float = 5.0) -> None:
        """Wait until a connection is ready."""
        async with asyncio.timeout(seconds):
            while not any(one.ready for one in self.sockets):
                await asyncio.sleep(0.005)

    def callbacks(self, token: str) -> list[Call]:
        return self.answers.get(token, [])

    def named(self, method: str, pattern: str) -> list[Call]:
        """The calls whose path matches."""
        return [call for call in self.calls if call.method == method and re.fullmatch(pattern, call.path)]

    # ---- HTTP ----------------------------------------------------------------------------------------------------

    async def _api(self, request: web.Request) -> web.StreamResponse:
        path = "/" + request.match_info["tail"]
        body, files = await _body(request)
        call = Call(request.method, path, body, files, request.headers.get("Authorization") == f"Bot {TOKEN}")
        self.calls.append(call)
        fault = self._fault(call)
        if fault is not None and fault.delay:
            await asyncio.sleep(fault.delay)
        if fault is not None and fault.cut == "before":
            return _cut(request)
        if fault is not None and fault.status:
            return web.Response(status=fault.status, body=json.dumps(dict(fault.body)).encode(), headers=dict(fault.headers))
        status, answer = await self._answer(call, request.query)
        if fault is not None and fault.cut == "after":
            return _cut(request)
        if answer is None:
            return web.Response(status=status, headers={"Via": "1.1 fake"})
        return web.Response(status=status, body=json.dumps(answer).encode(), headers=JSON)

    async def _answer(self, call: Call, query: Mapping[str, str]) -> tuple[int, Any]:
        if not call.path.startswith(("/interactions/", "/webhooks/")) and (self.refuse_token or not call.authorised):
            return 401, {"code": 0, "message": "401: Unauthorized"}
        try:
            return await self._route(call, query)
        except RefusedError as refused:
            return refused.status, {"code": refused.code, "message": refused.message}

    def _fault(self, call: Call) -> Fault | None:
        for fault in self.faults:
            if fault.times > 0 and re.fullmatch(fault.pattern, f"{call.method} {call.path}"):
                fault.times -= 1
                return fault
        return None

    async def _route(self, call: Call, query: Mapping[str, str]) -> tuple[int, Any]:
        parts = call.path.strip("/").split("/")
        match (call.method, *parts):
            case ("GET", "users" | "oauth2" | "applications" | "gateway", *_):
                return 200, self._about(call.path)
            case ("PUT", "applications", _, "commands"):
                self.world.registered = call.body
                return 200, [{"id": str(self.world.snowflake()), "application_id": str(APPLICATION), "version": "1", **entry}
                             for entry in call.body]
            case ("POST", "users", "@me", "channels"):
                return 200, self.world.direct(int(call.body["recipient_id"]))
            case ("POST", "channels", channel, "messages"):
                return 200, self.world.create(int(channel), call.body, call.files)
            case ("POST", "channels", channel, "messages", message, "threads"):
                made = self.world.start_thread(int(channel), int(message), call.body["name"])
                await self.emit("THREAD_CREATE", {**made, "newly_created": True})
                return 201, made
            case ("PATCH", "channels", channel, "messages", message):
                return 200, self.world.edit(int(channel), int(message), call.body, call.files)
            case ("GET", "channels", channel, "messages"):
                return 200, self.world.after(int(channel), int(query.get("after", 0)), int(query.get("limit", 50)))
            case ("POST", "interactions", interaction, token, "callback"):
                return self._callback(call, interaction, token)
            case ("PATCH", "webhooks", _, token, "messages", "@original"):
                self._answered(token, call)
                return 200, self.world.build(int(token.split("-")[1]), call.body, call.files, flags=64)
        raise RefusedError(404, 0, f"404: no such route here: {call.method} {call.path}")

    def _about(self, path: str) -> Any:
        """What the bot asks about itself."""
        application = {"id": str(APPLICATION), "name": "Tiku", "icon": None, "description": "", "bot_public": True,
                       "bot_require_code_grant": False, "verify_key": "0" * 64, "flags": 0, "team": None, "owner": bot_user(),
                       "summary": ""}
        servers: list[dict[str, Any]] = [
            {"id": str(guild), "name": f"guild {guild}", "permissions": str(self.world.allowed), "owner": False, "icon": None,
             "features": []} for guild in self.world.guilds]
        limits = {"total": 1000, "remaining": 999, "reset_after": 1000, "max_concurrency": 1}
        known = {"/users/@me": bot_user(), "/users/@me/guilds": servers, "/oauth2/applications/@me": application,
                 "/applications/@me": application,
                 "/gateway/bot": {"url": self.told_gateway or self.gateway, "shards": 1, "session_start_limit": limits}}
        if path not in known:
            raise RefusedError(404, 0, f"404: no such route here: GET {path}")
        return known[path]

    def _callback(self, call: Call, interaction: str, token: str) -> tuple[int, Any]:
        if any(done.path.startswith("/interactions/") for done in self.callbacks(token)):
            raise RefusedError(400, 40060, "Interaction has already been acknowledged.")
        self._answered(token, call)
        found: dict[str, Any] = {"interaction": {"id": interaction, "type": 3}, "resource": {"type": call.body["type"]}}
        if call.body["type"] == 4:
            data = call.body["data"]
            message = self.world.build(int(token.split("-")[1]), data, call.files, flags=data.get("flags", 0))
            found["resource"]["message"] = message
            found["interaction"]["response_message_id"] = message["id"]
        return 200, found

    def _answered(self, token: str, call: Call) -> None:
        self.answers.setdefault(token, []).append(call)
        if token in self.waiting and (call.method == "PATCH" or call.body.get("type") != 5):
            self.waiting[token].set()

    # ---- gateway -------------------------------------------------------------------------------------------------

    async def _gateway(self, request: web.Request) -> web.StreamResponse:
        socket_ = web.WebSocketResponse(max_msg_size=0)
        await socket_.prepare(request)
        one = Socket(self, socket_, compressed=request.query.get("compress") == "zlib-stream")
        self.sockets.append(one)
        try:
            await one.run()
        finally:
            self.sockets.remove(one)
        return socket_


class Socket:
    """One gateway connection."""

    def __init__(self, wire: Wire, socket_: web.WebSocketResponse, *, compressed: bool) -> None:
        self.wire, self.socket = wire, socket_
        self.ready = False
        self.shard: tuple[int, int] = (0, 1)
        self.silent = False
        """Open, but nothing comes from it any more: no answer to a heartbeat, no event."""
        self._packer = zlib.compressobj() if compressed else None
        self._sequence = 0

    async def run(self) -> None:
        await self.send({"op": 10, "d": {"heartbeat_interval": self.wire.heartbeat}})
        if self.wire.close_code:
            await self.socket.close(code=self.wire.close_code)
            return
        async for message in self.socket:
            if message.type is WSMsgType.TEXT:
                await self._take(json.loads(message.data))

    async def _take(self, frame: Mapping[str, Any]) -> None:
        if frame["op"] == 1 and not self.silent:
            await self.send({"op": 11})
        elif frame["op"] == 2:
            await self._identify(frame["d"])
        elif frame["op"] == 6:
            self.wire.resumed += 1
            self.ready = True
            self._sequence = frame["d"]["seq"]
            missed, self.wire.missed = self.wire.missed, []
            for event, data in missed:
                await self.dispatch(event, data)
            await self.dispatch("RESUMED", {})

    async def _identify(self, data: Mapping[str, Any]) -> None:
        self.wire.identified.append(data.get("shard"))
        if data["token"] != TOKEN or self.wire.refuse_token:
            await self.socket.close(code=4004)
            return
        world = self.wire.world
        self.shard = shard, count = tuple(data.get("shard", (0, 1)))
        guilds = [guild for guild in world.guilds if (guild >> 22) % count == shard]
        await self.dispatch("READY", {
            "v": 10, "user": bot_user(), "session_id": "s", "resume_gateway_url": self.wire.gateway, "shard": [shard, count],
            "guilds": [{"id": str(guild), "unavailable": True} for guild in guilds],
            "application": {"id": str(APPLICATION), "flags": 0},
        })
        for guild in guilds:
            await self.dispatch("GUILD_CREATE", world.guild_payload(guild))
        self.ready = True

    async def dispatch(self, event: str, data: Any) -> None:
        if self.silent:
            self.wire.missed.append((event, data))
            return
        self._sequence += 1
        await self.send({"op": 0, "t": event, "s": self._sequence, "d": data})

    async def send(self, frame: Mapping[str, Any]) -> None:
        text = json.dumps(frame)
        if self._packer is None:
            await self.socket.send_str(text)
        else:
            await self.socket.send_bytes(self._packer.compress(text.encode()) + self._packer.flush(zlib.Z_SYNC_FLUSH))


async def _body(request: web.Request) -> tuple[Any, tuple[str, ...]]:
    if request.content_type.startswith("multipart/"):
        body, files = None, []
        async for part in await request.multipart():
            assert isinstance(part, BodyPartReader), "Discord takes no part of parts"
            raw = await part.read(decode=True)
            if part.name == "payload_json":
                body = json.loads(raw)
            else:
                files.append(part.filename or "")
        return body, tuple(files)
    raw = await request.read()
    return (json.loads(raw) if raw else None), ()


def _cut(request: web.Request) -> web.StreamResponse:
    """Reset the connection: the caller cannot know whether the work was done."""
    transport = request.transport
    assert transport is not None
    raw = transport.get_extra_info("socket")
    raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    transport.abort()
    return web.Response()
