"""tiku demo: the demos, in a worker process as in the channel."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from typing import Annotated, Any

from cyclopts import Parameter

from bot.cli.output import Failure, LangOption, emit, language, show
from bot.domain.errors import BadInput, Refusal

MAX_STDIN = 64 * 1024


def from_stdin(word: str) -> str:
    """`-` stands for one argument on standard input; any other word for itself."""
    return sys.stdin.read(MAX_STDIN).rstrip("\n") if word == "-" else word


def demo(name: str = "", *words: Annotated[str, Parameter(allow_leading_hyphen=True)], json: bool = False,
         plot: Path | None = None, lang: LangOption = None) -> None:
    """Run a demo, or list them.

    Parameters
    ----------
    name
        The demo; without one, all are listed with their usage.
    words
        Its arguments, in order or as key=value; vectors 1,2,3; a lone - reads one from standard input.
    json
        Print one JSON object.
    plot
        Write the picture to this PNG file.
    lang
        Language of the text: zh or en.
    """
    from bot.demos import all_demos

    said = language(lang)
    if not name:
        demos = all_demos()
        if json:
            emit({"demos": [{"name": d.name, "title": d.title.to(said), "usage": d.usage} for d in demos]})
        else:
            for found in demos:
                print(f"{found.usage:44} {found.summary.to(said)}")
            print("\ntiku demo gelu 1")
        return
    try:
        answer = asyncio.run(run_demo_once(name, " ".join(from_stdin(word) for word in words), said, plot=plot is not None))
    except (BadInput, Refusal) as error:
        raise Failure.of(error, said, as_json=json) from error
    if plot is not None:
        _save(plot, answer.png)
    if json:
        data = answer.card.data or {}
        emit({"name": answer.name, "values": answer.values, "text": data.get("text", ""), "alt": answer.alt})
    else:
        show(answer.card)
        if plot is not None:
            print(f"{plot}: {answer.alt}")


async def run_demo_once(name: str, words: str, lang: Any, *, plot: bool) -> Any:
    from bot.demo_runner import ProcessDemoRunner
    from bot.demos import load_demo
    from bot.domain.binding import bind

    bound = bind(load_demo(name).params, words)
    async with ProcessDemoRunner(seconds=15, cold_seconds=30) as runner:
        return await runner.run(name, bound, lang, plot=plot)


def _save(path: Path, png: bytes | None) -> None:
    if png is None:
        raise Failure.usage("--plot: this demo has no picture")
    try:
        path.write_bytes(png)
    except OSError as error:
        raise Failure.usage(f"--plot: cannot write {path}: {error.strerror}") from error


COMMANDS = (demo,)
