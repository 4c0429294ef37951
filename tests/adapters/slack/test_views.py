"""Modals and the home tab: forms that fill themselves, mistakes told where they were made, results in place."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from adapters.slack import limits
from adapters.slack.modals import Frame, card_view, errors_in, form_view, values_of
from bot.domain.card import Card, Form, Input
from bot.domain.request import Request
from bot.domain.schedule import Filter
from bot.ports import Handle
from tests.adapters.slack.checker import faults_of_view
from tests.adapters.slack.fake import TEAM
from tests.adapters.slack.office import ADA, BO, BOSS, CHANNEL, CHEN, GENERAL, Office, open_office, words
from tests.scenarios.stage import small_bank

FRAME = Frame(GENERAL, "en")


def actions(body: Any) -> list[str]:
    return [element["action_id"] for block in body["blocks"] if block["type"] == "actions" for element in block["elements"]]


async def opened(office: Office, count: int = 1) -> dict[str, Any]:
    """The newest modal, once there are so many."""
    await office.fake.until(lambda: len(office.fake.views) >= count)
    return list(office.fake.views.values())[-1]


async def test_bare_demo_opens_a_searchable_menu(office: Office) -> None:
    """`/demo` opens a modal; its menu is searched in both languages; the pick leads to a form with an example in it."""
    assert await office.type("/demo", CHEN) is None
    view = await opened(office)
    menu = view["blocks"][-1]["element"]
    assert menu["type"] == "external_select"
    assert menu["min_query_length"] == 0

    async def typed(text: str) -> list[str]:
        found = await office.fake.deliver("interactive", {
            "type": "block_suggestion", "action_id": menu["action_id"], "block_id": "name", "value": text, "team": {"id": TEAM},
            "user": {"id": CHEN}, "view": view, "container": {"type": "view"}})
        return [option["value"] for option in found["options"]]

    assert "gelu" in await typed("")
    assert (await typed("gelu"))[0] == "gelu"
    assert "cosine-loss" in await typed("余弦")
    assert "cosine-loss" in await typed("cosine")
    assert await typed("zzzz") == []
    form = (await office.submit(view, {"name": "onnx"}, CHEN))["view"]
    assert form["callback_id"] == "df1:onnx"
    assert form["blocks"][-1]["element"]["initial_value"] == "1,2,3"


async def test_a_demo_runs_in_its_modal(office: Office) -> None:
    """The form's result, with its picture and a button to share, takes the form's place; sharing posts it once."""
    await office.type("/demo onnx", ADA)
    view = await opened(office)
    waiting = await office.submit(view, {"x": "1,2,3"}, ADA)
    assert waiting["response_action"] == "update"
    await office.fake.until(lambda: "image" in words(office.fake.views[view["id"]]) or "sd1:" in words(office.fake.views[view["id"]]))
    result = office.fake.views[view["id"]]
    share = next(action for action in actions(result) if action.startswith("sd1:"))
    await office.press_in(result, share)
    await office.fake.until(lambda: "Shared" in words(office.fake.views[view["id"]]))
    assert len(office.fake.channels[GENERAL]) == 1
    assert share not in actions(office.fake.last())


async def test_a_mistake_is_told_under_its_input(office: Office) -> None:
    """A value out of range leaves the form open, with the reason below the input that it is about."""
    await office.type("/demo onnx", CHEN)
    view = await opened(office)
    answer = await office.submit(view, {"x": "1,zwei"}, CHEN)
    assert answer["response_action"] == "errors"
    assert list(answer["errors"]) == ["x"]
    assert "x" in answer["errors"]["x"]


async def test_a_demo_with_arguments_runs_at_once(office: Office) -> None:
    """The result comes privately with a button to change the numbers, which opens the filled form."""
    waiting = asyncio.ensure_future(office.answer())
    await asyncio.sleep(0)
    assert await office.type("/demo onnx 2,3,4") is None or True
    told = await waiting
    change = next(action for action in actions(told) if action.startswith("dp1:"))
    await office.press({**told, "ts": "1.1"}, change)
    view = await opened(office)
    assert view["callback_id"] == "df1:onnx"


async def test_a_schedule_is_set_in_a_form(office: Office) -> None:
    """A manager presses the button of an empty list, fills in the form, and the next date is told in the modal."""
    listed = await office.type("/schedule", BOSS)
    assert listed is not None
    await office.press({**listed, "ts": "1.1"}, "plan1:", BOSS)
    view = await opened(office)
    wrong = await office.submit(view, {"at": "25:00", "tz": "Asia/Shanghai"}, BOSS)
    assert wrong["response_action"] == "errors"
    assert list(wrong["errors"]) == ["at"]
    done = await office.submit(view, {"at": "09:30", "tz": "Asia/Shanghai"}, BOSS)
    assert "09:30" in words(done["view"])
    assert "<!date^" in words(done["view"])
    assert [f"{plan.at:%H:%M}" for plan in await office.house.tenant(CHANNEL).schedules()] == ["09:30"]


async def test_quiz_setup_leads_to_a_started_schedule(office: Office) -> None:
    """`/quiz setup` opens a form; its answer shows what will come and a button that starts it, all in the modal."""
    await office.type("/quiz setup", BOSS)
    view = await opened(office)
    refused = await office.submit(view, {"tz": "Shangai"}, BOSS)
    assert "Asia/Shanghai" in refused["errors"]["tz"]
    shown = (await office.submit(view, {"tz": "上海", "topic": ["birds", "stars"]}, BOSS))["view"]
    assert any(block["type"] == "actions" for block in shown["blocks"])
    office.fake.views[view["id"]] = {**shown, "id": view["id"]}
    start = next(element["action_id"] for block in shown["blocks"] if block["type"] == "actions" for element in block["elements"]
                 if element.get("style") == "primary")
    await office.press_in(office.fake.views[view["id"]], start, BOSS)
    await office.fake.until(lambda: start not in words(office.fake.views[view["id"]]))
    [plan] = await office.house.tenant(CHANNEL).schedules()
    assert (plan.channel, plan.state, plan.zone, plan.filter.topics) == (CHANNEL, "active", "Asia/Shanghai", ("birds", "stars"))


async def test_an_old_trigger_gets_a_button_instead(office: Office) -> None:
    """When the modal cannot be opened any more, the private answer says what it would have said."""
    office.fake.faults["views.open"].append("expired_trigger_id")
    waiting = asyncio.ensure_future(office.answer())
    await asyncio.sleep(0)
    await office.type("/demo onnx")
    told = await waiting
    assert "dp1:onnx" in actions(told)


async def test_slow_work_is_acknowledged_first(tmp_path: Path) -> None:
    """What takes longer than Slack waits is acknowledged in time and answered later."""
    free = asyncio.Event()

    def slow(handle: Handle) -> Handle:
        async def wrapped(request: Request) -> Card:
            if request.command.startswith("lookup"):
                await free.wait()
            return await handle(request)
        return wrapped

    async with open_office(tmp_path, bank=small_bank(), wrap=slow) as office:
        start = asyncio.get_running_loop().time()
        assert await office.type("/lookup swift") is None
        assert asyncio.get_running_loop().time() - start < 2.5
        free.set()
        assert "swift" in (await office.answers(1))[0]["text"]


async def test_a_lost_private_answer_is_sent_again(office: Office) -> None:
    """A response address that fails once is asked once more."""
    message = await office.post_question(filter=Filter(kinds=("true_false",)))
    round_ = await office.house.round(CHANNEL)
    office.fake.faults["respond"].append(500)
    assert "Correct" in words(await office.reply_to(message, f"q1:{round_.id}:A"))


# ---- the home tab ----------------------------------------------------------------------------------------------------


async def home(office: Office, user: str) -> dict[str, Any]:
    before = office.fake.count("views.publish")
    await office.event({"type": "app_home_opened", "user": user, "tab": "home"})
    await office.fake.until(lambda: office.fake.count("views.publish") > before and user in office.fake.homes)
    return office.fake.homes[user]


async def test_the_home_tab_shows_what_matters_to_a_member(office: Office) -> None:
    """Before the first answer a welcome; after it the day's question, the streak and the board of that channel."""
    message = await office.post_question(filter=Filter(kinds=("true_false",)))
    first = await home(office, CHEN)
    assert "语言：中文" in words(first)
    assert GENERAL not in words(first)
    assert actions(first) == []
    round_ = await office.house.round(CHANNEL)
    await office.reply_to(message, f"q1:{round_.id}:A", CHEN)
    second = await home(office, CHEN)
    assert f"<#{GENERAL}>" in words(second)
    assert "连续" in words(second)
    assert "陈晨" in words(second)
    assert f"q1:{round_.id}:A" in actions(second)
    assert "plan1:" not in actions(second)


