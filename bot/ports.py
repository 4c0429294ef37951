"""Ports: what the core needs from outside, and the one function that an adapter gets.

Every port has two real implementations: Store on SQLite and on PostgreSQL; Platform per chat; Clock on the system and
one that can be moved. One contract test runs over both.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal, Protocol

from bot.domain.boards import Scope, TeamBoard
from bot.domain.card import Card, Picture
from bot.domain.cards.charts import Chart
from bot.domain.live import Live
from bot.domain.recap import Recap
from bot.domain.request import Request
from bot.domain.round import Answer, Round
from bot.domain.schedule import Schedule
from bot.domain.scoring import Board, Period
from bot.domain.season import Correction, Season, SeasonTable
from bot.domain.streaks import Window, Zones
from bot.domain.text import Lang, Text
from bot.domain.week import Booked

Handle = Callable[[Request], Awaitable[Card]]
"""The whole bot, to an adapter. Never raises."""

Suggest = Callable[[str, str, Lang], Sequence[tuple[str, str]]]
"""Autocompletion: (source, what is typed so far, language) -> at most 25 (value, label)."""


class Upkeep(Protocol):
    """What a platform tells the core beside requests. Never raises."""

    async def channel_gone(self, channel: str, reason: str) -> None:
        """The channel was deleted or archived: its schedules and its recap are disabled, its data stays."""
        ...

    async def tenant_gone(self, tenant: str, reason: str) -> None:
        """The bot was removed from a guild or workspace: all its schedules and recaps are disabled, its data stays."""
        ...


class Notes(Protocol):
    """Small values under a name that survive a restart."""

    async def note(self, key: str) -> str | None: ...

    async def set_note(self, key: str, value: str) -> None: ...


class Directory(Protocol):
    """Which channels matter to somebody, for a place that belongs to no channel, such as Slack's home tab."""

    async def answered(self, tenant: str, member: str) -> Sequence[str]:
        """The channels in which the member has answered, the most recent first, at most 10."""
        ...

    async def scheduled(self, tenant: str) -> Sequence[str]:
        """The channels that have a schedule."""
        ...


@dataclass(frozen=True, slots=True)
class Installation:
    """An app installed in a workspace, or with an empty `team` in a whole organisation; `broken` says why its token is
    refused."""

    enterprise: str
    team: str
    token: str
    bot_user: str
    scopes: str
    installed_by: str
    installed_at: datetime
    broken: str = ""


class Installations(Protocol):
    """Where an app is installed that serves several workspaces. Tokens are encrypted at rest."""

    async def save(self, installation: Installation) -> None:
        """Write it, in place of an older one of the same workspace."""
        ...

    async def find(self, enterprise: str, team: str) -> Installation | None:
        """The workspace's own installation, else the one of its organisation. Raises StoreError for a wrong key."""
        ...

    async def all(self) -> list[Installation]:
        """Every one, oldest first. Raises StoreError for a wrong key."""
        ...

    async def mark_broken(self, enterprise: str, team: str, reason: str) -> None:
        """Remember that the token is refused; the next `save` forgets it."""
        ...

    async def delete(self, enterprise: str, team: str) -> bool:
        """Forget the installation and its token; False when there was none."""
        ...

    async def new_state(self, now: datetime, expires_at: datetime) -> str:
        """A fresh secret that proves that an installation was begun here; those that have expired are forgotten."""
        ...

    async def take_state(self, state: str, now: datetime) -> bool:
        """Whether it was given out, has not expired, and was not taken before."""
        ...


class Mover(Protocol):
    """The bot's time, which people on the local page may move forward."""

    def now(self) -> datetime: ...

    async def move(self, step: Literal["hour", "next", "day"]) -> datetime:
        """One hour on, to the next thing due, or one day on; the new time, once what fell due is done."""
        ...


class Clock(Protocol):
    """When it is. Instants are aware and in UTC."""

    def now(self) -> datetime: ...

    async def sleep_until(self, instant: datetime) -> None:
        """Return at or after the instant, however the clock moves meanwhile; may return early."""
        ...


class Ids(Protocol):
    """Fresh random names and seeds."""

    def name(self) -> str:
        """`[0-9a-z]{12}`, never the same twice."""
        ...

    def seed(self) -> int:
        """A whole number from 0 to 2^31 - 1."""
        ...


