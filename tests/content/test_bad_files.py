"""Bad content: what is wrong with it, told with a code, the file and the line."""

from __future__ import annotations

import codecs
import re
import time
from datetime import date
from pathlib import Path

import pytest

import bot.bank
from bot.bank.build import Loaded, load
from bot.bank.read import MAX_BYTES, read_list

GOOD = """\
- id: one
  kind: single_choice
  topic: gunicorn
  difficulty: 2
  stem: {zh: 选哪一个？, en: Which one?}
  options: [{zh: 甲, en: alpha}, {zh: 乙, en: beta}]
  key: B
  explanation: {zh: 乙对。, en: Beta is right.}
  sources: [T1]
"""
TYPED = """\
- id: typed
  kind: short_text
  topic: gunicorn
  difficulty: 1
  stem: {zh: 谁？, en: Who?}
  key: nobody
  explanation: {zh: 没有人。, en: Nobody.}
  sources: [T1]
"""
NUMERIC = TYPED.replace("short_text", "numeric").replace("key: nobody", "key: 5")
LINES = GOOD.splitlines()


def changed(**fields: str | None) -> str:
    """GOOD with some fields written otherwise, or left out; each field stays one line."""
    kept = []
    for line in LINES:
        name = line[2:].split(":")[0]
        if name not in fields:
            kept.append(line)
        elif fields[name] is not None:
            kept.append(f"{line[:2]}{name}: {fields[name]}")
    return "\n".join(kept) + "\n"


def of(text: str | bytes, folder: Path, name: str = "gunicorn.yaml", sort: str = "questions") -> Loaded:
    """A pack of that one file, loaded and checked beside the shipped bank."""
    place = folder / sort
    place.mkdir(exist_ok=True)
    (place / name).write_bytes(text.encode() if isinstance(text, str) else text)
    return load([folder], partial=True)


