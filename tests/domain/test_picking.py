"""Which question comes next, and how its options are shuffled."""

from __future__ import annotations

from collections import Counter
from itertools import permutations

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.bank import Bank
from bot.domain.picking import option_order, pick
from bot.domain.question import Question
from bot.domain.schedule import Filter
from bot.domain.text import Text

CHI_SQUARE_999 = {5: 20.52, 23: 49.73}
"""The 99.9 % point of the chi-square distribution by degrees of freedom (any statistical table)."""


def question(id_: str, topic: str = "t", *, kind: str = "numeric", difficulty: int = 1, tags: tuple[str, ...] = ()) -> Question:
    """A question with an id and what a filter looks at."""
    return Question(id_, kind, topic, difficulty, Text.same("?"), Text.same("!"), tags=tags)


def season(pool: list[Question], count: int, seed: int = 1) -> list[str]:
    """The ids of the first questions that a channel gets."""
    asked: list[str] = []
    for _ in range(count):
        found = pick(pool, asked, seed)
        assert found is not None
        asked.append(found.id)
    return asked


@given(count=st.integers(1, 30), seed=st.integers(0, 2**31 - 1), topics=st.integers(1, 5))
@settings(max_examples=80, deadline=None, derandomize=True)
def test_nothing_repeats_until_all_were_asked(count: int, seed: int, topics: int) -> None:
    """Three times through the bank: each lap holds every question once, and later laps keep the order of the first."""
    pool = [question(f"q{n}", f"t{n % topics}") for n in range(count)]
    asked = season(pool, 3 * count, seed)
    laps = [asked[:count], asked[count:2 * count], asked[2 * count:]]
    assert set(laps[0]) == {one.id for one in pool}
    assert laps[1] == laps[0]
    assert laps[2] == laps[0]


@given(sizes=st.lists(st.integers(1, 6), min_size=2, max_size=5), seed=st.integers(0, 2**31 - 1))
@settings(max_examples=80, deadline=None, derandomize=True)
def test_topics_take_turns(sizes: list[int], seed: int) -> None:
    """While every topic still has a fresh question, each appears once in every round of topics."""
    pool = [question(f"q{topic}-{n}", f"t{topic}") for topic, size in enumerate(sizes) for n in range(size)]
    topic_of = {one.id: one.topic for one in pool}
    asked = [topic_of[one] for one in season(pool, len(pool), seed)]
    width = len(sizes)
    for lap in range(min(sizes)):
        assert sorted(asked[lap * width:(lap + 1) * width]) == sorted({one.topic for one in pool})


def test_the_pick_depends_on_seed_and_history_alone() -> None:
    """The order of the bank does not matter, the same seed gives the same season, and seeds differ from each other."""
    pool = [question(f"q{n}", f"t{n % 3}") for n in range(12)]
    assert season(pool, 12, 5) == season(list(reversed(pool)), 12, 5)
    assert len({tuple(season(pool, 12, seed)) for seed in range(20)}) > 15


def test_a_new_question_comes_before_repeats() -> None:
    """One that was added to the bank is asked next; one that was withdrawn is passed over."""
    pool = [question("a"), question("b")]
    asked = [*season(pool, 2), "withdrawn"]
    added = pick([*pool, question("new")], asked, 1)
    assert added is not None
    assert added.id == "new"


def test_an_empty_bank_has_nothing() -> None:
    """There is no question to pick, and that is no error."""
    assert pick([], ["a"], 1) is None


def test_a_filter_takes_what_fits() -> None:
    """Topic, kind, tag and level must all fit; an empty filter takes everything."""
    pool = [question("a", "x", difficulty=1), question("b", "x", kind="ordering", difficulty=3, tags=("hard",)),
            question("c", "y", difficulty=5, tags=("hard", "new"))]
    bank = Bank(questions={one.id: one for one in pool})

    def ids(**wanted: object) -> str:
        return "".join(one.id for one in bank.matching(Filter(**wanted)))  # type: ignore[arg-type]

    assert ids() == "abc"
    assert ids(topics=("x",)) == "ab"
    assert ids(kinds=("numeric",)) == "ac"
    assert ids(tags=("hard",), difficulty=(1, 4)) == "b"
    assert ids(topics=("y",), kinds=("ordering",)) == ""


def chi_square(counts: Counter[tuple[int, ...]], cells: list[tuple[int, ...]]) -> float:
    mean = sum(counts.values()) / len(cells)
    return sum((counts[cell] - mean) ** 2 / mean for cell in cells)


def test_every_order_of_options_is_as_likely_as_another() -> None:
    """Over 12,000 round ids the orders of three and of four options pass a chi-square test at 99.9 %."""
    for size, freedom in ((3, 5), (4, 23)):
        counts = Counter(option_order(size, f"r{n:011}") for n in range(12000))
        assert chi_square(counts, list(permutations(range(size)))) < CHI_SQUARE_999[freedom]


def test_an_order_is_fixed_by_the_round() -> None:
    """The same round has the same order on every machine, and each order holds every option once."""
    assert option_order(4, "r00000000001") == option_order(4, "r00000000001")
    assert [sorted(option_order(size, "x")) for size in range(5)] == [list(range(size)) for size in range(5)]
