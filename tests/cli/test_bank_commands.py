"""check, lookup, grade, question, demo: what they print, without a database."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from bot.bank import CONTENT
from tests.cli.conftest import Tiku
from tests.process import environment

BANK = "gunicorn-model-memory"


def test_check(tiku: Tiku) -> None:
    """The shipped bank has no problem; the counts are there for people and scripts."""
    found = tiku("check --json").data
    assert found["problems"] == []
    assert found["questions"] > 100
    assert tiku("check --lang zh").out == f"{found['questions']} 道题，{found['terms']} 个词条，0 个问题\n"


def test_check_of_a_bad_pack(tiku: Tiku, tmp_path: Path) -> None:
    """A bad file ends with 2 and tells where to mend it, as an editor can open it."""
    (tmp_path / "pack" / "questions").mkdir(parents=True)
    (tmp_path / "pack" / "questions" / "mine.yaml").write_text("- id: a\n  kind: numeric\n")
    said = tiku("check pack --json")
    assert said.code == 2
    assert {(p["file"], p["line"]) for p in said.data["problems"]} == {("pack/questions/mine.yaml", 1)}
    assert tiku("check pack").out.startswith("pack/questions/mine.yaml:1: schema: ")
    assert tiku("check pack/questions/mine.yaml").code == tiku("check pack/questions").code == 2


def test_a_pack_of_ones_own(tiku: Tiku, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """TIKU_CONTENT adds a pack to the bank; with a fault in it the other commands say where."""
    (tmp_path / "pack" / "terms").mkdir(parents=True)
    term = tmp_path / "pack" / "terms" / "gunicorn.yaml"
    term.write_text("- id: tiku-pack\n  name: 扩展包\n  meaning: {zh: 自己的题, en: Questions of your own}\n  sources: [us]\n")
    monkeypatch.setenv("TIKU_CONTENT", "pack")
    assert tiku("lookup 扩展包 --json").data["hits"][0]["id"] == "tiku-pack"
    term.write_text("- id: tiku-pack\n")
    said = tiku("lookup gelu")
    assert said.code == 2
    assert all(line.startswith("pack/terms/gunicorn.yaml:1: schema: ") for line in said.faults)


def test_lookup(tiku: Tiku) -> None:
    """A term comes with its hits and card; a formula is printed as it was written; an unknown one is no fault."""
    found = tiku("lookup cosine similarity --json").data
    assert found["hits"][0] == {"id": "cosine-similarity", "title": "Cosine similarity", "score": 1.0}
    assert found["card"]["title"] == "余弦相似度 · Cosine similarity"
    assert r"\dfrac{a\cdot b}{\|a\|\,\|b\|}" in tiku("lookup 余弦 --lang zh").out.replace("\n", "")
    unknown = tiku("lookup kubernetes --json")
    assert (unknown.code, unknown.data["hits"]) == (0, [])


def test_question(tiku: Tiku) -> None:
    """The list names every question; one question has the fields of its entry, typed."""
    rows = tiku("question --json").data["questions"]
    assert set(rows[0]) == {"id", "kind", "topic", "difficulty", "stem"}
    one_each = {row["kind"]: row["id"] for row in rows}
    by_kind = {kind: tiku(f"question {name} --json").data for kind, name in one_each.items()}
    for kind, found in by_kind.items():
        assert found["kind"] == kind
        assert type(found["difficulty"]) is int
        assert set(found["stem"]) == set(found["explanation"]) == {"zh", "en"}
        assert all(set(option) == {"zh", "en"} for option in found.get("options", []))
    assert type(by_kind["numeric"]["key"]) in (int, float)
    assert type(by_kind["true_false"]["key"]) is bool
    assert type(by_kind["single_choice"]["key"]) is str
    assert type(by_kind["multiple_choice"]["key"]) is type(by_kind["ordering"]["key"]) is list
    assert set(by_kind["discussion"]["rubric"]) == {"zh", "en"}
    assert "key" not in by_kind["discussion"]
    assert "✓" in tiku(f"question {BANK}").out


def test_every_tolerance_is_a_number(tiku: Tiku) -> None:
    """However an entry writes its tolerance, scripts get a number; every fifth question is tried."""
    numeric = [row["id"] for row in tiku("question --json").data["questions"] if row["kind"] == "numeric"]
    for found in (tiku(f"question {name} --json").data for name in numeric[::5]):
        for name in ("tolerance", "rel_tolerance"):
            assert type(found.get(name, 0.0)) is float


def test_grade(tiku: Tiku) -> None:
    """A response is judged with points and a reason in either language; a minus is no option."""
    single = next(row["id"] for row in tiku("question --json").data["questions"] if row["kind"] == "single_choice")
    entry = tiku(f"question {single} --json").data
    right = tiku(f"grade {single} {entry['key']} --json").data
    assert right == {"verdict": "correct", "points": 10 * entry["difficulty"], "reason": "correct"}
    assert tiku(f"grade {single} Z --json").data["verdict"] == "wrong"
    assert tiku(f"grade {BANK} -5 --json").data["points"] == 0
    assert tiku(f"grade {BANK} -5 --lang zh").out.startswith("错 · 0 分 · ")
    assert tiku(f"grade {BANK} '' --json").data["verdict"] == "unsure"
    assert tiku(f"grade {single} 我觉得是 {entry['key']} --json").data["verdict"] == "correct"


def test_demos_are_listed(tiku: Tiku) -> None:
    """Every demo has a name, a title and a usage in brackets that read well."""
    demos = tiku("demo --json").data["demos"]
    assert all(set(found) == {"name", "title", "usage"} for found in demos)
    usage = {found["name"]: found["usage"] for found in demos}
    assert usage["gelu-error"] == "gelu-error a [lo=-6] [hi=6] [n=120001]"
    assert "=]" not in "".join(usage.values())
    assert tiku("demo --json --lang zh").data["demos"][0]["title"] != demos[0]["title"]


@pytest.mark.parametrize(("words", "x"), [
    ("gelu -1", [-1.0]), ("gelu -1,2", [-1.0, 2.0]), ("gelu x=-1", [-1.0]), ("gelu --json -- -1", [-1.0]), ("gelu '-1, 2'", [-1.0, 2.0]),
])
def test_words_bind_to_a_demos_arguments(words: str, x: list[float], tiku: Tiku) -> None:
    """In order or by name; a minus, spaces and the end of options do no harm."""
    found = tiku(f"demo {words if '--json' in words else f'{words} --json'}").data
    assert set(found) == {"name", "values", "text", "alt"}
    assert found["values"]["x"] == x


def test_a_demos_picture(tiku: Tiku, tmp_path: Path) -> None:
    """`--plot` writes a PNG, wherever the option stands, and the alt text says what it shows."""
    assert tiku("demo gelu --plot one.png 1 --json").data["alt"]
    said = tiku("demo gelu 1 --plot one.png")
    assert (tmp_path / "one.png").read_bytes().startswith(b"\x89PNG\r\n")
    assert said.out.splitlines()[-1].startswith("one.png: ")
    assert all(line == line.rstrip() for line in said.out.splitlines())


def test_a_demo_without_an_answer_is_no_fault(tiku: Tiku) -> None:
    """The cosine with a zero vector is undefined: a result that says so, without NaN."""
    found = tiku("demo cosine-loss 0,0 1,2 --json")
    assert found.code == 0
    assert found.data["values"]


def piped(words: list[str], given: bytes, folder: Path) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([sys.executable, "-m", "bot", *words], input=given, capture_output=True, cwd=folder,
                          env=environment(), timeout=60)


def test_standard_input_is_one_argument(tmp_path: Path) -> None:
    """A lone dash reads the text that is piped in; a text that begins with a dash, or has lines, arrives whole."""
    done = piped(["demo", "base64", "-", "--json"], b"-a b\nc=d\n", tmp_path)
    assert done.returncode == 0
    assert b'"encoded": "LWEgYgpjPWQ="' in done.stdout
    assert b'"correct"' in piped(["grade", BANK, "-", "--json"], _key_of(BANK).encode(), tmp_path).stdout


def _key_of(question: str) -> str:
    from bot.bank.build import load

    return str(load([CONTENT], checks=False).questions[question].raw["key"])


@pytest.mark.parametrize(("given", "said"), [(b"\xff\xfe", b"not UTF-8"), (b"x" * 70_000, b"more than 64 KB")])
def test_bad_standard_input(given: bytes, said: bytes, tmp_path: Path) -> None:
    """What is no text, or too much of it, is one clear line."""
    done = piped(["demo", "base64", "-"], given, tmp_path)
    assert (done.returncode, done.stdout, done.stderr.count(b"\n")) == (2, b"", 1)
    assert said in done.stderr


def test_a_reader_that_leaves_early(tmp_path: Path) -> None:
    """When the reading end of a pipe is closed the command ends quietly."""
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run([sys.executable, "-m", "bot", "question", "--json"], stdout=writing, stderr=subprocess.PIPE, cwd=tmp_path,
                          env=environment(), timeout=60)
    os.close(writing)
    assert (done.returncode, done.stderr) == (1, b"")
