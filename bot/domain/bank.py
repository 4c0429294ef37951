"""Bank: every question and term, by id; read-only."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from bot.domain.question import Question
from bot.domain.schedule import Filter
from bot.domain.text import Text


@dataclass(frozen=True, slots=True)
class Topic:
    """A board's topic: its id and title."""

    id: str
    title: Text


@dataclass(frozen=True, slots=True)
class DemoCall:
    """A demo with the arguments to run it with."""

    name: str
    args: Mapping[str, str]

    @property
    def words(self) -> str:
        """As one types it after `/demo`."""
        return " ".join([self.name, *(value if _plain(value) else f"{key}={value}" for key, value in self.args.items())])


def _plain(value: str) -> bool:
    return "=" not in value


@dataclass(frozen=True, slots=True)
class Term:
    """An entry for `/lookup`."""

    id: str
    name: Text
    topic: str
    meaning: Text
    aliases: tuple[str, ...] = ()
    formula: str = ""
    misconception: Text | None = None
    demo: DemoCall | None = None
    questions: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Bank:
    """All packs together, in the order of the files."""

    topics: Mapping[str, Topic] = field(default_factory=dict)
    questions: Mapping[str, Question] = field(default_factory=dict)
    terms: Mapping[str, Term] = field(default_factory=dict)

    def live(self) -> Iterator[Question]:
        """The questions that may be posted: no drafts, and none that are retired."""
        return (question for question in self.questions.values() if question.state == "live")

    def matching(self, wanted: Filter) -> Iterator[Question]:
        """The live questions that pass the filter."""
        low, high = wanted.difficulty
        for question in self.live():
            if (
                low <= question.difficulty <= high
                and (not wanted.topics or question.topic in wanted.topics)
                and (not wanted.kinds or question.kind in wanted.kinds)
                and (not wanted.tags or set(wanted.tags) & set(question.tags))
            ):
                yield question

    def askable(self) -> dict[str, Topic]:
        """The topics that have a live question, in their order: what a schedule may draw from."""
        used = {question.topic for question in self.live()}
        return {topic.id: topic for topic in self.topics.values() if topic.id in used}

    def kinds(self) -> tuple[str, ...]:
        """The question kinds that occur among the live ones, each once."""
        return tuple(dict.fromkeys(question.kind for question in self.live()))

    def term_names(self, question: Question) -> dict[str, Text]:
        """The names of the question's terms that the bank holds."""
        return {term: self.terms[term].name for term in question.terms if term in self.terms}

    def topic_title(self, topic: str) -> Text:
        """The topic's title, or its id where a pack forgot to name it."""
        found = self.topics.get(topic)
        return found.title if found else Text.same(topic)
