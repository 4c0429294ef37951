"""The demo call of `computed_by` really yields the key."""

from __future__ import annotations

from collections.abc import Iterator
from math import isclose
from typing import Any

from bot.bank.build import Loaded
from bot.bank.problem import Problem
from bot.demo_worker import run_demo
from bot.demos import demo_names, load_demo
from bot.domain.binding import bind_values
from bot.domain.errors import BadInput, Refusal
from bot.domain.kinds import kinds
from bot.domain.question import Computed, Question
from bot.domain.text import Text

LETTERED = ("single_choice", "multiple_choice", "true_false", "ordering")
RELATIVE = 1e-6
"""How near a computed number must be to `expect`."""


def read_path(values: Any, path: str) -> Any:
    """`order`, `exact[0]`: the value of a demo under its stable name. Raises LookupError, TypeError or ValueError."""
    name, *places = path.replace("]", "").split("[")
    found = values[name]
    for place in places:
        found = found[int(place)]
    return found


def as_replies(value: Any) -> list[str]:
    """How a value may be written as an answer."""
    if isinstance(value, list):
        return [" ".join(map(str, value)), str(value)]
    if isinstance(value, bool):
        return [str(value).lower()]
    return [value if isinstance(value, str) else repr(value)]


def _holds(question: Question, call: Computed, found: Any) -> bool:
    if call.expect is None:
        return any(kinds()[question.kind].grade(question, reply).correct for reply in as_replies(found))
    if isinstance(found, float):
        try:
            return isclose(found, float(call.expect), rel_tol=RELATIVE)
        except ValueError:
            return False
    return call.expect in as_replies(found)


def _fault(question: Question, call: Computed) -> Text | None:
    if call.expect is None and question.kind in LETTERED:
        return Text(zh="字母不是演示的数值：请用 expect 写出应得的值。", en="a letter is no value of a demo: say with expect what the value must be")
    demo = load_demo(call.demo)
    try:
        found = read_path(run_demo(demo, bind_values(demo.params, call.args), "en", plot=False).values, call.value)
    except (BadInput, Refusal) as error:
        return Text(zh=f"演示不能运行：{error.text.zh}", en=f"the demo cannot run: {error.text.en}")
    except (LookupError, TypeError, ValueError):
        return Text(zh=f"演示没有给出 {call.value}。", en=f"the demo gives no {call.value}")
    if _holds(question, call, found):
        return None
    return Text(zh=f"演示算出的是 {str(found)[:80]}，与答案不符。", en=f"the demo gives {str(found)[:80]}, which is not the key")


def check(loaded: Loaded) -> Iterator[Problem]:
    """Questions whose demo gives something else, or nothing."""
    names = set(demo_names())
    for question in loaded.bank.questions.values():
        call = question.computed_by
        fault = _fault(question, call) if call and call.demo in names else None
        if fault:
            yield loaded.questions[question.id].problem("computed", fault, "computed_by")


CHECK = check
