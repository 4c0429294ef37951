"""Packs: the manifest, new questions, and a running bot that takes up what changed."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from bot.bank import CONTENT
from bot.bank.build import load
from bot.bank.skeleton import append, fresh_id, skeleton
from bot.bank.watch import Watch, fingerprint
from bot.domain.bank import Bank
from bot.domain.kinds import kinds
from bot.domain.search import Search
from tests.scenarios.process import Bot, environment, free_port, tiku

MANIFEST = "# ours\nname: {zh: 我们的题, en: Ours}\nauthor: The team\nlicence: CC BY 4.0\nlanguages: [zh, en]\n"
TERM = "- id: own-term\n  name: {zh: 自家词, en: WORD}\n  topic: gunicorn\n  meaning: {zh: 一个词。, en: A word.}\n  sources: [us]\n"


def pack(folder: Path, word: str = "zygote", manifest: str = MANIFEST) -> Path:
    """A pack with one term of that English name."""
    (folder / "terms").mkdir(parents=True, exist_ok=True)
    (folder / "pack.yaml").write_text(manifest, "utf-8")
    (folder / "terms" / "own.yaml").write_text(TERM.replace("WORD", word), "utf-8")
    return folder


def test_a_manifest_is_read(tmp_path: Path) -> None:
    """Name, author, licence and languages of a pack are known; the shipped content has a manifest too."""
    loaded = load([pack(tmp_path)], partial=True)
    assert loaded.problems == []
    found, = loaded.packs
    assert (found.name.zh, found.author, found.licence, found.languages) == ("我们的题", "The team", "CC BY 4.0", ["zh", "en"])
    assert [found.licence for found in load([CONTENT], checks=False).packs] == ["MIT"]


@pytest.mark.parametrize(("old", "new", "code", "line"), [
    ("author: The team\n", "", "schema", 2), ("licence:", "license:", "schema", 4), ("[zh, en]", "[zh, fr]", "schema", 5),
    ("[zh, en]", "[]", "schema", 5), ("author: The team", "author: *team", "yaml", 3), (MANIFEST, "- a list\n", "shape", 1),
    (MANIFEST, "", "shape", 1), ("author: The team", "name: again", "duplicate-key", 3),
])
def test_a_bad_manifest_is_told_with_its_line(old: str, new: str, code: str, line: int, tmp_path: Path) -> None:
    """Missing, unknown and impossible fields, and what is no map, are told where they stand."""
    problems = load([pack(tmp_path, manifest=MANIFEST.replace(old, new))], partial=True).problems
    assert (code, line) in [(problem.code, problem.line) for problem in problems], [p.show("en") for p in problems]
    assert {Path(problem.file).name for problem in problems} == {"pack.yaml"}


def test_a_skeleton_of_every_kind_passes_the_check(tmp_path: Path) -> None:
    """A new question of any kind is a draft without a fault, also several in one file, and is not posted."""
    path = tmp_path / "questions" / "midjourney-features.yaml"
    taken: list[str] = []
    for kind in kinds():
        taken.append(fresh_id("midjourney-features", taken))
        line = append(path, skeleton("midjourney-features", kind, taken[-1], date(2026, 11, 24)))
        assert path.read_text("utf-8").split("\n")[line - 1] == f"- id: {taken[-1]}"
    loaded = load([tmp_path], partial=True, run=True, today=date(2026, 11, 24))
    assert [problem.show("en") for problem in loaded.problems] == []
    assert list(loaded.bank.questions) == taken
    assert list(loaded.bank.live()) == []


def test_question_new(tmp_path: Path) -> None:
    """`tiku question new` writes into the pack, says where, and takes a fresh id; a wrong topic or kind writes nothing."""
    said = json.loads(tiku(tmp_path, "question", "new", "base64", "numeric", "--pack", "mine", "--json").stdout)
    assert said == {"id": "base64-new", "file": "mine/questions/base64.yaml", "line": 1}
    again = tiku(tmp_path, "question", "new", "base64", "ordering", TIKU_CONTENT="mine")
    assert "mine/questions/base64.yaml:14: base64-new-2" in again.stdout
    assert tiku(tmp_path, "check", "mine").returncode == 0
    seen = tiku(tmp_path, "question", "base64-new", "--json", TIKU_CONTENT="mine")
    assert json.loads(seen.stdout)["state"] == "draft"
    for words in (("gardening", "numeric"), ("base64", "essay"), ("base64",), ("base64", "numeric", "more")):
        assert tiku(tmp_path, "question", "new", *words, "--pack", "none").returncode == 2
    assert not (tmp_path / "none").exists()


class TickingClock:
    """A clock whose sleepers wake one turn at a time, after something was changed for them to see."""

    def __init__(self) -> None:
        self.turns: asyncio.Queue[None] = asyncio.Queue()
        self.asleep = asyncio.Event()

    def now(self) -> datetime:
        return datetime(2026, 11, 24, tzinfo=UTC)

    async def sleep_until(self, instant: datetime) -> None:
        self.asleep.set()
        await self.turns.get()

    async def turn(self, times: int = 1) -> None:
        """Let the sleeper wake, and wait until it sleeps again."""
        for _ in range(times):
            self.asleep.clear()
            self.turns.put_nowait(None)
            await self.asleep.wait()


async def test_a_good_change_is_taken_up_and_a_bad_one_is_not(tmp_path: Path) -> None:
    """A change is read when two looks saw the same; a bank with a fault leaves the old one in use until it is mended."""
    mine, clock = pack(tmp_path), TickingClock()
    taken: list[tuple[Bank, Search]] = []
    packs = [CONTENT, mine]
    watching = asyncio.ensure_future(Watch(packs, fingerprint(packs), clock, lambda *both: taken.append(both)).run())
    pack(mine, "zygotic")  # before its first look: between reading the bank and being ready
    await clock.asleep.wait()
    await clock.turn()
    assert taken == []
    await clock.turn()
    assert len(taken) == 1
    assert taken[0][1].find("zygotic")[0].term.id == "own-term"
    (mine / "terms" / "own.yaml").write_text("- id: own-term\n", "utf-8")
    await clock.turn(3)
    (mine / "terms" / "own.yaml").unlink()
    await clock.turn(3)
    assert len(taken) == 1, "an empty folder is a fault too"
    pack(mine, "zoology")
    await clock.turn(2)
    assert [bank.terms["own-term"].name.en for bank, _ in taken] == ["zygotic", "zoology"]
    watching.cancel()
    await asyncio.gather(watching, return_exceptions=True)


async def logged(process: subprocess.Popen[str], event: str) -> str:
    """The next line of the log with that event, within 60 s."""
    assert process.stderr is not None
    while event not in (line := await asyncio.wait_for(asyncio.to_thread(process.stderr.readline), 60)):
        assert line, "the bot has ended"
    return line


async def test_a_running_bot_takes_up_a_changed_pack(tmp_path: Path) -> None:
    """The real process: a changed term is found; a bad file is refused with file and line, and what was there goes on; the next
    start reads the cache."""
    mine, port = pack(tmp_path / "mine"), free_port()
    settings = environment(tmp_path, port, TIKU_CONTENT="mine", XDG_CACHE_HOME=str(tmp_path / "cache"), TIKU_LOG_LEVEL="info")
    process = subprocess.Popen([sys.executable, "-m", "bot", "run", "--only", "web"], cwd=tmp_path, text=True, env=settings,
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    bot = Bot(process, port)
    try:
        assert process.stdout is not None
        assert "ready" in await asyncio.wait_for(asyncio.to_thread(process.stdout.readline), 40)
        assert "zygote" in bot.say("/lookup", "zygote")["title"]
        pack(mine, "zygotic")
        assert "terms=" in await logged(process, "content_reloaded")
        assert "zygotic" in bot.say("/lookup", "zygotic")["title"]
        (mine / "terms" / "own.yaml").write_text("- id: own-term\n", "utf-8")
        assert "mine/terms/own.yaml:1: schema: " in await logged(process, "content_refused")
        await logged(process, "content_kept")
        assert "zygotic" in bot.say("/lookup", "zygotic")["title"]
    finally:
        process.terminate()
        process.communicate(timeout=60)
    assert len(list((tmp_path / "cache" / "tiku").glob("bank-*.json"))) == 1
