"""Every demo keeps the same promises: goldens, bounds, both languages, honest values, small legible pictures."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.demo_worker import run_demo
from bot.demos import all_demos, demo_names, load_demo
from bot.domain.binding import bind, raw_values
from bot.domain.card import from_json, to_json
from bot.domain.demo import Demo, Golden
from bot.domain.errors import BadInput
from bot.domain.param import Param, example_of, plain_number
from bot.domain.text import Lang, Text

DEMOS = all_demos()
CHINESE = re.compile("[\u4e00-\u9fff]")
GOOD = [pytest.param(demo, golden, id=f"{demo.name} {golden.words[:30]}")
        for demo in DEMOS for golden in demo.goldens if not golden.error]
# Pictures take time: a demo's first four good goldens are drawn.
PLAIN = {f"{demo.name} {golden.words[:30]}" for demo in DEMOS for golden in [g for g in demo.goldens if not g.error][4:]}
BAD = [pytest.param(demo, golden, id=f"{demo.name} {golden.words[:30]}")
       for demo in DEMOS for golden in demo.goldens if golden.error]
BOUNDED = [pytest.param(demo, param, id=f"{demo.name} {param.name}") for demo in DEMOS for param in demo.params
           if param.low is not None or param.high is not None]
MEASURED = [pytest.param(demo, param, id=f"{demo.name} {param.name}") for demo in DEMOS for param in demo.params
            if param.units or param.times]
LANGS: tuple[Lang, ...] = ("zh", "en")


def same(found: Any, expected: Any, golden: Golden) -> bool:
    if isinstance(expected, (list, tuple)):
        return isinstance(found, list) and len(found) == len(expected) and all(
            same(f, e, golden) for f, e in zip(found, expected, strict=True))
    if isinstance(expected, float):
        return isinstance(found, (int, float)) and found == pytest.approx(expected, rel=golden.rel, abs=golden.abs)
    return type(found) is type(expected) and found == expected


def bilingual(text: Text) -> bool:
    return bool(CHINESE.search(text.zh)) and bool(text.en) and not CHINESE.search(text.en)


@pytest.mark.parametrize(("demo", "golden"), GOOD)
def test_golden(demo: Demo, golden: Golden) -> None:
    """The call gives the recorded values, and a card in both languages with the same data."""
    args = bind(demo.params, golden.words)
    for lang in LANGS:
        answer = run_demo(demo, args, lang, plot=False)
        wrong = {key: answer.values.get(key) for key, value in golden.values.items()
                 if key not in answer.values or not same(answer.values[key], value, golden)}
        assert not wrong
        json.dumps(answer.values, allow_nan=False)
        card = answer.card
        assert card.data == {"name": demo.name, "values": answer.values, "text": card.data and card.data["text"],
                             "alt": answer.alt}
        assert from_json(json.loads(json.dumps(to_json(card)))) == from_json(to_json(card))
        assert card.title
        assert card.table
        assert card.table.strong or len(card.table.rows) > 1
        assert all(len(row) == len(card.table.head) for row in card.table.rows)
        assert demo.usage in card.footer
        assert not card.buttons
        assert len(card.body) <= 1600, "a chat message has room for 2,000 characters"


@pytest.mark.parametrize(("demo", "golden"), GOOD)
def test_both_languages(demo: Demo, golden: Golden) -> None:
    """Sentence, note and alt text exist in both languages and carry the same numbers."""
    result = demo.run(**bind(demo.params, golden.words))
    for text in filter(None, (result.text, result.alt, result.note)):
        # A sentence may be numbers and symbols alone in Chinese.
        assert text.zh
        assert text.en
        assert not CHINESE.search(text.en)
    assert bilingual(result.alt)

    def numbers(text: str) -> set[str]:
        return set(re.findall(r"\d+\.\d+", text))

    assert numbers(result.text.zh) == numbers(result.text.en)
    assert numbers(result.alt.zh) == numbers(result.alt.en)
    assert numbers(result.note.zh if result.note else "") == numbers(result.note.en if result.note else "")


@pytest.mark.parametrize(("demo", "golden"), BAD)
def test_bad_input(demo: Demo, golden: Golden) -> None:
    """The call is refused with the recorded code, in both languages, with an example that really works."""
    with pytest.raises(BadInput) as caught:
        demo.run(**bind(demo.params, golden.words))
    error = caught.value
    assert error.code == golden.error
    assert bilingual(error.text)
    assert "Example: " in error.text.en or "such as " in error.text.en or not demo.params
    param = next((param for param in demo.params if param.name == error.param), None)
    assert param is None or f"{param.name}=" in error.text.en or demo.usage.split(" ", 1)[1] in error.text.en


def legal(param: Param) -> st.SearchStrategy[Any]:
    """Any value that the param lets through, with the extremes of floating point among them."""
    if param.type == "int":
        return st.integers(int(param.low or 0), int(param.high or 0))
    if param.type == "choice":
        return st.sampled_from(param.choices)
    if param.type == "flag":
        return st.booleans()
    if param.type == "text":
        return st.sampled_from(["A;B(A)", "A;B(A);X(A,B)", "x", "中" * 100, "?>~" * 30, "A(object)", "\n\t$`*_"])
    extremes = [value for value in (param.low, param.high, 0.0, 5e-324, 1e-200, 1.0)
                if value is not None and (param.low is None or value >= param.low) and (param.high is None or value <= param.high)]
    number = st.floats(param.low, param.high) | st.sampled_from(extremes)
    if param.type == "vector":
        return st.lists(number, min_size=param.min_len, max_size=min(param.max_len, 5)).map(tuple)
    if param.type == "matrix":
        row = st.integers(1, 4).map(lambda width: st.tuples(*[number] * width))
        return row.flatmap(lambda one: st.lists(one, min_size=param.min_len, max_size=min(param.max_len, 5)).map(tuple))
    return st.tuples(*[number] * 4) if param.type == "box" else number


@pytest.mark.parametrize("demo", DEMOS, ids=lambda demo: demo.name)
@given(data=st.data())
@settings(max_examples=40, deadline=None)
def test_any_legal_input(demo: Demo, data: st.DataObject) -> None:
    """Whatever the params let through gives JSON values and a sentence in both languages, or a BadInput."""
    args = {param.name: data.draw(legal(param), param.name) for param in demo.params}
    if demo.name == "gelu-error":
        args["n"] = 101 + args["n"] % 900
    try:
        answers = [run_demo(demo, args, lang, plot=False) for lang in LANGS]
    except BadInput as error:
        answers, named = [], error.param
    else:
        named = ""
    assert named in {"", *args}
    for answer in answers:
        assert answer.values
        assert not re.search(r"\bnan\b", answer.card.body)
        assert not re.search(r"\binf\b", answer.card.body)
        assert answer.alt


@pytest.mark.parametrize("demo", DEMOS, ids=lambda demo: demo.name)
def test_declaration(demo: Demo) -> None:
    """Name, title, summary, topic, usage and labels are complete, and every example binds."""
    topics = yaml.safe_load(Path("content/topics.yaml").read_text("utf-8"))
    assert demo.topic in {topic["id"] for topic in topics}
    assert bilingual(demo.title)
    assert bilingual(demo.summary)
    assert len(demo.summary.en) <= 100, "Discord shows at most 100 characters of a description"
    assert len(demo.summary.zh) <= 100
    assert demo.usage.split()[0] == demo.name
    assert all(re.search(rf"[ \[]{re.escape(param.name)}\b", demo.usage) for param in demo.params)
    assert set(bind(demo.params, demo.example)) == {param.name for param in demo.params}
    for param in demo.params:
        assert bilingual(param.label)
        assert param.optional or param.example
    assert load_demo(demo.name) is demo


def beyond(param: Param, value: float) -> str:
    one = plain_number(value)
    if param.type == "matrix":
        return ";".join([one] * max(param.min_len, 1))
    return ",".join([one] * {"vector": max(param.min_len, 1), "box": 4}.get(param.type, 1))


@pytest.mark.parametrize(("demo", "param"), BOUNDED)
def test_bounds(demo: Demo, param: Param) -> None:
    """A value on the bound binds, one beyond it is E_RANGE on that argument."""
    for bound, step in ((param.low, -1), (param.high, 1)):
        if bound is not None:
            assert bind((param,), beyond(param, bound))[param.name] is not None
            with pytest.raises(BadInput) as caught:
                bind((param,), beyond(param, bound + step))
            assert (caught.value.code, caught.value.param) == ("E_RANGE", param.name)


@pytest.mark.parametrize(("demo", "param"), MEASURED)
def test_units_and_sizes(demo: Demo, param: Param) -> None:
    """A unit that is meant anyway may stand behind the number, with or without a space; `64×64` is a square or two sizes."""
    def words(typed: str) -> str:
        return " ".join(typed if one is param else f"{one.name}={example_of(one)}" for one in demo.params if one is param or
                        not one.optional)

    plain = bind(demo.params, words(f"{param.name}={example_of(param)}"))
    for unit in param.units:
        for typed in (f"{example_of(param)}{unit}", f"{example_of(param)} {unit.upper()}"):
            assert bind(demo.params, words(f"{param.name}={typed}")) == plain, typed
    if param.times == "square":
        for sign in ("×", " × ", "x", "＊"):
            assert bind(demo.params, words(f"{param.name}={example_of(param)}{sign}{example_of(param)}")) == plain
    if param.times == "next":
        after = demo.params[demo.params.index(param) + 1]
        assert raw_values(demo.params, f"{param.name}=12×34") == {param.name: "12", after.name: "34"}


@pytest.mark.parametrize(("demo", "golden"), [case for case in GOOD if case.id not in PLAIN])
def test_picture(demo: Demo, golden: Golden) -> None:
    """The picture is a PNG of at most 200 kB with its alt text; a missing glyph would be a warning, and so an error."""
    args = bind(demo.params, golden.words)
    for lang in LANGS if golden is demo.goldens[0] else LANGS[:1]:
        answer = run_demo(demo, args, lang, plot=True)
        assert answer.png
        assert answer.png.startswith(b"\x89PNG\r\n")
        assert len(answer.png) <= 200_000
        picture = answer.card.picture
        assert picture
        assert (picture.png, picture.alt, picture.name) == (answer.png, answer.alt, f"{demo.name}.png")
        assert (picture.width, picture.height) == (1200, 750)


def test_the_first_picture_is_the_same_every_time() -> None:
    """The same call draws the same bytes, so that a cache or a platform can recognise it."""
    demo = DEMOS[0]
    args = bind(demo.params, demo.example)
    assert run_demo(demo, args, "zh", plot=True).png == run_demo(demo, args, "zh", plot=True).png


def test_missing_glyphs_are_noticed() -> None:
    """The font has what the demos use, and a character that it lacks makes drawing fail under our warning filter."""
    from bot.demos import _plot

    figure, (axes,) = _plot.canvas("中文 ŷ − × ∂ σ √ ‖ ½ π")
    _plot.to_png(figure)
    axes.set_title("\ue123")
    with pytest.warns(UserWarning, match="Glyph"):
        _plot.to_png(figure)


def python(script: str) -> str:
    return subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=30).stdout


def test_listing_is_light() -> None:
    """Listing all demos loads no numerical or plotting library, and loading one loads no other."""
    heavy = "{'numpy', 'matplotlib', 'onnx', 'onnxruntime', 'asyncio'}"
    script = f"import sys; from bot.demos import all_demos; all_demos(); print(sorted({heavy} & set(sys.modules)))"
    assert python(script).strip() == "[]"
    script = "import sys; from bot.demos import load_demo; load_demo('gelu'); print('bot.demos.mro' in sys.modules)"
    assert python(script).strip() == "False"


def test_names_are_those_of_the_files() -> None:
    """The demos that content and commands refer to exist, under the names of their files."""
    assert demo_names() == [demo.name for demo in DEMOS]
    assert {"base64", "cosine-loss", "gelu", "gelu-error", "l2-loss", "mro", "onnx"} <= set(demo_names())
