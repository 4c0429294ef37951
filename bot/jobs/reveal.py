"""Reveal a closed round: the question loses its buttons, and a message tells key, reason, result and streaks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta

from bot.domain.card import Card, Picture
from bot.domain.cards.question import closed_card
from bot.domain.cards.reveal import reveal_card
from bot.domain.cards.tally import tally_chart
from bot.domain.question import Kind, Question
from bot.domain.round import Answer, Round
from bot.jobs._job import Job, Later, backoff, platform_of, post_once
from bot.ports import NotSent, Outcome, Sent, Tally, Unknown, Work
from bot.quiz import Quiz
from bot.sharing import drawn
from bot.streaks import streaks

_STREAKS_SHOWN = 5
_STREAK_FROM = 2
_EDITS = 5
"""The question is edited at most so often; after that it keeps its buttons, which tell that it is closed."""
_MEMBERS_READ = 500
"""Streaks are told for at most so many of the members who answered."""


async def run(quiz: Quiz, work: Work) -> None:
    """Edit the question, post the reveal once, and be done; an edit that did not come through is tried again."""
    round_ = await quiz.store.round_for(work)
    question = await quiz.asked(round_) if round_ else None
    if round_ is None or question is None or round_.message_id is None:
        await quiz.store.finish_reveal(work, None)
        return
    answers = await quiz.store.tenant(round_.tenant).answers(round_.id)
    edited = await _close(quiz, round_, question, len(answers))
    card = await _card(quiz, round_, question, answers)
    outcome = await post_once(quiz, work, card, f"{round_.id}r", reply_to=round_.message_id)
    if isinstance(outcome, Later):
        await quiz.store.retry(work, quiz.clock.now() + timedelta(seconds=outcome.seconds))
    elif isinstance(edited, NotSent | Unknown) and work.attempt < _EDITS:
        # The reveal is out already; the next try finds it and only edits again.
        pause = max(backoff(work.attempt), edited.seconds if isinstance(edited, NotSent) else 0)
        await quiz.store.retry(work, quiz.clock.now() + timedelta(seconds=pause))
    else:
        await quiz.store.finish_reveal(work, outcome.message_id if isinstance(outcome, Sent) else None)


async def _close(quiz: Quiz, round_: Round, question: Question, members: int) -> Outcome | None:
    """Take the buttons off the question and show its key; None where there is nothing to edit."""
    platform = platform_of(quiz, round_.channel)
    if platform is None or round_.message_id is None:
        return None
    topic = quiz.bank.topic_title(question.topic)
    return await platform.edit(round_.channel, round_.message_id,
                               closed_card(round_, question, quiz.kind(question), topic, members))


async def _card(quiz: Quiz, round_: Round, question: Question, answers: Sequence[Answer]) -> Card:
    kind = quiz.kind(question)
    tally = await quiz.store.tenant(round_.tenant).tally(round_.id)
    # Counted from the answers: of a typed reply the tally holds only the most frequent forms.
    results = Counter(answer.result for answer in answers)
    return reveal_card(
        round_, question, kind, members=len(answers), correct=results["correct"], partly=results["partly"],
        firsts=[answer.name for answer in tally.firsts[:3]], streaks=await _streaks(quiz, round_, answers[:_MEMBERS_READ]),
        names=quiz.bank.term_names(question), picture=await _picture(quiz, round_, question, kind, tally),
    )


async def _streaks(quiz: Quiz, round_: Round, answers: Sequence[Answer]) -> list[tuple[str, int]]:
    """The longest streaks among those who answered this round and are not hidden, from 2 days on."""
    if not answers or round_.schedule_id is None:
        return []
    found = await streaks(quiz, round_.channel, [answer.member for answer in answers], until=round_.local_date)
    hidden = await quiz.store.tenant(round_.tenant).people.hidden()
    lengths = [(answer.name, found[answer.member].days) for answer in answers if answer.member not in hidden]
    return sorted((one for one in lengths if one[1] >= _STREAK_FROM), key=lambda one: -one[1])[:_STREAKS_SHOWN]


async def _picture(quiz: Quiz, round_: Round, question: Question, kind: Kind, tally: Tally) -> Picture | None:
    """How the answers fell; left out when nobody answered, or when it cannot be drawn now."""
    if not tally.members or not kind.graded:
        return None
    return await drawn(quiz, tally_chart(round_, question, tally.rows, round_.lang))


JOB = Job("reveal", run)
