"""A demo that computes for as long as the test likes: until somebody writes to a named pipe."""

from __future__ import annotations

from pathlib import Path

from bot.domain.demo import Demo, Golden, Result
from bot.domain.param import Param
from bot.domain.text import Text


def run(path: str) -> Result:
    """What was written to the pipe."""
    return Result({"read": Path(path).read_text()}, Text("读完了", "done"))


DEMO = Demo("hold", Text("等待", "hold"), Text("等待管道", "waits for a pipe"), "test",
            (Param("path", "text", Text("路径", "path"), max_len=400),), run, (Golden("/dev/null"),))
