"""The bank: reading it, starting from the cache, and looking up among very many terms."""

from __future__ import annotations

import random
import tempfile
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from statistics import median

import yaml

from bench.harness import Measurement, Row, interleave
from bot.bank import CONTENT
from bot.bank.build import load
from bot.bank.cache import cached_bank
from bot.domain.bank import Term
from bot.domain.search import Search
from bot.domain.text import Text

PASSES = 15
QUERIES = 210
FEW, MANY = 10_000, 100_000
READ_RATIO = 1.5
LOOKUP_SECONDS = 1e-3
GROWTH = 3.0


def run() -> Sequence[Row]:
    return [*_reading(), *_lookup()]


def _reading() -> Sequence[Row]:
    files = [path.read_bytes() for path in sorted(CONTENT.glob("*/*.yaml"))]

    def parse() -> None:
        for data in files:
            yaml.load(data, Loader=yaml.CSafeLoader)

    with tempfile.TemporaryDirectory(prefix="tiku-bench-") as place:
        folder = Path(place)
        cached_bank([CONTENT], folder)
        reading, cached, floor = interleave(
            PASSES, lambda: _seconds(lambda: load([CONTENT], checks=False)), lambda: _seconds(lambda: cached_bank([CONTENT], folder)),
            lambda: _seconds(parse))
    return [
        Row("load and validate the bank", min(reading) * 1e3, min(floor) * 1e3, "ms", min(reading) / min(floor), "at most", READ_RATIO),
        Row("the same from the cache", min(cached) * 1e3, min(floor) * 1e3, "ms", min(cached) / min(floor), "at most", 1.0),
    ]


def _lookup() -> Sequence[Row]:
    few, many = made(FEW), made(MANY)
    small, large = Search(few), Search(many)
    rows = []
    asks: tuple[tuple[str, Callable[[Search, str], object]], ...] = (
        ("look up", lambda search, query: search.find(query)), ("complete", lambda search, query: search.suggest(query, 25)))
    for name, ask in asks:
        times = [[_seconds(partial(ask, search, query)) for query in queries(terms)] for search, terms in ((small, few), (large, many))]
        one, other = (median(side) for side in times)
        rows.append(Row(f"{name}, {FEW:,} terms (median)", one * 1e3, LOOKUP_SECONDS * 1e3, "ms", one / LOOKUP_SECONDS, "at most", 1.0))
        rows.append(Row(f"{name}, {MANY:,} terms", other * 1e3, one * 1e3, "ms", other / one, "at most", GROWTH))
    return rows


def made(count: int) -> list[Term]:
    """Terms whose names are made of the words and characters of the bank's own."""
    chance = random.Random(7)
    known = load([CONTENT], checks=False).bank.terms.values()
    words = [word for term in known for word in term.name.en.split()]
    characters = [char for term in known for char in term.name.zh if "\u4e00" <= char <= "\u9fff"]

    def text(most: int) -> Text:
        return Text("".join(chance.choices(characters, k=chance.randint(2, most))),
                    " ".join(chance.choices(words, k=chance.randint(1, max(2, most // 2)))))

    return [Term(f"t-{number}", text(7), "t", text(60), aliases=("".join(chance.choices("abcdefghijklmnop", k=4)),))
            for number in range(count)]


def queries(terms: Sequence[Term]) -> list[str]:
    """Whole names, beginnings, parts, slips of the keyboard in both languages, and what nobody means."""
    chance = random.Random(11)
    found = []
    for _ in range(QUERIES // 7):
        zh, en, part, slip = (chance.choice(terms).name for _ in range(4))
        place = chance.randrange(len(slip.en))
        found += [zh.zh, en.en, zh.zh[:2], en.en[: chance.randint(1, 6)], part.en[2:9] or part.en, f"{slip.en[:place]}q{slip.en[place + 1:]}",
                  f"kubernetes {chance.randrange(100)}"]
    return found


def _seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


MEASUREMENT = Measurement(
    "bank", "read and validate content/; read it from the cache; look up and complete among 10,000 and 100,000 terms",
    "parsing the same YAML with libyaml's safe loader; 1 ms; the smaller bank", run)
