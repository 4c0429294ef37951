"""Adapters: one folder a platform, each turning events into requests and cards into messages; no rules, no storage.

A platform's package offers `missing(settings)`, one line for each setting that it needs and has not (none: it starts by
itself), and `create(context)`, which gives its Platform.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol, cast

if TYPE_CHECKING:
    from adapters.context import Context
    from bot.ports import Platform
    from bot.settings import Settings


class Adapter(Protocol):
    """What a platform's package offers."""

    def missing(self, settings: Settings) -> Sequence[str]: ...

    def create(self, context: Context) -> Platform: ...


def names() -> tuple[str, ...]:
    """Every platform that has a folder here, in the order of their names."""
    return tuple(sorted(info.name for info in pkgutil.iter_modules(__path__) if info.ispkg))


def adapter(name: str) -> Adapter:
    """The platform's package, imported now: nobody pays for a platform that is not used."""
    return cast("Adapter", importlib.import_module(f"{__name__}.{name}"))
