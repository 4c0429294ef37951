"""Both stores: what is held about a member, and erasing it."""

from __future__ import annotations

import json

from bot.ports import Store
from tests.store.samples import AWAY, DAY, HOME, answer, close_round, open_round, round_


async def _played(store: Store) -> None:
    """Two rounds at home, one abroad, by two members of equal ids in both tenants."""
    for number, channel in enumerate((HOME, HOME, AWAY)):
        await open_round(store, round_(channel, id_=f"r{number}"))
        for member in ("ann", "bob"):
            await store.tenant(channel.rpartition(":")[0]).record_answer(answer(member, id_=f"r{number}"))


async def test_an_export_holds_everything_as_json(store: Store) -> None:
    """Name, answers with their questions, points and standings of this tenant only."""
    await _played(store)
    found = await store.tenant("web:local").export_member("ann")
    assert json.loads(json.dumps(found)) == found
    assert (found["name"], found["member"], found["tenant"]) == ("Ann", "ann", "web:local")
    assert [(a["round"], a["question"], a["response"], a["credit"], a["at"]) for a in found["answers"]] == [
        ("r0", "q-r0", "B", "1", "2026-11-24T09:00:01+00:00"), ("r1", "q-r1", "B", "1", "2026-11-24T09:00:01+00:00")]
    assert [(p["round"], p["day"], p["points"]) for p in found["points"]] == [("r0", "2026-11-24", 10),
                                                                              ("r1", "2026-11-24", 10)]
    assert {(s["channel"], s["period"], s["points"], s["answered"]) for s in found["standings"]} == {
        (HOME, period, 20, 2) for period in ("2026-11-24", "2026-W48", "2026-11", "2026-Q4", "all")}


async def test_an_unknown_member_exports_as_nothing(store: Store) -> None:
    """Nothing is made up for somebody who never answered."""
    found = await store.tenant("web:local").export_member("nobody")
    assert (found["name"], found["answers"], found["points"], found["standings"]) == (None, [], [], [])


async def test_an_erased_member_leaves_no_trace(store: Store) -> None:
    """Answers, points, name and ranks go, also after a rebuild; others and other tenants keep theirs."""
    await _played(store)
    home, away = store.tenant("web:local"), store.tenant("web:abroad")
    before = await away.board(AWAY, "all", DAY, member="ann")
    assert await home.delete_member("ann") == 2
    assert await home.delete_member("ann") == 0
    for _ in range(2):
        assert (await home.export_member("ann"))["answers"] == []
        board = await home.board(HOME, "all", DAY, member="ann")
        assert (board.mine, board.members, [row.member for row in board.rows]) == (None, 1, ["bob"])
        assert await home.answered_count("r0") == 1
        assert await away.board(AWAY, "all", DAY, member="ann") == before
        await store.rebuild()


async def test_an_erased_member_may_come_back(store: Store) -> None:
    """A later answer starts from nothing."""
    await _played(store)
    home = store.tenant("web:local")
    await home.delete_member("ann")
    await open_round(store, round_(id_="r9"))
    assert (await home.record_answer(answer(id_="r9", points=5))).outcome == "stored"
    board = await home.board(HOME, "all", DAY, member="ann")
    assert board.mine is not None
    assert (board.mine.rank, board.mine.points, board.mine.answered) == (2, 5, 1)
    assert len((await home.export_member("ann"))["answers"]) == 1


async def test_erasing_before_the_reveal_takes_the_points_along(store: Store) -> None:
    """A member that goes while the round is open is not booked at its close, whatever the list says."""
    opened = await open_round(store, round_(verdict="at_reveal"))
    home = store.tenant("web:local")
    for member in ("ann", "bob"):
        await home.record_answer(answer(member))
    assert await home.delete_member("ann") == 1
    await close_round(store, opened, {"ann": 10, "bob": 10})
    assert [row.member for row in (await home.board(HOME, "all", DAY)).rows] == ["bob"]
