"""What a channel's recap tells, from what the store knows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from bot.domain.card import Card, Picture
from bot.domain.cards.recap import Hardest, recap_card, week_chart
from bot.domain.request import tenant_of
from bot.domain.text import PostLang
from bot.domain.week import DAYS, Booked, Hard, Week, week
from bot.quiz import Quiz
from bot.sharing import drawn
from bot.streaks import streaks

_STREAK_FROM = 2
_STREAKS_SHOWN = 3
_MEMBERS_READ = 500
"""Streaks are looked at for at most so many of the members who took part, those with the most points first."""
_OPEN_AT_ONCE = 50
"""No channel has more rounds open at a time."""


async def recap_of(quiz: Quiz, channel: str, day: date, lang: PostLang) -> tuple[Week, Card] | None:
    """The seven days before the date and the card that tells of them, without its picture; None when nobody answered."""
    store = quiz.store.tenant(tenant_of(channel))
    since = day - timedelta(days=DAYS)
    lines = await store.recaps.booked(channel, since - timedelta(days=DAYS), day - timedelta(days=1))
    found = week(lines, since)
    if not found.now.answers:
        return None
    card = recap_card(found, await _hardest(quiz, channel, found.hard), await _streaks(quiz, channel, found, lines),
                      lang, None)
    return found, card


async def picture_of(quiz: Quiz, found: Week, lang: PostLang) -> Picture | None:
    """The picture of the week, or None when it cannot be drawn now."""
    return await drawn(quiz, week_chart(found, lang))


async def _hardest(quiz: Quiz, channel: str, hard: Sequence[Hard]) -> Hardest | None:
    """The hardest question that is known and not being asked again right now: nothing open is ever given away."""
    store = quiz.store.tenant(tenant_of(channel))
    secret = {round_.question_id for state in ("pending", "open")
              for round_ in await store.rounds(channel, state=state, limit=_OPEN_AT_ONCE)}
    for one in hard:
        round_ = None if one.question_id in secret else await store.round(one.round_id)
        question = None if round_ is None else await quiz.asked(round_)
        if round_ is not None and question is not None:
            return Hardest(one, round_, question, quiz.kind(question), quiz.bank.term_names(question))
    return None


async def _streaks(quiz: Quiz, channel: str, found: Week, lines: Sequence[Booked]) -> list[tuple[str, int]]:
    """The longest current streaks of those who took part, from 2 days on."""
    names = {line.member: line.name for line in lines}
    held = await streaks(quiz, channel, found.members[:_MEMBERS_READ])
    lengths = [(names[member], one.days) for member, one in held.items() if one.days >= _STREAK_FROM]
    return sorted(lengths, key=lambda one: -one[1])[:_STREAKS_SHOWN]
