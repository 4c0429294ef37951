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
        assert [field.name for field in draft.fields] == ["Channel", "When", "Topic", "The next dates"]
        assert draft.fields[0].channel == CHANNEL
        assert draft.fields[3].value.startswith("2026-11-24 09:05")
        await house.advance(hours=1)
        assert await house.cards() == []
        await house.press(draft.buttons[0].action, manager=True)
        await house.advance(days=1)
        assert len(await house.cards()) == 1


async def test_the_form_asks_for_all_of_it_and_knows_what_can_be_known(tmp_path: Path) -> None:
    """Channel, time, zone, topics and language; filled with this channel, and with what the command said already."""
    async with stage(tmp_path) as house:
        form = (await house.say("quiz setup tz=Berlin days=mon-fri", manager=True)).form
        assert form is not None
        assert [(item.name, item.style, item.value) for item in form.inputs] == [
            ("channel", "channel", "general"), ("at", "line", "09:00 mon-fri"), ("tz", "line", "Europe/Berlin"), ("topic", "many", ""),
            ("lang", "one", "both")]
        chinese = (await house.press("setup1:", manager=True, lang="zh")).form
        assert chinese is not None
        assert [item.value for item in chinese.inputs if item.name == "tz"] == ["Asia/Shanghai"]


async def test_a_form_in_one_channel_sets_up_another(tmp_path: Path) -> None:
    """The channel is picked in the form; one of another tenant is refused."""
    async with stage(tmp_path) as house:
        values = {"at": "09:05 mon-fri", "tz": "北京", "topic": "stars", "lang": "en"}
        draft = await house.press("setup2:", manager=True, values={**values, "channel": "elsewhere"})
        await house.press(draft.buttons[0].action, manager=True)
        [plan] = await house.tenant().schedules()
        assert (plan.channel, plan.zone, plan.days, plan.state) == ("web:local:elsewhere", "Asia/Shanghai", "mon-fri", "active")
        refused = await house.press("setup2:", manager=True, values={**values, "channel": "web:other:general"})
        assert refused.tone == "error"


async def test_an_unknown_zone_is_answered_with_those_that_may_be_meant(tmp_path: Path) -> None:
    """One press takes the nearest, another brings the form as it was filled in: nothing is typed twice."""
    async with stage(tmp_path) as house:
        typed = {"channel": "general", "at": "09:05 mon", "tz": "Shangai", "topic": "stars", "lang": "en"}
        refused = await house.press("setup2:", manager=True, values=typed)
        assert refused.private
        assert "Shangai" in refused.body
        assert refused.buttons[0].label == "Asia/Shanghai"
        again = (await house.press(refused.buttons[-1].action, manager=True)).form
        assert again is not None
        assert {item.name: item.value for item in again.inputs} == typed
        draft = await house.press(refused.buttons[0].action, manager=True)
        assert draft.fields[1].value == "09:05 Asia/Shanghai · mon"
        await house.press(draft.buttons[0].action, manager=True)
        assert [plan.state for plan in await house.tenant().schedules()] == ["active"]
        assert "Only managers" in (await house.press(refused.buttons[0].action)).body


async def test_every_mistake_in_the_form_can_be_mended(tmp_path: Path) -> None:
    """A time that is none, no zone at all, a day that is none: what is wrong, and the form with what was typed."""
    async with stage(tmp_path) as house:
        for wrong, named in (({"at": "9 o'clock"}, "at"), ({"tz": ""}, "tz"), ({"at": "09:00 someday"}, "days"), ({"at": ""}, "at")):
            typed = {"channel": "general", "at": "09:05", "tz": "UTC", "topic": "", "lang": "zh"} | wrong
            told = await house.press("setup2:", manager=True, values=typed)
            assert told.tone == "error"
            assert told.data is not None
            assert told.data["error"]["param"] == named
            again = (await house.press(told.buttons[-1].action, manager=True)).form
            assert again is not None
            assert {item.name: item.value for item in again.inputs} == typed
        assert await house.tenant().schedules() == []


async def test_a_time_may_be_written_as_people_write_it(tmp_path: Path) -> None:
    """With words and spaces of its own, with days behind it or without."""
    async with stage(tmp_path) as house:
        for written, shown in (("9 pm", "21:00 UTC · daily"), ("9:05 pm mon,wed", "21:05 UTC · mon,wed"), ("21:05 mon-fri", "21:05 UTC · mon-fri")):
            values = {"channel": "general", "at": written, "tz": "utc", "topic": "", "lang": "en"}
            assert (await house.press("setup2:", manager=True, values=values)).fields[1].value == shown


async def test_the_form_leaves_alone_what_it_does_not_ask(tmp_path: Path) -> None:
    """A schedule's verdict policy, window and difficulty outlive a change of its time."""
    async with stage(tmp_path) as house:
        await house.say("schedule set 09:00 Asia/Shanghai verdict=at_reveal window=2h", manager=True)
        await house.press("setup2:", manager=True, values={"channel": "general", "at": "10:00", "tz": "UTC", "topic": "", "lang": "en"})
        [plan] = await house.tenant().schedules()
        assert (f"{plan.at:%H:%M}", plan.verdict, str(plan.window)) == ("10:00", "at_reveal", "2:00:00")


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
        assert [item.value for item in again.inputs[:2]] == ["other", "09:05"]


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
