"""Routes: the page's HTTP interface. Each handler checks, asks the room or the bot, and answers with JSON."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from aiohttp import hdrs, web

from adapters.server import HttpServer, header_lang, json_line
from adapters.web import assets, inbound
from adapters.web.guard import check_host, check_site, read_body
from adapters.web.hub import Stream
from adapters.web.inbound import ROOM, RejectedError
from adapters.web.room import Room
from bot.domain.command import Command
from bot.domain.param import is_rest
from bot.domain.text import Lang, Text
from bot.ports import Handle, Mover, Suggest

HEARTBEAT = 15.0
"""Seconds between comment lines on a quiet stream, so that no proxy takes it for dead."""
LANG = web.RequestKey("lang", str)
PICTURE = re.compile(r"[0-9a-f]{32}\.png")

NOTHING = Text(zh="这里什么也没有。", en="There is nothing here.")
NO_CLOCK = Text(zh="这里的时钟不能调。", en="The clock cannot be moved here.")
TOO_MANY = Text(zh="打开的页面太多了，请关掉几个。", en="Too many open pages: close some.")

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Page:
    """The handlers, around one room and one bot."""

    def __init__(self, room: Room, handle: Handle, commands: Sequence[Command], suggest: Suggest,
                 preview: Mover | None, server: HttpServer, now: Callable[[], datetime]) -> None:
        self._room, self._handle, self._commands, self._suggest = room, handle, commands, suggest
        self._preview, self._server, self._now = preview, server, now
        self._assets = assets.load()
        self.heartbeat = HEARTBEAT

    def routes(self) -> list[web.RouteDef]:
        """Everything under `/`, `/static/` and `/api/`."""
        return [
            web.get("/", self._guarded(self.index, site=False)),
            web.get("/static/{name}", self._guarded(self.static)),
            web.get("/api/state", self._guarded(self.state)),
            web.get("/api/events", self._guarded(self.events), allow_head=False),
            web.get("/api/suggest", self._guarded(self.suggest)),
            web.get("/api/picture/{name}", self._guarded(self.picture)),
            web.post("/api/request", self._guarded(self.request)),
            web.post("/api/clock", self._guarded(self.clock)),
        ]

    def _guarded(self, handler: Handler, *, site: bool = True) -> Handler:
        async def checked(request: web.Request) -> web.StreamResponse:
            try:
                check_host(request, self._server.host, self._server.port)
                # A link from anywhere may open the page itself; everything else is for the page alone.
                if site:
                    check_site(request)
                return await handler(request)
            except RejectedError as fault:
                return json_line({"error": fault.text.to(_lang_of(request))}, fault.status)

        return checked

    async def index(self, request: web.Request) -> web.StreamResponse:
        """The page itself."""
        return self._assets["index.html"].answer(request)

    async def static(self, request: web.Request) -> web.StreamResponse:
        """A file of the page. Raises RejectedError (404)."""
        found = self._assets.get(request.match_info["name"])
        if found is None:
            raise RejectedError(404, NOTHING)
        return found.answer(request)

    async def state(self, request: web.Request) -> web.StreamResponse:
        """Everything a page needs to start: see the keys below. `last` is where its stream of events goes on."""
        channel, lang = inbound.parse_channel(request.query.get("channel", "general")), _asked_lang(request)
        # Taken before the messages are read: an event in between comes twice, which the page can tell by the id.
        last = self._room.hub.last
        return json_line({
            "channel": channel,
            "channels": await self._room.channels(),
            "messages": await self._room.messages(ROOM + channel),
            "commands": [command_json(command, lang) for command in self._commands],
            "now": self._now().isoformat(),
            "preview": self._preview is not None,
            "last": last,
        })

    async def events(self, request: web.Request) -> web.StreamResponse:
        """Server-sent events `message`, `edit`, `activity`, `clock` and `resync` (read /api/state again)."""
        channel = ROOM + inbound.parse_channel(request.query.get("channel", "general"))
        after = request.headers.get("Last-Event-ID") or request.query.get("after") or self._room.hub.last
        if self._room.hub.full:
            raise RejectedError(503, TOO_MANY)
        response = web.StreamResponse(headers={
            hdrs.CONTENT_TYPE: "text/event-stream; charset=utf-8", hdrs.CACHE_CONTROL: "no-store"})
        stream = self._room.hub.open(channel, after)
        try:
            await response.prepare(request)
            await response.write(b"retry: 2000\n\n")
            await self._pour(stream, response)
        except ConnectionResetError:
            pass  # The page was closed.
        finally:
            self._room.hub.close(stream)
        return response

    async def _pour(self, stream: Stream, response: web.StreamResponse) -> None:
        while True:
            try:
                async with asyncio.timeout(self.heartbeat):
                    event = await stream.next()
            except TimeoutError:
                await response.write(b": still here\n\n")
                continue
            if event is None:
                return
            await response.write(event.wire())

    async def suggest(self, request: web.Request) -> web.StreamResponse:
        """Completions for what is being typed. Raises RejectedError (400)."""
        lang = _asked_lang(request)
        source, query = inbound.parse_query(request.query.get("source", ""), request.query.get("q", ""))
        try:
            found = self._suggest(source, query, lang)
        except LookupError as fault:
            raise RejectedError(400, inbound.BAD_SOURCE) from fault
        return json_line({"items": [{"value": value, "label": label} for value, label in found[:25]]})

    async def picture(self, request: web.Request) -> web.StreamResponse:
        """A picture of the channel by its digest. Raises RejectedError (404)."""
        name = request.match_info["name"]
        channel = inbound.parse_channel(request.query.get("channel", "general"))
        png = await self._room.picture(ROOM + channel, name[:32]) if PICTURE.fullmatch(name) else None
        if png is None:
            raise RejectedError(404, NOTHING)
        # The name is a digest of the bytes, so a copy never goes stale.
        return web.Response(body=png, headers={
            hdrs.CONTENT_TYPE: "image/png", hdrs.CACHE_CONTROL: "private, max-age=31536000, immutable"})

    async def request(self, request: web.Request) -> web.StreamResponse:
        """Hand a member's command, press or form to the bot; the card goes to that member only."""
        body = inbound.parse_object(await read_body(request))
        lang = _body_lang(request, body)
        asked = inbound.parse_request(body, self._now(), lang)
        card = await self._handle(asked)
        return json_line({"card": self._room.draw(card, asked.channel), "at": self._now().isoformat()})

    async def clock(self, request: web.Request) -> web.StreamResponse:
        """Move the preview's clock; every page hears of the new time."""
        body = inbound.parse_object(await read_body(request))
        _body_lang(request, body)
        if self._preview is None:
            raise RejectedError(404, NO_CLOCK)
        now = {"now": (await self._preview.move(inbound.parse_step(body))).isoformat()}
        self._room.hub.publish("clock", now)
        return json_line(now)


def command_json(command: Command, lang: Lang) -> Mapping[str, Any]:
    """A command as the page's command bar needs it."""
    return {
        "path": command.path,
        "summary": command.summary.to(lang),
        "params": [{
            "name": param.name, "label": param.label.to(lang), "example": param.example, "required": param.required,
            "choices": list(param.choices) or (["true", "false"] if param.type == "flag" else []),
            "suggest": param.suggest, "rest": is_rest(command.params, index),
        } for index, param in enumerate(command.params)],
    }


def _asked_lang(request: web.Request) -> Lang:
    return inbound.parse_lang(request.query.get("lang"), header_lang(request))


def _body_lang(request: web.Request, body: Mapping[str, Any]) -> Lang:
    """The language of a body, remembered so that an error further on is written in it."""
    lang = inbound.parse_lang(body.get("lang"), header_lang(request))
    request[LANG] = lang
    return lang


def _lang_of(request: web.Request) -> Lang:
    found = request.get(LANG) or request.query.get("lang")
    return "zh" if found == "zh" else "en" if found == "en" else header_lang(request)
