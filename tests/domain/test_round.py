"""A round: when it takes answers, and its letters."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.question import LETTERS
from bot.domain.request import tenant_of
from bot.domain.round import Round

NINE = datetime(2026, 11, 24, 9, tzinfo=UTC)
ROUND = Round("r00000000001", "web:local:general", "q", "v", (2, 0, 1), "both", "at_once", NINE, NINE + timedelta(hours=1),
              state="open")
orders = st.integers(1, 10).flatmap(lambda n: st.permutations(range(n))).map(tuple)


@pytest.mark.parametrize(("after", "taken"), [(-1, False), (0, True), (3599, True), (3600, False), (9999, False)])
def test_a_round_takes_answers_in_its_window(after: int, taken: bool) -> None:
    """From the opening on, up to but without the close, by the second that the platform names."""
    assert ROUND.accepts(NINE + timedelta(seconds=after)) is taken


@pytest.mark.parametrize("state", ["pending", "closed"])
def test_a_round_that_is_not_open_takes_none(state: str) -> None:
    """Before its message is there and after its close nothing is taken, whatever the time."""
    assert not replace(ROUND, state=state).accepts(NINE)  # type: ignore[arg-type]


@pytest.mark.parametrize(("shown", "stored"), [
    ("A", "C"), ("b", "A"), ("C", "B"), ("c, a", "BC"), ("A→B→C", "CAB"), ("a b c", "CAB"), ("C、A；B", "BCA"), ("D", "D"),
    ("选 B", "A"), ("ABCA", "CABC"), ("cosine", "cosine"), ("", ""), ("3 1 2", "3 1 2"),
])
def test_letters_become_the_stored_ones(shown: str, stored: str) -> None:
    """What members see as A is stored as C here; anything that is not letters of the round stays as it is."""
    assert ROUND.stored_letters(shown) == stored


@pytest.mark.parametrize(("shown", "stored"), [("3 1 2", "BCA"), ("312", "BCA"), ("C A B", "BCA"), ("4 1 2", "4 1 2"),
                                               ("0 1 2", "0 1 2"), ("١٢", "١٢")])
def test_places_may_be_numbers(shown: str, stored: str) -> None:
    """An order may be given by the numbers of the places; a number without a place stays as it is."""
    assert ROUND.stored_letters(shown, places=True) == stored


@given(orders, st.data())
def test_letters_go_there_and_back(order: tuple[int, ...], data: st.DataObject) -> None:
    """Translating shown letters into stored ones and back gives the same letters, in any order of options."""
    round_ = replace(ROUND, order=order)
    shown = "".join(data.draw(st.permutations(LETTERS[: len(order)])))
    assert round_.shown_letters(round_.stored_letters(shown)) == shown
    assert sorted(round_.stored_letters(shown)) == sorted(shown)


@given(st.text(max_size=30))
def test_any_reply_can_be_translated(reply: str) -> None:
    """No reply raises, and one without letters of the round comes back untouched."""
    found = ROUND.stored_letters(reply, places=True)
    assert found == reply or set(found) <= set("ABC")


def test_the_tenant_is_the_first_two_parts() -> None:
    """A channel belongs to its platform's guild, workspace or room; anything else is no channel."""
    assert ROUND.tenant == "web:local"
    assert tenant_of("discord:1:2:3") == "discord:1"
    for wrong in ("", "web", "web:local", "web::x", ":a:b", "web:local:"):
        with pytest.raises(ValueError, match="not a channel id"):
            tenant_of(wrong)
