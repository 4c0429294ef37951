"""Drafts, retired questions, and questions that change after they were answered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from bot.bank.build import load
from bot.domain.bank import Bank
from bot.domain.entry import question_of, version_of
from bot.domain.schedule import Filter
from tests.house import ManualClock
from tests.scenarios.stage import reopened, reply, small_bank, stage

ONE = Filter(kinds=("single_choice",))
HOUR = timedelta(hours=1)


def bank_with(question_id: str, **fields: Any) -> Bank:
    """The small bank, its one question written otherwise."""
    bank = small_bank()
    return replace(bank, questions={**bank.questions, question_id: question_of({**bank.questions[question_id].entry, **fields})})


def pack(folder: Path, more: str) -> Path:
    """A pack with one true-or-false question that has these lines besides."""
    (folder / "questions").mkdir(exist_ok=True)
    (folder / "questions" / "gunicorn.yaml").write_text(
        "- id: own\n  kind: true_false\n  topic: gunicorn\n  difficulty: 1\n  stem: {zh: 对吗？, en: Is it?}\n  key: 'true'\n"
        f"  explanation: {{zh: 对。, en: It is.}}\n  sources: [us]\n{more}", "utf-8")
    return folder


def test_only_live_questions_are_picked() -> None:
    """A draft, a reviewed and a retired question stay in the bank, and no filter, topic list or kind list offers them."""
    for state in ("draft", "reviewed", "retired"):
        bank = bank_with("an-order", state=state)
        assert "an-order" in bank.questions
        assert "an-order" not in {one.id for one in bank.matching(Filter())}
        assert "ordering" not in bank.kinds()
    alone = Bank(small_bank().topics, {"an-order": bank_with("an-order", state="draft").questions["an-order"]})
    assert alone.askable() == {}
    assert "an-order" in {one.id for one in bank_with("an-order", state="live").matching(Filter())}


def test_a_retired_question_says_why(tmp_path: Path) -> None:
    """`retired` without a reason, a reason without `retired`, and an unknown state are faults; both together are none."""
    reason = "  retired: {zh: 过时了, en: out of date}\n"
    assert [p.code for p in load([pack(tmp_path, "  state: retired\n")], partial=True).problems] == ["schema"]
    assert [p.code for p in load([pack(tmp_path, reason)], partial=True).problems] == ["schema"]
    assert [p.line for p in load([pack(tmp_path, "  state: lively\n")], partial=True).problems] == [9]
    loaded = load([pack(tmp_path, f"  state: retired\n{reason}")], partial=True)
    assert loaded.problems == []
    found = loaded.bank.questions["own"]
    assert (found.state, found.retired and found.retired.en) == ("retired", "out of date")


def test_a_version_tells_what_is_asked_not_how_far_it_has_come() -> None:
    """Retiring a question keeps its version; another key makes another."""
    entry: Mapping[str, Any] = small_bank().questions["pick-one"].entry
    assert version_of({**entry, "state": "retired", "retired": "old"}) == version_of(entry)
    assert version_of({**entry, "key": "A"}) != version_of(entry)


async def test_an_open_round_goes_on_with_the_question_as_it_was_posted(tmp_path: Path) -> None:
    """The key changes while a round is open: later answers, the reveal and `/quiz me` use the one that was posted, and the
    answer given before keeps its result."""
    clock = ManualClock()
    async with stage(tmp_path, clock=clock) as house:
        await house.plan(filter=ONE, window=HOUR, lang="en")
        await house.advance(minutes=1)
        assert (await reply(house, "ada", "B")).tone == "correct"
    changed = bank_with("pick-one", key="A", stem={"zh": "哪一种不会飞？", "en": "Which one does not fly?"})
    async with reopened(tmp_path, clock, "x", bank=changed) as house:
        assert (await reply(house, "bob", "B")).tone == "correct"
        assert (await reply(house, "eve", "A")).tone == "wrong"
        await house.advance(hours=1)
        reveal = (await house.cards())[-1]
        key = next(letter for letter, index in zip("ABCD", (await house.round()).order, strict=True) if index == 1)
        assert reveal.title == f"The answer: {key} · swift"
        table = (await house.say("/quiz me", "ada")).table
        assert table is not None
        assert table.rows[0][1] == "Which one flies?"
        assert "correct" in table.rows[0][3]
        await house.advance(hours=23)
        assert (await reply(house, "bob", "A")).tone == "correct"


async def test_a_question_taken_out_of_the_bank_is_still_closed_and_revealed(tmp_path: Path) -> None:
    """Withdrawn while it is open, it is answered and revealed from the record."""
    clock = ManualClock()
    async with stage(tmp_path, clock=clock) as house:
        await house.plan(filter=ONE, window=HOUR, lang="en")
        await house.advance(minutes=1)
        round_ = await house.round()
    rest = {key: one for key, one in small_bank().questions.items() if key != "pick-one"}
    async with reopened(tmp_path, clock, "x", bank=replace(small_bank(), questions=rest)) as house:
        assert (await house.press(f"q1:{round_.id}:{round_.shown_letters('B')}")).tone == "correct"
        await house.advance(hours=1)
        assert len(await house.cards()) == 2
