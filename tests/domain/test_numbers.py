"""One typed number against the right one: notation, scale, percent, units, tolerance."""

from __future__ import annotations

import math
import time
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.matching import chinese, units, verdicts
from bot.domain.matching.number import Wanted, judge, number
from bot.domain.question import Verdict

READ: dict[str, str] = {
    # signs
    "1": "1", "-1": "-1", "+1": "1", "−1": "-1", "–1": "-1", "﹣1": "-1", "－1": "-1", "- 1": "-1", "—1": "-1", "负一": "-1",
    "負一": "-1", "负1": "-1", "minus 1": "-1", "negative 1": "-1", "正五": "5", "‑2": "-2", "0": "0", "-0": "0",
    # separators
    "1,048,576": "1048576", "1 048 576": "1048576", "1’048’576": "1048576", "1'048'576": "1048576", "1_048_576": "1048576",
    "１，０４８，５７６": "1048576", "1\u00a0048\u00a0576": "1048576", "1\u2009048\u202f576": "1048576", "1048576": "1048576",
    "1,234.5": "2469/2", "-1,000": "-1000", "12,345": "12345", "4 294 967 295": "4294967295", "86,567,656": "86567656",
    # decimals
    "3.5": "7/2", ".5": "1/2", "5.": "5", "0.50": "1/2", "007": "7", "３．５": "7/2", "-.25": "-1/4",
    "0.0356774": "178387/5000000",
    # powers
    "1e-3": "1/1000", "1E3": "1000", "1e+3": "1000", "1.2e-3": "3/2500", "1.2×10^-3": "3/2500", "1.2*10**-3": "3/2500",
    "1.2x10^-3": "3/2500", "1.2 × 10⁻³": "3/2500", "1.2×10^(-3)": "3/2500", "1.2·10⁻³": "3/2500", "1.2\\times10^{-3}": "3/2500",
    "9.8×10−5": "49/500000", "1.2x10-3": "3/2500",
    "10⁻³": "1/1000", "10^3": "1000", "10**3": "1000", "10^-3": "1/1000", "2^20": "1048576", "2**32": "4294967296",
    "2³²": "4294967296",
    "2²⁰": "1048576", "−1.2": "-6/5", "１ｅ－３": "1/1000", "-1e-3": "-1/1000", "3×10^8": "300000000", "3 X 10^8": "300000000",
    # fractions
    "3/8": "3/8", "3 / 8": "3/8", "-3/8": "-3/8", "½": "1/2", "¾": "3/4", "1½": "3/2", "1 1/2": "3/2", "-½": "-1/2",
    "⅓": "1/3", "⅞": "7/8",
    "3⁄8": "3/8", "1.5/2": "3/4", "10 ÷ 4": "5/2",
    # Chinese
    "三百八十四": "384", "十二": "12", "十": "10", "二十": "20", "一百": "100", "零点五": "1/2", "百": "100",
    "一百零二": "102", "一百二": "120",
    "一百二十": "120", "一千零二十四": "1024", "两千零四十八": "2048", "一万": "10000", "1.2万": "12000",
    "3亿": "300000000", "一亿二千万": "120000000",
    "7万3856": "73856", "七万三千八百五十六": "73856", "三万五": "35000", "一万零二十四": "10024", "二〇二六": "2026",
    "〇": "0", "零": "0",
    "一点五亿": "150000000", "负三点一四": "-157/50", "五分之三": "3/5", "三分之一": "1/3", "千分之五": "1/200",
    "一半": "1/2", "半": "1/2",
    "三百八十四萬": "3840000", "貳拾": "20", "叁佰": "300", "1,200万": "12000000",
    "四十二亿九千四百九十六万七千二百九十五": "4294967295",
    "1万亿": "1000000000000", "2 千": "2000", "1.4 亿": "140000000", "θ = 60": "60", "两": "2", "0点5": "1/2",
    # approximation
    "≈3.5": "7/2", "约3.5": "7/2", "大约 3.5": "7/2", "~3.5": "7/2", "about 3.5": "7/2", "approximately 3.5": "7/2",
    "approx. 3.5": "7/2",
    "x = 3.5": "7/2", "x≈3.5": "7/2", "= 3.5": "7/2", "loss: 3.5": "7/2", "约等于3.5": "7/2", "～3.5": "7/2", "y = -1": "-1",
    # the decimal comma after a nought, where it cannot separate thousands
    "0,8458": "4229/5000", "-0,5": "-1/2", "０，５": "1/2",
    # more signs, and what stands before the number
    "➖1": "-1", "˗1": "-1", "负的1": "-1", "≒3.5": "7/2", "∼3.5": "7/2", "k is 3.5": "7/2", "k是3.5": "7/2", "k等于3.5": "7/2",
    "f(2) = 3.5": "7/2", "gelu(-2)≈-1": "-1", "(81-1)/4+1=21": "21", "2*3=6": "6", "共21": "21", "一共 21": "21", "总共21": "21",
    "算出来是3.5": "7/2", "I got 3.5": "7/2", "equals 3.5": "7/2",
    # a power and one beside it
    "2^32-1": "4294967295", "2**32 - 1": "4294967295", "2³²−1": "4294967295", "2^10+1": "1025", "40000^2": "1600000000",
    # words
    "seven": "7", "Twenty": "20", "twenty-one": "21", "thirty two": "32", "half": "1/2", "a half": "1/2", "one half": "1/2",
    "two thirds": "2/3", "two-thirds": "2/3", "three and a half": "7/2", "minus two": "-2", "三又二分之一": "7/2", "1又3/4": "7/4",
}


