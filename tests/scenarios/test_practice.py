"""Quiz me on this: from a demo's card to a question of the bank, answered for practice; and a fair share of demos."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from types import MappingProxyType

import pytest

from bot.app import load_bank
from bot.demos import load_demo
from bot.domain.bank import Bank
from bot.domain.card import Card
from bot.domain.lettering import shown_letters
from bot.domain.limits import ACTION
from bot.domain.practice import practice_order, questions_on
from bot.domain.round import VerdictPolicy
from bot.domain.schedule import Filter
from bot.domain.text import Lang
from tests.house import House, open_house, sqlite_url
from tests.scenarios.stage import KIND_OF, RIGHT, SECRET, WRONG, actions, raw, small_bank, stage

GRADED = sorted(set(KIND_OF) - {"a-talk"})


def leaks(card: Card) -> list[str]:
    return [word for word in SECRET if word in raw(card)]


async def practise(house: House, question: str, stored: str, member: str = "ada", lang: Lang = "en",
                   pool: str = "base64") -> Card:
    """Answer as the practice card asks: press the letter that this member sees, or send the form."""
    found = house.quiz.bank.questions[question]
    seen = shown_letters(practice_order(found, member), stored) if found.options else stored
    if found.kind in ("single_choice", "true_false"):
        return await house.press(f"pr1:{question}:{seen}:{pool}", member, lang=lang)
    return await house.press(f"pr1:{question}::{pool}", member, {"answer": seen}, lang=lang)


async def test_from_the_demo_to_the_question_and_back(tmp_path: Path) -> None:
    """The button on a demo's card asks the question that it proves; the verdict offers the computation."""
    async with stage(tmp_path) as house:
        card = await house.say("/demo base64 Man")
        assert "pq1:base64" in actions(card)
        asked = await house.press("pq1:base64")
        assert "Which one flies?" in asked.body
        assert asked.private
        assert actions(asked) == [f"pr1:pick-one:{letter}:base64" for letter in "ABCD"]
        told = await practise(house, "pick-one", "B")
        assert told.tone == "correct"
        assert actions(told) == ["run1:pick-one", "look1:swift", "pq1:base64:pick-one"]


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("question", GRADED)
async def test_every_kind_can_be_practised(tmp_path: Path, question: str, lang: Lang) -> None:
    """Right and wrong replies of every kind are told apart and explained; asking for the form tells nothing."""
    async with stage(tmp_path) as house:
        form = await house.press(f"pr1:{question}", lang=lang)
        assert leaks(form) == []
        assert form.form
        right = await practise(house, question, RIGHT[question], lang=lang)
        wrong = await practise(house, question, WRONG[question], lang=lang)
        assert right.tone == "correct"
        assert wrong.tone in ("wrong", "partly")
        assert leaks(right)
        assert leaks(wrong)


@pytest.mark.parametrize(("lang", "typed"), [("en", "birds"), ("zh", "鸟类"), ("en", "Birds"), ("zh", "swift")])
async def test_a_topic_is_practised_question_by_question(tmp_path: Path, lang: Lang, typed: str) -> None:
    """`/quiz practice` with a topic's id or title, or a term of it, asks every question of that topic once before one comes again."""
    async with stage(tmp_path) as house:
        card = await house.say(f"/quiz practice {typed}", lang=lang)
        birds = sorted(name for name in GRADED if house.quiz.bank.questions[name].topic == "birds")
        seen: list[str] = []
        for _ in birds:
            question = actions(card)[0].split(":")[1]
            seen.append(question)
            told = await practise(house, question, RIGHT[question], lang=lang, pool="@birds")
            card = await house.press(actions(told)[-1], lang=lang)
        assert sorted(seen) == birds


async def test_an_unknown_topic_is_named(tmp_path: Path) -> None:
    """One line says which topics there are."""
    async with stage(tmp_path) as house:
        card = await house.say("/quiz practice fish")
        assert card.tone == "error"
        assert "“fish”" in card.body
        assert "birds" in card.body


async def test_a_forged_pool_leads_back_to_the_topic(tmp_path: Path) -> None:
    """What stands in a button is not believed: the next question comes from the question's own topic."""
    async with stage(tmp_path) as house:
        told = await practise(house, "pick-one", "B", pool="x" * 80)
        assert actions(told)[-1] == "pq1:@birds:pick-one"


async def test_nothing_is_kept(tmp_path: Path) -> None:
    """Practice opens no round, earns no points and leaves no message in the channel."""
    async with stage(tmp_path) as house:
        for question in GRADED:
            assert (await practise(house, question, RIGHT[question])).tone == "correct"
        board = await house.say("/leaderboard all")
        assert board.table is None
        assert await house.cards() == []
        assert await house.tenant().rounds("web:local:general") == []


