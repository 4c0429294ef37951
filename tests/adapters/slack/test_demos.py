"""A demo in a workspace: run, changed in its form, shared with the channel, and practised on."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

from tests.adapters.slack.office import ADA, CHEN, GENERAL, Office, words


def actions(body: Mapping[str, Any]) -> list[str]:
    """What the buttons of a message or view send."""
    return [element["action_id"] for block in body["blocks"] if block["type"] == "actions" for element in block["elements"]]


def pictures(body: Mapping[str, Any]) -> list[str]:
    """The alternative texts of its pictures."""
    return [block["alt_text"] for block in body["blocks"] if block["type"] == "image"]


async def typed(office: Office, line: str, user: str = ADA) -> dict[str, Any]:
    """The private answer to a line whose answer takes a moment."""
    waiting = asyncio.ensure_future(office.answer(user))
    await asyncio.sleep(0)
    await office.type(line, user)
    return await waiting


async def test_a_demo_is_run_changed_and_shared(office: Office) -> None:
    """`/demo` answers privately with numbers and a picture; its form holds what was typed; sharing posts it to everyone."""
    shown = await typed(office, "/demo l2-loss y=1 2 3 yhat=1 2 4")
    assert shown["user"] == ADA
    assert "0.333333" in words(shown)
    assert "0.333333" in pictures(shown)[0]
    change, share = actions(shown)
    assert (change.split(" ")[0], share.split(" ")[0]) == ("dp1:l2-loss", "sd1:l2-loss")
    await office.press(shown, change)
    await office.fake.until(lambda: bool(office.fake.views))
    view = list(office.fake.views.values())[-1]
    held = {block["block_id"]: block["element"].get("initial_value") for block in view["blocks"] if block["type"] == "input"}
    assert held == {"y": "1 2 3", "yhat": "1 2 4"}
    await office.submit(view, {"yhat": "1，2，6"})
    await office.fake.until(lambda: "MSE = 3" in words(list(office.fake.views.values())[-1]))
    await office.press(shown, share)
    await office.fake.until(lambda: bool(office.fake.channels[GENERAL]))
    posted = office.fake.last()
    assert "0.333333" in pictures(posted)[0]
    assert actions(posted) == [change]


async def test_a_demo_leads_to_a_question_and_back(office: Office) -> None:
    """*Quiz me on this* asks in the member's language, judges, and its *Run it* computes the key."""
    shown = await typed(office, "/demo base64 Man", CHEN)
    assert "考考我" in words(shown)
    asked = await office.reply_to(shown, "pq1:base64", CHEN)
    assert "练一题" in words(asked)
    first = actions(asked)[0]
    assert first.startswith("pr1:pick-one:A")
    told = await office.reply_to(asked, first, CHEN)
    assert "正确答案" in words(told)
    proof = await office.reply_to(told, "run1:pick-one", CHEN)
    assert len(pictures(proof)) == 1
