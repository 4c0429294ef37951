"""Search: the terms that a few typed letters mean, in either language.

Ranked: the exact name or alias, then one that starts with the query, then pinyin initials and names in which a word starts
with it, then a slip of the keyboard and names that are words of the query. Names that merely resemble it or hold it inside a word,
and terms whose meaning holds it, are only suggested. So is everything when the best hit is no more than begun (`operat`), or when
a second term fits as well (`variable`). Up to four letters are taken for an abbreviation, which no spelling mistake explains.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from rapidfuzz import fuzz

from bot.domain.bank import Term
from bot.domain.search_index import Index
from bot.domain.search_initials import initials
from bot.domain.search_likeness import slip

_ALIKE = 75.0
"""rapidfuzz ratio (0–100) from which a name is compared letter by letter; one wrong character of four has 75."""
_RESEMBLING = 78.0
"""The ratio from which a name that is no slip is suggested."""

MAX_QUERY = 100
"""Characters of a query that are read."""
_STARTS = 0.8
_BEGUN = 0.75
"""A name of which the query is the beginning, but neither a whole word nor half; from here to `_STARTS` nothing is sure."""
_MENTIONED = 0.3
_SUGGESTED = 0.4
_ABBREVIATION = 4
"""Letters up to which a query is taken for an abbreviation."""
_CLOSE = 0.03
"""Two terms whose scores are no farther apart fit equally well."""
_WORTH = 1 / 3
"""Share of a query that a name in it must make up to be what the query is about."""
_SURELY_MEANT = 0.6
"""From this score on nobody looks for spelling mistakes."""
_HALF = 0.5
_MEANINGS = 1_000_000
"""Characters of meanings that are searched, those of some 3,000 terms: a second's pause is worse than a mention missed."""

SURE = 0.45
"""From this score on the best hit is shown at once; below it, hits are only suggested."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A term and how well it fits, 0 to 1."""

    term: Term
    score: float


