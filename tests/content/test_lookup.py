"""What people type, and the term that they mean."""

from __future__ import annotations

from functools import cache

import pytest

from bot.app import load_bank
from bot.domain.search import SURE, Search

MEANT = {
    # names, as they are
    "GELU": "gelu", "gelu": "gelu", "高斯误差线性单元": "gelu", "Gaussian error linear unit": "gelu", "ReLU": "relu",
    "余弦相似度": "cosine-similarity", "cosine similarity": "cosine-similarity", "感受野": "receptive-field",
    "receptive field": "receptive-field", "自注意力": "self-attention", "事件循环": "event-loop", "event loop": "event-loop",
    "多态": "polymorphism", "鸭子类型": "duck-typing", "方法解析顺序": "mro", "菱形继承": "diamond-inheritance",
    "Base64": "base64-encoding", "Huber": "huber-loss", "垫图": "image-prompt", "uvloop": "uvloop",
    # abbreviations and names in code
    "MRO": "mro", "__mro__": "mro", "C3": "c3-linearization", "MSE": "l2-loss", "RMSE": "rmse", "MAE": "l1-loss",
    "erf": "error-function",
    "EP": "execution-provider", "ORT": "onnx-runtime-engine", "ABC": "abstract-base-class", "b64": "base64-encoding",
    "RF": "receptive-field", "PSNR": "psnr", "--sref": "style-reference", "sref": "style-reference", "--cref": "character-reference",
    "--ar": "mj-aspect", "--chaos": "mj-chaos", "TTIN": "gunicorn-signals", "super()": "super", "get_providers": "available-providers",
    "CUDAExecutionProvider": "execution-provider", "UvicornWorker": "uvicorn-worker", "gelu_new": "gelu-tanh", "=": "base64-padding",
    # the beginning, a part, another order of case or width
    "余弦": "cosine-similarity", "cosine": "cosine-similarity", "余弦损失": "cosine-loss",
    "ｇｅｌｕ": "gelu", "Ｂａｓｅ６４": "base64-encoding",
    "duck": "duck-typing", "菱形": "diamond-inheritance", "patch": "patch-token", "线程池": "asgi-thread-pool",
    "self attention": "self-attention", "Self-Attention": "self-attention", "L2 normalization": "l2-normalization",
    "spearman pearson": "pearson-correlation", "什么是感受野": "receptive-field", "what is duck typing": "duck-typing",
    # slips of the keyboard
    "polymorfism": "polymorphism", "inheritence": "inheritance", "cosin similarity": "cosine-similarity", "gunicron": "gunicorn-server",
    "uvicron": "uvicorn-server", "recptive field": "receptive-field", "余弦相识度": "cosine-similarity", "自注意里": "self-attention",
    "方法解释顺序": "mro", "singeldispatch": "singledispatch", "huber los": "huber-loss", "onxx runtime": "onnx-runtime-engine",
    "even loop": "event-loop", "positon encoding": "position-encoding", "nmae mangling": "name-mangling",
    "abstarct base class": "abstract-base-class",
}
NOBODY = ("天气预报", "kubernetes", "zzzz", "", "   ", "？？？", "\u202e", "x" * 500)


@cache
def search() -> Search:
    return Search(load_bank([]).terms.values())


@pytest.mark.parametrize(("query", "term"), MEANT.items())
def test_the_first_hit_is_the_term_meant(query: str, term: str) -> None:
    """The best hit is the term, and sure enough to be shown at once."""
    hits = search().find(query)
    assert hits, "nothing was found"
    assert hits[0].term.id == term, [(hit.term.id, round(hit.score, 2)) for hit in hits[:3]]
    assert hits[0].score >= SURE


@pytest.mark.parametrize("query", NOBODY)
def test_what_nobody_means_is_not_guessed(query: str) -> None:
    """A query that has no term leads to no card, whatever its length or characters."""
    hits = search().find(query)
    assert not hits or hits[0].score < SURE


@pytest.mark.parametrize("term", load_bank([]).terms)
def test_every_term_is_found_by_its_names(term: str) -> None:
    """The id and both names of a term lead to that term first."""
    found = load_bank([]).terms[term]
    for name in (term, found.name.zh, found.name.en):
        best = search().find(name)[0]
        assert best.score == 1.0
        assert name in (best.term.id, best.term.name.zh, best.term.name.en, *best.term.aliases)
