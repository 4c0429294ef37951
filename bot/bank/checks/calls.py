"""The demo calls of questions and terms are calls that the demo accepts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bot.bank.build import Loaded
from bot.bank.problem import Problem
from bot.bank.read import Entry
from bot.demos import demo_names, load_demo
from bot.domain.binding import bind_values
from bot.domain.errors import BadInput
from bot.domain.text import Text


def _faults(entry: Entry, name: str, args: Mapping[str, str], at: str) -> Iterator[Problem]:
    try:
        bind_values(load_demo(name).params, args)
    except BadInput as error:
        yield entry.problem("demo-call", Text(zh=f"演示 {name} 不接受这些参数：{error.text.zh}",
                                              en=f"the demo {name} does not accept that: {error.text.en}"), at)


def check(loaded: Loaded) -> Iterator[Problem]:
    """Arguments of `computed_by` and of a term's `demo` that the demo would refuse."""
    names = set(demo_names())
    for question in loaded.bank.questions.values():
        computed = question.computed_by
        if computed and computed.demo in names:
            yield from _faults(loaded.questions[question.id], computed.demo, computed.args, "computed_by")
    for term in loaded.bank.terms.values():
        if term.demo and term.demo.name in names:
            yield from _faults(loaded.terms[term.id], term.demo.name, term.demo.args, "demo")


CHECK = check