BAD: dict[str, tuple[str | bytes, str, int]] = {
    # the file as YAML
    "duplicate key": (GOOD.replace("  topic: gunicorn\n", "  topic: gunicorn\n  kind: numeric\n"), "duplicate-key", 4),
    "anchor": (changed(stem="&here {zh: 选？, en: Which?}"), "yaml", 5),
    "alias bomb": ("- &a [x, x]\n- &b [*a, *a]\n- &c [*b, *b]\n", "yaml", 1),
    "alias": (changed(key="*here"), "yaml", 7),
    "tag": (changed(key="!!python/object/apply:os.system [ls]"), "yaml", 7),
    "own tag": (changed(key="!secret B"), "yaml", 7),
    "merge key": (changed(key="B\n  <<: {difficulty: 3}"), "yaml", 8),
    "100,000 brackets": ("[" * 100_000, "shape", 1),
    "100,000 brackets in a field": ("- id: deep\n  tags: " + "[" * 100_000, "yaml", 2),
    "deep but closed": ("- id: deep\n  tags: " + "[" * 30 + "]" * 30 + "\n", "yaml", 2),
    "deep with spaces": ("- id: deep\n  tags: " + "[ " * 30 + "]" * 30 + "\n", "yaml", 2),
    "deep in blocks": ("- id: deep\n" + "".join(" " * (2 + n) + "a:\n" for n in range(40)), "yaml", 13),
    "two documents": (GOOD + "---\n" + GOOD, "shape", 11),
    "not UTF-8": (GOOD.replace("Beta is right", "Beta is caf\xe9").encode("latin-1", "ignore"), "file", 8),
    "tab": (GOOD.replace("  kind", "\tkind"), "yaml", 2),
    "control character": (changed(key="\x07"), "yaml", 1),
    "unclosed quote": (changed(key="'B"), "yaml", 10),
    "unclosed map": (changed(stem="{zh: 选？, en: Which?"), "yaml", 6),
    "too large": ("# " + "x" * MAX_BYTES + "\n" + GOOD, "file", 1),
    "a map": ("id: one\nkind: numeric\n", "shape", 1),
    "a word": ("hello\n", "shape", 1),
    "a list of words": (GOOD + "- hello\n", "shape", 10),
    "a key that is a list": (GOOD + "  [a, b]: c\n", "yaml", 10),
    # the entry
    "no English": (changed(stem="{zh: 选哪一个？}"), "schema", 5),
    "empty English": (changed(stem="{zh: 选哪一个？, en: ''}"), "schema", 5),
    "a third language": (changed(stem="{zh: 选？, en: Which?, fr: Quoi?}"), "schema", 5),
    "stem is a list": (changed(stem="[a, b]"), "schema", 5),
    "no stem": (changed(stem=None), "schema", 1),
    "no kind": (changed(kind=None), "schema", 1),
    "unknown kind": (changed(kind="essay"), "schema", 2),
    "unknown field": (changed(key="B\n  hint: look"), "schema", 8),
    "another kind's field": (changed(key="B\n  tolerance: 1"), "schema", 8),
    "bad id": (changed(id="One Two"), "schema", 1),
    "difficulty in words": (changed(difficulty="hard"), "schema", 4),
    "difficulty 6": (changed(difficulty="6"), "schema", 4),
    "difficulty yes": (changed(difficulty="yes"), "schema", 4),
    "as_of in words": (changed(key="B\n  as_of: last year"), "schema", 8),
    "sources is a word": (changed(sources="T1"), "schema", 9),
    "one option": (changed(options="[{zh: 甲, en: alpha}]", key="A"), "schema", 6),
    "eleven options": (changed(options=str([f"o{n}" for n in range(11)])), "schema", 6),
    "computed_by without value": (changed(key="B\n  computed_by: {demo: gelu}"), "schema", 8),
    # the key
    "no key": (changed(key=None), "key", 1),
    "key without option": (changed(key="C"), "key", 7),
    "small letter": (changed(key="b"), "key", 7),
    "two letters": (changed(key="AB"), "key", 7),
    "equal options": (changed(options="[same, same]"), "key", 7),
    "options of a number": (NUMERIC.replace("key: 5", "key: 5\n  options: [a, b]"), "key", 6),
    "number in words": (NUMERIC.replace("key: 5", "key: lots"), "key", 6),
    "number without end": (NUMERIC.replace("key: 5", "key: inf"), "key", 6),
    "negative tolerance": (NUMERIC.replace("key: 5", "key: 5\n  tolerance: -1"), "key", 6),
    "tolerance in words": (NUMERIC.replace("key: 5", "key: 5\n  tolerance: some"), "key", 6),
    "both tolerances": (NUMERIC.replace("key: 5", "key: 5\n  tolerance: 1\n  rel_tolerance: 0.1"), "key", 6),
    "relative to nothing": (NUMERIC.replace("key: 5", "key: 0\n  rel_tolerance: 0.1"), "key", 6),
    "letters for an order": (changed(kind="ordering", key="[A]"), "key", 7),
    "a letter twice": (changed(kind="multiple_choice", key="[A, A]"), "key", 7),
    "true or maybe": (TYPED.replace("short_text", "true_false").replace("key: nobody", "key: maybe"), "key", 6),
    "empty alias": (TYPED.replace("key: nobody", "key: nobody\n  accept: ['']"), "key", 6),
    # what it refers to
    "dead topic": (changed(topic="gardening"), "dead-topic", 3),
    "dead term": (changed(key="B\n  terms: [no-such-term]"), "dead-term", 8),
    "dead demo": (changed(key="B\n  computed_by: {demo: nope, value: x, expect: B}"), "dead-demo", 8),
    "bad demo call": (changed(key="B\n  computed_by: {demo: gelu, args: {x: many}, value: exact, expect: B}"), "demo-call", 8),
    "unknown demo argument": (changed(key="B\n  computed_by: {demo: gelu, args: {z: '1'}, value: exact, expect: B}"), "demo-call", 8),
    "the same id twice": (GOOD + GOOD, "duplicate-id", 10),
    "an id of the shipped bank": (changed(id="gunicorn-model-memory"), "duplicate-id", 1),
    "no source": (changed(sources=None), "no-source", 1),
    "no month": (changed(topic="midjourney-features"), "no-as-of", 1),
    # what it says
    "garbled words": (changed(explanation="{zh: 事故循环里不要有壅闭。, en: Never block the loop.}"), "garbled", 1),
    "key in the stem": (TYPED.replace("en: Who?", "en: Is it nobody?"), "key-in-stem", 5),
    "too long": (changed(explanation="{zh: " + "长" * 1001 + ", en: long}"), "too-long", 8),
    "option too long": (changed(options="[{zh: 甲, en: " + "a" * 161 + "}, {zh: 乙, en: beta}]"), "too-long", 6),
    "open fence": (changed(stem="{zh: '```选', en: '```Which'}"), "fence", 5),
    "different code": (changed(stem="{zh: '选 ```a```', en: 'Which ```b```'}"), "code-differs", 5),
    "no Chinese": (changed(stem="{zh: Which of them?, en: Which one?}"), "not-chinese", 5),
    "Chinese in English": (changed(explanation="{zh: 乙对。, en: 是 B 对。}"), "not-english", 8),
    "half-width punctuation": (changed(explanation="{zh: '甲错,乙对', en: Beta is right.}"), "punctuation", 8),
    "another number": (changed(explanation="{zh: '一共 37 种。', en: There are 38 kinds.}"), "numbers-differ", 8),
    "options written twice": (changed(options="[{zh: 雨燕飞得最快, en: The swift is the fastest}, {zh: 鸵鸟, en: 'the swift is the fastest!'}]"),
                              "option-overlap", 6),
    "a formula without an end": (changed(explanation="{zh: '$\\frac{a$ 乙对。', en: '$\\frac{a$ Beta is right.'}"), "formula", 8),
    "too many signs to escape": (changed(stem="{zh: '选 " + "<" * 480 + "', en: 'Which " + "<" * 480 + "'}"), "card-too-long", 5),
    "a known mistake": (NUMERIC.replace("{zh: 谁？, en: Who?}", "{zh: gelu_new 的常数？, en: The constant of gelu_new?}").replace(
        "key: 5", "key: 0.0356774"), "known-wrong", 6),
    "the same in one language": (GOOD + changed(id="two", stem="Which one?"), "near-duplicate", 14),
    "nearly the same question": (GOOD + changed(id="two").replace("哪一个？", "哪一个呢？"), "near-duplicate", 14),
}


