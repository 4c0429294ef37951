"""The command line: thin, no rules. `tiku --help` lists the commands."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NoReturn

from cyclopts import App

import bot
from bot.cli import (
    channel,
    content,
    database,
    doctor,
    install,
    laboratory,
    planning,
    questions,
    schedules,
    schema,
    serve,
)
from bot.cli.about import About, Page, page_of
from bot.cli.faults import Fault, fault_of
from bot.cli.output import emit, spoken
from bot.domain.text import Lang, Text

_TIKU = Text(zh="Tiku 题库：Discord、Slack 和本地网页上的问答机器人。每条命令都有 --help。",
             en="Tiku (题库): a quiz bot for Discord, Slack and a local page. Every command has --help.")
_GROUPS = {
    "schedule": Text(zh="频道的每日一题什么时候来", en="When a channel gets its daily question."),
    "round": Text(zh="频道里正开放的题目", en="The questions that are open in a channel."),
    "db": Text(zh="数据库：升级、检查、备份、恢复", en="The database: upgrade, check, back up, restore."),
    "manifest": Text(zh="打印应用清单", en="Print an app manifest."),
    "invite": Text(zh="打印安装链接", en="Print an install link."),
}
_ROOT = {"--help, -h": Text(zh="显示这页", en="Show this page."), "--version": Text(zh="显示版本", en="Show the version.")}


def commands() -> dict[str, Callable[..., Any]]:
    """Every command by the words that call it, in the order of the help."""
    found: dict[str, Callable[..., Any]] = {}
    for module in (serve, content, questions, schema, laboratory, planning, schedules, channel, database, doctor, install):
        found |= module.COMMANDS
    return found


def build(lang: Lang) -> App:
    """The application, its help in one language."""
    table = commands()
    summaries = {path.split(" ")[0]: _GROUPS.get(path.split(" ")[0]) or page_of(command).summary
                 for path, command in table.items()}
    root = _app("tiku", About("COMMAND …", _TIKU, summaries | _ROOT), lang, version=bot.__version__)
    groups: dict[str, App] = {}
    for path, command in table.items():
        first, _, second = path.partition(" ")
        if second and first not in groups:
            inside = {other.partition(" ")[2]: page_of(one).summary for other, one in table.items()
                      if other.startswith(f"{first} ")}
            groups[first] = _app(first, About(f"{first} COMMAND …", _GROUPS[first], inside), lang)
            root.command(groups[first])
        parent = groups[first] if second else root
        parent.command(command, name=second or first, help="", version_flags=(), help_formatter=Page(page_of(command), lang))
    return root


def _app(name: str, page: About, lang: Lang, **options: Any) -> App:
    flags: Mapping[str, Any] = options if "version" in options else {"version_flags": ()}
    return App(name=name, help=page.summary.to(lang), help_format="plaintext", help_formatter=Page(page, lang), **flags)


def main(words: Sequence[str] | None = None) -> None:
    """Run one command. Exit code 0: good; 1: the run failed; 2: bad input or settings, with one line per fault."""
    from bot.logs import configure

    given = list(sys.argv[1:] if words is None else words)
    lang = spoken(given)
    configure("warning", "text")
    if isinstance(sys.stdout, io.TextIOWrapper):
        # A terminal that cannot show Chinese, or an argument that was no text, must not end a command.
        sys.stdout.reconfigure(errors="backslashreplace")
    try:
        build(lang)(given, exit_on_error=False, print_error=False)
    except KeyboardInterrupt:
        sys.exit(130)
    except BrokenPipeError:
        # The reader has gone; nothing more can be said, and Python must not try at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except Exception as error:
        if os.environ.get("TIKU_LOG_LEVEL", "").lower() == "debug":
            raise
        _fail(fault_of(error), lang, as_json="--json" in given)


def _fail(fault: Fault, lang: Lang, *, as_json: bool) -> NoReturn:
    """Print the faults and exit."""
    if as_json:
        emit(fault.data(lang))
    for line in fault.lines(lang):
        print(line, file=sys.stderr)
    sys.exit(fault.exit_code)


__all__ = ["build", "commands", "main"]
