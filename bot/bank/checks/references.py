"""Every id that an entry names exists: topics, terms, questions, demos."""

from __future__ import annotations

from collections.abc import Iterator

from bot.bank.build import Loaded
from bot.bank.problem import Problem
from bot.demos import demo_names
from bot.domain.text import Text


def _dead(sort_zh: str, sort_en: str, name: str) -> Text:
    return Text(zh=f"引用的{sort_zh} {name} 不存在。", en=f"there is no {sort_en} {name}")


def check(loaded: Loaded) -> Iterator[Problem]:
    """Dead references of questions and terms."""
    bank, demos = loaded.bank, set(demo_names())
    topics = {**loaded.context.topics, **bank.topics}
    terms = {**loaded.context.terms, **bank.terms}
    questions = {**loaded.context.questions, **bank.questions}
    for question in bank.questions.values():
        entry = loaded.questions[question.id]
        if question.topic not in topics:
            yield entry.problem("dead-topic", _dead("主题", "topic", question.topic), "topic")
        for term in question.terms:
            if term not in terms:
                yield entry.problem("dead-term", _dead("词条", "term", term), "terms")
        if question.computed_by and question.computed_by.demo not in demos:
            yield entry.problem("dead-demo", _dead("演示", "demo", question.computed_by.demo), "computed_by")
    for term_id, found in bank.terms.items():
        entry = loaded.terms[term_id]
        if found.topic not in topics:
            yield entry.problem("dead-topic", _dead("主题", "topic", found.topic), "topic")
        for question_id in found.questions:
            if question_id not in questions:
                yield entry.problem("dead-question", _dead("题目", "question", question_id), "questions")
        if found.demo and found.demo.name not in demos:
            yield entry.problem("dead-demo", _dead("演示", "demo", found.demo.name), "demo")


CHECK = check
