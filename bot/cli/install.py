"""tiku doctor, manifest, invite: what an installation needs."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cyclopts import App

from bot.cli.environment import run, settings
from bot.cli.output import Failure, LangOption, emit, language
from bot.domain.text import Text

manifest = App(name="manifest", help="Print an app manifest.", help_format="plaintext")
invite = App(name="invite", help="Print an install link.", help_format="plaintext")

# View Channel, Send Messages, Embed Links, Attach Files, Read Message History, Send Messages in Threads (platforms §1.5)
DISCORD_PERMISSIONS = 1 << 10 | 1 << 11 | 1 << 14 | 1 << 15 | 1 << 16 | 1 << 38
OLDEST_SQLITE = (3, 35, 0)
"""RETURNING came with this version."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at: fine, or what to do."""

    name: str
    ok: bool
    message: Text


def doctor(*, json: bool = False, lang: LangOption = None) -> None:
    """Look at settings, database, content, clock, fonts and the demo worker; each is ok, or says what to do.

    Parameters
    ----------
    json
        Print one JSON object.
    lang
        Language of the messages: zh or en.
    """
    said = language(lang)
    found = [check() for check in (_settings, _database, _content, _zones, _fonts, _worker, _discord, _slack)]
    if json:
        emit({"checks": [{"name": f.name, "ok": f.ok, "message": f.message.to(said)} for f in found]})
    else:
        for finding in found:
            print(f"{'ok' if finding.ok else '!!':3} {finding.name:10} {finding.message.to(said)}")
    if not all(finding.ok for finding in found):
        raise SystemExit(1)


def _tried(name: str, look: Callable[[], Text]) -> Finding:
    try:
        return Finding(name, True, look())
    except (Failure, Exception) as error:  # a doctor reports whatever is wrong
        return Finding(name, False, Text.same(" · ".join(str(error).split("\n")) or type(error).__name__))


def _settings() -> Finding:
    def look() -> Text:
        settings()
        return Text(zh="设置都能读懂", en="all settings can be read")

    return _tried("settings", look)


def _database() -> Finding:
    def look() -> Text:
        from bot.store import maintenance

        url = settings().database_url
        shown = url.split("@")[-1]
        file = url.removeprefix("sqlite:///")
        if url.startswith("sqlite:///") and not Path(file).exists():
            return Text(zh=f"{shown}：还没有，第一次启动时创建", en=f"{shown}: not there yet; the first start creates it")
        faults = run(lambda: maintenance.check(url))
        if faults:
            raise Failure(1, faults)
        return Text(zh=f"{shown}：完好", en=f"{shown}: sound")

    return _tried("database", look)


def _content() -> Finding:
    def look() -> Text:
        from bot.bank.build import lines, load
        from bot.cli.content import packs

        loaded = load(packs())
        if loaded.problems:
            raise Failure(1, [*lines(loaded.problems)[:3], "run tiku check for all of them"])
        q, t = len(loaded.bank.questions), len(loaded.bank.terms)
        return Text(zh=f"{q} 道题，{t} 个词条", en=f"{q} questions, {t} terms")

    return _tried("content", look)


def _zones() -> Finding:
    def look() -> Text:
        from bot.clock import SystemClock
        from bot.domain.occurrences import zone_info
        from bot.welcome import local_zone

        zone = local_zone()
        now = SystemClock().now().astimezone(zone_info(zone))
        return Text(zh=f"现在是 {now:%Y-%m-%d %H:%M}（{zone}）；时间不对会让题目迟到，请用 NTP 校时",
                    en=f"it is {now:%Y-%m-%d %H:%M} in {zone}; keep the clock right with NTP")

    return _tried("clock", look)


def _fonts() -> Finding:
    def look() -> Text:
        from pylopdf_fonts_zh_cn import sans_path

        if not Path(sans_path()).is_file():
            raise Failure(1, ["the Chinese font is missing: install the locked requirements again"])
        return Text(zh="图片用的中文字体在", en="the Chinese font for pictures is there")

    return _tried("fonts", look)


def _worker() -> Finding:
    def look() -> Text:
        import asyncio

        from bot.cli.laboratory import run_demo_once

        answer = asyncio.run(run_demo_once("onnx", "1,2,3", "en", plot=False))
        return Text(zh=f"演示进程正常：onnx 1,2,3 → {answer.values['output']}",
                    en=f"the demo worker computes: onnx 1,2,3 → {answer.values['output']}")

    return _tried("demos", look)


