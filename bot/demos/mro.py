"""Python's method resolution order, by a C3 merge of our own; no class is ever made.

C3: Barrett et al., "A Monotonic Superclass Linearization for Dylan", 1996; in Python since 2.3.
"""

from __future__ import annotations

import keyword
import re
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from bot.domain.card import Table
from bot.domain.demo import Demo, Golden, Result
from bot.domain.errors import BadInput
from bot.domain.param import Param
from bot.domain.reading import fault, fold, shown
from bot.domain.text import Lang, Text

if TYPE_CHECKING:
    from matplotlib.figure import Figure

MAX_CLASSES = 12
_CLASS = re.compile(r"([A-Za-z_][A-Za-z0-9_]{0,15})\s*(?:\(\s*(.*?)\s*\))?", re.DOTALL)
_SPEC = Param("spec", "text", Text("类的定义", "class definitions"), example="A;B(A);C(A);D(B,C)", max_len=600)

Bases = dict[str, list[str]]
"""Each class with its direct bases, in the order of definition."""


def run(spec: str) -> Result:
    """The order of the last class, ending in object; empty when some class has no consistent order."""
    bases = parse(spec)
    orders, stuck = linearise(bases)
    asked = next(reversed(bases))
    order = [] if stuck else orders[asked]
    values = {"order": order, "consistent": not stuck, "count": len(order)}
    return Result(values, _text(asked, order, stuck), {"zh": _table(bases, orders, stuck, "zh"),
                                                       "en": _table(bases, orders, stuck, "en")},
                  _note(asked, bases, order), _alt(bases, asked, order, stuck))


def parse(spec: str) -> Bases:
    """`A;B(A)` as a map from class to bases. Raises BadInput: E_FORMAT, E_LEN (too many), E_UNKNOWN (base)."""
    parts = [part.strip() for part in fold(spec).strip().rstrip(";").split(";")]
    if len(parts) > MAX_CLASSES:
        raise fault(_SPEC, "E_LEN", Text(f"有 {len(parts)} 个类，最多 {MAX_CLASSES} 个",
                                         f"it defines {len(parts)} classes, at most {MAX_CLASSES} fit"))
    bases: Bases = {}
    for part in parts:
        found = _CLASS.fullmatch(part)
        if not found:
            raise _bad("E_FORMAT", part, "不像 名字(父类,父类)，名字最多 16 个字母、数字或下划线",
                       "is not of the form Name(Base,Base), with names of up to 16 letters, digits or underscores")
        name, listed = found[1], [base.strip() for base in found[2].split(",")] if found[2] else []
        if name == "object" or keyword.iskeyword(name):
            raise _bad("E_FORMAT", name, "不能用作类名", "cannot name a class")
        if name in bases:
            raise _bad("E_FORMAT", name, "定义了两次", "is defined twice")
        _check_bases(listed, bases)
        bases[name] = listed or ["object"]
    return bases


def _check_bases(listed: Sequence[str], known: Bases) -> None:
    for base in listed:
        if base != "object" and base not in known:
            raise _bad("E_UNKNOWN", base, "作为父类没有事先定义", "is used as a base before it is defined")
        if listed.count(base) > 1:
            raise _bad("E_FORMAT", base, "在同一个类里作了两次父类", "is a base twice in one class")


def _bad(code: Any, what: str, zh: str, en: str) -> BadInput:
    return fault(_SPEC, code, Text(f"“{shown(what)}”{zh}", f"“{shown(what)}” {en}"))


def linearise(bases: Bases) -> tuple[dict[str, list[str]], str]:
    """The order of each class up to the first that has none, and that one's name (empty when all have one)."""
    orders: dict[str, list[str]] = {"object": ["object"]}
    for name, direct in bases.items():
        merged = _merge([list(orders[base]) for base in direct] + [list(direct)])
        if merged is None:
            return orders, name
        orders[name] = [name, *merged]
    return orders, ""


def _merge(rows: list[list[str]]) -> list[str] | None:
    """Take, again and again, the first head that stands in no other row's tail; None when there is none."""
    merged: list[str] = []
    while rows := [row for row in rows if row]:
        head = next((row[0] for row in rows if not any(row[0] in other[1:] for other in rows)), None)
        if head is None:
            return None
        merged.append(head)
        rows = [row[1:] if row[0] == head else row for row in rows]
    return merged


def _text(asked: str, order: Sequence[str], stuck: str) -> Text:
    if stuck:
        return Text(f"`{stuck}` 没有一致的顺序：它的父类对先后的要求互相矛盾，Python 在定义这个类时就会抛出 TypeError。",
                    f"`{stuck}` has no consistent order: its bases demand opposite orders, and Python raises TypeError "
                    "at the class statement.")
    chain = " → ".join(order)
    return Text(f"`{asked}` 的 MRO：`{chain}`。", f"The MRO of `{asked}`: `{chain}`.")


