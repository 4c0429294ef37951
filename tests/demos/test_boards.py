"""The demos of the boards against independent witnesses: another formula, numpy's linear algebra, brute force."""

from __future__ import annotations

import itertools
import math
import re
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from bot.demo_worker import run_demo
from bot.demos import load_demo
from bot.demos.prompt_weight import parse
from bot.domain.binding import bind
from bot.domain.errors import BadInput

QUICK = settings(max_examples=60, deadline=None)


def values(name: str, **args: Any) -> dict[str, Any]:
    demo = load_demo(name)
    defaults = {param.name: param.default for param in demo.params}
    return dict(demo.run(**{**defaults, **args}).values)


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


@pytest.mark.parametrize("schedule", ["sd", "ddpm", "cosine"])
@pytest.mark.parametrize("t", [0, 99, 100, 500, 999])
def test_noise_by_numpy(schedule: str, t: int) -> None:
    """ᾱ is numpy's cumulative product, x_t comes from noising step by step in mean and variance, DDIM keeps the noise."""
    index = np.arange(1000)
    grid = {"sd": lambda: np.linspace(0.00085**0.5, 0.012**0.5, 1000) ** 2, "ddpm": lambda: np.linspace(1e-4, 0.02, 1000),
            "cosine": lambda: np.minimum(1 - _level((index + 1) / 1000) / _level(index / 1000), 0.999)}[schedule]()
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
    from bot.demos.sdxl_bucket import BUCKETS

    found = values("sdxl-bucket", ratio=f"{wide}:{tall}")

    def stretch(width: int, height: int) -> float:
        quotient = width * tall / (height * wide)
        return max(quotient, 1 / quotient)

    best = min(stretch(*bucket) for bucket in BUCKETS)
    assert stretch(found["width"], found["height"]) == pytest.approx(best, rel=1e-12)
    assert (found["width"], found["height"]) in BUCKETS


def test_sdxl_buckets_are_multiples_of_64_near_a_megapixel() -> None:
    """The list has 26 different sizes, all multiples of 64, none above 1024² pixels or 12 % below."""
    from bot.demos.sdxl_bucket import BUCKETS

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


@pytest.mark.parametrize("call", [
    "video-tokens 1000 8192 16 1 1 1", "kv-cache 200 256 512 1000000 1024 4", "clip-loss 1,-1;-1,1 0.01",
    "lipsync 120 8000 1000 100000", "kalman 1e6 1e-6 1e6 -1e6", "stop 0 0 100", "noise 999 cosine", "sdxl-bucket 100000:0.00001",
    "flow 5 5 1 10", "flux-shift 65536", "zero-conv -10,10 -100 1 50", "lora 65536 1 1", "attention 0 0 -1e6",
    "gan 1,0 0,1", "sora-patches 1 1 8192 1 1 1", "yolo-grid v5 32", "iou -1e6,-1e6,1e6,1e6 0,0,1e-5,1e-5",
    "prompt-weight (a😀 $x_1$ \\ud中:-3.5) " + "[b](c)" * 40, "karras 200 1e-4 1e4 100", "karras 1 1 2",
])
def test_pictures_at_the_edge(call: str) -> None:
    """The outermost legal input draws without a warning, within the size of a chat picture."""
    name, _, words = call.partition(" ")
    demo = load_demo(name)
    answer = run_demo(demo, bind(demo.params, words), "zh", plot=True)
    assert answer.png
    assert len(answer.png) <= 200_000


@pytest.mark.parametrize(("name", "words", "zh", "en"), [
    ("sora-patches", "1 16 16 1 16 16", "分解多看了一遍", "looks twice for nothing"),
    ("kv-cache", "32 1 128 10 2", "已经不能再少", "is the least there is"),
    ("clip-loss", "-1,1;1,-1 1", "不低于瞎猜", "not below"),
    ("kalman", "1 4 0 1", "更信预测", "the prediction counts for more"),
    ("noise", "50", "信号不弱于噪声", "signal not below noise"),
    ("sdxl-bucket", "1:1", "正好有", "exactly"),
    ("flux-shift", "65536", "外推", "extrapolated"),
    ("zero-conv", "0,0 1 0.1 1", "没有什么可学", "nothing to learn"),
    ("zero-conv", "1,2 1 0.5 4", "越走越远", "diverges"),
    ("lora", "4 4 4", "不再省", "saves nothing"),
    ("attention", "1 1 5", "权重必为 1", "always has weight 1"),
    ("gan", "1,0 0,1", "不重叠", "never meet"),
    ("gan", "0.5,0.5 0.5,0.5", "两个分布相同", "agree"),
    ("iou", "0,0,1,1 2,2,3,3", "不相交", "do not overlap"),
    ("prompt-weight", "a (b", "没有闭合", "left open"),
    ("karras", "1 1 2", "只有一步", "A single step"),
])
def test_sentences_fit_the_input(name: str, words: str, zh: str, en: str) -> None:
    """The sentence and the remark say what holds for this input, in both languages."""
    demo = load_demo(name)
    result = demo.run(**bind(demo.params, words))
    said = [result.text, result.note] if result.note else [result.text]
    assert any(zh in text.zh for text in said if text)
    assert any(en in text.en for text in said if text)


@pytest.mark.parametrize(("name", "words", "hint"), [
    ("video-tokens", "50 480 720", "try 49 or 53"), ("yolo-grid", "v3 400", "384"), ("gan", ".5,.6 .5,.5", "1.1"),
    ("lora", "8 4 5", "min(d, k) = 4"),
])
def test_errors_say_what_would_fit(name: str, words: str, hint: str) -> None:
    """A refusal names the number that is wrong or the nearest one that is right."""
    demo = load_demo(name)
    with pytest.raises(BadInput) as caught:
        demo.run(**bind(demo.params, words))
    assert hint in caught.value.text.en
    assert re.findall(r"[0-9.]+", hint)[-1] in caught.value.text.zh
