"""Asking a demo for its values in a test."""

from __future__ import annotations

from typing import Any

from bot.demos import load_demo


def values(name: str, **args: Any) -> dict[str, Any]:
    """What the demo computes from these arguments; the others take their defaults."""
    demo = load_demo(name)
    defaults = {param.name: param.default for param in demo.params}
    return dict(demo.run(**{**defaults, **args}).values)
