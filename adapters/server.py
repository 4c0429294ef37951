"""The one HTTP server of the process: health, readiness, metrics, and the routes that adapters add to it."""

from __future__ import annotations

import asyncio
import errno
import json
import logging
from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import Any

from aiohttp import web
from aiohttp.http import HttpProcessingError

from bot.domain.text import Lang, Text

log = logging.getLogger(__name__)
protocol = logging.getLogger(f"{__name__}.protocol")
"""What aiohttp has to say about connections; see `_ours`."""

Ready = Callable[[], Awaitable[tuple[bool, Mapping[str, str]]]]
"""Whether the process may serve, and a detail by name."""

MAX_BODY = 256 * 1024
"""Bytes of a request body at most; a platform's own routes may allow less."""
BODY_SECONDS = 10.0
"""How long a body may take to arrive: nobody holds a connection open with half of one."""
_PATIENCE = web.AppKey("patience", float)

CSP = "; ".join((
    "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self' data:", "connect-src 'self'",
    "form-action 'none'", "base-uri 'none'", "frame-ancestors 'none'",
))
HEADERS = {
    "Content-Security-Policy": CSP,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Server": "tiku",
}

FAULTS = {
    404: Text(zh="这里什么也没有。", en="There is nothing here."),
    405: Text(zh="这个地址不接受这种请求方法。", en="This address does not take that method."),
    408: Text(zh="请求内容没有按时到齐。", en="The body did not arrive in time."),
    413: Text(zh="请求内容太大。", en="The request is too large."),
    500: Text(zh="服务器内部出错了，请稍后再试。", en="Something broke on our side. Please try again."),
}
OTHER = Text(zh="请求无法处理。", en="The request cannot be handled.")


class CannotListenError(OSError):
    """The address cannot be listened on; `text` says why and what to do, in one line."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.en)
        self.text = text


def header_lang(request: web.BaseRequest) -> Lang:
    """The reader's language by Accept-Language: Chinese when that comes first, else English."""
    return "zh" if request.headers.get("Accept-Language", "").strip().lower().startswith("zh") else "en"


def json_line(value: Any, status: int = 200) -> web.Response:
    """One line of JSON that no cache keeps."""
    body = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return web.json_response(text=body, status=status, headers={"Cache-Control": "no-store"})


async def read_capped(request: web.Request, most: int) -> bytes | None:
    """The body; None for one of more than `most` bytes. Raises HTTPRequestTimeout when it is not there in time."""
    if (request.content_length or 0) > most:
        return None
    found = bytearray()
    try:
        async with asyncio.timeout(request.app[_PATIENCE]):
            async for chunk in request.content.iter_chunked(64 * 1024):
                found += chunk
                if len(found) > most:
                    return None
    except TimeoutError:
        raise web.HTTPRequestTimeout from None
    return bytes(found)


@web.middleware
async def plain_errors(request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]],
                       ) -> web.StreamResponse:
    """Whatever goes wrong becomes a status with {"error": one sentence}, never a traceback."""
    try:
        return await handler(request)
    except web.HTTPException as fault:
        if fault.status < 400:
            raise
        found = json_line({"error": FAULTS.get(fault.status, OTHER).to(header_lang(request))}, fault.status)
        if "Allow" in fault.headers:
            found.headers["Allow"] = fault.headers["Allow"]
        return found
    except ConnectionResetError:
        raise
    except web.RequestPayloadError:  # a body that breaks off or is wrongly cut into chunks
        return json_line({"error": OTHER.to(header_lang(request))}, 400)
    except Exception:
        log.exception("unexpected error at %s %s", request.method, request.match_info.route.resource)
        return json_line({"error": FAULTS[500].to(header_lang(request))}, 500)


async def _guard_headers(_: web.Request, response: web.StreamResponse) -> None:
    response.headers.update(HEADERS)


def _ours(record: logging.LogRecord) -> bool:
    """Whether the record tells of a fault of ours. Bytes that are no HTTP are their sender's: a stranger must not fill the log
    with tracebacks."""
    fault = record.exc_info[1] if record.exc_info else None
    if not isinstance(fault, (HttpProcessingError, web.RequestPayloadError)):
        return True
    log.debug("a request was no HTTP: %s", type(fault).__name__)
    return False


protocol.addFilter(_ours)


async def _ready() -> tuple[bool, Mapping[str, str]]:
    return True, {}


