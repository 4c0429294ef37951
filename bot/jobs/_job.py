"""Job: what one kind of due work does, and what the parts of a post share."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta

from bot.domain.card import Card
from bot.domain.text import Text
from bot.ports import AuthDead, NotSent, Outcome, Permanent, Platform, Sent, Unknown, Work, WorkKind
from bot.quiz import Quiz

Run = Callable[[Quiz, Work], Awaitable[Work | None]]
"""Do the work; more work, already leased, that follows it at once, or None."""
READ_BACK_MARGIN = timedelta(seconds=5)
UNKNOWN_PAUSE = 10.0
"""Seconds after an unknown outcome before reading back: the request may still be in flight (platforms §4.4)."""
UNREADABLE_PAUSE = 30.0
UNREADABLE_TRIES = 240
"""So many looks at a channel that cannot be read, two hours of them, and the message is given up."""
REPOST_AFTER = 3
"""With `on_unknown = repost` it is sent again after so many looks."""
UNREADABLE = Text(zh="读不到频道的历史，无法确认消息是否已发出，所以没有再发；请给机器人读取历史消息的权限",
                  en="the channel's history cannot be read, so it is not known whether the message is there, and none was sent again; "
                     "let the bot read the history")
LONGEST_PAUSE = 60.0


@dataclass(frozen=True, slots=True)
class Job:
    """One kind of work."""

    kind: WorkKind
    run: Run


@dataclass(frozen=True, slots=True)
class Later:
    """The message is not there yet; try again after `seconds`."""

    seconds: float


def platform_of(quiz: Quiz, channel: str) -> Platform | None:
    """The platform that the channel belongs to, or None when it does not run here."""
    return quiz.platforms.get(channel.partition(":")[0])


def backoff(attempt: int) -> float:
    """1, 2, 4 … 60 seconds."""
    return min(LONGEST_PAUSE, float(2 ** min(attempt - 1, 6)))


async def post_once(quiz: Quiz, work: Work, card: Card, key: str, reply_to: str | None = None, *,
                    thread: str = "", too_late: bool = False) -> Sent | Permanent | Later | None:
    """Post the card unless a former try has: from the second try on the channel is read back first.

    When it is `too_late` a message of a former try is still found, but none is sent: None.
    """
    platform = platform_of(quiz, work.channel)
    if platform is None:
        return Later(UNREADABLE_PAUSE)
    if work.attempt > 1 and work.first_try_at is not None:
        try:
            found = await platform.find(work.channel, key, work.first_try_at - READ_BACK_MARGIN, reply_to)
        except ConnectionError:
            given_up = _unreadable(quiz, work, too_late=too_late)
            if given_up is not None:
                return given_up
            found = None
        if found is not None:
            return Sent(found)
    if too_late:
        return None
    if not await quiz.store.still_mine(work, quiz.clock.now()):
        return Later(0)
    return _settled(await platform.post(work.channel, card, key, reply_to, thread), work)


def _unreadable(quiz: Quiz, work: Work, *, too_late: bool) -> Later | Permanent | None:
    """What to do when it cannot be told whether a message is there: look again, give up, or (None) go on and send."""
    if quiz.repost and work.attempt > REPOST_AFTER and not too_late:
        return None
    return Later(UNREADABLE_PAUSE) if work.attempt < UNREADABLE_TRIES else Permanent(UNREADABLE.line("both"))


def _settled(outcome: Outcome, work: Work) -> Sent | Permanent | Later:
    match outcome:
        case NotSent(seconds):
            return Later(max(seconds, 0.5))
        case Unknown():
            return Later(max(UNKNOWN_PAUSE, backoff(work.attempt)))
        case AuthDead():
            return Later(UNREADABLE_PAUSE)
        case _:
            return outcome
