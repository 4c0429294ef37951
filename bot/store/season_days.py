"""Season days: which named season a channel's date counts in. Without one the calendar quarter stands for it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import Connection

from bot.store.schema_boards import seasons
from bot.store.statements import listed

_FOR_EVER = "9999-12-31"


class Span(NamedTuple):
    """A season and its first and last ISO date; one that runs has no end in sight."""

    id: str
    first: str
    last: str
    running: bool


Spans = Mapping[str, Sequence[Span]]
"""By channel, oldest first; no two of a channel share a date."""


def season_key(season_id: str) -> str:
    """The period under which a named season's board is kept."""
    return f"season:{season_id}"


def spans(conn: Connection, channels: Iterable[str]) -> Spans:
    """The seasons of the channels; a channel without any is missing."""
    rows = conn.execute(_of_channels(conn.dialect.name), {"rows": json.dumps([[channel] for channel in sorted(channels)])})
    found: dict[str, list[Span]] = {}
    for row in rows:
        found.setdefault(row.channel, []).append(
            Span(row.id, row.first_day, row.last_day or _FOR_EVER, row.running is not None))
    return found


def season_on(found: Spans, channel: str, day: str) -> str:
    """The id of the season that an ISO date of the channel counts in, or an empty text."""
    return next((span.id for span in reversed(found.get(channel, ())) if span.first <= day <= span.last), "")


@lru_cache
def _of_channels(dialect: str) -> Any:
    asked = listed(dialect, [seasons.c.channel]).cte("asked")
    return seasons.select().join(asked, seasons.c.channel == asked.c.channel).order_by(seasons.c.first_day, seasons.c.started_at)
