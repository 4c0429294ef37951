"""Directory: which channels matter to a member, read from what the store knows."""

from __future__ import annotations

from collections.abc import Sequence

from bot.ports import Store

_MOST = 10


class StoreDirectory:
    """The Directory port over the store."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def answered(self, tenant: str, member: str) -> Sequence[str]:
        """The channels in which the member has answered, the most recent first."""
        found = await self._store.tenant(tenant).export_member(member)
        answers = sorted(found.get("answers") or (), key=lambda answer: str(answer["at"]), reverse=True)
        return list(dict.fromkeys(answer["channel"] for answer in answers))[:_MOST]

    async def scheduled(self, tenant: str) -> Sequence[str]:
        """The channels that have a schedule."""
        return list(dict.fromkeys(plan.channel for plan in await self._store.tenant(tenant).schedules()))
