"""Show the phase that a live quiz is in: post what is missing, edit what stands there.

What is sent carries a mark or replaces a message, so that doing it again after a crash leaves nothing twice.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import structlog

from bot.domain import live as rules
from bot.domain.card import Card
from bot.domain.cards.live_end import end_card, podium
from bot.domain.cards.live_question import open_card, paused_card
from bot.domain.cards.live_words import thread_title
from bot.domain.live import Live
from bot.domain.text import Text
from bot.jobs._job import Later, backoff, platform_of, post_once
from bot.live import main_card, question_now, remember, shown
from bot.ports import LiveStore, NotSent, Outcome, Permanent, Sent, Step, Unknown, Work
from bot.quiz import Quiz
from bot.sharing import drawn

_log = structlog.get_logger(__name__)
_EDITS = 4


async def show_live(quiz: Quiz, work: Work, store: LiveStore, live: Live) -> float | None:
    """Bring the phase before the channel; seconds until another try where that was not possible now."""
    show = {"lobby": _show_lobby, "asking": _show_question, "revealed": _show_reveal, "paused": _show_reveal,
            "over": _show_end}[live.phase]
    outcome = await show(quiz, work, store, live)
    if isinstance(outcome, Later):
        return outcome.seconds
    if isinstance(outcome, Permanent) and live.phase != "over":
        reason = rules.LOST.format(reason=outcome.reason)
        _log.info("live_lost", live=live.id, channel=live.channel, reason=outcome.reason)
        await end_live(quiz, store, live, reason)
    return None


async def _show_lobby(quiz: Quiz, work: Work, store: LiveStore, live: Live) -> Sent | Permanent | Later | None:
    outcome = await post_once(quiz, work, main_card(quiz, live), live.id)
    if isinstance(outcome, Sent):
        await _shown(quiz, store, live, message_id=outcome.message_id)
    return outcome


async def _show_question(quiz: Quiz, work: Work, store: LiveStore, live: Live) -> Sent | Permanent | Later | None:
    """Post the question; its window begins now, and once more where a former try may have posted it long ago."""
    round_ = await quiz.store.tenant(live.tenant).round(live.asked[-1].round_id)
    found = None if round_ is None else await shown(quiz, live, round_)
    if round_ is None or found is None:
        await change_live(quiz, store, live, lambda now: Step(rules.settle(now, "void", quiz.clock.now())))
        return None
    begun = quiz.clock.now()
    planned = replace(round_, opens_at=begun, closes_at=begun + timedelta(seconds=live.options.seconds))
    outcome = await post_once(quiz, work, open_card(replace(found, round=planned), 0), round_.id, reply_to=live.message_id,
                              thread=thread_title(live))
    if not isinstance(outcome, Sent):
        return outcome
    opened = replace(planned, state="open", message_id=outcome.message_id)
    until = opened.closes_at + rules.GRACE

    def open_(now: Live) -> Step | None:
        if now.phase != "asking" or now.asked[-1].round_id != round_.id:
            return Step(now, shut=round_.id)
        return Step(replace(now, shown=True, until=until), open=opened)

    await change_live(quiz, store, live, open_, same_phase=False)
    if work.attempt > 1:
        await edit_live(quiz, live.channel, outcome.message_id, open_card(replace(found, round=opened), 0))
    if len(live.asked) > 1:
        await _leave_behind(quiz, live)
    else:
        await edit_live(quiz, live.channel, live.message_id, main_card(quiz, live))
        await _tell_lacking(quiz, live, outcome)
    return outcome


async def _tell_lacking(quiz: Quiz, live: Live, outcome: Sent) -> None:
    """Once, with the first question: the host learns why the questions do not stand in a thread."""
    platform = platform_of(quiz, live.channel)
    if outcome.lacking is not None and platform is not None:
        note = Card(body=outcome.lacking.to(live.options.lang), tone="info")
        await platform.tell(live.channel, live.host, note)


async def _leave_behind(quiz: Quiz, live: Live) -> None:
    """The counter's next pass shows the standing, and takes the buttons from the question before: whoever dies here, with the
    work in hand, holds up the quiz."""
    quiz.stale[live.id] = live
    former = await quiz.store.tenant(live.tenant).round(live.asked[-2].round_id)
    if former is not None:
        quiz.dirty[former.id] = former


async def _tidy(quiz: Quiz, live: Live) -> None:
    """The message of the last question loses its buttons and what it says about the next."""
    round_ = await quiz.store.tenant(live.tenant).round(live.asked[-1].round_id)
    card = None if round_ is None else await question_now(quiz, live, round_)
    if round_ is not None and card is not None:
        await edit_live(quiz, live.channel, round_.message_id, card)


async def _show_reveal(quiz: Quiz, work: Work, store: LiveStore, live: Live) -> Sent | Permanent | Later | None:
    """The question's own message becomes its reveal; where that message is gone the reveal is posted."""
    round_ = await quiz.store.tenant(live.tenant).round(live.asked[-1].round_id) if live.asked else None
    card = None if round_ is None else await question_now(quiz, live, round_)
    if round_ is None or card is None:
        await _shown(quiz, store, live)
        return None
    if live.phase == "paused":
        card = paused_card(card, live, silent=live.silent >= rules.SILENT)
    outcome = await edit_live(quiz, live.channel, round_.message_id, card)
    if isinstance(outcome, NotSent | Unknown) and work.attempt < _EDITS:
        return _again(work, outcome)
    if isinstance(outcome, Permanent):
        posted = await post_once(quiz, work, card, f"{round_.id}r", reply_to=live.message_id, thread=thread_title(live))
        if not isinstance(posted, Sent):
            return posted
    quiz.stale[live.id] = live
    await _shown(quiz, store, live)
    return None


