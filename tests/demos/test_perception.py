"""Demos on language, seeing, hearing and driving against witnesses: another formula, numpy, counting one by one."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.demos.asked import values

QUICK = settings(max_examples=60, deadline=None)


def test_kv_cache_is_the_size_of_the_arrays() -> None:
    """Arrays of keys and values in half precision take exactly the bytes that the demo says."""
    found = values("kv-cache", layers=3, kv_heads=2, head_dim=5, seq=7, batch=4)
    assert found["cache_bytes"] == sum(np.zeros((4, 2, 7, 5), np.float16).nbytes for _ in range(3 * 2))
    assert found["gib"] == found["cache_bytes"] / 1024**3


@given(st.integers(2, 5).flatmap(lambda n: st.lists(st.lists(st.floats(-1, 1), min_size=n, max_size=n), min_size=n,
                                                      max_size=n)), st.floats(0.05, 10))
@QUICK
def test_clip_loss_by_plain_softmax(sims: list[list[float]], tau: float) -> None:
    """The loss is the mean −log of the diagonal of both softmaxes, written out; transposing swaps the directions."""
    found = values("clip-loss", sims=tuple(map(tuple, sims)), tau=tau)
    logits = np.exp(np.array(sims) / tau)
    rows, columns = logits / logits.sum(1, keepdims=True), logits / logits.sum(0, keepdims=True)
    expected = -(np.log(np.diag(rows)).mean() + np.log(np.diag(columns)).mean()) / 2
    assert found["loss"] == pytest.approx(float(expected), rel=1e-9, abs=1e-12)
    assert found["image_to_text"] == pytest.approx(rows, abs=1e-12)
    turned = values("clip-loss", sims=tuple(zip(*sims, strict=True)), tau=tau)
    assert turned["image_to_text_loss"] == pytest.approx(found["text_to_image_loss"], rel=1e-12, abs=1e-15)


@given(st.integers(1, 120), st.integers(8000, 48000), st.integers(50, 1000), st.integers(0, 100_000))
@QUICK
def test_lipsync_window_starts_at_the_picture(fps: int, sr: int, hop: int, frame: int) -> None:
    """The window's first mel frame is the last one that starts no later than the picture, in whole numbers."""
    found = values("lipsync", fps=float(fps), sr=sr, hop=hop, frame=frame)
    assert found["start"] * hop * fps <= frame * sr < (found["start"] + 1) * hop * fps
    assert found["end"] - found["start"] == 16
    assert found["window_seconds"] == pytest.approx(16 * hop / sr, rel=1e-12)


@given(st.floats(0.01, 100), st.floats(0.01, 100), st.floats(-100, 100), st.floats(-100, 100))
@QUICK
def test_kalman_is_the_product_of_two_densities(p: float, r: float, x: float, z: float) -> None:
    """Precisions add and means are weighted by them, as for the product of two Gaussians; the matrix form agrees."""
    found = values("kalman", p=p, r=r, x=x, z=z)
    precision = 1 / p + 1 / r
    assert found["variance"] == pytest.approx(1 / precision, rel=1e-12)
    assert found["estimate"] == pytest.approx((x / p + z / r) / precision, rel=1e-9, abs=1e-9)
    gain = np.array([[p]]) @ np.linalg.inv(np.array([[p + r]]))
    assert found["gain"] == pytest.approx(float(gain[0, 0]), rel=1e-12)


@given(st.floats(0.1, 100), st.floats(0, 5), st.floats(0.5, 50))
@QUICK
def test_stopping_distance_by_adding_up_small_steps(v: float, reaction: float, decel: float) -> None:
    """The area under speed against time is the distance."""
    found = values("stop", v=v, reaction=reaction, decel=decel)
    times = np.linspace(0, v / decel, 2001)
    braking = float(np.trapezoid(v - decel * times, times))
    assert found["distance"] == pytest.approx(v * reaction + braking, rel=1e-9)
    assert found["time"] == pytest.approx(reaction + v / decel)


