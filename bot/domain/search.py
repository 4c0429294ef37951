"""Search: the terms that a few typed letters mean, in either language.

Ranked: the exact name or alias, then one that starts with the query, then pinyin initials and names that hold it, then names
that it holds or that are a spelling mistake away, then terms whose meaning holds it.
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

_FUZZY = 78.0
"""rapidfuzz ratio (0–100) from which a name counts as misspelt rather than as another word."""
_FUZZY_CHINESE = 75.0
"""The same for names of four Chinese characters or more: one wrong character of four is a slip of the keyboard."""

MAX_QUERY = 100
"""Characters of a query that are read."""
_MENTIONED = 0.3
_SURELY_MEANT = 0.6
"""From this score on nobody looks for spelling mistakes."""
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


class Search:
    """An index of terms by name, alias, pinyin initials and meaning; its time hardly grows with their number."""

    def __init__(self, terms: Iterable[Term]) -> None:
        self._terms = list(terms)
        named = [(key, place) for place, term in enumerate(self._terms) for key in dict.fromkeys(
            _key(name) for name in (term.id, term.name.zh, term.name.en, *term.aliases)) if key]
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
        if wanted.isascii() and len(wanted) >= 2:
            self._by_initials(wanted, best)
        if len(wanted) >= 3 and max(best.values(), default=0.0) < _SURELY_MEANT:
            self._by_likeness(wanted, best)
        if len(wanted) >= 2 and len(best) < limit:
            for place in self._by_meaning(wanted, limit):
                best.setdefault(place, _MENTIONED)
        hits = [Hit(self._terms[place], score) for place, score in best.items()]
        return sorted(hits, key=lambda hit: (-hit.score, len(hit.term.name.en), hit.term.id))[:limit]

    def suggest(self, query: str, limit: int = 25) -> list[Term]:
        """What `find` gives, or the first terms while nothing is typed."""
        if not fold(query):
            return self._terms[:limit]
        return [hit.term for hit in self.find(query, limit)]

    def _by_name(self, wanted: str, best: dict[int, float]) -> None:
        """Names that are, start with, or hold what is wanted, and names that it holds."""
        index = self._index
        for places, base in ((index.equal(wanted), 1.0), (index.starting(wanted), 0.8), (index.holding(wanted), 0.6),
                             (index.inside(wanted), 0.45)):
            for place in places:
                score = base if base == 1.0 else base + 0.15 * _share(wanted, index.names[place])
                owner = index.owners[place]
                if best.get(owner, 0.0) < score:
                    best[owner] = score

    def _by_initials(self, wanted: str, best: dict[int, float]) -> None:
        """`yxxsd`, and its beginning `yxx`; two letters are too few to be sure."""
        index = self._initials
        for place in index.starting(wanted):
            whole = wanted == index.names[place]
            score = (0.7 if whole else 0.5) + 0.05 * _share(wanted, index.names[place]) if len(wanted) >= 3 else 0.4
            owner = index.owners[place]
            if best.get(owner, 0.0) < score:
                best[owner] = score

    def _by_likeness(self, wanted: str, best: dict[int, float]) -> None:
        """Names that were misspelt, or heard."""
        index = self._index
        for place in index.swapped(wanted):
            best[index.owners[place]] = max(best.get(index.owners[place], 0.0), 0.5)
        for place in index.alike(wanted):
            name = index.names[place]
            ratio = fuzz.ratio(wanted, name, score_cutoff=_FUZZY_CHINESE)
            chinese = not name.isascii() and min(len(wanted), len(name)) >= 4
            if len(name) >= 3 and ratio >= (_FUZZY_CHINESE if chinese else _FUZZY):
                owner = index.owners[place]
                best[owner] = max(best.get(owner, 0.0), 0.35 + 0.2 * (ratio / 100))

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


def _share(wanted: str, name: str) -> float:
    """How much of the longer the shorter makes up, 0 to 1."""
    return min(len(wanted), len(name)) / max(len(wanted), len(name))


def _key(name: str) -> str:
    """The folded name; a name of marks alone, such as `=`, stands for itself."""
    return fold(name) or name.strip()
