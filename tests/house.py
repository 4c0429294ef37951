"""The whole bot for a test: the real store, the real local platform, the real demos; only the clock and the ids are ours."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from json import loads
from pathlib import Path

from adapters.web.room import Room
from bot.app import load_bank
from bot.demo_runner import ProcessDemoRunner
from bot.demos import all_demos
from bot.dispatch import Dispatch
from bot.domain.bank import Bank
from bot.domain.card import Card, from_json
from bot.domain.planning import planned
from bot.domain.request import Member, Request, tenant_of
from bot.domain.round import Round
from bot.domain.schedule import Schedule
from bot.domain.search import Search
from bot.domain.text import Lang
from bot.ports import DemoRunner, Platform, Store, TenantStore, Transcript
from bot.quiz import Quiz
from bot.scheduler import Scheduler
from bot.store import open_store
from bot.store.store import SqlStore

START = datetime(2026, 11, 24, 0, 59, tzinfo=UTC)
CHANNEL = "web:local:general"


class ManualClock:
    """A clock that stands still until a test moves it; nobody sleeps on it for real."""

    def __init__(self, start: datetime = START) -> None:
        self.time = start

    def now(self) -> datetime:
        return self.time

    async def sleep_until(self, instant: datetime) -> None:
        self.time = max(self.time, instant)

    def move(self, **by: float) -> None:
        self.time += timedelta(**by)


@dataclass
class CountingIds:
    """Ids in a row: `r00000000001`, …; seeds 1, 2, …"""

    prefix: str = "r"
    count: int = 0

    def name(self) -> str:
        self.count += 1
        return f"{self.prefix}{self.count:0{12 - len(self.prefix)}}"

    def seed(self) -> int:
        self.count += 1
        return self.count


@dataclass
class House:
    """A running core and the few verbs that tests speak in."""

    quiz: Quiz
    dispatch: Dispatch
    scheduler: Scheduler
    clock: ManualClock
    room: Room
    transcript: Transcript
    names: dict[str, str] = field(default_factory=dict)
    seen: list[tuple[Lang, Card]] = field(default_factory=list)
    """Every card that `handle` gave, with the language that it was asked in."""

    def tenant(self, channel: str = CHANNEL) -> TenantStore:
        """The store of the channel's tenant."""
        return self.quiz.store.tenant(tenant_of(channel))

    async def round(self, channel: str = CHANNEL) -> Round:
        """The channel's newest round."""
        return (await self.tenant(channel).rounds(channel, limit=1))[0]

    async def settle(self) -> None:
        """Run everything that is due now."""
        while await self.scheduler.tick():
            pass

    async def advance(self, **by: float) -> None:
        """Move the clock, then run what fell due."""
        self.clock.move(**by)
        await self.settle()

    async def plan(self, at: str = "09:00", zone: str = "Asia/Shanghai", channel: str = CHANNEL, **fields: object) -> Schedule:
        """Schedule a channel (daily at 09:00 in Shanghai: one minute after START)."""
        made = Schedule(self.quiz.ids.name()[:8] + str(self.quiz.ids.seed()), channel, time.fromisoformat(at), zone,
                        seed=7, **fields)  # type: ignore[arg-type]
        made = planned(made, self.clock.now())
        await self.tenant(channel).add_schedule(made)
        return made

    def request(self, member: str = "ada", *, channel: str = CHANNEL, lang: Lang = "en", manager: bool = False,
                at: datetime | None = None, **what: object) -> Request:
        """A request of a member, made now unless `at` says when."""
        return Request(channel=channel, member=Member(member, self.names.get(member, member.title()), manager),
                       at=at or self.clock.now(), lang=lang, **what)  # type: ignore[arg-type]

    async def ask(self, request: Request) -> Card:
        """What the bot answers; remembered in `seen`."""
        card = await self.dispatch.handle(request)
        self.seen.append((request.lang, card))
        return card

    async def say(self, line: str, member: str = "ada", **options: object) -> Card:
        """Type a command, such as `/leaderboard week`."""
        return await self.ask(self.request(member, command=line, **options))  # type: ignore[arg-type]

    async def press(self, action: str, member: str = "ada", values: Mapping[str, str] | None = None,
                    **options: object) -> Card:
        """Press a button, or send a form."""
        return await self.ask(self.request(member, action=action, values=values or {}, **options))  # type: ignore[arg-type]

    async def cards(self, channel: str = CHANNEL) -> list[Card]:
        """The channel's messages, oldest first."""
        return [from_json(loads(body)) for _, _, body, _ in await self.room_messages(channel)]

    async def room_messages(self, channel: str = CHANNEL) -> list[tuple[str, datetime, str, str | None]]:
        """The channel's stored messages, oldest first."""
        return await self.transcript.recent(channel, 200)


@asynccontextmanager
async def open_house(url: str, *, bank: Bank | None = None, clock: ManualClock | None = None, ids: CountingIds | None = None,
                     runner: DemoRunner | None = None, wrap_store: Callable[[SqlStore], Store] | None = None,
                     wrap_platform: Callable[[Room], Platform] | None = None) -> AsyncIterator[House]:
    """The core over the database at `url`, with the shipped bank unless another is given.

    `wrap_store` and `wrap_platform` may put something thin around the real ones, such as a fault at a chosen call.
    """
    clock = clock or ManualClock()
    found = bank or load_bank([])
    async with AsyncExitStack() as stack:
        opened = await stack.enter_async_context(open_store(url, clock_now=clock.now))
        demos: DemoRunner = await stack.enter_async_context(ProcessDemoRunner()) if runner is None else runner
        room = Room(opened.transcript, clock.now)
        quiz = Quiz(bank=found, search=Search(found.terms.values()), store=wrap_store(opened) if wrap_store else opened,
                    clock=clock, ids=ids or CountingIds(), demos={demo.name: demo for demo in all_demos()}, runner=demos)
        quiz.platforms = {"web": wrap_platform(room) if wrap_platform else room}
        yield House(quiz, Dispatch(quiz), Scheduler(quiz), clock, room, opened.transcript)


def sqlite_url(folder: Path) -> str:
    """A database in the folder."""
    return f"sqlite:///{folder / 'tiku.db'}"
