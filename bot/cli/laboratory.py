"""tiku demo: the demos, in a worker process as in the channel."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from bot.cli.about import JSON, LANG, Json, Words, about
from bot.cli.output import LangOption, emit, language, show
from bot.domain.errors import BadInput
from bot.domain.text import Lang, Text
from bot.ports import DemoAnswer

All = Annotated[bool, Parameter(name="--all", negative="")]
MAX_STDIN = 64 * 1024
"""Bytes: no argument may be longer, so no more is read."""
_WORDS = {
    "NAME": Text(zh="演示名；不写则列出全部和用法", en="the demo; without one, all are listed with their usage"),
    "ARG": Text(zh="参数，按顺序，或写成 key=value；向量 1,2,3；矩阵 1,2;3,4；单独的 - 从标准输入读一个",
                en="its arguments in order, or as key=value; vectors 1,2,3; matrices 1,2;3,4; a lone - reads one from "
                   "standard input"),
    "--plot FILE": Text(zh="把图写成这个 PNG 文件", en="write the picture to this PNG file"),
    "--all": Text(zh="全部演示的全部例子，和 --out 一起用", en="every example of every demo; goes with --out"),
    "--out DIR": Text(zh="把它们（中英文）连同一张总览页写进这个文件夹",
                      en="write them, in both languages, and one page of them all into this folder"),
}


def with_stdin(words: Sequence[str]) -> str:
    """The words as one line; a lone `-` among them is replaced by what standard input holds. Raises BadInput."""
    if "-" not in words:
        return " ".join(words)
    if words.count("-") > 1:
        raise BadInput("E_FORMAT", "-", Text(zh="- 只能写一次：标准输入只有一份", en="-: standard input can be read only once"))
    raw = sys.stdin.buffer.read(MAX_STDIN + 1)
    if len(raw) > MAX_STDIN:
        raise BadInput("E_TOO_BIG", "-", Text(zh="-：标准输入超过 64 KB", en="-: standard input holds more than 64 KB"))
    try:
        found = raw.decode("utf-8").removesuffix("\n").removesuffix("\r")
    except UnicodeDecodeError as error:
        raise BadInput("E_FORMAT", "-", Text(zh="-：标准输入不是 UTF-8 文本", en="-: standard input is not UTF-8 text")) from error
    return " ".join(found if word == "-" else word for word in words)


@about("demo [NAME] [ARG…] [--plot FILE] [--all --out DIR] [--json] [--lang zh|en]", Text(
    zh="运行一个演示，或列出全部。以减号开头的词是值，不是选项。",
    en="Run a demo, or list them. A word that starts with a minus is a value, not an option."), _WORDS, JSON, LANG)
def demo(name: str = "", /, *words: Words, json: Json = False, plot: Path | None = None, all_: All = False,
         out: Path | None = None, lang: LangOption = None) -> None:
    """Run a demo and print what came out. Raises BadInput, or Refusal when a limit was hit."""
    said = language(lang)
    if all_ or (out is not None and not name):
        _write_all(name, out, said, as_json=json)
        return
    if not name:
        _list(said, as_json=json)
        return
    if plot is not None and not plot.resolve().parent.is_dir():
        raise _unwritable(plot, Text(zh="没有这个文件夹", en="there is no such folder"))
    answer = asyncio.run(run_demo_once(name, with_stdin(words), said, plot=plot is not None))
    if plot is not None:
        _save(plot, answer.png)
    if json:
        data = answer.card.data or {}
        emit({"name": answer.name, "values": answer.values, "text": data.get("text", ""), "alt": answer.alt})
        return
    show(answer.card)
    if plot is not None:
        print(f"{plot}: {answer.alt}")


def _write_all(name: str, out: Path | None, said: Lang, *, as_json: bool) -> None:
    """Render all examples into a folder and say where the page is. Raises BadInput."""
    from bot.cli.gallery import INDEX, write_all
    from bot.demos import all_demos

    if name or out is None:
        raise BadInput("E_MISSING", "out", Text(zh="--all 要和 --out 文件夹 一起用，前面不写演示名：tiku demo --all --out DIR",
                                                en="--all goes with --out and a folder, and without a name: tiku demo --all --out DIR"))
    try:
        count = write_all(out, all_demos())
    except OSError as error:
        raise _unwritable(out, Text.same(error.strerror or type(error).__name__), "--out") from error
    if as_json:
        emit({"page": str(out / INDEX), "examples": count})
    else:
        print(Text(zh=f"{out / INDEX}：{count} 个例子", en=f"{out / INDEX}: {count} examples").to(said))


def _list(said: Lang, *, as_json: bool) -> None:
    from bot.demos import all_demos

    demos = all_demos()
    if as_json:
        emit({"demos": [{"name": d.name, "title": d.title.to(said), "usage": d.usage} for d in demos]})
        return
    for found in demos:
        print(f"{found.usage}\n    {found.summary.to(said)}")
    print(f"\ntiku demo {demos[0].name} {demos[0].example}")


async def run_demo_once(name: str, words: str, lang: Lang, *, plot: bool) -> DemoAnswer:
    """The answer of one call, in a worker of its own. Raises BadInput or Refusal."""
    from bot.demo_runner import ProcessDemoRunner
    from bot.demos import load_demo
    from bot.domain.binding import bind

    bound = bind(load_demo(name).params, words)
    async with ProcessDemoRunner(seconds=15, cold_seconds=30, template=False) as runner:
        return await runner.run(name, bound, lang, plot=plot)


def _save(path: Path, png: bytes | None) -> None:
    if png is None:
        raise BadInput("E_UNKNOWN", "plot", Text(zh="--plot：这个演示没有图", en="--plot: this demo has no picture"))
    try:
        path.write_bytes(png)
    except OSError as error:
        raise _unwritable(path, Text.same(error.strerror or type(error).__name__)) from error


def _unwritable(path: Path, reason: Text, option: str = "--plot") -> BadInput:
    return BadInput("E_FORMAT", option[2:], Text(zh=f"{option}：写不了 {path}（{reason.zh}）",
                                                 en=f"{option}: cannot write {path}: {reason.en}"))


COMMANDS = {"demo": demo}
