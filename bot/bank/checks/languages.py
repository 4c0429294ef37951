"""Both languages of an entry say the same: the same fenced code, and each in its own script."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.bank.build import Loaded
from bot.bank.problem import Problem
from bot.domain.text import Text

_FENCE = re.compile(r"```.*?```", re.DOTALL)
_CJK = re.compile(r"[\u4e00-\u9fff]")
_HALF_WIDTH = re.compile(r"[\u4e00-\u9fff][,;?!](?=[\u4e00-\u9fff])")

MOST_CHINESE = 0.3
"""Of the characters of an English text; a quoted word or two is fine."""


def _faults(text: Text) -> Iterator[tuple[str, Text]]:
    if text.zh == text.en:
        return
    for side, said in ((text.zh, "zh"), (text.en, "en")):
        if side.count("```") % 2:
            yield "fence", Text(zh=f"{said}：代码围栏 ``` 没有闭合。", en=f"{said}: a ``` fence is not closed")
    if _FENCE.findall(text.zh) != _FENCE.findall(text.en):
        yield "code-differs", Text(zh="两种语言的代码不一样。", en="the code differs between the languages")
    if not _CJK.search(text.zh):
        yield "not-chinese", Text(zh="zh 里没有汉字。", en="the zh side holds no Chinese")
    prose = _FENCE.sub("", text.en)
    if len(_CJK.findall(prose)) > MOST_CHINESE * len(prose):
        yield "not-english", Text(zh="en 里大半是汉字。", en="the en side is mostly Chinese")
    if _HALF_WIDTH.search(text.zh):
        yield "punctuation", Text(zh="汉字之间请用全角标点。", en="between Chinese characters use full-width punctuation")


def check(loaded: Loaded) -> Iterator[Problem]:
    """Stems, explanations and meanings whose two sides do not fit together."""
    for question in loaded.bank.questions.values():
        entry = loaded.questions[question.id]
        for at, text in (("stem", question.stem), ("explanation", question.explanation)):
            for code, message in _faults(text):
                yield entry.problem(code, message, at)
    for term in loaded.bank.terms.values():
        for at, said in (("meaning", term.meaning), ("misconception", term.misconception)):
            for code, message in _faults(said) if said else ():
                yield loaded.terms[term.id].problem(code, message, at)


CHECK = check
