"""The platform refuses, loses, forgets: what members and managers see of it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot import counter
from bot.domain.schedule import Filter
from bot.ports import NotSent, Outcome, Permanent, Platform, Unknown
from tests.house import CHANNEL
from tests.scenarios.gate import Fate, Gate, gate
from tests.scenarios.stage import reply, stage

ONE = Filter(kinds=("single_choice",))
HOUR = timedelta(hours=1)


async def test_a_planned_post_that_was_held_up_keeps_its_window(tmp_path: Path) -> None:
    """Planned at nine, refused by the platform for two hours, posted at eleven: it stays open for its hour from then."""
    async with stage(tmp_path, wrap_platform=gate(posts=[NotSent(7200)])) as house:
        await house.plan(filter=ONE, window=HOUR)
        await house.advance(minutes=1)
        assert await house.cards() == []
        await house.advance(hours=2)
        assert (await reply(house, "ada", "B")).tone == "correct"
        assert (await house.round()).closes_at == house.clock.now() + HOUR
        card, = await house.cards()
        assert card.fields[2].at == house.clock.now() + HOUR


@pytest.mark.parametrize(("fates", "wait"), [
    ([NotSent(2)], 2), ([NotSent(0)], 1), ([NotSent(2), NotSent(3)], 5), ([Unknown()], 10), (["lost"], 10),
    (["lost", "lost"], 30), ([Unknown(), "lost"], 30), ([NotSent(1), Unknown(), NotSent(1), "lost"], 60),
])
async def test_a_post_that_does_not_come_through_at_once(tmp_path: Path, fates: list[Fate], wait: float) -> None:
    """Refused for a while, lost on the way, or its reply lost: in the end there is exactly one message."""
    async with stage(tmp_path, wrap_platform=gate(posts=list(fates))) as house:
        await house.plan(filter=ONE)
        await house.advance(minutes=1)
        for _ in range(int(wait)):
            await house.advance(seconds=1)
        assert len(await house.cards()) == 1
        assert (await house.round()).state == "open"
        assert (await reply(house, "ada", "B")).tone == "correct"


async def test_a_press_before_the_post_is_recorded(tmp_path: Path) -> None:
    """The message is out but its reply was lost: a quick member is asked to press again, not told that it is closed;
    once the channel was read back the press counts."""
    async with stage(tmp_path, wrap_platform=gate(posts=["lost"])) as house:
        await house.plan(filter=ONE)
        await house.advance(minutes=1)
        assert (await house.round()).state == "pending"
        assert "正在发布" in (await reply(house, "ada", "B", lang="zh")).body
        assert "just being posted" in (await reply(house, "ada", "B", lang="en")).body
        await house.advance(seconds=11)
        assert (await reply(house, "ada", "B")).tone == "correct"
        assert len(await house.cards()) == 1


async def test_a_channel_that_cannot_be_read_back(tmp_path: Path) -> None:
    """After an unknown outcome nothing is posted until the history can be read; then the message is found."""
    async with stage(tmp_path, wrap_platform=gate(posts=["lost"], reads=["unreadable"] * 3)) as house:
        await house.plan(filter=ONE)
        await house.advance(minutes=1)
        for _ in range(4):
            await house.advance(seconds=31)
            assert len(await house.cards()) == 1
        assert (await house.round()).state == "open"


async def test_permission_lost(tmp_path: Path) -> None:
    """The schedule is paused with the platform's reason, which the list shows; after a resume it goes on."""
    async with stage(tmp_path, wrap_platform=gate(posts=[Permanent("Missing Permissions")])) as house:
        plan = await house.plan(filter=ONE)
        await house.advance(minutes=1)
        for lang, said in (("zh", "已暂停 · Missing Permissions"), ("en", "paused · Missing Permissions")):
            table = (await house.say("/schedule list", manager=True, lang=lang)).table
            assert table is not None
            assert table.rows[0][4] == said
        await house.advance(hours=24)
        assert await house.cards() == []
        await house.say("/schedule resume", manager=True)
        await house.advance(hours=24)
        assert len(await house.cards()) == 1
        failed = (await house.tenant().occurrences(plan.id))[-1]
        assert (failed.state, failed.reason) == ("failed", "Missing Permissions")


async def test_a_channel_that_is_gone(tmp_path: Path) -> None:
    """The schedule is disabled, its history stays, and nothing is tried again."""
    async with stage(tmp_path, wrap_platform=gate(posts=[Permanent("Unknown Channel", gone=True)])) as house:
        await house.plan(filter=ONE, created_by="ada", lang="both")
        await house.advance(minutes=1)
        kept, = await house.tenant().schedules(CHANNEL)
        assert (kept.state, kept.reason, kept.next_at) == ("disabled", "Unknown Channel", None)
        [(_, member, card)] = house.quiz.platforms["web"].told  # type: ignore[attr-defined]
        assert member == "ada"
        assert "每日一题已停用 / The daily question has stopped" in card.title
        assert "Unknown Channel" in card.body
        await house.advance(hours=48)
        assert await house.cards() == []


async def test_a_reveal_that_the_platform_refuses(tmp_path: Path) -> None:
    """The question's message is gone and the channel takes nothing: the round still closes and the points stand."""
    async with stage(tmp_path, wrap_platform=gate(posts=["", Permanent("archived")], edits=[Permanent("gone")])) as house:
        await house.plan(filter=ONE, window=HOUR)
        await house.advance(minutes=1)
        await reply(house, "ada", "B")
        await house.advance(hours=1)
        assert (await house.round()).state == "closed"
        assert (await house.say("/leaderboard")).table is not None
        assert await house.quiz.store.next_due() == datetime(2026, 11, 25, 1, tzinfo=UTC)


@pytest.mark.parametrize("fate", [NotSent(3), Unknown()])
async def test_a_question_is_closed_for_all_to_see(tmp_path: Path, fate: Outcome) -> None:
    """When the platform does not take the edit at the close, it is tried again: no buttons stay on a closed question."""
    async with stage(tmp_path, wrap_platform=gate(edits=[fate])) as house:
        await house.plan(filter=ONE, window=HOUR)
        await house.advance(minutes=1)
        await house.advance(hours=1)
        for _ in range(15):
            await house.advance(seconds=1)
        question, reveal = await house.cards()
        assert question.buttons == ()
        assert reveal.title.startswith("揭晓")


async def test_a_count_that_comes_too_late(tmp_path: Path) -> None:
    """The count's edit is still on its way when the round closes: it must not bring the buttons back."""
    room: list[Gate] = []

    def wrap(real: Platform) -> Gate:
        room.append(Gate(real))
        return room[0]

    async with stage(tmp_path, wrap_platform=wrap) as house:
        await house.plan(filter=ONE, window=HOUR, lang="en")
        await house.advance(minutes=1)
        await reply(house, "ada", "B")

        async def close() -> None:
            await house.advance(hours=1)

        room[0].during_edit = [close]
        await counter.refresh(house.quiz)
        question = (await house.cards())[0]
        assert (question.buttons, question.footer) == ((), "Closed · 1 answered")
