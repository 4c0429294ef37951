"""Hostile texts and members: whatever is typed or called, nothing active leaves the bot, and no key before the reveal."""

from __future__ import annotations

import json
import logging
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from adapters.slack.manifest import COMMANDS
from bot import logs
from bot.dispatch import declared_commands
from tests.adapters.slack.fake import APP_TOKEN, BOT_TOKEN, FakeSlack
from tests.adapters.slack.office import ADA, BO, BOSS, CHANNEL, GENERAL, Office, member, open_office, words
from tests.adapters.slack.test_render import HOSTILE
from tests.scenarios.stage import SECRET, small_bank


def typed_as(path: str) -> str:
    """How a command is typed in Slack, which knows only some first words; the rest stand behind `/quiz`."""
    return f"/{path}" if path.split(" ", maxsplit=1)[0] in COMMANDS else f"/quiz {path}"


LINES = (*(f"{typed_as(command.path)} {{}}" for command in declared_commands()), "/quiz {}", "/demo base64 {}", "/schedule {}",
         "/quiz season {}", "/quiz points Ada 5 {}", "/quiz points {} 5 x", "/quiz privacy {}", "/{}")


@pytest.mark.parametrize("line", LINES)
async def test_nothing_typed_becomes_active(office: Office, line: str) -> None:
    """Every command with hostile words: each answer passes the fake's checks, which let no token of Slack's through."""
    for text in HOSTILE:
        await office.type(line.format(text), BOSS)
    await office.fake.until(lambda: len(office.fake.replies) + len(office.fake.views) >= len(HOSTILE))
    assert len(office.heard) == len(HOSTILE)


@pytest.mark.parametrize("name", HOSTILE)
async def test_names_that_members_give_stay_names(office: Office, name: str) -> None:
    """A hostile team, season or reason reaches boards, lists and the final table as text: each passes the fake's checks."""
    await office.post_question()
    round_ = await office.house.round(CHANNEL)
    question = office.house.quiz.bank.questions[round_.question_id]
    await office.type(f"/quiz answer {round_.shown_letters('B') if question.options else 'B'}", ADA)
    await office.type(f"/quiz team {name}", ADA)
    await office.type(f"/quiz season start {name}", BOSS)
    await office.type(f"/quiz points Ada 5 {name}", BOSS)
    for line in ("/leaderboard all by=teams", "/leaderboard season", "/quiz season list", "/quiz corrections"):
        assert await office.type(line, ADA) is not None, line
    await office.type("/quiz season end", BOSS)
    await office.house.settle()
    assert "the final table" in office.fake.last()["text"]
    shown = await office.type("/quiz season show", ADA)
    assert shown is not None
    assert "the final table" in shown["text"]


@pytest.mark.parametrize("name", [*HOSTILE[::3], "Ada\nBo", "a" * 300, "*Ada*", "`Ada`", "Z\u0300\u0301\u0302\u0303algo"])
async def test_a_members_name_stays_a_name(tmp_path: Path, name: str) -> None:
    """A hostile display name reaches boards, reveals and the home tab as text, in a line of modest length."""
    def renamed(fake: FakeSlack) -> None:
        fake.members[BO] = member(BO, name)

    async with open_office(tmp_path, bank=small_bank(), prepare=renamed) as office:
        await office.post_question()
        round_ = await office.house.round(CHANNEL)
        question = office.house.quiz.bank.questions[round_.question_id]
        answer = f"/quiz answer {round_.shown_letters('B') if question.options else 'B'}"
        await office.type(answer, BO)
        board = await office.type("/leaderboard all", ADA)
        assert board is not None
        shared = await office.reply_to({**board, "ts": "1.1"}, "sb1:all") if "sb1:all" in words(board) else None
        assert shared is None or "Shared" in shared["text"]
        await office.type("/schedule remove", BOSS)
        await office.house.advance(days=1)
        await office.event({"type": "app_home_opened", "user": BO, "tab": "home"})
        await office.fake.until(lambda: BO in office.fake.homes)


