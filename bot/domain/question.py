"""Question: what is asked, and how a reply to it is judged."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Literal, Protocol

from bot.domain.text import Text

LETTERS = "ABCDEFGHIJ"
Result = Literal["correct", "partly", "wrong", "unsure"]
State = Literal["draft", "reviewed", "live", "retired"]
"""How far a question has come. Only live ones are posted; the others can be seen and graded by the operator."""


@dataclass(frozen=True, slots=True)
class Computed:
    """The demo call that derives a key: run `demo` with `args`, read `value` (a path such as `exact[0]`)."""

    demo: str
    args: Mapping[str, str]
    value: str
    expect: str | None = None
    """What the value must be where the key itself is no value (a letter, true or false)."""


@dataclass(frozen=True, slots=True)
class Question:
    """One entry of the bank, the same for every kind; what a kind needs beyond it stands in `data`."""

    id: str
    kind: str
    topic: str
    difficulty: int
    """1 (warm-up) to 5 (expert)."""
    stem: Text
    explanation: Text
    options: tuple[Text, ...] = ()
    """As stored; a round shows them in its own order."""
    key: Any = None
    """The kind's own type: a letter, a set of letters, a bool, a float, a Text … None for a discussion."""
    data: Any = None
    """The kind's own settings: tolerances, units, accepted aliases, a rubric."""
    computed_by: Computed | None = None
    sources: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    terms: tuple[str, ...] = ()
    as_of: str | None = None
    version: str = ""
    """A hash of the entry: an answered question that was changed since can be told apart."""
    state: State = "live"
    retired: Text | None = None
    """Why it is not asked any more."""
    entry: Mapping[str, Any] = field(default_factory=dict, repr=False, compare=False)
    """What it was read from: the record of a posted version."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """How one reply was judged: `credit` is the share of the points earned, 0 to 1, and `reason` says why."""

    result: Result
    credit: Fraction
    reason: Text
    again: bool = False
    """The reply was no answer at all (no number, half an order): a member is asked again instead of losing the round."""

    @property
    def correct(self) -> bool:
        """Whether the reply earned full credit."""
        return self.result == "correct"


InputStyle = Literal["letters", "pick_many", "rank", "text", "none"]
"""How a member replies: one lettered button, several picks, an order, typed text, or not at all."""


@dataclass(frozen=True, slots=True)
class Prompt:
    """What a reply form must offer; adapters draw it, kinds choose it."""

    style: InputStyle
    label: Text
    hint: Text = field(default_factory=lambda: Text.same(""))
    choices: tuple[Text, ...] = ()
    """In the round's order, for `letters`, `pick_many` and `rank`."""


class Kind(Protocol):
    """A question kind: one file in `bot/domain/kinds/` that declares `KIND`.

    Replies reach `grade` in *stored* letters (a round translates the letters its members saw); typed replies reach it
    as typed. `grade` never raises on a reply, whatever it holds.
    """

    name: str
    title: Text
    graded: bool
    fields: tuple[str, ...]
    """The fields of an entry that this kind reads, beyond those that every question has."""
    examples: Sequence[Example]

    def parse(self, question: Question, raw: Mapping[str, Any]) -> Question:
        """Type `key` and `data` from the raw entry (every scalar a string). Raises ValueError(msg) on a bad entry."""
        ...

    def prompt(self, question: Question, order: Sequence[int]) -> Prompt: ...

    def grade(self, question: Question, reply: str) -> Verdict: ...

    def canonical(self, question: Question, reply: str) -> str:
        """The reply as it is kept and counted: letters where it names options, else the text with single spaces. It
        grades the same."""
        ...

    def show_key(self, question: Question, order: Sequence[int]) -> Text:
        """The right answer as the reveal prints it, letters in the round's order."""
        ...


@dataclass(frozen=True, slots=True)
class Example:
    """A kind's own example: a raw entry, and replies with the result each must get."""

    entry: Mapping[str, Any]
    replies: Mapping[str, Result]
