"""Typed words become parsed, bounded arguments, or an error that says what would work."""

from __future__ import annotations

import math
from datetime import date, time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.binding import bind, bind_values, raw_values
from bot.domain.errors import BadInput
from bot.domain.param import Param, Type, example_of, usage_of
from bot.domain.text import Text

LABEL = Text("标签", "label")
TYPES: tuple[Type, ...] = ("int", "number", "text", "vector", "matrix", "box", "time", "date", "zone", "flag")


def param(name: str, type_: Type, **more: Any) -> Param:
    return Param(name, type_, LABEL, **more)


A, B = param("a", "vector"), param("b", "vector")
EPS = param("eps", "number", default=0.0, low=0, high=1)
N = param("n", "int", low=1, high=9)
REST = param("text", "text", max_len=100)
FREE = param("prompt", "text", max_len=100, rest=True)
MS = param("wait", "number", units=("ms", "毫秒"))
SIDE = param("side", "int", times="square")
WIDE = param("w", "int", times="next")
CHOICE = param("result", "choice", choices=("win", "draw", "loss"))

BOUND = [
    # words in order
    ((A, B, EPS), "1,2,3 4,5,6", {"a": (1, 2, 3), "b": (4, 5, 6), "eps": 0}),
    ((A, B, EPS), "1,2 3,4 .5", {"a": (1, 2), "b": (3, 4), "eps": 0.5}),
    ((A, B, EPS), "-1 -2", {"a": (-1,), "b": (-2,), "eps": 0}),
    ((A, B, EPS), "  1\t2\n1e-3 ", {"a": (1,), "b": (2,), "eps": 0.001}),
    # spaces after commas, brackets
    ((A, B), "1, 2, 3 4 ,5 , 6", {"a": (1, 2, 3), "b": (4, 5, 6)}),
    ((A, B), "[1, 2] (3,4)", {"a": (1, 2), "b": (3, 4)}),
    ((A, B), "[ 1,2 ] 3", {"a": (1, 2), "b": (3,)}),
    # spaces alone, where there is nothing else they could part
    ((A,), "1 2 3", {"a": (1, 2, 3)}),
    ((A,), "1；2；3", {"a": (1, 2, 3)}),
    ((A, B), "[1 2 3] [4 5 6]", {"a": (1, 2, 3), "b": (4, 5, 6)}),
    ((param("m", "matrix"), N), "[[1 2] [3 4]] 5", {"m": ((1, 2), (3, 4)), "n": 5}),
    ((param("m", "matrix"),), "1 2；3 4", {"m": ((1, 2), (3, 4))}),
    ((param("p", "box"), param("q", "box")), "0 0 9 9 1 1 2 2", {"p": (0, 0, 9, 9), "q": (1, 1, 2, 2)}),
    ((A, B), "a=1 2 3 b=4 5 6", {"a": (1, 2, 3), "b": (4, 5, 6)}),
    ((A, B, EPS), "b = 4 -5 6e1, a = .1 .2", {"a": (0.1, 0.2), "b": (4, -5, 60), "eps": 0}),
    ((A, B, EPS), "eps=1 a=1 2 b: 3 4", {"a": (1, 2), "b": (3, 4), "eps": 1}),
    ((A, B, EPS), "1 2 3; 4 5 6", {"a": (1, 2, 3), "b": (4, 5, 6), "eps": 0}),
    ((A, B), "１　２ | ３　４", {"a": (1, 2), "b": (3, 4)}),
    ((A, param("m", "matrix"), B), "1 2;3 4", {"a": (1,), "m": ((2,), (3,)), "b": (4,)}),
    ((param("m", "matrix"), N), "m=1 2; 3 4 n=5", {"m": ((1, 2), (3, 4)), "n": 5}),
    # commas and semicolons between values
    ((A, B), "1，2；3，4", {"a": (1, 2), "b": (3, 4)}),
    ((A, B), "1,2 | 3,4", {"a": (1, 2), "b": (3, 4)}),
    ((A, B), "（1，2），（3，4）", {"a": (1, 2), "b": (3, 4)}),
    ((A, B, EPS), "a＝1，2，b＝3，4，eps＝0", {"a": (1, 2), "b": (3, 4), "eps": 0}),
    ((A, B), "a=[1, 2], b=[3, 4]", {"a": (1, 2), "b": (3, 4)}),
    ((N, EPS, CHOICE), "3，0.5，win", {"n": 3, "eps": 0.5, "result": "win"}),
    ((N, EPS), "eps＝1，n＝3", {"n": 3, "eps": 1}),
    # keys
    ((A, EPS), "eps：1 a: 2", {"a": (2,), "eps": 1}),
    ((A, B, EPS), "b=1 a=2,3", {"a": (2, 3), "b": (1,), "eps": 0}),
    ((A, B, EPS), "eps=1 7 8", {"a": (7,), "b": (8,), "eps": 1}),
    ((A, B, EPS), "A = 1 B = 2, 3", {"a": (1,), "b": (2, 3), "eps": 0}),
    ((N, CHOICE), "RESULT=Win 3", {"n": 3, "result": "win"}),
    # full-width and Chinese
    ((A, B), "１，２、３ －４", {"a": (1, 2, 3), "b": (-4,)}),
    ((A, B, EPS), "a＝［１， ２］ b＝（３） eps＝0。5", {"a": (1, 2), "b": (3,), "eps": 0.5}),
    ((A,), "−1,–2,—3", {"a": (-1, -2, -3)}),
    ((CHOICE,), "ｗｉｎ", {"result": "win"}),
    ((param("m", "matrix"), N), "1,2；3,4 5", {"m": ((1, 2), (3, 4)), "n": 5}),
    ((param("m", "matrix"),), "[[1, 2], [3, 4]]", {"m": ((1, 2), (3, 4))}),
    ((param("m", "matrix"),), "[1,2; 3,4]", {"m": ((1, 2), (3, 4))}),
    ((param("m", "matrix"),), "1,2", {"m": ((1, 2),)}),
    ((param("box", "box"),), "0, 0, 2.5, 1e2", {"box": (0, 0, 2.5, 100)}),
    # the last text takes the rest as it stands
    ((REST,), "two  words, kept；（全）", {"text": "two  words, kept；（全）"}),
    ((REST,), "text=a=b", {"text": "a=b"}),
    ((REST,), "a=b", {"text": "a=b"}),
    ((REST,), "--version -1", {"text": "--version -1"}),
    ((N, REST), "n=3 text=x n=4", {"n": 3, "text": "x n=4"}),
    ((N, REST), "3 don't; 'quote' [me", {"n": 3, "text": "don't; 'quote' [me"}),
    ((param("word", "text"), N), "hello 2", {"word": "hello", "n": 2}),
    # words in double quotes are one value; around anything but a text the quotes mean nothing
    ((param("word", "text"), N), '"two words" 2', {"word": '"two words"', "n": 2}),
    ((param("word", "text"), N), "“two words” 2", {"word": "“two words”", "n": 2}),
    ((CHOICE, N), "“Win” “2”", {"result": "win", "n": 2}),
    ((A, B), '"1, 2" “3,4”', {"a": (1, 2), "b": (3, 4)}),
    ((REST,), "“kept”", {"text": "“kept”"}),
    # a text that says so takes the rest even before others, which then need their key
    ((FREE, N), "cat --s 3 n=2", {"prompt": "cat --s 3", "n": 2}),
    ((FREE, N), "n=2 cat, dog 3", {"prompt": "cat, dog 3", "n": 2}),
    ((FREE, param("n", "int", default=7)), "cat m=3 --n=2", {"prompt": "cat m=3 --n=2", "n": 7}),
    # units that are meant anyway, squares, and sizes
    ((MS, N), "10ms 1", {"wait": 10, "n": 1}),
    ((MS, N), "10 MS 1", {"wait": 10, "n": 1}),
    ((MS, N), "１．５毫秒，n＝2", {"wait": 1.5, "n": 2}),
    ((MS,), "3 ms", {"wait": 3}),
    ((N, MS), "wait=3 ms n=1", {"n": 1, "wait": 3}),
    ((SIDE,), "64×64", {"side": 64}),
    ((SIDE, N), "64 x 64 3", {"side": 64, "n": 3}),
    ((SIDE, N), "64*64,3", {"side": 64, "n": 3}),
    ((WIDE, N), "16×9", {"w": 16, "n": 9}),
    ((WIDE, N), "16 × 9", {"w": 16, "n": 9}),
    ((WIDE, N), "w=16ｘ9", {"w": 16, "n": 9}),
    ((param("k", "int", default=7), WIDE, N), "w=16×9 5", {"k": 5, "w": 16, "n": 9}),
    # the other types
    ((param("at", "time"),), "9:05", {"at": time(9, 5)}),
    ((param("at", "time"),), "２３：５９", {"at": time(23, 59)}),
    ((param("day", "date"),), "2028-02-29", {"day": date(2028, 2, 29)}),
    ((param("tz", "zone"),), "Asia/Shanghai", {"tz": "Asia/Shanghai"}),
    ((param("tz", "zone"),), "asia/shanghai", {"tz": "Asia/Shanghai"}),
    ((param("tz", "zone"),), "utc", {"tz": "UTC"}),
    ((param("on", "flag"),), "是", {"on": True}),
    ((param("on", "flag"),), "FALSE", {"on": False}),
    ((param("on", "flag", default=False),), "", {"on": False}),
    ((param("n", "int", required=False),), "", {"n": None}),
    ((N,), "+7", {"n": 7}),
    ((param("own", "text", parse=str.upper),), "loud voice", {"own": "LOUD VOICE"}),
    ((), "", {}),
]

