"""Calls: the one gate that every request to Discord passes.

A call is never cancelled: a cancellation while the library sleeps out a global limit would stop every later call for
ever. After a refused token, or during a ban, no call is made at all.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

from adapters.discord import limits
from adapters.discord.outcomes import classify
from bot.ports import AuthDead, NotSent, Outcome, Permanent, Unknown

log = logging.getLogger(__name__)
T = TypeVar("T")

LONGEST = 45.0
"""Seconds that a caller waits; the call itself goes on, and the lease of a post (60 s) outlives the wait."""
PACE = limits.GLOBAL_PER_SECOND - 3
"""Calls in any second at most, a little below the global limit: on the way some may catch up with others."""
GAP = 0.9 / PACE
"""Seconds between two calls: they go out evenly, and those that were held up may make good."""
STUCK = 120.0
"""Seconds after which a global limit that was never lifted is taken for forgotten."""


class CallError(Exception):
    """The call did not succeed; `outcome` is any but Sent, or Sent for a post that was found to exist."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__(type(outcome).__name__)
        self.outcome = outcome


class Calls:
    """Makes calls, remembers a dead token and a ban."""

    def __init__(self, on_dead: Callable[[AuthDead], None]) -> None:
        self._on_dead = on_dead
        self._dead: AuthDead | None = None
        self._silent_until = 0.0
        self._turns = asyncio.Lock()
        self._left: deque[float] = deque(maxlen=PACE)
        """When the last calls left."""
        self._running: set[asyncio.Future[Any]] = set()
        self._watched: tuple[asyncio.Event, float] | None = None

    @property
    def dead(self) -> AuthDead | None:
        """Why no call is made any more."""
        return self._dead

    async def make(self, call: Callable[[], Coroutine[Any, Any, T]], *, posting: bool = False, paced: bool = True,
                   longest: float = LONGEST) -> T:
        """The call's result. Raises CallError with the outcome; a cancelled caller leaves the call running.

        `paced` calls keep below Discord's global limit; answers to interactions do not count there and never wait.
        """
        if paced:
            await self._turn()
        if self._dead is not None:
            raise CallError(self._dead)
        silent = self._silent_until - asyncio.get_running_loop().time()
        if silent > 0:
            raise CallError(NotSent(silent))
        task = asyncio.ensure_future(call())
        self._running.add(task)
        task.add_done_callback(self._ended)
        ended, _ = await asyncio.wait({task}, timeout=longest)
        if not ended:
            raise CallError(Unknown())
        try:
            return task.result()
        except Exception as error:
            raise CallError(self._judge(error, posting)) from error

    async def _turn(self) -> None:
        """Wait for this call's place in the row, a little apart from the one before; no second, wherever it begins,
        sees more than PACE calls leave, however late the loop wakes."""
        loop = asyncio.get_running_loop()
        async with self._turns:
            full = len(self._left) == PACE
            earliest = max(self._left[-1] + GAP if self._left else 0.0, self._left[0] + 1 if full else 0.0)
            if earliest > loop.time():
                await asyncio.sleep(earliest - loop.time())
            self._left.append(loop.time())

    async def drain(self, seconds: float) -> None:
        """Give the running calls so long to end; what does not end then is cancelled with the session."""
        if self._running:
            await asyncio.wait(set(self._running), timeout=seconds)

    def refuse(self, reason: AuthDead) -> None:
        """No call from now on."""
        if self._dead is None:
            self._dead = reason
            self._on_dead(reason)

    def watch(self, over: Any, now: float) -> None:
        """Look at the library's global limit; one that stays down for STUCK seconds is lifted."""
        if not isinstance(over, asyncio.Event) or over.is_set():
            self._watched = None
        elif self._watched is None or self._watched[0] is not over:
            self._watched = (over, now)
        elif now - self._watched[1] > STUCK:
            log.error("a global rate limit was never lifted; it is lifted now")
            self._watched = None
            over.set()

    def _judge(self, error: BaseException, posting: bool) -> Outcome:
        fault = classify(error, posting=posting)
        if isinstance(fault.outcome, AuthDead):
            self.refuse(fault.outcome)
        elif fault.silence:
            self._silent_until = asyncio.get_running_loop().time() + fault.silence
            log.error("Discord has banned this address for a while; no call for %d s", fault.silence)
        elif isinstance(fault.outcome, Permanent):
            log.warning("a call was refused: %s", fault.outcome.reason)
        return fault.outcome

    def _ended(self, task: asyncio.Future[Any]) -> None:
        self._running.discard(task)
        if not task.cancelled():
            task.exception()  # seen: a caller that was cancelled does not come back for it
