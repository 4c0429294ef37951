"""Python's name mangling, by its rule; no class is ever made.

The rule: "Private name mangling" in the Python language reference, §6.2.1 (identifiers). A name that starts with two
underscores and does not end with two is stored as an underscore, the class's name without its leading underscores, and
the name; in a class whose name is nothing but underscores it stays as it is.
"""

from __future__ import annotations

import keyword
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from bot.demos._tables import tables
from bot.domain.demo import Demo, Golden, Result
from bot.domain.param import Param
from bot.domain.reading import fault, fold, shown
from bot.domain.text import Lang, Text

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

MAX_CHARS = 32
_CLASS = Param("class", "text", Text("类名", "class name"), example="Parent", max_len=MAX_CHARS)
_ATTR = Param("attr", "text", Text("类体里写的名字", "name written in the class"), example="__private_var", max_len=MAX_CHARS)
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_CHECKS = {
    "two_leading": Text("名字以两个下划线开头", "the name starts with two underscores"),
    "no_two_trailing": Text("名字不以两个下划线结尾", "the name does not end with two underscores"),
    "class_has_letters": Text("类名不全是下划线", "the class's name is not underscores alone"),
}


def run(**names: str) -> Result:
    """The name under which the attribute is stored, whether it differs, and which of the rule's conditions hold."""
    owner, attr = _identifier(_CLASS, names["class"]), _identifier(_ATTR, names["attr"])
    checks = {
        "two_leading": attr.startswith("__"),
        "no_two_trailing": not attr.endswith("__"),
        "class_has_letters": bool(owner.lstrip("_")),
    }
    changed = all(checks.values())
    mangled = f"_{owner.lstrip('_')}{attr}" if changed else attr
    values: dict[str, Any] = {"class": owner, "attr": attr, "mangled": mangled, "changed": changed, **checks}
    answer = Text("存成的名字", "stored as")
    rows = [(_CHECKS[key], Text("是", "yes") if holds else Text("否", "no")) for key, holds in checks.items()]
    return Result(values, _text(values), tables([*rows, (answer, mangled)], Text("条件|结果", "condition|result"),
                                                numeric=(), strong=(3,)), _note(values), _alt(values))


def _identifier(param: Param, raw: str) -> str:
    name = fold(raw).strip()
    if not _NAME.fullmatch(name):
        raise fault(param, "E_FORMAT", Text(f"“{shown(raw)}”不是由英文字母、数字和下划线组成的 Python 名字",
                                            f"“{shown(raw)}” is no Python name of letters, digits and underscores"))
    if keyword.iskeyword(name):
        raise fault(param, "E_FORMAT", Text(f"“{name}”是 Python 的关键字", f"“{name}” is a keyword of Python"))
    return name


def _text(values: Mapping[str, Any]) -> Text:
    owner, attr, mangled = values["class"], values["attr"], values["mangled"]
    if values["changed"]:
        return Text(f"在类 `{owner}` 里写的 `{attr}` 存成 `{mangled}`：这叫名称改写，不是访问控制。",
                    f"`{attr}` written in the class `{owner}` is stored as `{mangled}`: a mangled name, not a locked one.")
    failed = next(check for key, check in _CHECKS.items() if not values[key])
    return Text(f"在类 `{owner}` 里 `{attr}` 保持原样，因为不满足“{failed.zh}”。",
                f"In the class `{owner}` the name `{attr}` stays as it is: it is not true that {failed.en}.")


def _note(values: Mapping[str, Any]) -> Text | None:
    if not values["changed"]:
        return None
    return Text(
        f"文章说：双下划线的名字是私有的，子类不能直接访问。算出来：它只是换了名字，任何地方写 "
        f"`obj.{values['mangled']}` 都能读到。",
        f"The article says that a name with two underscores is private and out of a subclass's reach. Computed: it only "
        f"has another name; `obj.{values['mangled']}` reads it from anywhere.",
    )


def _alt(values: Mapping[str, Any]) -> Text:
    owner, attr, mangled = values["class"], values["attr"], values["mangled"]
    held = sum(bool(values[key]) for key in _CHECKS)
    return Text(f"改写规则的三个条件，满足 {held} 个；下面是结果：类 {owner} 里的 {attr} 存成 {mangled}。",
                f"The three conditions of the rule, {held} of them true; below, the result: {attr} in the class {owner} is "
                f"stored as {mangled}.")