@pytest.mark.parametrize(("text", "value"), READ.items())
def test_reads(text: str, value: str) -> None:
    """Every usual way to write a number gives its exact value."""
    assert number(text) == Fraction(value)


NO_NUMBERS = (
    "", "abc", "没有", "-", "+", ".", "e3", "NaN", "nan", "inf", "Infinity", "-inf", "∞", "一二三四万五六七x", "三五十",
    "十百", "点五点五", "1/0", "0/0", "1e401", "1e9999", "1e99999", "10^9999", "9**9**9", "2^65", "3^999", "1,23",
    "1,2345", "12,34,567", "1.2.3", "1..2", "--1", "0x1F", "1e", "1e3e3", "5!", "√2", "1+1", "2*3", "(1", "1 2",
    "1 22 333", "万", "亿", "零点", "百分之", "三分之", "零分之一", "½½", "1½½", "1e1.5", "2 or 3", "2-3", "2~3", "٣",
    "१२", "1,048 576", "1 048,576", "0,5,6", "0,", "2^32-12", "2^32-1.5", "三又二", "a lot", "a", "twenty twenty",
)


@pytest.mark.parametrize("text", NO_NUMBERS)
def test_does_not_read(text: str) -> None:
    """What is no number, not one number, or out of all proportion has no value."""
    assert number(text) is None


def wanted(key: str, tolerance: str = "0", *spellings: str) -> Wanted:
    """A right number with a tolerance and the spellings of its unit."""
    known = next((u for s in spellings if (u := units.unit(units.normal(s))) is not None), None)
    names = frozenset(units.singular(units.normal(s)) for s in spellings)
    return Wanted(Fraction(key), Fraction(tolerance), names, known)


R, W, OUT, UNIT = verdicts.RIGHT, verdicts.WRONG, verdicts.OUTSIDE, verdicts.WRONG_UNIT
ONE, ODD, NO, BAD = verdicts.ONE_NUMBER, verdicts.ODD_WORDS, verdicts.NO_NUMBER, verdicts.ODD_NUMBER
PLAIN, HALF, LOSS = wanted("196"), wanted("1/2"), wanted("0.04", "1e-4")
MS, SECONDS = wanted("50.9", "0.1", "ms", "毫秒"), wanted("1.2", "0.05", "s", "秒")
PERCENT, GB = wanted("90.9", "0.1", "%"), wanted("14", "0.05", "GB")
BYTES, CHARS = wanted("1336", "0", "字节", "bytes"), wanted("28", "0", "个字符", "characters")
RATE, ANGLE, DB = wanted("40", "0.1", "请求/秒", "req/s"), wanted("60", "0.01", "°", "度"), wanted("34.15", "0.01", "dB")

