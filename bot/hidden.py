"""Which questions a member must not be told about yet."""

from __future__ import annotations

from bot.domain.request import Request
from bot.quiz import Quiz

_OPEN_AT_ONCE = 50
"""No channel has more rounds open at a time."""


async def hidden(quiz: Quiz, request: Request) -> set[str]:
    """The ids of the questions that are being posted or open in the channel, but for those whose verdict the member
    has: after a final answer nothing is given away."""
    store = quiz.tenant(request)
    pending = await store.rounds(request.channel, state="pending", limit=_OPEN_AT_ONCE)
    found = {round_.question_id for round_ in pending}
    for round_ in await store.rounds(request.channel, state="open", limit=_OPEN_AT_ONCE):
        if not (round_.verdict == "at_once" and await store.answer(round_.id, request.member.id)):
            found.add(round_.question_id)
    return found
