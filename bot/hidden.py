"""Which questions a member must not be told about yet."""

from __future__ import annotations

from bot.domain.request import Request
from bot.quiz import Quiz


async def hidden(quiz: Quiz, request: Request) -> set[str]:
    """The ids of the questions that are being posted or open anywhere in the tenant, but for those whose verdict the
    member has: after a final answer nothing is given away."""
    return await quiz.tenant(request).secret(request.member.id)
