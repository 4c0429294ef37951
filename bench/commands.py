"""Commands that one waits for at a prompt."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path

from bench.harness import Measurement, Row, interleave
from bench.processes import importing, imports, seconds

TIMES = 5


def run() -> Sequence[Row]:
    return [_row(" ".join(("tiku", *words)), words) for words in (("--help",), ("check",), ("demo", "gelu", "1"))]


def _row(name: str, words: Sequence[str]) -> Row:
    with tempfile.TemporaryDirectory(prefix="tiku-bench-") as place:
        folder = Path(place)
        command = ("-m", "bot", *words)
        floor = importing(imports(command, folder), folder)
        measured, bare = (min(side) for side in interleave(
            TIMES, lambda: seconds(command, folder), lambda: seconds(floor, folder)))
    return Row(name, measured, bare, "s", measured / bare)


MEASUREMENT = Measurement(
    "commands", "tiku --help, tiku check (the whole bank), tiku demo gelu 1, from exec to exit",
    "python that only imports what the command had loaded; told, not held to a ratio", run)
