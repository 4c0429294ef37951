"""Live quiz: several questions in one channel, one after the other, with a clock and a podium.

Pure values and the transitions between them; docs/live-quiz.md has them as a table. Everything that time must do is told
by `due_at`; a phase is `shown` once the platform has its message, so that after a crash the rest is done and nothing
twice.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Literal

from bot.domain.errors import Refusal
from bot.domain.request import tenant_of
from bot.domain.text import PostLang, Text

Phase = Literal["lobby", "asking", "revealed", "paused", "over"]
Mode = Literal["classic", "speed", "survival"]
TeamRule = Literal["none", "random", "balanced", "pick"]
MODES: tuple[Mode, ...] = ("classic", "speed", "survival")
TEAM_RULES: tuple[TeamRule, ...] = ("none", "random", "balanced", "pick")

LOBBY = timedelta(minutes=5)
GRACE = timedelta(seconds=1)
"""After the window closes, replies that were made in time may still be on their way."""
READING = timedelta(seconds=9)
HOST_WAIT = timedelta(minutes=10)
REST = timedelta(minutes=30)
"""A paused quiz that nobody resumes ends after that."""
LATE = timedelta(seconds=10)
"""Taken up later than that after its close, a question is given its window once more: nobody could answer meanwhile."""
SILENT = 3
"""So many questions in a row without any answer pause the quiz."""
LIVES = 2
"""Survival: out with that many wrong."""
_OVER = Text(zh="这场测验已经结束了。", en="This quiz is over.")
_HOST_ONLY = Text(zh="只有发起人或管理员可以这样做。", en="Only the host or a manager can do that.")
_NOT_PAUSED = Text(zh="现在没有暂停。", en="The quiz is not paused.")
_CANNOT = Text(zh="现在不能这样做。", en="That is not possible right now.")
NOBODY = Text(zh="没有人加入。", en="Nobody joined.")
STOPPED = Text(zh="由{name}结束。", en="Ended by {name}.")
CANCELLED = Text(zh="已取消。", en="Cancelled.")
RESTED = Text(zh="暂停太久，已自动结束。", en="It was paused for too long and has ended.")
EMPTY = Text(zh="没有更多合适的题目了。", en="There are no more questions that fit.")
LOST = Text(zh="消息发不出去：{reason}", en="The messages cannot be posted: {reason}")


@dataclass(frozen=True, slots=True)
class Options:
    """What was asked for with `/quiz start`; `cap` is the most points a member may book from live quizzes on one day, 0 for
    no limit."""

    questions: int = 10
    seconds: int = 20
    topics: tuple[str, ...] = ()
    difficulty: tuple[int, int] = (1, 5)
    mode: Mode = "classic"
    teams: TeamRule = "none"
    host: bool = False
    practice: bool = False
    lang: PostLang = "en"
    cap: int = 0


@dataclass(frozen=True, slots=True)
class Player:
    """One member of the quiz, in the order they came. `spent` counts the milliseconds to their right answers, `out` names
    the question at which they dropped out (0: still in), `since` the first question that counts for them, and `was` the
    rank before the last question (0: none yet)."""

    id: str
    name: str
    team: int = -1
    points: int = 0
    gained: int = 0
    right: int = 0
    wrong: int = 0
    answered: int = 0
    spent: int = 0
    out: int = 0
    since: int = 1
    was: int = 0


@dataclass(frozen=True, slots=True)
class Asked:
    """One question of the quiz; a `void` one counts for nobody."""

    round_id: str
    question_id: str
    state: Literal["open", "scored", "void"] = "open"


@dataclass(frozen=True, slots=True)
class Live:
    """The whole state of one live quiz."""

    id: str
    channel: str
    host: str
    host_name: str
    options: Options
    day: date
    since: datetime
    """When the phase began."""
    until: datetime
    """When time ends the phase."""
    phase: Phase = "lobby"
    shown: bool = False
    players: tuple[Player, ...] = ()
    asked: tuple[Asked, ...] = ()
    message_id: str | None = None
    silent: int = 0
    votes: tuple[str, ...] = ()
    hold: bool = False
    """Pause after the open question."""
    extended: bool = False
    reason: Text = field(default_factory=lambda: Text.same(""))
    seed: int = 0

    @property
    def tenant(self) -> str:
        return tenant_of(self.channel)

    @property
    def due_at(self) -> datetime | None:
        """When something is to be done by itself: at once while the phase is not shown, else when it ends."""
        if not self.shown:
            return self.since
        return None if self.phase == "over" else self.until

    @property
    def current(self) -> Asked | None:
        """The question asked last, or None before the first."""
        return self.asked[-1] if self.asked else None

    @property
    def counts(self) -> bool:
        """Whether it books points: not in practice, and only when at least two members answered."""
        return not self.options.practice and sum(player.answered > 0 for player in self.players) >= 2

    def player(self, member: str) -> Player | None:
        """The member's own line, or None."""
        return next((player for player in self.players if player.id == member), None)

    def finished(self) -> bool:
        """Whether the last question has been asked, or in survival at most one is left."""
        if len(self.asked) >= self.options.questions:
            return True
        if self.options.mode != "survival" or not any(asked.state == "scored" for asked in self.asked):
            return False
        left = sum(not player.out for player in self.players)
        return left == 0 or (left == 1 and len(self.players) > 1)


