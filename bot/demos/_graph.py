"""Places for the boxes and arrows of a small inheritance graph."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

Place = tuple[float, float]
ROOT = "object"


@dataclass(frozen=True, slots=True)
class Layout:
    """Where each class stands in the unit square, the size of a box there, and of its letters in points."""

    places: Mapping[str, Place]
    width: float
    height: float
    size: float
    lying: bool
    """The root at the left, and classes to the right of their bases; else the root on top."""

    def arrow(self, name: str, base: str) -> tuple[Place, Place, float]:
        """Start, end and bend of the arrow from a class to its base.

        It is bent where it would run behind another box, and leaves and enters at the sides when the two stand in line.
        """
        start, end = self.places[name], self.places[base]
        along = 0 if self.lying else 1
        across, half = 1 - along, (self.width / 2, self.height / 2)
        bend = self._bend(start, end, along)
        if bend and abs(start[across] - end[across]) < half[across]:
            out = half[across] if bend > 0 else -half[across]
            return _moved(start, across, out), _moved(end, across, out), bend
        towards = half[along] if end[along] > start[along] else -half[along]
        return _moved(start, along, towards), _moved(end, along, -towards), bend

    def _bend(self, start: Place, end: Place, along: int) -> float:
        across = 1 - along
        low, high = sorted((start[along], end[along]))
        for place in self.places.values():
            if low + 1e-9 < place[along] < high - 1e-9:
                share = (place[along] - start[along]) / (end[along] - start[along])
                off = place[across] - (start[across] + share * (end[across] - start[across]))
                if abs(off) < (self.height if self.lying else self.width) / 2 + 0.02:
                    # To the free side of that box; past one right on the line, towards the nearer edge.
                    return -0.3 if off > 1e-9 or (abs(off) <= 1e-9 and place[across] <= 0.5) else 0.3
        return 0.0


def best_layout(bases: Mapping[str, Sequence[str]]) -> Layout:
    """The root on top, unless that would make the letters much smaller than the root at the left."""
    upright, lying = _layout(bases, lying=False), _layout(bases, lying=True)
    return lying if lying.size > 1.3 * upright.size else upright


def _moved(place: Place, axis: int, by: float) -> Place:
    return (place[0] + by, place[1]) if axis == 0 else (place[0], place[1] + by)


def _layout(bases: Mapping[str, Sequence[str]], *, lying: bool) -> Layout:
    """A row (or column) for each length of the longest way to the root."""
    rank = {ROOT: 0}
    for name, direct in bases.items():
        rank[name] = 1 + max(rank[base] for base in direct)
    rows: list[list[str]] = [[name for name in rank if rank[name] == level] for level in range(max(rank.values()) + 1)]
    across: dict[str, float] = {}
    for row in rows:
        # Each class close to the middle of its bases keeps most arrows from crossing.
        row.sort(key=lambda name: sum(across[base] for base in bases.get(name, ())) / max(len(bases.get(name, ())), 1))
        across |= {name: (i + 0.5) / len(row) for i, name in enumerate(row)}
    deep, wide = len(rows), max(len(row) for row in rows)
    places = {name: (across[name], 1 - (rank[name] + 0.5) / deep) for name in rank}
    width, height = min(0.24, 0.9 / wide), min(0.13, 0.62 / deep)
    if lying:
        places = {name: ((rank[name] + 0.5) / deep, 1 - across[name]) for name in rank}
        width, height = min(0.28, 0.78 / deep), min(0.13, 0.8 / wide)
    # The panel measures about 650 by 370 points; a letter is about 0.58 of its size wide.
    letters = max(map(len, rank)) + 6
    return Layout(places, width, height, min(17.0, 650 * width / (0.58 * letters), 370 * height * 0.6), lying)
