"""Several workspaces: installed by OAuth, walled off from each other, forgotten when the app is removed."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from aiohttp import ClientSession, CookieJar
from yarl import URL

from adapters.slack import missing
from adapters.slack.manifest import SCOPES
from bot.domain.card import Card
from bot.domain.schedule import Filter
from bot.ports import AuthDead, Installation, Installations, Permanent, Sent
from bot.settings import Settings
from bot.store.store import SqlStore
from tests.adapters.slack.fake import TEAM
from tests.adapters.slack.office import ADA, GENERAL, SIGNING, Office, open_office, words
from tests.adapters.slack.test_http import Sender
from tests.house import House
from tests.scenarios.stage import small_bank

KEY = "a secret key of more than thirty-two characters"
HERE, THERE = "T0HERE", "T0THERE"
TOKENS = {HERE: "xoxb-token-of-here", THERE: "xoxb-token-of-there"}


def kept(house: House) -> Installations:
    store = house.quiz.store
    assert isinstance(store, SqlStore)
    return store.installations(KEY, lambda: "".join(house.quiz.ids.name() for _ in range(3)))


@pytest.fixture
async def sender(tmp_path: Path) -> AsyncIterator[Sender]:
    """A bot for several workspaces, installed in none yet."""
    async with open_office(tmp_path, bank=small_bank(), connected=False, installations=kept, slack_bot_token=None, slack_app_token=None,
                           slack_signing_secret=SIGNING, slack_client_id="1.2", slack_client_secret="client-secret", secret_key=KEY) as office, \
            ClientSession(cookie_jar=CookieJar(unsafe=True)) as http:
        office.fake.tokens = {TOKENS[HERE]: HERE, TOKENS[THERE]: THERE}
        yield Sender(office, http)


def cookie_of(answer: Any) -> str:
    return str(answer.cookies["tiku-slack-state"].value)


async def begin(sender: Sender) -> tuple[str, str]:
    """Press *Add to Slack*: the state in the address, and the cookie."""
    async with sender.http.get(f"{sender.office.server.url}/slack/install", allow_redirects=False) as answer:
        assert answer.status == 302
        address = urlsplit(answer.headers["Location"])
        query = parse_qs(address.query)
        assert address.netloc == "slack.com"
        assert set(query["scope"][0].split(",")) == set(SCOPES)
        assert query["client_id"] == ["1.2"]
        assert "HttpOnly" in answer.headers["Set-Cookie"]
        assert "Secure" in answer.headers["Set-Cookie"]
        return query["state"][0], cookie_of(answer)


async def finish(sender: Sender, state: str, cookie: str, **query: str) -> tuple[int, str]:
    url = URL(f"{sender.office.server.url}/slack/oauth_redirect").with_query({"state": state, **query})
    async with sender.http.get(url, headers={"Cookie": f"tiku-slack-state={cookie}"}) as answer:
        return answer.status, await answer.text()


async def install(sender: Sender, team: str) -> str:
    sender.office.fake.oauth["c1"] = {"access_token": TOKENS[team], "bot_user_id": "U0BOT", "scope": ",".join(SCOPES), "is_enterprise_install": False,
                                      "team": {"id": team, "name": f"<b>{team}</b>"}, "enterprise": None, "authed_user": {"id": ADA}}
    state, cookie = await begin(sender)
    status, page = await finish(sender, state, cookie, code="c1")
    assert status == 200
    return page


def command(office: Office, line: str, team: str, user: str = ADA) -> str:
    name, _, text = line.partition(" ")
    return urlencode({"command": name, "text": text, "team_id": team, "channel_id": GENERAL, "user_id": user, "user_name": user,
                      "trigger_id": office.fake.trigger(), "response_url": office.fake.response_url(user)})


async def test_an_installation_from_button_to_command(sender: Sender) -> None:
    """The browser comes back from Slack, the token is stored, and the workspace's commands are answered."""
    before = await sender.send(command(sender.office, "/quiz today", HERE))
    assert "not installed in this workspace" in await before.text()
    assert sender.office.heard == []
    page = await install(sender, HERE)
    assert "Installed" in page
    assert "<b>" not in page
    answer = await sender.send(command(sender.office, "/quiz today", HERE))
    assert "No question is open" in await answer.text()
    assert isinstance(await sender.office.platform.post(f"slack:{HERE}:{GENERAL}", Card(body="x"), "k"), Sent)
    assert {call.token for call in sender.office.fake.calls if call.method == "chat.postMessage"} == {TOKENS[HERE]}


