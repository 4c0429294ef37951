"""Points and periods."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.scoring import PERIODS, period_key, points


@pytest.mark.parametrize(("difficulty", "credit", "expected"), [
    (1, Fraction(1), 10), (5, Fraction(1), 50), (3, Fraction(0), 0), (1, Fraction(1, 4), 3), (3, Fraction(1, 4), 8),
    (1, Fraction(1, 3), 3), (2, Fraction(1, 3), 7), (1, Fraction(1, 20), 1), (1, Fraction(1, 21), 0), (2, Fraction(-1, 2), 0),
])
def test_points_round_half_up(difficulty: int, credit: Fraction, expected: int) -> None:
    """Ten a level times the credit; a half goes up (2.5 is 3, where Python's own rounding says 2), never below zero."""
    assert points(difficulty, credit) == expected


@given(st.integers(1, 5), st.fractions(0, 1))
def test_points_stay_within_the_level(difficulty: int, credit: Fraction) -> None:
    """No credit earns less than nothing or more than the whole, and never more than half a point off."""
    found = points(difficulty, credit)
    assert 0 <= found <= 10 * difficulty
    assert abs(found - 10 * difficulty * credit) <= Fraction(1, 2)


@pytest.mark.parametrize(("day", "keys"), [
    ("2026-11-24", ["2026-11-24", "2026-W48", "2026-11", "2026-Q4", "all"]),
    ("2027-01-01", ["2027-01-01", "2026-W53", "2027-01", "2027-Q1", "all"]),
    ("2024-12-30", ["2024-12-30", "2025-W01", "2024-12", "2024-Q4", "all"]),
    ("2026-04-01", ["2026-04-01", "2026-W14", "2026-04", "2026-Q2", "all"]),
])
def test_a_date_falls_into_one_period_of_each_length(day: str, keys: list[str]) -> None:
    """Weeks are ISO weeks with their own year; a season is a quarter."""
    assert [period_key(period, date.fromisoformat(day)) for period in PERIODS] == keys