REFUSED = [
    ((A,), "abc", "E_TYPE", "a"),
    ((A,), "1,abc", "E_TYPE", "a"),
    ((A,), "0x10", "E_TYPE", "a"),
    ((A,), "1_000", "E_TYPE", "a"),
    ((A,), "9**9**9", "E_TYPE", "a"),
    ((A,), "3²", "E_TYPE", "a"),
    ((A,), "٣", "E_TYPE", "a"),
    ((A,), "1,,2", "E_FORMAT", "a"),
    ((A,), "1,2,", "E_FORMAT", "a"),
    ((A,), "[1,2", "E_FORMAT", "a"),
    ((A,), "1]", "E_FORMAT", "a"),
    ((A,), "[[[1]]]", "E_FORMAT", "a"),
    ((A,), "[" * 900, "E_FORMAT", "a"),
    ((A,), ",".join(["1"] * 65), "E_LEN", "a"),
    ((param("a", "vector", min_len=3, max_len=3),), "1,2", "E_LEN", "a"),
    *[((A,), word, "E_RANGE", "a") for word in ("nan", "NaN", "inf", "-inf", "+Infinity", "∞", "1e999", "-1e400")],
    ((EPS,), "1.0001", "E_RANGE", "eps"),
    ((EPS,), "-1e-9", "E_RANGE", "eps"),
    ((EPS,), "1" * 31, "E_TOO_BIG", "eps"),
    ((EPS,), "1e99999", "E_TYPE", "eps"),
    ((N,), "1.0", "E_TYPE", "n"),
    ((N,), "1e0", "E_TYPE", "n"),
    ((N,), "10", "E_RANGE", "n"),
    ((N,), "9" * 5000, "E_TOO_BIG", ""),
    ((N,), "", "E_MISSING", "n"),
    ((N,), "n=", "E_MISSING", "n"),
    ((N,), "1 2", "E_LEN", "n"),
    ((A, EPS), "1 2 3", "E_LEN", "eps"),
    ((N, EPS), "1,000 1", "E_TYPE", "n"),
    ((A, B), "1 2 3", "E_LEN", "b"),
    ((A, B), "a=1 2", "E_MISSING", "b"),
    ((A, B), "1 2 b=3", "E_FORMAT", "b"),
    ((A, B, EPS), "1 2 3 4 5 6", "E_LEN", "eps"),
    ((MS, N), "10m 1", "E_TYPE", "wait"),
    ((MS, N), "ms 1", "E_TYPE", "wait"),
    ((MS, N), "10 s", "E_TYPE", "n"),
    ((N,), "5ms", "E_TYPE", "n"),
    ((MS, N), "10 s 1", "E_TYPE", "n"),
    ((SIDE,), "64×32", "E_TYPE", "side"),
    ((SIDE,), "64×", "E_TYPE", "side"),
    ((WIDE, N), "3×", "E_TYPE", "w"),
    ((N, WIDE), "3×4", "E_TYPE", "n"),
    ((A,), "x:1", "E_TYPE", "a"),
    ((N,), "m=1", "E_UNKNOWN", "m"),
    ((N,), "n=1 n=2", "E_FORMAT", "n"),
    ((), "word", "E_UNKNOWN", ""),
    ((REST,), "x" * 101, "E_LEN", "text"),
    ((REST,), "\ud800", "E_FORMAT", "text"),
    ((CHOICE,), "lose", "E_UNKNOWN", "result"),
    ((param("m", "matrix"),), "1,2;3", "E_FORMAT", "m"),
    ((param("m", "matrix", max_len=2),), "1;2;3", "E_LEN", "m"),
    ((param("box", "box"),), "1,2,3", "E_LEN", "box"),
    ((param("at", "time"),), "24:00", "E_RANGE", "at"),
    ((param("at", "time"),), "9", "E_FORMAT", "at"),
    ((param("day", "date"),), "2027-02-29", "E_RANGE", "day"),
    ((param("day", "date"),), "1/2/2027", "E_FORMAT", "day"),
    *[((param("tz", "zone"),), zone, "E_UNKNOWN", "tz")
      for zone in ("Mars/Base", "../etc/passwd", "/etc/localtime", "America", "localtime", "Factory", "posix/UTC",
                   "a" * 99)],
    ((param("on", "flag"),), "maybe", "E_TYPE", "on"),
]


