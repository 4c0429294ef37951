"""Numbers written with Chinese characters, also mixed with Arabic digits: 三百八十四, 零点五, 1.2万, 7万3856."""

from __future__ import annotations

from fractions import Fraction

DIGITS = {"〇": 0, "零": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9,
          "壹": 1, "贰": 2, "叁": 3, "肆": 4, "伍": 5, "陆": 6, "柒": 7, "捌": 8, "玖": 9, "幺": 1}
SMALL = {"十": 10, "百": 100, "千": 1000, "拾": 10, "佰": 100, "仟": 1000}
LARGE = {"万": 10**4, "亿": 10**8}
ALPHABET = "".join((*DIGITS, *SMALL, *LARGE, "点"))


def number(run: str) -> Fraction | None:
    """The value of a run of numeral characters (simplified) and Arabic digits, or None when it is no number."""
    if run in ("半", "一半"):
        return Fraction(1, 2)
    whole, point, decimals = run.replace(".", "点").partition("点")
    if point:
        return _decimal(whole, decimals)
    return _positional(run) if all(c in DIGITS or c.isdecimal() for c in run) else _sections(run)


def _decimal(whole: str, decimals: str) -> Fraction | None:
    """零点五, 1.2万, 一点五亿: digits, then perhaps one scale for the whole."""
    scale = 1
    while decimals and (decimals[-1] in LARGE or decimals[-1] in SMALL):
        scale *= LARGE.get(decimals[-1]) or SMALL[decimals[-1]]
        decimals = decimals[:-1]
    before, after = number(whole or "零"), _positional(decimals)
    if before is None or after is None or not decimals:
        return None
    return (before + after / Fraction(10) ** len(decimals)) * scale


def _positional(run: str) -> Fraction | None:
    digits = "".join(str(DIGITS[c]) if c in DIGITS else c for c in run)
    return Fraction(int(digits)) if digits.isascii() and digits.isdecimal() else None


def _sections(run: str) -> Fraction | None:
    """千百十 inside, 万 and 亿 outside; 一百二 is 120, 一百零二 is 102."""
    total, section, pending, last = 0, 0, "", 0
    for char in run:
        if char in DIGITS or char.isdecimal():
            if char in "零〇" and not pending:
                last = 1
            elif pending and char in DIGITS:
                return None
            else:
                pending += str(DIGITS.get(char, char))
        elif char in SMALL:
            if 1 < last <= SMALL[char]:
                return None
            last = SMALL[char]
            section, pending = section + int(pending or 1) * last, ""
        elif char in LARGE:
            section += int(pending or 0)
            if not section and not total:
                return None
            total, section, pending, last = _raised(total, section, LARGE[char]), 0, "", LARGE[char]
        else:
            return None
    # A single digit right after a unit counts in tenths of that unit: 一百二, 三万五.
    colloquial = last // 10 if last >= 100 and len(pending) == 1 and run[-1] in DIGITS else 1
    return Fraction(total + section + int(pending or 0) * colloquial)


def _raised(total: int, section: int, unit: int) -> int:
    """亿 raises everything before it, 万 only its own section: 一万二千亿, 一亿二千万."""
    return (total + section) * unit if unit == 10**8 else total + section * unit