class HttpServer:
    """One aiohttp application on one address; routes are added before it starts.

    `/healthz` answers 200 while the process lives, `/readyz` 200 or 503 with {"ready", "details"}, `/metrics` the
    bytes of the given function.
    """

    def __init__(self, host: str, port: int, *, body_seconds: float = BODY_SECONDS) -> None:
        self.host = host
        self._port = port
        self._check: Ready = _ready
        self._metrics: Callable[[], bytes] = bytes
        self._runner: web.AppRunner | None = None
        self.app = web.Application(middlewares=[plain_errors], client_max_size=MAX_BODY)
        self.app[_PATIENCE] = body_seconds
        self.app.on_response_prepare.append(_guard_headers)
        self.app.router.add_get("/healthz", self._healthz)
        self.app.router.add_get("/readyz", self._readyz)
        self.app.router.add_get("/metrics", self._metricsz)

    @property
    def port(self) -> int:
        """The port in use; the one that the system chose when 0 was asked for and the server runs."""
        addresses = self._runner.addresses if self._runner else []
        return int(addresses[0][1]) if addresses else self._port

    @property
    def url(self) -> str:
        """Where a browser on this machine finds it, such as `http://127.0.0.1:8080`."""
        host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self.host, self.host)  # noqa: S104 - asked for by the settings
        return f"http://{f'[{host}]' if ':' in host else host}:{self.port}"

    def add_routes(self, routes: Iterable[web.AbstractRouteDef]) -> None:
        """Serve these routes too."""
        self.app.add_routes(routes)

    def on_stop(self, stop: Callable[[], None]) -> None:
        """Call `stop` first when the server goes down, so that streams without an end can end."""
        async def call(_: web.Application) -> None:
            stop()

        self.app.on_shutdown.append(call)

    def ready_when(self, check: Ready) -> None:
        """Let `/readyz` answer by this check."""
        self._check = check

    def metrics_from(self, render: Callable[[], bytes]) -> None:
        """Let `/metrics` show what this renders."""
        self._metrics = render

    async def start(self) -> None:
        """Listen. Raises CannotListenError (an OSError) when the address is taken or not ours."""
        runner = web.AppRunner(self.app, access_log=None, handle_signals=False, shutdown_timeout=4, logger=protocol)
        await runner.setup()
        try:
            await web.TCPSite(runner, self.host, self._port).start()
        except OSError as fault:
            await runner.cleanup()
            raise CannotListenError(_why(fault, self.host, self._port)) from fault
        self._runner = runner

    async def close(self) -> None:
        """Stop listening, end the streams, wait at most 4 s for what is under way. Does nothing the second time."""
        runner, self._runner = self._runner, None
        if runner is not None:
            await runner.cleanup()

    async def run(self) -> None:
        """Serve until cancelled. Raises CannotListenError."""
        await self.start()
        try:
            await asyncio.Event().wait()
        finally:
            await self.close()

    async def _healthz(self, _: web.Request) -> web.Response:
        return json_line({"alive": True})

    async def _readyz(self, _: web.Request) -> web.Response:
        ready, details = await self._check()
        return json_line({"ready": ready, "details": dict(details)}, 200 if ready else 503)

    async def _metricsz(self, _: web.Request) -> web.Response:
        return web.Response(body=self._metrics(), headers={
            "Content-Type": "text/plain; version=0.0.4; charset=utf-8", "Cache-Control": "no-store"})


def _why(fault: OSError, host: str, port: int) -> Text:
    where = f"{host}:{port}"
    if fault.errno == errno.EADDRINUSE:
        return Text(zh=f"{where} 已被别的程序占用；请关掉它，或用 TIKU_WEB_PORT 换一个端口。",
                    en=f"{where} is already in use: stop the other program, or choose another TIKU_WEB_PORT.")
    if fault.errno in (errno.EACCES, errno.EPERM):
        return Text(zh=f"没有权限监听 {where}；请用 TIKU_WEB_PORT 选一个 1024 以上的端口。",
                    en=f"No permission to listen on {where}: choose a TIKU_WEB_PORT above 1024.")
    return Text(zh=f"无法监听 {where}；请检查 TIKU_WEB_HOST 与 TIKU_WEB_PORT。",
                en=f"Cannot listen on {where}: check TIKU_WEB_HOST and TIKU_WEB_PORT.")
