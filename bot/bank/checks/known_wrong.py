"""No key says what is known to be wrong: numbers and words that are often repeated and were refuted."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.bank.build import Loaded
from bot.bank.problem import Problem
from bot.domain.kinds import kinds
from bot.domain.text import Text


@dataclass(frozen=True, slots=True)
class Wrong:
    """A key (`said`) that is wrong for a question whose stem speaks of `about` and not of `but`."""

    said: str
    about: str
    instead: Text
    but: str = "(?!)"


WRONG = (
    Wrong(r"0?\.0356774|0?\.03567", r"NewGELU|gelu_new", Text(
        zh="三次项系数是 0.044715；0.0356774 是把 √(2/π) 乘进去之后的数", en="the cubic coefficient is 0.044715; 0.0356774 is "
        "what √(2/π) times it gives"), but=r"sqrt|√|product|乘"),
    Wrong(r"translation invarian|平移不变", r"convolution|卷积", Text(
        zh="卷积是平移等变的；近似的不变性来自池化", en="convolution is equivariant to translation; pooling brings approximate invariance"),
        but=r"pool|池化"),
    Wrong(r"^--image$", r"image prompt|垫图|图片提示", Text(
        zh="没有 --image：图片链接写在提示词最前面，权重用 --iw", en="there is no --image: the URL stands first, --iw weighs it")),
    Wrong(r"^(the )?(master|主进程|arbiter)( process)?$", r"accepts?\b|接受连接|accept\(", Text(
        zh="gunicorn 的 worker 自己 accept，主进程不接触客户端", en="gunicorn's workers accept; the master knows nothing of clients")),
    Wrong(r"^(session\.)?get_providers(\(\))?$", r"available in (this|the) build|这个(安装|构建).*可用", Text(
        zh="那是 onnxruntime.get_available_providers()", en="that is onnxruntime.get_available_providers()"), but=r"session|会话"),
    Wrong(r"^(a )?thread$|^(一个)?线程$", r"sync worker|sync 工作", Text(
        zh="sync worker 一个进程一次只处理一个请求", en="a sync worker is a process that serves one request at a time")),
)


def check(loaded: Loaded) -> Iterator[Problem]:
    """Keys that say one of those things."""
    for question in loaded.bank.questions.values():
        kind = kinds()[question.kind]
        if not kind.graded or question.kind in ("ordering", "true_false"):
            continue
        key = kind.show_key(question, tuple(range(len(question.options))))
        for wrong in WRONG:
            stem = f"{question.stem.zh}\n{question.stem.en}"
            said = any(re.search(wrong.said, re.sub(r"^[A-J] · ", "", side), re.IGNORECASE) for side in (key.zh, key.en))
            if said and re.search(wrong.about, stem, re.IGNORECASE) and not re.search(wrong.but, stem, re.IGNORECASE):
                yield loaded.questions[question.id].problem("known-wrong", Text(
                    zh=f"答案是一个常见的错误：{wrong.instead.zh}。", en=f"the key is a known mistake: {wrong.instead.en}"), "key")


CHECK = check
