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
        edited = bool(quiz.dirty or quiz.joined)
        await refresh(quiz)


async def refresh(quiz: Quiz) -> None:
    """Edit the message of every marked round and lobby once."""
    marked = list(quiz.dirty.values())
    quiz.dirty.clear()
    lobbies = list(quiz.joined.values())
    quiz.joined.clear()
    for round_ in marked:
        try:
            await _edit(quiz, round_)
        except StoreError as error:
            _log.error("store_unavailable", error=str(error))
    for lobby in lobbies:
        try:
            await _edit_lobby(quiz, lobby)
        except StoreError as error:
            _log.error("store_unavailable", error=str(error))


async def _edit_lobby(quiz: Quiz, lobby: Live) -> None:
    """Show who is in; once the quiz has begun its message is the job's alone."""
    platform = quiz.platforms.get(lobby.channel.partition(":")[0])
    current = await quiz.store.tenant(lobby.tenant).live.get(lobby.id)
    if platform is None or current is None or current.phase != "lobby" or current.message_id is None:
        return
    await platform.edit(current.channel, current.message_id, main_card(quiz, current))


async def _edit_live(quiz: Quiz, round_: Round) -> None:
    """The count under a question of a live quiz; when its reveal came meanwhile, that is shown again."""
    platform = quiz.platforms.get(round_.channel.partition(":")[0])
    live_store = quiz.store.tenant(round_.tenant).live
    live = await live_store.get(round_.live_id or "")
    if platform is None or live is None or not _is_open(live, round_) or live.until - quiz.clock.now() < SPARED:
        return
    current = await quiz.store.tenant(round_.tenant).round(round_.id)
    card = None if current is None else await question_now(quiz, live, current)
    if current is None or current.message_id is None or card is None:
        return
    await platform.edit(current.channel, current.message_id, card)
    after = await live_store.get(live.id)
    if after is not None and not _is_open(after, round_) and after.phase in ("revealed", "paused"):
        await live_store.change(live.id, lambda seen: Step(replace(seen, shown=False)) if seen.phase == after.phase else None)


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
