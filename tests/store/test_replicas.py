"""Two processes on one database: as many stores as there are replicas, none of which knows what another remembers."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import timedelta
from pathlib import Path

import pytest

from bot.domain.season import Correction, Season
from bot.store import maintenance, open_store
from bot.store.store import SqlStore
from tests.store.places import MAKES, fresh, now
from tests.store.samples import AWAY, DAY, HOME, NINE, answer, close_round, open_round, round_, schedule


@pytest.fixture(params=MAKES)
async def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    return await asyncio.to_thread(fresh, request.param, tmp_path)


@pytest.fixture
async def pair(url: str) -> AsyncIterator[tuple[SqlStore, SqlStore]]:
    async with AsyncExitStack() as stack:
        one, two = [await stack.enter_async_context(open_store(url, clock_now=now)) for _ in range(2)]
        yield one, two


async def test_a_member_answers_once_however_many_replicas_hear_it(pair: tuple[SqlStore, SqlStore], url: str) -> None:
    """Every press reaches both, in different orders; one of each pair is stored and the points add up."""
    for channel in (HOME, AWAY):
        await open_round(pair[0], round_(channel))
    homes = [store.tenant("web:local") for store in pair] + [store.tenant("web:abroad") for store in pair]
    given = [answer(f"m{n}", points=n % 4, after=n % 7) for n in range(300)]
    found = await asyncio.gather(*(
        home.record_answer(one) for index, home in enumerate(homes)
        for one in (given if index % 2 else reversed(given))))
    assert sorted(result.outcome for result in found) == ["already"] * 600 + ["stored"] * 600
    assert await maintenance.check(url) == []
    assert (await homes[0].board(HOME, "all", DAY)).members == 300


async def test_what_one_replica_erased_the_other_does_not_bring_back(pair: tuple[SqlStore, SqlStore], url: str) -> None:
    """A remembered id of an erased member is noticed, and a later answer starts from nothing."""
    one, two = (store.tenant("web:local") for store in pair)
    for number in range(2):
        await open_round(pair[0], round_(id_=f"r{number}"))
    await two.record_answer(answer("ann", id_="r0"))
    assert await one.delete_member("ann") == 1
    await one.record_answer(answer("bob", id_="r0"))
    found = await asyncio.gather(*(two.record_answer(answer(member, id_="r1")) for member in ("ann", "cid")))
    assert [result.outcome for result in found] == ["stored", "stored"]
    board = await one.board(HOME, "all", DAY)
    assert sorted((row.member, row.answered) for row in board.rows) == [("ann", 1), ("bob", 1), ("cid", 1)]
    await pair[0].rebuild()
    await two.record_answer(answer("dan", id_="r1"))
    assert (await one.board(HOME, "all", DAY)).members == 4
    assert await maintenance.check(url) == []


async def test_a_close_among_answers_books_each_that_was_acknowledged(pair: tuple[SqlStore, SqlStore], url: str) -> None:
    """An answer is either stored and counted, or late; none falls between."""
    opened = await open_round(pair[0], round_(verdict="at_reveal"))
    numbers = iter(range(400))

    async def caller(store: SqlStore) -> list[str]:
        home = store.tenant("web:local")
        return [(await home.record_answer(answer(f"m{number}"))).outcome for number in numbers]

    callers = asyncio.gather(*(caller(pair[n % 2]) for n in range(20)))
    await close_round(pair[0], opened)
    found = [outcome for outcomes in await callers for outcome in outcomes]
    assert len(found) == 400
    assert set(found) <= {"stored", "late"}
    assert (await pair[1].tenant("web:local").board(HOME, "all", DAY)).members == found.count("stored")
    assert await maintenance.check(url) == []


async def test_choices_after_an_erasure_by_another_replica(pair: tuple[SqlStore, SqlStore], url: str) -> None:
    """Hiding, teams and corrections reach the member of now, not the number that is remembered."""
    one, two = (store.tenant("web:local") for store in pair)
    await open_round(pair[0], round_())
    await one.record_answer(answer("ann"))
    await two.delete_member("ann")
    assert await one.people.hide("ann", "Ann", hidden=True)
    await two.delete_member("ann")
    assert await one.people.join_team("ann", "Ann", "Owls") == "Owls"
    assert (await two.export_member("ann"))["team"] == "Owls"
    await two.delete_member("ann")
    await two.record_answer(answer("bob"))
    assert await one.seasons.correct(Correction(HOME, DAY, "bob", "Bob", 5, "why", "ann", "Ann", NINE))
    assert [entry.by_name for entry in await two.seasons.corrections(HOME)] == ["Ann"]
    assert await maintenance.check(url) == []


async def test_seasons_and_choices_among_answers(pair: tuple[SqlStore, SqlStore], url: str) -> None:
    """While one replica books answers, the other starts and ends seasons, hides members and corrects points: all adds up."""
    one, two = (store.tenant("web:local") for store in pair)
    rounds = [await open_round(pair[0], round_(id_=f"r{number}", day=DAY + timedelta(days=number % 2))) for number in range(8)]

    async def answering() -> None:
        for opened in rounds:
            await asyncio.gather(*(one.record_answer(answer(f"m{n}", id_=opened.id, points=n % 5, after=n)) for n in range(40)))

    async def managing() -> None:
        for turn in range(6):
            day = DAY + timedelta(days=turn % 2)
            await two.seasons.start(Season(f"s{turn}", HOME, f"Season {turn}", day, "en", NINE))
            await two.people.hide(f"m{turn}", f"M{turn}", hidden=turn % 3 > 0)
            await two.seasons.correct(Correction(HOME, day, f"m{turn}", "", turn - 3, "why", "boss", "Boss", NINE))
            await two.people.hide(f"m{turn}", f"M{turn}", hidden=turn % 2 > 0)
            await two.seasons.end(HOME, day, NINE)

    await asyncio.gather(answering(), managing())
    assert await maintenance.check(url) == []
    board = await one.board(HOME, "all", DAY, limit=0)
    assert board.members == len(board.rows) == 37, "of forty three are hidden"
    assert len(await one.seasons.all(HOME)) == 6


async def test_replicas_never_lease_the_same_work(pair: tuple[SqlStore, SqlStore]) -> None:
    """Leasing at the same moment, each row goes to one of them."""
    for number in range(40):
        await pair[0].tenant("web:local").add_schedule(schedule(id_=f"s{number}"))
    taken = await asyncio.gather(*(
        store.lease_due(NINE, f"{name}{n}", limit=5) for n in range(8) for name, store in zip("ab", pair, strict=True)))
    keys = [work.key for one in taken for work in one]
    assert len(keys) == len(set(keys))
    rest = await pair[0].lease_due(NINE, "late")
    assert len(keys) + len(rest) == 40
