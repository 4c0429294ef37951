"""The child process that runs demos: `python -m bot.demo_worker PACKAGE MEMORY_MIB`.

Frames on its standard input and output: four bytes, the big-endian length, then that many bytes. A request is a pickled
(name, args, lang, plot, seconds); a reply is JSON, because the parent must never run code that a child made up:
`{"answer": {...}}`, `{"bad": {code, param, zh, en}}`, `{"refused": {zh, en}}`, `{"memory": true}` or `{"fault": text}`.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import pickle
import resource
import signal
import sys
import traceback
from collections.abc import Mapping
from typing import Any, BinaryIO

from bot.demos import load_demo
from bot.domain.card import Card, Picture, to_json
from bot.domain.cards.charts import Chart
from bot.domain.cards.live_end import Podium
from bot.domain.cards.recap import WeekChart
from bot.domain.cards.tally import Bars
from bot.domain.demo import Demo, Result, demo_card
from bot.domain.errors import BadInput, Refusal
from bot.domain.text import Lang
from bot.ports import DemoAnswer

CHART = "_chart"
"""The name of the one request that is no demo: draw the chart in its arguments."""
SPARE_SECONDS = 2
"""What the child allows itself beyond the parent's limit: the parent decides, this is for a parent that is gone."""


def run_demo(demo: Demo, args: Mapping[str, Any], lang: Lang, plot: bool) -> DemoAnswer:
    """Run a demo here and now, with its card and, when asked for and drawn by the demo, its picture.

    Raises BadInput from the demo, and ValueError when a value is no JSON value (NaN and infinity are none).
    """
    result = demo.run(**args)
    values: dict[str, Any] = json.loads(json.dumps(dict(result.values), allow_nan=False))
    png = _draw(demo, result, args, lang) if plot and demo.plot is not None else None
    alt = result.alt.to(lang)
    picture = None if png is None else _picture(png, alt, f"{demo.name}.png")
    return DemoAnswer(demo.name, values, demo_card(demo, args, result, lang, picture), alt, png)


def draw_chart(chart: Chart) -> DemoAnswer:
    """The chart as the picture of an otherwise empty answer."""
    from bot.demos._bars import draw_bars
    from bot.demos._plot import to_png
    from bot.demos._podium import draw_podium
    from bot.demos._week import draw_week

    match chart:
        case Bars():
            figure = draw_bars(chart)
        case Podium():
            figure = draw_podium(chart)
        case WeekChart():
            figure = draw_week(chart)
    png = to_png(figure)
    return DemoAnswer(CHART, {}, Card(picture=_picture(png, chart.alt, chart.name)), chart.alt, png)


def _picture(png: bytes, alt: str, name: str) -> Picture:
    width, height = int.from_bytes(png[16:20], "big"), int.from_bytes(png[20:24], "big")  # IHDR comes first
    return Picture(png, alt, name, width, height)


def _draw(demo: Demo, result: Result, args: Mapping[str, Any], lang: Lang) -> bytes:
    from bot.demos._plot import to_png

    assert demo.plot is not None
    return to_png(demo.plot(result, args, lang))


def read_frame(stream: BinaryIO) -> bytes | None:
    """The next frame, or None at the end of the stream."""
    head = stream.read(4)
    if len(head) < 4:
        return None
    size = int.from_bytes(head, "big")
    body = stream.read(size)
    return body if len(body) == size else None


def write_frame(stream: BinaryIO, body: bytes) -> None:
    """Write one frame and flush."""
    stream.write(len(body).to_bytes(4, "big") + body)
    stream.flush()


def reply_to(package: str, request: bytes) -> dict[str, Any]:
    """What to answer to a request; every error becomes a reply."""
    try:
        name, args, lang, plot, seconds = pickle.loads(request)  # noqa: S301 - our own parent wrote it
        _limit_time(seconds)
        answer = draw_chart(args["chart"]) if name == CHART else run_demo(load_demo(name, package), args, lang, plot)
        card = {**to_json(answer.card), "data": dict(answer.card.data or {})}
        return {"answer": {"name": answer.name, "values": dict(answer.values), "alt": answer.alt, "card": card}}
    except BadInput as error:
        return {"bad": {"code": error.code, "param": error.param, "zh": error.text.zh, "en": error.text.en}}
    except Refusal as error:
        return {"refused": {"zh": error.text.zh, "en": error.text.en}}
    except MemoryError:
        return {"memory": True}
    except Exception:
        return {"fault": traceback.format_exc()}
    finally:
        signal.alarm(0)


def _limit_time(seconds: float) -> None:
    """Let the system end this process when it outlives its parent's patience, computing or asleep."""
    spare = int(seconds) + SPARE_SECONDS
    used = resource.getrusage(resource.RUSAGE_SELF)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    # Processor time adds up over a worker's life, so the limit moves along with it.
    resource.setrlimit(resource.RLIMIT_CPU, (int(used.ru_utime + used.ru_stime) + spare, hard))
    signal.alarm(spare)


def _private_streams() -> tuple[BinaryIO, BinaryIO]:
    """The protocol's own ends of the pipes; what a library prints or reads goes nowhere."""
    requests, replies = os.dup(0), os.dup(1)
    nowhere = os.open(os.devnull, os.O_RDWR)
    for shared in (0, 1):
        os.dup2(nowhere, shared)
    os.close(nowhere)
    sys.stdout = io.TextIOWrapper(io.FileIO(1, "w", closefd=False), write_through=True)
    return os.fdopen(requests, "rb"), os.fdopen(replies, "wb")


def main(package: str, memory_mib: int) -> None:
    """Serve requests until the parent closes the pipe."""
    requests, replies = _private_streams()
    with contextlib.suppress(ValueError, OSError):  # some systems know no such limit
        resource.setrlimit(resource.RLIMIT_AS, (memory_mib * 2**20, memory_mib * 2**20))
    while (request := read_frame(requests)) is not None:
        reply = reply_to(package, request)
        write_frame(replies, json.dumps(reply, allow_nan=False, ensure_ascii=False).encode())


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