@pytest.mark.parametrize(("params", "words", "expected"), BOUND, ids=[case[1][:30] or "-" for case in BOUND])
def test_words_bind(params: tuple[Param, ...], words: str, expected: dict[str, Any]) -> None:
    """The words give exactly these arguments, of the declared types."""
    found = bind(params, words)
    assert found == expected
    assert list(found) == [param.name for param in params]
    for one in params:
        if one.type == "number":
            assert isinstance(found[one.name], float)
        if one.type in ("vector", "box"):
            assert all(isinstance(entry, float) for entry in found[one.name])


@pytest.mark.parametrize(("params", "words", "code", "name"), REFUSED, ids=[f"{c[2]} {c[1][:20]!a}" for c in REFUSED])
def test_words_are_refused(params: tuple[Param, ...], words: str, code: str, name: str) -> None:
    """The error has the code, names the argument, and in both languages says what to give and shows an example."""
    with pytest.raises(BadInput) as caught:
        bind(params, words)
    error = caught.value
    assert (error.code, error.param) == (code, name)
    for text in (error.text.zh, error.text.en):
        assert name in text
        assert len(text) < 400
        assert text.isprintable()
        assert not params or any(example_of(one) in text for one in params)


def test_an_error_repeats_what_came_but_tamed() -> None:
    """What came is shortened and loses control, bidirectional and line-breaking characters."""
    with pytest.raises(BadInput) as caught:
        bind_values((A,), {"a": "\x1b[31m\u202eevil\n\u200b" + "x" * 100})
    assert "“[31mevil xxxx" in caught.value.text.en
    assert "x…”" in caught.value.text.zh


