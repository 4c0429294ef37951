"""Preview: moving the clock of the local page, without skipping anything that falls due on the way."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Literal

from bot.clock import PreviewClock
from bot.ports import Store
from bot.scheduler import Scheduler

Step = Literal["hour", "next", "day"]
_MARGIN = timedelta(milliseconds=50)
_MOST_STOPS = 200


class PreviewMover:
    """Moves the clock on in stops: at each thing due the scheduler does its work before the clock goes on."""

    def __init__(self, clock: PreviewClock, store: Store, scheduler: Scheduler) -> None:
        self._clock, self._store, self._scheduler = clock, store, scheduler

    def now(self) -> datetime:
        return self._clock.now()

    async def move(self, step: Step) -> datetime:
        """One hour on, to the next thing due, or one day on; the new time, once what fell due is done."""
        if step == "next":
            due = await self._store.next_due()
            target = max(due, self._clock.now()) + _MARGIN if due else self._clock.now()
        else:
            target = self._clock.now() + (timedelta(hours=1) if step == "hour" else timedelta(days=1))
        for _ in range(_MOST_STOPS):
            due = await self._store.next_due()
            if due is None or due >= target:
                break
            await self._to(due + _MARGIN)
            while await self._scheduler.tick():
                pass
        await self._to(target)
        while await self._scheduler.tick():
            pass
        return self._clock.now()

    async def _to(self, instant: datetime) -> None:
        await self._clock.move(max(instant - self._clock.now(), timedelta()))