async def test_an_answer_from_the_home_tab_is_told_in_a_modal(office: Office) -> None:
    """Pressed there, a letter counts in its channel; the verdict opens as a modal and the tab is renewed."""
    message = await office.post_question(filter=Filter(kinds=("true_false",)))
    round_ = await office.house.round(CHANNEL)
    tab = await home(office, BOSS)
    published = office.fake.count("views.publish")
    await office.press_in(tab, f"q1:{round_.id}:A", BOSS)
    assert "Correct" in words(await opened(office))
    await office.fake.until(lambda: office.fake.count("views.publish") > published)
    assert await office.house.tenant(CHANNEL).answer(round_.id, BOSS) is not None
    assert message["ts"]


async def test_managers_find_the_schedules_there(office: Office) -> None:
    """An admin sees every channel's schedule with its button; the form opens from there."""
    await office.house.plan(channel=CHANNEL)
    tab = await home(office, BOSS)
    assert "Asia/Shanghai" in words(tab)
    assert "plan1:" in actions(tab)
    await office.press_in(tab, "plan1:", BOSS)
    view = await opened(office)
    done = await office.submit(view, {"at": "10:00"}, BOSS)
    assert "10:00" in words(done["view"])


async def test_the_home_tab_reaches_no_other_channel(office: Office) -> None:
    """A block that names a channel which the tab does not show is not believed."""
    await office.post_question(filter=Filter(kinds=("true_false",)))
    round_ = await office.house.round(CHANNEL)
    forged = {"type": "home", "id": "V1", "blocks": [{"type": "actions", "block_id": f"home:{GENERAL}:0:0",
                                                      "elements": [{"type": "button", "action_id": f"q1:{round_.id}:A"}]}]}
    await office.press_in(forged, f"q1:{round_.id}:A", BO)
    assert await office.house.tenant(CHANNEL).answer(round_.id, BO) is None