def test_an_error_says_the_range() -> None:
    """A bounded argument's error in full, in both languages."""
    with pytest.raises(BadInput) as caught:
        bind((Param("x", "vector", Text("输入", "inputs"), example="-1,0,1", low=-10, high=10, max_len=16),), "11")
    assert caught.value.text == Text(
        "参数 x（输入）：收到“11”，超出范围。请给 1 到 16 个 -10 到 10 之间的数，用逗号分隔。例如：x=-1,0,1",
        "x (inputs): got “11”, which is out of range. Give 1 to 16 numbers from -10 to 10, separated by commas. "
        "Example: x=-1,0,1",
    )


def test_left_over_numbers_hint_at_commas() -> None:
    """A lone vector may be typed with spaces; beside another param one is told about commas, and sees the usage."""
    assert bind((A,), "1 2 3") == {"a": (1.0, 2.0, 3.0)}
    with pytest.raises(BadInput) as caught:
        bind((N, A), "1 2 3")
    assert "commas" in caught.value.text.en
    assert "逗号" in caught.value.text.zh
    assert "Usage: n a" in caught.value.text.en


def test_forms_bind_by_name() -> None:
    """Raw texts by name bind like words; blank means left out; a text stays as it stands."""
    assert bind_values((A, EPS), {"a": " 1, 2 ", "eps": "  "}) == {"a": (1.0, 2.0), "eps": 0.0}
    assert bind_values((N, REST), {"text": " a  b ", "n": "１"}) == {"n": 1, "text": " a  b "}


