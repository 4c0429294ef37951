"""db, doctor, manifest, invite; and all of them beside a bot that runs."""

from __future__ import annotations

import asyncio
import json
import re
import sqlite3
import sys
from pathlib import Path

import pytest
import yaml

from bot.dispatch import declared_commands
from tests.cli.conftest import Tiku
from tests.process import environment, running_bot

TOKEN = "MTIzNDU2Nzg5MDEyMzQ1Njc4.GAbCdE.abcdefghijklmnopqrstuvwxyz0123456789ab"
SECRETS = {
    "TIKU_DISCORD_TOKEN": TOKEN, "TIKU_SLACK_BOT_TOKEN": "xoxb-1234567890-secretsecret", "TIKU_SLACK_APP_TOKEN": "xapp-1-A1-secretsecret",
    "TIKU_SLACK_SIGNING_SECRET": "0123456789abcdef0123456789abcdef", "TIKU_SECRET_KEY": "correct-horse-battery-staple",
}


def test_the_databases_life(tiku: Tiku, tmp_path: Path) -> None:
    """Made, checked, backed up, restored; a backup never overwrites and a damaged one is refused."""
    assert tiku("db upgrade").out == "sqlite:///data/tiku.db: up to date\n"
    assert tiku("db check").out == "ok\n"
    assert tiku("db backup copy.db").out == "copy.db: written\n"
    again = tiku("db backup copy.db")
    assert (again.code, len(again.faults)) == (2, 1)
    tiku("schedule add web:local:general --at 09:00 --tz UTC")
    assert tiku("db restore copy.db --lang zh").out.startswith("已从 copy.db 恢复；原来的数据库在 ")
    assert tiku("schedule list --json").data == {"schedules": []}
    (tmp_path / "noise.db").write_bytes(b"noise" * 1000)
    assert tiku("db restore noise.db").code == 2


def test_a_database_that_is_not_ours(tiku: Tiku, tmp_path: Path) -> None:
    """A foreign SQLite file is left alone, with one line that says so."""
    (tmp_path / "data").mkdir()
    with sqlite3.connect(tmp_path / "data" / "tiku.db") as foreign:
        foreign.execute("CREATE TABLE recipes (id INTEGER)")
    foreign.close()
    for line in ("schedule list", "db check", "leaderboard web:local:general", "db upgrade"):
        said = tiku(line)
        assert (said.code, len(said.faults)) == (2, 1), line
    assert "recipes" not in said.out


def test_doctor(tiku: Tiku) -> None:
    """Each part is looked at and fine on a new machine; exit code 0."""
    said = tiku("doctor --json")
    checks = {check["name"]: check for check in said.data["checks"]}
    assert set(checks) == {"settings", "database", "content", "clock", "fonts", "demos", "discord", "slack"}
    assert [name for name, check in checks.items() if not check["ok"]] == []
    assert said.code == 0
    assert "22.5" in checks["demos"]["message"]


