"""Guard: who may talk to the local page. A stranger's web site, open in the same browser, may not.

Host is checked against DNS rebinding; Origin, Sec-Fetch-Site and the content type against forged requests.
"""

from __future__ import annotations

from aiohttp import hdrs, web

from adapters.server import read_capped
from adapters.web.inbound import RejectedError
from bot.domain.text import Text

MAX_BODY = 64 * 1024
"""Bytes of a body at most."""
LOOPBACK = ("127.0.0.1", "localhost", "[::1]")

BAD_HOST = Text(zh="不接受这个 Host；请用 http://127.0.0.1 加端口打开。",
                en="This Host is not served: open http://127.0.0.1 with the port.")
BAD_ORIGIN = Text(zh="不接受来自其他网站的请求。", en="Requests from other sites are refused.")
NOT_JSON = Text(zh="Content-Type 必须是 application/json。", en="Content-Type must be application/json.")
PACKED = Text(zh="请求内容不能压缩（Content-Encoding）。", en="A packed body (Content-Encoding) is not taken.")
TOO_LARGE = Text(zh="请求内容超过 64 KiB。", en="The body is larger than 64 KiB.")


def check_host(request: web.Request, host: str, port: int) -> None:
    """Raises RejectedError(403) unless Host names this server: the configured host with the port, or a loopback name.

    A loopback name may carry any port, since a container's port is often published under another number; no name that
    a stranger controls is among them.
    """
    given = request.headers.get(hdrs.HOST, "").lower()
    name, _, given_port = given.rpartition(":") if given.rpartition(":")[2].isdigit() else (given, "", "80")
    own = f"[{host}]" if ":" in host else host.lower()
    if name not in LOOPBACK and (name, given_port) != (own, str(port)):
        raise RejectedError(403, BAD_HOST)


def check_site(request: web.Request) -> None:
    """Raises RejectedError(403) when a browser says that another site makes the request."""
    own = f"http://{request.headers.get(hdrs.HOST, '').lower()}"
    if any(origin.lower() != own for origin in request.headers.getall(hdrs.ORIGIN, [])):
        raise RejectedError(403, BAD_ORIGIN)
    if any(site not in ("same-origin", "none") for site in request.headers.getall("Sec-Fetch-Site", [])):
        raise RejectedError(403, BAD_ORIGIN)


async def read_body(request: web.Request) -> bytes:
    """The body of a JSON post. Raises RejectedError: 415 for another type or a packed one, 413 above MAX_BODY bytes."""
    if request.content_type != "application/json":
        raise RejectedError(415, NOT_JSON)
    if request.headers.getall(hdrs.CONTENT_ENCODING, []):
        raise RejectedError(415, PACKED)
    found = await read_capped(request, MAX_BODY)
    if found is None:
        raise RejectedError(413, TOO_LARGE)
    return found
