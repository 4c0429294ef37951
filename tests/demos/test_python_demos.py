"""The demos about Python against Python itself: real classes, real operators, ast.literal_eval."""

from __future__ import annotations

import ast
import keyword
import math
from itertools import pairwise
from types import CodeType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.demos import load_demo
from bot.demos._literal import read_literal
from bot.demos.polymorphism import parse
from bot.demos.vector import Vector
from bot.domain.errors import BadInput
from bot.domain.param import Param
from bot.domain.text import Text

NAMES = st.from_regex(r"[A-Za-z_]{1,3}[A-Za-z0-9_]{0,8}", fullmatch=True) | st.from_regex("_{0,4}[ab]?_{0,3}", fullmatch=True)
PYTHON_NAMES = NAMES.filter(lambda name: name.isidentifier() and not keyword.iskeyword(name) and name != "__debug__")
ANY = Param("literal", "text", Text.same("literal"), example="1")


def values(name: str, **args: Any) -> dict[str, Any]:
    demo = load_demo(name)
    defaults = {param.name: param.default for param in demo.params}
    return dict(demo.run(**{**defaults, **args}).values)


def compiled_name(owner: str, attr: str) -> str:
    """The name that Python's own compiler gives an attribute read in a method of that class."""
    module = compile(f"class {owner}:\n def f(self): return self.{attr}", "<test>", "exec")
    body = next(part for part in module.co_consts if isinstance(part, CodeType))
    return next(part for part in body.co_consts if isinstance(part, CodeType)).co_names[0]


@given(PYTHON_NAMES, PYTHON_NAMES)
@settings(max_examples=300, deadline=None)
def test_mangled_names_are_those_of_the_compiler(owner: str, attr: str) -> None:
    """Whatever class and attribute are called, the stored name is what Python compiles."""
    found = values("mangle", **{"class": owner, "attr": attr})
    assert found["mangled"] == compiled_name(owner, attr)
    assert found["changed"] == (found["mangled"] != attr)


def test_the_mangled_name_reads_the_value() -> None:
    """As the demo says, the attribute is reachable from outside under its stored name, and under no other."""
    spaces: dict[str, Any] = {}
    exec("class Parent:\n def __init__(self): self.__private_var = 42", spaces)
    made = spaces["Parent"]()
    assert getattr(made, values("mangle", **{"class": "Parent", "attr": "__private_var"})["mangled"]) == 42
    assert not hasattr(made, "__private_var")


def test_super_follows_the_order_and_direct_calls_the_tree() -> None:
    """The trace by super() is the MRO backwards; that of direct calls is the tree of bases, children before their class."""
    found = values("super")
    assert found["super_trace"] == list(reversed(found["mro"][:-1]))
    assert found["mro"] == values("mro", spec="Base;L(Base);M(Base);N(L,M)")["order"]
    bases = {"N": ["L", "M"], "L": ["Base"], "M": ["Base"], "Base": []}

    def walk(name: str) -> list[str]:
        return [*(step for base in bases[name] for step in walk(base)), name]

    assert found["direct_trace"] == walk("N")
    assert (found["direct_base_count"], found["super_base_count"]) == (2, 1)


WORDS = st.text("ab中 ,[]()$`=:x", max_size=6)
LITERALS = st.recursive(
    st.none() | st.booleans() | st.integers(-10**9, 10**9) | st.floats(allow_nan=False, allow_infinity=False) | WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.lists(inner, max_size=3).map(tuple), max_leaves=5)


@given(LITERALS)
@settings(max_examples=300, deadline=None)
def test_literals_read_as_python_reads_them(value: Any) -> None:
    """Our small grammar gives what ast.literal_eval gives, type and value."""
    text = repr(value)
    read = read_literal(ANY, text)
    assert (type(read), read) == (type(value), ast.literal_eval(text))