async def _show_end(quiz: Quiz, work: Work, store: LiveStore, live: Live) -> Sent | Permanent | Later | None:
    """The podium stands below the last question, and the main message tells the result."""
    if live.asked:
        await _tidy(quiz, live)
    outcome: Sent | Permanent | Later | None = None
    if live.asked:
        outcome = await post_once(quiz, work, end_card(live, await drawn(quiz, podium(live))), f"{live.id}p",
                                  reply_to=live.message_id, thread=thread_title(live))
    if isinstance(outcome, Later):
        return outcome
    told = await edit_live(quiz, live.channel, live.message_id, main_card(quiz, live))
    if isinstance(told, NotSent | Unknown) and work.attempt < _EDITS:
        return _again(work, told)
    await _shown(quiz, store, live)
    return outcome


def _again(work: Work, failed: NotSent | Unknown) -> Later:
    return Later(max(backoff(work.attempt), failed.seconds if isinstance(failed, NotSent) else 0))


async def edit_live(quiz: Quiz, channel: str, message_id: str | None, card: Card) -> Outcome:
    """Replace one of our messages; Permanent where there is none."""
    platform = platform_of(quiz, channel)
    if platform is None or message_id is None:
        return Permanent("there is no message to edit")
    return await platform.edit(channel, message_id, card)


async def _shown(quiz: Quiz, store: LiveStore, live: Live, message_id: str | None = None) -> None:
    """Time for reading starts only when there is something to read."""

    def mark(now: Live) -> Step:
        until = now.until
        if now.phase == "revealed" and now.since < now.until:
            until = quiz.clock.now() + (rules.HOST_WAIT if now.options.host else rules.READING)
        return Step(replace(now, shown=True, until=until, message_id=message_id or now.message_id))

    await change_live(quiz, store, live, mark)


async def change_live(quiz: Quiz, store: LiveStore, live: Live, change: Callable[[Live], Step | None], *, same_phase: bool = True) -> None:
    """Apply the change if the quiz is still where it was seen."""

    def checked(now: Live) -> Step | None:
        if same_phase and (now.phase, now.since, len(now.asked)) != (live.phase, live.since, len(live.asked)):
            return None
        return change(now)

    found = await store.change(live.id, checked)
    if found is not None:
        remember(quiz, found)


async def end_live(quiz: Quiz, store: LiveStore, live: Live, reason: Text) -> None:
    """Over: what is open is void, what was scored is booked."""

    def end(seen: Live) -> Step:
        over = rules.end(seen, reason, quiz.clock.now())
        return Step(over, shut=seen.asked[-1].round_id if seen.asked else "", book=over.counts)

    await change_live(quiz, store, live, end, same_phase=False)
