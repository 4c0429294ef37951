"""Numeric: one number, within a tolerance, in a unit where one belongs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from bot.domain.kinds._entry import no_options, one_line, text_of, texts_of
from bot.domain.matching import units
from bot.domain.matching.number import Wanted, judge, number
from bot.domain.matching.reply import plain
from bot.domain.question import Example, Kind, Prompt, Question, Verdict
from bot.domain.text import Text

DEFAULT_RELATIVE = Fraction(1, 10**6)


@dataclass(frozen=True, slots=True)
class Measure:
    """What a numeric question wants: the number to compare with, and how the entry wrote key, tolerance and unit."""

    wanted: Wanted
    key: str
    unit: Text | None
    precision: Text


class Numeric:
    """`tolerance` or `rel_tolerance`; by default whole numbers are exact and others hold to 1e-6 of their size.

    `unit` is how the unit is shown, `units` lists other spellings of the same unit.
    """

    name = "numeric"
    title = Text(zh="数值题", en="Number")
    graded = True
    fields: tuple[str, ...] = ("key", "tolerance", "rel_tolerance", "unit", "units")
    examples: Sequence[Example] = (
        Example(
            entry={"key": "1,048,576"},
            replies={"1048576": "correct", "1 048 576": "correct", "1’048’576": "correct",
                     "１，０４８，５７６": "correct", "2^20": "correct", "答案是1048576个": "correct",
                     "1048577": "wrong", "1.048576": "wrong", "-1048576": "wrong", "1048576 or 3": "wrong",
                     "a lot": "wrong", "": "unsure"},
        ),
        Example(
            entry={"key": "4.732e-4", "tolerance": "1e-6"},
            replies={"0.0004732": "correct", "4.73e-4": "correct", "4.732×10⁻⁴": "correct",
                     "≈ 4.732*10**-4": "correct", "5.53e-3": "wrong", "4.70e-4": "wrong"},
        ),
        Example(
            entry={"key": "50.9", "tolerance": "0.1", "unit": {"zh": "毫秒", "en": "ms"}},
            replies={"50.9": "correct", "50.9 ms": "correct", "50.9毫秒": "correct", "0.0509 s": "correct",
                     "50.9 s": "wrong", "50.9 MB": "wrong", "50.9%": "wrong", "60 ms": "wrong"},
        ),
        Example(
            entry={"key": "0.5"},
            replies={"0.5": "correct", ".5": "correct", "1/2": "correct", "½": "correct", "50%": "correct",
                     "零点五": "correct", "百分之五十": "correct", "一半": "correct", "约 0.5": "correct",
                     "5": "wrong", "-0.5": "wrong", "50": "wrong"},
        ),
        Example(
            entry={"key": "50", "unit": "%"},
            replies={"50": "correct", "50%": "correct", "百分之五十": "correct", "50 percent": "correct",
                     "0.5": "wrong"},
        ),
    )

    def parse(self, question: Question, raw: Mapping[str, Any]) -> Question:
        """Key is an int or a float; `data` a Measure. Raises ValueError."""
        no_options(question)
        key = _number_of(raw, "key")
        tolerance, precision = _tolerance(raw, key)
        unit = text_of(raw, "unit") if "unit" in raw else None
        more = texts_of(raw, "units")
        if more and unit is None:
            raise ValueError("units lists other spellings of unit, so unit must be given too")
        spelt = [units.normal(plain(form)) for form in (*((unit.zh, unit.en) if unit else ()), *more)]
        known = next((found for form in spelt if (found := units.unit(form)) is not None), None)
        wanted = Wanted(key, tolerance, frozenset(map(units.singular, spelt)), known)
        value = key.numerator if key.denominator == 1 else float(key)
        return replace(question, key=value, data=Measure(wanted, str(raw["key"]).strip(), unit, precision))

    def prompt(self, question: Question, order: Sequence[int]) -> Prompt:
        measure: Measure = question.data
        hint = measure.precision
        if measure.unit is not None:
            hint = Text(zh=f"单位：{measure.unit.zh}；{hint.zh}", en=f"In {measure.unit.en}; {hint.en}")
        return Prompt("text", Text(zh="你的答案", en="Your answer"), hint)

    def grade(self, question: Question, reply: str) -> Verdict:
        return judge(question.data.wanted, reply)

    def canonical(self, question: Question, reply: str) -> str:
        return one_line(reply)

    def show_key(self, question: Question, order: Sequence[int]) -> Text:
        measure: Measure = question.data
        if measure.unit is None:
            return Text.same(measure.key)
        return Text(_measured(measure.key, measure.unit.zh), _measured(measure.key, measure.unit.en))


def _measured(key: str, unit: str) -> str:
    return f"{key}{unit}" if unit in ("%", "°") else f"{key} {unit}"


def _number_of(raw: Mapping[str, Any], field: str) -> Fraction:
    value = raw.get(field)
    found = number(value) if isinstance(value, str) else None
    if found is None:
        raise ValueError(f"{field} must be one finite number such as 0.5, 4.7e-4 or 1,048,576")
    try:
        float(found)
    except OverflowError:
        raise ValueError(f"{field} must be smaller than 1e308 in size") from None
    return found


def _tolerance(raw: Mapping[str, Any], key: Fraction) -> tuple[Fraction, Text]:
    """How far off a reply may be, and how the hint says so."""
    if "tolerance" in raw and "rel_tolerance" in raw:
        raise ValueError("give tolerance or rel_tolerance, not both")
    if "tolerance" in raw:
        away, said = _number_of(raw, "tolerance"), raw["tolerance"]
        if away < 0:
            raise ValueError("tolerance must not be negative")
        return away, Text(zh=f"误差不超过 {said}", en=f"within ±{said}") if away else _EXACT
    if "rel_tolerance" in raw:
        share = _number_of(raw, "rel_tolerance")
        if not 0 <= share < 1 or not key:
            raise ValueError("rel_tolerance must be at least 0 and below 1, and the key must not be 0")
        said = f"{float(share * 100):g}%"
        return abs(key) * share, Text(zh=f"相对误差不超过 {said}", en=f"within {said} of the value")
    if key.denominator == 1:
        return Fraction(0), _EXACT
    return abs(key) * DEFAULT_RELATIVE, Text(zh="至少六位有效数字", en="at least six significant digits")


_EXACT = Text(zh="填准确值", en="the exact value")


KIND: Kind = Numeric()
