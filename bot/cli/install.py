"""tiku manifest, invite: what a platform needs before the bot may join."""

from __future__ import annotations

import base64
import binascii

from bot.cli.about import JSON, Json, about
from bot.cli.environment import settings
from bot.cli.output import emit
from bot.domain.errors import BadInput, SettingsError
from bot.domain.text import Text

# View Channel, Send Messages, Embed Links, Attach Files, Read Message History, Send Messages in Threads (platforms §1.5)
DISCORD_PERMISSIONS = 1 << 10 | 1 << 11 | 1 << 14 | 1 << 15 | 1 << 16 | 1 << 35 | 1 << 38
_HTTP = {"--http URL": Text(zh="机器人的公网地址：用 HTTP 收事件，而不是 Socket Mode",
                            en="the bot's public base URL: events over HTTP instead of Socket Mode")}
_PREFIX = {"--prefix TEXT": Text(zh="加在每个命令名前面，例如 tiku-：别的应用已占用原名时用",
                                 en="put before every command's name, such as tiku-, where another app owns the plain one")}
_NO_TOKEN = Text(zh="没有设置 TIKU_DISCORD_TOKEN：链接里要有机器人的编号，它在令牌里",
                 en="TIKU_DISCORD_TOKEN is not set: the link needs the bot's id, which the token holds")
_NO_BOT = Text(zh="TIKU_DISCORD_TOKEN 不是机器人令牌：请从应用的 Bot 页面复制",
               en="TIKU_DISCORD_TOKEN is no bot token: copy it from the application's Bot page")


@about("invite discord", Text(zh="打印把机器人装进 Discord 服务器的链接，只要最少的权限",
                              en="Print the link that installs the bot in a Discord server, with the least permissions it needs."))
def discord() -> None:
    """Print the install link. Raises SettingsError without a usable token."""
    token = settings().discord_token
    if token is None:
        raise SettingsError([_NO_TOKEN])
    print(f"https://discord.com/oauth2/authorize?client_id={discord_client_id(token.get_secret_value())}"
          f"&scope=bot+applications.commands&permissions={DISCORD_PERMISSIONS}")


def discord_client_id(token: str) -> str:
    """The bot's user id: the first part of a Discord token is that number in Base64. Raises SettingsError."""
    first = token.partition(".")[0]
    try:
        found = base64.urlsafe_b64decode(first + "=" * (-len(first) % 4)).decode("ascii")
    except (binascii.Error, ValueError):
        found = ""
    if not (found.isdigit() and token.count(".") == 2):
        raise SettingsError([_NO_BOT])
    return found


@about("manifest slack [--json] [--http URL] [--prefix TEXT]", Text(
    zh="打印 Slack 应用清单（YAML），内容取自声明的命令",
    en="Print a Slack app manifest (YAML) made from the declared commands."), JSON, _HTTP, _PREFIX)
def slack(*, json: Json = False, http: str | None = None, prefix: str = "") -> None:
    """Print the manifest; needs no settings. Raises BadInput for a URL or a prefix that Slack would refuse."""
    import yaml

    from adapters.slack.manifest import PREFIX, slack_manifest
    from bot.dispatch import declared_commands

    if http is not None and not (http.startswith("https://") and len(http) > len("https://") and " " not in http):
        raise BadInput("E_FORMAT", "http", Text(zh=f"--http：“{http[:60]}”应以 https:// 开头，例如 https://quiz.example.org",
                                                en=f"--http: {http[:60]!r} must start with https://, such as https://quiz.example.org"))
    if not PREFIX.fullmatch(prefix):
        raise BadInput("E_FORMAT", "prefix", Text(zh=f"--prefix：“{prefix[:60]}”最多 16 个小写字母、数字、_ 或 -，例如 tiku-",
                                                  en=f"--prefix: {prefix[:60]!r} may hold at most 16 of a-z, 0-9, _ and -, such as tiku-"))
    found = slack_manifest(declared_commands(), http, prefix)
    if json:
        emit(found)
    else:
        print(yaml.safe_dump(found, allow_unicode=True, sort_keys=False, width=120).rstrip())


COMMANDS = {"manifest slack": slack, "invite discord": discord}
