"""Album: the pictures of the cards on show, by what they contain."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Mapping
from typing import Any

from bot.domain.card import Picture

ROOM = 32 * 1024 * 1024
"""Bytes kept at most; the picture unused for longest goes first."""
PNG = b"\x89PNG\r\n\x1a\n"


class Album:
    """A bounded memory of PNGs. A name is a digest of the bytes, so it tells nothing and never goes stale."""

    def __init__(self, room: int = ROOM) -> None:
        self._room = room
        self._size = 0
        self._kept: OrderedDict[str, bytes] = OrderedDict()

    def put(self, png: bytes) -> str:
        """Keep the picture; its name, 32 hexadecimal digits."""
        name = hashlib.sha256(png).hexdigest()[:32]
        if name not in self._kept:
            self._kept[name] = png
            self._size += len(png)
        self._kept.move_to_end(name)
        while self._size > self._room and len(self._kept) > 1:
            _, dropped = self._kept.popitem(last=False)
            self._size -= len(dropped)
        return name

    def get(self, name: str) -> bytes | None:
        """The bytes kept under that name, or None."""
        return self._kept.get(name)

    def show(self, picture: Picture, channel: str) -> Mapping[str, Any]:
        """The picture as the page draws it: `src`, `alt`, and its size in pixels (0 where unknown)."""
        width, height = (picture.width, picture.height) if picture.width else png_size(picture.png)
        src = f"/api/picture/{self.put(picture.png)}.png?channel={channel}"
        return {"src": src, "alt": picture.alt, "width": width, "height": height}


def png_size(png: bytes) -> tuple[int, int]:
    """Width and height from the header (PNG specification, IHDR); (0, 0) when it is no PNG."""
    if png[:8] != PNG or png[12:16] != b"IHDR" or len(png) < 24:
        return 0, 0
    return int.from_bytes(png[16:20]), int.from_bytes(png[20:24])
