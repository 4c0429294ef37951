"""Finding a term from a few letters."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.bank import Term
from bot.domain.search import SURE, Search, fold
from bot.domain.text import Text

TERMS = [
    Term("cosine-similarity", Text("余弦相似度", "cosine similarity"), "t", Text("夹角的余弦", "the cosine of an angle"),
         aliases=("cos sim", "余弦")),
    Term("gelu", Text("GELU", "GELU"), "t", Text("高斯误差线性单元", "Gaussian error linear unit")),
    Term("gelu-tanh", Text("GELU 的 tanh 近似", "tanh approximation of GELU"), "t", Text("更快", "faster")),
    Term("mro", Text("方法解析顺序", "method resolution order"), "t", Text("C3 线性化", "C3 linearization"), aliases=("MRO",)),
]
SEARCH = Search(TERMS)


@pytest.mark.parametrize(("query", "found"), [
    ("cosine similarity", "cosine-similarity"), ("Cosine-Similarity", "cosine-similarity"), ("余弦", "cosine-similarity"),
    ("COS SIM", "cosine-similarity"), ("ｇｅｌｕ", "gelu"), ("gelu", "gelu"), ("方法解析", "mro"), ("mro", "mro"),
    ("cosin similarity", "cosine-similarity"), ("method resolution ordre", "mro"), ("tanh", "gelu-tanh"),
    ("什么是余弦相似度", "cosine-similarity"),
])
def test_the_best_hit(query: str, found: str) -> None:
    """Names, aliases, beginnings, parts, typing mistakes and full-width letters lead to the term, in both languages."""
    assert SEARCH.find(query)[0].term.id == found


def test_a_name_comes_before_a_mention() -> None:
    """The exact name is certain, a longer name that holds it comes after, a word of the meaning is only a suggestion."""
    hits = SEARCH.find("gelu")
    assert [hit.term.id for hit in hits[:2]] == ["gelu", "gelu-tanh"]
    assert hits[0].score == 1.0
    by_meaning = SEARCH.find("linearization")
    assert by_meaning[0].term.id == "mro"
    assert by_meaning[0].score < SURE


@pytest.mark.parametrize("query", ["", "   ", "。！", "zzzzzz"])
def test_nothing_is_found_for_nothing(query: str) -> None:
    """Blank, punctuation and strange words have no hit."""
    assert SEARCH.find(query) == []


def test_while_nothing_is_typed_terms_are_offered() -> None:
    """Each term once, and no more than asked for."""
    assert [term.id for term in SEARCH.suggest("")] == [term.id for term in TERMS]
    assert len(SEARCH.suggest("", limit=2)) == 2


@given(st.text(max_size=200))
def test_any_query_is_answered(query: str) -> None:
    """Scores lie between 0 and 1, best first, each term once; a query of any length does no harm."""
    hits = SEARCH.find(query)
    assert all(0 < hit.score <= 1 for hit in hits)
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert len({hit.term.id for hit in hits}) == len(hits)


def test_folding_keeps_what_tells_names_apart() -> None:
    """Case, spaces, hyphens and widths go; the signs of C++ and C# stay."""
    assert fold("Cosine-Similarity ＡＢ") == "cosinesimilarityab"
    assert len({fold("C"), fold("C++"), fold("C#")}) == 3
