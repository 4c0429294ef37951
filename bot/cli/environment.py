"""What commands that use the database share: settings, the open store, its clock."""

from __future__ import annotations

import asyncio
import os
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from typing import TypeVar

from bot.cli.output import Failure
from bot.clock import SHIFT_NOTE, SystemClock, shift_of
from bot.domain.errors import TikuError
from bot.domain.text import Lang
from bot.ports import Store
from bot.settings import Settings, load_settings

T = TypeVar("T")
_CHANNEL = re.compile(r"(discord:\d{1,20}:\d{1,20}|slack:[A-Z0-9]{1,20}:[A-Z0-9]{1,20}|web:local:[a-z0-9-]{1,30})")


def channel_id(raw: str) -> str:
    """The channel id as it stands. Raises Failure when it is none."""
    if not _CHANNEL.fullmatch(raw):
        raise Failure.usage(f"CHANNEL: {raw[:60]!r} is no channel; write discord:<guild>:<channel>, slack:<team>:<channel> "
                            "or web:local:<name>, such as web:local:general")
    return raw


def settings() -> Settings:
    """The settings. Raises Failure with one line per fault."""
    try:
        return load_settings(os.environ)
    except TikuError as error:
        raise Failure.of(error, "en") from error


@asynccontextmanager
async def open_database() -> AsyncIterator[tuple[Store, datetime]]:
    """The store, migrated, and the time by the bot's clock (which the local page may have moved)."""
    from bot.store import open_store

    clock = SystemClock()
    async with open_store(settings().database_url, clock_now=clock.now) as store:
        yield store, clock.now() + shift_of(await store.note(SHIFT_NOTE))


def run(job: Callable[[], Awaitable[T]], lang: Lang = "en", *, as_json: bool = False) -> T:
    """Run an asynchronous command; our errors become Failures."""
    async def main() -> T:
        return await job()

    try:
        return asyncio.run(main())
    except TikuError as error:
        raise Failure.of(error, lang, as_json=as_json) from error
