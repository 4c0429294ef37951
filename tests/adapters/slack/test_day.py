"""A day in a workspace: the question comes, members answer, the reveal follows in its thread."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from bot import counter
from bot.domain.schedule import Filter
from tests.adapters.slack.fake import TEAM
from tests.adapters.slack.office import ADA, BO, BOSS, CHANNEL, CHEN, GENERAL, OTHER, Office, open_office, words
from tests.scenarios.stage import KIND_OF, RIGHT, SECRET, WRONG, small_bank


def actions(body: Any) -> list[str]:
    """What the buttons of a message or view send."""
    return [element["action_id"] for block in body["blocks"] if block["type"] == "actions" for element in block["elements"]]


async def reply(office: Office, message: Any, stored: str, user: str) -> Any:
    """Answer the newest round as its message asks, in a message or a modal; the body that tells the verdict."""
    round_ = await office.house.round(CHANNEL)
    question = office.house.quiz.bank.questions[round_.question_id]
    seen = round_.shown_letters(stored) if question.options else stored
    if question.kind in ("single_choice", "true_false"):
        return await office.reply_to(message, f"q1:{round_.id}:{seen}", user)
    opened = len(office.fake.views)
    await office.press(message, f"a1:{round_.id}", user)
    await office.fake.until(lambda: len(office.fake.views) > opened)
    view = list(office.fake.views.values())[-1]
    value: Any = list(seen) if question.kind == "multiple_choice" else seen
    answer = await office.submit(view, {"answer": value}, user)
    assert answer["response_action"] == "update", answer
    return answer["view"]


@pytest.mark.parametrize("question", [name for name, kind in KIND_OF.items() if kind != "discussion"])
async def test_every_kind_is_played(office: Office, question: str) -> None:
    """A question of each kind is answered rightly and wrongly, privately, and revealed in its thread."""
    message = await office.post_question(filter=Filter(kinds=(KIND_OF[question],)))
    assert not any(secret in words(message) for secret in SECRET)
    right = await reply(office, message, RIGHT[question], ADA)
    wrong = await reply(office, message, WRONG[question], BO)
    assert "✓ Correct" in words(right)
    assert "✗ Not this time" in words(wrong)
    assert len(office.fake.channels[GENERAL]) == 1
    await office.house.advance(days=1)
    closed, reveal = office.fake.channels[GENERAL][:2]
    assert closed["edited"]
    assert actions(closed) == []
    assert reveal["thread_ts"] == closed["ts"]
    assert any(secret in words(reveal) for secret in SECRET)
    board = (await office.type("/leaderboard all", CHEN)) or {}
    assert "Ada" in words(board)
    assert "成员" in words(board)


async def test_a_day_from_question_to_board(office: Office) -> None:
    """Post, private verdicts in each one's language, the public count, one answer each, the reveal, the record."""
    message = await office.post_question(filter=Filter(kinds=("single_choice",)))
    round_ = await office.house.round(CHANNEL)
    assert message["blocks"][0]["block_id"] == f"tk:{round_.id}"
    right = round_.shown_letters("B")
    first = await office.reply_to(message, f"q1:{round_.id}:{right}", ADA)
    assert "✓ Correct" in words(first)
    assert "+2" in words(first)
    assert first["user"] == ADA
    second = await office.reply_to(message, f"q1:{round_.id}:{right}", CHEN)
    assert "答对了" in words(second)
    again = await office.reply_to(message, f"q1:{round_.id}:{round_.shown_letters('A')}", ADA)
    assert "already answered" in words(again)
    await counter.refresh(office.house.quiz)
    assert "2 answered" in office.fake.last()["text"]
    removed = await office.type("/schedule remove", BOSS)
    assert removed is not None
    assert "still revealed" in words(removed)
    await office.house.advance(days=1)
    reveal = office.fake.channels[GENERAL][1]
    assert "陈晨" in words(reveal)
    assert f"run1:{round_.question_id}" in actions(reveal)
    assert "look1:swift" in actions(reveal)
    assert any(block["type"] == "image" and block["alt_text"] for block in reveal["blocks"])
    ran = await office.reply_to(reveal, f"run1:{round_.question_id}", BO)
    assert "sagittarius" in words(ran)
    looked = await office.reply_to(reveal, "look1:swift", BO)
    assert "swift" in looked["text"]
    mine = await office.type("/quiz me", ADA)
    assert mine is not None
    assert "correct" in words(mine)
    assert right in words(mine)
    answers = await office.house.tenant(CHANNEL).answers(round_.id)
    assert {one.member: one.name for one in answers} == {ADA: "Ada", CHEN: "陈晨"}


async def test_the_clock_is_slacks(office: Office) -> None:
    """An answer pressed in time counts although it arrives after the close; one pressed late does not."""
    message = await office.post_question(filter=Filter(kinds=("true_false",)))
    round_ = await office.house.round(CHANNEL)
    early = office.pressed(message, f"q1:{round_.id}:A", ADA)
    office.house.clock.move(hours=25)
    late = office.pressed(message, f"q1:{round_.id}:A", BO)
    for payload in (early, late):
        await office.fake.deliver("interactive", payload)
    told = {one["user"]: words(one) for one in await office.answers(2)}
    assert "Correct" in told[ADA]
    assert "closed" in told[BO]