@pytest.mark.parametrize("verdict", ["at_once", "at_reveal"])
@pytest.mark.parametrize("question", GRADED)
async def test_an_open_question_is_not_told(tmp_path: Path, question: str, verdict: VerdictPolicy) -> None:
    """What is open in the channel is neither asked nor judged for practice, whatever is sent; after the close it is."""
    async with stage(tmp_path) as house:
        await house.plan(filter=Filter(kinds=(KIND_OF[question],)), window=timedelta(hours=1), verdict=verdict)
        await house.advance(minutes=1)
        for lang in ("zh", "en"):
            for reply in ("", "A", "B", RIGHT[question], WRONG[question]):
                for card in (await house.press(f"pr1:{question}:{reply}", lang=lang),
                             await house.press(f"pr1:{question}", values={"answer": reply}, lang=lang)):
                    assert card.tone == "error"
                    assert leaks(card) == []
        for name in house.quiz.demos:
            assert question not in raw(await house.press(f"pq1:{name}"))
        await house.advance(hours=1)
        assert (await practise(house, question, RIGHT[question])).tone == "correct"


async def test_what_is_open_in_another_channel_is_not_told_here(tmp_path: Path) -> None:
    """Practice and *Run it* keep quiet about a question that is open anywhere in the tenant; another tenant is free to ask."""
    async with stage(tmp_path) as house:
        for channel, kind in (("web:local:other", "single_choice"), ("web:local:third", "numeric")):
            await house.plan(filter=Filter(kinds=(kind,)), window=timedelta(hours=1), verdict="at_once", channel=channel)
        await house.advance(minutes=1)
        for action in ("pr1:pick-one:A", "pr1:pick-one", "run1:pick-one", "pr1:a-number"):
            card = await house.press(action)
            assert card.tone == "error"
            assert leaks(card) == []
            assert (await house.press(action, channel="web:elsewhere:general")).tone != "error"
        assert "pick-one" not in raw(await house.press("pq1:base64"))
        opened = await house.round("web:local:other")
        await house.press(f"q1:{opened.id}:A", channel="web:local:other")
        assert (await house.press("pr1:pick-one:A")).tone != "error", "whoever has the verdict may practise anywhere"
        assert (await house.press("pr1:pick-one:A", "bob")).tone == "error"


async def test_who_has_answered_may_practise(tmp_path: Path) -> None:
    """A final answer was judged and explained already: its member may practise that question, the others may not."""
    async with stage(tmp_path) as house:
        await house.plan(filter=Filter(kinds=("numeric",)), window=timedelta(hours=1), verdict="at_once")
        await house.advance(minutes=1)
        await house.press(f"a1:{(await house.round()).id}", "ada", {"answer": "1"})
        assert (await practise(house, "a-number", "7919", "ada")).tone == "correct"
        assert (await practise(house, "a-number", "7919", "eve")).tone == "error"


@pytest.mark.parametrize("action", ["pq1:", "pq1:nothing", "pq1", "pr1:", "pr1:nothing:A", "pr1", "pr1:a-talk", "pr1:a-talk:A",
                                    "pr1:pick-many:", "pr1:a-number:", "pr1:pick-one:Z", "pr1:pick-one:A:B:C",
                                    "pq1:base64:nothing", "pq1:gelu"])
async def test_odd_actions_are_answered(tmp_path: Path, action: str) -> None:
    """A made-up action gets a polite card in the member's language."""
    async with stage(tmp_path) as house:
        for lang in ("zh", "en"):
            card = await house.press(action, lang=lang)
            assert card.private
            assert "wrong and this was not done" not in card.body


async def test_numbers_typed_with_spaces_can_be_changed_and_shared(tmp_path: Path) -> None:
    """What was typed into the form, spaces and all, is what the form shows again and what is shared with the channel."""
    async with stage(tmp_path) as house:
        ran = await house.press("df1:cosine-loss", values={"a": "1 2  3", "b": "4, 5 ,6"})
        assert ran.data
        (change,) = [button for button in ran.buttons if button.action.startswith("dp1:")]
        assert change.form
        assert {one.name: one.value for one in change.form.inputs} == {"a": "1 2 3", "b": "4, 5 ,6", "eps": "1e-8"}
        (shared,) = [action for action in actions(ran) if action.startswith("sd1:")]
        assert (await house.press(shared)).tone == "info"
        (posted,) = await house.cards()
        assert posted.table == ran.table
        assert posted.picture
        again = await house.press(change.action)
        assert again.form
        assert [one.value for one in again.form.inputs][:2] == ["1 2 3", "4, 5 ,6"]
        prompt = await house.press("df1:mj", values={"prompt": "a red cat --ar 16:9", "version": "7"})
        await house.press(next(action for action in actions(prompt) if action.startswith("sd1:")))
        assert (await house.cards())[-1].table == prompt.table


async def test_an_empty_reply_is_no_answer(tmp_path: Path) -> None:
    """A form sent empty, or a letter that is none, is asked for again and tells nothing."""
    async with stage(tmp_path) as house:
        for card in (await house.press("pr1:a-number", values={"answer": "  "}),
                     await house.press("pr1:an-order", values={"answer": "BA"})):
            assert card.tone == "error"
            assert leaks(card) == []


