"""Both stores: boards that are added up when asked, teams, and members who hide."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from fractions import Fraction

import pytest

from bot.domain.boards import Scope
from bot.domain.scoring import PERIODS
from bot.domain.season import Correction, Season
from bot.ports import Store, TenantStore
from bot.store.audit import audit
from bot.store.store import SqlStore
from tests.store.samples import AWAY, DAY, HOME, HOUR, NINE, answer, open_round, round_

SECOND = "web:local:second"
TOMORROW = DAY + timedelta(days=1)


@pytest.fixture(autouse=True)
async def recounted(store: SqlStore) -> AsyncIterator[None]:
    """At the end the points are recounted by other statements."""
    yield
    assert await store._database.read(audit) == []


async def play(store: Store, id_: str, points: dict[str, int], channel: str = HOME, shift: int = 0) -> None:
    """A round about the question `q-<id>`, so many days on, which the members answer in order."""
    opens = NINE + shift * 24 * HOUR
    await open_round(store, round_(channel, id_=id_, day=DAY + timedelta(days=shift), opens=opens))
    for after, (member, earned) in enumerate(points.items(), 1):
        await store.tenant(channel.rpartition(":")[0]).record_answer(
            answer(member, id_=id_, points=earned, opens=opens, after=after, result="correct" if earned else "wrong"))


async def shown(home: TenantStore, scope: Scope = "channel", questions: list[str] | None = None, period: str = "all",
                channel: str = HOME, shift: int = 0) -> list[tuple[int, str, int, int, int]]:
    board = await home.board(channel, period, DAY + timedelta(days=shift), scope=scope, questions=questions)  # type: ignore[arg-type]
    return [(row.rank, row.member, row.points, row.answered, row.correct) for row in board.rows]


async def test_a_tenants_board_adds_its_channels_up(store: SqlStore) -> None:
    """Points, answers and ranks over all channels of the tenant, no other tenant's; the asker's row beyond the top too."""
    home = store.tenant("web:local")
    await play(store, "r1", {"ann": 10, "bob": 20, "cid": 0})
    await play(store, "r2", {"ann": 10, "dan": 5}, SECOND)
    await play(store, "r3", {"ann": 99}, AWAY)
    await play(store, "r4", {"ann": 99}, "web:localhost:general")
    expected = [(1, "ann", 20, 2, 2), (1, "bob", 20, 1, 1), (3, "dan", 5, 1, 1), (4, "cid", 0, 1, 0)]
    assert await shown(home, "tenant") == expected
    assert await shown(home, "tenant", channel=SECOND) == expected, "whichever channel asks"
    short = await home.board(HOME, "all", DAY, scope="tenant", limit=1, member="cid")
    assert (len(short.rows), short.members) == (1, 4)
    assert short.mine is not None
    assert (short.mine.rank, short.mine.member) == (4, "cid")
    assert await shown(home, "tenant", period="day", shift=1) == []


async def test_a_tenants_season_is_each_channels_own(store: SqlStore) -> None:
    """Where one has a name it is that one, elsewhere the quarter."""
    home = store.tenant("web:local")
    await play(store, "r1", {"ann": 1})
    await play(store, "r2", {"ann": 10}, SECOND)
    await home.seasons.start(Season("s1", HOME, "Autumn", TOMORROW, "en", NINE))
    await play(store, "r3", {"ann": 100}, shift=1)
    assert await shown(home, "tenant", period="season", shift=1) == [(1, "ann", 110, 2, 2)]
    assert await shown(home, period="season", shift=1) == [(1, "ann", 100, 1, 1)]


async def test_a_topics_board_counts_its_questions_only(store: SqlStore) -> None:
    """In the channel or the tenant, in every period; corrections belong to no topic."""
    home = store.tenant("web:local")
    await play(store, "r1", {"ann": 1, "bob": 2})
    await play(store, "r2", {"ann": 10})
    await play(store, "r3", {"ann": 100}, SECOND)
    await play(store, "r4", {"ann": 1000}, AWAY)
    await home.seasons.correct(Correction(HOME, DAY, "bob", "Bob", 500, "why", "boss", "Boss", NINE))
    topic = ["q-r1", "q-r3", "q-r4"]
    for period in PERIODS:
        assert await shown(home, questions=topic, period=period) == [(1, "bob", 2, 1, 1), (2, "ann", 1, 1, 1)], period
        assert await shown(home, "tenant", topic, period) == [(1, "ann", 101, 2, 2), (2, "bob", 2, 1, 1)], period
    assert await shown(home, questions=topic, period="day", shift=1) == []
    assert await shown(home, questions=topic, period="all", shift=99) != []
    assert await shown(home, questions=[], period="all") == []


async def test_a_topics_season_is_the_boards_season(store: SqlStore) -> None:
    """The dates of the season that runs, else the quarter without the dates of named seasons: as the channel's board has it."""
    home = store.tenant("web:local")
    for shift in range(4):
        await play(store, f"r{shift}", {"ann": 10**shift}, shift=shift)
    topic = [f"q-r{shift}" for shift in range(4)]

    async def same(expected: int) -> None:
        for questions in (None, topic):
            assert [row[2] for row in await shown(home, questions=questions, period="season", shift=3)] == [expected]

    await same(1111)
    await home.seasons.start(Season("s1", HOME, "One", TOMORROW, "en", NINE))
    await same(1110)
    await home.seasons.end(HOME, TOMORROW + timedelta(days=2), NINE)
    await same(1)
    await home.seasons.start(Season("s2", HOME, "Two", TOMORROW, "en", NINE))
    assert await shown(home, questions=topic, period="season", shift=3) == await shown(home, period="season", shift=3) == []


