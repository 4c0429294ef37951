"""InfoNCE, outliers and gradient descent against differences, numpy and the closed form."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.demos import load_demo
from bot.demos.gd import LIMIT, loss_of
from bot.demos.infonce import loss_of as infonce
from bot.domain.binding import bind

SIMILARITY = st.floats(-1, 1)


def values(name: str, words: str) -> dict[str, Any]:
    demo = load_demo(name)
    return dict(demo.run(**bind(demo.params, words)).values)


@given(SIMILARITY, st.lists(SIMILARITY, min_size=1, max_size=63), st.floats(0.1, 10))
@settings(deadline=None)
def test_infonce_is_a_cross_entropy(pos: float, negs: list[float], tau: float) -> None:
    """Written down as in the paper, in plain exponentials, where those do not overflow; probabilities add up to 1."""
    found = load_demo("infonce").run(pos=pos, negs=tuple(negs), tau=tau).values
    plain = -math.log(math.exp(pos / tau) / math.fsum(math.exp(s / tau) for s in [pos, *negs]))
    assert found["loss"] == pytest.approx(plain, rel=1e-9, abs=1e-12)
    assert found["positive_probability"] + sum(found["negative_probabilities"]) == pytest.approx(1)


@given(SIMILARITY, st.lists(SIMILARITY, min_size=1, max_size=5), st.floats(0.2, 10))
@settings(deadline=None)
def test_infonce_gradients(pos: float, negs: list[float], tau: float) -> None:
    """The gradients are the central differences of the loss; together they are 0, as a common shift changes nothing."""
    found = load_demo("infonce").run(pos=pos, negs=tuple(negs), tau=tau).values
    step = 1e-5
    assert found["positive_gradient"] == pytest.approx(
        (infonce(pos + step, negs, tau) - infonce(pos - step, negs, tau)) / (2 * step), abs=1e-7)
    for i, gradient in enumerate(found["negative_gradients"]):
        up, down = ([s + d * (j == i) for j, s in enumerate(negs)] for d in (step, -step))
        assert gradient == pytest.approx((infonce(pos, up, tau) - infonce(pos, down, tau)) / (2 * step), abs=1e-7)
    assert found["positive_gradient"] + sum(found["negative_gradients"]) == pytest.approx(0, abs=1e-12)


def test_infonce_keeps_its_digits_at_the_ends() -> None:
    """The smallest temperature neither overflows nor loses a loss of e^-200."""
    assert infonce(1, [-1], 0.01) == pytest.approx(math.exp(-200), rel=1e-12)
    assert infonce(-1, [1], 0.01) == pytest.approx(200, rel=1e-12)
    assert infonce(-1, [1] * 63, 0.01) == pytest.approx(200 + math.log(63), rel=1e-12)


@given(st.lists(st.floats(-1e6, 1e6).filter(lambda e: e == 0 or abs(e) > 1e-6), min_size=1, max_size=64))
@settings(deadline=None)
def test_outlier_shares(errors: list[float]) -> None:
    """The shares are those of exact fractions, and squares never make an outlier weigh less than sizes do."""
    found = load_demo("outlier").run(errors=tuple(errors)).values
    if not any(errors):
        assert found["l2_share"] is None
        return
    exact = [Fraction(e) for e in errors]
    top = max(map(abs, exact))
    assert found["l2_share"] == pytest.approx(float(top**2 / sum(e**2 for e in exact)), rel=1e-12)
    assert found["l1_share"] == pytest.approx(float(top / sum(map(abs, exact))), rel=1e-12)
    assert found["l2_share"] >= found["l1_share"] * (1 - 1e-12)
    assert found["l2_share"] * (1 + 1e-9) >= found["huber_share"] >= found["l1_share"] * (1 - 1e-9)


@given(st.lists(st.integers(-50, 50), min_size=1, max_size=9))
@settings(deadline=None)
def test_mean_and_median_minimise(errors: list[int]) -> None:
    """No constant on a fine grid beats the mean in squares, or the median in sizes."""
    found = load_demo("outlier").run(errors=tuple(map(float, errors))).values
    grid, points = np.linspace(-50, 50, 401), np.array(errors, dtype=float)
    squares = [float(((points - c) ** 2).sum()) for c in grid]
    sizes = [float(np.abs(points - c).sum()) for c in grid]
    assert float(((points - found["mean"]) ** 2).sum()) <= min(squares) + 1e-9
    assert float(np.abs(points - found["median"]).sum()) <= min(sizes) + 1e-9


def test_huber_joins_without_a_kink() -> None:
    """At δ = 1 parabola and line meet in value and in slope."""
    below, above = (values("outlier", str(1 + d))["huber_mean"] for d in (-1e-6, 1e-6))
    assert below == pytest.approx(0.5, abs=2e-6)
    assert (above - below) / 2e-6 == pytest.approx(1, abs=1e-5)


@given(st.floats(0.001, 1), st.integers(1, 50))
@settings(deadline=None)
def test_descent_in_closed_form(lr: float, steps: int) -> None:
    """w after k steps is 2 − 2·(1 − 28/3·lr)^k, and the gradients are differences of the loss."""
    found = load_demo("gd").run(lr=lr, steps=steps).values
    factor = 1 - lr * 28 / 3
    assert found["w"] == pytest.approx([2 - 2 * factor**k for k in range(1, steps + 1)], rel=1e-6, abs=1e-9)
    assert found["gradients"][0] == pytest.approx((loss_of(1e-4) - loss_of(-1e-4)) / 2e-4, rel=1e-8)
    assert found["diverges"] == (found["losses"][-1] > found["losses"][0]) or abs(abs(factor) - 1) < 1e-9


def test_the_limit_of_the_rate() -> None:
    """The limit is 2 over the curvature 2·mean(x²) = 28/3; a little below it converges, a little above it does not."""
    assert pytest.approx(3 / 14) == LIMIT
    assert not values("gd", f"{LIMIT * 0.999} 50")["diverges"]
    assert values("gd", f"{LIMIT * 1.001} 50")["diverges"]


@pytest.mark.parametrize(("name", "words", "zh", "en"), [
    ("gd", "0.1 3", "收敛", "it converges"),
    ("gd", "0.2 3", "来回摆动", "swinging"),
    ("gd", "0.22 3", "发散", "it diverges, for lr > 0.214286"),
    ("gd", "0.2142857 3", "几乎不变", "hardly changes"),
    ("outlier", "0,0", "0/0", "0/0"),
    ("outlier", "1,1,1,1,10", "96.2 %", "96.2 %"),
    ("infonce", "0 0 1", "与随机猜一样", "just what a guess"),
    ("infonce", "0 1 1", "比随机猜还大", "more than a guess"),
    ("infonce", "1 0 1", "比随机猜小", "less than a guess"),
    ("seeds", "1000000", "> 0.999999", "> 0.999999"),
    ("equivariance", "0 0", "没有动", "nothing moved"),
    ("attention-cost", "128 2 2048", "正好在交叉点", "right at the crossover"),
    ("attention-cost", "32 32 4096", "1 个 token", "1 token:"),
    ("tile", "ramp", "有缝", "seam shows"),
    ("receptive-field", "1,1", "1 层", "1 layer one unit sees 1 pixel of"),
])
def test_sentences_fit_the_input(name: str, words: str, zh: str, en: str) -> None:
    """The sentence says what holds for this input, in both languages."""
    demo = load_demo(name)
    text = demo.run(**bind(demo.params, words)).text
    assert zh in text.zh
    assert en in text.en
