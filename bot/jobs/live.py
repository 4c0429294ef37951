"""Carry a live quiz on: show the phase that it is in, wait, and go to the next.

Every transition is stored before anything is sent, and what is sent carries a mark or replaces a message, so that a process
that dies in between leaves nothing that the next one cannot finish (docs/live-quiz.md).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta

import structlog

from bot.domain import live as rules
from bot.domain.card import Card, Picture
from bot.domain.cards.live_end import end_card, podium
from bot.domain.cards.live_question import open_card, paused_card
from bot.domain.errors import Refusal
from bot.domain.live import Live
from bot.domain.live_scoring import score
from bot.domain.picking import option_order, pick
from bot.domain.round import Round
from bot.domain.teams import divide
from bot.domain.text import Text
from bot.jobs._job import Job, Later, backoff, platform_of, post_once
from bot.live import main_card, question_now, questions, remember, shown
from bot.ports import LiveStore, NotSent, Outcome, Permanent, Sent, Step, Unknown, Work
from bot.quiz import Quiz

_log = structlog.get_logger(__name__)
_TURNS = 12
"""More transitions in one turn than ever follow each other without a wait."""
_EDITS = 4


async def run(quiz: Quiz, work: Work) -> None:
    """Do what is due, then rest until the next thing is."""
    store = quiz.store.tenant(work.channel.rpartition(":")[0]).live
    for _ in range(_TURNS):
        live = await store.get(work.key)
        if live is None:
            break
        remember(quiz, live)
        if not live.shown:
            pause = await _show(quiz, work, store, live)
            if pause is not None:
                await quiz.store.retry(work, quiz.clock.now() + timedelta(seconds=pause))
                return
        elif live.due_at is not None and live.due_at <= quiz.clock.now():
            await _advance(quiz, store, live)
        else:
            break
    await store.rest(work)


# ---- what is shown ---------------------------------------------------------------------------------------------------


async def _show(quiz: Quiz, work: Work, store: LiveStore, live: Live) -> float | None:
    """Bring the phase before the channel; seconds until another try where that was not possible now."""
    show = {"lobby": _show_lobby, "asking": _show_question, "revealed": _show_reveal, "paused": _show_reveal,
            "over": _show_end}[live.phase]
    outcome = await show(quiz, work, store, live)
    if isinstance(outcome, Later):
        return outcome.seconds
    if isinstance(outcome, Permanent) and live.phase != "over":
        reason = rules.LOST.format(reason=outcome.reason)
        _log.info("live_lost", live=live.id, channel=live.channel, reason=outcome.reason)
        await _end(quiz, store, live, reason)
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
        await _change(quiz, store, live, lambda now: Step(rules.settle(now, "void", quiz.clock.now())))
        return None
    begun = quiz.clock.now()
    planned = replace(round_, opens_at=begun, closes_at=begun + timedelta(seconds=live.options.seconds))
    outcome = await post_once(quiz, work, open_card(replace(found, round=planned), 0), round_.id, reply_to=live.message_id)
    if not isinstance(outcome, Sent):
        return outcome
    opened = replace(planned, state="open", message_id=outcome.message_id)
    until = opened.closes_at + rules.GRACE

    def open_(now: Live) -> Step | None:
        if now.phase != "asking" or now.asked[-1].round_id != round_.id:
            return Step(now, shut=round_.id)
        return Step(replace(now, shown=True, until=until), open=opened)

    await _change(quiz, store, live, open_, same_phase=False)
    if work.attempt > 1:
        await _edit(quiz, live.channel, outcome.message_id, open_card(replace(found, round=opened), 0))
    if len(live.asked) == 1:
        await _edit(quiz, live.channel, live.message_id, main_card(quiz, live))
    return outcome


async def _show_reveal(quiz: Quiz, work: Work, store: LiveStore, live: Live) -> Sent | Permanent | Later | None:
    """The question's own message becomes its reveal; where that message is gone the reveal is posted."""
    round_ = await quiz.store.tenant(live.tenant).round(live.asked[-1].round_id) if live.asked else None
    card = None if round_ is None else await question_now(quiz, live, round_)
    if round_ is None or card is None:
        await _shown(quiz, store, live)
        return None
    if live.phase == "paused":
        card = paused_card(card, live, silent=live.silent >= rules.SILENT)
    outcome = await _edit(quiz, live.channel, round_.message_id, card)
    if isinstance(outcome, NotSent | Unknown) and work.attempt < _EDITS:
        return Later(max(backoff(work.attempt), outcome.seconds if isinstance(outcome, NotSent) else 0))
    if isinstance(outcome, Permanent):
        posted = await post_once(quiz, work, card, f"{round_.id}r", reply_to=live.message_id)
        if not isinstance(posted, Sent):
            return posted
    await _shown(quiz, store, live)
    return None


async def _show_end(quiz: Quiz, work: Work, store: LiveStore, live: Live) -> Sent | Permanent | Later | None:
    """The main message says that it is over, and the podium stands at the end of the channel."""
    last = live.asked[-1] if live.asked else None
    round_ = await quiz.store.tenant(live.tenant).round(last.round_id) if last and last.state == "void" else None
    card = None if round_ is None else await question_now(quiz, live, round_)
    if round_ is not None and card is not None:
        await _edit(quiz, live.channel, round_.message_id, card)
    outcome: Sent | Permanent | Later | None = None
    if live.asked:
        outcome = await post_once(quiz, work, end_card(live, await _picture(quiz, live)), f"{live.id}p")
    if isinstance(outcome, Later):
        return outcome
    await _edit(quiz, live.channel, live.message_id, main_card(quiz, live))
    await _shown(quiz, store, live)
    return outcome


