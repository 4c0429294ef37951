"""Every error of Slack's has one meaning."""

from __future__ import annotations

from typing import Any

import aiohttp
import pytest
from aiohttp.client_reqrep import ConnectionKey
from slack_sdk.errors import SlackApiError, SlackRequestError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from adapters.slack.outcomes import DEAD, classify, dead
from bot.ports import AuthDead, NotSent, Permanent, Unknown


def error(data: Any, status: int = 200, headers: dict[str, Any] | None = None) -> SlackApiError:
    response = AsyncSlackResponse(client=AsyncWebClient(), http_verb="POST", api_url="http://127.0.0.1/api/chat.postMessage", req_args={},
                                  data=data, headers=headers or {}, status_code=status)
    return SlackApiError("refused", response)  # type: ignore[no-untyped-call]


def failed(code: str, **more: Any) -> SlackApiError:
    return error({"ok": False, "error": code, **more})


def connector() -> aiohttp.ClientConnectorError:
    key = ConnectionKey("slack.com", 443, True, True, None, None, None)
    return aiohttp.ClientConnectorError(key, OSError(111, "refused"))


@pytest.mark.parametrize(("fault", "kind"), [
    *((failed(code), AuthDead) for code in DEAD),
    (error({}, 401), AuthDead),
    (error({"ok": False, "error": "ratelimited"}, 429, {"Retry-After": "7"}), NotSent),
    (error("slow down", 429, {"Retry-After": "7"}), NotSent),
    (failed("rate_limited"), NotSent),
    (failed("message_limit_exceeded"), NotSent),
    (failed("team_added_to_org"), NotSent),
    (connector(), NotSent),
    (failed("channel_not_found"), Permanent),
    (failed("is_archived"), Permanent),
    (failed("not_in_channel"), Permanent),
    (failed("missing_scope", needed="chat:write"), Permanent),
    (failed("restricted_action"), Permanent),
    (failed("restricted_action_read_only_channel"), Permanent),
    (failed("no_permission"), Permanent),
    (failed("msg_too_long"), Permanent),
    (failed("invalid_blocks"), Permanent),
    (failed("message_not_found"), Permanent),
    (failed("something_new"), Permanent),
    (failed("internal_error"), Unknown),
    (failed("fatal_error"), Unknown),
    (failed("service_unavailable"), Unknown),
    (error({}, 500), Unknown),
    (error("<html>", 502), Unknown),
    (error({}, 503), Unknown),
    (error({}, 504), Unknown),
    (error({}, 200), Unknown),
    (aiohttp.ServerDisconnectedError(), Unknown),
    (aiohttp.ClientOSError(104, "reset"), Unknown),
    (TimeoutError(), Unknown),
    (ConnectionResetError(), Unknown),
    (SlackRequestError("broken"), Unknown),
    (ValueError("not JSON"), Unknown),
], ids=repr)
def test_an_error_has_one_meaning(fault: BaseException, kind: type) -> None:
    """The table of errors: sent surely not, perhaps, never, or with a dead token."""
    assert type(classify(fault)) is kind


def test_only_a_channel_that_is_gone_is_gone() -> None:
    """A missing or archived channel disables a schedule; whatever a person can set right only pauses it."""
    gone = {code: classify(failed(code)) for code in ("channel_not_found", "is_archived", "not_in_channel", "missing_scope", "no_permission")}
    assert [code for code, outcome in gone.items() if isinstance(outcome, Permanent) and outcome.gone] == ["channel_not_found", "is_archived"]


def test_the_wait_is_slacks_own() -> None:
    """Retry-After counts, within bounds; nonsense is five seconds."""
    def seconds(value: Any) -> float:
        found = classify(error({"ok": False, "error": "ratelimited"}, 429, {"retry-after": value}))
        assert isinstance(found, NotSent)
        return found.seconds

    assert [seconds(value) for value in ("30", ["12"], "soon", "-5", "99999")] == [30, 12, 5, 0.5, 300]


def test_each_refusal_says_what_to_do() -> None:
    """One line in both languages that names the next step."""
    outside = classify(failed("not_in_channel"))
    scope = classify(failed("missing_scope", needed="files:write"))
    assert isinstance(outside, Permanent)
    assert "/invite @tiku" in outside.reason
    assert isinstance(scope, Permanent)
    assert "files:write" in scope.reason
    assert "tiku manifest slack" in scope.reason
    assert "TIKU_SLACK_BOT_TOKEN" in dead("invalid_auth").en
    assert "TIKU_SLACK_BOT_TOKEN" in dead("invalid_auth").zh
    assert "TIKU_SLACK_APP_TOKEN" in dead("invalid_auth", app=True).en
