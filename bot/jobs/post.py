"""Post the question of an occurrence, once.

The round is planned in the store before anything is sent; its id marks the message. After a crash the same round is
found again, the channel is read back, and only what is missing is done (docs/decisions/0004-posting-once.md).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from bot import notices
from bot.domain.cards.question import question_card
from bot.domain.occurrences import Occurrence as Due
from bot.domain.occurrences import closes_at, latest_due, next_occurrence
from bot.domain.picking import option_order, pick
from bot.domain.question import Question
from bot.domain.request import tenant_of
from bot.domain.round import Round
from bot.domain.schedule import Schedule
from bot.jobs._job import Job, Later, post_once
from bot.metrics import LATENESS
from bot.ports import Occurrence, Permanent, Sent, Work
from bot.quiz import Quiz

EMPTY = "no question in the bank fits this schedule"
TOO_LATE = "more than {} late"


async def run(quiz: Quiz, work: Work) -> None:
    """Deal with the occurrence that is due: post it, or record why not; then plan the next."""
    schedule = await quiz.store.schedule_for(work)
    if schedule is None or schedule.state != "active" or schedule.next_date is None:
        return
    now = quiz.clock.now()
    older, newest = latest_due(schedule, schedule.next_date, now)
    if newest is None:  # the clock was set back, or the zone's rules changed: it is not due after all
        await quiz.store.retry(work, work.due_at if work.due_at > now else now + timedelta(seconds=60))
        return
    missed = [Occurrence(schedule.id, day, "missed", "a newer occurrence was due") for day in older]
    late = now - newest.at > schedule.deadline
    planned = await quiz.store.round_for(work)
    if planned is None or planned.local_date != newest.date:
        planned = None if late else await _plan(quiz, work, schedule, newest)
    elif work.attempt > 1:  # its message may be sent only now, so its window begins anew
        planned = replace(planned, closes_at=closes_at(schedule, now, newest.date))
    question = None if planned is None else await quiz.asked(planned)
    if planned is None or question is None:
        record = (Occurrence(schedule.id, newest.date, "missed", TOO_LATE.format(schedule.deadline)) if late
                  else Occurrence(schedule.id, newest.date, "failed", EMPTY))
        await _move_on(quiz, work, schedule, newest, [*missed, record])
        return
    await _post(quiz, work, schedule, newest, missed, planned, question, late=late)


async def _post(quiz: Quiz, work: Work, schedule: Schedule, due: Due, missed: list[Occurrence], round_: Round,
                question: Question, *, late: bool) -> None:
    card = question_card(round_, question, quiz.kind(question), quiz.bank.topic_title(question.topic), 0)
    match await post_once(quiz, work, card, round_.id, too_late=late):
        case Later(seconds):
            await quiz.store.retry(work, quiz.clock.now() + timedelta(seconds=seconds))
        case Permanent() as refused:
            await _refused(quiz, work, schedule, due, missed, refused)
        case None:
            record = Occurrence(schedule.id, due.date, "missed", TOO_LATE.format(schedule.deadline))
            await _move_on(quiz, work, schedule, due, [*missed, record])
        case sent:
            await _opened(quiz, work, schedule, due, missed, round_, sent)


async def _opened(quiz: Quiz, work: Work, schedule: Schedule, due: Due, missed: list[Occurrence], round_: Round,
                  sent: Sent) -> None:
    LATENESS.observe(max(0.0, (quiz.clock.now() - due.at).total_seconds()))
    opened = replace(round_, state="open", message_id=sent.message_id)
    following = _following(quiz, schedule, due.date)
    await quiz.store.finish_post(work, [*missed, Occurrence(schedule.id, due.date, "done")], opened=opened,
                                 schedule=following)
    await quiz.warm(opened)


async def _plan(quiz: Quiz, work: Work, schedule: Schedule, due: Due) -> Round | None:
    """A new round with a picked question, or the one that a former try planned; None when no question fits."""
    asked = await quiz.store.tenant(tenant_of(work.channel)).asked(schedule.channel)
    question = pick(quiz.bank.matching(schedule.filter), asked, schedule.seed)
    if question is None:
        return None
    await quiz.keep(question)
    now, name = quiz.clock.now(), quiz.ids.name()
    planned = Round(
        id=name, channel=schedule.channel, question_id=question.id, question_version=question.version,
        order=_order(question, name), lang=schedule.lang, verdict=schedule.verdict, opens_at=now,
        closes_at=closes_at(schedule, now, due.date), schedule_id=schedule.id, local_date=due.date,
    )
    return await quiz.store.plan_round(work, planned)


def _order(question: Question, round_id: str) -> tuple[int, ...]:
    return option_order(len(question.options), round_id)


async def _refused(quiz: Quiz, work: Work, schedule: Schedule, due: Due, missed: list[Occurrence],
                   outcome: Permanent) -> None:
    """A channel that is gone disables the schedule; anything else pauses it, and says why."""
    state = "disabled" if outcome.gone else "paused"
    stopped = replace(schedule, state=state, reason=outcome.reason, next_date=None, next_at=None)  # type: ignore[arg-type]
    record = [*missed, Occurrence(schedule.id, due.date, "failed", outcome.reason)]
    await quiz.store.finish_post(work, record, opened=None, schedule=stopped)
    await notices.stopped(quiz, stopped)


async def _move_on(quiz: Quiz, work: Work, schedule: Schedule, due: Due, record: list[Occurrence]) -> None:
    await quiz.store.finish_post(work, record, opened=None, schedule=_following(quiz, schedule, due.date))


def _following(quiz: Quiz, schedule: Schedule, day: date) -> Schedule:
    found = next_occurrence(schedule, quiz.clock.now(), day)
    return replace(schedule, next_date=found.date if found else None, next_at=found.at if found else None)


JOB = Job("post", run)
