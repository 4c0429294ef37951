"""Hub: events from the room to every open page, in order, with a short memory for pages that come back."""

from __future__ import annotations

import asyncio
import json
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

KEPT = 256
"""Events remembered for pages that reconnect."""
QUEUE = 64
"""Events waiting for one page at most; a page that falls further behind reloads everything."""
STREAMS = 200
"""Open pages at most."""


@dataclass(frozen=True, slots=True)
class Event:
    """One server-sent event; with an empty `channel` it is for every page."""

    id: str
    name: str
    channel: str
    data: str

    def wire(self) -> bytes:
        """As it travels. `data` is JSON on one line, so it cannot break the framing."""
        return f"id: {self.id}\nevent: {self.name}\ndata: {self.data}\n\n".encode()


class Stream:
    """What one page still has to be told; at most QUEUE events, then one `resync` in their place."""

    def __init__(self, channel: str) -> None:
        self.channel = channel
        self._queue: asyncio.Queue[Event | None] = asyncio.Queue(QUEUE)

    def put(self, event: Event) -> None:
        """Queue an event of this stream's channel; a reader too slow for the queue is told to load everything again."""
        if event.channel not in ("", self.channel):
            return
        if self._queue.full():
            self._clear()
            event = Event(event.id, "resync", self.channel, "{}")
        self._queue.put_nowait(event)

    def end(self) -> None:
        """End the stream; what still waits is dropped."""
        self._clear()
        self._queue.put_nowait(None)

    async def next(self) -> Event | None:
        """The next event, as soon as there is one; None when the server stops."""
        return await self._queue.get()

    def _clear(self) -> None:
        while not self._queue.empty():
            self._queue.get_nowait()


class Hub:
    """All open streams. Event ids are `<epoch>.<number>`; the epoch differs for every run of the process."""

    def __init__(self, epoch: str) -> None:
        self._epoch = epoch
        self._count = 0
        self._kept: deque[Event] = deque(maxlen=KEPT)
        self._streams: set[Stream] = set()

    @property
    def last(self) -> str:
        """The id of the newest event."""
        return f"{self._epoch}.{self._count}"

    @property
    def full(self) -> bool:
        """Whether no further stream may be opened."""
        return len(self._streams) >= STREAMS

    def publish(self, name: str, data: Mapping[str, Any], channel: str = "") -> None:
        """Send an event to every stream that is open to it, and keep it for those that come back."""
        self._count += 1
        event = Event(self.last, name, channel, json.dumps(data, ensure_ascii=False, separators=(",", ":")))
        self._kept.append(event)
        for stream in self._streams:
            stream.put(event)

    def open(self, channel: str, after: str) -> Stream:
        """A stream that starts behind the event `after`; with `resync` when that is unknown or too long ago."""
        stream = Stream(channel)
        missed = self._since(after)
        if missed is None:
            stream.put(Event(self.last, "resync", channel, "{}"))
        else:
            for event in missed:
                stream.put(event)
        self._streams.add(stream)
        return stream

    def close(self, stream: Stream) -> None:
        """Forget a stream whose reader has gone."""
        self._streams.discard(stream)

    def end(self) -> None:
        """Tell every stream that the server stops."""
        for stream in self._streams:
            stream.end()

    def _since(self, after: str) -> list[Event] | None:
        epoch, _, number = after.partition(".")
        if epoch != self._epoch or not (number.isascii() and number.isdigit()) or len(number) > 18:
            return None
        seen = int(number)
        if not self._count - len(self._kept) <= seen <= self._count:
            return None
        return list(self._kept)[len(self._kept) - (self._count - seen):]
