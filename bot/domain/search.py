"""Search: the terms that a few typed letters mean, in either language.

Ranked: the exact name or alias, then one that starts with the query, then one that holds it, then one a spelling
mistake away, then a term whose meaning holds it.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from rapidfuzz import fuzz

from bot.domain.bank import Term

_FUZZY = 78.0
"""rapidfuzz ratio (0–100) from which a name counts as misspelt rather than as another word."""
_FUZZY_CHINESE = 75.0
"""The same for names of four Chinese characters or more: one wrong character of four is a slip of the keyboard."""

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
    """An index of terms by name, alias and meaning."""

    def __init__(self, terms: Iterable[Term]) -> None:
        self._names: list[tuple[str, Term]] = []
        self._meanings: list[tuple[str, Term]] = []
        for term in terms:
            for name in dict.fromkeys(_key(n) for n in (term.id, term.name.zh, term.name.en, *term.aliases)):
                if name:
                    self._names.append((name, term))
            self._meanings.append((fold(f"{term.meaning.zh} {term.meaning.en}"), term))

    def find(self, query: str, limit: int = 8) -> list[Hit]:
        """The best hits, best first; an empty list for an empty query."""
        wanted = _key(query[:100])
        if not wanted:
            return []
        best: dict[str, Hit] = {}
        for name, term in self._names:
            score = _score(wanted, name)
            if score > 0 and (term.id not in best or best[term.id].score < score):
                best[term.id] = Hit(term, score)
        if len(wanted) >= 2:
            for meaning, term in self._meanings:
                if term.id not in best and wanted in meaning:
                    best[term.id] = Hit(term, 0.3)
        return sorted(best.values(), key=lambda hit: (-hit.score, len(hit.term.name.en), hit.term.id))[:limit]

    def suggest(self, query: str, limit: int = 25) -> list[Term]:
        """What `find` gives, or the first terms while nothing is typed."""
        if not fold(query):
            return list({term.id: term for _, term in self._names}.values())[:limit]
        return [hit.term for hit in self.find(query, limit)]


def _key(name: str) -> str:
    """The folded name; a name of marks alone, such as `=`, stands for itself."""
    return fold(name) or name.strip()


def _score(wanted: str, name: str) -> float:
    if wanted == name:
        return 1.0
    share = min(len(wanted), len(name)) / max(len(wanted), len(name))
    if name.startswith(wanted):
        return 0.8 + 0.15 * share
    if wanted in name:
        return 0.6 + 0.15 * share
    if len(name) >= 2 and name in wanted and (len(name) > 2 or not name.isascii()):
        return 0.45 + 0.15 * share
    if len(wanted) >= 3 and len(name) >= 3:
        ratio = fuzz.ratio(wanted, name)
        chinese = not name.isascii() and min(len(wanted), len(name)) >= 4
        if ratio >= (_FUZZY_CHINESE if chinese else _FUZZY):
            return 0.35 + 0.2 * (ratio / 100)
    return 0.0
