"""Both stores: named seasons, what they leave, and corrections of points."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date, timedelta

import pytest

from bot.domain.season import Correction, Season
from bot.ports import Store, TenantStore
from bot.store.audit import audit
from bot.store.store import SqlStore
from tests.store.samples import AWAY, DAY, HOME, HOUR, NINE, answer, open_round, round_

TOMORROW = DAY + timedelta(days=1)


@pytest.fixture(autouse=True)
async def recounted(store: SqlStore) -> AsyncIterator[None]:
    """At the end the points are recounted by other statements."""
    yield
    assert await store._database.read(audit) == []


async def play(store: Store, day: date, points: dict[str, int], channel: str = HOME) -> None:
    """A round of that date, which the members answer in order."""
    number = (day - DAY).days
    opens = NINE + number * 24 * HOUR
    made = await open_round(store, round_(channel, id_=f"r{number}{channel[4]}", day=day, opens=opens))
    for after, (member, earned) in enumerate(points.items(), 1):
        await store.tenant(channel.rpartition(":")[0]).record_answer(
            answer(member, id_=made.id, points=earned, opens=opens, after=after))


def season(id_: str = "s1", first: date = DAY, channel: str = HOME, name: str = "Autumn") -> Season:
    return Season(id_, channel, name, first, "both", NINE)


def correction(member: str, points: int, day: date = DAY, channel: str = HOME) -> Correction:
    return Correction(channel, day, member, "", points, "a wrong key", "boss", "The Boss", NINE + HOUR)


async def points(home: TenantStore, period: str, day: date = DAY) -> dict[str, int]:
    board = await home.board(HOME, period, day)  # type: ignore[arg-type]
    return {row.member: row.points for row in board.rows}


async def test_a_season_begins_with_its_whole_day(store: SqlStore) -> None:
    """What was earned on the first date goes over from the quarter, what was earned before stays there, all else is untouched."""
    home = store.tenant("web:local")
    await play(store, DAY - timedelta(days=1), {"ann": 5, "bob": 7})
    await play(store, DAY, {"ann": 10})
    assert await points(home, "season") == {"ann": 15, "bob": 7}
    started = await home.seasons.start(season())
    assert (started.name, started.first, started.last, started.ended_at) == ("Autumn", DAY, None, None)
    assert await points(home, "season") == {"ann": 10}
    assert (await home.board(HOME, "season", DAY)).season == "Autumn"
    await play(store, TOMORROW, {"bob": 20, "ann": 1})
    assert await points(home, "season", TOMORROW) == {"bob": 20, "ann": 11}
    assert await points(home, "all") == {"ann": 16, "bob": 27}
    assert (await home.board(HOME, "week", DAY)).season == ""
    ended = await home.seasons.end(HOME, TOMORROW, NINE + 30 * HOUR)
    assert ended is not None
    assert ended.last == TOMORROW
    assert await points(home, "season", TOMORROW) == {"ann": 5, "bob": 7}, "the quarter keeps the days before the season"
    await play(store, TOMORROW + timedelta(days=1), {"bob": 1})
    assert await points(home, "season", TOMORROW) == {"ann": 5, "bob": 8}, "and gets those after it"


async def test_one_season_at_a_time(store: SqlStore) -> None:
    """A second start gives the one that runs; another channel has its own; a date belongs to one season only."""
    home = store.tenant("web:local")
    await home.seasons.start(season())
    assert (await home.seasons.start(season("s2", name="Winter"))).id == "s1"
    assert (await home.seasons.start(season("s3", channel="web:local:second"))).id == "s3"
    await play(store, DAY, {"ann": 3})
    await home.seasons.end(HOME, DAY, NINE + HOUR)
    assert await home.seasons.end(HOME, DAY, NINE + HOUR) is None
    later = await home.seasons.start(season("s4", name="Winter"))
    assert (later.id, later.first) == ("s4", TOMORROW), "the day on which the last one ended is taken"
    assert await points(home, "season") == {}
    await play(store, TOMORROW, {"ann": 4})
    assert await points(home, "season", TOMORROW) == {"ann": 4}
    assert [(one.id, one.ended_at is None) for one in await home.seasons.all(HOME)] == [("s4", True), ("s1", False)]


async def test_the_final_table_stays_as_it_was(store: SqlStore) -> None:
    """Every member with the board's ranks, hidden ones left out; points of the last date that come later change nothing."""
    home = store.tenant("web:local")
    await home.people.hide("eve", "Eve", hidden=True)
    await home.seasons.start(season())
    await play(store, DAY, {"ann": 10, "bob": 30, "cid": 10, "dan": 0, "eve": 50})
    await home.seasons.correct(correction("dan", -5))
    await home.seasons.end(HOME, DAY, NINE + HOUR)
    table = await home.seasons.table("s1", limit=0)
    assert [(row.rank, row.member, row.points) for row in table.rows] == [
        (1, "bob", 30), (2, "ann", 10), (2, "cid", 10), (4, "dan", 0)]
    assert (table.rows[0].name, table.rows[0].answered, table.rows[0].correct) == ("Bob", 1, 1)
    late = await open_round(store, round_(id_="late", opens=NINE))
    await home.record_answer(answer("dan", id_=late.id, points=90))
    await home.seasons.correct(correction("ann", 100))
    await store.rebuild()
    assert await home.seasons.table("s1", limit=0) == table
    short = await home.seasons.table("s1", limit=1, member="cid")
    assert (len(short.rows), short.mine, short.members) == (1, table.rows[2], 4)
    assert (await home.seasons.table("s1", member="eve")).mine is None


