"""functools.singledispatch at work: which of four registered functions a value reaches.

It takes the function registered for the first class of the value's type's method resolution order that has one (PEP 443).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import singledispatch
from typing import TYPE_CHECKING, Any

from bot.demos._literal import read_literal
from bot.demos._tables import tables
from bot.domain.demo import Demo, Golden, Result
from bot.domain.param import Param
from bot.domain.reading import shown
from bot.domain.text import Lang, Text

if TYPE_CHECKING:
    from matplotlib.figure import Figure

BRANCHES: tuple[type, ...] = (int, float, list, object)
_LITERAL = Param("literal", "text", Text("一个 Python 字面量", "a Python literal"), example="true", max_len=64)


def run(literal: str) -> Result:
    """The branch, the type and its order, and the classes that are looked up until one has a function."""
    value = read_literal(_LITERAL, literal)
    branch = _dispatcher()(value)
    order = [cls.__name__ for cls in type(value).__mro__]
    walk = order[: order.index(branch) + 1]
    values = {"type": type(value).__name__, "branch": branch, "mro": order, "walk": walk,
              "registered": [cls.__name__ for cls in BRANCHES]}
    rows = [(str(step + 1), name, _found(name, walk)) for step, name in enumerate(order)]
    return Result(
        values, _text(values),
        tables(rows, Text("步|MRO 里的类|登记的函数", "step|class of the MRO|registered function"), numeric=(),
               strong=(len(walk) - 1,)),
        None, _alt(values))


def _dispatcher() -> Callable[[Any], str]:
    """A real single-dispatch function: the branch for each class of BRANCHES returns that class's name."""
    @singledispatch
    def branch(value: object) -> str:
        return "object"

    for cls in BRANCHES[:-1]:
        branch.register(cls, lambda value, name=cls.__name__: str(name))
    return branch


def _found(name: str, walk: Sequence[str]) -> Text:
    if name == walk[-1]:
        return Text("有，就用它", "yes: this one runs")
    return Text("没有，往后找", "none: go on") if name in walk else Text("（不再看）", "(not reached)")


def _text(values: Mapping[str, Any]) -> Text:
    kind, branch, walk = values["type"], values["branch"], values["walk"]
    if len(walk) == 1:
        return Text(f"这个值的类型是 `{kind}`，它自己就登记了函数，所以走 `{branch}` 分支。",
                    f"The value's type is `{kind}`, which has a function of its own, so the `{branch}` branch runs.")
    path = " → ".join(walk)
    return Text(f"这个值的类型是 `{kind}`，没有自己的函数；沿 MRO 找 `{path}`，走 `{branch}` 分支。",
                f"The value's type is `{kind}`, which has no function of its own; along the MRO, `{path}`, the `{branch}` "
                "branch is found.")


def _alt(values: Mapping[str, Any]) -> Text:
    order, registered = " → ".join(values["mro"]), ", ".join(values["registered"])
    return Text(f"{values['type']} 的 MRO：{order}；登记了函数的类有 {registered}。第 {len(values['walk'])} 步找到 "
                f"{values['branch']} 分支。",
                f"The MRO of {values['type']}: {order}; functions are registered for {registered}. Step "
                f"{len(values['walk'])} finds the {values['branch']} branch.")


