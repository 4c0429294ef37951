"""Chinese texts hold none of the words that synonym spinners put in place of technical terms."""

from __future__ import annotations

from collections.abc import Iterator

from bot.bank.build import Loaded
from bot.bank.problem import Problem
from bot.domain.text import Text

WORDS = {
    "事故循环": "事件循环", "办理方案": "解决方案", "哀求": "请求", "一连可导": "连续可导", "添补": "填充", "单元球面": "单位球面",
    "颠末": "经过", "壅闭": "阻塞", "实今世码": "实现代码", "中心件": "中间件", "相干性": "相关性", "笔墨形貌": "文字描述",
    "配景": "背景", "划一性": "一致性", "可以大概": "能够", "感爱好": "感兴趣", "技能管理": "技术管理", "网络布局": "网络结构",
}
"""The spun word -> what was meant."""


def check(loaded: Loaded) -> Iterator[Problem]:
    """Spun words in any Chinese text of the bank."""
    sides = [(loaded.questions[q.id], (q.stem, q.explanation, *q.options)) for q in loaded.bank.questions.values()]
    sides += [(loaded.terms[t.id], (t.name, t.meaning, *((t.misconception,) if t.misconception else ()))) for t in loaded.bank.terms.values()]
    for entry, texts in sides:
        for text in texts:
            for word, meant in WORDS.items():
                if word in text.zh:
                    yield entry.problem("garbled", Text(zh=f"“{word}”应为“{meant}”。",
                                                        en=f"“{word}” is a garbled form of “{meant}”"))


CHECK = check
