"""Three small web applications whose every request takes a quarter of a second, for real servers to serve."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import Any

PAUSE = 0.25

Send = Callable[[Mapping[str, Any]], Awaitable[None]]


def wsgi(environ: Mapping[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """A WSGI application that holds its worker, or its thread, for the whole pause."""
    if environ["PATH_INFO"] != "/quick":
        time.sleep(PAUSE)  # what a blocking call costs is the very thing to be seen
    start_response("200 OK", [("Content-Length", "2")])
    return [b"ok"]


async def awaiting(scope: Mapping[str, Any], receive: Any, send: Send) -> None:
    """An ASGI application that awaits its pause, so that the loop is free meanwhile."""
    if scope["type"] == "http":
        if scope["path"] != "/quick":
            await asyncio.sleep(PAUSE)
        await _answer(send)


async def blocking(scope: Mapping[str, Any], receive: Any, send: Send) -> None:
    """An ASGI application that blocks its loop for the whole pause."""
    if scope["type"] == "http":
        if scope["path"] != "/quick":
            time.sleep(PAUSE)  # the mistake that the demo shows
        await _answer(send)


async def _answer(send: Send) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]})
    await send({"type": "http.response.body", "body": b"ok"})
