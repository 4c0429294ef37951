"""The store of one tenant, by what is kept."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Protocol

from bot.domain.boards import Scope, TeamBoard
from bot.domain.live import Live
from bot.domain.recap import Recap
from bot.domain.round import Answer, Round
from bot.domain.schedule import Schedule
from bot.domain.scoring import Board, Period
from bot.domain.season import Correction, Season, SeasonTable
from bot.domain.streaks import Window, Zones
from bot.domain.week import Booked
from bot.ports.work import Change, Occurrence, RecapChange, Recorded, Tally, Work


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
