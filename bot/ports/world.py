"""Time, chance and computation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from bot.domain.card import Card, Picture
from bot.domain.cards.charts import Chart
from bot.domain.text import Lang


class Clock(Protocol):
    """When it is. Instants are aware and in UTC."""

    def now(self) -> datetime: ...

    async def sleep_until(self, instant: datetime) -> None:
        """Return at or after the instant, however the clock moves meanwhile; may return early."""
        ...


class Ids(Protocol):
    """Fresh random names and seeds."""

    def name(self) -> str:
        """`[0-9a-z]{12}`, never the same twice."""
        ...

    def seed(self) -> int:
        """A whole number from 0 to 2^31 - 1."""
        ...


@dataclass(frozen=True, slots=True)
class DemoAnswer:
    """A demo's result, ready to show: see bot.domain.demo.Result for `values`."""

    name: str
    values: Mapping[str, Any]
    card: Card
    alt: str
    png: bytes | None


class DemoRunner(Protocol):
    """Runs demos in worker processes with limits."""

    async def run(self, name: str, args: Mapping[str, Any], lang: Lang, *, plot: bool) -> DemoAnswer:
        """Raises BadInput for bad arguments, Refusal when busy or over the limits."""
        ...

    async def draw(self, chart: Chart) -> Picture:
        """The chart as a picture. Raises Refusal when busy or over the limits."""
        ...
