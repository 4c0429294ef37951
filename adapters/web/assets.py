"""Assets: the page's own files, read once; a request can name one of these and nothing else."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from aiohttp import hdrs, web

FOLDER = Path(__file__).parent / "static"
TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}


@dataclass(frozen=True, slots=True)
class Asset:
    """One file, with its type and a digest of its bytes."""

    body: bytes
    type: str
    etag: str

    def answer(self, request: web.Request) -> web.Response:
        """The file, or 304 when the browser's copy is the same. Browsers keep it but always ask."""
        headers = {hdrs.ETAG: f'"{self.etag}"', hdrs.CACHE_CONTROL: "no-cache"}
        if any(tag.value in (self.etag, "*") for tag in request.if_none_match or ()):
            return web.Response(status=304, headers=headers)
        return web.Response(body=self.body, headers=headers | {hdrs.CONTENT_TYPE: self.type})


def load(folder: Path = FOLDER) -> Mapping[str, Asset]:
    """The files by name; only known types are served."""
    return {
        path.name: Asset(body, TYPES[path.suffix], hashlib.sha256(body).hexdigest()[:20])
        for path in sorted(folder.iterdir()) if path.suffix in TYPES
        for body in (path.read_bytes(),)
    }
