"""Both stores: answers, who was in time, whose answer stands, and how they fell."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from fractions import Fraction

import pytest

from bot.domain.round import VerdictPolicy
from bot.ports import Recorded, Store, Work
from tests.store.samples import AWAY, DAY, HOME, HOUR, NINE, answer, close_round, open_round, round_


async def test_an_answer_comes_back_as_it_was(store: Store) -> None:
    """Every field survives exactly, the credit as a fraction, the instant to the microsecond."""
    await open_round(store, round_())
    home = store.tenant("web:local")
    given = replace(answer(after=1.000001, result="partly", points=3, response="≈ 0.04 😀"), name="安")
    assert given.credit == Fraction(1, 3)
    assert await home.record_answer(given) == Recorded("stored", given)
    assert await home.answer(given.round_id, "ann") == given
    assert await home.answers(given.round_id) == [given]
    assert await home.answered_count(given.round_id) == 1
    assert await home.answer(given.round_id, "bob") is None


async def test_equal_ids_in_two_tenants_are_strangers(store: Store) -> None:
    """The same round id, member id and channel name in another tenant share nothing."""
    for channel in (HOME, AWAY):
        await open_round(store, round_(channel))
    home, away = store.tenant("web:local"), store.tenant("web:abroad")
    await home.record_answer(answer(response="A"))
    assert await away.answers("r00000000001") == []
    assert await away.answered_count("r00000000001") == 0
    assert (await away.record_answer(answer(response="C", points=7))).outcome == "stored"
    found = await home.answer("r00000000001", "ann")
    assert found is not None
    assert found.response == "A"
    board = await away.board(AWAY, "all", DAY, member="ann")
    assert board.mine is not None
    assert board.mine.points == 7
    assert (await away.board(HOME, "all", DAY, member="ann")).members == 0
    assert await away.rounds(HOME) == []
    assert await away.asked(HOME) == []
    assert await away.scheduled_days(HOME) == []


async def test_a_round_of_another_tenant_takes_no_answer(store: Store) -> None:
    """An id that belongs elsewhere is as good as one that does not exist: late, and nothing is stored."""
    await open_round(store, round_())
    away = store.tenant("web:abroad")
    assert await away.record_answer(answer()) == Recorded("late")
    assert await away.round("r00000000001") is None
    assert await store.tenant("web:local").answers("r00000000001") == []


@pytest.mark.parametrize(("after", "outcome"), [(-0.000001, "late"), (0, "stored"), (3599.999999, "stored"), (3600, "late")])
async def test_the_rounds_own_window_decides_what_is_late(store: Store, after: float, outcome: str) -> None:
    """Open from its first microsecond to just before its last."""
    await open_round(store, round_())
    assert (await store.tenant("web:local").record_answer(answer(after=after))).outcome == outcome


async def test_only_an_open_round_takes_answers(store: Store) -> None:
    """A closed one is late even for an answer stamped before the close, and shows what stands."""
    opened = await open_round(store, round_())
    home = store.tenant("web:local")
    first = answer()
    await home.record_answer(first)
    await close_round(store, opened)
    assert await home.record_answer(answer(after=2)) == Recorded("late", first)
    assert await home.record_answer(answer("bob", after=2)) == Recorded("late", None)


async def test_at_once_the_first_answer_stands(store: Store) -> None:
    """A second one, even an earlier one that arrives later, changes nothing and gives the first back."""
    await open_round(store, round_())
    home = store.tenant("web:local")
    first = answer(response="A", points=0, result="wrong", after=5)
    await home.record_answer(first)
    for again in (answer(response="B", after=6), answer(response="B", after=4), first):
        assert await home.record_answer(again) == Recorded("already", first)
    board = await home.board(HOME, "day", DAY)
    assert [(row.points, row.answered, row.correct) for row in board.rows] == [(0, 1, 0)]


async def test_at_reveal_the_last_answer_stands(store: Store) -> None:
    """A later one replaces the first; one that is not later, or says the same once more, as a double press does, does not."""
    opened = await open_round(store, round_(verdict="at_reveal"))
    home = store.tenant("web:local")
    first, last = answer(response="A", points=0, result="wrong", after=1), answer(response="B", after=5)
    assert (await home.record_answer(first)).outcome == "stored"
    assert await home.record_answer(last) == Recorded("changed", last)
    assert await home.record_answer(last) == Recorded("already", last)
    assert await home.record_answer(replace(last, at=last.at + timedelta(seconds=1))) == Recorded("already", last)
    assert await home.record_answer(replace(first, at=first.at + timedelta(seconds=1))) == Recorded("already", last)
    assert (await home.board(HOME, "all", DAY)).members == 0
    await close_round(store, opened)
    board = await home.board(HOME, "all", DAY)
    assert [(row.member, row.points, row.correct, row.last_at) for row in board.rows] == [("ann", 10, 1, last.at)]


async def test_the_close_books_the_points_it_is_given(store: Store) -> None:
    """Members that are not in the list keep what their answer was worth; closing twice books once."""
    opened = await open_round(store, round_(verdict="at_reveal"))
    home = store.tenant("web:local")
    for member in ("ann", "bob"):
        await home.record_answer(answer(member))
    reveal = await close_round(store, opened, {"ann": 25, "nobody": 99})
    await store.close_round(replace(reveal, kind="close"), {"ann": 50})
    assert {row.member: row.points for row in (await home.board(HOME, "week", DAY)).rows} == {"ann": 25, "bob": 10}
    found = await home.answer(opened.id, "ann")
    assert found is not None
    assert found.points == 25


async def test_many_presses_at_once_count_once(store: Store) -> None:
    """Of equal events that arrive together exactly one is stored, and every member has one line."""
    await open_round(store, round_())
    home = store.tenant("web:local")
    found = await asyncio.gather(*(home.record_answer(answer(f"m{n % 30}", after=n)) for n in range(300)))
    assert [r.outcome for r in found].count("stored") == 30
    assert {r.outcome for r in found} == {"stored", "already"}
    board = await home.board(HOME, "all", DAY, limit=0)
    assert [(row.points, row.answered) for row in board.rows] == [(10, 1)] * 30


async def test_many_changes_at_once_end_with_the_latest(store: Store) -> None:
    """Before the reveal a burst of changes by one member leaves the one with the latest time."""
    opened = await open_round(store, round_(verdict="at_reveal"))
    home = store.tenant("web:local")
    await asyncio.gather(*(home.record_answer(answer(after=(n * 37) % 100, response=str((n * 37) % 100)))
                           for n in range(100)))
    found = await home.answer(opened.id, "ann")
    assert found is not None
    assert found.response == "99"


async def test_a_caller_that_gives_up_does_not_disturb_the_others(store: Store) -> None:
    """Cancelled callers leave a store that works and answers that are whole."""
    await open_round(store, round_())
    home = store.tenant("web:local")
    tasks = [asyncio.create_task(home.record_answer(answer(f"m{n}"))) for n in range(100)]
    await asyncio.sleep(0)
    for task in tasks[::2]:
        task.cancel()
    found = await asyncio.gather(*tasks, return_exceptions=True)
    assert all(isinstance(r, Recorded) for r in found[1::2])
    assert await home.answered_count("r00000000001") >= 50
    reading = asyncio.create_task(home.answers("r00000000001"))
    await asyncio.sleep(0)
    reading.cancel()
    board = await home.board(HOME, "all", DAY, limit=0)
    assert board.members == len(board.rows) == await home.answered_count("r00000000001")


async def test_one_bad_answer_does_not_spoil_its_neighbours(store: Store) -> None:
    """Answers with impossible points or no zone get their errors; those that were queued with them are stored."""
    await open_round(store, round_())
    home = store.tenant("web:local")
    given = [answer(f"m{n}") for n in range(20)]
    given[7] = replace(given[7], points=2**80)
    given[9] = replace(given[9], at=given[9].at.replace(tzinfo=None))
    found = await asyncio.gather(*(home.record_answer(a) for a in given), return_exceptions=True)
    assert [n for n, r in enumerate(found) if isinstance(r, Exception)] == [7, 9]
    assert (type(found[7]), type(found[9])) == (ValueError, TypeError)
    assert await home.answered_count("r00000000001") == 18
    assert (await home.board(HOME, "all", DAY)).members == 18


async def test_text_that_no_database_holds_is_shown_as_replaced(store: Store) -> None:
    """NUL and lone surrogates become U+FFFD instead of an error."""
    await open_round(store, round_())
    home = store.tenant("web:local")
    await home.record_answer(replace(answer(response="a\x00b\ud800"), name="\x00"))
    found = await home.answer("r00000000001", "ann")
    assert found is not None
    assert (found.response, found.name) == ("a\ufffdb\ufffd", "\ufffd")


async def test_a_name_follows_its_member(store: Store) -> None:
    """The newest name stands on the board and beside older answers."""
    home = store.tenant("web:local")
    for number, name in ((1, "Ann"), (2, "Anna")):
        await open_round(store, round_(id_=f"r{number}"))
        await home.record_answer(replace(answer(id_=f"r{number}"), name=name))
    assert [row.name for row in (await home.board(HOME, "all", DAY)).rows] == ["Anna"]
    found = await home.answer("r1", "ann")
    assert found is not None
    assert found.name == "Anna"


async def test_the_tally_counts_replies_and_names_the_first_correct(store: Store) -> None:
    """Most frequent first; the earliest ten correct answers; at most thirty rows."""
    await open_round(store, round_())
    home = store.tenant("web:local")
    assert await home.tally("r00000000001") == await home.tally("nonsense")
    await asyncio.gather(*(home.record_answer(answer(f"m{n}", after=100 - n)) for n in range(12)))
    await asyncio.gather(*(home.record_answer(answer(f"w{n}", result="wrong", response=f"x{n % 40}", points=0))
                           for n in range(41)))
    tally = await home.tally("r00000000001")
    assert tally.rows[:2] == (("B", "correct", 12), ("x0", "wrong", 2))
    assert (len(tally.rows), tally.members) == (30, 53)
    assert [a.member for a in tally.firsts] == [f"m{n}" for n in range(11, 1, -1)]


async def test_days_count_for_scheduled_rounds(store: Store) -> None:
    """A streak is made of dates with a posted scheduled round; a quiz in between is none."""
    home = store.tenant("web:local")
    for number in range(3):
        opens = NINE + number * 24 * HOUR
        scheduled = None if number == 1 else "daily"
        day = DAY + timedelta(days=number)
        await open_round(store, round_(id_=f"r{number}", day=day, opens=opens, scheduled=scheduled))
        await home.record_answer(answer("ann" if number else "bob", id_=f"r{number}", opens=opens))
    last = DAY + timedelta(days=2)
    assert await home.scheduled_days(HOME) == [last, DAY]
    assert await home.scheduled_days(HOME, limit=1) == [last]
    found = await home.answered_days(HOME, ["ann", "bob", "cid"], DAY)
    assert found == {"ann": {last}, "bob": {DAY}, "cid": set()}
    assert await home.answered_days(HOME, ["bob"], last) == {"bob": set()}


async def test_rounds_come_newest_first(store: Store) -> None:
    """By state where asked, and the questions asked so far in their order with repeats."""
    home = store.tenant("web:local")
    for number in range(3):
        planned = replace(round_(id_=f"r{number}", opens=NINE + number * HOUR), question_id=f"q{number % 2}")
        await open_round(store, planned)
    await close_round(store, round_(id_="r0"))
    assert [r.id for r in await home.rounds(HOME)] == ["r2", "r1", "r0"]
    assert [r.id for r in await home.rounds(HOME, state="open", limit=1)] == ["r2"]
    assert [r.id for r in await home.rounds(HOME, state="closed")] == ["r0"]
    assert await home.asked(HOME) == ["q0", "q1", "q0"]


async def test_what_is_open_anywhere_is_secret(store: Store) -> None:
    """Posted or open rounds of any channel of the tenant, but for those whose verdict the member has; no other tenant's."""
    home, other = store.tenant("web:local"), "web:local:other"
    coming = replace(round_(id_="r0"), question_id="coming", channel=other)
    await store.plan_round(Work("post", coming.id, other, coming.opens_at, "me", 1, coming.opens_at), coming)
    plan: list[tuple[str, str, VerdictPolicy]] = [
        ("here", HOME, "at_once"), ("there", other, "at_once"), ("later", other, "at_reveal"), ("over", other, "at_once")]
    for number, (question, channel, verdict) in enumerate(plan):
        await open_round(store, replace(round_(id_=f"r{number + 1}"), question_id=question, channel=channel, verdict=verdict))
        await home.record_answer(answer("ann", id_=f"r{number + 1}"))
    await close_round(store, replace(round_(id_="r4"), channel=other))
    assert await home.secret("ann") == {"coming", "later"}
    assert await home.secret("bob") == {"coming", "here", "there", "later"}
    assert await store.tenant("web:away").secret("ann") == set()
    await open_round(store, replace(round_(id_="r5"), question_id="here", channel=other))
    assert "here" in await home.secret("ann"), "told in one channel, it is still to be answered in the other"
