"""Close a round: no more answers; under `at_reveal` the points are booked now."""

from __future__ import annotations

from bot.domain.scoring import points
from bot.jobs._job import Job
from bot.ports import Work
from bot.quiz import Quiz


async def run(quiz: Quiz, work: Work) -> Work | None:
    """Close it, and go on to the reveal."""
    round_ = await quiz.store.round_for(work)
    if round_ is None:
        return None
    booked: dict[str, int] = {}
    question = await quiz.asked(round_)
    if round_.verdict == "at_reveal" and question is not None:
        for answer in await quiz.store.tenant(round_.tenant).answers(round_.id):
            booked[answer.member] = points(question.difficulty, answer.credit)
    reveal = await quiz.store.close_round(work, booked)
    quiz.forget(round_.id)
    return reveal


JOB = Job("close", run)
