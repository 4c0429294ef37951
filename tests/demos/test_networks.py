"""Receptive fields, attention, shifts and the runtime's Gelu against brute force and a second formula."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from bot.demos import load_demo
from bot.demos.equivariance import KERNEL, convolve, image
from bot.demos.receptive_field import Layer, spans
from bot.domain.binding import bind

LAYERS = st.lists(st.tuples(st.integers(1, 5), st.integers(1, 3), st.integers(1, 3)), min_size=1, max_size=5)


def values(name: str, words: str) -> dict[str, Any]:
    demo = load_demo(name)
    return dict(demo.run(**bind(demo.params, words)).values)


def seen_by_one(stack: list[Layer]) -> tuple[int, int]:
    """From one unit back to the input: the units of each layer that count; how many there are, and how far they reach."""
    needed = {0}
    for k, s, d in reversed(stack):
        needed = {unit * s + d * tap for unit in needed for tap in range(k)}
    return len(needed), max(needed) - min(needed) + 1


@given(LAYERS)
@settings(deadline=None)
def test_receptive_field_by_brute_force(stack: list[Layer]) -> None:
    """The recurrence gives the reach of the input pixels that one output unit is computed from."""
    found = values("receptive-field", " ".join(f"{k},{s},{d}" for k, s, d in stack))
    assert found["receptive_field"] == seen_by_one(stack)[1]
    assert found["jump"] == math.prod(s for _, s, _ in stack)
    assert spans(stack)[0] == found["receptive_field"]


def test_receptive_field_of_real_convolutions() -> None:
    """All-ones convolutions of numpy, one-hot by one-hot, light up the last unit from exactly that many pixels."""
    stack: list[Layer] = [(3, 1, 1), (3, 1, 1), (2, 2, 1), (3, 1, 1)]
    reached = 0
    for pixel in range(24):
        signal: NDArray[np.float64] = np.zeros(24)
        signal[pixel] = 1
        for k, s, _ in stack:
            signal = np.convolve(signal, np.ones(k), "valid")[::s]
        reached += bool(signal[0])
    assert reached == values("receptive-field", "3,1 3,1 2,2 3,1")["receptive_field"] == 10


@pytest.mark.parametrize(("image_side", "patch", "d"), [(32, 8, 16), (64, 16, 32), (48, 12, 24)])
def test_attention_cost_by_counting_products(image_side: int, patch: int, d: int) -> None:
    """The multiplications of numpy's matrix products, counted by their shapes, are what the formula says."""
    n = (image_side // patch) ** 2
    tokens, weight = np.ones((n, d)), np.ones((d, d))
    products = [(tokens, weight)] * 4 + [(tokens, tokens.T), (np.ones((n, n)), tokens)]
    counted = sum((a @ b).size * a.shape[1] for a, b in products)
    assert values("attention-cost", f"{image_side} {patch} {d}")["total_macs"] == counted


def test_attention_terms_cross_at_twice_the_width() -> None:
    """At n = 2d both terms are equal; a smaller patch takes the quadratic one past the linear one."""
    equal = values("attention-cost", "128 2 2048")
    assert equal["tokens"] == equal["crossover"]
    assert equal["projection_macs"] == equal["score_macs"]
    finer = values("attention-cost", "128 1 2048")
    assert finer["score_macs"] > finer["projection_macs"]


@pytest.mark.parametrize("words", ["224 14 768", "224 1 768", "512 16 20"])
def test_no_stem_where_it_does_not_come_out_even(words: str) -> None:
    """A patch that is no power of two, or a width that cannot be halved so often, has no stem."""
    assert values("attention-cost", words)["stem_macs"] is None


@given(st.integers(0, 7), st.integers(0, 7))
def test_equivariance_by_loops(dy: int, dx: int) -> None:
    """Convolution written out pixel by pixel agrees, and follows every shift without an error."""
    x = np.roll(image(), (dy, dx), (0, 1))
    by_hand = [[sum(KERNEL[a][b] * x[(i + a - 1) % 8, (j + b - 1) % 8] for a in range(3) for b in range(3))
                for j in range(8)] for i in range(8)]
    assert np.array_equal(convolve(x), np.array(by_hand))
    found = values("equivariance", f"{dy} {dx}")
    assert found["equivariance_error"] == 0
    assert found["relu_sum_before"] == found["relu_sum_after"]
    assert (found["invariance_error"] == 0) == (dy == dx == 0)
    assert (found["pool_sum_after"] == found["pool_sum_before"]) == (dy % 2 == 0)


def test_pooling_breaks_a_shift_in_one_dimension() -> None:
    """The reason why: max pooling with stride 2 of a row and of the row moved by one are not moved copies."""
    row = np.array([0, 0, 1, 1, 0, 0, 1, 1])
    assert row.reshape(4, 2).max(axis=1).tolist() == [0, 1, 0, 1]
    assert np.roll(row, 1).reshape(4, 2).max(axis=1).tolist() == [1, 1, 1, 1]


@given(st.lists(st.floats(-10, 10, width=32), min_size=1, max_size=16))
@settings(max_examples=25, deadline=None)
def test_gelu_of_the_runtime(x: list[float]) -> None:
    """Both forms of the operator are the formulas of the gelu demo, to the precision of 32-bit floats."""
    found = load_demo("gelu-ort").run(x=tuple(x)).values
    formulas = load_demo("gelu").run(x=tuple(x)).values
    assert found["none"] == pytest.approx(formulas["exact"], rel=1e-5, abs=2e-6)
    assert found["tanh"] == pytest.approx(formulas["tanh"], rel=1e-5, abs=2e-6)
    assert found["max_difference"] <= 4.8e-4
