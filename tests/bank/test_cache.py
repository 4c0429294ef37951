"""The cache of the bank: the same bank, never an old or a foreign one."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from bot.bank import CONTENT
from bot.bank.build import load
from bot.bank.cache import cached_bank, digest
from tests.bank.test_packs import pack


def test_a_cached_bank_is_the_same(tmp_path: Path) -> None:
    """Read from the cache the shipped bank equals the one read from its files, in the same order, versions included."""
    first, problems = cached_bank([CONTENT], tmp_path)
    path, = tmp_path.iterdir()
    assert problems == []
    again, _ = cached_bank([CONTENT], tmp_path)
    assert first == again == load([CONTENT], checks=False).bank
    assert list(again.questions) == list(first.questions)
    assert [one.version for one in again.questions.values()] == [one.version for one in first.questions.values()]
    # What is read is really the cache: a title changed there is seen.
    path.write_text(path.read_text("utf-8").replace("余弦相似度", "余弦相似的度"), "utf-8")
    assert cached_bank([CONTENT], tmp_path)[0].terms["cosine-similarity"].name.zh == "余弦相似的度"


def test_any_change_of_the_content_is_another_digest(tmp_path: Path) -> None:
    """A file that changed, came, went or became a link is noticed, though size and time may be the same."""
    mine = pack(tmp_path / "mine")
    term = mine / "terms" / "own.yaml"
    seen = {digest([mine])}
    before = term.stat()
    term.write_text(term.read_text("utf-8").replace("zygote", "zagote"), "utf-8")
    os.utime(term, ns=(before.st_atime_ns, before.st_mtime_ns))
    seen.add(digest([mine]))
    (mine / "terms" / "more.yaml").write_text("[]\n", "utf-8")
    seen.add(digest([mine]))
    (mine / "terms" / "more.yaml").rename(mine / "terms" / "less.yaml")
    seen.add(digest([mine]))
    (mine / "terms" / "less.yaml").unlink()
    (tmp_path / "elsewhere").write_text("[]\n", "utf-8")
    (mine / "terms" / "less.yaml").symlink_to(tmp_path / "elsewhere")
    seen.add(digest([mine]))
    seen.add(digest([mine, CONTENT]))
    assert len(seen) == 6


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b"{}", b"\xff\xfe", b"[" * 100_000, b'{"topics": 3}',
                                  b'{"topics": [], "terms": [], "questions": [{"id": "x"}]}',
                                  b'{"topics": [], "terms": [["t", 5]], "questions": []}'])
def test_a_spoilt_cache_is_ignored(body: bytes, tmp_path: Path) -> None:
    """Cut off, empty, foreign or absurd: the files are read instead, and the cache is written anew."""
    mine, folder = pack(tmp_path / "mine"), tmp_path / "cache"
    good, _ = cached_bank([mine], folder)
    path, = folder.iterdir()
    whole = json.loads(path.read_bytes())
    path.write_bytes(body)
    assert cached_bank([mine], folder)[0] == good
    assert json.loads(path.read_bytes()) == whole


def test_a_bad_bank_is_not_kept(tmp_path: Path) -> None:
    """Content with a fault is told each time, and without a place to write to there is simply no cache."""
    mine = pack(tmp_path / "mine", manifest="- no map\n")
    for _ in range(2):
        assert [problem.code for problem in cached_bank([mine], tmp_path / "cache")[1]] == ["shape"]
    assert not (tmp_path / "cache").exists()
    good = pack(tmp_path / "good")
    (tmp_path / "file").write_text("")
    for folder in (None, tmp_path / "file", tmp_path / "file" / "below"):
        assert list(cached_bank([good], folder)[0].terms) == ["own-term"]


def test_old_caches_go(tmp_path: Path) -> None:
    """Each set of packs has its cache, and only the newest few stay."""
    for number in range(7):
        cached_bank([pack(tmp_path / f"p{number}")], tmp_path / "cache")
    assert len(list((tmp_path / "cache").iterdir())) == 4