def opened(id_: str, channel: str, host: tuple[str, str], options: Options, *, day: date, now: datetime, seed: int) -> Live:
    """A new lobby, with its host in it unless they only lead."""
    players = () if options.host else (Player(*host),)
    return Live(id_, channel, *host, options, day, now, now + LOBBY, players=players, seed=seed)


def lead(live: Live, member: str, *, manager: bool) -> None:
    """Raises Refusal unless the member hosts the quiz or manages the channel, and when it is over."""
    check_running(live)
    if member != live.host and not manager:
        raise Refusal(_HOST_ONLY)


def hasten(live: Live, now: datetime, after: int = 0) -> Live:
    """End the lobby, the open question or the pause for reading now; with `after` only the reading of that question's reveal,
    so that an old button closes no later question. Raises Refusal in any other phase."""
    check_running(live)
    if live.phase == "paused" or not live.shown or (after and (live.phase, len(live.asked)) != ("revealed", after)):
        raise Refusal(_CANNOT)
    return replace(live, until=min(live.until, now))


def ask(live: Live, round_id: str, question_id: str, now: datetime) -> Live:
    """The next question is chosen; its window starts when it is shown."""
    asked = (*live.asked, Asked(round_id, question_id))
    return replace(live, phase="asking", since=now, until=now + HOST_WAIT, shown=False, asked=asked, votes=(), extended=False,
                   reason=Text.same(""))


def settle(live: Live, state: Literal["scored", "void"], now: datetime, *, answers: int = 0) -> Live:
    """The open question is over; what follows is its reveal."""
    last = live.asked[-1]
    silent = live.silent if state == "void" else 0 if answers else live.silent + 1
    return replace(live, phase="revealed", since=now, until=now + READING, shown=False, votes=(),
                   asked=(*live.asked[:-1], replace(last, state=state)), silent=silent)


def skip(live: Live, member: str, now: datetime, *, leads: bool) -> Live:
    """Void the open question: at once by who leads, else by more than half of the players. Raises Refusal."""
    check_running(live)
    if live.phase != "asking" or not live.shown:
        raise Refusal(_CANNOT)
    votes = live.votes if member in live.votes or live.player(member) is None else (*live.votes, member)
    if leads or 2 * len(votes) > len(live.players):
        return settle(live, "void", now)
    return replace(live, votes=votes)


def pause(live: Live, now: datetime) -> Live:
    """After the open question nothing comes until somebody resumes. Raises Refusal in the lobby."""
    check_running(live)
    if live.phase == "lobby":
        raise Refusal(_CANNOT)
    if live.phase == "revealed" and live.shown:
        return rest(live, now)
    return live if live.phase == "paused" else replace(live, hold=True)


def rest(live: Live, now: datetime) -> Live:
    """Paused from now on."""
    return replace(live, phase="paused", since=now, until=now + REST, shown=False, hold=False)


def resume(live: Live, now: datetime) -> Live:
    """Go on with the next question. Raises Refusal when it is not paused."""
    check_running(live)
    if live.hold:
        return replace(live, hold=False)
    if live.phase != "paused":
        raise Refusal(_NOT_PAUSED)
    return replace(live, phase="revealed", since=now, until=now, shown=True, silent=0)


def end(live: Live, reason: Text, now: datetime) -> Live:
    """Over; an open question counts for nobody."""
    if live.phase == "over":
        return live
    asked = tuple(replace(one, state="void") if one.state == "open" else one for one in live.asked)
    return replace(live, phase="over", since=now, until=now, shown=False, asked=asked, reason=reason, hold=False)


def check_running(live: Live) -> None:
    """Raises Refusal when it is over."""
    if live.phase == "over":
        raise Refusal(_OVER)
