"""Upkeep: what becomes of schedules when a channel or a whole tenant is gone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import structlog

from bot import notices
from bot.domain.errors import StoreError
from bot.domain.live import LOST, Live, end
from bot.domain.request import tenant_of
from bot.ports import Step
from bot.quiz import Quiz

_log = structlog.get_logger(__name__)


def _ended(live: Live, reason: str) -> Step:
    """Nothing more can be shown there, so it counts as shown; what was scored is booked."""
    over = end(live, LOST.format(reason=reason), live.until)
    return Step(replace(over, shown=True), shut=live.asked[-1].round_id if live.asked else "", book=over.counts)


class ScheduleUpkeep:
    """Disables schedules and keeps all data: who comes back finds everything, and turns the schedule on again."""

    def __init__(self, quiz: Quiz) -> None:
        self._quiz = quiz

    async def channel_gone(self, channel: str, reason: str) -> None:
        """Disable the channel's schedules. Never raises."""
        await self._disable(tenant_of(channel), lambda one: one == channel, reason)

    async def tenant_gone(self, tenant: str, reason: str) -> None:
        """Disable every schedule of the tenant. Never raises."""
        await self._disable(tenant, lambda _: True, reason)

    async def _disable(self, tenant: str, wanted: Callable[[str], bool], reason: str) -> None:
        store = self._quiz.store.tenant(tenant)
        try:
            for live in await store.live.all_running():
                if wanted(live.channel):
                    await store.live.change(live.id, partial(_ended, reason=reason))
            for plan in await store.schedules():
                if wanted(plan.channel) and plan.state != "disabled":
                    disabled = replace(plan, state="disabled", reason=reason, next_date=None, next_at=None)
                    await store.save_schedule(disabled)
                    await notices.stopped(self._quiz, disabled)
        except StoreError as error:
            _log.error("store_unavailable", error=str(error))
