"""Welcome: on the first start the local page has a schedule, and its first question is due at once."""

from __future__ import annotations

import os
from datetime import time
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.domain.errors import BadInput
from bot.domain.occurrences import instant, zone_info
from bot.domain.picking import pick
from bot.domain.schedule import Schedule
from bot.quiz import Quiz

CHANNEL = "web:local:general"
EASY = 2
_NOTE = "welcomed"
_TRIES = 400


def local_zone() -> str:
    """The machine's IANA zone by TZ or /etc/localtime; UTC where it cannot be told."""
    candidates = [os.environ.get("TZ", "").removeprefix(":")]
    link = Path("/etc/localtime")
    if link.is_symlink():
        candidates.append(str(link.resolve()).partition("zoneinfo/")[2])
    for name in candidates:
        try:
            if name and zone_info(name):
                return name
        except BadInput:
            continue
    return "UTC"


def _friendly_seed(quiz: Quiz) -> int:
    """A seed whose first question is an easy one with letters whose answer can be run; any seed when there is none."""
    first = quiz.ids.seed()
    questions = list(quiz.bank.live())
    for seed in range(first, first + _TRIES):
        found = pick(questions, (), seed)
        if found and found.computed_by and found.difficulty <= EASY and found.kind in ("single_choice", "true_false"):
            return seed
    return first


async def welcome(quiz: Quiz) -> None:
    """Add the schedule once: daily at this minute of the day, in both languages, beginning now."""
    if await quiz.store.note(_NOTE):
        return
    tenant = quiz.store.tenant("web:local")
    if not await tenant.schedules():
        now, zone = quiz.clock.now(), local_zone()
        local = now.astimezone(ZoneInfo(zone))
        at = time(local.hour, local.minute)
        first = instant(local.date(), at, ZoneInfo(zone))
        await tenant.add_schedule(Schedule(
            id=quiz.ids.name()[:8], channel=CHANNEL, at=at, zone=zone, seed=_friendly_seed(quiz), created_by="welcome",
            next_date=local.date(), next_at=first,
        ))
    await quiz.store.set_note(_NOTE, "1")
