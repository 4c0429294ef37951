"""Both stores: live quizzes, their rounds, their work, and what they book."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain import live as rules
from bot.domain.errors import Refusal
from bot.domain.live import Live, Options, Player
from bot.domain.live_joining import join
from bot.domain.live_scoring import score
from bot.domain.round import Round
from bot.domain.text import Text
from bot.ports import Recorded, Step, Store, Work
from tests.store.samples import AWAY, DAY, HOME, NINE, answer

WINDOW = timedelta(seconds=20)


def lobby(id_: str = "live00000001", channel: str = HOME, **options: object) -> Live:
    """A lobby of ann, who hosts, with every kind of character in it."""
    made = rules.opened(id_, channel, ("ann", "安 😀"), Options(lang="both", **options), day=DAY, now=NINE, seed=2**31 - 1)  # type: ignore[arg-type]
    return replace(made, votes=("ann",), message_id="1.5/7", reason=Text(zh="原因", en="why"))


def planned(live: Live, number: int = 1) -> Round:
    """A question of the quiz, not open yet."""
    opens = NINE + number * 2 * WINDOW
    return Round(f"r{number:011}", live.channel, f"q{number}", "v1", (1, 0), "both", "at_reveal", opens, opens + WINDOW, None, DAY,
                 live_id=live.id, counts=False)


async def ask(store: Store, live: Live, number: int = 1) -> Round:
    """Plan and open a question."""
    home, round_ = store.tenant(live.tenant), planned(live, number)
    opened = replace(round_, state="open", message_id=f"m{number}")
    await home.live.change(live.id, lambda seen: Step(rules.ask(seen, round_.id, round_.question_id, NINE), plan=round_))
    await home.live.change(live.id, lambda seen: Step(replace(seen, shown=True, until=opened.closes_at), open=opened))
    return opened


async def settle(store: Store, live: Live, round_: Round) -> Live:
    """Close a question and give its points."""
    home = store.tenant(live.tenant)
    await home.live.shut(round_.id)
    given = await home.answers(round_.id)

    def scored(seen: Live) -> Step:
        after, earned = score(seen, round_, 2, given)
        return Step(rules.settle(after, "scored", NINE, answers=len(given)), earned=(round_.id, earned))

    found = await home.live.change(live.id, scored)
    assert found is not None
    return found


def over(seen: Live) -> Step:
    """The end, with everything booked that counts."""
    ended = rules.end(seen, Text.same(""), NINE)
    return Step(ended, shut=seen.asked[-1].round_id if seen.asked else "", book=ended.counts)


async def test_a_quiz_comes_back_as_it_was(store: Store) -> None:
    """Every field survives, and only the tenant that it belongs to can see it."""
    home, made = store.tenant("web:local"), lobby(mode="speed", teams="pick", topics=("x", "y"), difficulty=(2, 4), cap=9)
    assert await home.live.add(made) == made
    assert await home.live.get(made.id) == made
    assert await home.live.running(HOME) == made
    assert await home.live.all_running() == [made]
    abroad = store.tenant("web:abroad").live
    assert (await abroad.get(made.id), await abroad.running(HOME), await abroad.all_running()) == (None, None, [])
    assert await abroad.change(made.id, over) is None
    assert await home.live.get(made.id) == made


async def test_one_quiz_runs_in_a_channel(store: Store) -> None:
    """Of ten that start at once one wins and all hear of it; another channel has its own; after the end the next may start."""
    home = store.tenant("web:local").live
    found = await asyncio.gather(*(home.add(lobby(f"live{number:08}")) for number in range(10)))
    assert len({one.id for one in found}) == 1
    assert (await store.tenant("web:abroad").live.add(lobby("live00000099", AWAY))).id == "live00000099"
    await home.change(found[0].id, over)
    assert await home.running(HOME) is None
    assert (await home.add(lobby("live00000050"))).id == "live00000050"
    with pytest.raises(ValueError, match="taken"):
        await home.add(lobby(found[0].id, "web:local:other"))


async def test_its_work_is_due_when_the_quiz_is(store: Store) -> None:
    """At once while something is to be shown, else when the phase ends; with the end it is gone."""
    home, made = store.tenant("web:local").live, await store.tenant("web:local").live.add(lobby())
    (work,) = await store.lease_due(NINE, "me")
    assert (work.kind, work.key, work.channel) == ("live", made.id, HOME)
    await home.change(made.id, lambda seen: Step(replace(seen, shown=True)))
    await home.rest(work)
    assert await store.lease_due(NINE + rules.LOBBY - timedelta(seconds=1), "me") == []
    (again,) = await store.lease_due(NINE + rules.LOBBY, "me")
    assert again.attempt == 1
    await home.rest(replace(again, owner="a stranger"))
    await home.change(made.id, lambda seen: Step(replace(seen, phase="over", shown=True)))
    await home.rest(again)
    assert await store.next_due() is None


async def test_pressing_a_button_makes_it_due(store: Store) -> None:
    """What changes the end of a phase moves the work that nobody holds."""
    home = store.tenant("web:local").live
    made = await home.add(lobby())
    (work,) = await store.lease_due(NINE, "me")
    await home.change(made.id, lambda seen: Step(replace(seen, shown=True)))
    await home.rest(work)
    await home.change(made.id, lambda seen: Step(rules.hasten(seen, NINE)))
    assert [item.key for item in await store.lease_due(NINE, "me")] == [made.id]


async def test_joins_at_once_are_all_kept(store: Store) -> None:
    """A hundred members press at the same time; a refused change leaves everything as it was."""
    home = store.tenant("web:local").live
    made = await home.add(lobby())
    await asyncio.gather(*(home.change(made.id, lambda seen, n=number: Step(join(seen, f"m{n}", f"M{n}")))  # type: ignore[misc]
                           for number in range(100)))
    before = await home.get(made.id)
    assert before is not None
    assert {player.id for player in before.players} == {"ann", *(f"m{number}" for number in range(100))}

    def refused(_: Live) -> Step:
        raise Refusal(Text.same("no"))

    with pytest.raises(Refusal):
        await home.change(made.id, refused)
    assert await home.change(made.id, lambda _: None) == before


async def test_a_question_opens_takes_answers_and_shuts(store: Store) -> None:
    """Before it opens and after it is shut nobody is in time; a shut one does not open again."""
    home, made = store.tenant("web:local"), await store.tenant("web:local").live.add(lobby())
    round_ = planned(made)
    await home.live.change(made.id, lambda seen: Step(rules.ask(seen, round_.id, round_.question_id, NINE), plan=round_))
    assert await home.round(round_.id) == round_
    assert (await home.record_answer(answer(id_=round_.id, opens=round_.opens_at))).outcome == "late"
    opened = await ask(store, made)
    assert await home.round(round_.id) == opened
    first, last = (answer(id_=round_.id, opens=round_.opens_at, after=after, response=response, points=20)
                   for after, response in ((1, "A"), (2, "B")))
    assert await home.record_answer(first) == Recorded("stored", first)
    assert await home.record_answer(last) == Recorded("changed", last)
    await home.live.shut(round_.id)
    assert (await home.record_answer(answer("bob", id_=round_.id, opens=round_.opens_at))).outcome == "late"
    await home.live.change(made.id, lambda seen: Step(seen, open=opened))
    found = await home.round(round_.id)
    assert found is not None
    assert found.state == "closed"
    assert await home.asked(HOME) == [round_.question_id]


async def test_points_reach_the_board_at_the_end_and_once(store: Store) -> None:
    """Nothing before the end; then what the scored questions earned, however often it is booked; a rebuild agrees."""
    home, made = store.tenant("web:local"), await store.tenant("web:local").live.add(lobby())
    for number in (1, 2, 3):
        round_ = await ask(store, made, number)
        for member in ("ann", "bob"):
            result = "correct" if member == "ann" or number == 1 else "wrong"
            await home.record_answer(answer(member, id_=round_.id, opens=round_.opens_at, points=20, result=result))  # type: ignore[arg-type]
        if number < 3:
            made = await settle(store, made, round_)
        assert (await home.board(HOME, "all", DAY)).rows == ()
    for _ in range(2):
        await home.live.change(made.id, lambda seen: replace(over(seen), book=True))
    board = await home.board(HOME, "all", DAY)
    assert [(row.member, row.points, row.answered, row.correct) for row in board.rows] == [("ann", 40, 2, 2), ("bob", 20, 2, 1)]
    assert [round_.counts for round_ in await home.rounds(HOME)] == [False, True, True]
    assert {round_.state for round_ in await home.rounds(HOME)} == {"closed"}
    await store.rebuild()
    assert await home.board(HOME, "all", DAY) == board


async def test_what_counts_for_nobody_is_never_booked(store: Store) -> None:
    """With one member who answered, and in practice, the board stays empty and a rebuild leaves it so."""
    home = store.tenant("web:local")
    for number, (practice, members) in enumerate(((True, ("ann", "bob")), (False, ("ann",))), 1):
        made = await home.live.add(lobby(f"live{number:08}", practice=practice))
        round_ = await ask(store, made, number)
        for member in members:
            await home.record_answer(answer(member, id_=round_.id, opens=round_.opens_at))
        await settle(store, made, round_)
        await home.live.change(made.id, over)
    await store.rebuild()
    assert (await home.board(HOME, "all", DAY)).rows == ()


async def test_the_cap_holds_over_the_quizzes_of_a_day(store: Store) -> None:
    """The second quiz books what the first has left; answers keep what was booked, so that a recount agrees."""
    home = store.tenant("web:local")
    for number in (1, 2):
        made = await home.live.add(lobby(f"live{number:08}", cap=30))
        made = await home.live.change(made.id, lambda seen: Step(join(seen, "bob", "Bob"))) or made
        round_ = await ask(store, made, number)
        for member in ("ann", "bob"):
            await home.record_answer(answer(member, id_=round_.id, opens=round_.opens_at, points=20))
        made = await settle(store, made, round_)
        await home.live.change(made.id, over)
    board = await home.board(HOME, "all", DAY)
    assert [(row.member, row.points) for row in board.rows] == [("ann", 30), ("bob", 30)]
    await store.rebuild()
    assert await home.board(HOME, "all", DAY) == board


async def test_an_erased_member_leaves_the_books(store: Store) -> None:
    """Their answers, points and name go out of finished and running quizzes; what was held is in the export before."""
    home, made = store.tenant("web:local"), await store.tenant("web:local").live.add(lobby())
    round_ = await ask(store, made)
    for member in ("ann", "bob"):
        await home.record_answer(answer(member, id_=round_.id, opens=round_.opens_at))
    await settle(store, made, round_)
    await home.live.change(made.id, over)
    runs = await home.live.add(replace(lobby("live00000002"), host="bob", host_name="Bob"))
    await home.live.change(runs.id, lambda seen: Step(join(seen, "bob", "Bob")))
    held = (await home.export_member("bob"))["quizzes"]
    assert [(one["quiz"], one["points"], one["host"]) for one in held] == [(made.id, 20, False), (runs.id, 0, True)]
    assert await home.delete_member("bob") == 1
    assert [row.member for row in (await home.board(HOME, "all", DAY)).rows] == ["ann"]
    for live_id, players in ((made.id, ["ann", ""]), (runs.id, ["ann"])):
        left = await home.live.get(live_id)
        assert left is not None
        assert [player.id for player in left.players] == players
        assert "bob" not in repr(left).lower()
    assert (await home.export_member("bob"))["quizzes"] == []


async def test_a_crowd_of_quizzes_is_listed_in_order(store: Store) -> None:
    """Quizzes of many channels run side by side, each with work of its own."""
    home = store.tenant("web:local").live
    made = [replace(lobby(f"live{number:08}", f"web:local:c{number}"), players=(Player("x", "X"),)) for number in range(20)]
    for one in made:
        await home.add(one)
    assert await home.all_running() == made
    due: list[Work] = await store.lease_due(NINE, "me", limit=50)
    assert sorted(item.channel for item in due) == sorted(one.channel for one in made)
