"""The bank's numbers, and what `tiku check` prints of them."""

from __future__ import annotations

import json
from pathlib import Path

from bot.bank.stats import stats_of
from tests.bank.test_life_cycle import bank_with
from tests.scenarios.process import tiku
from tests.scenarios.stage import small_bank


def test_the_numbers_of_a_small_bank() -> None:
    """Live questions are counted by topic, kind and difficulty; the computed share leaves discussions out."""
    found = stats_of(small_bank())
    assert (found["questions"], found["live"], found["state"]) == (8, 8, {"live": 8})
    assert found["topic"] == {"birds": 4, "stars": 4}
    assert found["difficulty"] == {"1": 3, "2": 3, "3": 1, "4": 1, "5": 0}
    assert set(found["kind"].values()) == {1}
    assert found["terms"] == {"birds": 1, "stars": 1}
    assert found["computed"] == round(1 / 7, 4)
    drafted = stats_of(bank_with("pick-one", state="draft"))
    assert (drafted["live"], drafted["computed"], drafted["state"]) == (7, 0.0, {"draft": 1, "live": 7})


def test_the_command(tmp_path: Path) -> None:
    """The JSON object holds the numbers and the warnings beside what it always held; people get a line in all and one a table."""
    said = json.loads(tiku(tmp_path, "check", "--json").stdout)
    assert list(said) == ["questions", "terms", "problems", "warnings", "stats"]
    assert said["stats"]["questions"] == said["questions"]
    assert sum(said["stats"]["terms"].values()) == said["terms"]
    told = tiku(tmp_path, "check", "--stats").stdout.splitlines()
    assert told[0].startswith(f"{said['stats']['live']} live questions of {said['questions']}, {said['terms']} terms")
    assert any(line.startswith("by kind: ") for line in told)