@pytest.mark.parametrize("scope", ["channel", "tenant"])
async def test_teams_stand_by_their_best_three(store: SqlStore, scope: Scope) -> None:
    """The mean of the best three, of all where fewer; case does not part a team; leaving and other tenants do."""
    home = store.tenant("web:local")
    await play(store, "r1", {"ann": 30, "bob": 20, "cid": 10, "dan": 1, "eve": 25, "fay": 3, "gus": 50})
    for member, team in (("ann", "Owls"), ("bob", "OWLS"), ("cid", "owls"), ("dan", "ｏｗｌｓ"), ("eve", "Éole"), ("gus", "Éole")):
        await home.people.join_team(member, member.title(), team)
    assert await home.people.join_team("fay", "Fay", "éOLE") == "Éole"
    await home.people.join_team("gus", "Gus", "")
    await store.tenant("web:abroad").people.join_team("ann", "Ann", "Éole")
    board = await home.team_board(HOME, "all", DAY, scope=scope, member="fay")
    assert [(row.rank, row.team, row.score, row.members) for row in board.rows] == [
        (1, "Owls", Fraction(20), 4), (2, "Éole", Fraction(14), 2)]
    assert (board.team, board.mine, board.teams) == ("Éole", board.rows[1], 2)
    await home.people.hide("eve", "Eve", hidden=True)
    board = await home.team_board(HOME, "all", DAY, scope=scope, limit=1, member="gus")
    assert (len(board.rows), board.teams, board.team, board.mine) == (1, 2, "", None)
    only = await home.team_board(HOME, "all", DAY, scope=scope, questions=["q-r1"])
    assert [(row.team, row.score) for row in only.rows] == [("Owls", Fraction(20)), ("Éole", Fraction(3))]
    assert (await home.team_board(HOME, "day", TOMORROW, scope=scope)).rows == ()
    assert (await home.export_member("bob"))["team"] == "Owls"
    await home.delete_member("eve")
    assert (await home.export_member("eve"))["team"] == ""


