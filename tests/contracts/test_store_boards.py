"""Both stores: boards, ranks and periods."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from bot.domain.scoring import PERIODS
from bot.ports import Store
from tests.store.samples import DAY, HOME, HOUR, NINE, answer, open_round, round_


async def test_equal_points_share_a_rank(store: Store) -> None:
    """1, 2, 2, 4; among equals the one whose last answer was earlier stands first."""
    await open_round(store, round_())
    home = store.tenant("web:local")
    for member, points, after in (("ann", 10, 4), ("bob", 20, 3), ("cid", 10, 2), ("dan", 0, 1)):
        await home.record_answer(answer(member, points=points, after=after))
    board = await home.board(HOME, "day", DAY, member="ann")
    assert [(row.rank, row.member) for row in board.rows] == [(1, "bob"), (2, "cid"), (2, "ann"), (4, "dan")]
    assert board.mine == board.rows[2]
    assert board.members == 4
    short = await home.board(HOME, "day", DAY, limit=1, member="dan")
    assert len(short.rows) == 1
    assert short.mine == board.rows[3]


async def test_a_member_without_answers_has_no_row(store: Store) -> None:
    """Neither on a board with others nor on one that does not exist."""
    home = store.tenant("web:local")
    assert await home.board(HOME, "all", DAY, member="ann") == await home.board("web:local:none", "day", DAY)
    await open_round(store, round_())
    await home.record_answer(answer("bob"))
    assert (await home.board(HOME, "all", DAY, member="ann")).mine is None


async def test_points_count_in_every_period_of_their_date(store: Store) -> None:
    """The round's date decides, whatever the clock said; other days, weeks, months and seasons keep their own."""
    home = store.tenant("web:local")
    days = [date(2026, 9, 30), date(2026, 10, 1), date(2026, 10, 2), date(2026, 11, 1)]
    for number, day in enumerate(days):
        opens = NINE + number * 2 * HOUR
        await open_round(store, round_(id_=f"r{number}", day=day, opens=opens))
        await home.record_answer(answer(id_=f"r{number}", points=10**number, opens=opens))

    async def points(day: date) -> list[int]:
        boards = [await home.board(HOME, period, day) for period in PERIODS]
        return [board.rows[0].points if board.rows else 0 for board in boards]

    assert await points(days[0]) == [1, 111, 1, 1, 1111]
    assert await points(days[1]) == [10, 111, 110, 1110, 1111]
    assert await points(days[3]) == [1000, 1000, 1000, 1110, 1111]
    assert await points(date(2025, 1, 1)) == [0, 0, 0, 0, 1111]


async def test_without_a_date_the_answers_utc_day_counts(store: Store) -> None:
    """A round outside any calendar books on the day the answer was given, in UTC."""
    home = store.tenant("web:local")
    opens = datetime(2026, 11, 24, 23, 30, tzinfo=UTC)
    await open_round(store, round_(day=None, opens=opens))
    await home.record_answer(answer("ann", opens=opens))
    await home.record_answer(answer("bob", opens=opens, after=1800))
    assert [row.member for row in (await home.board(HOME, "day", DAY)).rows] == ["ann"]
    assert [row.member for row in (await home.board(HOME, "day", DAY + timedelta(days=1))).rows] == ["bob"]


async def test_a_board_belongs_to_its_channel(store: Store) -> None:
    """Points earned in one channel do not show in another of the same tenant."""
    home = store.tenant("web:local")
    for number, channel in enumerate((HOME, "web:local:second")):
        await open_round(store, round_(channel, id_=f"r{number}"))
        await home.record_answer(answer(id_=f"r{number}", points=number + 1))
    assert [row.points for row in (await home.board(HOME, "all", DAY)).rows] == [1]
    assert [row.points for row in (await home.board("web:local:second", "all", DAY)).rows] == [2]


async def test_limit_zero_lists_everyone_in_order(store: Store) -> None:
    """Sums over several rounds, ranks counted through, and each member's own row the same as in the list."""
    home = store.tenant("web:local")
    for number in range(4):
        await open_round(store, round_(id_=f"r{number}"))
        for member in range(25):
            if member % (number + 1) == 0:
                await home.record_answer(answer(f"m{member}", id_=f"r{number}", points=member % 3 * 10, after=member,
                                                result="correct" if member % 3 else "wrong"))
    board = await home.board(HOME, "season", DAY, limit=0)
    assert len(board.rows) == board.members == 25
    assert [row.rank for row in board.rows] == [
        1 + sum(other.points > row.points for other in board.rows) for row in board.rows]
    assert list(board.rows) == sorted(board.rows, key=lambda row: (-row.points, row.last_at))
    for row in board.rows[::6]:
        assert (await home.board(HOME, "season", DAY, limit=1, member=row.member)).mine == row
    assert sum(row.answered for row in board.rows) == 25 + 13 + 9 + 7
