"""Demos on generating pictures and video against witnesses: arrays really cut, numpy, difference quotients."""

from __future__ import annotations

import itertools
import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.demos.prompt_weight import parse
from bot.demos.sdxl_bucket import BUCKETS
from tests.demos.asked import values

QUICK = settings(max_examples=60, deadline=None)


@pytest.mark.parametrize(("frames", "h", "w", "p"), [(9, 64, 96, 2), (1, 32, 32, 4), (13, 48, 16, 1)])
def test_video_tokens_by_cutting_an_array(frames: int, h: int, w: int, p: int) -> None:
    """Counting the patches of an array of the latent's shape gives the tokens, and pairs are all ordered pairs."""
    found = values("video-tokens", frames=frames, h=h, w=w, p=p)
    latent = np.zeros((len(range(0, frames, 4)), len(range(0, h, 8)), len(range(0, w, 8))))
    cut = [latent[t, i:i + p, j:j + p] for t in range(latent.shape[0]) for i in range(0, latent.shape[1], p)
           for j in range(0, latent.shape[2], p)]
    assert found["tokens"] == len(cut)
    assert found["attention_pairs"] == sum(1 for _ in itertools.product(cut, cut))


def test_sora_patches_by_listing_pairs() -> None:
    """Listing who looks at whom, in full and in the two factorised passes, gives both counts of pairs."""
    found = values("sora-patches", f=6, h=8, w=12, pt=2, ph=4, pw=4)
    places = list(itertools.product(range(3), range(2), range(3)))
    pairs = list(itertools.product(places, places))
    assert found["patches"] == len(places)
    assert found["full_pairs"] == len(pairs)
    assert found["factorised_pairs"] == sum(a[0] == b[0] for a, b in pairs) + sum(a[1:] == b[1:] for a, b in pairs)
    assert found["patch_length"] == np.zeros((2, 4, 4, 3)).size


@pytest.mark.parametrize("schedule", ["sd", "ddpm", "cosine"])
@pytest.mark.parametrize("t", [0, 99, 100, 500, 999])
def test_noise_by_numpy(schedule: str, t: int) -> None:
    """ᾱ is numpy's cumulative product, x_t comes from noising step by step in mean and variance, DDIM keeps the noise."""
    index = np.arange(1000)
    grid: Any = {"sd": np.linspace(0.00085**0.5, 0.012**0.5, 1000) ** 2, "ddpm": np.linspace(1e-4, 0.02, 1000),
                 "cosine": np.minimum(1 - _level((index + 1) / 1000) / _level(index / 1000), 0.999)}[schedule]
    bars = np.cumprod(1 - grid)
    found = values("noise", t=t, schedule=schedule, x0=0.7, eps=1.3)
    assert found["alpha_bar"] == pytest.approx(float(bars[t]), rel=1e-9)
    mean, variance = 1.0, 0.0
    for beta in grid[: t + 1]:
        mean, variance = mean * math.sqrt(1 - beta), variance * (1 - beta) + beta
    assert found["x_t"] == pytest.approx(mean * 0.7 + math.sqrt(variance) * 1.3, rel=1e-9)
    before = bars[t - 100] if t >= 100 else 1.0
    assert found["ddim_x"] == pytest.approx(math.sqrt(before) * 0.7 + math.sqrt(1 - before) * 1.3, rel=1e-6)


def _level(u: Any) -> Any:
    return np.cos((u + 0.008) / 1.008 * np.pi / 2) ** 2


@given(st.integers(1, 4000), st.integers(1, 4000))
@QUICK
def test_sdxl_bucket_is_nearest_in_angle_of_the_log(wide: int, tall: int) -> None:
    """No other bucket has a ratio nearer by the quotient of the two ratios, and the answer is one of the list."""
    found = values("sdxl-bucket", ratio=f"{wide}:{tall}")

    def stretch(width: int, height: int) -> float:
        quotient = width * tall / (height * wide)
        return max(quotient, 1 / quotient)

    best = min(stretch(*bucket) for bucket in BUCKETS)
    assert stretch(found["width"], found["height"]) == pytest.approx(best, rel=1e-12)
    assert (found["width"], found["height"]) in BUCKETS


def test_sdxl_buckets_are_multiples_of_64_near_a_megapixel() -> None:
    """The list has 26 different sizes, all multiples of 64, none above 1024² pixels or 12 % below."""
    assert len(set(BUCKETS)) == 26
    assert all(side % 64 == 0 for bucket in BUCKETS for side in bucket)
    assert all(0.88 * 2**20 <= width * height <= 2**20 for width, height in BUCKETS)


@given(st.floats(-10, 10), st.floats(-10, 10), st.integers(1, 100), st.floats(0.1, 10))
@QUICK
def test_flow_ends_at_the_data_on_any_grid(x0: float, eps: float, steps: int, shift: float) -> None:
    """Every point of the path is (1 − t)·x0 + t·ε, and shifting by s and by 1/s undo each other."""
    found = values("flow", x0=x0, eps=eps, steps=steps, shift=shift)
    assert found["path"] == pytest.approx([(1 - t) * x0 + t * eps for t in found["times"]], abs=1e-9)
    assert found["times"] == sorted(found["times"], reverse=True)
    back = [t / shift / (1 + (1 / shift - 1) * t) for t in found["times"]]
    assert back == pytest.approx([1 - i / steps for i in range(steps + 1)], abs=1e-9)