@pytest.mark.parametrize(("text", "code", "line"), BAD.values(), ids=BAD.keys())
def test_bad_content_is_told_with_its_line(text: str | bytes, code: str, line: int, tmp_path: Path) -> None:
    """The fault is found, under its code, in its file and line, with a message in both languages."""
    found = of(text, tmp_path).problems
    assert (code, line) in [(problem.code, problem.line) for problem in found], [p.show("en") for p in found]
    for problem in found:
        assert problem.file.endswith("questions/gunicorn.yaml")
        assert problem.message.en
        assert "\n" not in problem.show("en")
        assert any("\u4e00" <= char <= "\u9fff" for char in problem.message.zh) or code == "key"


def test_the_pattern_of_the_table_is_sound(tmp_path: Path) -> None:
    """The entries that the table spoils have no fault of their own."""
    for text in (GOOD, TYPED, NUMERIC):
        assert of(text, tmp_path).problems == []


@pytest.mark.parametrize("text", [GOOD.encode(), codecs.BOM_UTF8 + GOOD.encode(), GOOD.replace("\n", "\r\n").encode()],
                         ids=["plain", "BOM", "CRLF"])
def test_editors_marks_do_no_harm(text: bytes, tmp_path: Path) -> None:
    """A byte-order mark and Windows line ends are read like plain text, with the same line numbers."""
    loaded = of(text, tmp_path)
    assert loaded.problems == []
    assert loaded.questions["one"].lines["key"] == 7


def test_scalars_stay_text(tmp_path: Path) -> None:
    """What YAML 1.1 would turn into something else reaches the schema as it was typed."""
    (tmp_path / "a.yaml").write_text("- [yes, No, off, 12:30, 010, 1e3, 0x1f, ~, null, 2026-11-24, .inf, 1_000]\n")
    (tmp_path / "b.yaml").write_text("- {a: yes, b: No, c: 12:30, d: 010, e: ~, f: 2026-11-24}\n")
    entries, problems = read_list(tmp_path / "b.yaml", "b.yaml")
    assert problems == []
    assert entries[0].raw == {"a": "yes", "b": "No", "c": "12:30", "d": "010", "e": "~", "f": "2026-11-24"}
    assert read_list(tmp_path / "a.yaml", "a.yaml")[1][0].code == "shape"


def test_an_octal_looking_key_is_decimal(tmp_path: Path) -> None:
    """`010` is ten to a reader, so it is ten as a key; `12:30` is not a number at all."""
    assert of(NUMERIC.replace("key: 5", "key: 010"), tmp_path).bank.questions["typed"].key == 10
    assert of(NUMERIC.replace("key: 5", "key: 12:30"), tmp_path).problems[0].code == "key"


def test_bombs_are_refused_at_once(tmp_path: Path) -> None:
    """Aliases that unfold and brackets without end cost no time and no memory."""
    bomb = "- &a0 [x]\n" + "".join(f"- &a{n} [*a{n - 1}, *a{n - 1}, *a{n - 1}]\n" for n in range(1, 60))
    began = time.perf_counter()
    for text in (bomb, "[" * 100_000, "{" * 100_000, "- " * 60_000, "? " * 60_000, "'" * 100_001):
        assert of(text, tmp_path).problems
    assert time.perf_counter() - began < 5


