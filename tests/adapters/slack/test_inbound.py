"""What Slack sends, taken apart: the command, the member, the place, the time."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.slack.inbound import instant, named, press, slash, submission
from bot.dispatch import declared_commands

COMMANDS = declared_commands()
NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(("command", "text", "path", "words"), [
    ("/demo", "gelu 1", "demo", "gelu 1"),
    ("/demo", "", "demo", ""),
    ("/quiz", "today", "quiz", "today"),
    ("/quiz", "answer B", "quiz", "answer B"),
    ("/quiz", "", "quiz today", ""),
    ("/schedule", "", "schedule list", ""),
    ("/schedule", "set 09:00 Asia/Shanghai", "schedule", "set 09:00 Asia/Shanghai"),
    ("/quiz", "help", "help", ""),
    ("/quiz", "HELP", "help", ""),
    ("/quiz", "privacy export", "privacy", "export"),
    ("/quiz", "privacy", "privacy export", ""),
    ("/quiz", "leaderboard week", "leaderboard", "week"),
    ("/quiz", "demo softmax 1,2,3", "demo", "softmax 1,2,3"),
    ("/quiz", "/lookup gelu", "lookup", "gelu"),
    ("/quiz", "nonsense", "quiz", "nonsense"),
    ("/tiku-demo", "gelu 1", "demo", "gelu 1"),
    ("/Tiku_Quiz", "me", "quiz", "me"),
    ("/leaderboard", "", "leaderboard", ""),
    ("/lookup", "help", "lookup", "help"),
    ("/other", "x", "other", "x"),
])
def test_a_typed_line_names_its_command(command: str, text: str, path: str, words: str) -> None:
    """What stands after a command are its words; what is no part of `/quiz` is a command of its own."""
    assert named(command, text, COMMANDS) == (path, words)


def click(**changed: Any) -> dict[str, Any]:
    return {"type": "block_actions", "team": {"id": "T1"}, "user": {"id": "U1", "username": "ada"}, "channel": {"id": "C1"},
            "trigger_id": "t1", "response_url": "https://hooks.slack.com/x",
            "actions": [{"action_id": "q1:r:A", "action_ts": "1795482000.25", "block_id": "b"}]} | changed


def test_a_press_happened_when_slack_says() -> None:
    """The time of a press is its own time stamp, not the time of its arrival."""
    found = press(click(), NOW)
    assert found is not None
    assert found.at == datetime.fromtimestamp(1795482000.25, UTC)
    request = found.request(member=_member(), lang="zh")
    assert (request.channel, request.action, request.command, request.tenant) == ("slack:T1:C1", "q1:r:A", "", "slack:T1")


def _member() -> Any:
    from bot.domain.request import Member

    return Member("U1", "Ada")


@pytest.mark.parametrize("changed", [
    {"team": None}, {"team": {"id": "T:1"}}, {"user": {"id": "../x"}}, {"channel": {"id": ""}}, {"channel": "C1"}, {"actions": []},
    {"actions": ["x"]}, {"actions": [{"action_id": ""}]}, {"actions": None}, {"user": {"id": 5}}, {"team": {"id": "T1\n"}},
])
def test_a_press_that_names_nothing_we_know_is_none(changed: dict[str, Any]) -> None:
    """Ids that could be no ids, and presses of nothing, are left alone."""
    assert press(click(**changed), NOW) is None


def test_a_press_on_the_home_tab_names_its_channel() -> None:
    """The channel of the home tab's buttons stands in their block_id; of a modal's in its metadata."""
    home = click(channel=None, view={"type": "home", "id": "V1"}, actions=[{"action_id": "q1:r:A", "block_id": "home:C7:0:0"}])
    found = press(home, NOW)
    assert found is not None
    assert (found.place, found.channel) == ("home", "C7")
    modal = click(channel=None, view={"type": "modal", "id": "V1", "private_metadata": '{"c":"C8","l":"en"}'})
    found = press(modal, NOW)
    assert found is not None
    assert (found.place, found.channel, found.view) == ("modal", "C8", "V1")
    assert press(click(channel=None, view={"type": "modal", "private_metadata": "[1]"}), NOW) is None


def test_a_slash_command_without_a_workspace_is_none() -> None:
    """A command has a workspace, a channel and a member."""
    body = {"command": "/quiz", "text": "me", "team_id": "T1", "channel_id": "C1", "user_id": "U1", "user_name": "ada"}
    found = slash(body, COMMANDS, NOW)
    assert found is not None
    assert (found.command, found.words, found.at) == ("quiz", "me", NOW)
    for key in ("team_id", "channel_id", "user_id"):
        assert slash({**body, key: ""}, COMMANDS, NOW) is None


def test_a_submission_holds_its_inputs() -> None:
    """Text, one pick and several picks by name; nothing where nothing was given."""
    view = {"id": "V1", "callback_id": "df1:gelu", "private_metadata": '{"c":"C1"}', "state": {"values": {
        "x": {"v": {"type": "plain_text_input", "value": "1"}}, "one": {"v": {"selected_option": {"value": "A"}}},
        "many": {"v": {"selected_options": [{"value": "A"}, {"value": "C"}]}}, "none": {"v": {"value": None}},
        "empty": {"v": {"selected_option": None}}}}}
    found = submission({"team": {"id": "T1"}, "user": {"id": "U1"}, "view": view, "trigger_id": "t"}, NOW)
    assert found is not None
    assert found.values == {"x": "1", "one": "A", "many": "A,C", "none": "", "empty": ""}
    assert submission({"team": {"id": "T1"}, "user": {"id": "U1"}, "view": {**view, "callback_id": "shown"}}, NOW) is None


@pytest.mark.parametrize("stamp", ["", "x", "1e9", "-1", "1" * 30, "nan", "1.2.3", "99999999999.1"])
def test_odd_time_stamps_are_no_instants(stamp: str) -> None:
    """Only Slack's own form of a time stamp is one, and only for a year that there is."""
    found = instant(stamp)
    assert found is None or found.year > 1969


JSON = st.recursive(st.none() | st.booleans() | st.integers() | st.text(max_size=8),
                    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
                        st.sampled_from(["id", "team", "user", "view", "state", "values", "actions", "channel", "type"]), inner, max_size=4),
                    max_leaves=12)


@given(st.dictionaries(st.sampled_from(["team", "user", "channel", "view", "actions", "container", "trigger_id", "command", "text", "team_id"]),
                       JSON, max_size=8))
@settings(max_examples=300, deadline=None)
def test_no_payload_makes_it_stumble(body: dict[str, Any]) -> None:
    """Whatever the payload's shape, the answer is a gesture or none."""
    for found in (slash(body, COMMANDS, NOW), press(body, NOW), submission(body, NOW)):
        assert found is None or found.team
