"""Streaks of a channel's members, by the days, zones and freezes that the store knows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from bot.domain.request import tenant_of
from bot.domain.streaks import Excuse, Streak, excuse, streak
from bot.quiz import Quiz

FREEZE = "freeze"
"""The channel's setting: how many missed days of an ISO week break no streak."""


async def streaks(quiz: Quiz, channel: str, members: Sequence[str], until: date | None = None) -> dict[str, Streak]:
    """The streak of each of the members, as of now or as of the channel's date `until`."""
    store = quiz.store.tenant(tenant_of(channel))
    days = [day for day in await store.scheduled_days(channel) if until is None or day <= until]
    if not days or not members:
        return dict.fromkeys(members, Streak())
    answered = await store.answered_days(channel, members, days[-1])
    excuses = await _excuses(quiz, channel, members, days[-1])
    freezes = int(await store.setting(channel, FREEZE) or 0)
    return {member: streak(days, answered[member], excused=excuses.get(member, _never), freezes=freezes) for member in members}


async def _excuses(quiz: Quiz, channel: str, members: Sequence[str], since: date) -> dict[str, Excuse]:
    """Which missed days the zones of those who have set one make good."""
    store = quiz.store.tenant(tenant_of(channel)).streaks
    zones = await store.zones(members)
    if not zones:
        return {}
    windows = await store.windows(channel, since)
    times = await store.times(channel, list(zones), since)
    now = quiz.clock.now()
    return {member: excuse(windows, times[member], own, now) for member, own in zones.items()}


def _never(day: date) -> bool:
    return False
