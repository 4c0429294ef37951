"""Each demo against an independent witness: real classes, the base64 module, differences, another formula."""

from __future__ import annotations

import base64
import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from bot.demos import load_demo
from bot.demos._numbers import nine, six, vector

NUMBERS = st.floats(-1e3, 1e3).filter(lambda value: value == 0 or abs(value) > 1e-3)


def values(name: str, **args: Any) -> dict[str, Any]:
    demo = load_demo(name)
    defaults = {param.name: param.default for param in demo.params}
    return dict(demo.run(**{**defaults, **args}).values)


@st.composite
def hierarchies(draw: st.DrawFn) -> list[tuple[str, list[str]]]:
    """Up to 12 classes, each with some of the earlier ones as bases, in any order."""
    classes: list[tuple[str, list[str]]] = []
    for i in range(draw(st.integers(1, 12))):
        earlier = [name for name, _ in classes]
        bases = draw(st.lists(st.sampled_from(earlier), unique=True, max_size=4)) if earlier else []
        classes.append((f"C{i}", bases))
    return classes


@given(hierarchies())
@settings(max_examples=200, deadline=None)
def test_mro_is_that_of_real_classes(classes: list[tuple[str, list[str]]]) -> None:
    """The order, or its absence, is what Python itself finds when the classes are made."""
    spec = ";".join(f"{name}({','.join(bases)})" if bases else name for name, bases in classes)
    found = values("mro", spec=spec)
    made: dict[str, type] = {}
    try:
        for name, bases in classes:
            made[name] = type(name, tuple(made[base] for base in bases), {})
    except TypeError:
        assert found == {"order": [], "consistent": False, "count": 0}
        return
    order = [cls.__name__ for cls in made[classes[-1][0]].__mro__]
    assert found == {"order": order, "consistent": True, "count": len(order)}


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=120))
@settings(deadline=None)
def test_base64_is_that_of_the_module(text: str) -> None:
    """Encoding, length, padding and indices agree with the standard library, also when read back."""
    found = values("base64", text=text)
    data = text.encode()
    assert found["encoded"] == base64.b64encode(data).decode()
    assert found["bytes"] == list(data)
    assert found["length"] == 4 * math.ceil(len(data) / 3)
    assert found["padding"] == found["encoded"].count("=")
    bits = "".join(f"{index:06b}" for index in found["indices"])
    assert bits[: 8 * len(data)] == "".join(f"{byte:08b}" for byte in data)
    assert set(bits[8 * len(data):]) <= {"0"}


def differences(loss: Any, at: Sequence[float], step: float) -> list[float]:
    """The central difference of a loss in each entry."""
    found = []
    for i in range(len(at)):
        up, down = list(at), list(at)
        up[i] += step
        down[i] -= step
        found.append((loss(up) - loss(down)) / (2 * step))
    return found


@given(st.integers(1, 6).flatmap(lambda n: st.tuples(*[st.lists(NUMBERS, min_size=n, max_size=n)] * 2)))
@settings(deadline=None)
def test_cosine_gradient(vectors: tuple[list[float], list[float]]) -> None:
    """The gradient of 1 − cos is its central difference, and the identity ‖â − b̂‖² = 2(1 − cos) holds."""
    a, b = map(tuple, vectors)
    assume(math.hypot(*a) > 0.1 and math.hypot(*b) > 0.1)
    found = values("cosine-loss", a=a, b=b)
    step = 1e-5 * math.hypot(*a)
    expected = differences(lambda at: values("cosine-loss", a=tuple(at), b=b)["loss"], a, step)
    assert found["gradient"] == pytest.approx(expected, abs=1e-8 / math.hypot(*a) * 10)
    assert found["unit_distance_squared"] == pytest.approx(2 * found["loss"], abs=1e-14)
    assert found["cosine"] == pytest.approx(math.cos(math.radians(found["angle_degrees"])), abs=1e-14)
    assert found["negative_loss"] == -found["cosine"]


@pytest.mark.parametrize(("a", "b", "eps", "cosine"), [
    ((3.0, 4.0), (4.0, 3.0), 1e-8, 0.96), ((0.3, 0.4), (0.4, 0.3), 1.0, 0.24), ((0.0,), (0.0,), 1e-8, 0.0),
    ((1e6, 1e6), (1e-6, 1e-6), 0.0, 1.0), ((5e-324,), (1.0,), 0.0, 1.0),
])
def test_cosine_with_a_floor(a: tuple[float, ...], b: tuple[float, ...], eps: float, cosine: float) -> None:
    """eps is the floor of ‖a‖‖b‖ and nothing else; no value is ever infinite."""
    found = values("cosine-loss", a=a, b=b, eps=eps)
    assert found["cosine"] == pytest.approx(cosine, abs=1e-12)
    assert found["defined"]
    assert all(math.isfinite(g) for g in found["gradient"] or [])


def test_cosine_gradient_with_a_floor() -> None:
    """Below the floor the loss is linear in a, and the gradient says so."""
    a, b = (0.3, 0.4), (0.4, 0.3)
    expected = differences(lambda at: values("cosine-loss", a=tuple(at), b=b, eps=1.0)["loss"], a, 1e-6)
    assert values("cosine-loss", a=a, b=b, eps=1.0)["gradient"] == pytest.approx(expected, abs=1e-9)