JUDGED: list[tuple[Wanted, str, Verdict]] = [
    (PLAIN, "196", R), (PLAIN, "196.0", R), (PLAIN, "196.", R), (PLAIN, "答案是196", R), (PLAIN, "我觉得是 196 吧", R),
    (PLAIN, "一百九十六", R),
    (PLAIN, "I think it's 196", R), (PLAIN, "196, I think", R), (PLAIN, "196个", R), (PLAIN, "196 tokens", R),
    (PLAIN, "196 个", R),
    (PLAIN, "n = 196", R), (PLAIN, "约196", R), (PLAIN, "196左右", R), (PLAIN, "196!", R), (PLAIN, "`196`", R),
    (PLAIN, "“196”", R),
    (PLAIN, "14^2", R), (PLAIN, "1.96e2", R), (PLAIN, " 196 ", R), (PLAIN, "196 output tokens", R), (PLAIN, "(196)", R),
    (PLAIN, "the answer is 196.", R), (PLAIN, "结果是196", R), (PLAIN, "等于196", R), (PLAIN, "196次", R), (PLAIN, "196 倍", R),
    (PLAIN, "197", W), (PLAIN, "-196", W), (PLAIN, "1.96", W), (PLAIN, "19.6", W), (PLAIN, "196.5", W),
    (PLAIN, "196%", W), (PLAIN, "1960", W),
    (PLAIN, "196 or 197", ONE), (PLAIN, "196/197/198", ONE), (PLAIN, "196, 197", ONE), (PLAIN, "195 196 197", W),
    (PLAIN, "1 2 3", ONE),
    (PLAIN, "196或197", ONE), (PLAIN, "196和256", ONE), (PLAIN, "196-200", ONE), (PLAIN, "196~200", ONE),
    (PLAIN, "不是196", ODD), (PLAIN, "not 196", ODD),
    (PLAIN, "more than 196", ODD), (PLAIN, "超过196", ODD), (PLAIN, ">196", ODD), (PLAIN, "<= 196", ODD),
    (PLAIN, "至少196", ODD), (PLAIN, "196以上", ODD),
    (PLAIN, "196多", ODD), (PLAIN, "196 or more", ODD), (PLAIN, "196 plus", ODD), (PLAIN, "196+", ODD),
    (PLAIN, "196个半", ONE), (PLAIN, "不等于：196", ODD), (PLAIN, "not: 196", ODD), (PLAIN, "x != 196", ODD),
    (PLAIN, "196e", ODD), (PLAIN, "196k", W), (PLAIN, "$196", ODD),
    (PLAIN, "196 ± 1", ONE), (PLAIN, "x196", ODD),
    (PLAIN, "banana", NO), (PLAIN, "不知道", NO), (PLAIN, "?", NO), (PLAIN, "-", NO), (PLAIN, "", verdicts.NOTHING),
    (PLAIN, "\u200f", verdicts.NOTHING),
    (PLAIN, "1" * 2001, verdicts.TOO_LONG), (PLAIN, "1" * 2000, W), (PLAIN, "1e9999", BAD), (PLAIN, "1/0", BAD),
    (PLAIN, "9**9**9", ONE),
    (wanted("35"), "3.5", W), (wanted("7/2"), "35", W), (wanted("-1"), "1", W), (wanted("1"), "-1", W), (wanted("1"), "−1", W),
    # percent
    (HALF, "50%", R), (HALF, "0.5", R), (HALF, "百分之五十", R), (HALF, "50 percent", R), (HALF, "５０％", R),
    (HALF, "1/2", R), (HALF, "一半", R),
    (HALF, "500‰", R), (HALF, "50", W), (HALF, "0.5%", W), (HALF, "百分之5", W), (HALF, "-50%", W),
    (HALF, "大约百分之五十", R), (HALF, "50 %", R),
    (PERCENT, "90.9", R), (PERCENT, "90.9%", R), (PERCENT, "百分之九十点九", R), (PERCENT, "90.9 percent", R),
    (PERCENT, "909‰", R),
    (PERCENT, "0.909", W), (PERCENT, "9.09%", W), (PERCENT, "90.9 ms", UNIT), (PERCENT, "约 91%", R),
    (PERCENT, "91.5%", OUT), (PERCENT, "10/11", W),
    # tolerance
    (LOSS, "0.04", R), (LOSS, "0.0401", R), (LOSS, "0.0399", R), (LOSS, "0.04011", OUT), (LOSS, "1/25", R),
    (LOSS, "4%", R), (LOSS, "4e-2", R),
    (LOSS, "0.05", W), (LOSS, "0.96", W), (LOSS, ".04", R), (LOSS, "≈ 0.04", R), (wanted("77163", "771.63"), "77,000", R),
    # units
    (MS, "50.9", R), (MS, "50.9ms", R), (MS, "50.9 ms", R), (MS, "50.9毫秒", R), (MS, "50.9 毫秒", R), (MS, "50.9 MS", R),
    (MS, "0.0509 s", R),
    (MS, "0.0509秒", R), (MS, "50900 us", R), (MS, "50900 µs", R), (MS, "50900微秒", R), (MS, "50.9 milliseconds", R),
    (MS, "51 ms", R),
    (MS, "50.9 s", UNIT), (MS, "50.9 秒", UNIT), (MS, "50.9 MB", UNIT), (MS, "50.9%", UNIT), (MS, "50.9 Hz", UNIT),
    (MS, "60 ms", W),
    (MS, "60 s", W), (MS, "50.9 bananas", ODD), (MS, "50.9 ms or 3", ONE), (MS, "about 50.9 ms", R),
    (MS, "（50.9 ms）", R), (MS, "50.9 (ms)", R),
    (SECONDS, "1.2", R), (SECONDS, "1.2秒", R), (SECONDS, "1200 ms", R), (SECONDS, "1200毫秒", R),
    (SECONDS, "1.2 seconds", R), (SECONDS, "1.2 sec", R),
    (SECONDS, "1.2 ms", UNIT), (SECONDS, "0.02 min", R), (SECONDS, "2.4 s", W), (SECONDS, "1.2 秒钟", R),
    (SECONDS, "1.2s。", R), (SECONDS, "一点二秒", R),
    (GB, "14 GB", R), (GB, "14", R), (GB, "14GB", R), (GB, "14 gb", R), (GB, "14000 MB", R), (GB, "14 MB", UNIT),
    (GB, "3.5 GB", W), (GB, "14e9 bytes", R),
    (GB, "14 s", UNIT), (GB, "140亿字节", R), (BYTES, "1336", R), (BYTES, "1,336 bytes", R), (BYTES, "1336 字节", R),
    (BYTES, "1336个字节", R),
    (BYTES, "1336 B", R), (BYTES, "1336 byte", R), (BYTES, "1336 bits", UNIT), (BYTES, "10688 bit", R),
    (BYTES, "1.336 kB", R), (BYTES, "1336 KB", UNIT),
    (CHARS, "28", R), (CHARS, "28个字符", R), (CHARS, "28 字符", R), (CHARS, "28 characters", R),
    (CHARS, "28 character", R), (CHARS, "二十八个字符", R),
    (CHARS, "28 bytes", UNIT), (CHARS, "28 ms", UNIT), (CHARS, "21 characters", W), (RATE, "40", R),
    (RATE, "40 req/s", R), (RATE, "40 请求/秒", R),
    (RATE, "40 requests/s", R), (RATE, "40 requests per second", R), (RATE, "40 requests", ODD), (RATE, "40 Hz", R),
    (RATE, "40 ms", UNIT), (RATE, "40 rps", R), (RATE, "40次/秒", R),
    (ANGLE, "60", R), (ANGLE, "60°", R), (ANGLE, "60度", R), (ANGLE, "60 degrees", R), (ANGLE, "1.0472 rad", R),
    (ANGLE, "60 rad", UNIT), (DB, "34.15 dB", R),
    (DB, "34.15分贝", R), (DB, "34.15", R), (DB, "34.15 ms", UNIT), (wanted("1400000"), "1.4 million", R),
    (wanted("1400000"), "140万", R),
    # letters for thousands, millions and billions, where no unit is asked for
    (wanted("1400000"), "1.4M", R), (wanted("1400000"), "1400k", R), (wanted("1400000"), "1.4 M", R), (wanted("1400000"), "1.4B", W),
    (wanted("1600000000"), "1.6B", R), (wanted("1600000000"), "1.6 G", R), (wanted("1600000000"), "1.6bn", R), (PLAIN, "196 B", R),
    (wanted("86567656", "86568"), "86.57M parameters", R), (wanted("86567656", "86568"), "86.57M个参数", R), (BYTES, "1.336k bytes", R),
    (PLAIN, "196 M or 3", ONE), (PLAIN, "196M", W), (GB, "14G", R), (GB, "14 g", R), (GB, "14000M", R), (GB, "14T", UNIT),
    # words that are no other number
    (wanted("2"), "two thirds", W), (wanted("20"), "twenty one", W), (wanted("21"), "twenty-one frames", R), (PLAIN, "not = 196", ODD),
    (wanted("1"), "a lot", NO), (PLAIN, "196 in total", R), (PLAIN, "196 (rounded)", R), (PLAIN, "196（四舍五入）", R),
    (PLAIN, "总共196个", R), (PLAIN, "x is not 196", ODD), (PLAIN, "x is 196", R), (PLAIN, "195=196", R), (wanted("846"), "0,846", W),
    (CHARS, "28 chars", R), (CHARS, "28字", R), (CHARS, "28 letters", R), (CHARS, "28 tokens", UNIT),
]


