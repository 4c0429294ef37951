"""Topics of boards, as people name them and as the store knows them."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.errors import BadInput
from bot.domain.reading import unquoted
from bot.domain.text import Text
from bot.quiz import Quiz


def topic_of(quiz: Quiz, raw: str) -> str:
    """The id of the topic that is meant, by id or title in whatever case; an empty text for none. Raises BadInput."""
    wanted = unquoted(raw).strip().casefold()
    if not wanted:
        return ""
    topics = quiz.bank.topics
    for topic in topics.values():
        if wanted in (topic.id.casefold(), topic.title.zh.casefold(), topic.title.en.casefold()):
            return topic.id
    raise BadInput("E_UNKNOWN", "topic", Text(zh=f"topic 没有“{raw[:40]}”，可选：{'、'.join(topics)}。",
                                              en=f"topic: there is no “{raw[:40]}”; choose from {', '.join(topics)}"))


def questions_of(quiz: Quiz, topic: str) -> Sequence[str] | None:
    """The ids of every question of the topic that the bank knows; None for every topic."""
    if not topic:
        return None
    return [question.id for question in quiz.bank.questions.values() if question.topic == topic]