def plot(result: Result, args: Mapping[str, Any], lang: Lang) -> Figure:
    """The value, the classes of its type's order from left to right, and the four functions below them."""
    from bot.demos import _plot
    from bot.demos._code import code, fitting

    values = result.values
    title = Text("singledispatch：沿着 MRO 找分支", "singledispatch: along the MRO to a branch")
    figure, (axes,) = _plot.canvas(title.to(lang))
    _plot.blank(axes, 100, 60)
    written = shown(args["literal"], 64)
    axes.text(50, 56.5, Text("值", "value").to(lang), ha="center", fontsize=14, color=_plot.MUTED)
    code(axes, 50, 51.5, written, fitting(written, 560, 24), color=_plot.INK)
    order, walk = values["mro"], values["walk"]
    places = {name: 100 * (i + 0.5) / len(order) for i, name in enumerate(order)}
    _plot.arrow(axes, (50, 48), (places[order[0]], 41.5), color=_plot.MUTED)
    for step, name in enumerate(order):
        reached, chosen = name in walk, name == walk[-1]
        face, edge = (_plot.PALE_GREEN, _plot.GREEN) if chosen else (_plot.PALE_BLUE, _plot.BLUE)
        face, edge = (face, edge) if reached else (_plot.PALE_GREY, _plot.EDGE)
        _plot.box(axes, (places[name], 36), (20, 10), f"{step + 1}   {name}", face=face, edge=edge, fontsize=19,
                  color=_plot.INK if reached else _plot.MUTED)
        if step:
            _plot.arrow(axes, (places[order[step - 1]] + 10, 36), (places[name] - 10, 36),
                        color=_plot.BLUE if reached else _plot.EDGE)
    _draw_branches(axes, values, places, lang)
    return figure


def _draw_branches(axes: Any, values: Mapping[str, Any], places: Mapping[str, float], lang: Lang) -> None:
    from bot.demos import _plot

    registered, branch = values["registered"], values["branch"]
    axes.text(50, 1.5, Text("登记的函数", "registered functions").to(lang), ha="center", fontsize=14, color=_plot.MUTED)
    for i, name in enumerate(registered):
        x, chosen = 100 * (i + 0.5) / len(registered), name == branch
        _plot.box(axes, (x, 11), (21, 9), f"f({name})", face=_plot.PALE_GREEN if chosen else _plot.PANEL,
                  edge=_plot.GREEN if chosen else _plot.EDGE, fontsize=19, color=_plot.INK if chosen else _plot.MUTED)
        if chosen:
            _plot.arrow(axes, (places[name], 30.7), (x, 16), color=_plot.GREEN, width=3)


DEMO = Demo(
    name="dispatch",
    title=Text("singledispatch 选哪个分支", "Which branch singledispatch takes"),
    summary=Text("一个值会走 int、float、list、object 里的哪个分支，以及沿 MRO 的查找过程。",
                 "Which of the branches int, float, list, object a value takes, and the walk along its MRO."),
    topic="python-polymorphism",
    params=(_LITERAL,),
    run=run,
    plot=plot,
    goldens=(
        Golden("true", {"branch": "int", "type": "bool", "mro": ["bool", "int", "object"], "walk": ["bool", "int"]}),
        Golden("1", {"branch": "int", "type": "int", "walk": ["int"]}),
        Golden("1.0", {"branch": "float", "mro": ["float", "object"]}),
        Golden("[1]", {"branch": "list", "walk": ["list"]}),
        Golden("(1,)", {"branch": "object", "type": "tuple", "walk": ["tuple", "object"]}),
        Golden('"s"', {"branch": "object", "type": "str"}),
        Golden("none", {"branch": "object", "type": "NoneType"}),
        Golden("（1）", {"branch": "int"}),
        Golden("［1，“中”，(2.5, None)］", {"branch": "list"}),
        Golden("-1e3", {"branch": "float"}),
        Golden("()", {"branch": "object", "type": "tuple"}),
        Golden("spam", error="E_FORMAT"),
        Golden("[1", error="E_FORMAT"),
        Golden("'s", error="E_FORMAT"),
        Golden("{1: 2}", error="E_FORMAT"),
        Golden("__import__('os')", error="E_FORMAT"),
        Golden("nan", error="E_RANGE"),
        Golden("1e999", error="E_RANGE"),
        Golden("1" * 31, error="E_TOO_BIG"),
        Golden("[" * 20 + "]" * 20, error="E_TOO_BIG"),
        Golden("1" * 65, error="E_LEN"),
        Golden("", error="E_MISSING"),
    ),
)
