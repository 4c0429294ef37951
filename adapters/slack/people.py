"""People: who a member is in Slack: the name to show, the language they read, and whether they manage the workspace."""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from adapters.slack import limits
from adapters.slack.pace import Bucket
from adapters.slack.workspaces import CallError, Workspace, Workspaces
from bot.domain.request import Member
from bot.domain.text import Lang

log = logging.getLogger(__name__)

FRESH = 900.0
"""Seconds that an answer of Slack's is believed: an admin who is one no more loses the right within a quarter of an hour."""
LONGEST = 0.8
"""Seconds that a member waits for it; the reply must come within 3."""
REMEMBERED = 50_000
PAGE, PAGES = 200, 10


@dataclass(frozen=True, slots=True)
class Person:
    """A member and their language."""

    member: Member
    lang: Lang


class People:
    """Asks users.info once for each member and a while; a whole workspace is read at once when it is met first."""

    def __init__(self, workspaces: Workspaces, managers: str, lang: Lang) -> None:
        self._workspaces = workspaces
        self._managers = frozenset(managers.replace(",", " ").split())
        self._lang: Lang = lang
        self._known: OrderedDict[tuple[str, str], tuple[Person, float]] = OrderedDict()
        self._asking: dict[tuple[str, str], asyncio.Task[Person | None]] = {}
        self._bucket = Bucket(limits.LOOKUPS / 2, limits.LOOKUPS / 120)
        self._warm: set[str] = set()
        self._tasks: set[asyncio.Task[None]] = set()

    async def of(self, workspace: Workspace, team: str, user: str, name: str) -> Person:
        """The member as Slack describes them; when it does not answer in time as the event did, without any right."""
        key = team, user
        now = asyncio.get_running_loop().time()
        self._warm_up(workspace, team)
        known = self._known.get(key)
        if known is not None and now - known[1] < FRESH:
            return known[0]
        asking = self._asking.get(key)
        if asking is None and self._bucket.take():
            asking = self._asking[key] = asyncio.ensure_future(self._ask(workspace, key, name))
            asking.add_done_callback(lambda _: self._asking.pop(key, None))
        if asking is not None:
            await asyncio.wait({asking}, timeout=LONGEST)
            found = asking.result() if asking.done() and not asking.cancelled() else None
            if found is not None:
                return found
        if known is not None:
            # An old answer still tells name and language, but no right.
            return Person(Member(user, known[0].member.name, user in self._managers), known[0].lang)
        return Person(Member(user, name or user, user in self._managers), self._lang)

    async def close(self) -> None:
        """Stop reading."""
        for task in (*self._tasks, *self._asking.values()):
            task.cancel()
        await asyncio.gather(*self._tasks, *self._asking.values(), return_exceptions=True)

    async def _ask(self, workspace: Workspace, key: tuple[str, str], name: str) -> Person | None:
        try:
            found = await self._workspaces.call(workspace, lambda client: client.users_info(user=key[1], include_locale=True))
        except CallError as failed:
            log.info("users.info did not answer: %s", failed)
            return None
        user = found.get("user")
        return self._learn(key, user, name) if isinstance(user, Mapping) else None

    def _learn(self, key: tuple[str, str], user: Mapping[str, Any], name: str = "") -> Person:
        manager = any(user.get(flag) for flag in ("is_admin", "is_owner", "is_primary_owner")) or key[1] in self._managers
        locale = str(user.get("locale") or "").lower()
        lang: Lang = "zh" if locale.startswith("zh") else "en" if locale else self._lang
        person = Person(Member(key[1], _name(user) or name or key[1], manager), lang)
        self._known.pop(key, None)
        self._known[key] = person, asyncio.get_running_loop().time()
        while len(self._known) > REMEMBERED:
            self._known.popitem(last=False)
        return person

    def _warm_up(self, workspace: Workspace, team: str) -> None:
        """Read the members of a workspace met for the first time, so that a rush of answers asks nothing."""
        if team in self._warm:
            return
        self._warm.add(team)
        task = asyncio.ensure_future(self._read_all(workspace, team))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _read_all(self, workspace: Workspace, team: str) -> None:
        cursor = ""
        for _ in range(PAGES):
            try:
                page = await self._workspaces.call(workspace, lambda client, at=cursor: client.users_list(  # type: ignore[misc]
                    limit=PAGE, include_locale=True, team_id=team, **({"cursor": at} if at else {})))
            except CallError:
                return
            for user in page.get("members") or ():
                if isinstance(user, Mapping) and isinstance(user.get("id"), str) and not user.get("deleted"):
                    self._learn((team, user["id"]), user)
            cursor = str((page.get("response_metadata") or {}).get("next_cursor") or "")
            if not cursor:
                return


def _name(user: Mapping[str, Any]) -> str:
    profile = user.get("profile") if isinstance(user.get("profile"), Mapping) else {}
    names = ((profile or {}).get("display_name"), (profile or {}).get("real_name"), user.get("real_name"), user.get("name"))
    return next((name for name in names if isinstance(name, str) and name.strip()), "")
