"""Oauth: installing the app in further workspaces, from *Add to Slack* to a stored token.

The state is random, kept by us for ten minutes, taken once, and bound to the browser by a cookie, so that nobody can make
another person's browser finish an installation.
"""

from __future__ import annotations

import html
import logging
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from aiohttp import web
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.oauth import AuthorizeUrlGenerator

from adapters.server import header_lang
from adapters.slack.manifest import SCOPES
from adapters.slack.workspaces import Workspaces
from bot.domain.errors import StoreError
from bot.domain.text import Text
from bot.ports import Installation, Installations

log = logging.getLogger(__name__)

INSTALL, REDIRECT = "/slack/install", "/slack/oauth_redirect"
COOKIE = "tiku-slack-state"
LIFE = timedelta(minutes=10)
_DONE = Text(zh="已安装到 {team}。到一个频道里输入 /invite @tiku，再输入 /quiz setup。",
             en="Installed in {team}. In a channel, type /invite @tiku, then /quiz setup.")
_REFUSED = Text(zh="安装没有完成：你在 Slack 里取消了。", en="Not installed: it was cancelled in Slack.")
_STALE = Text(zh="这次安装已经过期，或者不是在这个浏览器里开始的。请重新开始。",
              en="This installation has expired, or was not begun in this browser. Please start again.")
_FAILED = Text(zh="Slack 没有完成安装，请重新开始。", en="Slack did not finish the installation. Please start again.")
_AGAIN = Text(zh="重新安装", en="Install again")


class Oauth:
    """The two pages of an installation."""

    def __init__(self, installations: Installations, workspaces: Workspaces, client_id: str, client_secret: str,
                 now: Callable[[], datetime]) -> None:
        self._installations, self._workspaces, self._now = installations, workspaces, now
        self._id, self._secret = client_id, client_secret
        self._addresses = AuthorizeUrlGenerator(client_id=client_id, scopes=list(SCOPES))

    def routes(self) -> list[web.RouteDef]:
        """For the shared server."""
        return [web.get(INSTALL, self.begin), web.get(REDIRECT, self.finish)]

    async def begin(self, request: web.Request) -> web.Response:
        """Send the browser to Slack."""
        now = self._now()
        state = await self._installations.new_state(now, now + LIFE)
        answer = web.Response(status=302, headers={"Location": self._addresses.generate(state), "Cache-Control": "no-store"})
        answer.set_cookie(COOKIE, state, max_age=int(LIFE.total_seconds()), httponly=True, secure=True, samesite="Lax", path="/slack")
        return answer

    async def finish(self, request: web.Request) -> web.Response:
        """Take Slack's code, fetch the token, store it."""
        state = request.query.get("state", "")
        if not state or request.cookies.get(COOKIE) != state or not await self._installations.take_state(state, self._now()):
            return _page(request, _STALE, 400)
        code = request.query.get("code", "")
        if not code or request.query.get("error"):
            return _page(request, _REFUSED, 400)
        try:
            # Not `oauth_v2_access`: that sends the secret in a way which aiohttp is about to drop.
            granted = await self._workspaces.client().api_call("oauth.v2.access", data={
                "client_id": self._id, "client_secret": self._secret, "code": code[:500]})
            found = self._installation(granted.data if isinstance(granted.data, Mapping) else {})
            await self._installations.save(found)
        except (SlackApiError, SlackClientError, OSError, TimeoutError, KeyError, StoreError) as error:
            log.warning("an installation was not finished: %s", type(error).__name__)
            return _page(request, _FAILED, 502)
        self._workspaces.forget()
        log.info("installed in workspace %s", found.team or found.enterprise)
        team = granted.get("team") or granted.get("enterprise") or {}
        return _page(request, _DONE.format(team=html.escape(str(team.get("name") or found.team)[:80])), 200)

    def _installation(self, granted: Mapping[str, Any]) -> Installation:
        """Raises KeyError when Slack's answer lacks the token or the workspace."""
        team, enterprise = granted.get("team") or {}, granted.get("enterprise") or {}
        wide = bool(granted.get("is_enterprise_install"))
        found = Installation(
            enterprise=str(enterprise.get("id") or ""), team="" if wide else str(team["id"]), token=str(granted["access_token"]),
            bot_user=str(granted.get("bot_user_id") or ""), scopes=str(granted.get("scope") or ""),
            installed_by=str((granted.get("authed_user") or {}).get("id") or ""), installed_at=self._now(),
        )
        if not (found.team or found.enterprise):
            raise KeyError("team")
        return found


def _page(request: web.Request, said: Text, status: int) -> web.Response:
    lang = header_lang(request)
    again = "" if status == 200 else f'<p><a href="{INSTALL}">{_AGAIN.to(lang)}</a></p>'
    body = (f'<!doctype html><html lang="{"zh-CN" if lang == "zh" else "en"}"><meta charset="utf-8">'
            f'<meta name="viewport" content="width=device-width"><title>Tiku</title><h1>Tiku</h1><p>{said.to(lang)}</p>{again}')
    answer = web.Response(status=status, text=body, content_type="text/html", headers={"Cache-Control": "no-store"})
    answer.del_cookie(COOKIE, path="/slack")
    return answer
