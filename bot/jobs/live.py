"""Carry a live quiz on: show the phase that it is in, wait, and go to the next.

Every transition is stored before anything is sent, and what is sent carries a mark or replaces a message, so that a process
that dies in between leaves nothing that the next one cannot finish (docs/live-quiz.md).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

from bot.domain import live as rules
from bot.domain.live import Live
from bot.domain.live_scoring import score
from bot.domain.picking import option_order, pick
from bot.domain.round import Round
from bot.domain.teams import divide
from bot.domain.text import Text
from bot.jobs._job import Job
from bot.jobs._live_shown import change_live, edit_live, end_live, show_live
from bot.live import question_now, questions, remember
from bot.ports import LiveStore, Step, Work
from bot.quiz import Quiz

_TURNS = 12
"""More transitions in one turn than ever follow each other without a wait."""


async def run(quiz: Quiz, work: Work) -> None:
    """Do what is due, then rest until the next thing is."""
    store = quiz.store.tenant(work.channel.rpartition(":")[0]).live
    for _ in range(_TURNS):
        live = await store.get(work.key)
        if live is None:
            break
        remember(quiz, live)
        if not live.shown:
            pause = await show_live(quiz, work, store, live)
            if pause is not None:
                await quiz.store.retry(work, quiz.clock.now() + timedelta(seconds=pause))
                return
        elif live.due_at is not None and live.due_at <= quiz.clock.now():
            await _advance(quiz, store, live)
        else:
            break
    await store.rest(work)


async def _advance(quiz: Quiz, store: LiveStore, live: Live) -> None:
    """The phase is over: go to the next."""
    now = quiz.clock.now()
    match live.phase:
        case "lobby" if not live.players:
            await end_live(quiz, store, live, rules.NOBODY)
        case "lobby":
            strengths = await _strengths(quiz, live)
            await _next(quiz, store, live, strengths)
        case "asking":
            await _close(quiz, store, live)
        case "revealed" if live.finished():
            await end_live(quiz, store, live, Text.same(""))
        case "revealed" if live.hold or live.silent >= rules.SILENT or (live.options.host and now >= live.since + rules.HOST_WAIT):
            await change_live(quiz, store, live, lambda seen: Step(rules.rest(seen, now)))
        case "revealed":
            await _next(quiz, store, live)
        case "paused":
            await end_live(quiz, store, live, rules.RESTED)


async def _strengths(quiz: Quiz, live: Live) -> Mapping[str, int]:
    if live.options.teams != "balanced":
        return {}
    store = quiz.store.tenant(live.tenant)
    found = {row.member: row.points for row in (await store.board(live.channel, "all", live.day, limit=0)).rows}
    for member in await store.people.hidden() & {player.id for player in live.players}:
        mine = (await store.board(live.channel, "all", live.day, limit=1, member=member)).mine
        found[member] = mine.points if mine else 0
    return found


async def _next(quiz: Quiz, store: LiveStore, live: Live, strengths: Mapping[str, int] | None = None) -> None:
    """Choose and store the next question; none left ends the quiz."""
    asked = await quiz.store.tenant(live.tenant).asked(live.channel)
    question = pick(questions(quiz, live), asked, live.seed)
    if question is None:
        await end_live(quiz, store, live, rules.EMPTY)
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

    await change_live(quiz, store, live, ask)


async def _close(quiz: Quiz, store: LiveStore, live: Live) -> None:
    """No more answers; then the points. After a time in which nobody could answer the window is given once more."""
    tenant, now = quiz.store.tenant(live.tenant), quiz.clock.now()
    round_ = await tenant.round(live.asked[-1].round_id)
    question = None if round_ is None else await quiz.asked(round_)
    if round_ is None or question is None:
        await change_live(quiz, store, live, lambda seen: Step(rules.settle(seen, "void", now)))
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

    await change_live(quiz, store, live, settle)


async def _extend(quiz: Quiz, store: LiveStore, live: Live, round_: Round) -> None:
    closes = quiz.clock.now() + timedelta(seconds=live.options.seconds)
    longer = replace(round_, closes_at=closes)

    def extend(seen: Live) -> Step:
        return Step(replace(seen, extended=True, until=closes + rules.GRACE), open=longer)

    await change_live(quiz, store, live, extend)
    quiz.forget(round_.id)
    card = await question_now(quiz, live, longer)
    if card is not None:
        await edit_live(quiz, live.channel, round_.message_id, card)


JOB = Job("live", run)