@dataclass(frozen=True, slots=True)
class Sent:
    """The platform has the message. `lacking` names the permissions without which it stands elsewhere than it should, and what
    to do, for who asked for it."""

    message_id: str
    lacking: Text | None = None


@dataclass(frozen=True, slots=True)
class NotSent:
    """The platform surely has no such message; try again after `seconds`."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Unknown:
    """It may or may not have arrived: read back before any second try."""


@dataclass(frozen=True, slots=True)
class Permanent:
    """It can never work: `gone` means that the channel is no more, else a permission or a rule stands in the way."""

    reason: str
    gone: bool = False


@dataclass(frozen=True, slots=True)
class AuthDead:
    """The token is refused: no further call."""

    reason: str


Outcome = Sent | NotSent | Unknown | Permanent | AuthDead


class Platform(Protocol):
    """A chat platform, as far as the core needs one."""

    name: str
    """The first part of its channel ids: `web`, `discord`, `slack`."""

    async def post(self, channel: str, card: Card, key: str, reply_to: str | None = None, thread: str = "") -> Outcome:
        """Post the card; `key` ([0-9a-z]{1,20}) marks it so that `find` can see it. Never raises.

        `reply_to` is the message that it follows. With `thread`, its title, both belong to one conversation, which is kept out
        of the channel where the platform can and may do so.
        """
        ...

    async def edit(self, channel: str, message_id: str, card: Card) -> Outcome:
        """Replace a message of our own. A message that is gone gives Permanent(gone=False). Never raises."""
        ...

    async def tell(self, channel: str, member: str, card: Card) -> Outcome:
        """Say something to one member of the channel's tenant, privately and unasked. Permanent where the platform has
        no way to, or the member does not take it. Never raises."""
        ...

    async def find(self, channel: str, key: str, since: datetime, reply_to: str | None = None) -> str | None:
        """The id of our own message with that mark, or None when there surely is none; `reply_to` as it was posted. Raises
        ConnectionError when the channel cannot be read."""
        ...

    def obstacle(self, channel: str) -> Text | None:
        """What is known to keep us from posting there, in one sentence that says what to do; None when nothing is."""
        ...

    async def run(self) -> None:
        """Serve until cancelled; close everything on the way out."""
        ...


@dataclass(frozen=True, slots=True)
class DemoAnswer:
    """A demo's result, ready to show: see bot.domain.demo.Result for `values`."""

    name: str
    values: Mapping[str, Any]
    card: Card
    alt: str
    png: bytes | None


class DemoRunner(Protocol):
    """Runs demos in worker processes with limits."""

    async def run(self, name: str, args: Mapping[str, Any], lang: Lang, *, plot: bool) -> DemoAnswer:
        """Raises BadInput for bad arguments, Refusal when busy or over the limits."""
        ...

    async def draw(self, chart: Chart) -> Picture:
        """The chart as a picture. Raises Refusal when busy or over the limits."""
        ...


# ---- the store -------------------------------------------------------------------------------------------------------

WorkKind = Literal["post", "close", "reveal", "live", "recap", "season"]


@dataclass(frozen=True, slots=True)
class Work:
    """One thing that is due: a durable row under a lease.

    `key` is unique within `kind`: `<schedule>/<local date>` to post, the round's id to close and to reveal, the quiz's id for a live one,
    `<channel>/<local date>` for a recap, the season's id to post its table. `attempt`
    counts the leases taken on it, this one included; `first_try_at` is when the first was taken.
    """

    kind: WorkKind
    key: str
    channel: str
    due_at: datetime
    owner: str = ""
    attempt: int = 0
    first_try_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Recorded:
    """What became of an answer: `stored`, `changed` (the policy allows it), `already` (the earlier one stands, in
    `answer`), or `late` (the round is closed)."""

    outcome: Literal["stored", "changed", "already", "late"]
    answer: Answer | None = None


