"""Upkeep: what becomes of schedules and recaps when a channel or a whole tenant is gone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import structlog

from bot import notices
from bot.domain.errors import StoreError
from bot.domain.live import LOST, Live, end
from bot.domain.recap import Recap
from bot.domain.request import tenant_of
from bot.ports import Step
from bot.quiz import Quiz

_log = structlog.get_logger(__name__)


def _ended(live: Live, reason: str) -> Step:
    """Nothing more can be shown there, so it counts as shown; what was scored is booked."""
    over = end(live, LOST.format(reason=reason), live.until)
    return Step(replace(over, shown=True), shut=live.asked[-1].round_id if live.asked else "", book=over.counts)


def _stopped(recap: Recap | None, reason: str) -> Recap | None:
    return recap and replace(recap, stopped=reason, next_date=None, next_at=None)


class ScheduleUpkeep:
    """Disables schedules and recaps and keeps all data: who comes back finds everything, and turns the schedule on again."""

    def __init__(self, quiz: Quiz) -> None:
        self._quiz = quiz

    async def channel_gone(self, channel: str, reason: str) -> None:
        """Disable the channel's schedules and its recap. Never raises."""
        await self._disable(tenant_of(channel), lambda one: one == channel, reason)

    async def tenant_gone(self, tenant: str, reason: str) -> None:
        """Disable every schedule and recap of the tenant. Never raises."""
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
            for recap in await store.recaps.all():
                if wanted(recap.channel) and not recap.stopped:
                    ended = await store.recaps.change(recap.channel, partial(_stopped, reason=reason))
                    if ended is not None:
                        await notices.recap_stopped(self._quiz, ended)
        except StoreError as error:
            _log.error("store_unavailable", error=str(error))