def test_links_are_not_followed(tmp_path: Path) -> None:
    """A symbolic link in a pack is refused, wherever it leads."""
    (tmp_path / "secret.yaml").write_text(GOOD)
    (tmp_path / "questions").mkdir()
    (tmp_path / "questions" / "link.yaml").symlink_to(tmp_path / "secret.yaml")
    assert [(p.code, p.line) for p in load([tmp_path], partial=True).problems] == [("file", 1)]


def test_files_that_would_be_overlooked_are_told(tmp_path: Path) -> None:
    """A wrong ending, an empty folder and a missing one are faults, not silence."""
    assert of(GOOD, tmp_path, "gunicorn.yml").problems[0].message.en == "name it .yaml: other files are not read"
    (tmp_path / "empty").mkdir()
    assert load([tmp_path / "empty"]).problems[0].code == "file"
    assert load([tmp_path / "missing"]).problems[0].code == "file"


BAD_TERMS = [
    ("- {id: t, name: 词, meaning: {zh: 义, en: m}, topic: gunicorn, sources: [T1], questions: [nope]}\n", "dead-question", 1),
    ("- id: t\n  name: 词\n  meaning: {zh: 义, en: m}\n  sources: [T1]\n  demo: {name: nope}\n", "dead-demo", 5),
    ("- id: t\n  name: 词\n  meaning: {zh: 义, en: m}\n  sources: [T1]\n  demo: {name: gelu, args: {x: '99'}}\n", "demo-call", 5),
    ("- id: t\n  name: 词\n  meaning: {zh: 义, en: m}\n", "no-source", 1),
    ("- id: t\n  name: 词\n  colour: red\n  meaning: {zh: 义, en: m}\n", "schema", 3),
    ("- id: gunicorn-server\n  name: 词\n  meaning: {zh: 义, en: m}\n  sources: [T1]\n", "duplicate-id", 1),
    ("- id: t\n  name: 词\n  meaning: {zh: 义, en: m}\n  sources: [T1]\n  misconception: {zh: 哀求来了, en: x}\n", "garbled", 1),
]


@pytest.mark.parametrize(("text", "code", "line"), BAD_TERMS)
def test_bad_terms(text: str, code: str, line: int, tmp_path: Path) -> None:
    """Terms have faults of their own, told the same way."""
    found = of(text, tmp_path, sort="terms").problems
    assert (code, line) in [(problem.code, problem.line) for problem in found], [p.show("en") for p in found]


def spread(letters: str) -> str:
    """One single choice for each letter; the stems have nothing in common."""
    return "".join(changed(id=f"q{n}", key=letter, stem=f"{{zh: 第{n}题{chr(0x4E00 + n * 40) * 12}, en: {chr(97 + n % 26) * 40}{n}}}")
                   for n, letter in enumerate(letters))


def test_keys_must_be_spread_over_the_letters(tmp_path: Path) -> None:
    """From twenty single choices on, no letter holds more than forty percent; fewer questions prove nothing."""
    options = "options: [{zh: 甲, en: alpha}, {zh: 乙, en: beta}, {zh: 丙, en: gamma}]"

    def found(letters: str) -> list[str]:
        text = spread(letters).replace(LINES[5].strip(), options)
        return [p.code for p in of(text, tmp_path).problems if p.code == "key-position"]

    assert found("ABC" * 7) == []
    assert found("B" * 8 + "ACAC" * 3) == []
    assert found("B" * 9 + "ACAC" * 3) == ["key-position"]
    assert found("B" * 19) == []


def bank_of(*kinds: str, more: str = "") -> str:
    """One question for each kind, with stems that have nothing in common."""
    plain = {"numeric": NUMERIC, "short_text": TYPED, "true_false": TYPED.replace("short_text", "true_false").replace("nobody", "'true'")}
    return "".join(
        plain[kind].replace("id: typed", f"id: q{n}").replace("sources: [T1]\n", f"sources: [T1]\n{more}").replace(
            "{zh: 谁？, en: Who?}", f"{{zh: {chr(0x4E00 + n * 37) * 9}？, en: {chr(97 + n % 26) * (5 + n)}?}}")
        for n, kind in enumerate(kinds))