@given(st.integers(1, 4).flatmap(lambda d: st.tuples(
    st.lists(st.floats(-5, 5), min_size=d, max_size=d),
    st.lists(st.tuples(st.lists(st.floats(-5, 5), min_size=d, max_size=d), st.floats(-9, 9)), min_size=1, max_size=8))))
@QUICK
def test_attention_by_numpy(case: tuple[list[float], list[tuple[list[float], float]]]) -> None:
    """softmax(K q/√d)·v in plain numpy gives the same weights and output."""
    q, pairs = case
    keys, given_values = [key for key, _ in pairs], [value for _, value in pairs]
    found = values("attention", q=tuple(q), keys=tuple(map(tuple, keys)), values=tuple(given_values))
    raw = np.exp(np.array(keys) @ np.array(q) / np.sqrt(len(q)))
    weights = raw / raw.sum()
    assert found["weights"] == pytest.approx(weights, rel=1e-9)
    assert found["output"] == pytest.approx(float(weights @ np.array(given_values)), rel=1e-9, abs=1e-9)


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(0, 50)), min_size=2, max_size=10))
@QUICK
def test_gan_discriminator_is_the_best(counts: list[tuple[int, int]]) -> None:
    """V(D*) is the game's value written out, no nearby D is better, and JS is the mean of two KL divergences."""
    total_p, total_q = sum(p for p, _ in counts), sum(q for _, q in counts)
    assume(total_p and total_q)
    p, q = [a / total_p for a, _ in counts], [b / total_q for _, b in counts]
    found = values("gan", p=tuple(p), q=tuple(q))

    def game(best: list[float | None]) -> float:
        return sum((a * math.log(d) if a else 0) + (b * math.log(1 - d) if b else 0)
                   for a, b, d in zip(p, q, best, strict=True) if d is not None)

    assert found["value"] == pytest.approx(game(found["discriminator"]), abs=1e-9)
    for move in (-0.01, 0.01):
        moved = [None if d is None else min(max(d + move, 1e-9), 1 - 1e-9) for d in found["discriminator"]]
        assert game(moved) <= found["value"] + 1e-9
    assert 0 <= found["js"] <= math.log(2) + 1e-12


def test_yolo_boxes_by_walking_over_cells() -> None:
    """Walking over every cell of every grid counts the boxes; v2's outputs are those of its published head."""
    found = values("yolo-grid", version="v3", size=416)
    assert found["boxes"] == sum(1 for stride in (8, 16, 32) for _ in range(0, 416, stride) for _ in range(0, 416, stride)
                                 for _ in range(3))
    assert values("yolo-grid", version="v2", size=416, classes=80)["channels"] == 425
    assert values("yolo-grid", version="v6", size=640)["channels"] == 84


BOXES = st.tuples(st.integers(0, 15), st.integers(0, 15), st.integers(1, 8), st.integers(1, 8)).map(
    lambda box: (float(box[0]), float(box[1]), float(box[0] + box[2]), float(box[1] + box[3])))


@given(BOXES, BOXES)
@QUICK
def test_iou_by_counting_squares(a: tuple[float, ...], b: tuple[float, ...]) -> None:
    """Unit squares counted on a grid give intersection, union and hull; the four measures keep their order and symmetry."""
    found = values("iou", a=a, b=b)

    def squares(box: tuple[float, ...]) -> set[tuple[int, int]]:
        return set(itertools.product(range(int(box[0]), int(box[2])), range(int(box[1]), int(box[3]))))

    one, two = squares(a), squares(b)
    hull = squares((min(a[0], b[0]), min(a[1], b[1]), max(a[2], b[2]), max(a[3], b[3])))
    assert found["iou"] == pytest.approx(len(one & two) / len(one | two))
    assert found["giou"] == pytest.approx(found["iou"] - (len(hull) - len(one | two)) / len(hull))
    assert found["ciou"] <= found["diou"] <= found["iou"]
    assert -1 <= found["giou"] <= found["iou"]
    assert values("iou", a=b, b=a) == pytest.approx(found)