def fold(text: str) -> str:
    """Lower case, NFKC, without spaces, hyphens and quotes: how names are compared."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return "".join(char for char in plain if char.isalnum() or char in "+#")


def word_starts(text: str) -> set[int]:
    """The places in the folded text at which a word starts: after a mark or a space, at a change of script, at a hump of camelCase."""
    found, at, last = set(), 0, ""
    for char in unicodedata.normalize("NFKC", text):
        if not (char.isalnum() or char in "+#"):
            last = ""
            continue
        if not last or last.isascii() != char.isascii() or (last.islower() and char.isupper()):
            found.add(at)
        at += 1 if char.isascii() else len(char.casefold())
        last = char
    return found


class Search:
    """An index of terms by name, alias, pinyin initials and meaning; its time hardly grows with their number."""

    def __init__(self, terms: Iterable[Term]) -> None:
        self._terms = list(terms)
        self._words: dict[str, set[int]] = {}
        named = [(key, place) for place, term in enumerate(self._terms) for key in self._keys(term)]
        self._index = Index(named)
        self._initials = Index((letters, place) for name, place in named if (letters := initials(name)))
        self._meanings, self._begins = _joined(self._terms)

    def find(self, query: str, limit: int = 8) -> list[Hit]:
        """The best hits, best first; an empty list for an empty query."""
        wanted = _key(query[:MAX_QUERY])
        if not wanted:
            return []
        best: dict[int, float] = {}
        self._by_name(wanted, best)
        self._by_words(query[:MAX_QUERY], wanted, best)
        if wanted.isascii() and len(wanted) >= 2:
            self._by_initials(wanted, best)
        if len(wanted) >= 3 and max(best.values(), default=0.0) < _SURELY_MEANT:
            self._by_likeness(wanted, best)
        if len(wanted) >= 2 and len(best) < limit:
            for place in self._by_meaning(wanted, limit):
                best.setdefault(place, _MENTIONED)
        hits = [Hit(self._terms[place], score) for place, score in best.items()]
        hits.sort(key=lambda hit: (-hit.score, len(hit.term.name.en), hit.term.id))
        return [Hit(hit.term, min(hit.score, _SUGGESTED)) for hit in hits[:limit]] if _doubtful(hits) else hits[:limit]

    def suggest(self, query: str, limit: int = 25) -> list[Term]:
        """What `find` gives, or the first terms while nothing is typed."""
        if not fold(query):
            return self._terms[:limit]
        return [hit.term for hit in self.find(query, limit)]

    def _keys(self, term: Term) -> dict[str, None]:
        """The folded names of a term; where their words start is kept for all terms together."""
        found: dict[str, None] = {}
        for name in (term.id, term.name.zh, term.name.en, *term.aliases):
            if key := _key(name):
                found[key] = None
                self._words.setdefault(key, set()).update(word_starts(name))
        return found

    def _by_name(self, wanted: str, best: dict[int, float]) -> None:
        """Names that are, start with, or hold what is wanted."""
        index = self._index
        for place in index.equal(wanted):
            _raise(best, index.owners[place], 1.0)
        for place in index.starting(wanted):
            name = index.names[place]
            share = _share(wanted, name)
            told = not wanted.isascii() or len(wanted) in self._words[name] or (len(wanted) > _ABBREVIATION and share >= _HALF)
            _raise(best, index.owners[place], _STARTS + 0.15 * share if told else _BEGUN + 0.04 * share)
        for place in index.holding(wanted):
            name = index.names[place]
            told = (not wanted.isascii() or len(wanted) > _ABBREVIATION) and self._tells(name, wanted)
            _raise(best, index.owners[place], 0.6 + 0.15 * _share(wanted, name) if told else _SUGGESTED)

    def _by_words(self, query: str, wanted: str, best: dict[int, float]) -> None:
        """Names that hold all words of the query, in any order, and names that are words of it; those are what it is about when
        they make up a good part of it.
        """
        words = [word for part in query.split() if (word := fold(part))]
        if len(words) > 1:
            for place in self._index.holding(max(words, key=len)):
                name = self._index.names[place]
                if all(self._tells(name, word) for word in words):
                    _raise(best, self._index.owners[place], 0.5 + 0.24 * _share(wanted, name))
        starts = word_starts(query) | {len(wanted)}
        for place, start in self._index.inside(wanted):
            name = self._index.names[place]
            share = _share(wanted, name)
            if not name.isascii() or (start in starts and start + len(name) in starts):
                _raise(best, self._index.owners[place], 0.45 + 0.15 * share if share >= _WORTH else _SUGGESTED)

    def _tells(self, name: str, word: str) -> bool:
        """Whether a word of the name starts so; Chinese has no spaces, and may stand anywhere."""
        return any(name.startswith(word, start) for start in self._words[name]) if word.isascii() else word in name

    def _by_initials(self, wanted: str, best: dict[int, float]) -> None:
        """`yxxsd`, and its beginning `yxxs`; three letters are sure when they are all, two never are."""
        index = self._initials
        for place in index.starting(wanted):
            name = index.names[place]
            begun = 0.5 + 0.05 * _share(wanted, name) if len(wanted) >= _ABBREVIATION else _SUGGESTED
            _raise(best, index.owners[place], 0.7 if wanted == name and len(wanted) >= 3 else begun)

    def _by_likeness(self, wanted: str, best: dict[int, float]) -> None:
        """Names that were misspelt, and those that resemble the word."""
        index = self._index
        for place in (*index.swapped(wanted), *index.alike(wanted)):
            name = index.names[place]
            ratio = fuzz.ratio(wanted, name, score_cutoff=_ALIKE)
            if ratio and slip(wanted, name):
                _raise(best, index.owners[place], 0.4 + 0.2 * (ratio / 100))
            elif ratio >= _RESEMBLING and len(name) > _ABBREVIATION:
                _raise(best, index.owners[place], _SUGGESTED)

    def _by_meaning(self, wanted: str, limit: int) -> Iterator[int]:
        """Terms whose meaning holds what is wanted, the first `limit` of them."""
        at = -1
        for _ in range(limit):
            at = self._meanings.find(wanted, at + 1)
            if at < 0:
                return
            place = bisect_right(self._begins, at) - 1
            yield place
            at = self._begins[place + 1] - 1 if place + 1 < len(self._begins) else len(self._meanings)


def _joined(terms: Iterable[Term]) -> tuple[str, list[int]]:
    """The folded meanings in one text, as far as there is room, and where each begins: one look finds a word in all."""
    parts, begins, length = [], [], 0
    for term in terms:
        if length >= _MEANINGS:
            break
        part = fold(f"{term.meaning.zh} {term.meaning.en}")
        parts.append(part)
        begins.append(length)
        length += len(part) + 1
    return "\n".join(parts), begins


def _doubtful(hits: list[Hit]) -> bool:
    """Whether the best of the hits is not surely the one that is meant."""
    first, second = [hit.score for hit in hits[:2]] if len(hits) > 1 else (hits[0].score if hits else 0.0, 0.0)
    return first < 1.0 and (_BEGUN <= first < _STARTS or first - second < _CLOSE)


def _raise(best: dict[int, float], owner: int, score: float) -> None:
    """Keep the better of the score that an owner has and this one."""
    if best.get(owner, 0.0) < score:
        best[owner] = score


def _share(wanted: str, name: str) -> float:
    """How much of the longer the shorter makes up, 0 to 1."""
    return min(len(wanted), len(name)) / max(len(wanted), len(name))


def _key(name: str) -> str:
    """The folded name; a name of marks alone, such as `=`, stands for itself."""
    return fold(name) or name.strip()
