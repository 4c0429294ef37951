"""Finding a term from a few letters."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.bank import Term
from bot.domain.search import SURE, Search, fold
from bot.domain.search_likeness import slip
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


@pytest.mark.parametrize(("typed", "name"), [
    ("decorater", "decorator"), ("polymorfism", "polymorphism"), ("gleu", "gelu"), ("uvicron", "uvicorn"), ("余弦相识度", "余弦相似度"),
    ("方法解析循序", "方法解析顺序"), ("擴散模型", "扩散模型"),
])
def test_a_slip_of_the_keyboard_is_forgiven(typed: str, name: str) -> None:
    """A letter of six, two letters swapped, a character that sounds alike or is the traditional one: the name is meant."""
    assert slip(typed, name)


@pytest.mark.parametrize(("typed", "name"), [
    ("quantization", "utilization"), ("ppo", "dpo"), ("batch", "patch"), ("llama", "llava"), ("flux.2", "flux.1"), ("int8", "int4"),
    ("generation", "generator"), ("sigmoid", "digmoid"), ("正向传播", "反向传播"), ("图像识别", "语音识别"), ("生成", "生程"),
])
def test_another_word_is_no_slip(typed: str, name: str) -> None:
    """Words that share many letters, short ones, other digits, another first letter, characters that sound different."""
    assert not slip(typed, name)


def test_a_word_that_two_names_hold_is_only_suggested() -> None:
    """Where two terms fit equally well both are offered and neither is shown as the answer; more letters decide."""
    search = Search([Term("a-gradient", Text("甲", "first gradient"), "t", Text("一", "one")),
                     Term("b-gradient", Text("乙", "other gradient"), "t", Text("二", "two"))])
    hits = search.find("gradient")
    assert {hit.term.id for hit in hits} == {"a-gradient", "b-gradient"}
    assert hits[0].score < SURE
    assert search.find("other gradient")[0].term.id == "b-gradient"
    assert search.find("other gradient")[0].score == 1.0


def test_words_in_another_order_find_the_name() -> None:
    """All words of the query in one name are enough, before a name that is only one of them."""
    search = Search([Term("attention", Text("注意力", "attention"), "t", Text("一", "one")),
                     Term("flash-attention", Text("快闪注意力", "flash attention"), "t", Text("二", "two"))])
    assert search.find("attention flash")[0].term.id == "flash-attention"
    assert search.find("attention flash")[0].score >= SURE


def test_a_name_inside_a_word_is_not_meant() -> None:
    """`assessment` holds SSE, but is no question about it; a word of the query is."""
    search = Search([Term("sse", Text("服务器推送", "server-sent events"), "t", Text("一", "one"), aliases=("SSE",))])
    assert search.find("assessment") == []
    assert search.find("what is SSE")[0].score >= SURE