async def test_what_was_acknowledged_is_stored(office: Office) -> None:
    """When a press is acknowledged, its answer is in the database already."""
    message = await office.post_question(filter=Filter(kinds=("true_false",)))
    round_ = await office.house.round(CHANNEL)
    await office.press(message, f"q1:{round_.id}:A", ADA)
    assert await office.house.tenant(CHANNEL).answer(round_.id, ADA) is not None


async def test_the_same_gesture_twice_counts_once(office: Office) -> None:
    """Slack may deliver a press, a command or an event again: it is dealt with once."""
    message = await office.post_question(filter=Filter(kinds=("true_false",)))
    round_ = await office.house.round(CHANNEL)
    payload = office.pressed(message, f"q1:{round_.id}:A", ADA)
    for attempt in range(3):
        await office.fake.deliver("interactive", payload, envelope=f"same{attempt // 2}", retry_attempt=attempt)
    await office.answers(1)
    heard = [request for request in office.heard if request.action == f"q1:{round_.id}:A"]
    assert len(heard) == 1
    assert len(office.fake.replies) == 1
    shown = await office.type("/leaderboard all", ADA)
    assert shown is not None
    sharing = office.pressed({"blocks": shown["blocks"], "ts": "1.0"}, "sb1:all", ADA)
    before = len(office.fake.channels[GENERAL])
    for _ in range(2):
        await office.fake.deliver("interactive", sharing)
    await office.fake.until(lambda: len(office.fake.replies) >= 3)
    assert len(office.fake.channels[GENERAL]) == before + 1
    for _ in range(2):
        await office.event({"type": "app_home_opened", "user": ADA, "tab": "home"}, "Ev1")
    await office.fake.until(lambda: ADA in office.fake.homes)
    assert office.fake.count("views.publish") == 1


async def test_a_channel_that_goes_disables_its_schedule(office: Office) -> None:
    """Deleted or archived: the schedule is disabled with the reason, and another channel's goes on."""
    await office.house.plan(channel=CHANNEL)
    await office.house.plan(channel=f"slack:{TEAM}:{OTHER}")
    await office.event({"type": "channel_archive", "channel": GENERAL, "user": BOSS})
    await _until_state(office, "disabled")
    other = await office.house.tenant(CHANNEL).schedules(f"slack:{TEAM}:{OTHER}")
    assert [plan.state for plan in other] == ["active"]
    listed = await office.type("/schedule list", BOSS)
    assert listed is not None
    assert "archived" in words(listed)


async def _until_state(office: Office, state: str) -> None:
    for _ in range(100):
        if (await office.house.tenant(CHANNEL).schedules(CHANNEL))[0].state == state:
            return
        await asyncio.sleep(0.01)
    raise AssertionError(f"the schedule never became {state}")


@pytest.mark.parametrize(("user", "managers", "allowed"), [(BOSS, "", True), (ADA, "", False), (ADA, f"U9, {ADA}", True)])
async def test_managers_are_admins_or_named(tmp_path: Path, user: str, managers: str, allowed: bool) -> None:
    """A schedule is set by an admin of the workspace, or by someone whom the installer named."""
    async with open_office(tmp_path, bank=small_bank(), slack_managers=managers) as office:
        told = await office.type("/schedule set 09:00 Asia/Shanghai", user)
        assert told is not None
        assert ("Only managers" not in words(told)) is allowed
        assert bool(await office.house.tenant(CHANNEL).schedules()) is allowed


async def test_a_member_slack_does_not_tell_of_has_no_right(tmp_path: Path) -> None:
    """When users.info fails the member is who the event says, reads the default language, and manages nothing."""
    def empty(fake: Any) -> None:
        fake.members = {}

    async with open_office(tmp_path, bank=small_bank(), prepare=empty, lang="zh") as office:
        told = await office.type("/schedule set 09:00 Asia/Shanghai", BOSS)
        assert told is not None
        assert "管理员" in words(told)


async def test_a_live_quiz_is_played_in_its_thread(office: Office) -> None:
    """`/quiz start` posts a lobby; members join, questions and podium stand in the lobby's thread, and the lobby tells the result."""
    await office.type("/quiz start questions=3 seconds=30 lang=en", ADA)
    await office.house.settle()
    lobby = office.fake.channels[GENERAL][0]
    join = next(one for one in actions(lobby) if one.endswith(":join"))
    for user in (BO, CHEN):
        await office.reply_to(lobby, join, user)
    await office.press(lobby, join.replace(":join", ":go"), ADA)
    answered: set[str] = set()
    for _ in range(60):
        await office.house.advance(seconds=5)
        open_ = [message for message in office.fake.channels[GENERAL] if any(one.startswith(("q1:", "a1:")) for one in actions(message))]
        if not open_:
            continue
        round_ = await office.house.round(CHANNEL)
        if round_.id not in answered:
            answered.add(round_.id)
            await reply(office, open_[-1], RIGHT[round_.question_id], BO)
    below = [message for message in office.fake.channels[GENERAL] if message.get("thread_ts") == lobby["ts"]]
    assert (len(answered), len(below), len(office.fake.channels[GENERAL])) == (3, 4, 5)
    assert "Bo wins" in words(office.fake.channels[GENERAL][0])
    assert not any(one.startswith(("q1:", "a1:")) for message in office.fake.channels[GENERAL] for one in actions(message))
    assert "Bo" in words(office.fake.last())
