"""The first steps in a new place: the greeting, one form, the preview, Start; and forms that are asked for by a press."""

from __future__ import annotations

from pathlib import Path

from bot.suggest import Suggester
from tests.house import CHANNEL
from tests.scenarios.stage import stage


async def test_setting_up_asks_once_shows_what_comes_and_starts(tmp_path: Path) -> None:
    """Nothing is posted before Start; then the first question comes at its time."""
    async with stage(tmp_path) as house:
        hello = await house.press("hello1:")
        form = (await house.press(hello.buttons[0].action, manager=True)).form
        assert form is not None
        assert len(form.inputs) == 5
        draft = await house.press(form.action, manager=True, values={"at": "09:05", "tz": "Asia/Shanghai", "topic": "stars", "lang": "en"})
        assert [field.name for field in draft.fields] == ["When", "Topic", "The next dates"]
        assert draft.fields[2].value.startswith("2026-11-24 09:05")
        await house.advance(hours=1)
        assert await house.cards() == []
        await house.press(draft.buttons[0].action, manager=True)
        await house.advance(days=1)
        assert len(await house.cards()) == 1


async def test_the_preview_shows_the_question_that_comes_and_not_its_key(tmp_path: Path) -> None:
    """The stem is that of the first post; right or wrong is told by nothing."""
    async with stage(tmp_path) as house:
        draft = await house.say("quiz setup 09:05 Asia/Shanghai lang=en", manager=True)
        await house.press(draft.buttons[0].action, manager=True)
        await house.advance(minutes=10)
        first = (await house.cards())[0]
        assert first.body.split("\n\n")[0] in draft.body
        assert "sagittarius" not in draft.body


async def test_setting_up_again_changes_a_running_schedule_without_stopping_it(tmp_path: Path) -> None:
    """What runs goes on running at the new time; there is no second Start."""
    async with stage(tmp_path) as house:
        plan = await house.plan()
        changed = await house.say("quiz setup 10:00 Asia/Shanghai lang=en", manager=True)
        kept = await house.quiz.store.tenant("web:local").schedules(CHANNEL)
        assert [(one.id, one.state, f"{one.at:%H:%M}") for one in kept] == [(plan.id, "active", "10:00")]
        assert [button.action for button in changed.buttons] == ["setup1:"]


async def test_set_up_is_for_managers_and_for_this_tenant(tmp_path: Path) -> None:
    """A member is refused; a channel or a draft of another tenant cannot be reached from here."""
    async with stage(tmp_path) as house:
        assert "Only managers" in (await house.press("setup1:")).body
        draft = await house.say("quiz setup 09:05 Asia/Shanghai lang=en", manager=True)
        refused = await house.press(draft.buttons[0].action, manager=True, channel="web:elsewhere:general")
        assert refused.tone == "error"
        for channel in ("web:elsewhere:general", ":", "x:"):
            told = await house.say(f"quiz setup 09:05 Asia/Shanghai channel={channel}", manager=True)
            assert told.tone == "error"


async def test_another_channel_can_be_set_up_from_here(tmp_path: Path) -> None:
    """Named in the command, it is kept through form, preview and Start."""
    async with stage(tmp_path) as house:
        form = (await house.say("quiz setup channel=#other", manager=True)).form
        assert form is not None
        draft = await house.press(form.action, manager=True, values={"at": "09:05", "tz": "Asia/Shanghai", "lang": "en"})
        assert [button.action.split(":")[0] for button in draft.buttons] == ["setup3", "setup1"]
        await house.press(draft.buttons[0].action, manager=True)
        plans = await house.quiz.store.tenant("web:local").schedules()
        assert [(plan.channel, plan.state) for plan in plans] == [("web:local:other", "active")]
        again = (await house.press(draft.buttons[1].action, manager=True)).form
        assert again is not None
        assert again.inputs[0].value == "09:05"


async def test_a_press_on_a_typed_question_brings_its_form(tmp_path: Path) -> None:
    """A platform without memory asks again: open, the form; answered, what was answered; closed, that it is."""
    async with stage(tmp_path) as house:
        bank = house.quiz.bank
        house.quiz.bank = type(bank)(bank.topics, {"a-number": bank.questions["a-number"]}, bank.terms)
        await house.plan()
        await house.advance(minutes=2)
        action = (await house.cards())[0].buttons[0].action
        form = (await house.press(action)).form
        assert form is not None
        assert (form.action, form.opener) == (action, action)
        await house.press(action, values={"answer": "7919"})
        again = await house.press(action)
        assert again.form is None
        assert "7919" in [field.value for field in again.fields]
        await house.advance(days=1)
        assert "closed" in (await house.press(action)).body


async def test_the_numbers_of_a_demo_travel_in_its_button(tmp_path: Path) -> None:
    """*Change numbers* brings the form with what was computed, not with the example."""
    async with stage(tmp_path) as house:
        shown = await house.say("demo gelu 0.25")
        button = next(one for one in shown.buttons if one.form)
        form = (await house.press(button.action)).form
        assert form is not None
        assert [item.value for item in form.inputs] == ["0.25"]


async def test_arguments_of_a_demo_are_suggested_with_their_usage(tmp_path: Path) -> None:
    """What is typed comes first, then an example that works; an unknown demo has none."""
    async with stage(tmp_path) as house:
        suggest = Suggester(house.quiz)
        typed = suggest("usage:gelu", "0.3", "en")
        assert typed[0] == ("0.3", "Run: 0.3")
        assert suggest("usage:GELU ", "", "zh")[0][0] == house.quiz.demos["gelu"].example
        assert suggest("usage:nothing", "1", "en") == []
