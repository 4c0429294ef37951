"""Outcomes: what a failed call means, decided in one place (platforms: the failure matrix of a post)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import aiohttp
import discord

from adapters.discord import limits
from bot.domain.text import Text
from bot.ports import AuthDead, NotSent, Outcome, Permanent, Sent, Unknown

PAUSE = 5.0
"""Seconds until a call that surely did nothing is made again."""
NO_MESSAGE = "0"
"""The id of a message that was posted once and has been deleted since: nothing to edit, nothing to reply to."""

# topics/opcodes-and-status-codes
_GONE: Mapping[int, Text] = {
    10003: Text(zh="频道已删除或不存在；请在另一个频道运行 /quiz setup",
                en="the channel was deleted, or never existed; run /quiz setup in another one"),
    10004: Text(zh="服务器已不在，或机器人已被移出", en="the server is gone, or the bot was removed from it"),
    50083: Text(zh="子区已归档", en="the thread is archived"),
}
_BARRED: Mapping[int, Text] = {
    50001: Text(zh="看不到这个频道；请在频道设置里给机器人“查看频道”权限",
                en="the bot cannot see this channel; give it View Channel in the channel's settings"),
    50013: Text(zh="缺少权限；请在频道设置里给机器人“发送消息”“嵌入链接”“上传文件”权限",
                en="a permission is missing; give the bot Send Messages, Embed Links and Attach Files in the channel's settings"),
    50008: Text(zh="这种频道里不能发消息", en="messages cannot be sent in this kind of channel"),
    160005: Text(zh="子区已锁定", en="the thread is locked"),
    40060: Text(zh="这次操作已经有了回复", en="this interaction has been answered already"),
    10062: Text(zh="这次操作已经过期", en="this interaction has expired"),
}
_DELETED = 10008
_WEBHOOK_TOKEN = 50027
_REFUSED = Text(zh="Discord 不接受（{status}，{code}）：{text}", en="Discord refuses it ({status}, {code}): {text}")
ELSEWHERE = Text(zh="这个服务器里没有这个频道；请到要出题的频道里运行 /quiz setup",
                 en="there is no such channel in this server; run /quiz setup in the channel where the questions should appear")
DEAD = Text(zh="Discord 令牌无效：请在 Developer Portal 的 Bot 页面重置令牌，再设置 TIKU_DISCORD_TOKEN",
             en="the Discord token is refused: reset it on the application's Bot page and set TIKU_DISCORD_TOKEN again")


@dataclass(frozen=True, slots=True)
class Fault:
    """What became of the call, and for how many seconds the whole process has to be silent."""

    outcome: Outcome
    silence: float = 0.0


def dead() -> AuthDead:
    """The token is refused."""
    return AuthDead(DEAD.en)


def classify(error: BaseException, *, posting: bool = False) -> Fault:
    """The one meaning of an error. A 404 for a message, while `posting`, is a post that a moderator has deleted."""
    if isinstance(error, discord.LoginFailure):
        return Fault(dead())
    if isinstance(error, discord.RateLimited):
        return Fault(NotSent(error.retry_after))
    if isinstance(error, discord.HTTPException):
        return _answered(error, posting=posting)
    if isinstance(error, aiohttp.ClientConnectorError):
        return Fault(NotSent(PAUSE))  # the name did not resolve, or nobody listened: nothing left this machine
    if isinstance(error, (OSError, aiohttp.ClientError, TimeoutError)):
        return Fault(Unknown())
    if isinstance(error, RuntimeError) and "closed" in str(error).lower():
        return Fault(NotSent(PAUSE))
    return Fault(Unknown())


def _answered(error: discord.HTTPException, *, posting: bool) -> Fault:
    if error.status == 401:
        return Fault(dead()) if error.code != _WEBHOOK_TOKEN else Fault(Permanent(_BARRED[10062].line("both")))
    if error.status == 429:
        return _limited(error)
    if error.status >= 500:
        return Fault(Unknown())  # it can come after the message was created
    if error.code == _DELETED and posting:
        return Fault(Sent(NO_MESSAGE))
    if error.code in _GONE:
        return Fault(Permanent(_GONE[error.code].line("both"), gone=True))
    if error.code in _BARRED:
        return Fault(Permanent(_BARRED[error.code].line("both")))
    told = _REFUSED.format(status=error.status, code=error.code, text=" ".join(error.text.split())[:160])
    return Fault(Permanent(told.en))


def _limited(error: discord.HTTPException) -> Fault:
    headers = error.response.headers
    if "Via" not in headers:
        return Fault(NotSent(limits.INVALID_BAN), limits.INVALID_BAN)
    try:
        seconds = float(headers.get("Retry-After", PAUSE))
    except ValueError:
        seconds = PAUSE
    return Fault(NotSent(min(max(seconds, 0.5), limits.INVALID_BAN)))