@dataclass(frozen=True, slots=True)
class Tally:
    """How the answers to a round fell: (response, result, count), most frequent first, at most 30 rows."""

    rows: tuple[tuple[str, str, int], ...]
    members: int
    firsts: tuple[Answer, ...]
    """The earliest correct answers of members who are not hidden, at most 10."""


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One date of a schedule that has been dealt with: `done`, `skipped` (by a manager), `missed` (after the
    deadline) or `failed` (the platform refused), with the reason."""

    schedule_id: str
    local_date: date
    state: Literal["done", "skipped", "missed", "failed"]
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """What one transition of a live quiz changes, in one transaction: the quiz itself and, where given, the round that is
    planned, that opens, or that is shut, what each member earned in it, and whether all scored rounds are booked now."""

    live: Live
    plan: Round | None = None
    open: Round | None = None
    shut: str = ""
    earned: tuple[str, Mapping[str, int]] | None = None
    book: bool = False


Change = Callable[[Live], Step | None]
"""From the quiz as it is to what becomes of it; None leaves it. Raises Refusal."""


class LiveStore(Protocol):
    """The live quizzes of a tenant."""

    async def add(self, live: Live) -> Live:
        """Start it, and queue its work; the one that already runs in the channel wins and is returned."""
        ...
    async def get(self, live_id: str) -> Live | None: ...
    async def running(self, channel: str) -> Live | None: ...
    async def all_running(self) -> list[Live]: ...
    async def change(self, live_id: str, change: Change) -> Live | None:
        """Apply the change to the newest state, durably, and move its work to when it is due; the state after it, or None
        when there is no such quiz. Raises what the change raises."""
        ...
    async def shut(self, round_id: str) -> None:
        """No more answers to a round of a live quiz."""
        ...
    async def rest(self, work: Work) -> None:
        """Give the lease back until the quiz is due again; drop the work when it is over."""
        ...


class StreakStore(Protocol):
    """What streaks need to know about the members of a tenant who live by a zone of their own."""

    async def zones(self, members: Sequence[str]) -> dict[str, Zones]:
        """The zones of those of the members who have set one."""
        ...
    async def set_zones(self, member: str, name: str, zones: Zones) -> None:
        """Write them, for somebody who has not answered yet too."""
        ...
    async def windows(self, channel: str, since: date) -> dict[date, list[Window]]:
        """When the channel's posted scheduled rounds were open, by local date, from `since` on."""
        ...
    async def times(self, channel: str, members: Sequence[str], since: date) -> dict[str, list[datetime]]:
        """When each of the members answered scheduled rounds of those dates; a key for everyone asked."""
        ...


RecapChange = Callable[[Recap | None], Recap | None]
"""From the recap as it is to what becomes of it; None for none. Pure: it may be called again."""


class RecapStore(Protocol):
    """The weekly recaps of a tenant's channels."""

    async def get(self, channel: str) -> Recap | None: ...
    async def all(self) -> list[Recap]:
        """Those of every channel, stopped ones too."""
        ...
    async def change(self, channel: str, change: RecapChange, *, done: Work | None = None) -> Recap | None:
        """Apply the change to the newest state, in one transaction with its work: exactly its next date is queued. With
        `done` that work is dropped, and nothing happens at all when another holds its lease. The state after it. Raises
        ValueError for another tenant's channel."""
        ...
    async def booked(self, channel: str, since: date, until: date) -> list[Booked]:
        """The ledger lines of those days, both included, whose round is closed and revealed, and the corrections."""
        ...


class MemberStore(Protocol):
    """What the members of a tenant choose for themselves."""

    async def hide(self, member: str, name: str, *, hidden: bool) -> bool:
        """Take the member off every board, or put them back; False when that changes nothing."""
        ...
    async def hidden(self) -> set[str]:
        """The user ids of those who are on no board."""
        ...
    async def join_team(self, member: str, name: str, team: str) -> str:
        """Put the member into the team, whatever its case, or with an empty text into none; the team's name as it is shown."""
        ...
    async def named(self, name: str) -> list[tuple[str, str]]:
        """(user id, name) of the member with that user id, else of all who are shown by that name, in whatever case."""
        ...