async def test_a_state_is_good_once_in_its_own_browser(sender: Sender) -> None:
    """Another browser, a second use, a made-up or an expired state, and a refusal install nothing."""
    sender.office.fake.oauth["c1"] = {"access_token": TOKENS[HERE], "team": {"id": HERE}}
    state, cookie = await begin(sender)
    assert (await finish(sender, state, "another", code="c1"))[0] == 400
    assert (await finish(sender, "made-up", "made-up", code="c1"))[0] == 400
    status, page = await finish(sender, state, cookie, error="access_denied")
    assert status == 400
    assert "cancelled" in page
    assert (await finish(sender, state, cookie, code="c1"))[0] == 400
    old, old_cookie = await begin(sender)
    sender.office.house.clock.move(minutes=11)
    assert (await finish(sender, old, old_cookie, code="c1"))[0] == 400
    assert await kept(sender.office.house).all() == []


@pytest.mark.parametrize("granted", [None, {"team": {"id": HERE}}, {"access_token": "x", "team": None}, {"access_token": "x"}])
async def test_a_grant_that_lacks_something_is_not_stored(sender: Sender, granted: dict[str, Any] | None) -> None:
    """An unknown code, and an answer without a token or a workspace, end on a page that says so."""
    if granted is not None:
        sender.office.fake.oauth["c1"] = granted
    state, cookie = await begin(sender)
    status, page = await finish(sender, state, cookie, code="c1")
    assert status == 502
    assert "start again" in page
    assert await kept(sender.office.house).all() == []


async def test_workspaces_are_walls(sender: Sender) -> None:
    """Equal ids in two workspaces are two channels and two members; a press in one reaches no round of the other."""
    office = sender.office
    for team in (HERE, THERE):
        await install(sender, team)
        await office.house.plan(channel=f"slack:{team}:{GENERAL}", filter=Filter(kinds=("true_false",)))
    await office.house.advance(minutes=1)
    rounds = {team: await office.house.round(f"slack:{team}:{GENERAL}") for team in (HERE, THERE)}
    assert [call.token for call in office.fake.calls if call.method == "chat.postMessage"] == [TOKENS[HERE], TOKENS[THERE]]
    for team, other in ((HERE, HERE), (THERE, HERE)):
        message = next(one for one in office.fake.channels[GENERAL] if rounds[other].id in words(one))
        payload = office.pressed(message, f"q1:{rounds[other].id}:A") | {"team": {"id": team}}
        assert (await sender.send(urlencode({"payload": json.dumps(payload)}))).status == 200
    told = [words(one) for one in await office.answers(2)]
    assert sum("Correct" in one for one in told) == 1
    assert sum("cannot be found" in one for one in told) == 1
    assert len(await office.house.tenant(f"slack:{HERE}:{GENERAL}").answers(rounds[HERE].id)) == 1
    assert await office.house.tenant(f"slack:{THERE}:{GENERAL}").answers(rounds[THERE].id) == []
    board = await sender.send(command(office, "/leaderboard all", THERE))
    assert "Nobody" in await board.text()


async def event(sender: Sender, team: str, **event: Any) -> None:
    body = {"type": "event_callback", "team_id": team, "event_id": f"Ev{sender.office.fake.number()}", "event": event}
    assert (await sender.send(json.dumps(body), "application/json")).status == 200


@pytest.mark.parametrize("what", [{"type": "app_uninstalled"}, {"type": "tokens_revoked", "tokens": {"bot": ["U0BOT"]}}], ids=["removed", "revoked"])
async def test_removing_the_app_forgets_the_token(sender: Sender, what: dict[str, Any]) -> None:
    """Its schedules are disabled, its data stays, its token is deleted and not used again; the other workspace goes on."""
    office = sender.office
    for team in (HERE, THERE):
        await install(sender, team)
        await office.house.plan(channel=f"slack:{team}:{GENERAL}")
    await event(sender, HERE, **what)
    for _ in range(200):
        if (await office.house.tenant(f"slack:{HERE}:C").schedules())[0].state == "disabled" and len(await kept(office.house).all()) == 1:
            break
        await sender.http.get(f"{office.server.url}/healthz")
    assert [one.team for one in await kept(office.house).all()] == [THERE]
    before = len(office.fake.calls)
    gone = await office.platform.post(f"slack:{HERE}:{GENERAL}", Card(body="x"), "k")
    assert isinstance(gone, Permanent)
    assert gone.gone
    assert office.fake.calls[before:] == []
    assert isinstance(await office.platform.post(f"slack:{THERE}:{GENERAL}", Card(body="x"), "k"), Sent)
    assert (await office.house.tenant(f"slack:{THERE}:C").schedules())[0].state == "active"
    assert not office.task.done()


