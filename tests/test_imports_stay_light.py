"""What a command does not need it does not load: each of the heavy libraries costs a start up to half a second."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
HEAVY = {"discord", "slack_bolt", "slack_sdk", "matplotlib", "onnxruntime", "numpy"}
SCRIPT = """
import json, sys
from bot.cli import main
try:
    main(sys.argv[1:])
except SystemExit as end:
    assert not end.code, end.code
print(json.dumps(sorted({name.partition(".")[0] for name in sys.modules})))
"""


def loaded(script: str, *words: str) -> set[str]:
    """The top-level packages in memory at the end of a fresh Python."""
    ended = subprocess.run([sys.executable, "-c", script, *words], cwd=ROOT, capture_output=True, text=True, check=True)
    return set(json.loads(ended.stdout.splitlines()[-1]))


@pytest.mark.parametrize(("words", "needed"), [
    (("--help",), "cyclopts"),
    (("run", "--help"), "cyclopts"),
    (("check", "--json"), "yaml"),
    (("question", "--json"), "yaml"),
    (("lookup", "cosine", "--json"), "yaml"),
    (("schedule", "preview", "--at", "09:00", "--tz", "Asia/Shanghai", "--json"), "zoneinfo"),
])
def test_a_command_loads_no_heavy_library(words: tuple[str, ...], needed: str) -> None:
    """The command did its work (what it needs is loaded) without any of them."""
    found = loaded(SCRIPT, *words)
    assert needed in found
    assert found & HEAVY == set()


def test_the_local_page_loads_no_other_platform() -> None:
    """What a bot with the web adapter alone imports holds no chat library, no plotting and no model runtime."""
    found = loaded("""
import json, sys, bot.app, adapters.web
from bot.demos import all_demos
from bot.dispatch import declared_commands
assert all_demos() and declared_commands()
print(json.dumps(sorted({name.partition(".")[0] for name in sys.modules})))
""")
    assert "aiohttp" in found
    assert found & HEAVY == set()


def test_a_heavy_library_would_be_seen() -> None:
    """The way of looking works: one that is imported is found."""
    assert "numpy" in loaded("import json, sys, numpy; print(json.dumps(sorted(sys.modules)))")
