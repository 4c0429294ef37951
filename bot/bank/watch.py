"""Watch: a running bot takes up changed content files, when the whole bank is good with them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import structlog

from bot.bank.build import Loaded, load
from bot.domain.bank import Bank
from bot.domain.search import Search
from bot.ports import Clock

_log = structlog.get_logger(__name__)
EVERY = timedelta(seconds=1.5)
"""Between two looks. A change is taken up once two looks saw the same, so that no half-written set of files is read."""
MOST_LOGGED = 20

Print = frozenset[tuple[str, int, int]]


@dataclass(slots=True)
class Watch:
    """Looks after the packs for ever. `swap` gets a bank and its search, together, in the event loop.

    `taken` is the fingerprint from before the bank in use was read, so that a change during that reading is seen too.
    """

    packs: Sequence[Path]
    taken: Print
    clock: Clock
    swap: Callable[[Bank, Search], None]

    async def run(self) -> None:
        """The loop; ends only by cancellation. A bank with a problem is told in the log, and the old one stays."""
        seen: Print | None = None
        while True:
            await self.clock.sleep_until(self.clock.now() + EVERY)
            before, seen = seen, await asyncio.to_thread(fingerprint, self.packs)
            if seen == self.taken or seen != before:
                continue
            self.taken = seen
            try:
                loaded, search = await asyncio.to_thread(_load, self.packs)
            except OSError as error:  # a file went away while it was read: the next look sees another state
                _log.error("content_unreadable", error=str(error))
                continue
            if loaded.problems:
                _refuse(loaded)
                continue
            self.swap(loaded.bank, search)
            _log.info("content_reloaded", questions=len(loaded.bank.questions), terms=len(loaded.bank.terms))


def _load(packs: Sequence[Path]) -> tuple[Loaded, Search]:
    loaded = load(packs)
    return loaded, Search(loaded.bank.terms.values())


def _refuse(loaded: Loaded) -> None:
    for problem in loaded.problems[:MOST_LOGGED]:
        _log.error("content_refused", problem=problem.show("en"))
    _log.error("content_kept", problems=len(loaded.problems), note="the bank from before stays in use")


def fingerprint(packs: Sequence[Path]) -> Print:
    """Name, time of change and size of every YAML file in the packs."""
    found = set()
    for pack in packs:
        for path in [pack] if pack.is_file() else [*pack.glob("*.yaml"), *pack.glob("questions/*.y*ml"), *pack.glob("terms/*.y*ml")]:
            try:
                state = path.lstat()
            except OSError:  # it went away between the two looks
                continue
            found.add((str(path), state.st_mtime_ns, state.st_size))
    return frozenset(found)