@pytest.mark.parametrize(("right", "reply", "expected"), JUDGED)
def test_judged(right: Wanted, reply: str, expected: Verdict) -> None:
    """Every reply gets its verdict with its reason."""
    assert judge(right, reply) == expected


def test_the_tables_are_large() -> None:
    """The tables keep their several hundred rows."""
    assert len(READ) + len(NO_NUMBERS) + len(JUDGED) > 350


@given(st.floats(allow_nan=False, allow_infinity=False, min_value=-1e30, max_value=1e30))
def test_reads_back_what_python_prints(value: float) -> None:
    """The shortest form of a float is read back exactly, also in full width."""
    assert number(repr(value)) == Fraction(repr(value))
    wide = repr(value).translate({ord(c): ord(c) + 0xFEE0 for c in "0123456789.e"})
    assert number(wide) == Fraction(repr(value))


@given(st.integers(-10**15, 10**15), st.sampled_from([",", " ", "'", "_", "’", "，"]))
def test_reads_back_grouped_integers(value: int, separator: str) -> None:
    """Groups of three are read back exactly, whichever separator sets them apart."""
    assert number(f"{value:,}".replace(",", separator)) == value


def in_chinese(value: int) -> str:
    """The standard Chinese numeral of 0 to 99,999,999."""
    digits = "零一二三四五六七八九"

    def section(part: int) -> str:
        said, gap = "", False
        for unit, size in (("千", 1000), ("百", 100), ("十", 10), ("", 1)):
            digit = part // size % 10
            if digit:
                said += ("零" if gap else "") + digits[digit] + unit
                gap = False
            elif said:
                gap = True
        return said

    if value == 0:
        return "零"
    high, low = divmod(value, 10000)
    joint = "零" if high and 0 < low < 1000 else ""
    return (section(high) + "万" if high else "") + joint + section(low)


