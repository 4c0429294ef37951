"""Index: folded names by their beginnings and by pieces of them, so that a search looks at few of many.

Pieces are single Chinese characters and pairs of them, and three letters in a row of all else. Lists are cut, shortest names
first: what is cut is longer and would rank behind, and the time of a search does not grow with the bank.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence

SHORT = 3
"""Beginnings of so many characters have their best names ready."""
READY = 64
SWAPPED = range(4, 8)
"""Lengths of names in which one swap is too large a share to be told by likeness."""
SCANNED = 512
"""Names that are looked at behind a longer beginning."""
POSTED = 2048
"""Names kept for one piece."""
BUDGET = 1024
"""Names that one search for a piece or a misspelling looks at."""


class Index:
    """Names, each with an owner (a number)."""

    def __init__(self, names: Iterable[tuple[str, int]]) -> None:
        """Names may repeat, with the same or another owner."""
        shortest_first = sorted(dict.fromkeys(names), key=lambda pair: (len(pair[0]), pair))
        self.names: Sequence[str] = [name for name, _ in shortest_first]
        self.owners: Sequence[int] = [owner for _, owner in shortest_first]
        self._exact: dict[str, list[int]] = {}
        self._starts: dict[str, list[int]] = {}
        self._pieces: dict[str, list[int]] = {}
        for place, name in enumerate(self.names):
            self._exact.setdefault(name, []).append(place)
            for length in range(1, min(SHORT, len(name)) + 1):
                ready = self._starts.setdefault(name[:length], [])
                if len(ready) < READY:
                    ready.append(place)
            for piece in pieces(name):
                posted = self._pieces.setdefault(piece, [])
                if len(posted) < POSTED:
                    posted.append(place)
        self._anagrams: dict[str, list[int]] = {}
        for place, name in enumerate(self.names):
            if len(name) in SWAPPED:
                self._anagrams.setdefault("".join(sorted(name)), []).append(place)
        self._sorted = sorted(range(len(self.names)), key=self.names.__getitem__)
        self._in_order = [self.names[place] for place in self._sorted]
        self.longest = len(self.names[-1]) if self.names else 0

    def equal(self, name: str) -> Sequence[int]:
        """The places of names that are that name."""
        return self._exact.get(name, ())

    def starting(self, start: str) -> Iterable[int]:
        """The places of names that start so, the shortest ones surely among them for a short beginning."""
        if len(start) <= SHORT:
            return self._starts.get(start, ())
        first = bisect_left(self._in_order, start)
        last = bisect_left(self._in_order, start + "\U0010ffff", lo=first, hi=min(first + SCANNED, len(self._in_order)))
        return self._sorted[first:last]

    def holding(self, part: str) -> Iterator[int]:
        """The places of names that hold the part; none for fewer than three letters, which would be anywhere."""
        lists = [self._pieces.get(piece, ()) for piece in pieces(part) if piece[0] != _EDGE and piece[-1] != _EDGE]
        rarest: Sequence[int] = min(lists, key=len, default=())
        return (place for place in rarest[:BUDGET] if part in self.names[place])

    def inside(self, text: str) -> Iterator[tuple[int, int]]:
        """The places of names that stand in the text, and where: three characters or more, or two that are no plain letters."""
        for start in range(len(text)):
            for end in range(start + 2, min(len(text), start + self.longest) + 1):
                part = text[start:end]
                if part in self._exact and (end - start > 2 or not part.isascii()):
                    yield from ((place, start) for place in self._exact[part])

    def swapped(self, name: str) -> Sequence[int]:
        """The places of short names with the same characters in another order: two keys hit in the wrong one."""
        return self._anagrams.get("".join(sorted(name)), ()) if len(name) in SWAPPED else ()

    def alike(self, name: str) -> Sequence[int]:
        """The places of names of about that length which share its rarest pieces: where a misspelt name can be."""
        found: dict[int, None] = {}
        for posted in sorted((self._pieces.get(piece, ()) for piece in pieces(name)), key=len):
            for place in posted:
                if abs(len(self.names[place]) - len(name)) <= 1 + len(name) // 4:
                    found[place] = None
            if len(found) >= BUDGET:
                break
        return list(found)


_EDGE = "\x00"


def pieces(name: str) -> set[str]:
    """The pieces of a name; its two ends count as characters, so that short names have some too."""
    found: set[str] = set()
    for run in _runs(name):
        if run[0].isascii():
            edged = f"{_EDGE if name.startswith(run) else ''}{run}{_EDGE if name.endswith(run) else ''}"
            found.update(edged[at:at + 3] for at in range(len(edged) - 2))
        else:
            found.update(run)
            found.update(run[at:at + 2] for at in range(len(run) - 1))
    return found


def _runs(name: str) -> Iterator[str]:
    """Runs of plain characters and of others, in turn."""
    start = 0
    for at in range(1, len(name) + 1):
        if at == len(name) or name[at].isascii() != name[start].isascii():
            yield name[start:at]
            start = at