def test_keys_must_not_be_the_longest_option(tmp_path: Path) -> None:
    """From twenty single choices on, the key is the longest option in less than half of them, in either language."""
    long_b = "options: [{zh: 甲, en: alpha}, {zh: 乙乙乙, en: beta}, {zh: 丙, en: gamma}]"

    def found(letters: str) -> list[str]:
        return [p.code for p in of(spread(letters).replace(LINES[5].strip(), long_b), tmp_path).problems if p.code == "key-length"]

    assert found("B" * 9 + "ACACACACACAC") == []
    assert found("B" * 10 + "ACACACACACA") == ["key-length"]
    assert found("B" * 19) == []


def test_a_bank_is_mixed(tmp_path: Path) -> None:
    """From a hundred questions on no kind has more than 40 percent, and too few computed keys are a warning."""
    even = ("numeric", "short_text", "true_false") * 33
    loaded = of(bank_of(*even, "numeric"), tmp_path)
    assert [p.code for p in loaded.problems] == []
    assert [p.code for p in loaded.warnings] == ["computed-share"]
    loaded = of(bank_of(*even[:90], *("numeric",) * 12), tmp_path)
    assert [p.code for p in loaded.problems] == ["kind-share"]
    assert of(bank_of(*("numeric",) * 99), tmp_path).warnings == []


def test_what_is_old_is_a_warning(tmp_path: Path) -> None:
    """A month more than a year ago is told, for live questions only, and only to who says what day it is."""
    (tmp_path / "questions").mkdir()

    def found(today: date | None, more: str = "") -> list[tuple[str, int]]:
        (tmp_path / "questions" / "gunicorn.yaml").write_text(changed(key=f"B\n  as_of: 2025-11{more}"), "utf-8")
        loaded = load([tmp_path], partial=True, today=today)
        assert loaded.problems == []
        return [(p.code, p.line) for p in loaded.warnings]

    assert found(date(2026, 11, 30)) == []
    assert found(date(2026, 12, 1)) == [("old", 8)]
    assert found(date(2026, 12, 1), "\n  state: draft") == []
    assert found(None) == []


CALL = "computed_by: {demo: gelu, args: {x: '1'}, value: exact"
PRINTS = TYPED.replace("short_text", "code_output").replace(
    "stem: {zh: 谁？, en: Who?}", r'stem: "What is printed? 打印什么？\n\n```python\nCODE\n```"')
RUNS = {
    "another value": (NUMERIC.replace("key: 5", f"key: 5\n  {CALL}}}"), "computed", 7),
    "no such value": (NUMERIC.replace("key: 5", f"key: 5\n  {CALL.replace('exact', 'nope')}}}"), "computed", 7),
    "another value than expected": (changed(key=f"B\n  {CALL}, expect: '2'}}"), "computed", 8),
    "a letter without a value": (changed(key=f"B\n  {CALL}}}"), "computed", 8),
    "another output": (PRINTS.replace("CODE", "print(6 * 7)"), "output", 6),
    "a program that fails": (PRINTS.replace("CODE", "raise SystemExit('no')"), "output", 6),
    "a program without an end": (PRINTS.replace("CODE", "import time; time.sleep(60)"), "output", 6),
}


@pytest.mark.parametrize(("text", "code", "line"), RUNS.values(), ids=RUNS.keys())
def test_what_only_running_can_tell(text: str, code: str, line: int, tmp_path: Path) -> None:
    """A demo or a program that does not yield the key is told with `run`, and only then."""
    assert of(text, tmp_path).problems == []
    assert [(p.code, p.line) for p in load([tmp_path], partial=True, run=True).problems] == [(code, line)]


def test_what_runs_well_is_no_fault(tmp_path: Path) -> None:
    """A program that prints the key, and a demo that gives it."""
    good = PRINTS.replace("CODE", "print('no' + 'body')") + changed(key=f"B\n  {CALL}, expect: '0.8413447460685429'}}")
    assert of(good, tmp_path).problems == []
    assert load([tmp_path], partial=True, run=True).problems == []


APART = {"comment", "key-position", "key-length", "kind-share", "computed-share", "old", "computed", "output"}
"""Codes with a test of their own."""


def test_every_code_has_a_row() -> None:
    """No rule of the reader or of a check goes without an example of what it finds."""
    source = "".join(path.read_text("utf-8") for path in Path(bot.bank.__file__).parent.rglob("*.py"))
    codes = set(re.findall(r'(?:problem\(|yield |ReadError\([^,\n]+, |Problem\([^,\n]+, 1, )"([a-z]+(?:-[a-z]+)*)"', source))
    shown = {code for _, code, _ in BAD.values()} | {code for _, code, _ in BAD_TERMS} | APART
    assert len(codes) >= 20
    assert codes - shown == set()
