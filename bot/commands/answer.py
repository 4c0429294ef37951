"""Grade one reply to an open round, and record it once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from bot.domain.card import Card
from bot.domain.cards.question import reply_form
from bot.domain.cards.verdict import recorded_card, verdict_card
from bot.domain.command import Action, Command
from bot.domain.errors import BadInput, Refusal
from bot.domain.lettering import as_stored
from bot.domain.limits import NAME
from bot.domain.names import clean_name
from bot.domain.param import Param
from bot.domain.request import Request
from bot.domain.round import Answer, Round
from bot.domain.scoring import points
from bot.domain.text import Text
from bot.live import answered
from bot.quiz import Quiz

_LATE = Text(zh="这道题已经截止，这次的回答没有记录。", en="This question is closed; your reply was not recorded.")
_NOTHING_OPEN = Text(zh="这个频道现在没有开放的题目。", en="No question is open in this channel now.")
_EMPTY = Text(zh="回答是空的。请写下答案，例如 B。", en="response: it is empty; give your answer, such as B")
_AGAIN = Text(zh="这还不算一次作答：{reason}。没有记录，请再试。", en="That was not counted as an answer: {reason}. Please try again.")
_PENDING = Text(zh="这道题正在发布，这次的回答没有记录。请过一会儿再按一次。",
                en="This question is just being posted; your reply was not recorded. Please press again in a moment.")
_PENDING_TRIES = 10


async def press(quiz: Quiz, request: Request, args: Mapping[str, Any]) -> Card:
    """A lettered button: `q1:<round>:<letter>`."""
    round_id, letter = (*args["args"], "", "")[:2]
    return await _reply(quiz, request, await _open_round(quiz, request, round_id), letter)


async def submit(quiz: Quiz, request: Request, args: Mapping[str, Any]) -> Card:
    """A reply form: `a1:<round>` with the input `answer`; without it, the form to fill in."""
    round_id = (*args["args"], "")[0]
    round_ = await _open_round(quiz, request, round_id)
    if "answer" not in request.values:
        return await _ask(quiz, request, round_)
    return await _reply(quiz, request, round_, request.values.get("answer", "").strip())


async def _ask(quiz: Quiz, request: Request, round_: Round) -> Card:
    """The reply form, for a platform that asks for it when its button is pressed; what was answered, when it is final."""
    if not round_.accepts(request.at):
        raise Refusal(_LATE)
    if round_.verdict == "at_once" and await quiz.tenant(request).answer(round_.id, request.member.id):
        return await mine(quiz, request, {"args": [round_.id]})
    question = await quiz.question_in(round_)
    prompt = quiz.kind(question).prompt(question, round_.order)
    form = reply_form(prompt, round_, request.lang)
    return Card(title=form.title, body=question.stem.to(request.lang), form=form, tone="question", private=True)


async def answer(quiz: Quiz, request: Request, args: Mapping[str, Any]) -> Card:
    """`/quiz answer <response>`: a reply to the newest open round of the channel."""
    found = await quiz.tenant(request).rounds(request.channel, state="open", limit=1)
    if not found:
        raise Refusal(_NOTHING_OPEN)
    return await _reply(quiz, request, found[0], args["response"])


async def _open_round(quiz: Quiz, request: Request, round_id: str) -> Round:
    """The round, once the platform's message is recorded: a quick member may press before that. Raises Refusal."""
    for _ in range(_PENDING_TRIES):
        round_ = await quiz.round(request, round_id)
        if round_.state != "pending":
            return round_
        await quiz.clock.sleep_until(quiz.clock.now() + timedelta(seconds=0.2))
    raise Refusal(_PENDING)


async def _reply(quiz: Quiz, request: Request, round_: Round, reply: str) -> Card:
    if not reply.strip():
        raise BadInput("E_MISSING", "answer", _EMPTY)
    question = await quiz.question_in(round_)
    kind = quiz.kind(question)
    response = as_stored(round_.order, question, reply)
    verdict = kind.grade(question, response)
    if verdict.again:
        raise Refusal(_AGAIN.format(reason=verdict.reason))
    given = Answer(
        round_id=round_.id, member=request.member.id, name=clean_name(request.member.name, NAME),
        response=kind.canonical(question, response)[:500],
        result=verdict.result, credit=verdict.credit, points=points(question.difficulty, verdict.credit), at=request.at,
    )
    recorded = await quiz.tenant(request).record_answer(given)
    if recorded.outcome == "late":
        quiz.forget(round_.id)
        raise Refusal(_LATE)
    quiz.dirty[round_.id] = round_
    if round_.live_id is not None:
        await answered(quiz, round_, request.member.id)
    stands = recorded.answer if recorded.outcome == "already" and recorded.answer else given
    if round_.verdict == "at_reveal":
        return recorded_card(round_, question, stands, changed=recorded.outcome == "changed", lang=request.lang)
    already = recorded.outcome == "already"
    reason = kind.grade(question, stands.response).reason if already else verdict.reason
    return verdict_card(round_, question, kind, stands, reason, already=already, names=quiz.bank.term_names(question),
                        lang=request.lang)


async def mine(quiz: Quiz, request: Request, args: Mapping[str, Any]) -> Card:
    """`mine1:<round>`: what the member answered to a round, as recorded."""
    round_ = await quiz.round(request, (*args["args"], "")[0])
    given = await quiz.tenant(request).answer(round_.id, request.member.id)
    if given is None:
        raise Refusal(Text(zh="你没有回答这道题。", en="You did not answer this one."))
    question = await quiz.question_in(round_)
    if round_.verdict == "at_reveal" and round_.state != "closed":
        return recorded_card(round_, question, given, changed=False, lang=request.lang)
    kind = quiz.kind(question)
    return verdict_card(round_, question, kind, given, kind.grade(question, given.response).reason, already=False,
                        names=quiz.bank.term_names(question), lang=request.lang)


COMMANDS = (
    Command("quiz answer", Text(zh="回答当前的题目", en="Answer the open question"), answer, (
        Param("response", "text", Text(zh="你的答案：字母、数字或文字", en="your answer: a letter, a number or text"),
              example="B", max_len=500),
    ), place=11),
)
ACTIONS = (Action("q1", press), Action("a1", submit), Action("mine1", mine))