async def test_no_draft_is_practised(tmp_path: Path) -> None:
    """A question that is not live is neither asked nor judged."""
    bank = small_bank()
    drafts = {key: replace(one, state="draft") for key, one in bank.questions.items()}
    async with stage(tmp_path, bank=replace(bank, questions=MappingProxyType(drafts))) as house:
        assert "pq1:base64" not in actions(await house.say("/demo base64 Man"))
        for question in GRADED:
            card = await practise(house, question, RIGHT[question])
            assert card.tone == "error"
            assert leaks(card) == []


async def test_every_demo_of_the_bank_asks_all_its_questions_once(tmp_path: Path) -> None:
    """Pressing *Another one* goes through all questions of a demo before one comes again; every action fits its limit."""
    bank = load_bank([])
    async with open_house(sqlite_url(tmp_path), bank=bank) as house:
        for name, demo in house.quiz.demos.items():
            pool = questions_on(bank, demo)
            assert pool or demo.topic == "open-questions", f"{name}: only where all is open for discussion there is none"
            seen, last = [], ""
            for _ in pool:
                card = await house.press(f"pq1:{name}:{last}")
                last = actions(card)[0].split(":")[1]
                seen.append(last)
                assert all(len(action) <= ACTION for action in actions(card))
            assert sorted(seen) == sorted(one.id for one in pool)


def test_proof_before_topic() -> None:
    """A demo asks the questions it proves; one that proves none asks those of its topic."""
    bank = load_bank([])
    gelu, gd = load_demo("gelu"), load_demo("gd")
    assert all(one.computed_by and one.computed_by.demo == "gelu" for one in questions_on(bank, gelu))
    assert {one.topic for one in questions_on(bank, gd)} == {gd.topic}
    assert questions_on(Bank(), gelu) == []


async def test_members_see_different_orders(tmp_path: Path) -> None:
    """The letters are shuffled by member, and one letter means the same option from the card to the verdict."""
    question = small_bank().questions["pick-one"]
    assert len({practice_order(question, f"member-{i}") for i in range(60)}) > 12
    async with stage(tmp_path) as house:
        for member in ("ada", "bob", "eve"):
            right = shown_letters(practice_order(question, member), "B")
            assert f"**{right}.** swift" in (await house.press("pq1:base64", member)).body
            tones = {letter: (await house.press(f"pr1:pick-one:{letter}", member)).tone for letter in "ABCD"}
            assert [letter for letter, tone in tones.items() if tone == "correct"] == [right]


@pytest.mark.parametrize(("action", "values"), [
    ("df1:gelu", {"x": "1"}), ("sd1:gelu 1", {}), ("run1:pick-one", {}), ("term1:swift", {})])
async def test_demos_are_shared_out_fairly(tmp_path: Path, action: str, values: dict[str, str]) -> None:
    """After ten demos a member waits, politely in both languages, on every way to a demo; somebody else does not; time heals."""
    async with stage(tmp_path) as house:
        for _ in range(10):
            assert (await house.say("/demo gelu 1")).tone == "info"
        for lang, word in (("zh", "请过 3 秒再试"), ("en", "try again in 3 s")):
            for card in (await house.say("/demo gelu 1", lang=lang), await house.press(action, values=values, lang=lang)):
                assert (card.tone, card.private) == ("error", True)
                assert word in card.body
        assert (await house.press(action, "bob", values)).tone == "info"
        assert (await house.say("/demo")).tone == "info", "the menu computes nothing"
        assert (await house.press("pq1:base64")).tone == "question", "and neither does practice"
        house.clock.move(seconds=3)
        assert (await house.press(action, values=values)).tone == "info"


async def test_a_crowd_waits_together(tmp_path: Path) -> None:
    """Sixty demos of one tenant within the window are its share; the next member is told that everyone is at it."""
    async with stage(tmp_path) as house:
        for i in range(60):
            assert (await house.say("/demo gelu 1", f"m{i}")).tone == "info"
        assert "Everyone here" in (await house.say("/demo gelu 1", "late")).body
        assert "大家" in (await house.say("/demo gelu 1", "late", lang="zh")).body
        assert (await house.say("/demo gelu 1", "late", channel="web:other:general")).tone == "info"


async def test_fault_of_input_costs_nothing(tmp_path: Path) -> None:
    """Words that bind to no argument are corrected as often as it takes."""
    async with stage(tmp_path) as house:
        for _ in range(30):
            assert "x" in (await house.say("/demo gelu abc")).body
        assert (await house.say("/demo gelu 1")).tone == "info"


async def test_the_longest_argument_reaches_its_demo(tmp_path: Path) -> None:
    """What b64decode takes, 4,096 characters, fits the command as well."""
    async with stage(tmp_path) as house:
        card = await house.say("/demo b64decode " + "A" * 4096)
        assert card.data
        assert card.data["values"]["byte_count"] == 3072
