"""The started bot and Slack: a dead token, the several ways in, and a goodbye in time."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import urlencode

import pytest
from aiohttp import ClientSession
from slack_sdk.signature import SignatureVerifier

from tests.adapters.slack.fake import APP_TOKEN, BOT_TOKEN, TEAM, FakeSlack, fake_slack
from tests.adapters.slack.office import ADA, GENERAL, MEMBERS, SIGNING
from tests.process import ended, running_bot, unready


@pytest.fixture
async def fake() -> AsyncIterator[FakeSlack]:
    """A workspace with its four members."""
    async with fake_slack(time.time) as found:
        found.members = dict(MEMBERS)
        yield found


def one_workspace(fake: FakeSlack, **more: str) -> dict[str, str]:
    return {"TIKU_SLACK_BOT_TOKEN": BOT_TOKEN, "TIKU_SLACK_APP_TOKEN": APP_TOKEN, "TIKU_SLACK_API_URL": f"{fake.url}api/", **more}


@pytest.mark.parametrize(("spoilt", "named"), [("tokens", "TIKU_SLACK_BOT_TOKEN"), ("app_tokens", "TIKU_SLACK_APP_TOKEN")])
async def test_a_dead_token_alone_ends_with_one_line(tmp_path: Path, fake: FakeSlack, spoilt: str, named: str) -> None:
    """Exit code 1, what to do on standard error, no traceback, no token, and not one call more than needed."""
    getattr(fake, spoilt).clear()
    code, said = await ended(tmp_path, "slack", one_workspace(fake))
    assert code == 1, said
    assert named in said.strip().splitlines()[-1]
    assert not any(one in said for one in ("Traceback", BOT_TOKEN, APP_TOKEN))
    assert fake.count("auth.test") == 1
    assert fake.count("apps.connections.open") <= 2


async def test_a_dead_token_beside_the_page_turns_readiness_red(tmp_path: Path, fake: FakeSlack) -> None:
    """The page goes on; /readyz tells what is wrong."""
    fake.tokens.clear()
    async with running_bot(tmp_path, **one_workspace(fake)) as bot:
        assert "TIKU_SLACK_BOT_TOKEN" in await unready(bot)


async def test_a_started_bot_answers_and_leaves(tmp_path: Path, fake: FakeSlack) -> None:
    """It connects twice, answers a command, and closes its connections at SIGTERM."""
    async with running_bot(tmp_path, **one_workspace(fake)) as bot:
        await fake.until(lambda: len(fake.sockets) == 2, 20)
        answer = await fake.deliver("slash_commands", {
            "command": "/quiz", "text": "help", "team_id": TEAM, "channel_id": GENERAL, "user_id": ADA, "user_name": "ada",
            "trigger_id": fake.trigger(), "response_url": fake.response_url(ADA)}, seconds=10)
        assert "Tiku" in answer["text"]
        bot.process.terminate()
        assert await asyncio.wait_for(bot.process.wait(), 12) == 0
        await fake.until(lambda: not fake.sockets)


async def test_http_and_an_installation(tmp_path: Path, fake: FakeSlack) -> None:
    """With a client id, several workspaces come in over HTTP on the bot's own port; the token is stored encrypted."""
    fake.oauth["c1"] = {"access_token": BOT_TOKEN, "team": {"id": TEAM, "name": "Team"}}
    settings = {"TIKU_SLACK_CLIENT_ID": "1.2", "TIKU_SLACK_CLIENT_SECRET": "client-secret", "TIKU_SLACK_SIGNING_SECRET": SIGNING,
                "TIKU_SECRET_KEY": "a secret key of more than thirty-two characters", "TIKU_SLACK_API_URL": f"{fake.url}api/"}
    async with running_bot(tmp_path, **settings) as bot, ClientSession() as http:
        async with http.get(f"{bot.url}/slack/install", allow_redirects=False) as begun:
            state = begun.cookies["tiku-slack-state"].value
        async with http.get(f"{bot.url}/slack/oauth_redirect?state={state}&code=c1", headers={"Cookie": f"tiku-slack-state={state}"}) as done:
            assert done.status == 200
        body = urlencode({"command": "/quiz", "text": "today", "team_id": TEAM, "channel_id": GENERAL, "user_id": ADA, "user_name": "ada"})
        stamp = str(int(time.time()))
        signature = SignatureVerifier(SIGNING).generate_signature(timestamp=stamp, body=body) or ""
        async with http.post(f"{bot.url}/slack/events", data=body, headers={
                "Content-Type": "application/x-www-form-urlencoded", "X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": signature}) as answer:
            assert json.loads(await answer.text())["response_type"] == "ephemeral"
    assert not any(BOT_TOKEN.encode() in path.read_bytes() for path in (tmp_path / "data").glob("tiku.db*"))
