"""What commands, jobs and the counter share about live quizzes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from bot.domain.card import Card
from bot.domain.cards.live_end import result_card
from bot.domain.cards.live_lobby import lobby_card, running_card
from bot.domain.cards.live_question import Shown, open_card, reveal_card
from bot.domain.live import Live
from bot.domain.question import Question
from bot.domain.round import Round
from bot.domain.schedule import Filter
from bot.domain.text import Text
from bot.ports import Step
from bot.quiz import Quiz

QUICK = 30
"""With less time than so many seconds only questions with lettered buttons are asked."""


def questions(quiz: Quiz, live: Live) -> Iterable[Question]:
    """The graded questions that fit the quiz and have not been asked in it."""
    options = live.options
    done = {asked.question_id for asked in live.asked}
    for question in quiz.bank.matching(Filter(topics=options.topics, difficulty=options.difficulty)):
        kind = quiz.kind(question)
        if question.id in done or not kind.graded:
            continue
        if options.seconds >= QUICK or kind.prompt(question, tuple(range(len(question.options)))).style == "letters":
            yield question


def topics(quiz: Quiz, live: Live) -> list[Text]:
    """The titles of the topics asked for."""
    return [quiz.bank.topic_title(topic) for topic in live.options.topics]


def main_card(quiz: Quiz, live: Live) -> Card:
    """The one message that is edited: lobby, running, over."""
    match live.phase:
        case "lobby":
            return lobby_card(live, topics(quiz, live))
        case "over":
            return result_card(live)
        case _:
            return running_card(live, topics(quiz, live))


async def shown(quiz: Quiz, live: Live, round_: Round) -> Shown | None:
    """A question of the quiz with what its cards need; None when nobody knows it any more."""
    question = await quiz.asked(round_)
    numbers = [number for number, asked in enumerate(live.asked, 1) if asked.round_id == round_.id]
    if question is None or not numbers:
        return None
    return Shown(live, numbers[0], replace(round_, lang=live.options.lang), question, quiz.kind(question),
                 quiz.bank.topic_title(question.topic))


async def question_now(quiz: Quiz, live: Live, round_: Round) -> Card | None:
    """The card of a question as it stands: open with the count, or revealed."""
    found = await shown(quiz, live, round_)
    if found is None:
        return None
    store = quiz.store.tenant(live.tenant)
    if live.phase == "asking" and live.asked[-1].round_id == round_.id:
        return open_card(found, await store.answered_count(round_.id))
    tally = await store.tally(round_.id)
    right = sum(answer.result == "correct" for answer in await store.answers(round_.id))
    return reveal_card(found, tally.rows, tally.members, right)


def remember(quiz: Quiz, live: Live) -> None:
    """Keep who plays in memory while it runs, so that the last answer can close a question at once."""
    if live.phase == "over":
        quiz.lives.pop(live.id, None)
    else:
        quiz.lives[live.id] = live


async def _look_up(quiz: Quiz, round_: Round) -> Live | None:
    """From the store: this process has not carried the quiz on yet."""
    found = await quiz.store.tenant(round_.tenant).live.get(round_.live_id or "")
    if found is not None:
        remember(quiz, found)
    return found


async def answered(quiz: Quiz, round_: Round, member: str) -> None:
    """A member answered a question of a live quiz: when everybody has, it is closed without waiting for the clock."""
    live = quiz.lives.get(round_.live_id or "") or await _look_up(quiz, round_)
    if live is None or live.phase != "asking" or live.asked[-1].round_id != round_.id:
        return
    done = quiz.answering.get(round_.id)
    if done is None:  # the first answer that this process hears of
        done = quiz.answering.setdefault(round_.id, {answer.member for answer in await quiz.store.tenant(round_.tenant).answers(round_.id)})
    done.add(member)
    expected = {player.id for player in live.players if not player.out}
    if len(done) < len(expected) or not expected <= done:
        return
    def close(now_live: Live) -> Step | None:
        if now_live.phase != "asking" or not now_live.shown or now_live.asked[-1].round_id != round_.id:
            return None
        if not {player.id for player in now_live.players if not player.out} <= done:
            return None
        return Step(replace(now_live, until=min(now_live.until, quiz.clock.now())))

    found = await quiz.store.tenant(round_.tenant).live.change(live.id, close)
    if found is not None:
        remember(quiz, found)
    quiz.urgent.set()
