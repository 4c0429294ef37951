"""The same day on every platform leaves the same ledger."""

from __future__ import annotations

import importlib
import pkgutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.scenarios.stage import small_bank
from tests.scenarios_shared import drivers
from tests.scenarios_shared.driver import Open
from tests.scenarios_shared.script import Script, ledger, play, scripts

PLATFORMS = sorted(info.name for info in pkgutil.iter_modules(drivers.__path__))
SCRIPTS = scripts()


def opener(name: str) -> Open:
    found: Open = importlib.import_module(f"{drivers.__name__}.{name}").open_driver
    return found


async def played(script: Script, platform: str, folder: Path) -> list[tuple[Any, ...]]:
    bank = small_bank()
    bank = replace(bank, questions={name: bank.questions[name] for name in script.questions})
    folder.mkdir()
    async with opener(platform)(folder, bank) as driver:
        await play(script, driver)
        return await ledger(driver)


@pytest.mark.parametrize("script", SCRIPTS, ids=[script.name for script in SCRIPTS])
async def test_every_platform_plays_it_alike(script: Script, tmp_path: Path) -> None:
    """Members read what the script says, and rounds, answers, points and board are equal."""
    ledgers = {platform: await played(script, platform, tmp_path / platform) for platform in PLATFORMS}
    assert len(PLATFORMS) > 1
    first = ledgers[PLATFORMS[0]]
    assert any(row[0] == "answer" for row in first)
    assert ledgers == dict.fromkeys(PLATFORMS, first)
