"""Dispatch: Request -> Command or Action -> Card. Expected errors become polite cards; nothing is raised."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

import structlog

from bot.domain.binding import bind, bind_values
from bot.domain.card import Card
from bot.domain.command import Action, Command
from bot.domain.errors import BadInput, Refusal, StoreError
from bot.domain.request import Request
from bot.domain.text import Text
from bot.metrics import REQUESTS
from bot.quiz import Quiz
from bot.registry import collect

_log = structlog.get_logger(__name__)
_OK = REQUESTS.labels(outcome="ok")
_OPTION = re.compile(r"(?:^|\s)(?:--|[–—])([a-z]+)(?:[\s=]+)(\"[^\"]*\"|“[^”]*”|\S+)")
"""`--days mon-fri`; keyboards that mend two hyphens make one dash of them, and curly quotes of straight ones."""
_SPACE = " \u00a0\u3000"
_STARTS = [re.compile(f"[^{_SPACE}]+" + f"[{_SPACE}]+[^{_SPACE}]+" * more) for more in (2, 1, 0)]
"""The first three words of a line, the first two, and the first; a space may be a full-width one."""
_OLD = Text(zh="这个按钮来自旧版本，已经不能用了。试试 /quiz today。",
            en="This button is from an older version and no longer works. Try /quiz today")
_UNKNOWN = Text(zh="没有命令 /{name}。/help 会列出所有命令。", en="There is no command /{name}. /help lists them all.")
_SUBCOMMANDS = Text(zh="/{name} 后面请写：{words}", en="After /{name} write one of: {words}")
_MANAGERS = Text(zh="只有管理员可以这样做。", en="Only managers can do that.")
_TROUBLE = Text(zh="出错了，这次没有完成。请稍后再试。", en="Something went wrong and this was not done. Please try again.")
_BUSY = Text(zh="数据库暂时写不进去，你的操作没有记录。请稍后再试。",
             en="The database cannot take this right now; nothing was recorded. Please try again in a moment.")


def declared_commands() -> tuple[Command, ...]:
    """Every command by its place in lists, with the summary of its group: what adapters register."""
    groups: dict[str, Text] = {}
    for declared in collect("bot.commands", "GROUPS", optional=True):
        groups |= declared
    found = (replace(command, group=groups.get(command.path.split(" ")[0]))
             for commands in collect("bot.commands", "COMMANDS") for command in commands)
    return tuple(sorted(found, key=lambda command: command.place))


def declared_actions() -> Iterable[Action]:
    """Every action of the command modules."""
    return (action for actions in collect("bot.commands", "ACTIONS") for action in actions)


class Dispatch:
    """The whole bot, to an adapter: `handle`."""

    def __init__(self, quiz: Quiz) -> None:
        self._quiz = quiz
        self._commands = {command.path: command for command in declared_commands()}
        self._actions = {action.prefix: action for action in declared_actions()}

    async def handle(self, request: Request) -> Card:
        """Answer a request; never raises (a cancellation apart)."""
        try:
            card = await (self._action(request) if request.action else self._command(request))
        except BadInput as error:
            REQUESTS.labels(outcome="bad_input").inc()
            return _refused(error.text, request, {"error": {"code": error.code, "param": error.param,
                                                            "message": error.text.to(request.lang)}})
        except Refusal as refusal:
            REQUESTS.labels(outcome="refused").inc()
            return _refused(refusal.text, request)
        except StoreError as error:
            REQUESTS.labels(outcome="store_error").inc()
            _log.error("store_unavailable", error=str(error), command=request.command or request.action[:20])
            return _refused(_BUSY, request)
        except Exception:
            REQUESTS.labels(outcome="error").inc()
            _log.exception("request_failed", command=request.command, action=request.action[:40], channel=request.channel)
            return _refused(_TROUBLE, request)
        _OK.inc()
        return card

    async def _action(self, request: Request) -> Card:
        if not request.action.isascii() and any("\ud800" <= char <= "\udfff" for char in request.action):
            raise Refusal(_OLD)  # half a character: nothing of ours, and no database takes it
        prefix, _, rest = request.action.partition(":")
        action = self._actions.get(prefix)
        if action is None:
            raise Refusal(_OLD)
        if action.permission == "manager" and not request.member.is_manager:
            raise Refusal(_MANAGERS)
        return await action.run(self._quiz, request, {"args": rest.split(":") if rest else []})

    async def _command(self, request: Request) -> Card:
        command, words = self._find(request)
        if command.permission == "manager" and not request.member.is_manager:
            raise Refusal(_MANAGERS)
        return await command.run(self._quiz, request, _bound(command, words, request.values))

    def _find(self, request: Request) -> tuple[Command, str]:
        """The command with the longest path, and the words after it; the path may stand in `command`, or run on into `words`."""
        line = f"{request.command} {request.words}".strip().removeprefix("/")
        starts = [found for found in (pattern.match(line) for pattern in _STARTS) if found]
        for found in starts:
            command = self._commands.get(_path(found))
            if command is not None:
                return command, line[found.end():]
        for found in starts:
            words = [path.removeprefix(f"{_path(found)} ").split(" ")[0] for path in self._commands if path.startswith(f"{_path(found)} ")]
            if words:
                raise Refusal(_SUBCOMMANDS.format(name=_path(found)[:30], words=", ".join(dict.fromkeys(words))))
        raise Refusal(_UNKNOWN.format(name=line.partition(" ")[0][:30]))


def _path(found: re.Match[str]) -> str:
    return " ".join(word for word in re.split(f"[{_SPACE}]", found[0]) if word).lower()


def _bound(command: Command, words: str, values: Mapping[str, str]) -> dict[str, Any]:
    """The arguments: native options by name, or typed words in which `--days mon-fri` is `days=mon-fri`."""
    if values:
        return bind_values(command.params, values)
    names = {param.name for param in command.params}
    options: dict[str, str] = {}

    def take(found: re.Match[str]) -> str:
        if found[1] not in names:
            return found[0]
        options[found[1]] = found[2].strip('"“”')
        return " "

    if len(names) > 1 and command.path != "demo":
        words = _OPTION.sub(take, words).strip()
    if not options:
        return bind(command.params, words)
    free = [param for param in command.params if param.name not in options]
    return bind(free, words) | bind_values([p for p in command.params if p.name in options], options)


def _refused(text: Text, request: Request, data: Mapping[str, Any] | None = None) -> Card:
    return Card(body=text.to(request.lang), tone="error", private=True, data=data)
