"""Threads: what belongs together stands in the thread of its first message, and the channel stays quiet."""

from __future__ import annotations

import logging
from collections import OrderedDict
from typing import Final

import discord

from adapters.discord import limits
from adapters.discord.calls import CallError, Calls
from adapters.discord.guilds import lacks_threads
from adapters.discord.outcomes import PAUSE
from bot.domain.text import Text
from bot.ports import NotSent, Outcome, Permanent, Unknown

log = logging.getLogger(__name__)

_EXISTS = 160004
"""topics/opcodes-and-status-codes: the message has a thread already. Its id is the message's."""
_BARRED = (50001, 50013)
ARCHIVE: Final = 1440
"""Minutes without a message after which Discord puts the thread away; the next post brings it back."""
_REMEMBERED = 2000
_DELETED = Text(zh="子区已删除", en="the thread was deleted")


class Threads:
    """Starts the thread under a message once, and remembers where there is one."""

    def __init__(self, calls: Calls) -> None:
        self._calls = calls
        self._known: OrderedDict[int, bool] = OrderedDict()

    async def under(self, client: discord.Client, place: int, message: int, title: str) -> bool:
        """Whether a thread stands under the message, whose id is then the message's; it is started where there is none yet.

        False where there can be none. Raises CallError when it cannot be told now; nothing has been sent then.
        """
        if lacks_threads(client, place) is not None:
            return False
        known = self._known.get(message)
        if known is None:
            known = await self._start(client, place, message, title)
            self._remember(message, there=known)
        return known

    def barred(self, message: int, failed: CallError) -> bool:
        """Whether the bot may not write in the message's thread; then nothing more is sent there."""
        code = getattr(failed.__cause__, "code", 0)
        if code in _BARRED:
            self._remember(message, there=False)
        return code in _BARRED

    async def _start(self, client: discord.Client, place: int, message: int, title: str) -> bool:
        name = " ".join(title.split())[: limits.THREAD_NAME] or "Tiku"

        async def start() -> bool:
            try:
                await client.http.start_thread_with_message(place, message, name=name, auto_archive_duration=ARCHIVE)
            except discord.HTTPException as error:
                if error.code == _EXISTS:
                    return True
                if error.status not in (400, 403, 404):
                    raise
                log.info("no thread under a message: %s", error)
                return False
            return True

        try:
            return await self._calls.make(start)
        except CallError as failed:
            if isinstance(failed.outcome, Unknown):  # a second try finds what the first one made
                raise CallError(NotSent(PAUSE)) from failed
            raise

    def _remember(self, message: int, *, there: bool) -> None:
        self._known[message] = there
        while len(self._known) > _REMEMBERED:
            self._known.popitem(last=False)


def in_thread(outcome: Outcome) -> Outcome:
    """What an outcome means inside a thread: that the thread is gone, and not the channel."""
    return Permanent(_DELETED.line("both")) if isinstance(outcome, Permanent) and outcome.gone else outcome


def located(place: int, message_id: str) -> tuple[int, int] | None:
    """The channel or thread and the number of a message: `<message>` in the channel, `<thread>/<message>` in a thread."""
    thread, slash, number = message_id.rpartition("/")
    if not number.isdecimal() or (slash and not thread.isdecimal()) or len(message_id) > 41:
        return None
    return (int(thread) if slash else place), int(number)