@given(st.integers(1, 8).flatmap(lambda n: st.tuples(*[st.lists(NUMBERS, min_size=n, max_size=n)] * 2)))
@settings(deadline=None)
def test_l2_gradient(vectors: tuple[list[float], list[float]]) -> None:
    """The gradient is the central difference of MSE, and the measures agree with numpy and with each other."""
    y, yhat = map(tuple, vectors)
    found = values("l2-loss", y=y, yhat=yhat)
    expected = differences(lambda at: values("l2-loss", y=y, yhat=tuple(at))["mse"], yhat, 1e-2)
    assert found["gradient"] == pytest.approx(expected, rel=1e-6, abs=1e-6)
    error = np.array(yhat) - np.array(y)
    assert found["mse"] == pytest.approx(float(np.mean(error**2)), rel=1e-12)
    assert found["mae"] == pytest.approx(float(np.mean(np.abs(error))), rel=1e-12)
    assert found["rmse"] ** 2 == pytest.approx(found["mse"], rel=1e-12)
    assert found["half_sum"] == pytest.approx(found["mse"] * len(y) / 2, rel=1e-12)


@given(st.floats(-10, 10))
@settings(deadline=None)
def test_gelu_against_its_own_integral_and_slope(x: float) -> None:
    """x·Φ(x) holds with numpy's integral of the density, the derivative is the slope, and errors are sizes."""
    found = values("gelu", x=(x,))
    grid = np.linspace(-12, x, 20001)
    cdf = float(np.trapezoid(np.exp(-(grid**2) / 2), grid) / math.sqrt(2 * math.pi))
    assert found["exact"][0] == pytest.approx(x * cdf, abs=1e-6)
    slope = (values("gelu", x=(x + 1e-5,))["exact"][0] - values("gelu", x=(x - 1e-5,))["exact"][0]) / 2e-5
    assert found["derivative"][0] == pytest.approx(slope, abs=1e-8)
    for form in ("tanh", "article", "quick"):
        assert found[f"{form}_error"][0] == abs(found[form][0] - found["exact"][0])


def test_gelu_error_agrees_with_gelu() -> None:
    """The error at the worst point is the one that the gelu demo finds there."""
    found = values("gelu-error", a=0.0356774)
    at = values("gelu", x=(found["max_at"],))
    assert at["article_error"][0] == pytest.approx(found["max_error"], rel=1e-9)
    assert found["ratio_max"] == pytest.approx(found["max_error"] / found["reference_max_error"])


@given(st.tuples(*[st.floats(-1e3, 1e3)] * 3))
@settings(max_examples=20, deadline=None)
def test_onnx_is_gemm_and_relu(x: tuple[float, float, float]) -> None:
    """The runtime's output is max(0, xW + b) worked out by hand, to the precision of its 32-bit floats."""
    found = values("onnx", x=x)
    by_hand = [x[0] * w0 + x[1] * w1 + x[2] * w2 + b for w0, w1, w2, b in ((1, 3, 5, 0.5), (2, 4, 6, -0.5))]
    assert found["before_relu"] == pytest.approx(by_hand, rel=1e-5, abs=2e-3)
    assert found["output"] == pytest.approx([max(0.0, value) for value in by_hand], rel=1e-5, abs=2e-3)


@pytest.mark.parametrize(("value", "shown"), [
    (0.375, "0.375"), (0.6123724356957945, "0.612372"), (4.732355193e-4, "4.73236e-4"), (-0.0, "0"), (1e6, "1e6"),
    (123456.0, "123456"), (1234567.0, "1.23457e6"), (-1e-200, "-1e-200"), (0.001, "0.001"), (2.5e12, "2.5e12"),
    (9.999999e-4, "0.001"), (999999.7, "1e6"),
])
def test_six_digits(value: float, shown: str) -> None:
    """Six significant digits, no trailing zeros, no signed zero, short exponents."""
    assert six(value) == shown


def test_other_shapes_of_numbers() -> None:
    """GELU's nine decimals lose a negative zero's sign; long vectors are cut with their count."""
    assert nine(-1e-12) == "0.000000000"
    assert nine(-0.1586552539) == "-0.158655254"
    assert vector([1.0, -0.5]) == "(1, -0.5)"
    assert vector([1.0] * 9) == "(1, 1, 1, 1, 1, 1, 1, 1, …, n = 9)"


@pytest.mark.parametrize(("name", "args", "zh", "en"), [
    ("gelu", {"x": (0.0,)}, "看不出差别", "makes no difference"),
    ("gelu", {"x": (1.0, -1.0, 2.0)}, "3 个输入（-1 到 2）", "Over the 3 inputs from -1 to 2"),
    ("cosine-loss", {"a": (0.0,), "b": (1.0,)}, "0/0", "0/0"),
    ("cosine-loss", {"a": (0.0,), "b": (1.0,), "eps": 1e-8}, "分母取 eps", "eps is the denominator"),
    ("l2-loss", {"y": (1.0,), "yhat": (3.0,)}, "MSE = 4", "MSE = 4"),
    ("l2-loss", {"y": (0.0, 0.0), "yhat": (1.0, 3.0)}, "第 2 个误差占平方和的 90.0 %", "error 2 makes up 90.0 %"),
    ("mro", {"spec": "A;B(A);X(A,B)"}, "没有一致的顺序", "no consistent order"),
    ("base64", {"text": "M"}, "1 字节编成 4 个字符", "1 byte become"),
    ("onnx", {"x": (1.0, 0.0, -1.0)}, "2 个负数", "2 negative values"),
])
def test_sentences_fit_the_input(name: str, args: dict[str, Any], zh: str, en: str) -> None:
    """The sentence and the note say what holds for this input, in both languages."""
    demo = load_demo(name)
    result = demo.run(**{**{param.name: param.default for param in demo.params}, **args})
    said = [result.text, result.note] if result.note else [result.text]
    assert any(zh in text.zh for text in said if text)
    assert any(en in text.en for text in said if text)
