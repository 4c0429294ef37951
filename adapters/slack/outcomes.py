"""Outcomes: what a failed call means, decided in one place (platforms: the failure matrix of a post)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError

from bot.domain.text import Text
from bot.ports import AuthDead, NotSent, Outcome, Permanent, Unknown

PAUSE = 5.0
"""Seconds until a call that surely did nothing is made again."""
LONGEST_PAUSE = 300.0

# The errors of docs.slack.dev/reference/methods/chat.postMessage, chat.update and conversations.history.
DEAD = ("invalid_auth", "not_authed", "account_inactive", "token_revoked", "token_expired", "user_removed_from_team",
        "app_uninstalled", "org_login_required", "two_factor_setup_required", "accesslimited", "not_allowed_token_type")
"""The token is refused, and will be again."""
_GONE: Mapping[str, Text] = {
    "channel_not_found": Text(zh="频道不存在，或者是机器人不在其中的私有频道", en="the channel is gone, or it is private and the bot is not in it"),
    "is_archived": Text(zh="频道已归档", en="the channel is archived"),
    "channel_is_archived": Text(zh="频道已归档", en="the channel is archived"),
}
_BARRED: Mapping[str, Text] = {
    "not_in_channel": Text(zh="机器人不在这个频道里：请在频道里输入 /invite @tiku", en="the bot is not in the channel: type /invite @tiku there"),
    "missing_scope": Text(zh="缺少权限 {needed}：请用 tiku manifest slack 更新应用清单，再重新安装应用",
                          en="the scope {needed} is missing: update the app with tiku manifest slack and install it again"),
    "restricted_action": Text(zh="工作区的设置不允许机器人在这里发消息", en="the workspace's settings do not let the bot post here"),
    "ekm_access_denied": Text(zh="工作区的密钥管理暂停了发消息", en="the workspace's key management has suspended posting"),
    "message_not_found": Text(zh="消息已被删除", en="the message was deleted"),
    "cant_update_message": Text(zh="这条消息不是机器人发的，改不了", en="the message is not the bot's own and cannot be changed"),
    "edit_window_closed": Text(zh="工作区的设置不允许再修改这条消息", en="the workspace's settings no longer let this message be changed"),
}
_BARRED_BY = {"restricted_action_read_only_channel": "restricted_action", "restricted_action_thread_only_channel": "restricted_action",
              "restricted_action_non_threadable_channel": "restricted_action", "restricted_action_thread_locked": "restricted_action",
              "no_permission": "restricted_action", "access_denied": "restricted_action", "not_in_conversation": "not_in_channel"}
_LIMITED = ("ratelimited", "rate_limited", "message_limit_exceeded")
_MAYBE = ("internal_error", "fatal_error", "service_unavailable", "request_timeout", "slack_connect_canvas_sharing_blocked_transient")
"""Slack broke while it worked: the message may be there."""
_NOT_YET = ("team_added_to_org", "external_channel_migrating", "duplicate_channel_not_found")
_REFUSED = Text(zh="Slack 不接受：{code}", en="Slack refuses it: {code}")
_DEAD = Text(zh="Slack 令牌无效（{code}）：请在应用的 OAuth & Permissions 页面重新安装，再设置 TIKU_SLACK_BOT_TOKEN",
             en="the Slack token is refused ({code}): install the app again on its OAuth & Permissions page and set "
                "TIKU_SLACK_BOT_TOKEN")
_DEAD_APP = Text(zh="Slack 的应用令牌无效（{code}）：请在 Basic Information 页面新建带 connections:write 的应用级令牌，再设置 TIKU_SLACK_APP_TOKEN",
                 en="the Slack app-level token is refused ({code}): create one with connections:write on the Basic Information "
                    "page and set TIKU_SLACK_APP_TOKEN")


def dead(code: str, *, app: bool = False) -> Text:
    """The one line about a refused token: what to do."""
    return (_DEAD_APP if app else _DEAD).format(code=code[:60])


def classify(error: BaseException) -> Outcome:
    """The one meaning of an error."""
    if isinstance(error, SlackApiError):
        return _answered(error)
    if isinstance(error, aiohttp.ClientConnectorError):
        return NotSent(PAUSE)  # the name did not resolve, or nobody listened: nothing left this machine
    if isinstance(error, (OSError, aiohttp.ClientError, TimeoutError, SlackClientError)):
        return Unknown()
    return Unknown()


def code_of(error: SlackApiError) -> str:
    """Slack's own name of the error; empty where it gave none."""
    data = error.response.data if hasattr(error.response, "data") else error.response
    return str(data.get("error", "")) if isinstance(data, Mapping) else ""


def _answered(error: SlackApiError) -> Outcome:
    code, status = code_of(error), int(getattr(error.response, "status_code", 200) or 200)
    if status == 429 or code in _LIMITED:
        return NotSent(_retry_after(error.response))
    if code in DEAD or (not code and status == 401):
        return AuthDead(dead(code or str(status)).en)
    if code in _GONE:
        return Permanent(_GONE[code].line("both"), gone=True)
    barred = _BARRED_BY.get(code, code)
    if barred in _BARRED:
        return Permanent(_BARRED[barred].format(needed=_needed(error)).line("both"))
    if code in _NOT_YET:
        return NotSent(PAUSE)
    if code in _MAYBE or status >= 500 or not code:
        return Unknown()  # it can come after the message was created
    return Permanent(_REFUSED.format(code=code[:60]).line("both"))


def _needed(error: SlackApiError) -> str:
    data = error.response.data if hasattr(error.response, "data") else error.response
    return str(data.get("needed", ""))[:80] if isinstance(data, Mapping) else ""


def _retry_after(response: Any) -> float:
    headers = getattr(response, "headers", None) or {}
    value = next((value for name, value in headers.items() if name.lower() == "retry-after"), PAUSE)
    try:
        seconds = float(value[0] if isinstance(value, list) else value)
    except (TypeError, ValueError):
        seconds = PAUSE
    return min(max(seconds, 0.5), LONGEST_PAUSE)
