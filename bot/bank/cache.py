"""Cache: a start whose content files have not changed reads what the last one read, without YAML and validation.

Plain JSON, under a digest of every file and of the code that reads them: a cache that is old, cut off or foreign is not found
or not used, and can never be worse than none. It may be deleted at any time.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import bot
from bot.bank.build import Loaded, load
from bot.bank.problem import Problem
from bot.domain.bank import Bank
from bot.domain.entry import question_of, term_of, topic_of

_CODE = Path(bot.__file__).parent
_READERS = ("bank/*.py", "domain/entry.py", "domain/kinds/*.py", "domain/limits.py")
_KEPT = 4
"""Caches of other packs that may stay beside."""


def cache_folder() -> Path | None:
    """`tiku` in XDG_CACHE_HOME, else in ~/.cache; None where there is no home."""
    given = os.environ.get("XDG_CACHE_HOME", "")
    if Path(given).is_absolute():
        return Path(given) / "tiku"
    try:
        return Path.home() / ".cache" / "tiku"
    except RuntimeError:
        return None


def cached_bank(packs: Sequence[Path], folder: Path | None) -> tuple[Bank, list[Problem]]:
    """The bank of the packs, without the authors' checks, and what is wrong with it; only a good one is kept."""
    if folder is None:
        return _fresh(packs)
    path = folder / f"bank-{digest(packs)}.json"
    try:
        return _bank(json.loads(path.read_bytes())), []
    except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError):
        pass  # not there, or not ours
    loaded = load(packs, checks=False)
    if not loaded.problems:
        with contextlib.suppress(OSError):  # a read-only home only costs the next start some milliseconds
            _write(path, loaded)
    return loaded.bank, loaded.problems


def _fresh(packs: Sequence[Path]) -> tuple[Bank, list[Problem]]:
    loaded = load(packs, checks=False)
    return loaded.bank, loaded.problems


def digest(packs: Sequence[Path]) -> str:
    """32 hexadecimal digits that change with any content file of the packs, with its place, and with the code that reads it."""
    found = hashlib.blake2b(bot.__version__.encode(), digest_size=16)
    for pattern in _READERS:
        for path in sorted(_CODE.glob(pattern)):
            state = path.stat()
            found.update(f"\0{path.name}\0{state.st_mtime_ns}\0{state.st_size}".encode())
    for pack in packs:
        found.update(f"\0{pack.absolute()}\0{pack.is_dir()}".encode())
        for path in [pack] if pack.is_file() else sorted([*pack.glob("*.y*ml"), *pack.glob("questions/*"), *pack.glob("terms/*")]):
            found.update(f"\0{path.name}\0{path.parent.name}\0{path.is_symlink()}\0".encode())
            if path.is_file():
                found.update(hashlib.blake2b(path.read_bytes()).digest())
    return found.hexdigest()


def _bank(data: Any) -> Bank:
    """Raises ValueError, LookupError, TypeError or AttributeError for what no bank was written as."""
    return Bank(
        topics={raw["id"]: topic_of(raw) for raw in data["topics"]},
        questions={raw["id"]: question_of(raw) for raw in data["questions"]},
        terms={raw["id"]: term_of(raw, topic) for topic, raw in data["terms"]},
    )


def _write(path: Path, loaded: Loaded) -> None:
    data = {
        "topics": [{"id": topic.id, "title": {"zh": topic.title.zh, "en": topic.title.en}} for topic in loaded.bank.topics.values()],
        "questions": [entry.raw for entry in loaded.questions.values()],
        "terms": [(loaded.bank.terms[term_id].topic, entry.raw) for term_id, entry in loaded.terms.items()],
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.{os.getpid()}")
    part.write_text(json.dumps(data, ensure_ascii=False), "utf-8")
    part.replace(path)
    old = sorted(path.parent.glob("bank-*.json"), key=lambda other: other.stat().st_mtime, reverse=True)
    for other in old[_KEPT:]:
        other.unlink(missing_ok=True)
