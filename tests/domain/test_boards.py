"""Boards: their action texts, the board of teams, periods as dates, and names that members give."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.boards import BYS, SCOPES, View, ranked_teams, view_of
from bot.domain.cards.board import one_decimal
from bot.domain.limits import ACTION, ID
from bot.domain.names import clean_label
from bot.domain.scoring import PERIODS, period_days, period_key

days = st.dates(date(1990, 1, 1), date(2110, 1, 1))


def test_a_view_travels_in_an_action() -> None:
    """Every board comes back from its text, which fits into an action with the longest topic; the plain board is its period."""
    for period, scope, by, topic in product(PERIODS, SCOPES, BYS, ("", "gelu", "t" * ID)):
        view = View(period, scope, topic, by)
        assert view_of(view.code().split(":")) == view
        assert len(f"board1:{view.code()}") <= ACTION
    assert View("week").code() == "week"


def test_what_is_no_view() -> None:
    """Unknown words, too many of them, or none at all."""
    for text in ("", "decade", "week:x", "week:c:x", "week:c:m:gelu:more", ":c:m:", "WEEK"):
        assert view_of(text.split(":")) is None, text
    assert view_of([]) is None


@given(days, st.sampled_from(PERIODS))
def test_the_dates_of_a_period_are_those_that_share_its_name(day: date, period: str) -> None:
    """From the first to the last date the name is the same, and beside them it is another."""
    if period == "all":
        return
    first, last = period_days(period, day)  # type: ignore[arg-type]
    name = period_key(period, day)  # type: ignore[arg-type]
    assert first <= day <= last
    assert {period_key(period, one) for one in (first, last)} == {name}  # type: ignore[arg-type]
    assert name not in {period_key(period, one) for one in (first - timedelta(days=1), last + timedelta(days=1))}  # type: ignore[arg-type]


def test_teams_share_a_rank() -> None:
    """Equal means share it (1, 1, 3); among them the larger team stands first; spellings that differ in case are one team."""
    rows = ranked_teams([("Owls", 10), ("Crows", 20), ("OWLS", 30), ("Jays", 19), ("owls", 20), ("Owls", 0)])
    assert [(row.rank, row.team, row.score, row.members) for row in rows] == [
        (1, "OWLS", Fraction(20), 4), (1, "Crows", Fraction(20), 1), (3, "Jays", Fraction(19), 1)]
    assert ranked_teams([]) == []


@given(st.lists(st.lists(st.integers(0, 10_000), min_size=1, max_size=3), min_size=2, max_size=2))
def test_unequal_scores_look_unequal(teams: list[list[int]]) -> None:
    """One decimal tells any two means of at most three whole numbers apart."""
    one, other = (Fraction(sum(scores), len(scores)) for scores in teams)
    assert (one_decimal(one) == one_decimal(other)) == (one == other)


def test_scores_are_short() -> None:
    """Whole numbers without a point, thirds and halves with one digit."""
    assert [one_decimal(Fraction(*one)) for one in ((0, 1), (37, 3), (38, 3), (25, 2), (12, 1))] == ["0", "12.3", "12.7", "12.5", "12"]


def test_names_that_members_give() -> None:
    """One line without marks of code and formulas; nothing visible is no name; a question mark is one."""
    assert clean_label("  The `Owls`\n\u202e$x$  ", 24) == "The Owlsx"
    assert [clean_label(text, 24) for text in ("", "  ", "\u200b", "`", "$$")] == [""] * 5
    assert clean_label("?", 24) == "?"
    assert clean_label("猫头鹰" * 20, 24) == "猫头鹰" * 8