async def test_a_users_token_revoked_is_not_ours(sender: Sender) -> None:
    """When a member's own token is revoked the bot stays."""
    await install(sender, HERE)
    await event(sender, HERE, type="tokens_revoked", tokens={"oauth": ["U1"], "bot": []})
    assert [one.team for one in await kept(sender.office.house).all()] == [HERE]


async def test_a_refused_token_breaks_its_workspace_only(sender: Sender) -> None:
    """The installation is marked, no further call is made with its token, and installing again heals it."""
    office = sender.office
    for team in (HERE, THERE):
        await install(sender, team)
    del office.fake.tokens[TOKENS[HERE]]
    assert isinstance(await office.platform.post(f"slack:{HERE}:{GENERAL}", Card(body="x"), "k"), AuthDead)
    before = len(office.fake.calls)
    assert isinstance(await office.platform.post(f"slack:{HERE}:{GENERAL}", Card(body="x"), "k"), AuthDead)
    assert office.fake.calls[before:] == []
    assert not office.task.done()
    broken = await kept(office.house).find("", HERE)
    assert broken is not None
    assert "invalid_auth" in broken.broken
    assert isinstance(await office.platform.post(f"slack:{THERE}:{GENERAL}", Card(body="x"), "k"), Sent)
    office.fake.tokens[TOKENS[HERE]] = HERE
    await install(sender, HERE)
    assert isinstance(await office.platform.post(f"slack:{HERE}:{GENERAL}", Card(body="x"), "k"), Sent)


async def test_an_organisation_serves_its_workspaces(sender: Sender) -> None:
    """Installed in a whole organisation, each workspace is a tenant of its own; a post needs no event to know its token."""
    office = sender.office
    office.fake.tokens["xoxb-org"] = "E1"
    await kept(office.house).save(Installation("E1", "", "xoxb-org", "U0BOT", "", ADA, office.house.clock.now()))
    body = command(office, "/quiz today", HERE) + "&enterprise_id=E1&is_enterprise_install=true"
    assert "No question is open" in await (await sender.send(body)).text()
    assert office.heard[0].channel == f"slack:{HERE}:{GENERAL}"
    office.platform.workspaces.forget()
    assert isinstance(await office.platform.post(f"slack:{HERE}:{GENERAL}", Card(body="x"), "k"), Sent)


async def test_the_one_workspace_that_removes_the_app(tmp_path: Path) -> None:
    """With a token from the settings, removing the app ends the platform with one line."""
    from bot.domain.errors import PlatformError

    async with open_office(tmp_path, bank=small_bank()) as office:
        await office.house.plan(channel=f"slack:{TEAM}:{GENERAL}")
        await office.event({"type": "app_uninstalled"})
        with pytest.raises(PlatformError, match="app_uninstalled"):
            await office.task
        assert [plan.state for plan in await office.house.tenant(f"slack:{TEAM}:C").schedules()] == ["disabled"]


@pytest.mark.parametrize(("given", "named"), [
    ({}, ["TIKU_SLACK_BOT_TOKEN", "TIKU_SLACK_APP_TOKEN"]),
    ({"slack_bot_token": "x"}, ["TIKU_SLACK_APP_TOKEN"]),
    ({"slack_app_token": "x"}, ["TIKU_SLACK_BOT_TOKEN"]),
    ({"slack_bot_token": "x", "slack_app_token": "x"}, []),
    ({"slack_bot_token": "x", "slack_signing_secret": "x"}, []),
    ({"slack_client_id": "x"}, ["TIKU_SLACK_CLIENT_SECRET", "TIKU_SLACK_SIGNING_SECRET", "TIKU_SECRET_KEY"]),
    ({"slack_client_secret": "x", "slack_signing_secret": "x", "secret_key": KEY}, ["TIKU_SLACK_CLIENT_ID"]),
    ({"slack_client_id": "x", "slack_client_secret": "x", "slack_signing_secret": "x", "secret_key": "short"}, ["TIKU_SECRET_KEY"]),
    ({"slack_client_id": "x", "slack_client_secret": "x", "slack_signing_secret": "x", "secret_key": KEY}, []),
])
def test_each_missing_setting_is_named(given: dict[str, str], named: list[str]) -> None:
    """One line for each setting that is missing, for one workspace and for several."""
    for lang in ("en", "zh"):
        found = missing(Settings(**given, lang=lang))  # type: ignore[arg-type]
        assert all(name in line for name, line in zip(named, found, strict=True))