class SeasonStore(Protocol):
    """The named seasons of a tenant's channels, and the corrections of points. A season or correction for another tenant's
    channel raises ValueError; to read, such a channel has none."""

    async def start(self, season: Season) -> Season:
        """Start it on its `first` date, what was earned on that date included, or on the day after the channel's last season;
        the one that already runs there wins and is returned."""
        ...
    async def end(self, channel: str, day: date, at: datetime) -> Season | None:
        """In one transaction: end the season that runs with that date, keep its table for ever and queue the post of it. None
        where none runs."""
        ...
    async def get(self, season_id: str) -> Season | None: ...
    async def all(self, channel: str) -> list[Season]:
        """Newest first."""
        ...
    async def table(self, season_id: str, *, limit: int = 10, member: str = "") -> SeasonTable:
        """What an ended season left; `limit` 0 gives every member."""
        ...
    async def correct(self, correction: Correction) -> bool:
        """Log the correction and book it on the boards of its channel and date; False when the tenant has no such member."""
        ...
    async def corrections(self, channel: str, limit: int = 10) -> list[Correction]:
        """Newest first."""
        ...


class TenantStore(Protocol):
    """What one guild, workspace or room owns; no other tenant's data can be reached through it."""

    tenant: str

    @property
    def live(self) -> LiveStore: ...
    @property
    def streaks(self) -> StreakStore: ...
    @property
    def recaps(self) -> RecapStore: ...
    @property
    def people(self) -> MemberStore: ...
    @property
    def seasons(self) -> SeasonStore: ...

    async def add_schedule(self, schedule: Schedule) -> None:
        """Raises ValueError when the id is taken or the channel belongs to another tenant."""
        ...
    async def schedules(self, channel: str | None = None) -> list[Schedule]: ...
    async def schedule(self, schedule_id: str) -> Schedule | None: ...
    async def save_schedule(self, schedule: Schedule) -> None:
        """Write all fields; the pending post work is moved to (`next_date`, `next_at`), or dropped when not active.

        Work that is moved loses its lease and keeps its attempts. Raises ValueError when there is no such schedule.
        """
        ...
    async def remove_schedule(self, schedule_id: str) -> bool:
        """Drop it with its pending post; an open round still closes, rounds and occurrences stay. False: no such one."""
        ...
    async def occurrences(self, schedule_id: str, limit: int = 10) -> list[Occurrence]:
        """Newest first."""
        ...

    async def round(self, round_id: str) -> Round | None: ...
    async def rounds(self, channel: str, *, state: str | None = None, limit: int = 10) -> list[Round]:
        """Newest first."""
        ...
    async def asked(self, channel: str) -> list[str]:
        """The question ids of the channel's posted rounds, oldest first, with repeats."""
        ...
    async def secret(self, member: str) -> set[str]:
        """The ids of the questions that are being posted or open in any channel, but for those that the member has
        answered with a verdict at once and that are open nowhere else."""
        ...

    async def record_answer(self, answer: Answer) -> Recorded:
        """Durable when it returns. The round's own state and window decide `late`; the unique key decides `already`.

        With `at_once` the points reach ledger and standings in the same transaction; with `at_reveal` a second answer
        before the close replaces the first when its `at` is later and it says something else. A round that does not exist
        here is `late`. Raises StoreError when nothing was stored, ValueError for points that no column holds.
        """
        ...
    async def answer(self, round_id: str, member: str) -> Answer | None: ...
    async def answers(self, round_id: str) -> list[Answer]: ...
    async def answered_count(self, round_id: str) -> int: ...
    async def tally(self, round_id: str) -> Tally: ...
    async def board(self, channel: str, period: Period, day: date, *, scope: Scope = "channel",
                    questions: Sequence[str] | None = None, limit: int = 10, member: str = "") -> Board:
        """The channel's board, as it is kept. With the scope `tenant` or with `questions` it is added up now: over every
        channel of the tenant, over the rounds of those questions. `limit` 0 gives every member."""
        ...
    async def team_board(self, channel: str, period: Period, day: date, *, scope: Scope = "channel",
                         questions: Sequence[str] | None = None, limit: int = 10, member: str = "") -> TeamBoard:
        """The same by teams."""
        ...
    async def scheduled_days(self, channel: str, limit: int = 400) -> list[date]:
        """Local dates with a posted scheduled round, newest first, without repeats."""
        ...
    async def answered_days(self, channel: str, members: Sequence[str], since: date) -> dict[str, set[date]]:
        """The dates of scheduled rounds that each of the members answered, from `since` on; a key for everyone asked."""
        ...

    async def setting(self, channel: str, key: str) -> str | None:
        """What the channel has set for itself under that name, or None."""
        ...
    async def set_setting(self, channel: str, key: str, value: str) -> None:
        """An empty value takes the setting away. Raises ValueError for another tenant's channel."""
        ...

    async def export_member(self, member: str) -> dict[str, Any]:
        """Everything held about the member, as JSON values."""
        ...
    async def delete_member(self, member: str) -> int:
        """Erase the member's answers, points and name; how many answers went. A tombstone remains."""
        ...


