"""Whatever is typed after a demo's name: a clear refusal or a legal result, soon, and never a traceback."""

from __future__ import annotations

import json
import random
import re
import time

import pytest

from bot.demo_worker import run_demo
from bot.demos import all_demos
from bot.domain.binding import bind
from bot.domain.demo import Demo
from bot.domain.errors import BadInput
from bot.ports import DemoAnswer

DEMOS = all_demos()
CODES = {"E_RANGE", "E_TYPE", "E_LEN", "E_FORMAT", "E_UNKNOWN", "E_TOO_BIG", "E_MISSING"}
CHINESE = re.compile("[\u4e00-\u9fff]")
EACH = 6
"""Of each demo's garbage: 52 demos make more than 300."""
SECONDS = 5.0
SCRAPS = (
    "", " ", "-", "--", "=", "==", ",", ";", "((((", "[1,2", "1,,2", "1;2,3;", "nan", "inf", "-inf", "1e400", "-1e-400", "0x1F", "1_0",
    "9" * 40, "0." + "0" * 60 + "1", "1" * 1999, "1," * 999 + "1", ",".join(["1"] * 1025), ";".join(["1"] * 300), "A" * 4097,
    "🦜", "\u0000", "\u202e1,2", "١,٢", "①", "½", "３．５", "１，２；３，４", "。", "、", "【1,2】", "（1）", "1～2", "x=1", "a=b=c",
    "__import__('os').system('id')", "$(id)", "`id`", "{x}", "%s%n", "../../etc/passwd", "<script>", "'; drop table x", "\\", "\"",
    "A(A)", "A(B);B(A)", "object", "self", "None", "true", "-1", "0", "1e308", "1e308,1e308,1e308", "0,0,0 0,0,0", "1 2 3 4 5 6 7 8 9",
    "64×64", "16×9×4", "3 × ", "×", "64x", "10ms", "3 s", "5GB", "ms", "1 2; 3 4", "a=1 2 3 b=4 5 6", "x=1 2 nan", "90%",
)


def garbage(demo: Demo, dice: random.Random) -> str:
    """A line: scraps alone, scraps for a named argument, or a good example with something broken in it."""
    scraps = " ".join(dice.choices(SCRAPS, k=dice.randint(1, 4)))
    good = dice.choice([golden.words for golden in demo.goldens]) or "1"
    match dice.randrange(4):
        case 0:
            return scraps
        case 1 if demo.params:
            return f"{dice.choice(demo.params).name}={dice.choice(SCRAPS)} {good}"
        case 2:
            at = dice.randrange(len(good) + 1)
            return good[:at] + dice.choice(SCRAPS) + good[at:]
        case _:
            return "".join(dice.sample(good, len(good)))


def outcome(demo: Demo, line: str) -> DemoAnswer | BadInput:
    """What comes of the line."""
    try:
        return run_demo(demo, bind(demo.params, line), "zh", plot=False)
    except BadInput as error:
        return error


@pytest.mark.parametrize("demo", DEMOS, ids=lambda demo: demo.name)
def test_garbage(demo: Demo) -> None:
    """Six lines of garbage for each demo: a BadInput with its code in both languages, or JSON values and sentences."""
    dice = random.Random(f"garbage for {demo.name}")
    for line in (garbage(demo, dice) for _ in range(EACH)):
        began = time.perf_counter()
        found = outcome(demo, line)
        assert time.perf_counter() - began < SECONDS, line
        if isinstance(found, BadInput):
            assert found.code in CODES, line
            assert CHINESE.search(found.text.zh), line
            assert found.text.en.strip(), line
            assert max(len(found.text.zh), len(found.text.en)) < 1000, line
        else:
            assert found.card.body, line
            assert found.alt, line
            json.dumps(found.values, allow_nan=False)


def test_there_is_enough_of_it() -> None:
    """At least 300 lines in all, and both ends are reached: some are refused and some are legal after all."""
    assert EACH * len(DEMOS) >= 300
    ends = set()
    for demo in DEMOS:
        dice = random.Random(f"garbage for {demo.name}")
        for _ in range(EACH):
            try:
                bind(demo.params, garbage(demo, dice))
                ends.add("legal")
            except BadInput as error:
                ends.add(error.code)
    assert ends >= {"legal", "E_TYPE", "E_LEN", "E_RANGE", "E_UNKNOWN"}
