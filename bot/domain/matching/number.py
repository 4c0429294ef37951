"""One number as people write it: sign, separators, powers, fractions, percent, units, Chinese numerals."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from unicodedata import normalize

from bot.domain.matching import chinese, english, units, verdicts
from bot.domain.matching.reply import candidates, has_han, plain, simplified, unread
from bot.domain.question import Verdict

_SUPER = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺", "0123456789-+")
_SUPER_RUN = re.compile("(?<=[0-9)０-９])[⁻⁺]?[⁰¹²³⁴⁵⁶⁷⁸⁹]+")
_VULGAR = re.compile("[¼½¾⅐-⅞]")
_MARKS = str.maketrans("−–—‐‑‒―➖˗ー×✕⋅·∙⁄∕÷’‘≃≅≒≐∼〜", "----------*****///''≈≈≈≈~~")
_LATEX = re.compile(r"\\(?:times|cdot) ?|(?<=\^)\{|(?<=[0-9])\}")

_GROUPED = r"[0-9]{1,3}(?:(?:,[0-9]{3})+|(?: [0-9]{3})+|(?:'[0-9]{3})+|(?:_[0-9]{3})+)(?![0-9])"
# After a lone nought a comma can only be the decimal one of half of Europe.
_MANTISSA = rf"0,[0-9]+(?![0-9,.])|(?:{_GROUPED}|[0-9]+)(?:\.[0-9]*)?|\.[0-9]+"
_POWER = r"(?:\^|\*\*) ?\(?(?P<{}>[+-]?[0-9]{{1,4}})\)?"
_NUMBER = re.compile(
    rf"(?P<mantissa>{_MANTISSA})(?:[eE](?P<exponent>[+-]?[0-9]{{1,4}})(?![0-9])"
    rf"| ?[*xX] ?10 ?{_POWER.format('ten')}"
    # What is left of 10⁻³ where raised digits are lost.
    r"| ?[*xX] ?10(?P<lost>-[0-9]{1,2})(?![0-9.])"
    rf"| ?{_POWER.format('power')}(?: ?(?P<beside>[+-] ?1)(?![0-9.]))?"
    r"| (?P<above>[0-9]{1,6})/(?P<under>[0-9]{1,6})(?![0-9])"
    r"| ?/ ?(?P<divisor>[0-9]+(?:\.[0-9]+)?))?"
)
_SPACED_SCALE = re.compile("(?<=[0-9]) (?=[千百万亿])")
_BARE_POWER = re.compile(rf"10 ?{_POWER.format('ten')}")
_RUN = re.compile(f"一?半|[0-9.{chinese.ALPHABET}]+")
_LEAD = re.compile(
    r"(?:≈|~|=|:|等于|约等于|约为|约是|大约是|大约|大概|约|近似|差不多|得到|得出|得|为|一共|总共|总计|合计|共计|共有|共|算出来是|算出来|求出|求得|计算得|算得|算出"
    r"|(?!not? ?[=:]|not? is)[a-zα-ω][a-z0-9α-ω_]{0,15}(?:\([^()]{1,20}\))? ?(?:[=≈:]|is (?!not)|约?等于|约为|约是|大约是|为|是)"
    r"|[0-9+*/^().,√ -]{1,80}[=≈]"
    r"|about |approximately |approx\.? |around |roughly |circa |ca\.? |(?:it )?equals |i get |i got |we get |got )\s*", re.IGNORECASE)
_TAIL = ("左右", "上下", "or so", "approximately", "approx", "about", "rounded", "(rounded)", "四舍五入", "(四舍五入)", "in total",
         "in all", "total")
_LETTER_SCALES = {"k": 10**3, "K": 10**3, "M": 10**6, "mn": 10**6, "B": 10**9, "bn": 10**9, "G": 10**9, "T": 10**12}
_LETTER_SCALE = re.compile(r"(k|K|M|mn|B|bn|G|T)(?: |$|(?=[\u4e00-\u9fff]))")
_DATA_LETTERS = {"k": "kB", "m": "MB", "g": "GB", "t": "TB"}
_SCALES = {"hundred": 100, "thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12}
_ANY_DIGIT = re.compile(f"[0-9半{chinese.ALPHABET}]")
_COUNTED = re.compile(r"[a-zA-ZμΩ°]{1,16}(?:[ /][a-zA-Z]{1,16})?|[\u4e00-\u9fff]{1,4}")
_TURNING_WORDS = frozenset(("or", "and", "to", "not", "no", "more", "less", "plus", "minus", "over", "under", "max",
                            "min", "at", "than", "most", "least", "up", "e", "k", "m", "g", "b"))
_TURNING_HAN = frozenset("多少上下内外余不非没超近到至或和与几之间")
MAX_EXPONENT = 400


@dataclass(frozen=True, slots=True)
class Scanned:
    """A number at the start of a text, and the words after it."""

    value: Fraction
    rest: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """The right number with its tolerance, in its unit; `spellings` are normal, singular unit names."""

    value: Fraction
    tolerance: Fraction
    spellings: frozenset[str] = frozenset()
    unit: units.Unit | None = None


def written(reply: str) -> str:
    """The plain reply with one minus, one times and one fraction sign, powers as `^`, Chinese simplified."""
    if not reply.isascii() and len(reply) <= 2000:
        reply = _SUPER_RUN.sub(lambda m: "^" + m.group().translate(_SUPER), reply)
        reply = _VULGAR.sub(lambda m: " " + normalize("NFKC", m.group()), reply)
    text = plain(reply).translate(_MARKS)
    if "\\" in text or "{" in text:
        text = _LATEX.sub(lambda m: "*" if m.group().startswith("\\") else "", text)
    return _SPACED_SCALE.sub("", simplified(text)) if has_han(text) else text


def number(text: str) -> Fraction | None:
    """The value of a text that is one number and nothing else."""
    found = scan(written(text))
    return found.value if isinstance(found, Scanned) and not found.rest else None


def scan(text: str) -> Scanned | Verdict:
    """Read the number that a written text starts with, past `≈`, `x =` and the like."""
    for _ in range(3):
        lead = _LEAD.match(text)
        if lead is None or lead.end() == len(text):
            break
        text = text[lead.end():]
    sign, text = _signed(text)
    found = _arabic(text) or _chinese(text) or _english(text)
    if found is None:
        return verdicts.ODD_WORDS if _ANY_DIGIT.search(text) else verdicts.NO_NUMBER
    return found if isinstance(found, Verdict) else Scanned(sign * found.value, found.rest.strip())


def _signed(text: str) -> tuple[int, str]:
    for mark, sign in (("-", -1), ("+", 1), ("负的", -1), ("负", -1), ("正", 1), ("minus ", -1), ("negative ", -1)):
        if text[: len(mark)].lower() == mark:
            return sign, text[len(mark):].lstrip()
    return 1, text


def _arabic(text: str) -> Scanned | Verdict | None:
    ten = _BARE_POWER.match(text)
    match = ten or _NUMBER.match(text)
    if match is None:
        return None
    rest = text[match.end():]
    if (rest[:1] and rest[0] in chinese.ALPHABET) or rest.startswith(("分之", "又")):
        return _chinese(re.sub(r"(?<=[0-9])[,' _](?=[0-9]{3})", "", text))
    value = Fraction(10) ** int(ten["ten"]) if ten and abs(int(ten["ten"])) <= MAX_EXPONENT else _value(match)
    return verdicts.ODD_NUMBER if value is None else Scanned(value, rest)


def _value(match: re.Match[str]) -> Fraction | None:
    parts = match.groupdict()
    mantissa = re.sub("[,' _]", "", parts.get("mantissa") or "10")
    if mantissa.startswith("0") and (parts.get("mantissa") or "").startswith("0,"):
        mantissa = "0." + mantissa[1:]
    value = Fraction(mantissa + "0" if mantissa.endswith(".") else mantissa)
    ten = parts.get("exponent") or parts.get("ten") or parts.get("lost")
    if ten:
        return value * Fraction(10) ** int(ten) if abs(int(ten)) <= MAX_EXPONENT else None
    if parts.get("power"):
        power = int(parts["power"])
        beside = int((parts.get("beside") or "0").replace(" ", ""))
        return value**power + beside if value and value <= 10**6 and abs(power) <= 64 else None
    under = Fraction(parts.get("under") or parts.get("divisor") or 1)
    if not under:
        return None
    return value + Fraction(parts["above"]) / under if parts.get("above") else value / under


def _chinese(text: str) -> Scanned | Verdict | None:
    match = _RUN.match(text)
    if match is None:
        return None
    run, rest = match.group(), text[match.end():]
    value = chinese.number(run)
    if value is None:
        return verdicts.ODD_NUMBER
    if rest.startswith("又") and "又" not in rest[1:]:
        part = _arabic(rest[1:]) or _chinese(rest[1:])
        return Scanned(value + part.value, part.rest) if isinstance(part, Scanned) and 0 < part.value < 1 else verdicts.ODD_NUMBER
    return _share(value, rest[2:]) if rest.startswith("分之") else Scanned(value, rest)


def _share(parts: Fraction, text: str) -> Scanned | Verdict:
    """五分之三: what follows is one plain numeral; 百分之五十 stays a percentage, for questions in percent."""
    match = _NUMBER.match(text) or _RUN.match(text)
    if match is None or not parts:
        return verdicts.ODD_NUMBER
    above = _value(match) if match.re is _NUMBER else chinese.number(match.group())
    if above is None:
        return verdicts.ODD_NUMBER
    rest = text[match.end():]
    return Scanned(above, "%" + rest) if parts == 100 else Scanned(above / parts, rest)


def _english(text: str) -> Scanned | None:
    found = english.number(text)
    return None if found is None else Scanned(*found)


def judge(wanted: Wanted, reply: str) -> Verdict:
    """How a typed number stands against the right one. Never raises."""
    text = written(reply)
    if not text:
        return unread(reply)
    failure: Verdict | None = None
    for candidate in candidates(text):
        found = scan(candidate)
        verdict = found if isinstance(found, Verdict) else _settle(wanted, found)
        if verdict not in _UNREADABLE:
            return verdict
        failure = failure or verdict
    return failure or verdicts.NO_NUMBER


_UNREADABLE = (verdicts.NO_NUMBER, verdicts.ODD_NUMBER, verdicts.ODD_WORDS, verdicts.ONE_NUMBER)


def _settle(wanted: Wanted, found: Scanned) -> Verdict:
    """Apply the words after the number: a scale, a unit, or nothing."""
    value, rest = found.value, found.rest
    for tail in _TAIL:
        rest = rest.removesuffix(tail).rstrip()
    first, _, others = rest.partition(" ")
    if first.lower() in _SCALES:
        value, rest = value * _SCALES[first.lower()], others
    if not rest:
        return _compare(wanted, value)
    letter = _LETTER_SCALE.match(rest)
    if letter and (not wanted.spellings or letter.end() < len(rest)) and not _LETTER_SCALE.match(rest, letter.end()):
        scaled = _settle(wanted, Scanned(value * _LETTER_SCALES[letter[1]], rest[letter.end():]))
        # 196 B may also be bytes, and a counted noun is fine where no unit is asked for.
        return _compare(wanted, value) if rest == "B" and not scaled.correct else scaled
    if wanted.unit is not None and wanted.unit.dimension == "data":
        rest = _DATA_LETTERS.get(rest.lower(), rest)
    name = units.normal(rest.strip("() "))
    if units.singular(name) in wanted.spellings:
        return _compare(wanted, value)
    known = units.unit(name)
    if known is None:
        return _unknown_words(wanted, value, rest)
    if wanted.unit is not None and known.dimension == wanted.unit.dimension:
        verdict = _compare(wanted, value * known.factor / wanted.unit.factor)
    elif not wanted.spellings:
        return _compare(wanted, value * known.factor if known.dimension == "share" else value)
    else:
        verdict = verdicts.WRONG
    return verdicts.WRONG_UNIT if not verdict.correct and _compare(wanted, value).correct else verdict


def _unknown_words(wanted: Wanted, value: Fraction, rest: str) -> Verdict:
    """A counted noun is fine where the question asks for no unit; a second number or a comparison never is."""
    if _ANY_DIGIT.search(rest):
        return verdicts.ONE_NUMBER
    turning = _TURNING_WORDS.intersection(rest.lower().split()) or _TURNING_HAN.intersection(rest)
    if wanted.spellings or turning or not _COUNTED.fullmatch(rest):
        return verdicts.ODD_WORDS
    return _compare(wanted, value)


def _compare(wanted: Wanted, value: Fraction) -> Verdict:
    away = abs(value - wanted.value)
    if away <= wanted.tolerance:
        return verdicts.RIGHT
    near = wanted.tolerance > 0 and away <= max(5 * wanted.tolerance, abs(wanted.value) / 100)
    return verdicts.OUTSIDE if near else verdicts.WRONG
