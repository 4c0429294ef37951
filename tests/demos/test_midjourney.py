"""The demos around Midjourney against witnesses: sums, brute force, another way to interpolate, the rules in a table."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.demos import load_demo
from bot.demos._mj_flags import FLAGS, QUALITY, VERSIONS
from bot.demos.tile import pattern_of
from bot.demos.upscale import images
from bot.domain.binding import bind
from bot.domain.demo import Result


def result(name: str, words: str) -> Result:
    demo = load_demo(name)
    return demo.run(**bind(demo.params, words))


def values(name: str, words: str) -> dict[str, Any]:
    return dict(result(name, words).values)


@given(st.floats(0, 4000), st.floats(0, 4000), st.sampled_from(["win", "draw", "loss"]), st.floats(1, 64))
def test_elo_moves_points_without_making_any(ra: float, rb: float, outcome: str, k: float) -> None:
    """Scores add up to 1, ratings to what they were, and the other player's view is the mirror image."""
    mirrored = {"win": "loss", "draw": "draw", "loss": "win"}[outcome]
    here, there = values("elo", f"{ra} {rb} {outcome} {k}"), values("elo", f"{rb} {ra} {mirrored} {k}")
    assert here["expected_a"] + here["expected_b"] == pytest.approx(1, abs=1e-12)
    assert here["new_a"] + here["new_b"] == pytest.approx(ra + rb, abs=1e-9)
    assert here["new_a"] == pytest.approx(there["new_b"], abs=1e-9)
    assert abs(here["change"]) <= k


def test_elo_is_ten_to_one_at_400_points() -> None:
    """A gap of 400 points stands for odds of ten to one, the definition of the scale."""
    found = values("elo", "1900 1500 draw")
    assert found["expected_a"] / found["expected_b"] == pytest.approx(10)


@pytest.mark.parametrize("n", [2, 3, 50, 1000, 77163, 200000])
def test_seeds_against_the_product(n: int) -> None:
    """The exact chance is that of the product of (1 − i/N), and the approximation stays close to it."""
    found = values("seeds", str(n))
    one_by_one = -math.expm1(math.fsum(math.log1p(-i / 2**32) for i in range(n)))
    assert found["exact"] == pytest.approx(one_by_one, rel=1e-11)
    assert found["probability"] == pytest.approx(found["exact"], rel=1e-4)


def test_half_of_the_seeds() -> None:
    """No other count comes nearer to a half than the one that is named."""
    half = values("seeds", "2")["half_count"]
    distance = {n: abs(values("seeds", str(n))["probability"] - 0.5) for n in (half - 1, half, half + 1)}
    assert min(distance, key=lambda n: distance[n]) == half


@pytest.mark.parametrize(("size", "factor"), [(16, 2), (8, 4), (24, 4), (64, 2)])
def test_bilinear_by_the_definition(size: int, factor: int) -> None:
    """Each enlarged pixel is the weighted mean of the four small ones around its half-pixel centre, edges clamped."""
    made = images(size, factor)
    small, side = made["small"], size // factor
    for i in range(size):
        for j in range(size):
            y, x = ((place + 0.5) / factor - 0.5 for place in (i, j))
            total = 0.0
            for row in (math.floor(y), math.floor(y) + 1):
                for column in (math.floor(x), math.floor(x) + 1):
                    weight = (1 - abs(y - row)) * (1 - abs(x - column))
                    total += weight * small[min(max(row, 0), side - 1), min(max(column, 0), side - 1)]
            assert made["bilinear"][i, j] == pytest.approx(total, abs=1e-9)


def test_nearest_repeats_and_keeps_the_mean() -> None:
    """Nearest shows each block in one value, and neither way of shrinking nor repeating changes the mean."""
    made = images(16, 4)
    assert {float(v) for v in made["nearest"].ravel()} == {float(v) for v in made["small"].ravel()}
    assert made["nearest"].mean() == pytest.approx(made["original"].mean(), abs=1e-9)


@given(st.sampled_from(["sin", "ramp"]), st.integers(8, 256))
@settings(max_examples=30, deadline=None)
def test_tile_against_loops(pattern: str, n: int) -> None:
    """The seams are those of the tiled image itself, where column n meets column n − 1."""
    found, image = values("tile", f"{pattern} {n}"), np.tile(pattern_of(pattern, n), (2, 2))
    columns = [float(np.abs(image[:n, j] - image[:n, j - 1]).mean()) for j in range(1, n + 1)]
    rows = [float(np.abs(image[i, :n] - image[i - 1, :n]).mean()) for i in range(1, n + 1)]
    assert found["column_seam"] == pytest.approx(columns[-1], abs=1e-12)
    assert found["row_seam"] == pytest.approx(rows[-1], abs=1e-12)
    assert found["column_inner"] == pytest.approx(float(np.mean(columns[:-1])), abs=1e-12)
    assert found["row_inner"] == pytest.approx(float(np.mean(rows[:-1])), abs=1e-12)
    assert found["seamless"] == (pattern == "sin")


EDGES = [("s", 0, 1000), ("stylize", 0, 1000), ("c", 0, 100), ("chaos", 0, 100), ("seed", 0, 4294967295), ("w", 0, 3000),
         ("stop", 10, 100), ("repeat", 1, 40), ("r", 1, 40), ("iw", 0, 3)]


