"""A demo that misbehaves as it is told."""

from __future__ import annotations

import os
import signal
import sys

from bot.domain.demo import Demo, Golden, Result
from bot.domain.errors import BadInput, Refusal
from bot.domain.param import Param
from bot.domain.text import Text

_calls: list[str] = []


def run(what: str) -> Result:
    """Who its process is and how many calls it has served, if it lives to tell."""
    _calls.append(what)
    if what == "die":
        os.kill(os.getpid(), signal.SIGKILL)
    if what == "spin":
        while True:
            pass
    if what == "hog":
        bytearray(2**40)
    if what == "fail":
        raise ZeroDivisionError("a fault of the demo")
    if what == "nan":
        return Result({"value": float("nan")}, Text.same("nan"))
    if what == "bad":
        raise BadInput("E_FORMAT", "what", Text("不好", "not good"))
    if what == "refuse":
        raise Refusal(Text("不行", "not now"))
    if what == "noise":
        print("noise on standard output", flush=True)
        os.write(1, b"\x00\x00\x00\x02{}")
        print(sys.stdin.read())
    values = {"pid": os.getpid(), "parent": os.getppid(), "session": os.getsid(0), "calls": len(_calls), "environment": sorted(os.environ)}
    return Result(values, Text("好", "fine"))


DEMO = Demo("act", Text("行动", "act"), Text("照吩咐捣乱", "misbehaves as told"), "test",
            (Param("what", "text", Text("做什么", "what")),), run, (Golden("well"),))
