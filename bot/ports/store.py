"""The store across tenants: due work, notes, and what was posted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from bot.domain.round import Round
from bot.domain.schedule import Schedule
from bot.ports.tenant import TenantStore
from bot.ports.work import Occurrence, Work


class Store(Protocol):
    """The database. Opened and closed by an async context manager of `bot.store`."""

    def tenant(self, tenant: str) -> TenantStore: ...

    async def all_schedules(self, channel: str | None = None) -> list[Schedule]:
        """Every schedule of every tenant, or of one channel: for the operator only."""
        ...

    async def lease_due(self, now: datetime, owner: str, *, seconds: float = 60, limit: int = 50,
                        platforms: Sequence[str] = ()) -> list[Work]:
        """Lease what is due and not leased by another, oldest first (close before reveal before post before recap); touches no
        other row. With `platforms`, only channels of those."""
        ...
    async def next_due(self) -> datetime | None:
        """When the next work can be leased: due, or given back, or its lease over."""
        ...
    async def still_mine(self, work: Work, now: datetime, seconds: float = 60) -> bool:
        """Extend the lease; False when another took it: stop before sending."""
        ...
    async def retry(self, work: Work, at: datetime) -> None:
        """Release the lease; it can be leased again then. `due_at`, `attempt` and `first_try_at` stay."""
        ...
    async def schedule_for(self, work: Work) -> Schedule | None: ...
    async def round_for(self, work: Work) -> Round | None:
        """Post work: the round of that occurrence, if one was planned. Close and reveal work: the round."""
        ...
    async def plan_round(self, work: Work, round_: Round) -> Round:
        """Insert the pending round of an occurrence; the one already there wins and is returned.

        A round without a schedule (a quiz asked for now) has post work with the round's id as its key: it is queued
        here, under the owner's lease of 60 s, so that another process finishes it after a crash.
        """
        ...
    async def finish_post(self, work: Work, occurrences: Sequence[Occurrence], *, opened: Round | None,
                          schedule: Schedule | None) -> None:
        """In one transaction: record the occurrences, mark the round open (with its message id) and queue its close,
        save the schedule's next date, state and reason and queue that post, and drop this work.

        Nothing happens when another holds the lease. When the work is gone (the schedule was paused or removed
        meanwhile) the round still opens, and the schedule stays as it is.
        """
        ...
    async def close_round(self, work: Work, points: Mapping[str, int]) -> Work:
        """In one transaction: mark the round closed; with `at_reveal` book the points (member -> points; who is missing
        keeps the points of the answer); replace this work by reveal work, leased to the same owner, which is returned."""
        ...
    async def finish_reveal(self, work: Work, reveal_id: str | None) -> None: ...
    async def finish(self, work: Work) -> None:
        """Drop work that is done; nothing happens when another holds the lease."""
        ...
    async def close_soon(self, round_id: str, at: datetime) -> bool:
        """Move a round's close to `at` (the operator's `round close`); False when it is not open, or when two tenants
        have an open round of that id."""
        ...

    async def rebuild(self) -> None:
        """Derive the ledger from answers and the standings from the ledger, from nothing."""
        ...
    async def posted_question(self, question_id: str, version: str) -> str | None:
        """The entry of a version that was posted, as `keep_question` was given it (JSON), or None."""
        ...
    async def keep_question(self, question_id: str, version: str, entry: str) -> None:
        """Keep a version's entry for ever; one that is there stays."""
        ...
    async def note(self, key: str) -> str | None:
        """A small setting of the process that must survive a restart."""
        ...
    async def set_note(self, key: str, value: str) -> None: ...
    async def ping(self) -> None:
        """Raises StoreError when the database does not answer."""
        ...