@pytest.mark.parametrize("text", ["[1 2]", "(1", "1,", "[,]", "(,)", "1 1", "'a'b", "--1", "{}", "1+1", "True1", "[1,,2]", "\\", "'a\\n'"])
def test_what_is_no_literal_is_refused(text: str) -> None:
    """Half a literal, two of them, or anything that would need evaluation is an E_FORMAT."""
    with pytest.raises(BadInput) as caught:
        read_literal(ANY, text)
    assert caught.value.code == "E_FORMAT"


@given(LITERALS.filter(lambda value: len(repr(value)) <= 64))
@settings(max_examples=200, deadline=None)
def test_dispatch_agrees_with_isinstance(value: Any) -> None:
    """The branch is the registered class that an isinstance check finds, and the walk is a beginning of the MRO."""
    found = values("dispatch", literal=repr(value))
    expected = next((cls for cls in (int, float, list) if isinstance(value, cls)), object)
    assert found["branch"] == expected.__name__
    assert found["mro"] == [cls.__name__ for cls in type(value).__mro__]
    assert found["walk"] == found["mro"][: len(found["walk"])]
    assert found["walk"][-1] == found["branch"]


SIZE = st.floats(0.01, 1e6)


@given(SIZE, SIZE, SIZE)
@settings(max_examples=100, deadline=None)
def test_areas_are_those_of_outlines(width: float, height: float, radius: float) -> None:
    """The shoelace formula over each outline, the circle's as 4,000 corners, gives the same area."""
    found = values("polymorphism", shapes=f"rect:{width!r}x{height!r} circle:{radius!r} triangle:{width!r}x{height!r}")["areas"]
    corners = [(radius * math.cos(math.tau * i / 4000), radius * math.sin(math.tau * i / 4000)) for i in range(4001)]
    outlines = ([(0, 0), (width, 0), (width, height), (0, height), (0, 0)], corners,
                [(0, 0), (width, 0), (width / 3, height), (0, 0)])
    for area, outline in zip(found, outlines, strict=True):
        assert area == pytest.approx(sum(a * d - b * c for (a, b), (c, d) in pairwise(outline)) / 2, rel=1e-6)


def test_a_class_of_ones_own_joins_the_loop() -> None:
    """The shapes share no ancestor but object, so what answers area() is a shape, as duck typing has it."""
    shapes = [shape for _, shape in parse("rect:1x2 circle:1 triangle:1x2")]
    assert {type(shape).__bases__ for shape in shapes} == {(object,)}
    assert [shape.area() for shape in shapes] == [2.0, math.pi, 1.0]


COMPONENT = st.integers(-10**6, 10**6) | st.floats(-1e6, 1e6).map(lambda value: round(value, 3))


@given(COMPONENT, COMPONENT, COMPONENT, COMPONENT)
@settings(max_examples=100, deadline=None)
def test_vectors_are_complex_numbers(a: float, b: float, c: float, d: float) -> None:
    """Sums and products agree with complex numbers, and the printed result with the components."""
    total = values("vector", expression=f"{a},{b} + {c},{d}")
    assert complex(*total["components"]) == complex(a, b) + complex(c, d)
    scaled = values("vector", expression=f"{a} * {c},{d}")
    assert complex(*scaled["components"]) == complex(a * c, a * d)
    assert scaled["result"] == str(Vector(*scaled["components"]))
    assert (total["method"], scaled["method"]) == ("Vector.__add__", "Vector.__rmul__")


@pytest.mark.parametrize("expression", ["1,2 + 3", "3 + 1,2", "1,2 + 0.5", "1,2 * 3,4"])
def test_refusals_are_pythons_own(expression: str) -> None:
    """The shown TypeError is what a plain class without the method would get from Python."""
    class Bare:
        """No operators at all."""

    Bare.__name__ = "Vector"
    left, sign, right = expression.split()
    made: list[Any] = [Bare() if "," in side else ast.literal_eval(side) for side in (left, right)]
    with pytest.raises(TypeError) as refused:
        made[0] + made[1] if sign == "+" else made[0] * made[1]
    assert values("vector", expression=expression)["error"] == f"TypeError: {refused.value}"
