"""tiku doctor: is everything there that the bot needs, and if not, what to do."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from bot.cli.about import JSON, LANG, Json, about
from bot.cli.environment import run, settings, shown_address
from bot.cli.faults import fault_of
from bot.cli.install import discord_client_id
from bot.cli.output import LangOption, emit, language
from bot.domain.errors import ContentError, SettingsError, StoreError
from bot.domain.text import Text


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at: fine, or what to do."""

    name: str
    ok: bool
    message: Text


@about("doctor [--json] [--lang zh|en]", Text(
    zh="看看设置、数据库、题库、时钟、字体、演示进程和令牌：各项正常，或者该做什么",
    en="Look at settings, database, content, clock, fonts, demo worker and tokens: each is ok, or says what to do."), JSON, LANG)
def doctor(*, json: Json = False, lang: LangOption = None) -> None:
    """Print one finding for each thing looked at; exit code 1 when one is not ok."""
    said = language(lang)
    found = [_tried(name, look) for name, look in _LOOKS.items()]
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
    except Exception as error:  # a doctor reports whatever is wrong
        fault = fault_of(error)
        return Finding(name, False, Text(" · ".join(fault.lines("zh")), " · ".join(fault.lines("en"))))


def _settings() -> Text:
    settings()
    return Text(zh="设置都能读懂", en="all settings can be read")


def _database() -> Text:
    from bot.store import maintenance

    url = settings().database_url
    shown = shown_address(url)
    if url.startswith("sqlite:///") and not Path(url.removeprefix("sqlite:///")).exists():
        return Text(zh=f"{shown}：还没有，第一次启动时创建", en=f"{shown}: not there yet; the first start creates it")
    faults = run(lambda: maintenance.check(url))
    if faults:
        raise StoreError(f"{shown}: {'; '.join(faults)}")
    return Text(zh=f"{shown}：完好", en=f"{shown}: sound")


def _content() -> Text:
    from bot.bank.build import lines, load
    from bot.cli.content import packs

    loaded = load(packs())
    if loaded.problems:
        raise ContentError([*lines(loaded.problems)[:3], Text(zh="tiku check 会列出全部", en="tiku check lists them all")])
    q, t = len(loaded.bank.questions), len(loaded.bank.terms)
    return Text(zh=f"{q} 道题，{t} 个词条", en=f"{q} questions, {t} terms")


def _clock() -> Text:
    from bot.clock import SystemClock
    from bot.domain.occurrences import zone_info
    from bot.welcome import local_zone

    zone = local_zone()
    now = SystemClock().now().astimezone(zone_info(zone))
    return Text(zh=f"现在是 {now:%Y-%m-%d %H:%M}（{zone}）；时间不对会让题目迟到，请用 NTP 校时",
                en=f"it is {now:%Y-%m-%d %H:%M} in {zone}; keep the clock right with NTP")


def _fonts() -> Text:
    from pylopdf_fonts_zh_cn import sans_path

    if not Path(sans_path()).is_file():
        raise SettingsError([Text(zh="缺少中文字体：请重新安装锁定的依赖",
                                  en="the Chinese font is missing: install the locked requirements again")])
    return Text(zh="图片用的中文字体在", en="the Chinese font for pictures is there")


def _worker() -> Text:
    from bot.cli.laboratory import run_demo_once

    answer = asyncio.run(run_demo_once("onnx", "1,2,3", "en", plot=False))
    return Text(zh=f"演示进程正常：onnx 1,2,3 → {answer.values['output']}",
                en=f"the demo worker computes: onnx 1,2,3 → {answer.values['output']}")


def _discord() -> Text:
    found = settings()
    if found.discord_token is None:
        return Text(zh="没有设置 TIKU_DISCORD_TOKEN，不启动 Discord", en="no TIKU_DISCORD_TOKEN: Discord is not started")
    _needs("discord")
    discord_client_id(found.discord_token.get_secret_value())
    from adapters.discord.probe import probe

    return asyncio.run(probe(found))


def _slack() -> Text:
    found = settings()
    if found.slack_bot_token is None and found.slack_client_id is None:
        return Text(zh="没有设置 TIKU_SLACK_BOT_TOKEN，不启动 Slack", en="no TIKU_SLACK_BOT_TOKEN: Slack is not started")
    _needs("slack")
    return Text(zh="Slack 令牌已设置", en="the Slack tokens are set")


def _needs(name: str) -> None:
    """Raises SettingsError when the platform's adapter is not there, or says that it lacks a setting."""
    from adapters import adapter, names

    if name not in names():
        raise SettingsError([Text(zh=f"设了 {name} 的令牌，但这个版本没有它的适配器", en=f"a token for {name} is set, but this version "
                                  "has no adapter for it")])
    lacking = adapter(name).missing(settings())
    if lacking:
        raise SettingsError(lacking)


_LOOKS: dict[str, Callable[[], Text]] = {
    "settings": _settings, "database": _database, "content": _content, "clock": _clock, "fonts": _fonts, "demos": _worker,
    "discord": _discord, "slack": _slack,
}
COMMANDS = {"doctor": doctor}
