"""Preview: a bot's time that a person may move, to see tomorrow's question today."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from adapters.web.inbound import Step


class Preview(Protocol):
    """The moved clock. Instants are aware and in UTC."""

    def now(self) -> datetime: ...

    async def move(self, step: Step) -> datetime:
        """Move on by one hour, to the next thing due, or by one day; the new time, once what fell due is done."""
        ...
