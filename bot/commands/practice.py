"""Practise privately on a topic, or on what a demo shows: graded and told, but no round, no points, nothing kept.

What is practised, the *pool*, travels in the buttons: a demo's name, `@<topic>`, or `@` for the whole bank.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.domain.card import Card
from bot.domain.cards.practice import practice_card, practice_form, practised_card
from bot.domain.command import Action, Command
from bot.domain.errors import BadInput, Refusal
from bot.domain.lettering import as_stored
from bot.domain.param import Param
from bot.domain.practice import following, gradable, practice_order, questions_on
from bot.domain.question import Question
from bot.domain.request import Request
from bot.domain.search import SURE, fold
from bot.domain.text import Text
from bot.hidden import hidden
from bot.quiz import Quiz

_NO_DEMO = Text(zh="没有这个演示。/demo 会列出全部。", en="There is no such demo. /demo lists them all.")
_NONE = Text(zh="题库里暂时没有可以练的题。", en="The bank has no question to practise on right now.")
_NOT_YET = Text(zh="这道题正在开放，不能先拿来练。", en="This question is open for answers just now, so it cannot be practised yet.")
_NOT_ASKED = Text(zh="这道题不再出了，换一道吧。", en="This question is no longer asked; please take another one.")
_AGAIN = Text(zh="这还不算一次作答：{reason}。请再试。", en="That was not counted as an answer: {reason}. Please try again.")


async def practice(quiz: Quiz, request: Request, args: Mapping[str, Any]) -> Card:
    """A question of the topic, or of any, from where the dice fall in the member's own order."""
    topic = args["topic"] and _topic(quiz, args["topic"])
    fitting = gradable(quiz.bank, topic)
    last = fitting[quiz.ids.seed() % len(fitting)].id if fitting else ""
    return await _ask(quiz, request, f"@{topic}", last)


async def ask(quiz: Quiz, request: Request, args: Mapping[str, Any]) -> Card:
    """`pq1:<pool>[:<last question>]`: the member's next question."""
    pool, last = (*args["args"], "", "")[:2]
    return await _ask(quiz, request, pool, last)


async def _ask(quiz: Quiz, request: Request, pool: str, last: str) -> Card:
    secret = await hidden(quiz, request)
    fitting = [question for question in _questions(quiz, pool) if question.id not in secret]
    if not fitting:
        raise Refusal(_NONE)
    question = following(fitting, last, request.member.id)
    return practice_card(question, quiz.kind(question), practice_order(question, request.member.id),
                         quiz.bank.topic_title(question.topic), request.lang, pool)


def _questions(quiz: Quiz, pool: str) -> list[Question]:
    if pool.startswith("@"):
        return gradable(quiz.bank, pool[1:])
    if pool not in quiz.demos:
        raise Refusal(_NO_DEMO)
    return questions_on(quiz.bank, quiz.demos[pool])


def _topic(quiz: Quiz, words: str) -> str:
    """The id of a topic, given by id, by its title in either language, or by a term that belongs to it. Raises BadInput."""
    wanted = fold(words)
    for topic in quiz.bank.askable().values():
        if wanted in (fold(topic.id), fold(topic.title.zh), fold(topic.title.en)):
            return topic.id
    hits = quiz.search.find(words, limit=1)
    if hits and hits[0].score >= SURE and gradable(quiz.bank, hits[0].term.topic):
        return hits[0].term.topic
    known = ", ".join(quiz.bank.askable())
    raise BadInput("E_UNKNOWN", "topic", Text(zh=f"topic：没有“{words[:40]}”这个主题，可选 {known}",
                                              en=f"topic: there is no “{words[:40]}”; choose one of {known}"))


async def reply(quiz: Quiz, request: Request, args: Mapping[str, Any]) -> Card:
    """`pr1:<question>:<letter>:<pool>`, or `pr1:<question>::<pool>` with the input `answer`; without it, the form to fill in."""
    question_id, letter, pool = (*args["args"], "", "", "")[:3]
    question = await _allowed(quiz, request, question_id)
    given = (letter or request.values.get("answer", "")).strip()
    if letter or "answer" in request.values:
        return _judged(quiz, request, question, given, pool)
    form = practice_form(question, quiz.kind(question), practice_order(question, request.member.id), request.lang, pool)
    return Card(title=form.title, body=question.stem.to(request.lang), form=form, tone="question", private=True)


async def _allowed(quiz: Quiz, request: Request, question_id: str) -> Question:
    """The question, when it may be told about here and now. Raises Refusal."""
    question = quiz.question(question_id)
    if question.state != "live" or not quiz.kind(question).graded:
        raise Refusal(_NOT_ASKED)
    if question.id in await hidden(quiz, request):
        raise Refusal(_NOT_YET)
    return question


def _judged(quiz: Quiz, request: Request, question: Question, given: str, pool: str) -> Card:
    kind, order = quiz.kind(question), practice_order(question, request.member.id)
    response = as_stored(order, question, given)
    verdict = kind.grade(question, response)
    if verdict.again or not given:
        raise Refusal(_AGAIN.format(reason=verdict.reason))
    if not (pool == "@" or pool in quiz.demos or pool.removeprefix("@") in quiz.bank.askable()):
        pool = f"@{question.topic}"  # an older button, or a forged one
    return practised_card(question, kind, order, kind.canonical(question, response), verdict,
                          another=f"pq1:{pool}:{question.id}", names=quiz.bank.term_names(question),
                          lang=request.lang)


COMMANDS = (
    Command("quiz practice", Text(zh="私下练一道题，不计分", en="Practise privately, for no points"), practice, (
        Param("topic", "text", Text(zh="主题或术语，不填为全部", en="a topic or a term; empty for all"), example="cosine-loss",
              default="", required=False,
              suggest="topics", max_len=100),
    ), place=13),
)
ACTIONS = (Action("pq1", ask), Action("pr1", reply))
