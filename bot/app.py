"""The composition root: the only file that sees both sides."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import structlog

from adapters import adapter, names
from adapters.context import Context
from adapters.server import HttpServer
from bot import counter, metrics
from bot.bank import CONTENT
from bot.bank.build import lines
from bot.bank.cache import cache_folder, cached_bank
from bot.bank.watch import Watch, fingerprint
from bot.clock import SHIFT_NOTE, PreviewClock, RandomIds, SystemClock, shift_of
from bot.demo_runner import ProcessDemoRunner
from bot.demos import all_demos
from bot.directory import StoreDirectory
from bot.dispatch import Dispatch, declared_commands
from bot.domain.bank import Bank
from bot.domain.errors import ContentError, SettingsError, StoreError
from bot.domain.search import Search
from bot.health import Health
from bot.lifecycle import run_until_stopped, stop_on_signals
from bot.ports import Clock, Installations, Platform
from bot.preview import PreviewMover
from bot.quiz import Quiz
from bot.scheduler import Scheduler
from bot.settings import Settings
from bot.store import open_store
from bot.store.store import SqlStore
from bot.suggest import Suggester
from bot.upkeep import ScheduleUpkeep
from bot.welcome import welcome

_log = structlog.get_logger(__name__)
LAG_EVERY = 0.5


def load_bank(packs: Sequence[Path], cache: Path | None = None) -> Bank:
    """The shipped content and the packs, from the cache folder when they have not changed. Raises ContentError with one line
    per fault."""
    bank, problems = cached_bank([CONTENT, *packs], cache)
    if problems:
        raise ContentError(lines(problems))
    return bank


async def serve(settings: Settings, only: Sequence[str] | None) -> None:
    """Run the bot until SIGTERM or SIGINT. Raises SettingsError, ContentError, StoreError, or OSError for the port."""
    wanted = _adapters(settings, only)
    stop = asyncio.Event()
    with stop_on_signals(stop):
        async with AsyncExitStack() as stack:
            house = await _build(settings, wanted, stack)
            await house.server.start()
            stack.push_async_callback(house.server.close)
            _log.info("ready", page=house.server.url, adapters=",".join(wanted), questions=len(house.quiz.bank.questions))
            where = f"open {house.server.url} in a browser" if "web" in wanted else f"serving {' and '.join(wanted)}"
            print(f"Tiku is ready: {where} (Ctrl+C stops it)", flush=True)
            parts = [house.scheduler.run, house.watch.run, lambda: counter.run(house.quiz), _watch_lag]
            platforms = house.quiz.platforms.values()
            await run_until_stopped(stop, *parts, *(house.health.part(platform, len(platforms)) for platform in platforms))


@dataclass(slots=True)
class _House:
    quiz: Quiz
    scheduler: Scheduler
    server: HttpServer
    health: Health
    watch: Watch


def _adapters(settings: Settings, only: Sequence[str] | None) -> tuple[str, ...]:
    """Which adapters to start: those asked for, else every one that has what it needs. Raises SettingsError."""
    available = names()
    if only is None:
        return tuple(name for name in available if not adapter(name).missing(settings))
    unknown = [name for name in only if name not in available]
    if unknown or not only:
        name = unknown[0] if unknown else ""
        raise SettingsError([f"--only: there is no adapter {name!r}; there is {', '.join(available)}"])
    faults = [f"{name}: {fault}" for name in only for fault in adapter(name).missing(settings)]
    if faults:
        raise SettingsError(faults)
    return tuple(dict.fromkeys(only))


async def _build(settings: Settings, wanted: Sequence[str], stack: AsyncExitStack) -> _House:
    packs = [CONTENT, *settings.packs]
    taken = fingerprint(packs)
    bank = load_bank(settings.packs, cache_folder())
    ticking: list[Clock] = [SystemClock()]  # the store opens before it can be known how far the clock was moved
    store = await stack.enter_async_context(open_store(settings.database_url, clock_now=lambda: ticking[0].now()))  # noqa: PLW0108
    clock = ticking[0] = await _clock(wanted, store, ticking[0])
    runner = await stack.enter_async_context(ProcessDemoRunner())
    quiz = Quiz(bank=bank, search=Search(bank.terms.values()), store=store, clock=clock, ids=RandomIds(),
                demos={demo.name: demo for demo in all_demos()}, runner=runner, repost=settings.on_unknown == "repost")
    scheduler = Scheduler(quiz)
    server = HttpServer(settings.web_host, settings.web_port)
    server.metrics_from(metrics.exposition)
    health = Health()
    server.ready_when(lambda: _ready(store, health))
    quiz.platforms = _platforms(wanted, quiz, store, settings, scheduler, server)
    if "web" in wanted:
        await welcome(quiz)
    return _House(quiz, scheduler, server, health, Watch(packs, taken, clock, quiz.take))


async def _clock(wanted: Sequence[str], store: SqlStore, system: Clock) -> Clock:
    """A clock that people may move, when the local page is all there is; else the system's."""
    if tuple(wanted) != ("web",):
        return system

    async def save(shift: timedelta) -> None:
        await store.set_note(SHIFT_NOTE, str(shift.total_seconds()))

    return PreviewClock(shift_of(await store.note(SHIFT_NOTE)), save)


def _platforms(wanted: Sequence[str], quiz: Quiz, store: SqlStore, settings: Settings, scheduler: Scheduler,
               server: HttpServer) -> Mapping[str, Platform]:
    preview = PreviewMover(quiz.clock, store, scheduler) if isinstance(quiz.clock, PreviewClock) else None
    context = Context(
        handle=Dispatch(quiz).handle, commands=declared_commands(), suggest=Suggester(quiz), upkeep=ScheduleUpkeep(quiz),
        notes=store, transcript=store.transcript, server=server, settings=settings, now=quiz.clock.now, preview=preview,
        installations=_installations(store, settings), directory=StoreDirectory(store),
    )
    created = [adapter(name).create(context) for name in wanted]
    return {platform.name: platform for platform in created}


def _installations(store: SqlStore, settings: Settings) -> Installations | None:
    """Kept only with a key to encrypt them with."""
    if settings.secret_key is None:
        return None
    ids = RandomIds()
    return store.installations(settings.secret_key.get_secret_value(), lambda: "".join(ids.name() for _ in range(3)))


async def _ready(store: SqlStore, health: Health) -> tuple[bool, Mapping[str, str]]:
    try:
        await store.ping()
    except StoreError as error:
        return False, {"database": str(error), **health.dead}
    return not health.dead, {"database": "ok", **health.dead}


async def _watch_lag() -> None:
    """Measure how late the event loop wakes: what blocks it shows here."""
    loop = asyncio.get_running_loop()
    while True:
        due = loop.time() + LAG_EVERY
        await asyncio.sleep(LAG_EVERY)
        metrics.LAG.set(max(0.0, loop.time() - due))
