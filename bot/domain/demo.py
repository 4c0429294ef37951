"""Demo: a named small computation with typed params and golden examples, and the card that shows what came out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from bot.domain.card import Card, Picture, Table
from bot.domain.param import Param, raw_of, usage_of
from bot.domain.text import Lang, Text

if TYPE_CHECKING:
    from matplotlib.figure import Figure


@dataclass(frozen=True, slots=True)
class Result:
    """What a demo found.

    `values` holds raw floats, exact integers, strings, booleans, and lists of them under stable names; never NaN or an
    infinity. `table` (per language) and `text` are rounded for people; `note` carries the article-says line.
    """

    values: Mapping[str, Any]
    text: Text
    """One sentence that says what the numbers show."""
    table: Mapping[Lang, Table] = field(default_factory=dict)
    note: Text | None = None
    alt: Text = field(default_factory=lambda: Text.same(""))
    """What the picture shows, with its numbers."""


@dataclass(frozen=True, slots=True)
class Golden:
    """A call in command-line words with values that must come out, or the error code it must give."""

    words: str
    values: Mapping[str, Any] = field(default_factory=dict)
    error: str = ""
    rel: float = 1e-6
    abs: float = 1e-9


@dataclass(frozen=True, slots=True)
class Demo:
    """One file in `bot/demos/` that declares `DEMO`. `run` is pure and takes at most two seconds."""

    name: str
    title: Text
    summary: Text
    topic: str
    params: tuple[Param, ...]
    run: Callable[..., Result]
    """Called with the parsed params by name. Raises BadInput."""
    goldens: tuple[Golden, ...]
    plot: Callable[[Result, Mapping[str, Any], Lang], Figure] | None = None
    """Called with the result, the parsed params and the language; draws in the house style of `bot/demos/_plot.py`."""

    @property
    def usage(self) -> str:
        """`gelu x`, optional params in brackets with their default."""
        return " ".join([self.name, usage_of(self.params)]).strip()

    @property
    def example(self) -> str:
        """Words after the name that work."""
        return self.goldens[0].words if self.goldens else ""


def demo_card(demo: Demo, args: Mapping[str, Any], result: Result, lang: Lang, picture: Picture | None) -> Card:
    """The card of one run: the call and what it showed, the numbers, the picture, the correction, the usage.

    Buttons are not its business. `data` is what a script gets: name, values, text and alt.
    """
    call = " ".join(f"{param.name}={_shown(args[param.name])}" for param in demo.params
                    if param.type != "text" and args.get(param.name) is not None)
    text = result.text.to(lang)
    parts = [f"`{demo.name} {call}`" if call else "", text, f"> {result.note.to(lang)}" if result.note else ""]
    usage = Text(f"用法：/demo {demo.usage}", f"Usage: /demo {demo.usage}")
    return Card(
        title=demo.title.to(lang),
        body="\n\n".join(part for part in parts if part),
        tone="info",
        table=result.table.get(lang),
        picture=picture,
        footer=usage.to(lang),
        data={"name": demo.name, "values": dict(result.values), "text": text, "alt": result.alt.to(lang)},
    )


def _shown(value: Any) -> str:
    """An argument in command-line words, at most 60 characters."""
    words = raw_of(value)
    return words if len(words) <= 60 else words[:59] + "…"