def plot(result: Result, args: Mapping[str, Any], lang: Lang) -> Figure:
    """The three conditions with their outcomes, and the stored name put together from its parts."""
    from bot.demos import _plot
    from bot.demos._code import code, fitting

    values = result.values
    title = Text("名称改写：名字怎么存", "Name mangling: how a name is stored")
    figure, (axes,) = _plot.canvas(title.to(lang))
    _plot.blank(axes, 100, 60)
    lines = (f"class {values['class']}:", f"    self.{values['attr']}")
    _plot.box(axes, (50, 53), (96, 13), "", face=_plot.PANEL)
    for place, line in enumerate(lines):
        code(axes, 6, 55.6 - 5.2 * place, line, fitting(max(lines, key=len), 580, 18), ha="left", color=_plot.INK)
    for place, (key, check) in enumerate(_CHECKS.items()):
        holds, y = values[key], 41.5 - 7.4 * place
        face, edge = (_plot.PALE_GREEN, _plot.GREEN) if holds else (_plot.PALE_GREY, _plot.MUTED)
        _plot.box(axes, (6, y), (8, 5.6), "✓" if holds else "✗", face=face, edge=edge, color=edge, fontsize=17)
        axes.text(13, y, check.to(lang), va="center", fontsize=17, color=_plot.INK if holds else _plot.MUTED)
    _plot.arrow(axes, (50, 21.5), (50, 17.2))
    _draw_name(axes, values, lang)
    return figure


def _draw_name(axes: Axes, values: Mapping[str, Any], lang: Lang) -> None:
    """The stored name in its parts, each with where it comes from; or the name as it was."""
    from bot.demos import _plot
    from bot.demos._code import ADVANCE, code, fitting

    mangled, attr = values["mangled"], values["attr"]
    edge = _plot.RED if values["changed"] else _plot.EDGE
    _plot.box(axes, (50, 11.5), (96, 10), "", face=_plot.PANEL, edge=edge)
    size = fitting(mangled, 590, 26)
    step = ADVANCE * size / 6.62  # the panel's 100 units measure about 662 points
    parts = [(attr, _plot.INK, Text("原样", "as it was"))]
    if values["changed"]:
        parts = [("_", _plot.ORANGE, Text("", "")), (mangled[1:-len(attr)], _plot.BLUE, Text("类名", "class")),
                 (attr, _plot.GREEN, Text("名字", "name"))]
    x = 50 - step * len(mangled) / 2
    for part, color, origin in parts:
        width = step * len(part)
        code(axes, x + width / 2, 12, part, size, color=color)
        axes.plot([x + 0.1 * step, x + width - 0.1 * step], [4.6, 4.6], color=color, linewidth=3)
        # Under a short name the two origins would touch: the one stays left of the border, the other right of it.
        middle = min(x + width / 2, x + width - 3.4) if color == _plot.BLUE else max(x + width / 2, x + 3.4)
        axes.text(middle, 1.4, origin.to(lang), ha="center", va="center", fontsize=14, color=color)
        x += width


DEMO = Demo(
    name="mangle",
    title=Text("Python 的名称改写", "Python's name mangling"),
    summary=Text("类里以两个下划线开头的名字实际存成什么，以及为什么。",
                 "Under which name Python stores an attribute with leading underscores, and why."),
    topic="python-inheritance",
    params=(_CLASS, _ATTR),
    run=run,
    plot=plot,
    goldens=(
        Golden("Parent __private_var", {"mangled": "_Parent__private_var", "changed": True}),
        Golden("__Foo __x", {"mangled": "_Foo__x", "changed": True}),
        Golden("A __init__", {"mangled": "__init__", "changed": False, "no_two_trailing": False}),
        Golden("A _x", {"mangled": "_x", "changed": False, "two_leading": False}),
        Golden("___ __x", {"mangled": "__x", "changed": False, "class_has_letters": False}),
        Golden("class=A attr=__x", {"mangled": "_A__x"}),
        Golden("_A_ ___x", {"mangled": "_A____x"}),
        Golden("Ａ ＿＿x", {"mangled": "_A__x"}),
        Golden("A" * 32 + " __" + "x" * 30, {"changed": True}),
        Golden("1A __x", error="E_FORMAT"),
        Golden("A __x y", error="E_FORMAT"),
        Golden("A __x()", error="E_FORMAT"),
        Golden("class __x", error="E_FORMAT"),
        Golden("A", error="E_MISSING"),
        Golden("A __" + "x" * 31, error="E_LEN"),
        Golden("", error="E_MISSING"),
    ),
)