@given(st.integers(0, 99_999_999))
def test_reads_back_chinese_numerals(value: int) -> None:
    """Every standard Chinese numeral is read back exactly, and so is its negative."""
    said = in_chinese(value)
    assert chinese.number(said) == value
    assert number("负" + said) == -value


@given(st.floats(1e-6, 1e6), st.floats(-3, 3))
def test_the_tolerance_is_a_closed_interval(key: float, off: float) -> None:
    """A reply is right exactly when it is no further away than the tolerance."""
    right = Wanted(Fraction(key), Fraction(key) / 1000)
    reply = Fraction(key) + Fraction(key) / 1000 * Fraction(off)
    text = f"{reply.numerator}/{reply.denominator}"
    assert judge(right, text).correct == (abs(off) <= 1) or len(text) > 2000


@given(st.integers(1, 10**6), st.sampled_from([("ms", 1000), ("us", 10**6), ("ns", 10**9), ("毫秒", 1000), ("微秒", 10**6)]))
def test_units_of_one_kind_convert(seconds: int, unit: tuple[str, int]) -> None:
    """A time in a smaller unit is the same time."""
    assert judge(wanted(str(seconds), "0", "s"), f"{seconds * unit[1]} {unit[0]}").correct


@given(st.text(max_size=80))
def test_never_raises(reply: str) -> None:
    """Any reply gives a verdict."""
    for right in (PLAIN, HALF, MS, PERCENT):
        verdict = judge(right, reply)
        assert (verdict.credit == 1) == verdict.correct


@given(st.text(st.sampled_from("0123456789.,-+eE*^/x× '%万亿千百十零一二点分之约≈½²⁻ msGB"), max_size=40))
def test_never_raises_on_numeric_soup(reply: str) -> None:
    """Any mixture of the characters that numbers are made of gives a verdict and, if read, a finite value."""
    value = number(reply)
    assert value is None or abs(value) < Fraction(10) ** 2500
    assert judge(HALF, reply).result in ("correct", "wrong", "unsure")


@pytest.mark.parametrize("reply", ["9" * 2000, "1," * 1000, "1 000 " * 333, "百" * 2000, "1e" * 1000, "2^" * 1000, "分之" * 1000,
                                   "三分之" * 600, "-" * 2000, "约" * 2000, "." * 2000, "½" * 2000, "一" * 2000, "2*" * 1000,
                                   "f(" * 1000, "k是" * 1000, "M" * 2000, "负的" * 1000, "三又" * 1000, "1" + "M " * 999, "1又" * 1000,
                                   "0," * 1000, "twenty-" * 285, "{" * 2000, "=" * 2000])
def test_hostile_length_is_cheap(reply: str) -> None:
    """Two thousand characters of anything are judged in linear time: under 0.2 s of processor time."""
    start = time.process_time()
    assert not judge(HALF, reply).correct
    assert time.process_time() - start < 0.2


def test_radians_convert_by_pi() -> None:
    """A radian is 180/π degrees, to the last bit of a float."""
    radian = units.unit("rad")
    assert radian is not None
    assert float(radian.factor) == pytest.approx(180 / math.pi, rel=1e-15)