class Store(Protocol):
    """The database. Opened and closed by an async context manager of `bot.store`."""

    def tenant(self, tenant: str) -> TenantStore: ...

    async def all_schedules(self, channel: str | None = None) -> list[Schedule]:
        """Every schedule of every tenant, or of one channel: for the operator only."""
        ...

    async def lease_due(self, now: datetime, owner: str, *, seconds: float = 60, limit: int = 50,
                        platforms: Sequence[str] = ()) -> list[Work]:
        """Lease what is due and not leased by another, oldest first (close before reveal before post before recap); touches no
        other row. With `platforms`, only channels of those."""
        ...
    async def next_due(self) -> datetime | None:
        """When the next work can be leased: due, or given back, or its lease over."""
        ...
    async def still_mine(self, work: Work, now: datetime, seconds: float = 60) -> bool:
        """Extend the lease; False when another took it: stop before sending."""
        ...
    async def retry(self, work: Work, at: datetime) -> None:
        """Release the lease; it can be leased again then. `due_at`, `attempt` and `first_try_at` stay."""
        ...
    async def schedule_for(self, work: Work) -> Schedule | None: ...
    async def round_for(self, work: Work) -> Round | None:
        """Post work: the round of that occurrence, if one was planned. Close and reveal work: the round."""
        ...
    async def plan_round(self, work: Work, round_: Round) -> Round:
        """Insert the pending round of an occurrence; the one already there wins and is returned.

        A round without a schedule (a quiz asked for now) has post work with the round's id as its key: it is queued
        here, under the owner's lease of 60 s, so that another process finishes it after a crash.
        """
        ...
    async def finish_post(self, work: Work, occurrences: Sequence[Occurrence], *, opened: Round | None,
                          schedule: Schedule | None) -> None:
        """In one transaction: record the occurrences, mark the round open (with its message id) and queue its close,
        save the schedule's next date, state and reason and queue that post, and drop this work.

        Nothing happens when another holds the lease. When the work is gone (the schedule was paused or removed
        meanwhile) the round still opens, and the schedule stays as it is.
        """
        ...
    async def close_round(self, work: Work, points: Mapping[str, int]) -> Work:
        """In one transaction: mark the round closed; with `at_reveal` book the points (member -> points; who is missing
        keeps the points of the answer); replace this work by reveal work, leased to the same owner, which is returned."""
        ...
    async def finish_reveal(self, work: Work, reveal_id: str | None) -> None: ...
    async def finish(self, work: Work) -> None:
        """Drop work that is done; nothing happens when another holds the lease."""
        ...
    async def close_soon(self, round_id: str, at: datetime) -> bool:
        """Move a round's close to `at` (the operator's `round close`); False when it is not open, or when two tenants
        have an open round of that id."""
        ...

    async def rebuild(self) -> None:
        """Derive the ledger from answers and the standings from the ledger, from nothing."""
        ...
    async def posted_question(self, question_id: str, version: str) -> str | None:
        """The entry of a version that was posted, as `keep_question` was given it (JSON), or None."""
        ...
    async def keep_question(self, question_id: str, version: str, entry: str) -> None:
        """Keep a version's entry for ever; one that is there stays."""
        ...
    async def note(self, key: str) -> str | None:
        """A small setting of the process that must survive a restart."""
        ...
    async def set_note(self, key: str, value: str) -> None: ...
    async def ping(self) -> None:
        """Raises StoreError when the database does not answer."""
        ...


class Transcript(Protocol):
    """The messages of the local page's channels: its only memory."""

    async def append(self, channel: str, key: str, at: datetime, body: str, reply_to: str | None) -> str:
        """Store a message once per (channel, key); the id of the one there."""
        ...
    async def replace(self, channel: str, message_id: str, body: str) -> bool: ...
    async def find(self, channel: str, key: str) -> str | None: ...
    async def channels(self) -> list[str]: ...
    async def recent(self, channel: str, limit: int = 50) -> list[tuple[str, datetime, str, str | None]]:
        """(id, at, body, reply_to), oldest first."""
        ...