def test_doctor_finds_faults_and_keeps_secrets(tiku: Tiku, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is wrong is said with what to do, exit code 1; no secret is printed, in either form."""
    for name, value in SECRETS.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("TIKU_DISCORD_API_URL", "http://127.0.0.1:1/api/v10")
    monkeypatch.setenv("TIKU_DATABASE_URL", "postgresql://tiku:hunter22@127.0.0.1:1/tiku?password=hunter33")
    said = tiku("doctor")
    assert said.code == 1
    assert "!!  database" in said.out
    assert "!!  discord    Discord cannot be reached" in said.out
    everything = said.out + said.err + tiku("doctor --json --lang zh").out + tiku("db upgrade").err
    for secret in (*SECRETS.values(), "hunter22", "hunter33"):
        assert secret not in everything


def test_a_token_in_the_wrong_place_is_not_repeated(tiku: Tiku, monkeypatch: pytest.MonkeyPatch) -> None:
    """A token pasted into another setting appears neither in the fault nor in the doctor's report."""
    monkeypatch.setenv("TIKU_DISCORD_API_URL", TOKEN)
    monkeypatch.setenv("TIKU_LOG_LEVEL", "xoxb-1234567890-secretsecret")
    for said in (tiku("run"), tiku("doctor"), tiku("doctor --json")):
        assert said.code in (1, 2)
        assert "TIKU_DISCORD_API_URL" in said.out + said.err
        assert "abcdefghijklmnop" not in said.out + said.err
        assert "secretsecret" not in said.out + said.err


def test_invite(tiku: Tiku, monkeypatch: pytest.MonkeyPatch) -> None:
    """The link holds the bot's id and the least permissions; a token that is none is refused without being shown."""
    monkeypatch.setenv("TIKU_DISCORD_TOKEN", TOKEN)
    assert tiku("invite discord").out == ("https://discord.com/oauth2/authorize?client_id=123456789012345678"
                                          "&scope=bot+applications.commands&permissions=309237763072\n")
    monkeypatch.setenv("TIKU_DISCORD_TOKEN", "mistaken-secret")
    said = tiku("invite discord")
    assert (said.code, len(said.faults)) == (2, 1)
    assert "mistaken" not in said.err


def test_slack_manifest(tiku: Tiku) -> None:
    """YAML and JSON say the same; names, hints and descriptions keep to Slack's limits and read well."""
    found = tiku("manifest slack --json").data
    assert yaml.safe_load(tiku("manifest slack").out) == found
    commands = {command["command"]: command for command in found["features"]["slash_commands"]}
    assert set(commands) == {"/quiz", "/leaderboard", "/demo", "/lookup", "/schedule"}
    for name, command in commands.items():
        assert re.fullmatch(r"/[a-z0-9_-]{1,31}", name)
        assert 10 < len(command["description"]) <= 2000
        assert 1 <= len(command["usage_hint"]) <= 1000
        assert "=" not in command["usage_hint"]
    assert {"today", "me", "answer <response>"} <= set(commands["/quiz"]["usage_hint"].split(" | "))
    assert commands["/quiz"]["description"] != "Answer the open question"
    assert {"set <at> <tz> […]", "list", "preview [id]"} <= set(commands["/schedule"]["usage_hint"].split(" | "))
    assert commands["/leaderboard"]["usage_hint"] == "[day|week|month|season|all] [channel|tenant] [topic] [members|teams]"
    assert "users:read" in found["oauth_config"]["scopes"]["bot"]
    assert found["settings"]["socket_mode_enabled"] is True
    assert "url" not in commands["/quiz"]
    assert len(found["display_information"]["description"]) <= 140


def test_every_group_of_commands_says_what_it_is_about() -> None:
    """Commands of two words share a summary for the first, in both languages, short enough for Discord; others have none."""
    for command in declared_commands():
        assert (command.group is not None) == (" " in command.path), command.path
        if command.group:
            assert command.group.zh != command.group.en
            assert max(len(command.group.zh), len(command.group.en)) <= 100


def test_slack_manifest_over_http(tiku: Tiku) -> None:
    """With a public address every request goes to its events path, and Socket Mode is off."""
    found = tiku("manifest slack --json --http https://quiz.example.org/").data
    address = "https://quiz.example.org/slack/events"
    assert {command["url"] for command in found["features"]["slash_commands"]} == {address}
    assert found["settings"]["interactivity"]["request_url"] == address
    assert found["settings"]["event_subscriptions"]["request_url"] == address
    assert found["settings"]["socket_mode_enabled"] is False


async def test_commands_beside_a_running_bot(tmp_path: Path) -> None:
    """While the bot runs, the database's commands work; only replacing the file under it is refused."""
    async def tiku(line: str) -> tuple[int, str, str]:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot", *line.split(), cwd=tmp_path, env=environment(), stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE)
        out, err = await asyncio.wait_for(process.communicate(), 40)
        return process.returncode or 0, out.decode(), err.decode()

    async with running_bot(tmp_path):
        code, out, _ = await tiku("schedule add web:local:team --at 09:00 --tz UTC --json")
        made = json.loads(out)["id"]
        assert code == 0
        for line in (f"schedule pause {made}", "leaderboard web:local:general --json", "round list web:local:general --json",
                     "db backup copy.db", "db check", "db upgrade"):
            code, out, err = await tiku(line)
            assert (code, err) == (0, ""), line
        code, out, err = await tiku("db restore copy.db")
        assert (code, out, err.count("\n")) == (2, "", 1)
        _, out, _ = await tiku("schedule list web:local:team --json")
        assert json.loads(out)["schedules"][0]["state"] == "paused"
