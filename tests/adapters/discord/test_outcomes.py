"""Every answer that Discord gives to a failed call has one meaning."""

from __future__ import annotations

import errno
from types import SimpleNamespace
from typing import Any

import aiohttp
import discord
import pytest
from yarl import URL

from adapters.discord.outcomes import NO_MESSAGE, classify
from bot.ports import AuthDead, NotSent, Permanent, Sent, Unknown


def answered(status: int, code: int = 0, retry_after: str = "", via: str = "1.1 google") -> discord.HTTPException:
    """The library's own exception for an answer; an empty header is absent."""
    headers = {name: value for name, value in {"Via": via, "Retry-After": retry_after}.items() if value}
    given: Any = SimpleNamespace(status=status, reason="x", headers=headers)
    kind = {403: discord.Forbidden, 404: discord.NotFound}.get(status, discord.HTTPException)
    return (discord.DiscordServerError if status >= 500 else kind)(given, {"code": code, "message": "words of Discord"})


def connector(code: int) -> aiohttp.ClientConnectorError:
    key: Any = SimpleNamespace(host="discord.com", port=443, is_ssl=True, ssl=True)
    return aiohttp.ClientConnectorError(key, OSError(code, "x"))


@pytest.mark.parametrize(("error", "kind", "gone"), [
    (answered(401), AuthDead, None),
    (discord.LoginFailure("x"), AuthDead, None),
    (answered(401, 50027), Permanent, False),
    (answered(403, 50001), Permanent, False),
    (answered(403, 50013), Permanent, False),
    (answered(403, 0), Permanent, False),
    (answered(404, 10003), Permanent, True),
    (answered(404, 10004), Permanent, True),
    (answered(404, 10062), Permanent, False),
    (answered(404, 10008), Permanent, False),
    (answered(400, 40060), Permanent, False),
    (answered(400, 50035), Permanent, False),
    (answered(400, 50083), Permanent, True),
    (answered(400, 50008), Permanent, False),
    (answered(400, 160005), Permanent, False),
    (answered(413, 40005), Permanent, False),
    (answered(429, 0, "7"), NotSent, None),
    (answered(429, 20028, "7"), NotSent, None),
    (discord.RateLimited(7), NotSent, None),
    (answered(500), Unknown, None),
    (answered(502), Unknown, None),
    (answered(503), Unknown, None),
    (answered(504), Unknown, None),
    (OSError(errno.ECONNRESET, "reset"), Unknown, None),
    (aiohttp.ServerDisconnectedError(), Unknown, None),
    (TimeoutError(), Unknown, None),
    (connector(errno.ECONNREFUSED), NotSent, None),
    (RuntimeError("Session is closed"), NotSent, None),
    (ValueError("something of ours"), Unknown, None),
])
def test_an_error_has_one_meaning(error: BaseException, kind: type, gone: bool | None) -> None:
    """Refused for good, not sent, unknown, or the token is dead."""
    outcome = classify(error).outcome
    assert isinstance(outcome, kind)
    if isinstance(outcome, Permanent):
        assert outcome.gone is gone
        assert outcome.reason


def test_a_limit_tells_how_long_to_wait() -> None:
    """The header's seconds; nonsense gives a short pause; a ban ten minutes of silence."""
    assert classify(answered(429, retry_after="7.5")).outcome == NotSent(7.5)
    assert classify(answered(429, retry_after="soon")).outcome == NotSent(5.0)
    banned = answered(429, via="")
    assert classify(banned).outcome == NotSent(600.0)
    assert classify(banned).silence == 600.0


def test_a_deleted_message_means_posted_only_for_a_post() -> None:
    """The nonce of a deleted message answers 10008; an edit of a deleted message stays refused."""
    assert classify(answered(404, 10008), posting=True).outcome == Sent(NO_MESSAGE)
    assert isinstance(classify(answered(404, 10008)).outcome, Permanent)


def test_reasons_never_hold_an_address() -> None:
    """What managers read has no URL in it, since interaction addresses hold a token."""
    reason = classify(answered(400, 50035)).outcome
    assert isinstance(reason, Permanent)
    assert str(URL("https://discord.com")) not in reason.reason
