"""Slack: threads instead of noise, modals instead of typing, App Home instead of a manual."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from bot.domain.text import Text

if TYPE_CHECKING:
    from adapters.context import Context
    from bot.ports import Platform
    from bot.settings import Settings

__all__ = ["create", "missing"]

SHORTEST_KEY = 32
_BOT = Text(zh="没有设置 TIKU_SLACK_BOT_TOKEN：安装应用后从 OAuth & Permissions 页面复制（xoxb-…）",
            en="TIKU_SLACK_BOT_TOKEN is not set: install the app and copy it from OAuth & Permissions (xoxb-…)")
_WAY = Text(zh="没有设置 TIKU_SLACK_APP_TOKEN（Socket Mode，xapp-…）；用 HTTP 时改设 TIKU_SLACK_SIGNING_SECRET",
            en="TIKU_SLACK_APP_TOKEN is not set (Socket Mode, xapp-…); for HTTP set TIKU_SLACK_SIGNING_SECRET instead")
_SIGNING = Text(zh="没有设置 TIKU_SLACK_SIGNING_SECRET：多个工作区经 HTTP 接入，请从 Basic Information 页面复制",
                en="TIKU_SLACK_SIGNING_SECRET is not set: several workspaces come over HTTP; copy it from Basic Information")
_ID = Text(zh="没有设置 TIKU_SLACK_CLIENT_ID：请从 Basic Information 页面复制", en="TIKU_SLACK_CLIENT_ID is not set: copy it from Basic Information")
_SECRET = Text(zh="没有设置 TIKU_SLACK_CLIENT_SECRET：请从 Basic Information 页面复制",
               en="TIKU_SLACK_CLIENT_SECRET is not set: copy it from Basic Information")
_KEY = Text(zh="没有设置 TIKU_SECRET_KEY：用它加密保存的令牌，至少 32 个字符的随机文字",
            en="TIKU_SECRET_KEY is not set: a random text of 32 characters or more that encrypts the stored tokens")
_SHORT = Text(zh="TIKU_SECRET_KEY 太短：至少 32 个字符", en="TIKU_SECRET_KEY is too short: use 32 characters or more")


def missing(settings: Settings) -> Sequence[str]:
    """One line for each setting that is missing: a bot token with a way in, or what several workspaces need."""
    return [fault.to(settings.lang) for fault in _missing(settings)]


def create(context: Context) -> Platform:
    """The platform `slack`; it connects when it is run. Over HTTP its routes are added to the context's server."""
    from adapters.slack.platform import SlackPlatform

    return SlackPlatform(context)


def _missing(settings: Settings) -> list[Text]:
    if settings.slack_bot_token is None and (settings.slack_client_id or settings.slack_client_secret):
        needed = ((settings.slack_client_id, _ID), (settings.slack_client_secret, _SECRET),
                  (settings.slack_signing_secret, _SIGNING), (settings.secret_key, _KEY))
        faults = [fault for value, fault in needed if not value]
        if settings.secret_key is not None and len(settings.secret_key.get_secret_value()) < SHORTEST_KEY:
            faults.append(_SHORT)
        return faults
    way = settings.slack_app_token or settings.slack_signing_secret
    return [fault for value, fault in ((settings.slack_bot_token, _BOT), (way, _WAY)) if not value]
