"""Words against a key and its aliases: what counts as the same, what as a typo, what as something else."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from rapidfuzz.distance import DamerauLevenshtein

from bot.domain.matching import verdicts
from bot.domain.matching.reply import HAN, bare, candidates, fold, has_han, mainland, plain, unread, without_article
from bot.domain.question import Verdict

_TOKEN = re.compile(f"(?P<han>[{HAN}]+)|(?P<word>[^\\W\\d_{HAN}]+)|(?P<digits>\\d+)|(?P<mark>\\S)")
_JOINING = "-,、;·'/"
_CLOSING = ".:!?。"
_SILENT = "“”‘’「」『』《》〈〉【】"
# A Chinese typo may not touch a character that turns the meaning round: negations, numerals, opposites.
_WEIGHTY = frozenset(
    "不非无没未勿别反否〇零一二三四五六七八九十百千万亿两半"
    "上下左右大小前后内外正负高低加减乘除升降增动静同异有单双多少强弱真假"
    "编解入出浅深长短行列横纵公私先软硬快慢冷热父子读写开关新旧首末奇偶"
)
# What differs at the front of two words that are opposites, not misspellings of each other.
_TURNING = frozenset({"a", "an", "ab", "anti", "de", "dis", "il", "im", "in", "ir", "mis", "non", "un", "sub", "co",
"re"})
_OPPOSED = frozenset(
    frozenset(pair.split("/")) for pair in (
        "en/de", "in/de", "a/de", "in/ex", "im/ex", "max/min", "ma/mi", "over/under", "ove/unde", "up/down", "pre/post",
        "hyper/hypo",
        "super/sub", "intra/inter", "ra/er", "homo/hetero", "multi/uni", "fore/back", "en/ex", "as/de", "ax/in",
    )
)
# Two of these after the same stem make two words: descriptor and description.
_ENDINGS = frozenset({"or", "er", "ion", "ing", "ed", "ive", "able", "ator", "ation", "e", "al", "ity", "ize"})


@dataclass(frozen=True, slots=True)
class Token:
    """A Chinese run, a word, a run of digits or one mark."""

    kind: Literal["han", "word", "digits", "mark"]
    text: str


@dataclass(frozen=True, slots=True)
class Accepted:
    """What counts as right for one question, prepared once: folded texts, compact forms, tokens to measure typos."""

    exact: bool
    keys: frozenset[str]
    aliases: frozenset[str]
    spellings: tuple[tuple[Token, ...], ...]
    rejected: frozenset[str]


def accepted(keys: Iterable[str], aliases: Iterable[str] = (), rejected: Iterable[str] = (), *,
             exact: bool = False) -> Accepted:
    """Prepare keys, aliases and known wrong answers; `exact` keeps case and forgives no typo."""
    keys, aliases = tuple(keys), tuple(aliases)
    if exact:
        return Accepted(True, frozenset(map(plain, keys)), frozenset(map(plain, aliases)), (),
                        frozenset(map(plain, rejected)))
    spellings = tuple(dict.fromkeys(tokens(fold(plain(form))) for form in (*keys, *aliases)))
    return Accepted(
        False,
        frozenset(form for key in keys for form in _forms(key)),
        frozenset(form for alias in aliases for form in _forms(alias)),
        spellings,
        frozenset(form for known in rejected for form in _forms(known)),
    )


def _forms(text: str) -> Iterator[str]:
    folded = fold(plain(text))
    short = bare(folded)
    for form in (folded, short if sum(map(str.isalpha, short)) > 1 else folded):
        for shape in (form, without_article(form)):
            yield shape
            yield compact(tokens(shape))


def judge(wanted: Accepted, reply: str) -> Verdict:
    """How a typed reply stands against what is accepted. Never raises."""
    text = plain(reply)
    if not text:
        return unread(reply)
    if wanted.exact:
        return _judge_exact(wanted, text)
    folded = fold(text)
    if folded in wanted.keys:
        return verdicts.RIGHT
    tried: list[tuple[Token, ...]] = []
    for candidate in candidates(folded):
        for shape in dict.fromkeys((candidate, without_article(candidate))):
            parts = tokens(shape)
            verdict = _lookup(wanted, compact(parts))
            if verdict is not None:
                return verdict
            tried.append(parts)
    return _glossed(wanted, folded) or _elsewhere(wanted, text) or _judge_typos(wanted, tried)


def _lookup(wanted: Accepted, form: str) -> Verdict | None:
    if form in wanted.keys:
        return verdicts.RIGHT
    if form in wanted.aliases:
        return verdicts.ALIAS
    return verdicts.WRONG if form in wanted.rejected else None


def _glossed(wanted: Accepted, folded: str) -> Verdict | None:
    """`name (other name)` counts when both count."""
    text = folded.rstrip(" .。")
    head, opening, tail = text.partition("(")
    if not opening or not tail.endswith(")"):
        return None
    found = [_lookup(wanted, compact(tokens(bare(part)))) for part in (head, tail[:-1])]
    return verdicts.RIGHT if all(v is not None and v.correct for v in found) else None


def _elsewhere(wanted: Accepted, text: str) -> Verdict | None:
    """The same in the words used in Taiwan."""
    if not has_han(text):
        return None
    for candidate in candidates(fold(mainland(text))):
        verdict = _lookup(wanted, compact(tokens(candidate)))
        if verdict is not None:
            return verdict
    return None


def _judge_exact(wanted: Accepted, text: str) -> Verdict:
    near = False
    lower = {form.casefold() for form in wanted.keys | wanted.aliases}
    for candidate in candidates(text):
        if candidate in wanted.keys:
            return verdicts.RIGHT
        if candidate in wanted.aliases:
            return verdicts.ALIAS
        near = near or candidate.casefold() in lower
    return verdicts.CASE if near else verdicts.WRONG


def tokens(text: str) -> tuple[Token, ...]:
    """Split a folded text; punctuation that only joins or closes words is left out, every other mark stays."""
    found: list[Token] = []
    last = 0
    matches = list(_TOKEN.finditer(text))
    for index, match in enumerate(matches):
        kind, value = match.lastgroup, match.group()
        if kind == "mark":
            if value == "&" and found and found[-1].kind in ("word", "han"):
                found.append(Token("word", "and"))
            elif not _is_silent(text, matches, index):
                found.append(Token("mark", value))
        elif kind == "han" and found and found[-1].kind == "han" and not text[last:match.start()].strip():
            found[-1] = Token("han", found[-1].text + value)
        elif kind == "han":
            found.append(Token("han", value))
        else:
            found.append(Token("word" if kind == "word" else "digits", value))
        last = match.end() if kind != "mark" else last
    return tuple(found)


def _is_silent(text: str, matches: list[re.Match[str]], index: int) -> bool:
    mark, start = matches[index].group(), matches[index].start()
    before = matches[index - 1].lastgroup if index else None
    after = matches[index + 1].lastgroup if index + 1 < len(matches) else None
    lettered = ("word", "han")
    if mark in _SILENT:
        return True
    if mark == "'":
        return before in lettered or after in lettered
    if mark in _JOINING and mark != "/":
        if before in lettered and after in lettered:
            return True
        # GPT-4 is a name, x-1 is a difference.
        long_word = before == "word" and len(matches[index - 1].group()) > 1
        return mark == "-" and long_word and after == "digits" and " " not in text[start - 1:start + 2]
    closes = text[start - 1:start] != " " and text[start + 1:start + 2] in ("", " ")
    return mark in _CLOSING and closes and before in lettered and len(matches[index - 1].group()) > 1


def compact(parts: tuple[Token, ...]) -> str:
    """The tokens without white space, except between two runs of digits, where it separates."""
    pieces: list[str] = []
    was_digits = False
    for part in parts:
        if was_digits and part.kind == "digits":
            pieces.append(" ")
        pieces.append(part.text)
        was_digits = part.kind == "digits"
    return "".join(pieces)


def _judge_typos(wanted: Accepted, tried: list[tuple[Token, ...]]) -> Verdict:
    best = 2
    for parts in tried:
        for spelling in wanted.spellings:
            best = min(best, _excess(spelling, parts))
            if best == 0:
                return verdicts.SPELLING
    return verdicts.CLOSE if best == 1 else verdicts.WRONG


def budget(letters: int) -> int:
    """How many typos a word of so many letters may hold: none up to 4, one up to 8, two above."""
    return 0 if letters <= 4 else 1 if letters <= 8 else 2


def _excess(key: tuple[Token, ...], reply: tuple[Token, ...]) -> int:
    """By how many typos a reply goes beyond the budget; 2 stands for more and for what is no typo at all."""
    if len(key) != len(reply):
        return 2
    total, over, letters = 0, 0, 0
    for wanted, given in zip(key, reply, strict=True):
        if wanted.kind in ("word", "han") and wanted.kind == given.kind:
            letters += len(wanted.text) if wanted.kind == "word" else 3 * len(wanted.text)
            if wanted.text == given.text:
                continue
            allowed = budget(len(wanted.text)) if wanted.kind == "word" else int(len(wanted.text) > 3)
            if not allowed or not _is_misspelt(wanted, given):
                return 2
            distance = DamerauLevenshtein.distance(wanted.text, given.text, score_cutoff=allowed + 2)
            if wanted.kind == "han" and distance > allowed and 3 * distance >= len(wanted.text):
                return 2
            total, over = total + distance, over + max(0, distance - allowed)
        elif wanted != given:
            return 2
    return min(2, max(over, total - max(1, budget(letters))))


def _is_misspelt(wanted: Token, given: Token) -> bool:
    """Whether the difference can be a typo: no opposite, no negation, no other numeral."""
    if wanted.kind == "han":
        return [c for c in wanted.text if c in _WEIGHTY] == [c for c in given.text if c in _WEIGHTY]
    endings = {_end(wanted.text, given.text), _end(given.text, wanted.text)}
    if endings <= _ENDINGS and endings != {"er", "or"}:
        return False
    a, b = wanted.text, given.text
    while a and b and a[-1] == b[-1]:
        a, b = a[:-1], b[:-1]
    if not a or not b:
        return (a or b) not in _TURNING
    return frozenset((a, b)) not in _OPPOSED


def _end(word: str, other: str) -> str:
    """What is left of a word after the part that both begin with."""
    same = 0
    while same < min(len(word), len(other)) and word[same] == other[same]:
        same += 1
    return word[same:]