def _discord() -> Finding:
    def look() -> Text:
        from adapters import names

        found = settings()
        if found.discord_token is None:
            return Text(zh="没有设置 TIKU_DISCORD_TOKEN，不启动 Discord", en="no TIKU_DISCORD_TOKEN: Discord is not started")
        if "discord" not in names():
            raise Failure(1, ["TIKU_DISCORD_TOKEN is set, but this version has no Discord adapter; it serves the local page"])
        _client_id(found.discord_token.get_secret_value())
        return Text(zh="Discord 令牌的形式正确", en="the Discord token has the right form")

    return _tried("discord", look)


def _slack() -> Finding:
    def look() -> Text:
        from adapters import names

        found = settings()
        if found.slack_bot_token is None and found.slack_client_id is None:
            return Text(zh="没有设置 TIKU_SLACK_BOT_TOKEN，不启动 Slack", en="no TIKU_SLACK_BOT_TOKEN: Slack is not started")
        if "slack" not in names():
            raise Failure(1, ["TIKU_SLACK_BOT_TOKEN is set, but this version has no Slack adapter; it serves the local page"])
        return Text(zh="Slack 令牌已设置", en="the Slack tokens are set")

    return _tried("slack", look)


@invite.command
def discord() -> None:
    """Print the link that installs the bot in a Discord server, with the least permissions it needs."""
    token = settings().discord_token
    if token is None:
        raise Failure.usage("TIKU_DISCORD_TOKEN is not set: the link needs the bot's id, which the token holds")
    print(f"https://discord.com/oauth2/authorize?client_id={_client_id(token.get_secret_value())}"
          f"&scope=bot+applications.commands&permissions={DISCORD_PERMISSIONS}")


def _client_id(token: str) -> str:
    """The bot's user id: the first part of a Discord token is that number in Base64."""
    first = token.partition(".")[0]
    try:
        found = base64.urlsafe_b64decode(first + "=" * (-len(first) % 4)).decode("ascii")
    except (binascii.Error, ValueError):
        found = ""
    if not (found.isdigit() and token.count(".") == 2):
        raise Failure.usage("TIKU_DISCORD_TOKEN is no bot token: copy it from the application's Bot page")
    return found


@manifest.command
def slack(*, json: bool = False, http: str | None = None) -> None:
    """Print a Slack app manifest made from the declared commands.

    Parameters
    ----------
    json
        JSON instead of YAML.
    http
        The public base URL of the bot, for events over HTTP instead of Socket Mode.
    """
    import yaml

    if http is not None and not http.startswith("https://"):
        raise Failure.usage(f"--http: {http[:60]!r} must start with https://, such as https://quiz.example.org")
    found = slack_manifest(http)
    if json:
        emit(found)
    else:
        print(yaml.safe_dump(found, allow_unicode=True, sort_keys=False).rstrip())


def slack_manifest(http: str | None) -> dict[str, Any]:
    """The manifest: every declared command's first word, the least scopes, and the events of platforms §2.6."""
    from bot.dispatch import declared_commands
    from bot.domain.param import usage_of

    address = f"{http.rstrip('/')}/slack/events" if http else None
    hints: dict[str, list[str]] = {}
    about: dict[str, str] = {}
    for command in declared_commands():
        first, _, rest = command.path.partition(" ")
        hints.setdefault(first, []).append(rest or usage_of(command.params))
        about.setdefault(first, command.summary.en)
    commands = [{"command": f"/{name}", "description": about[name], "usage_hint": " | ".join(hints[name])[:1000] or name,
                 "should_escape": True, **({"url": address} if address else {})}
                for name in ("quiz", "leaderboard", "demo", "lookup", "schedule")]
    events: dict[str, Any] = {"bot_events": ["app_home_opened", "app_uninstalled", "tokens_revoked", "channel_deleted",
                                             "channel_archive"]}
    scopes = ["commands", "chat:write", "channels:history", "groups:history", "files:write", "users:read"]
    return {
        "_metadata": {"major_version": 1, "minor_version": 1},
        "display_information": {"name": "Tiku", "description": "A question a day, answered, explained and computed"},
        "features": {
            "app_home": {"home_tab_enabled": True, "messages_tab_enabled": False},
            "bot_user": {"display_name": "tiku", "always_online": True},
            "slash_commands": commands,
        },
        "oauth_config": {"scopes": {"bot": scopes}},
        "settings": {
            "interactivity": {"is_enabled": True, **({"request_url": address} if address else {})},
            "socket_mode_enabled": not address,
            "event_subscriptions": {**events, **({"request_url": address} if address else {})},
            "org_deploy_enabled": False,
            "token_rotation_enabled": False,
        },
    }


COMMANDS = (doctor,)
