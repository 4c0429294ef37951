"""Practise privately on what a demo shows: graded and told, but no round, no points, nothing kept."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.domain.card import Card
from bot.domain.cards.practice import practice_card, practice_form, practised_card
from bot.domain.command import Action
from bot.domain.errors import Refusal
from bot.domain.lettering import as_stored
from bot.domain.practice import following, practice_order, questions_on
from bot.domain.question import Question
from bot.domain.request import Request
from bot.domain.text import Text
from bot.hidden import hidden
from bot.quiz import Quiz

_NO_DEMO = Text(zh="没有这个演示。/demo 会列出全部。", en="There is no such demo. /demo lists them all.")
_NONE = Text(zh="题库里暂时没有可以练的题。", en="The bank has no question to practise on right now.")
_NOT_YET = Text(zh="这道题正在频道里开放，不能先拿来练。", en="This question is open in the channel, so it cannot be practised yet.")
_NOT_ASKED = Text(zh="这道题不再出了，换一道吧。", en="This question is no longer asked; please take another one.")
_AGAIN = Text(zh="这还不算一次作答：{reason}。请再试。", en="That was not counted as an answer: {reason}. Please try again.")


async def ask(quiz: Quiz, request: Request, args: Mapping[str, Any]) -> Card:
    """`pq1:<demo>[:<last question>]`: the member's next question on a demo."""
    name, last = (*args["args"], "", "")[:2]
    if name not in quiz.demos:
        raise Refusal(_NO_DEMO)
    secret = await hidden(quiz, request)
    pool = [question for question in questions_on(quiz.bank, quiz.demos[name]) if question.id not in secret]
    if not pool:
        raise Refusal(_NONE)
    question = following(pool, last, request.member.id)
    return practice_card(question, quiz.kind(question), practice_order(question, request.member.id),
                         quiz.bank.topic_title(question.topic), request.lang)


async def reply(quiz: Quiz, request: Request, args: Mapping[str, Any]) -> Card:
    """`pr1:<question>:<letter>`, or `pr1:<question>` with the input `answer`; without it, the form to fill in."""
    question_id, letter = (*args["args"], "", "")[:2]
    question = await _allowed(quiz, request, question_id)
    given = (letter or request.values.get("answer", "")).strip()
    if letter or "answer" in request.values:
        return _judged(quiz, request, question, given)
    form = practice_form(question, quiz.kind(question), practice_order(question, request.member.id), request.lang)
    return Card(title=form.title, body=question.stem.to(request.lang), form=form, tone="question", private=True)


async def _allowed(quiz: Quiz, request: Request, question_id: str) -> Question:
    """The question, when it may be told about here and now. Raises Refusal."""
    question = quiz.question(question_id)
    if question.state != "live" or not quiz.kind(question).graded:
        raise Refusal(_NOT_ASKED)
    if question.id in await hidden(quiz, request):
        raise Refusal(_NOT_YET)
    return question


def _judged(quiz: Quiz, request: Request, question: Question, given: str) -> Card:
    kind, order = quiz.kind(question), practice_order(question, request.member.id)
    response = as_stored(order, question, given)
    verdict = kind.grade(question, response)
    if verdict.again or not given:
        raise Refusal(_AGAIN.format(reason=verdict.reason))
    demo = question.computed_by.demo if question.computed_by else _of_topic(quiz, question)
    return practised_card(question, kind, order, kind.canonical(question, response), verdict,
                          another=f"pq1:{demo}:{question.id}" if demo else "", names=quiz.bank.term_names(question),
                          lang=request.lang)


def _of_topic(quiz: Quiz, question: Question) -> str:
    """A demo that this question may have been asked for: one of its topic that proves none."""
    fitting = (name for name, demo in quiz.demos.items()
               if demo.topic == question.topic and question in questions_on(quiz.bank, demo))
    return next(fitting, "")


COMMANDS = ()
ACTIONS = (Action("pq1", ask), Action("pr1", reply))
