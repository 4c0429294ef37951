"""A running local page with a client, for tests over loopback."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from aiohttp import ClientResponse, ClientSession

from adapters.server import HttpServer
from bot.ports import Platform
from tests.adapters import web_demo

GENERAL = "web:local:general"
ASK: Mapping[str, Any] = {"channel": "general", "member": {"id": "ada", "name": "Ada"}, "lang": "en", "command": "help"}


def asking(**change: Any) -> dict[str, Any]:
    """The body of a good request with some parts changed, or left out where None is given."""
    return {key: value for key, value in (dict(ASK) | change).items() if value is not None}


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


async def next_event(response: ClientResponse, wanted: str = "") -> tuple[str, str, dict[str, Any]]:
    """The next server-sent event of that name (any without one): its id, name and data."""
    while True:
        async with asyncio.timeout(5):
            block = (await response.content.readuntil(b"\n\n")).decode()
        lines = dict(line.split(": ", 1) for line in block.strip().splitlines() if not line.startswith(":"))
        if "event" in lines and wanted in ("", lines["event"]):
            return lines["id"], lines["event"], json.loads(lines["data"])


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
