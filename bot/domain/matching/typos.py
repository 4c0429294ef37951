"""How far a reply is from a spelling, and whether the difference can be a typo at all."""

from __future__ import annotations

from rapidfuzz.distance import DamerauLevenshtein

from bot.domain.matching.tokens import Token

# A Chinese typo may not touch a character that turns the meaning round: negations, numerals, opposites.
_WEIGHTY = frozenset(
    "不非无没未勿别反否〇零一二三四五六七八九十百千万亿两半"
    "上下左右大小前后内外正负高低加减乘除升降增动静同异有单双多少强弱真假"
    "逆伪互全局主从编解入出浅深长短行列横纵公私先软硬快慢冷热父子读写开关新旧首末奇偶"
)
# A prefix that turns a word round when it is all that was added or left out: sync and async.
_TURNING = frozenset({"a", "an", "ab", "anti", "co", "de", "dis", "il", "im", "in", "ir", "mis", "non", "re", "sub", "un"})
# What remains of two opposites once the ending they share is off: overfitting and underfitting leave "ov" and "und".
_OPPOSED = frozenset(
    frozenset(pair.split("/")) for pair in (
        "a/de", "en/de", "in/de", "as/de", "in/ex", "im/ex", "en/ex", "max/min", "ma/mi", "ov/und", "up/down", "pre/post",
        "hyper/hypo", "super/sub", "intra/inter", "hom/heter", "mult/un", "fore/back", "for/back", "upp/low", "inn/out", "pre/suf",
    )
)
# Two of these after the same stem make two words: descriptor and description.
_ENDINGS = frozenset({"or", "er", "ion", "ing", "ed", "ive", "able", "ator", "ation", "e", "al", "ity", "ize"})


def budget(letters: int) -> int:
    """How many typos a word of so many letters may hold: none up to 4, one up to 8, two above."""
    return 0 if letters <= 4 else 1 if letters <= 8 else 2


def excess(key: tuple[Token, ...], reply: tuple[Token, ...]) -> int:
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