async def _picture(quiz: Quiz, live: Live) -> Picture | None:
    chart = podium(live)
    if chart is None:
        return None
    try:
        return await quiz.runner.draw(chart)
    except Refusal:
        return None


async def _edit(quiz: Quiz, channel: str, message_id: str | None, card: Card) -> Outcome:
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

    await _change(quiz, store, live, mark)


async def _change(quiz: Quiz, store: LiveStore, live: Live, change: Callable[[Live], Step | None], *, same_phase: bool = True) -> None:
    """Apply the change if the quiz is still where it was seen."""

    def checked(now: Live) -> Step | None:
        if same_phase and (now.phase, now.since, len(now.asked)) != (live.phase, live.since, len(live.asked)):
            return None
        return change(now)

    found = await store.change(live.id, checked)
    if found is not None:
        remember(quiz, found)


# ---- where time leads ------------------------------------------------------------------------------------------------


async def _advance(quiz: Quiz, store: LiveStore, live: Live) -> None:
    """The phase is over: go to the next."""
    now = quiz.clock.now()
    match live.phase:
        case "lobby" if not live.players:
            await _end(quiz, store, live, rules.NOBODY)
        case "lobby":
            strengths = await _strengths(quiz, live)
            await _next(quiz, store, live, strengths)
        case "asking":
            await _close(quiz, store, live)
        case "revealed" if live.finished():
            await _end(quiz, store, live, Text.same(""))
        case "revealed" if live.hold or live.silent >= rules.SILENT or (live.options.host and now >= live.since + rules.HOST_WAIT):
            await _change(quiz, store, live, lambda seen: Step(rules.rest(seen, now)))
        case "revealed":
            await _next(quiz, store, live)
        case "paused":
            await _end(quiz, store, live, rules.RESTED)


async def _strengths(quiz: Quiz, live: Live) -> Mapping[str, int]:
    if live.options.teams != "balanced":
        return {}
    board = await quiz.store.tenant(live.tenant).board(live.channel, "all", live.day, limit=0)
    return {row.member: row.points for row in board.rows}


async def _next(quiz: Quiz, store: LiveStore, live: Live, strengths: Mapping[str, int] | None = None) -> None:
    """Choose and store the next question; none left ends the quiz."""
    asked = await quiz.store.tenant(live.tenant).asked(live.channel)
    question = pick(questions(quiz, live), asked, live.seed)
    if question is None:
        await _end(quiz, store, live, rules.EMPTY)
        return
    await quiz.keep(question)
    name, now = quiz.ids.name(), quiz.clock.now()
    planned = Round(
        id=name, channel=live.channel, question_id=question.id, question_version=question.version,
        order=option_order(len(question.options), name), lang=live.options.lang, verdict="at_reveal", opens_at=now,
        closes_at=now + timedelta(seconds=live.options.seconds), local_date=live.day, live_id=live.id, counts=False,
    )

    def ask(seen: Live) -> Step:
        first = divide(seen, strengths or {}) if seen.phase == "lobby" else seen
        return Step(rules.ask(first, name, question.id, now), plan=planned)

    await _change(quiz, store, live, ask)


async def _close(quiz: Quiz, store: LiveStore, live: Live) -> None:
    """No more answers; then the points. After a time in which nobody could answer the window is given once more."""
    tenant, now = quiz.store.tenant(live.tenant), quiz.clock.now()
    round_ = await tenant.round(live.asked[-1].round_id)
    question = None if round_ is None else await quiz.asked(round_)
    if round_ is None or question is None:
        await _change(quiz, store, live, lambda seen: Step(rules.settle(seen, "void", now)))
        return
    if round_.state == "open" and not live.extended and now > live.until + rules.LATE:
        await _extend(quiz, store, live, round_)
        return
    await store.shut(round_.id)
    quiz.forget(round_.id)
    quiz.answering.pop(round_.id, None)
    answers = await tenant.answers(round_.id)

    def settle(seen: Live) -> Step:
        scored, earned = score(seen, round_, question.difficulty, answers)
        return Step(rules.settle(scored, "scored", now, answers=len(answers)), earned=(round_.id, earned))

    await _change(quiz, store, live, settle)


async def _extend(quiz: Quiz, store: LiveStore, live: Live, round_: Round) -> None:
    closes = quiz.clock.now() + timedelta(seconds=live.options.seconds)
    longer = replace(round_, closes_at=closes)

    def extend(seen: Live) -> Step:
        return Step(replace(seen, extended=True, until=closes + rules.GRACE), open=longer)

    await _change(quiz, store, live, extend)
    quiz.forget(round_.id)
    card = await question_now(quiz, live, longer)
    if card is not None:
        await _edit(quiz, live.channel, round_.message_id, card)


async def _end(quiz: Quiz, store: LiveStore, live: Live, reason: Text) -> None:
    """Over: what is open is void, what was scored is booked."""

    def end(seen: Live) -> Step:
        over = rules.end(seen, reason, quiz.clock.now())
        return Step(over, shut=seen.asked[-1].round_id if seen.asked else "", book=over.counts)

    await _change(quiz, store, live, end, same_phase=False)


JOB = Job("live", run)
