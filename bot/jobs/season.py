"""Post the final table of a season that was ended, once.

The table was kept together with this work, so that a crash in between loses neither; the message carries a mark.
"""

from __future__ import annotations

from datetime import timedelta

import structlog

from bot.domain.cards.season import final_card, season_podium
from bot.domain.request import tenant_of
from bot.jobs._job import Job, Later, post_once
from bot.ports import Permanent, Work
from bot.quiz import Quiz
from bot.sharing import drawn

_log = structlog.get_logger(__name__)


async def run(quiz: Quiz, work: Work) -> None:
    """Post it, or find that it is there; where the platform refuses it, `/quiz season show` still has the table."""
    seasons = quiz.store.tenant(tenant_of(work.channel)).seasons
    season = await seasons.get(work.key)
    if season is None or season.ended_at is None:
        await quiz.store.finish(work)
        return
    table = await seasons.table(season.id)
    picture = await drawn(quiz, season_podium(season, table))
    card = final_card(season, table, season.lang, private=False, picture=picture)
    outcome = await post_once(quiz, work, card, f"{season.id}s")
    if isinstance(outcome, Later):
        await quiz.store.retry(work, quiz.clock.now() + timedelta(seconds=outcome.seconds))
        return
    if isinstance(outcome, Permanent):
        _log.info("season_not_posted", season=season.id, channel=work.channel, reason=outcome.reason)
    await quiz.store.finish(work)


JOB = Job("season", run)
