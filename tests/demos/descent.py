"""Which processes come from which, read from Linux's /proc."""

from __future__ import annotations

import os
from pathlib import Path


def descendants(pid: int) -> list[int]:
    """The processes that this one started, those that they started, and so on."""
    children = [int(child) for path in Path(f"/proc/{pid}/task").glob("*/children") for child in path.read_text().split()]
    return [*children, *(later for child in children for later in descendants(child))]


def gone(pid: int) -> bool:
    """Whether no such process is left, not even one that waits to be reaped."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False