@pytest.mark.parametrize(("flag", "low", "high"), EDGES)
def test_mj_edges_of_each_range(flag: str, low: int, high: int) -> None:
    """Both ends of a range are good; one below, one above and no number at all are one finding each."""
    assert [values("mj", f"cat --{flag} {value}")["errors"] for value in (low, high)] == [0, 0]
    for value, code in ((low - 1, "E_RANGE"), (high + 1, "E_RANGE"), ("x", "E_TYPE"), ("", "E_MISSING")):
        assert values("mj", f"cat --{flag} {value}")["findings"] == [f"{code} --{flag} {value}".rstrip()]


@pytest.mark.parametrize("version", VERSIONS)
def test_mj_quality_by_version(version: str) -> None:
    """Each version takes the values of its row and no other, whether asked for by argument or by the prompt."""
    for value in (0.25, 0.5, 1, 2, 3, 4):
        wanted = 0 if value in QUALITY[version] else 1
        assert values("mj", f"version={version} cat --q {value}")["errors"] == wanted
        assert values("mj", f"cat --v {version} --q {value}")["errors"] == wanted


@pytest.mark.parametrize("version", ["7", "8.2"])
def test_mj_stop_is_gone(version: str) -> None:
    """Versions 7 and 8.2 have no --stop, and no default for it."""
    found = values("mj", f"cat --v {version} --stop 50")
    assert (found["errors"], found["stop"]) == (1, None)
    assert values("mj", f"cat --v {version}")["stop"] is None


@pytest.mark.parametrize(("words", "finding"), [
    ("cat --s 5 --s 6", "E_FORMAT --s 6"),
    ("cat --s 5 --stylize 6", "E_FORMAT --stylize 6"),
    ("cat --frobnicate 3", "E_UNKNOWN --frobnicate 3"),
    ("cat --s 5 dog", "E_FORMAT --s 5 dog"),
    ("cat --tile dog", "E_FORMAT --tile dog"),
    ("cat --tile.", "E_FORMAT --tile."),
    ("cat --ar=16:9", "E_FORMAT --ar=16:9"),
    ("cat --ar 16x9", "E_FORMAT --ar 16x9"),
    ("cat --ar 0:9", "E_RANGE --ar 0:9"),
    ("cat --s 2.5", "E_TYPE --s 2.5"),
    ("cat --no", "E_MISSING --no"),
    ("cat --v 99", "E_UNKNOWN --v 99"),
    ("cat --v 8.2 --ar 15:1", "E_RANGE --ar 15:1"),
    ("cat --v 8.2 --iw 0.75", "E_RANGE --iw 0.75"),
    ("cat--ar 16:9", "E_FORMAT cat--ar"),
    ("cat https://a.example/x.png", "E_FORMAT https://a.example/x.png"),
    ("--ar 16:9", "E_MISSING …"),
    ("https://a.example/x.png --ar 16:9", "E_MISSING …"),
    ("{" + ",".join("ab" * 21) + "} cat", "E_TOO_BIG {…}"),
])
def test_mj_faults(words: str, finding: str) -> None:
    """Each fault is one finding with its code and the words as typed."""
    assert values("mj", words)["findings"] == [finding]


@pytest.mark.parametrize(("words", "expected"), [
    ("/imagine prompt: cat --AR 4:6", {"text": "cat", "aspect": "2:3"}),
    ("cat —ar 16:9 ——c 5", {"aspect": "16:9", "chaos": 5}),
    ("cat --ar １６：９", {"aspect": "16:9"}),
    ("https://a.example/1.png https://a.example/2.png --iw 2", {"images": ["https://a.example/1.png",
                                                                        "https://a.example/2.png"], "iw": 2.0, "text": ""}),
    ("cat --no 车，人", {"no": ["车", "人"]}),
    ("cat --style raw", {"raw": True}),
    ("cat --tile --raw", {"tile": True, "raw": True}),
    ("a {red,blue} cat --s {0,50,100}", {"jobs": 6, "text": "a red cat", "stylize": 0}),
    ("cat --p", {"errors": 0}),
    ("a -- b-c cat", {"errors": 1}),
])
def test_mj_good_prompts(words: str, expected: dict[str, Any]) -> None:
    """What the grammar allows is read as meant, with dashes and full-width forms that keyboards make of it."""
    found = values("mj", words)
    assert {key: found[key] for key in expected} == expected
    assert found["errors"] == expected.get("errors", 0)


def test_mj_names_each_deprecated_flag() -> None:
    """Every retired parameter is one finding, whatever the version."""
    for flag in (flag for flag in FLAGS if flag.kind == "deprecated"):
        for version in VERSIONS:
            assert values("mj", f"version={version} cat --{flag.name.upper()}")["errors"] == 1


@given(st.text(st.sampled_from("ab -—,:{}`.19%\n/s中"), min_size=1, max_size=300), st.sampled_from(VERSIONS))
@settings(max_examples=150, deadline=None)
def test_mj_never_breaks_its_card(prompt: str, version: str) -> None:
    """Whatever is typed is read, the sentence stays short, and code marks in it pair up."""
    found = load_demo("mj").run(prompt=prompt, version=version)
    for text in (found.text.zh, found.text.en):
        assert len(text) < 1500
        assert text.count("`") % 2 == 0
    assert len(found.values["findings"]) == found.values["errors"]


def test_mj_reads_a_long_prompt_of_many_alternatives_quickly() -> None:
    """A prompt of 2,000 characters that stands for 2^666 jobs is counted, not expanded."""
    found = load_demo("mj").run(prompt="{,}" * 666, version="6.1")
    assert found.values["jobs"] == 2**666
    assert any(finding.startswith("E_TOO_BIG") for finding in found.values["findings"])