async def test_no_key_leaves_before_the_reveal(office: Office) -> None:
    """While a question is open, nothing that was sent anywhere holds its key, its reason, or whether a letter is right."""
    message = await office.post_question()
    await office.type("/quiz today", ADA)
    await office.type("/quiz me", ADA)
    await office.event({"type": "app_home_opened", "user": BOSS, "tab": "home"})
    await office.fake.until(lambda: BOSS in office.fake.homes)
    action = next(element["action_id"] for block in message["blocks"] for element in block.get("elements", ()) if "action_id" in element)
    if action.startswith("a1:"):
        await office.press(message, action)
        await office.fake.until(lambda: bool(office.fake.views))
    sent = json.dumps([message, office.fake.replies, list(office.fake.views.values()), office.fake.homes], ensure_ascii=False)
    assert not any(secret in sent for secret in SECRET)
    values = [element for block in message["blocks"] for element in block.get("elements", ()) if element.get("type") == "button"]
    assert all(set(element) <= {"type", "action_id", "text", "style"} for element in values)


FORGED = ("q1:", "q1:r:A", "q1:../../x:A", "q1:{round}:Z", "q1:{round}:", "q1:{round}:A:B:C", "a1:{round}", "plan1:",
          "erase1:", "sb1:ever", "st1:none", "nope", "q9:{round}:A", "x" * 255, "run1:{question}", "mine1:{round}")


def _more(office: Office, replies: int, views: int) -> bool:
    return len(office.fake.replies) > replies or len(office.fake.views) > views


async def test_forged_actions_are_answered_politely(office: Office) -> None:
    """A button that was never there gets a private answer and reveals nothing of an open question."""
    await office.post_question()
    round_ = await office.house.round(CHANNEL)
    for forged in FORGED:
        action = forged.format(round=round_.id, question=round_.question_id)
        seen, views = len(office.fake.replies), len(office.fake.views)
        await office.press({"blocks": [{"block_id": "b", "elements": [{"action_id": action}]}], "ts": "1.1"}, action, BO)
        await office.fake.until(partial(_more, office, seen, views))
        if not action.startswith(("q1:", "a1:")):
            told = json.dumps(office.fake.replies[seen:], ensure_ascii=False)
            assert not any(secret in told for secret in SECRET), action
    assert len(office.fake.channels[GENERAL]) == 1


async def test_tokens_and_addresses_stay_out_of_the_log(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """With every logger at its most talkative, no token and no response address is written down."""
    caplog.set_level(logging.DEBUG)
    async with open_office(tmp_path, bank=small_bank()) as office:
        message = await office.post_question()
        office.fake.faults["chat.postMessage"].append("internal_error")
        office.fake.faults["respond"] += [500, 500]
        await office.type("/demo gelu 1")
        await office.type("/quiz me")
        await office.fake.until(lambda: not office.fake.faults["respond"])
        await office.fake.disconnect()
        await office.fake.until(lambda: office.fake.opened > 2)
        assert message["ts"]
    text = "\n".join(logs.redact(record.getMessage()) for record in caplog.records)
    raw = "\n".join(record.getMessage() for record in caplog.records if record.name.startswith(("adapters", "tiku", "slack")))
    assert BOT_TOKEN not in text
    assert APP_TOKEN not in text
    assert BOT_TOKEN not in raw
    assert APP_TOKEN not in raw
    assert "/respond/" not in raw


async def test_members_of_two_channels_share_nothing(office: Office) -> None:
    """A press that names a round of another channel finds none."""
    await office.post_question()
    round_ = await office.house.round(CHANNEL)
    action = f"q1:{round_.id}:A"
    told: Any = await office.reply_to({"blocks": [{"block_id": "b", "elements": [{"action_id": action}]}], "ts": "1.1"}, action, BO, "C0OTHER")
    assert "cannot be found" in words(told)
