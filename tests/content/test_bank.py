"""The shipped bank: clean, complete, and every answer that can be computed is computed again."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest

from adapters.web.formula import formula
from bot.bank import CONTENT
from bot.bank.build import Loaded, lines, load
from bot.demo_worker import run_demo
from bot.demos import load_demo
from bot.domain.binding import bind_values
from bot.domain.kinds import kinds
from bot.domain.question import LETTERS, Question
from bot.domain.text import Text

PYTHON = re.compile(r"```python\n(.*?)```", re.DOTALL)
FENCED = re.compile(r"```.*?```|`[^`\n]*`", re.DOTALL)
MATH = re.compile(r"\$([^$\n]+)\$")
OPEN_TOPIC = "open-questions"


@cache
def shipped() -> Loaded:
    return load([CONTENT], run=True)


def questions(*names: str) -> list[Any]:
    return [pytest.param(q, id=q.id) for q in shipped().bank.questions.values() if not names or q.kind in names]


def correct(question: Question, reply: str) -> bool:
    return kinds()[question.kind].grade(question, reply).correct


def texts_of(question: Question) -> Iterator[Text]:
    yield from (question.stem, question.explanation, *question.options)
    if question.kind == "discussion":
        yield question.data if isinstance(question.data, Text) else Text.parse(shipped().questions[question.id].raw["rubric"])


def test_the_bank_is_clean() -> None:
    """No check finds anything to mend: every computed key is computed again, every snippet prints its key."""
    assert [line.en for line in lines([*shipped().problems, *shipped().warnings])] == []


def covered() -> list[str]:
    """The topics that have a question or a term; a topic may also be there for its demos alone."""
    bank = shipped().bank
    used = {entry.topic for entries in (bank.questions, bank.terms) for entry in entries.values()}
    return [topic for topic in bank.topics if topic in used and topic != OPEN_TOPIC]


def test_the_topics_of_the_bank() -> None:
    """At least twelve topics are covered, the boards of the first twelve among them."""
    assert set(covered()) >= {
        "midjourney-features", "midjourney-parameters", "activation-functions", "cnn-transformer", "cosine-loss", "l2-loss",
        "python-inheritance", "python-polymorphism", "onnx-runtime", "base64", "gunicorn", "uvicorn"}


@pytest.mark.parametrize("topic", covered())
def test_a_topic_has_enough_questions(topic: str) -> None:
    """A topic has at least six questions of at least four kinds, easy ones and hard ones."""
    found = [q for q in shipped().bank.questions.values() if q.topic == topic]
    assert len(found) >= 6
    assert len({q.kind for q in found}) >= 4
    assert min(q.difficulty for q in found) <= 2
    assert max(q.difficulty for q in found) >= 4


def test_the_open_questions_are_there() -> None:
    """Sixteen questions without a key or more: discussions with a rubric in both languages."""
    found = [q for q in shipped().bank.questions.values() if q.topic == OPEN_TOPIC]
    assert len(found) >= 16
    assert {q.kind for q in found} == {"discussion"}
    assert all(text.zh.strip() and text.en.strip() for q in found for text in texts_of(q))


def test_there_are_enough_terms() -> None:
    """Forty terms or more, and each topic that has questions has some."""
    terms = shipped().bank.terms.values()
    assert len(terms) >= 40
    assert {term.topic for term in terms} == set(covered())


@pytest.mark.parametrize("question", questions("single_choice"))
def test_single_choice(question: Question) -> None:
    """The key is right by its letter and by its text in both languages; every distractor is not."""
    for letter, option in zip(LETTERS, question.options, strict=False):
        for reply in (letter, option.zh, option.en):
            assert correct(question, reply) == (letter == question.key), reply


@pytest.mark.parametrize("question", questions("multiple_choice"))
def test_multiple_choice(question: Question) -> None:
    """Only the whole key is right: no subset, no superset, and not the other options."""
    letters = LETTERS[: len(question.options)]
    key = "".join(sorted(question.key))
    assert correct(question, key)
    for letter in letters:
        other = "".join(sorted(set(key) ^ {letter}))
        assert not other or not correct(question, other)
    rest = "".join(letter for letter in letters if letter not in key)
    assert not rest or not correct(question, rest)


@pytest.mark.parametrize("question", questions("true_false"))
def test_true_false(question: Question) -> None:
    """The key's side is right in both languages, the other side is not."""
    for side, words in ((True, ("true", "对", "A")), (False, ("false", "错", "B"))):
        for word in words:
            assert correct(question, word) == (side == question.key), word


@pytest.mark.parametrize("question", questions("ordering"))
def test_ordering(question: Question) -> None:
    """The key's order is right; backwards, or with two neighbours swapped, it is not."""
    key = list(question.key)
    assert correct(question, "".join(key))
    assert not correct(question, "".join(reversed(key)))
    for at in range(len(key) - 1):
        swapped = [*key[:at], key[at + 1], key[at], *key[at + 2:]]
        assert not correct(question, "".join(swapped))


@pytest.mark.parametrize("question", questions("numeric"))
def test_numeric(question: Question) -> None:
    """The key is right, with its unit too; numbers clearly beside it, and its negative, are not."""
    raw = shipped().questions[question.id].raw
    assert correct(question, raw["key"])
    if "unit" in raw:
        unit = Text.parse(raw["unit"])
        assert correct(question, f"{raw['key']} {unit.zh}")
        assert correct(question, f"{raw['key']} {unit.en}")
    value = float(question.key)
    for wrong in (value * 1.5 + 1, value * 0.5 - 1, -value if value else 1.0):
        assert not correct(question, repr(wrong)), wrong


@pytest.mark.parametrize("question", questions("short_text", "code_output"))
def test_typed(question: Question) -> None:
    """The key and every alias are right; the topic's name and a shrug are not."""
    raw = shipped().questions[question.id].raw
    aliases = [side for alias in raw.get("accept", []) for side in (Text.parse(alias).zh, Text.parse(alias).en)]
    for reply in (question.key.zh, question.key.en, *aliases):
        assert correct(question, reply), reply
    for reply in (question.topic, "?", "I don't know", "不知道"):
        assert not correct(question, reply), reply


def formulas() -> list[Any]:
    bank = shipped().bank
    sides = [(q.id, side) for q in bank.questions.values() for text in texts_of(q) for side in (text.zh, text.en)]
    sides += [(t.id, side) for t in bank.terms.values() for side in (
        t.formula, t.meaning.zh, t.meaning.en, *((t.misconception.zh, t.misconception.en) if t.misconception else ()))]
    found = dict.fromkeys((name, latex) for name, side in sides for latex in MATH.findall(FENCED.sub("", side)))
    return [pytest.param(latex, id=f"{name}: {latex[:40]}") for name, latex in found]


def test_every_formula_converts() -> None:
    """Each formula of the bank becomes MathML; there are formulas at all."""
    failed = [param.id for param in formulas() if not formula(param.values[0]).startswith("<math")]
    assert failed == []
    assert len(formulas()) > 100


@pytest.mark.parametrize("term", [pytest.param(t, id=t.id) for t in shipped().bank.terms.values() if t.demo])
def test_a_terms_demo_runs(term: Any) -> None:
    """What the button under a term runs gives numbers and a sentence in both languages."""
    demo = load_demo(term.demo.name)
    for lang in ("zh", "en"):
        answer = run_demo(demo, bind_values(demo.params, term.demo.args), lang, plot=False)
        assert answer.values
        assert answer.card.body
