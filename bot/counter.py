"""Counter: keeps the "n answered" under each open question true, with few edits.

Answers mark their round; a pass over the marks edits each message once, and no message more often than every
`EVERY` seconds (platforms §1.3: an edit per answer would exhaust the channel's limit).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import structlog

from bot.domain.cards.question import closed_card, question_card
from bot.domain.errors import StoreError
from bot.domain.live import Live
from bot.domain.round import Round
from bot.live import main_card, question_now
from bot.ports import Step
from bot.quiz import Quiz

_log = structlog.get_logger(__name__)
EVERY = timedelta(seconds=5)
FIRST = timedelta(seconds=1)
SPARED = timedelta(seconds=2.5)
"""So shortly before its end a question of a live quiz is left to its reveal."""


async def run(quiz: Quiz) -> None:
    """Refresh marked rounds until cancelled."""
    edited = False
    while True:
        await quiz.clock.sleep_until(quiz.clock.now() + (EVERY if edited else FIRST))
        edited = bool(quiz.dirty or quiz.stale)
        await refresh(quiz)


async def refresh(quiz: Quiz) -> None:
    """Edit the message of every marked round, and the main message of every marked quiz, once."""
    marked = list(quiz.dirty.values())
    quiz.dirty.clear()
    stale = list(quiz.stale.values())
    quiz.stale.clear()
    for round_ in marked:
        try:
            await _edit(quiz, round_)
        except StoreError as error:
            _log.error("store_unavailable", error=str(error))
    for live in stale:
        try:
            await _edit_main(quiz, live)
        except StoreError as error:
            _log.error("store_unavailable", error=str(error))


async def _edit_main(quiz: Quiz, live: Live) -> None:
    """Show who is in, and how it stands; the end is the job's."""
    platform, store = quiz.platforms.get(live.channel.partition(":")[0]), quiz.store.tenant(live.tenant).live
    before = await store.get(live.id)
    if platform is None or before is None or before.phase == "over" or before.message_id is None:
        return
    await platform.edit(before.channel, before.message_id, main_card(quiz, before))
    after = await store.get(live.id)
    if after is not None and after.phase != before.phase:  # meanwhile: this edit may have undone the job's own
        await platform.edit(before.channel, before.message_id, main_card(quiz, after))


async def _edit_live(quiz: Quiz, round_: Round) -> None:
    """The count under a question of a live quiz; when its reveal came meanwhile, that is shown again. Of a question that was
    followed by another, the last state: no buttons."""
    platform = quiz.platforms.get(round_.channel.partition(":")[0])
    live_store = quiz.store.tenant(round_.tenant).live
    live = await live_store.get(round_.live_id or "")
    if platform is None or live is None or not _is_due(quiz, live, round_):
        return
    current = await quiz.store.tenant(round_.tenant).round(round_.id)
    card = None if current is None else await question_now(quiz, live, current)
    if current is None or current.message_id is None or card is None:
        return
    await platform.edit(current.channel, current.message_id, card)
    after = await live_store.get(live.id) if _is_open(live, round_) else None
    if after is not None and not _is_open(after, round_) and after.phase in ("revealed", "paused"):
        await live_store.change(live.id, lambda seen: Step(replace(seen, shown=False)) if seen.phase == after.phase else None)


def _is_due(quiz: Quiz, live: Live, round_: Round) -> bool:
    if _is_open(live, round_):
        return live.until - quiz.clock.now() >= SPARED
    return live.phase != "over" and live.asked[-1].round_id != round_.id


def _is_open(live: Live, round_: Round) -> bool:
    return live.phase == "asking" and live.shown and live.asked[-1].round_id == round_.id


async def _edit(quiz: Quiz, round_: Round) -> None:
    if round_.live_id is not None:
        await _edit_live(quiz, round_)
        return
    store = quiz.store.tenant(round_.tenant)
    platform = quiz.platforms.get(round_.channel.partition(":")[0])
    current = await store.round(round_.id)
    question = await quiz.asked(round_)
    if platform is None or question is None or current is None or current.state != "open" or current.message_id is None:
        return
    count = await store.answered_count(round_.id)
    kind, topic = quiz.kind(question), quiz.bank.topic_title(question.topic)
    await platform.edit(current.channel, current.message_id, question_card(current, question, kind, topic, count))
    after = await store.round(round_.id)
    if after is not None and after.state == "closed":  # meanwhile: this edit may have undone the one of the reveal
        count = await store.answered_count(round_.id)
        await platform.edit(current.channel, current.message_id, closed_card(after, question, kind, topic, count))
