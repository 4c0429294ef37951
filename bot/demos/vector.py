"""A vector whose operators are methods: `+` is `__add__`, `k * v` ends in `__rmul__`, and a refusal is NotImplemented.

How Python chooses between the two operands' methods: language reference, §3.3.8 (emulating numeric types).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bot.demos._arrows import draw_arrows, draw_refusal
from bot.demos._numbers import six
from bot.demos._tables import tables
from bot.domain.demo import Demo, Golden, Result
from bot.domain.errors import BadInput, Code
from bot.domain.param import Param
from bot.domain.reading import fault, finite, fold, shown
from bot.domain.text import Lang, Text

if TYPE_CHECKING:
    from matplotlib.figure import Figure

LIMIT = 1e6
Number = int | float
_EXPRESSION = Param("expression", "text", Text("算式", "expression"), example="2,3 + 5,7", max_len=200)
_SPLIT = re.compile(r"(.+?)(?<![eE,+*(])\s*([+*])\s*(.+)", re.DOTALL)
_WRAP = re.compile(r"(?:[Vv]ector)?\s*\((.*)\)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Vector:
    """Two components; sums with vectors and products with numbers, nothing else."""

    x: Number
    y: Number

    def __add__(self, other: object) -> Vector:
        """The sum with another vector; NotImplemented for anything else."""
        return Vector(self.x + other.x, self.y + other.y) if isinstance(other, Vector) else NotImplemented

    def __mul__(self, other: object) -> Vector:
        """The product with a number; NotImplemented for anything else."""
        return Vector(self.x * other, self.y * other) if isinstance(other, (int, float)) else NotImplemented

    __rmul__ = __mul__

    def __str__(self) -> str:
        """`Vector(7, 10)`."""
        return f"Vector({self.x}, {self.y})"


def run(expression: str) -> Result:
    """The sum or product as Python prints it, its components, and the method; or the TypeError that Python raises."""
    left, sign, right = parse(expression)
    error, outcome = "", None
    try:
        outcome = left + right if sign == "+" else left * right  # type: ignore[operator]
    except TypeError as refused:
        error = f"TypeError: {refused}"
    assert outcome is None or isinstance(outcome, Vector)
    values = {
        "result": None if outcome is None else str(outcome),
        "components": None if outcome is None else [outcome.x, outcome.y],
        "method": None if outcome is None else _method(left, sign),
        "error": error or None,
    }
    shown_as = f"{left} {sign} {right}"
    rows = [
        (Text("算式", "expression"), shown_as),
        (Text("由谁计算", "computed by"), Text("没有方法接受", "no method accepts it") if error else str(values["method"])),
        (Text("结果", "result"), error or str(outcome)),
    ]
    return Result(values, _text(shown_as, values), tables(rows, Text("项|值", "item|value"), numeric=(), strong=(2,)),
                  _note(values, left, sign), _alt(left, sign, right, values))


def _method(left: object, sign: str) -> str:
    if sign == "+":
        return "Vector.__add__"
    return "Vector.__mul__" if isinstance(left, Vector) else "Vector.__rmul__"


def parse(raw: str) -> tuple[Vector | Number, str, Vector | Number]:
    """Both operands and the sign between them. Raises BadInput: E_FORMAT, E_LEN, E_TYPE, E_RANGE, E_TOO_BIG."""
    found = _SPLIT.fullmatch(fold(raw).replace("×", "*").strip())
    if not found:
        raise _bad("E_FORMAT", f"“{shown(raw)}”里没有 + 或 *，或缺了一边", f"“{shown(raw)}” has no + or *, or only one side")
    left, right = _operand(found[1]), _operand(found[3])
    if not isinstance(left, Vector) and not isinstance(right, Vector):
        raise _bad("E_FORMAT", "两边都是数，至少一边要是向量 x,y", "both sides are numbers; one has to be a vector x,y")
    return left, found[2], right


def _operand(raw: str) -> Vector | Number:
    body = raw.strip()
    if wrapped := _WRAP.fullmatch(body):
        body = wrapped[1].strip()
    parts = [_number(part.strip()) for part in body.split(",")]
    if len(parts) > 2:
        raise _bad("E_LEN", f"“{shown(raw)}”有 {len(parts)} 个分量，向量有 2 个",
                   f"“{shown(raw)}” has {len(parts)} components, a vector here has 2")
    return parts[0] if len(parts) == 1 else Vector(*parts)


def _number(raw: str) -> Number:
    value = finite(_EXPRESSION, raw)
    if abs(value) > LIMIT:
        raise _bad("E_RANGE", f"{shown(raw)} 超出 ±1000000", f"{shown(raw)} is beyond ±1000000")
    return int(raw) if raw.lstrip("+-").isdigit() else value


def _bad(code: Code, zh: str, en: str) -> BadInput:
    return fault(_EXPRESSION, code, Text(zh, en))


def _text(call: str, values: Mapping[str, Any]) -> Text:
    if values["error"]:
        return Text(f"`{call}` 没有一边的方法肯接受对方，Python 抛出 `{values['error']}`。",
                    f"In `{call}` neither side's method accepts the other, and Python raises `{values['error']}`.")
    return Text(f"`{call}` = `{values['result']}`，由 `{values['method']}` 算出。",
                f"`{call}` = `{values['result']}`, computed by `{values['method']}`.")


def _note(values: Mapping[str, Any], left: object, sign: str) -> Text:
    first = f"type(a).{'__add__' if sign == '+' else '__mul__'}"
    found = Text(f"这一次找到 `{values['method']}`", f"this time it found `{values['method']}`")
    if values["error"]:
        found = Text("这一次谁都不接受，直到运行才报错", "this time none accepted, and only running it told")
    return Text(f"文章说：运算符重载属于编译时多态。算出来：方法在运行时按对象的类型查找，先问 `{first}`；{found.zh}。",
                f"The article says that operator overloading is compile-time polymorphism. Computed: the method is looked up "
                f"at run time by the operands' types, `{first}` first; {found.en}.")


def _alt(left: object, sign: str, right: object, values: Mapping[str, Any]) -> Text:
    if values["error"]:
        return Text(f"{left} {sign} {right}：问到的方法都不接受对方，结果是 {values['error']}。",
                    f"{left} {sign} {right}: no method that is asked accepts the other side; the outcome is "
                    f"{values['error']}.")
    return Text(f"平面上的箭头：{left} {sign} {right} = {values['result']}。",
                f"Arrows in the plane: {left} {sign} {right} = {values['result']}.")


def plot(result: Result, args: Mapping[str, Any], lang: Lang) -> Figure:
    """The operands and the outcome as arrows; a refusal as the methods that were asked."""
    from bot.demos import _plot

    left, sign, right = parse(args["expression"])
    figure, (axes,) = _plot.canvas(Text("向量的运算符就是方法", "A vector's operators are methods").to(lang))
    if result.values["error"]:
        names = ("__add__", "__radd__") if sign == "+" else ("__mul__", "__rmul__")
        asked = [(type(left).__name__, names[0], type(right).__name__)]
        if type(left) is not type(right):  # Python asks the reflected method of another type only
            asked.append((type(right).__name__, names[1], type(left).__name__))
        draw_refusal(axes, f"{left} {sign} {right}", asked, result.values["error"], lang)
        return figure
    x, y = result.values["components"]
    end = (float(x), float(y))
    label = f"({six(end[0])}, {six(end[1])})"
    if isinstance(left, Vector) and isinstance(right, Vector):
        middle = (float(left.x), float(left.y))
        draw_arrows(axes, [((0.0, 0.0), middle, _plot.BLUE, "a"), (middle, end, _plot.ORANGE, "b"),
                           ((0.0, 0.0), end, _plot.GREEN, "a + b")], label)
        return figure
    vector = left if isinstance(left, Vector) else right
    assert isinstance(vector, Vector)
    draw_arrows(axes, [((0.0, 0.0), end, _plot.GREEN, "k·v"),
                       ((0.0, 0.0), (float(vector.x), float(vector.y)), _plot.BLUE, "v")], label)
    return figure


DEMO = Demo(
    name="vector",
    title=Text("向量与运算符重载", "A vector with operators of its own"),
    summary=Text("两个向量相加、数乘向量，或看看 Python 为什么拒绝。",
                 "Adds two vectors, multiplies one by a number, or shows why Python refuses."),
    topic="python-polymorphism",
    params=(_EXPRESSION,),
    run=run,
    plot=plot,
    goldens=(
        Golden("2,3 + 5,7", {"result": "Vector(7, 10)", "components": [7, 10], "method": "Vector.__add__", "error": None}),
        Golden("1,2 + 3", {"result": None, "components": None, "method": None,
                           "error": "TypeError: unsupported operand type(s) for +: 'Vector' and 'int'"}),
        Golden("3 * 1,2", {"result": "Vector(3, 6)", "method": "Vector.__rmul__"}),
        Golden("1,2 * -0.5", {"result": "Vector(-0.5, -1.0)", "method": "Vector.__mul__"}),
        Golden("1,2 * 3,4", {"error": "TypeError: unsupported operand type(s) for *: 'Vector' and 'Vector'"}),
        Golden("3 + 1,2", {"error": "TypeError: unsupported operand type(s) for +: 'int' and 'Vector'"}),
        Golden("（2，3）＋Vector(5,7)", {"result": "Vector(7, 10)"}),
        Golden("-1e+3,2+-1,2", {"components": [-1001.0, 4]}),
        Golden("1,2", error="E_FORMAT"),
        Golden("1 + 2", error="E_FORMAT"),
        Golden("1,2 +", error="E_FORMAT"),
        Golden("1,2,3 + 4,5", error="E_LEN"),
        Golden("1,x + 4,5", error="E_TYPE"),
        Golden("1, + 4,5", error="E_TYPE"),
        Golden("1,nan + 4,5", error="E_RANGE"),
        Golden("1000001,0 + 4,5", error="E_RANGE"),
        Golden("1,2 + 1,2 + 3,4", error="E_TYPE"),
        Golden("1" * 31 + ",2 + 1,2", error="E_TOO_BIG"),
        Golden("", error="E_MISSING"),
    ),
)
