"""Shards: which part of all servers this process serves, when there are several processes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Self

_PATTERN = re.compile(r"(\d{1,4}(?:,\d{1,4})*)/(\d{1,4})")


@dataclass(frozen=True, slots=True)
class Shards:
    """`ids` of `count`; None and None when Discord decides and this process serves all."""

    ids: list[int] | None = None
    count: int | None = None

    @classmethod
    def parse(cls, text: str) -> Self:
        """`0,1/4` is shards 0 and 1 of 4; an empty text is all. Raises ValueError for anything else."""
        if not text.strip():
            return cls()
        found = _PATTERN.fullmatch(text.replace(" ", ""))
        ids = sorted({int(part) for part in found[1].split(",")}) if found else []
        if found is None or not ids or ids[-1] >= int(found[2]):
            raise ValueError(f"TIKU_DISCORD_SHARDS: {text[:40]!r} is no list of shards such as 0,1/4")
        return cls(ids, int(found[2]))

    def options(self) -> dict[str, Any]:
        """As arguments of the client; none when Discord decides."""
        return {} if self.ids is None else {"shard_ids": self.ids, "shard_count": self.count}

    @property
    def leads(self) -> bool:
        """Whether this process does what only one should do."""
        return self.ids is None or 0 in self.ids
