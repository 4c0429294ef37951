"""A live quiz: points, ranks, teams and the way in and out, without any I/O."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

import pytest

from bot.domain.errors import Refusal
from bot.domain.live import Asked, Live, Options, Player, ask, opened, skip
from bot.domain.live_joining import MOST_PLAYERS, join, leave
from bot.domain.live_json import dumps, loads
from bot.domain.live_scoring import ranking, score, team_ranking, worth
from bot.domain.question import Result
from bot.domain.round import Answer, Round
from bot.domain.teams import divide

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
ROUND = Round("r", "web:local:team", "q", "", (), "en", "at_reveal", NOW, NOW + timedelta(seconds=21.5))


def lobby(*members: str, **options: object) -> Live:
    """A lobby of these members, the first of whom hosts."""
    live = opened("l", "web:local:team", (members[0], members[0].title()), Options(**options), day=date(2026, 11, 24),  # type: ignore[arg-type]
                  now=NOW, seed=7)
    for member in members[1:]:
        live = join(live, member, member.title())
    return live


def asking(live: Live) -> Live:
    """Its first question is open."""
    return replace(ask(live, "r", "q", NOW), shown=True)


def given(member: str, result: Result = "correct", after: float = 0) -> Answer:
    """A reply so many seconds after the question appeared."""
    return Answer("r", member, member.title(), "A", result, Fraction(int(result == "correct")), 0, NOW + timedelta(seconds=after))


@pytest.mark.parametrize(("after", "points"), [(0, 60), (1.5, 60), (11.5, 45), (21.4, 30), (30, 30)])
def test_speed_doubles_at_most(after: float, points: int) -> None:
    """Up to 1.5 s nothing is lost; then the bonus falls evenly to nothing at the end of the window."""
    assert worth("speed", 3, given("ada", after=after), ROUND) == points


def test_classic_pays_by_difficulty() -> None:
    """10 points for each star, however fast; a wrong answer costs nothing."""
    assert worth("classic", 3, given("ada", after=20), ROUND) == 30
    assert worth("classic", 3, given("ada", "wrong"), ROUND) == 0


def test_survival_ends_for_who_is_wrong_twice() -> None:
    """Silence counts as wrong; who is out earns nothing more and stands below who is in."""
    live = lobby("ada", "bob", mode="survival", questions=5)
    for _ in range(2):
        live, _ = score(asking(live), ROUND, 1, [given("ada")])
        live = replace(live, asked=(*live.asked[:-1], Asked("r", "q", "scored")))
    assert [(place.rank, place.player.id, place.player.out) for place in ranking(live)] == [(1, "ada", 0), (2, "bob", 2)]
    assert live.finished()
    _, earned = score(asking(live), ROUND, 1, [given("bob")])
    assert earned == {"bob": 0}


def test_equal_points_share_a_rank() -> None:
    """1, 1, 3; among equals the faster stands first."""
    live, _ = score(asking(lobby("ada", "bob", "cyd")), ROUND, 2, [given("ada", after=9), given("bob", after=3)])
    assert [(place.rank, place.player.id) for place in ranking(live)] == [(1, "bob"), (1, "ada"), (3, "cyd")]


def test_who_answers_has_joined() -> None:
    """A late joiner counts from the question that they answered first, and earns its points."""
    live, earned = score(asking(lobby("ada")), ROUND, 1, [given("eve")])
    assert live.players[-1] == Player("eve", "Eve", points=10, gained=10, right=1, answered=1)
    assert earned == {"eve": 10}


def test_an_answer_before_the_join_counts() -> None:
    """Who answers and then presses Join while the question is open keeps what the answer earns."""
    live = join(asking(lobby("ada")), "eve", "Eve")
    scored, earned = score(live, ROUND, 1, [given("eve")])
    assert scored.players[-1] == Player("eve", "Eve", points=10, gained=10, right=1, answered=1)
    assert earned == {"eve": 10}


def test_a_full_quiz_goes_on() -> None:
    """Who answers without a place in a full quiz earns nothing, and nobody else is held up by it."""
    live = asking(lobby("ada", *(f"m{number}" for number in range(MOST_PLAYERS - 1))))
    scored, earned = score(live, ROUND, 1, [given("ada"), given("eve")])
    assert len(scored.players) == MOST_PLAYERS
    assert earned == {"ada": 10, "eve": 0}


def test_a_team_is_its_best_three() -> None:
    """The fourth member neither helps nor harms; a smaller team is the mean of all."""
    points = [(0, 40), (0, 20), (0, 10), (0, 0), (1, 25)]
    live = replace(lobby("ada"), players=tuple(Player(str(i), str(i), team, one) for i, (team, one) in enumerate(points)))
    assert [(place.rank, place.team, place.score) for place in team_ranking(live)] == [(1, 1, 25), (2, 0, Fraction(70, 3))]


def test_balanced_teams() -> None:
    """The strongest are dealt back and forth, so that the sums lie close."""
    live = divide(lobby(*"abcdefgh", teams="balanced"), {name: 10 * index for index, name in enumerate("abcdefgh")})
    sums = [sum(10 * "abcdefgh".index(p.id) for p in live.players if p.team == team) for team in (0, 1)]
    assert sums == [140, 140]


def test_picked_sides() -> None:
    """Who picked stays, who did not fills the smaller side."""
    live = lobby("ada", "bob", "cyd", teams="pick")
    live = join(join(live, "ada", "Ada", 0), "bob", "Bob", 0)
    assert [player.team for player in divide(live, {}).players] == [0, 0, 1]


def test_more_than_half_skip() -> None:
    """Votes of members count once; the question is void from more than half on, or at once by who leads."""
    live = asking(lobby("ada", "bob", "cyd"))
    once = skip(skip(live, "bob", NOW, leads=False), "bob", NOW, leads=False)
    assert once.phase == "asking"
    assert skip(once, "cyd", NOW, leads=False).asked[-1].state == "void"
    assert skip(live, "ada", NOW, leads=True).phase == "revealed"


def test_nobody_leaves_a_running_quiz() -> None:
    """Leaving is for the lobby."""
    assert [player.id for player in leave(lobby("ada", "bob"), "ada").players] == ["bob"]
    with pytest.raises(Refusal):
        leave(asking(lobby("ada", "bob")), "ada")


def test_json_keeps_everything() -> None:
    """A quiz in the middle comes back as it was."""
    live, _ = score(asking(lobby("ada", "bob", topics=("gelu",), teams="random")), ROUND, 2, [given("bob")])
    assert loads(dumps(live)) == live