async def test_an_erased_member_leaves_a_number_in_the_tables(store: SqlStore) -> None:
    """Place and points stay, the name and the reasons go; who comes back does not get the old row."""
    home = store.tenant("web:local")
    await home.seasons.start(season())
    await play(store, DAY, {"ann": 10, "bob": 30})
    await home.seasons.correct(correction("bob", 5))
    await home.seasons.correct(Correction(HOME, DAY, "ann", "Ann", 1, "asked for by Bob", "bob", "Bob", NINE + HOUR))
    await home.seasons.end(HOME, DAY, NINE + HOUR)
    held = await home.export_member("bob")
    assert [(one["points"], one["role"]) for one in held["corrections"]] == [(5, "member"), (1, "manager")]
    assert [(one["season"], one["rank"], one["points"]) for one in held["seasons"]] == [("Autumn", 1, 35)]
    await home.delete_member("bob")
    for _ in range(2):
        table = await home.seasons.table("s1", member="bob")
        assert [(row.rank, row.name, row.member, row.points) for row in table.rows] == [(1, "", "", 35), (2, "Ann", "ann", 11)]
        assert table.mine is None
        log = await home.seasons.corrections(HOME)
        assert [(one.member, one.name, one.points, one.reason, one.by_name) for one in log] == [
            ("ann", "Ann", 1, "asked for by Bob", ""), ("", "", 5, "", "The Boss")]
        assert await points(home, "all") == {"ann": 11}
        await play(store, TOMORROW, {"bob": 1})
        await home.delete_member("bob")
        await store.rebuild()


async def test_who_hides_later_is_marked_in_old_tables(store: SqlStore) -> None:
    """The row stays in its place and says that its member is hidden, for the card to keep the name back."""
    home = store.tenant("web:local")
    await home.seasons.start(season())
    await play(store, DAY, {"ann": 10, "bob": 30})
    await home.seasons.end(HOME, DAY, NINE + HOUR)
    await home.people.hide("bob", "Bob", hidden=True)
    table = await home.seasons.table("s1", member="bob")
    assert [(row.rank, row.member, row.hidden) for row in table.rows] == [(1, "bob", True), (2, "ann", False)]
    assert table.mine == table.rows[0]


async def test_corrections_count_on_every_board_of_their_date(store: SqlStore) -> None:
    """Also for somebody without an answer in that period; a total below 0 shows as 0 and is remembered as it is."""
    home = store.tenant("web:local")
    await play(store, DAY, {"ann": 10, "bob": 20, "cid": 0})
    assert await home.seasons.correct(correction("bob", -15))
    assert await home.seasons.correct(correction("ann", -30))
    assert not await home.seasons.correct(correction("nobody", 5))
    for period in ("day", "week", "month", "season", "all"):
        board = await home.board(HOME, period, DAY, member="ann")
        assert [(row.rank, row.member, row.points) for row in board.rows] == [(1, "bob", 5), (2, "cid", 0), (2, "ann", 0)]
        assert board.mine == board.rows[2]
    assert await home.seasons.correct(correction("ann", 25, TOMORROW))
    assert await points(home, "day", TOMORROW) == {"ann": 25}
    assert await points(home, "all") == {"bob": 5, "ann": 5, "cid": 0}
    await play(store, TOMORROW, {"ann": 3})
    board = await home.board(HOME, "day", TOMORROW)
    assert [(row.points, row.answered, row.correct) for row in board.rows] == [(28, 1, 1)]
    assert board.members == 1
    log = await home.seasons.corrections(HOME, limit=2)
    assert [(one.member, one.name, one.points, one.day, one.reason, one.by, one.by_name, one.at) for one in log] == [
        ("ann", "Ann", 25, TOMORROW, "a wrong key", "boss", "The Boss", NINE + HOUR),
        ("ann", "Ann", -30, DAY, "a wrong key", "boss", "The Boss", NINE + HOUR)]


async def test_the_post_of_a_table_waits_as_work(store: SqlStore) -> None:
    """It is queued with the end of the season, comes back after a lease, and only its holder may drop it."""
    home = store.tenant("web:local")
    await home.seasons.start(season())
    await home.seasons.end(HOME, DAY, NINE)
    work, = await store.lease_due(NINE, "one")
    assert (work.kind, work.key, work.channel) == ("season", "s1", HOME)
    again, = await store.lease_due(NINE + HOUR, "two")
    await store.finish(work)
    assert await store.still_mine(again, NINE + HOUR)
    await store.finish(again)
    assert await store.next_due() is None


async def test_another_tenant_sees_and_changes_nothing(store: SqlStore) -> None:
    """Neither seasons nor tables nor corrections cross the wall."""
    home, away = store.tenant("web:local"), store.tenant("web:abroad")
    await home.seasons.start(season())
    await play(store, DAY, {"ann": 10})
    await play(store, DAY, {"ann": 1}, AWAY)
    assert await away.seasons.all(HOME) == []
    assert await away.seasons.get("s1") is None
    for wrong in (away.seasons.start(season("s9")), away.seasons.end(HOME, DAY, NINE), away.seasons.correct(correction("ann", 5))):
        with pytest.raises(ValueError, match="does not belong"):
            await wrong
    await home.seasons.correct(correction("ann", 5))
    assert await away.seasons.corrections(HOME) == []
    await home.seasons.end(HOME, DAY, NINE)
    assert (await away.seasons.table("s1")).rows == ()
    assert [row.points for row in (await away.board(AWAY, "season", DAY)).rows] == [1]