@pytest.mark.parametrize(("scope", "questions"), [("channel", None), ("tenant", None), ("channel", ["q-r1", "q-r2"])])
async def test_a_hidden_member_is_on_no_board(store: SqlStore, scope: Scope, questions: list[str] | None) -> None:
    """Ranks and numbers as if they were not there, before and after they answer; their own row for them alone; and back again."""
    home = store.tenant("web:local")

    async def ranks() -> list[tuple[int, str]]:
        board = await home.board(HOME, "all", DAY, scope=scope, questions=questions)
        assert board.members == len(board.rows)
        return [(row.rank, row.member) for row in board.rows]

    await play(store, "r1", {"ann": 10, "bob": 20, "cid": 5})
    assert await home.people.hide("bob", "Bob", hidden=True)
    assert not await home.people.hide("bob", "Bob", hidden=True)
    assert await home.people.hidden() == {"bob"}
    assert await ranks() == [(1, "ann"), (2, "cid")]
    await play(store, "r2", {"bob": 1, "cid": 20})
    await store.rebuild()
    assert await ranks() == [(1, "cid"), (2, "ann")]
    board = await home.board(HOME, "all", DAY, scope=scope, questions=questions, member="bob")
    assert (board.hidden, board.mine and (board.mine.rank, board.mine.points), board.members) == (True, (2, 21), 2)
    board = await home.board(HOME, "all", DAY, scope=scope, questions=questions, limit=1, member="ann")
    assert (board.hidden, board.mine and board.mine.rank, board.members) == (False, 2, 2)
    assert [one.member for one in (await home.tally("r1")).firsts] == ["ann", "cid"]
    assert await home.people.hide("bob", "Bob", hidden=False)
    assert await ranks() == [(1, "cid"), (2, "bob"), (3, "ann")]
    assert await home.people.hidden() == set()


async def test_hiding_comes_before_the_first_answer(store: SqlStore) -> None:
    """Who hides before ever answering is on no board from the first answer on; erasing takes the choice along."""
    home = store.tenant("web:local")
    await home.people.hide("bob", "Bob", hidden=True)
    assert (await home.board(HOME, "all", DAY, member="bob")).hidden
    await play(store, "r1", {"bob": 20, "ann": 1})
    assert [row[1] for row in await shown(home)] == ["ann"]
    assert (await home.export_member("bob"))["hidden"] is True
    assert await store.tenant("web:abroad").people.hidden() == set()
    await home.delete_member("bob")
    await play(store, "r2", {"bob": 20})
    assert [row[1] for row in await shown(home)] == ["bob", "ann"]


async def test_members_are_found_by_id_or_shown_name(store: SqlStore) -> None:
    """An id before a name, a name in whatever case, all who share it, and nobody of another tenant."""
    home = store.tenant("web:local")
    await play(store, "r1", {"ann": 1, "bob": 1, "Zoé": 1, "zoÉ": 1})
    await play(store, "r2", {"mia": 1}, AWAY)
    assert await home.people.named("ANN") == [("ann", "Ann")]
    assert await home.people.named("bob") == [("bob", "Bob")]
    assert [user for user, _ in await home.people.named("ZOÉ")] == ["Zoé", "zoÉ"]
    assert await home.people.named("mia") == []


async def test_another_tenants_channel_has_no_board(store: SqlStore) -> None:
    """Whatever the scope, the topic and by whom."""
    away = store.tenant("web:abroad")
    await play(store, "r1", {"ann": 1})
    await away.people.join_team("ann", "Ann", "Owls")
    for scope, questions in (("channel", None), ("tenant", None), ("channel", ["q-r1"]), ("tenant", ["q-r1"])):
        assert (await away.board(HOME, "all", DAY, scope=scope, questions=questions)).rows == ()  # type: ignore[arg-type]
        assert (await away.team_board(HOME, "all", DAY, scope=scope, questions=questions)).rows == ()  # type: ignore[arg-type]
