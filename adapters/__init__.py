"""Adapters: one folder a platform, each turning events into requests and cards into messages; no rules, no storage."""

from __future__ import annotations

import pkgutil


def names() -> tuple[str, ...]:
    """Every platform that has a folder here, in the order of their names."""
    return tuple(sorted(info.name for info in pkgutil.iter_modules(__path__) if info.ispkg))
