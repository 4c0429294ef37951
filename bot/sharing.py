"""Into the channel by a member's wish, and with a picture where one can be drawn."""

from __future__ import annotations

from bot.domain.card import Card, Picture
from bot.domain.cards.charts import Chart
from bot.domain.errors import Refusal
from bot.domain.request import Request
from bot.domain.text import Text
from bot.ports import NotSent, Outcome, Permanent, Sent
from bot.quiz import Quiz

_SHARED = Text(zh="已分享到频道。", en="Shared with the channel.")
_NO_POST = Text(zh="现在发不到这个频道：{reason}", en="It could not be posted in this channel: {reason}")
_NO_PLATFORM = Permanent("no such platform here")


async def share(quiz: Quiz, request: Request, card: Card) -> Card:
    """Post the card in the request's channel; the private receipt. Raises Refusal when the platform refuses."""
    platform = quiz.platforms.get(request.channel.partition(":")[0])
    outcome = _NO_PLATFORM if platform is None else await platform.post(request.channel, card, quiz.ids.name())
    if not isinstance(outcome, Sent):
        raise Refusal(_NO_POST.format(reason=outcome.reason if isinstance(outcome, Permanent) else _reason(outcome)))
    return Card(body=_SHARED.to(request.lang), tone="info", private=True)


def _reason(outcome: Outcome) -> Text:
    if isinstance(outcome, NotSent):
        return Text(zh="平台暂时繁忙，请稍后再试", en="the platform is busy; try again in a moment")
    return Text(zh="平台没有回应", en="the platform did not answer")


async def drawn(quiz: Quiz, chart: Chart | None) -> Picture | None:
    """The chart as a picture; None without one, or when it cannot be drawn now: the words say the same."""
    if chart is None:
        return None
    try:
        return await quiz.runner.draw(chart)
    except Refusal:
        return None
