"""Counter: keeps the "n answered" under each open question true, with few edits.

Answers mark their round; a pass over the marks edits each message once, and no message more often than every
`EVERY` seconds (platforms §1.3: an edit per answer would exhaust the channel's limit).
"""

from __future__ import annotations

from datetime import timedelta

import structlog

from bot.domain.cards.question import closed_card, question_card
from bot.domain.errors import StoreError
from bot.domain.round import Round
from bot.quiz import Quiz

_log = structlog.get_logger(__name__)
EVERY = timedelta(seconds=5)
FIRST = timedelta(seconds=1)


async def run(quiz: Quiz) -> None:
    """Refresh marked rounds until cancelled."""
    while True:
        await quiz.clock.sleep_until(quiz.clock.now() + (FIRST if not quiz.dirty else EVERY))
        await refresh(quiz)


async def refresh(quiz: Quiz) -> None:
    """Edit the message of every marked round once."""
    marked = list(quiz.dirty.values())
    quiz.dirty.clear()
    for round_ in marked:
        try:
            await _edit(quiz, round_)
        except StoreError as error:
            _log.error("store_unavailable", error=str(error))


async def _edit(quiz: Quiz, round_: Round) -> None:
    store = quiz.store.tenant(round_.tenant)
    platform = quiz.platforms.get(round_.channel.partition(":")[0])
    current = await store.round(round_.id)
    question = quiz.bank.questions.get(round_.question_id)
    if platform is None or question is None or current is None or current.state != "open" or current.message_id is None:
        return
    count = await store.answered_count(round_.id)
    kind, topic = quiz.kind(question), quiz.bank.topic_title(question.topic)
    await platform.edit(current.channel, current.message_id, question_card(current, question, kind, topic, count))
    after = await store.round(round_.id)
    if after is not None and after.state == "closed":  # meanwhile: this edit may have undone the one of the reveal
        count = await store.answered_count(round_.id)
        await platform.edit(current.channel, current.message_id, closed_card(after, question, kind, topic, count))