def _table(bases: Bases, orders: Mapping[str, Sequence[str]], stuck: str, lang: Lang) -> Table:
    head = Text("类|父类|MRO", "class|bases|MRO").to(lang).split("|")
    none = Text("没有一致的顺序", "no consistent order").to(lang)
    after = Text("（到不了这里）", "(never reached)").to(lang)
    rows = tuple(
        (name, ", ".join(direct), ", ".join(orders[name]) if name in orders else none if name == stuck else after)
        for name, direct in bases.items()
    )
    strong = list(bases).index(stuck) if stuck else len(rows) - 1
    return Table(tuple(head), rows, strong=(strong,))


def _note(asked: str, bases: Bases, order: Sequence[str]) -> Text | None:
    """A place where super() leaves the line of bases, if the order has one."""
    for here, after in pairwise(order):
        if here in bases and after not in bases[here] and after != "object":
            return Text(
                f"文章说：super() 调用父类的方法。算出来：在 `{asked}` 的实例上，`{here}` 里的 super() 走到 `{after}`，"
                f"而 `{after}` 并不是 `{here}` 的父类；它走的是 MRO 里的下一个类。",
                f"The article says that super() calls the parent's method. Computed: in an instance of `{asked}`, "
                f"super() in `{here}` goes to `{after}`, which is no base of `{here}`: it is the next class of the MRO.",
            )
    return None


def _alt(bases: Bases, asked: str, order: Sequence[str], stuck: str) -> Text:
    listed = "; ".join(f"{name}({', '.join(direct)})" for name, direct in bases.items())
    found = Text(f"{asked} 的查找顺序标在类旁：{'、'.join(order)}", f"The lookup order of {asked} is numbered: {', '.join(order)}")
    if stuck:
        found = Text(f"{stuck} 没有一致的顺序，标成红色", f"{stuck} has no consistent order and is red")
    return Text(f"继承图，箭头从子类指向父类：{listed.replace('; ', '；')}。{found.zh}。",
                f"Inheritance graph with arrows from class to base: {listed}. {found.en}.")


def plot(result: Result, args: Mapping[str, Any], lang: Lang) -> Figure:
    """The inheritance graph, object on top or at the left, with the place of each class in the order."""
    from bot.demos import _plot
    from bot.demos._graph import best_layout

    bases = parse(args["spec"])
    _, stuck = linearise(bases)
    asked, order = next(reversed(bases)), result.values["order"]
    title = Text(f"{asked} 的方法解析顺序", f"The method resolution order of {asked}")
    if stuck:
        title = Text(f"{stuck} 没有一致的顺序", f"{stuck} has no consistent order")
    figure, (axes,) = _plot.canvas(title.to(lang))
    _plot.blank(axes, 1.0, 1.0)
    layout = best_layout(bases)
    for name, direct in bases.items():
        for base in direct:
            start, end, bend = layout.arrow(name, base)
            _plot.arrow(axes, start, end, bend=bend)
    for name, place in layout.places.items():
        face, edge = (_plot.PALE_BLUE, _plot.BLUE) if name in order else (_plot.PALE_GREY, _plot.EDGE)
        if name == stuck:
            face, edge = _plot.PALE_RED, _plot.RED
        number = f"{order.index(name) + 1}   " if name in order else ""
        size = (layout.width, layout.height)
        _plot.box(axes, place, size, f"{number}{name}", face=face, edge=edge, fontsize=layout.size)
    return figure


DEMO = Demo(
    name="mro",
    title=Text("Python 的方法解析顺序", "Python's method resolution order"),
    summary=Text("由类的继承关系算出最后一个类的 MRO（C3 线性化），或说明为什么没有。",
                 "The MRO of the last class (C3 linearisation) from the bases of each class, or why there is none."),
    topic="python-inheritance",
    params=(_SPEC,),
    run=run,
    plot=plot,
    goldens=(
        Golden("A;B(A);C(A);D(B,C)", {"order": ["D", "B", "C", "A", "object"], "consistent": True, "count": 5}),
        Golden("A;B;C(B,A)", {"order": ["C", "B", "A", "object"], "count": 4}),
        Golden("O;F(O);E(O);Dd(O);C1(Dd,F);B1(Dd,E);A1(B1,C1)",
               {"order": ["A1", "B1", "C1", "Dd", "E", "F", "O", "object"], "count": 8}),
        Golden("A;B(A);X(A,B)", {"order": [], "consistent": False, "count": 0}),
        Golden("A", {"order": ["A", "object"], "count": 2}),
        Golden("A(object); B( A ) ;", {"order": ["B", "A", "object"]}),
        Golden("A；B（A）；C（A）；D（B，C）", {"order": ["D", "B", "C", "A", "object"]}),
        Golden("A;B(Z)", error="E_UNKNOWN"),
        Golden("B(A);A", error="E_UNKNOWN"),
        Golden("A;A", error="E_FORMAT"),
        Golden("A;B(A,A)", error="E_FORMAT"),
        Golden("A;;B", error="E_FORMAT"),
        Golden("A;B(A", error="E_FORMAT"),
        Golden("A;B(__import__('os'))", error="E_UNKNOWN"),
        Golden("class", error="E_FORMAT"),
        Golden("object", error="E_FORMAT"),
        Golden("A2345678901234567", error="E_FORMAT"),
        Golden(";".join("ABCDEFGHIJKLM"), error="E_LEN"),
        Golden("", error="E_MISSING"),
    ),
)
