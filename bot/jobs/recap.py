"""Post a channel's weekly recap, once.

The message carries a mark that follows from channel and date, so that after a crash the channel is read back for it, as for
a question. What a week without answers leaves to tell is nothing, and nothing is posted.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from bot import notices
from bot.domain.card import Card
from bot.domain.recap import DEADLINE, Recap, coming, due, marker, planned
from bot.domain.request import tenant_of
from bot.jobs._job import Job, Later, backoff, post_once
from bot.ports import Permanent, Sent, Work
from bot.quiz import Quiz
from bot.recaps import picture_of, recap_of

_PICTURE_TRIES = 3
"""While pictures are in demand a recap waits for its own so often; then it goes without."""


async def run(quiz: Quiz, work: Work) -> None:
    """Deal with the week that is due: post it, or leave it out; then plan the next."""
    store = quiz.store.tenant(tenant_of(work.channel))
    kept = await store.recaps.get(work.channel)
    if kept is None or kept.next_date is None:
        await store.recaps.change(work.channel, lambda found: found, done=work)
        return
    recap = await _in_step(quiz, kept)
    now = quiz.clock.now()
    found = due(recap, now)
    if found is None:  # the clock was set back, or the schedule has moved to a zone where it is earlier
        await quiz.store.retry(work, coming(recap, now))
        return
    late = now - found.at > DEADLINE
    # A former try may have sent it, so after the deadline it is still looked for.
    if late and work.attempt == 1:
        await _move_on(quiz, work, recap)
        return
    told = await recap_of(quiz, recap.channel, found.date, recap.lang)
    if told is None:
        await _move_on(quiz, work, recap)
        return
    picture = await picture_of(quiz, told[0], recap.lang)
    if picture is None and work.attempt < _PICTURE_TRIES:
        await quiz.store.retry(work, now + timedelta(seconds=30 * backoff(work.attempt)))
        return
    await _post(quiz, work, recap, found.date, replace(told[1], picture=picture), late=late)


async def _post(quiz: Quiz, work: Work, recap: Recap, day: date, card: Card, *, late: bool) -> None:
    match await post_once(quiz, work, card, marker(recap.channel, day), too_late=late):
        case Later(seconds):
            await quiz.store.retry(work, quiz.clock.now() + timedelta(seconds=seconds))
        case Permanent(reason):
            await _stop(quiz, work, reason)
        case Sent():
            await _move_on(quiz, work, recap, posted=day)
        case None:
            await _move_on(quiz, work, recap)


async def _move_on(quiz: Quiz, work: Work, recap: Recap, posted: date | None = None) -> None:
    """Plan the next week; what a manager changed meanwhile in the rule stays."""
    now = quiz.clock.now()

    def change(found: Recap | None) -> Recap | None:
        if found is None:
            return None
        return planned(replace(found, zone=recap.zone, lang=recap.lang, last=posted or found.last), now)

    await quiz.store.tenant(tenant_of(work.channel)).recaps.change(work.channel, change, done=work)


async def _stop(quiz: Quiz, work: Work, reason: str) -> None:
    """The platform refuses: no more of them until a manager turns it on again."""
    now = quiz.clock.now()
    stopped = await quiz.store.tenant(tenant_of(work.channel)).recaps.change(
        work.channel, lambda found: found and planned(replace(found, stopped=reason), now), done=work)
    if stopped is not None and stopped.stopped == reason:
        await notices.recap_stopped(quiz, stopped)


async def _in_step(quiz: Quiz, recap: Recap) -> Recap:
    """With zone and language of the channel's schedule; without a schedule as it was set."""
    plans = await quiz.store.tenant(tenant_of(recap.channel)).schedules(recap.channel)
    return replace(recap, zone=plans[0].zone, lang=plans[0].lang) if plans else recap


JOB = Job("recap", run)
