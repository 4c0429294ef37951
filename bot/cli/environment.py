"""What commands that use the database share: settings, the open store, its clock."""

from __future__ import annotations

import asyncio
import os
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from typing import TypeVar

from bot.clock import SHIFT_NOTE, SystemClock, shift_of
from bot.domain.errors import BadInput
from bot.domain.text import Text
from bot.logs import hide
from bot.ports import Store
from bot.settings import Settings, load_settings

T = TypeVar("T")
_FORMS = {
    "discord": (re.compile(r"discord:\d{1,20}:\d{1,20}"), "discord:<guild>:<channel>"),
    "slack": (re.compile(r"slack:[A-Z0-9]{1,20}:[A-Z0-9]{1,20}"), "slack:<team>:<channel>"),
    "web": (re.compile(r"web:local:[a-z0-9-]{1,30}"), "web:local:<name>"),
}


def channel_id(raw: str) -> str:
    """The channel id as it stands. Raises BadInput when it is none."""
    platform = raw.partition(":")[0]
    if platform not in _FORMS:
        *most, last = (form for _, form in _FORMS.values())
        raise BadInput("E_UNKNOWN", "channel", Text(
            zh=f"频道“{raw[:60]}”：没有平台“{platform[:20]}”；请写 {'、'.join(most)} 或 {last}，例如 web:local:general",
            en=f"CHANNEL {raw[:60]!r}: there is no platform {platform[:20]!r}; write {', '.join(most)} or {last}, such as web:local:general"))
    pattern, form = _FORMS[platform]
    if not pattern.fullmatch(raw):
        raise BadInput("E_FORMAT", "channel", Text(
            zh=f"频道“{raw[:60]}”的写法不对；应是 {form}", en=f"CHANNEL {raw[:60]!r} is malformed; write {form}"))
    return raw


def settings() -> Settings:
    """The settings; their secrets are never printed from now on. Raises SettingsError with one line per fault."""
    found = load_settings(os.environ)
    hide(found.secrets())
    return found


@asynccontextmanager
async def open_database() -> AsyncIterator[tuple[Store, datetime]]:
    """The store, migrated, and the time by the bot's clock (which the local page may have moved)."""
    from bot.store import open_store

    clock = SystemClock()
    async with open_store(settings().database_url, clock_now=clock.now) as store:
        yield store, clock.now() + shift_of(await store.note(SHIFT_NOTE))


def run(job: Callable[[], Awaitable[T]]) -> T:
    """Run an asynchronous command to its end."""
    async def main() -> T:
        return await job()

    return asyncio.run(main())


def shown_address(url: str) -> str:
    """The database's address without user, password and options."""
    scheme, _, rest = url.partition("://")
    return f"{scheme}://{rest.rpartition('@')[2].partition('?')[0]}"