# ---- the shapes ------------------------------------------------------------------------------------------------------

CHOICES = tuple((letter, f"{letter}. option {letter}") for letter in "ABCD")
LONG = tuple((letter, f"{letter}. {'a very long option ' * 8}{letter}") for letter in "ABCD")
STYLES: tuple[tuple[str, Input, str], ...] = (
    ("line", Input("x", "X", value="1", placeholder="1"), "plain_text_input"),
    ("block", Input("x", "X", "block"), "plain_text_input"),
    ("one", Input("x", "X", "one", CHOICES, value="B"), "static_select"),
    ("many", Input("x", "X", "many", CHOICES), "checkboxes"),
    ("a channel", Input("x", "X", "channel", value="C0123"), "conversations_select"),
    ("many of many", Input("x", "X", "many", tuple((str(i), str(i)) for i in range(30))), "multi_static_select"),
    ("rank", Input("x", "X", "rank", CHOICES), "plain_text_input"),
    ("long options", Input("x", "X", "many", LONG), "checkboxes"),
    ("one hundred and one", Input("x", "X", "one", tuple((str(i), str(i)) for i in range(101))), "plain_text_input"),
    ("long label", Input("x", "L" * 3000, hint="h" * 3000, placeholder="p" * 300), "plain_text_input"),
    ("long value", Input("x", "X", value="v" * 5000, max_length=9000), "plain_text_input"),
)


@pytest.mark.parametrize(("item", "kind"), [(item, kind) for _, item, kind in STYLES], ids=[name for name, _, _ in STYLES])
def test_an_input_of_each_style_is_one_that_slack_takes(item: Input, kind: str) -> None:
    """Every style of input becomes an element of Slack's within its limits, and long options stand whole above it."""
    view = form_view(Form("A title that is longer than Slack lets it be", "a1:r", (item,)), FRAME, Card(title="T", body="text"))
    assert faults_of_view(view) == []
    assert view["blocks"][-1]["element"]["type"] == kind
    if item.choices == LONG:
        assert words(view).count("a very long option " * 8) == 4
    if item.style == "rank":
        assert "ABCD" in words(view)
        assert "option C" in words(view)


def test_ten_inputs_fit_a_modal() -> None:
    """A demo with ten params has ten inputs, each under its own name."""
    view = form_view(Form("F", "df1:x", tuple(Input(f"p{i}", f"P{i}") for i in range(10))), FRAME)
    assert [block["block_id"] for block in view["blocks"]] == [f"p{i}" for i in range(10)]


def test_a_card_as_a_modal_keeps_slacks_limits() -> None:
    """A card of any length fits a view."""
    card = Card(title="T" * 200, body="\n\n".join(f"**{index}** " + "word " * 100 for index in range(60)), footer="f")
    view = card_view(card, FRAME)
    assert faults_of_view(view) == []
    assert len(view["blocks"]) <= limits.VIEW_BLOCKS


def test_errors_belong_to_an_input() -> None:
    """An error card names its input, else the first one; a card that tells no mistake has no errors."""
    view = {"blocks": [{"type": "section"}, {"type": "input", "block_id": "a"}, {"type": "input", "block_id": "b"}]}
    data = {"error": {"code": "E_RANGE", "param": "b", "message": "too large"}}
    assert errors_in(Card(body="too large", tone="error", data=data), view) == {"b": "too large"}
    assert errors_in(Card(body="busy", tone="error"), view) == {"a": "busy"}
    assert errors_in(Card(body="fine"), view) == {}
    assert errors_in(Card(body="x", tone="error"), {"blocks": []}) == {}


def test_values_of_odd_views_are_none() -> None:
    """Whatever comes in place of a state gives no values."""
    odd: tuple[dict[str, Any], ...] = ({}, {"state": None}, {"state": {"values": []}}, {"state": {"values": {"a": []}}})
    for view in odd:
        assert values_of(view) == {}
