"""Upkeep: what becomes of schedules when a channel or a whole tenant is gone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import structlog

from bot.domain.errors import StoreError
from bot.domain.request import tenant_of
from bot.domain.schedule import Schedule
from bot.ports import Store

_log = structlog.get_logger(__name__)


class ScheduleUpkeep:
    """Disables schedules and keeps all data: who comes back finds everything, and turns the schedule on again."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def channel_gone(self, channel: str, reason: str) -> None:
        """Disable the channel's schedules. Never raises."""
        await self._disable(tenant_of(channel), lambda plan: plan.channel == channel, reason)

    async def tenant_gone(self, tenant: str, reason: str) -> None:
        """Disable every schedule of the tenant. Never raises."""
        await self._disable(tenant, lambda _: True, reason)

    async def _disable(self, tenant: str, wanted: Callable[[Schedule], bool], reason: str) -> None:
        store = self._store.tenant(tenant)
        try:
            for plan in await store.schedules():
                if wanted(plan) and plan.state != "disabled":
                    await store.save_schedule(replace(plan, state="disabled", reason=reason, next_date=None, next_at=None))
                    _log.info("schedule_disabled", schedule=plan.id, channel=plan.channel, reason=reason)
        except StoreError as error:
            _log.error("store_unavailable", error=str(error))