@pytest.mark.parametrize("tokens", [16, 256, 1024, 2000, 4096, 65536])
def test_flux_shift_is_a_line_and_a_shift_of_log_odds(tokens: int) -> None:
    """numpy's line through the two points gives μ, and μ is what is added to the log-odds of t."""
    found = values("flux-shift", tokens=tokens)
    slope, offset = np.polyfit([256, 4096], [0.5, 1.15], 1)
    assert found["mu"] == pytest.approx(slope * tokens + offset)
    for t, key in ((0.25, "shifted_quarter"), (0.5, "shifted_half"), (0.75, "shifted_three_quarters")):
        odds = math.log(t / (1 - t)) + found["mu"]
        assert found[key] == pytest.approx(1 / (1 + math.exp(-odds)), rel=1e-9)


@given(st.lists(st.floats(-3, 3), min_size=1, max_size=4), st.floats(-5, 5), st.floats(0.001, 0.05), st.integers(1, 20))
@QUICK
def test_zero_conv_by_differences_and_closed_form(x: list[float], target: float, lr: float, steps: int) -> None:
    """The first gradient is the difference quotient of the loss, and y follows target·(1 − (1 − lr‖x‖²)ⁿ)."""
    found = values("zero-conv", x=tuple(x), target=target, lr=lr, steps=steps)
    step = 1e-5
    for i, slope in enumerate(found["first_weight_gradient"]):
        up, down = ((sign * step * x[i] - target) ** 2 / 2 for sign in (1, -1))
        assert slope == pytest.approx((up - down) / (2 * step), abs=1e-6)
    square = sum(v * v for v in x)
    assert found["final_output"] == pytest.approx(target * (1 - (1 - lr * square) ** steps), abs=1e-9)


def test_lora_counts_and_rank_of_real_matrices() -> None:
    """The sizes of B and A add up to the count, their product has rank r at most and the shape of W."""
    rng = np.random.default_rng(0)
    b, a = rng.normal(size=(12, 3)), rng.normal(size=(3, 20))
    found = values("lora", d=12, k=20, r=3, alpha=6.0)
    assert found["trainable"] == b.size + a.size
    assert found["full"] == (b @ a).size
    assert np.linalg.matrix_rank(b @ a) == 3
    assert found["scale"] == 2.0


@pytest.mark.parametrize(("prompt", "pieces", "unclosed", "stray"), [
    ("two moons", [("two moons", 1.0)], 0, 0),
    ("a (red) moon", [("a ", 1.0), ("red", 1.1), (" moon", 1.0)], 0, 0),
    ("(half a moon", [("half a moon", 1.1)], 1, 0),
    (r"moon \[of\) Mars", [("moon [of) Mars", 1.0)], 0, 0),
    ("(red)(moon)", [("redmoon", 1.1)], 0, 0),
    ("a [[b", [("a ", 1.0), ("b", 1 / 1.1 / 1.1)], 2, 0),
    ("x: y", [("x: y", 1.0)], 0, 0),
    ("(a: 1.3 ) :2)", [("a", 1.3), (" :2)", 1.0)], 0, 1),
    ("（全角）", [("（全角）", 1.0)], 0, 0),
])
def test_prompt_weights(prompt: str, pieces: list[tuple[str, float]], unclosed: int, stray: int) -> None:
    """Text, weights and faults are those of WebUI's own rules."""
    found, open_left, unmatched = parse(prompt)
    assert [text for text, _ in found] == [text for text, _ in pieces]
    assert [weight for _, weight in found] == pytest.approx([weight for _, weight in pieces])
    assert (open_left, unmatched) == (unclosed, stray)


@given(st.text(st.sampled_from("ab()[]:\\ 1.5"), min_size=1, max_size=60))
@QUICK
def test_no_prompt_loses_a_letter(prompt: str) -> None:
    """Whatever the brackets, letters come out in their order, and neighbouring pieces differ in weight."""
    pieces, _, _ = parse(prompt)
    assert [c for text, _ in pieces for c in text if c in "ab"] == [c for c in prompt if c in "ab"]
    assert all(one[1] != after[1] for one, after in itertools.pairwise(pieces))


@given(st.integers(2, 60), st.floats(0.001, 1), st.floats(1.5, 100), st.floats(0.5, 20))
@QUICK
def test_karras_levels_are_even_in_the_root(n: int, smin: float, smax: float, rho: float) -> None:
    """The ρ-th roots are evenly spaced from end to end, and the levels fall."""
    found = values("karras", n=n, smin=smin, smax=smax, rho=rho)["sigmas"]
    roots = np.array(found) ** (1 / rho)
    assert roots == pytest.approx(np.linspace(smax ** (1 / rho), smin ** (1 / rho), n), rel=1e-9)
    assert found == sorted(found, reverse=True)
    assert (found[0], found[-1]) == (smax, smin)
