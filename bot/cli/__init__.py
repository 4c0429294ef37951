"""The command line: thin, no rules. `tiku --help` lists the commands."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from cyclopts import App, CycloptsError

import bot
from bot.cli import channel, content, database, install, laboratory, plan, serve
from bot.cli.output import Failure, fail

app = App(name="tiku", version=bot.__version__, help="Tiku (题库): a quiz bot for Discord, Slack and a local page.",
          help_format="plaintext")
app.command(serve.run)
for module in (content, laboratory, channel, install):
    for command in module.COMMANDS:
        app.command(command)
for group in (plan.group, channel.group, database.group, install.manifest, install.invite):
    app.command(group)


def main(words: Sequence[str] | None = None) -> None:
    """Run one command. Exit code 0: good; 1: the run failed; 2: bad input or settings, with one line per fault."""
    given = list(sys.argv[1:] if words is None else words)
    try:
        app(given, exit_on_error=False, print_error=False)
    except CycloptsError as error:
        fail(Failure.usage(" ".join(str(error).split()) or "that command cannot be read; see tiku --help"))
    except Failure as failure:
        fail(failure)
    except KeyboardInterrupt:
        sys.exit(130)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(1)


__all__ = ["app", "main"]