@pytest.mark.parametrize(("values", "code"), [({"b": "1"}, "E_UNKNOWN"), ({}, "E_MISSING"), ({"a": " "}, "E_MISSING"),
                                              ({"a": "1" + " " * 3000}, "E_TOO_BIG")])
def test_forms_are_refused(values: dict[str, str], code: str) -> None:
    """Unknown names, missing values and endless ones are refused as words are."""
    with pytest.raises(BadInput) as caught:
        bind_values((A,), values)
    assert caught.value.code == code


def test_raw_texts_are_left_unread() -> None:
    """Splitting alone reads nothing, so that a form can show what came; only the words' places are checked."""
    assert raw_values((A, EPS), "  1, x  eps=9 ") == {"a": "1, x", "eps": "9"}
    assert raw_values((A, EPS), " ") == {}
    assert raw_values((A,), "1 2") == {"a": "1 2"}
    with pytest.raises(BadInput):
        raw_values((A,), "a=1 2 a=3")


def test_usage() -> None:
    """Optional params stand in brackets with their default."""
    flag = param("on", "flag", default=True)
    assert usage_of((A, EPS, param("k", "int", required=False), flag)) == "a [eps=0] [k] [on=yes]"


@pytest.mark.parametrize("kind", TYPES)
def test_the_example_of_a_bare_param_works(kind: Type) -> None:
    """Even a param that declares no example has one that binds, within its bounds and lengths."""
    for more in ({}, {"low": 3, "high": 5}, {"min_len": 4, "max_len": 4}):
        one = param("p", kind, **more)
        assert bind((one,), example_of(one))["p"] is not None


@given(st.sampled_from(TYPES), st.text(max_size=200) | st.text(alphabet="0123456789.,;-+e[]()= naif１，；", max_size=60))
@settings(max_examples=300, deadline=None)
def test_any_text_binds_or_is_refused(kind: Type, words: str) -> None:
    """No text makes the parser fail otherwise, and what it lets through is finite."""
    try:
        value = bind((param("p", kind),), words)["p"]
    except BadInput as error:
        refused = error.text
    else:
        refused = LABEL
    assert refused.zh.isprintable()
    assert refused.en.isprintable()
    if refused is LABEL and kind in ("number", "vector", "box"):
        assert all(math.isfinite(entry) for entry in (value if isinstance(value, tuple) else (value,)))


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=20), st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=20),
       st.sampled_from([",", ", ", " , ", "，", "、"]))
@settings(deadline=None)
def test_vectors_round_trip(a: list[float], b: list[float], comma: str) -> None:
    """Two vectors written out in any style read back as the same numbers, to the last bit."""
    words = " ".join(comma.join(map(_plain, vector)) for vector in (a, b))
    assert bind((A, B), words) == {"a": tuple(a), "b": tuple(b)}


def _plain(value: float) -> str:
    return repr(value)
