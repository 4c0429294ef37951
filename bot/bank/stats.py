"""The bank in numbers: what `tiku check --stats` prints and the README shows."""

from __future__ import annotations

from collections import Counter
from typing import Any

from bot.domain.bank import Bank
from bot.domain.text import Lang, Text

_TOTAL = Text(zh="{live} 道在用的题（全部 {questions} 道）、{terms} 个词条、{topics} 个主题；{percent}% 的答案由演示算出",
              en="{live} live questions of {questions}, {terms} terms, {topics} topics; {percent} % of the keys are computed")
_HEADS = {"state": Text(zh="状态", en="by state"), "topic": Text(zh="主题", en="by topic"), "kind": Text(zh="题型", en="by kind"),
          "difficulty": Text(zh="难度", en="by difficulty"), "terms": Text(zh="词条", en="terms by topic")}


def stats_of(bank: Bank) -> dict[str, Any]:
    """Counts of the live questions by topic, kind and difficulty, of all by state, of terms by topic, and the share
    (0 to 1) of graded live questions whose key is computed."""
    live = list(bank.live())
    graded = [question for question in live if question.kind != "discussion"]
    computed = sum(question.computed_by is not None for question in graded)
    return {
        "questions": len(bank.questions), "live": len(live),
        "state": dict(Counter(question.state for question in bank.questions.values())),
        "topic": dict(Counter(question.topic for question in live)),
        "kind": dict(Counter(question.kind for question in live).most_common()),
        "difficulty": {str(level): sum(question.difficulty == level for question in live) for level in range(1, 6)},
        "terms": dict(Counter(term.topic for term in bank.terms.values())),
        "computed": round(computed / len(graded), 4) if graded else 0.0,
    }


def lines_of(stats: dict[str, Any], lang: Lang) -> list[str]:
    """The same for people: a line in all, then one for each table."""
    total = _TOTAL.format(live=stats["live"], questions=stats["questions"], terms=sum(stats["terms"].values()),
                          topics=len(stats["topic"]), percent=int(100 * stats["computed"]))
    tables = [f"{head.to(lang)}: {', '.join(f'{name} {count}' for name, count in stats[key].items())}" for key, head in _HEADS.items()]
    return [total.to(lang), *tables]
