"""The same day on every platform leaves the same ledger."""

from __future__ import annotations

import importlib
import pkgutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot import counter
from tests.scenarios.stage import small_bank
from tests.scenarios_shared import drivers
from tests.scenarios_shared.driver import Open
from tests.scenarios_shared.script import Script, holds, ledger, play, scripts

PLATFORMS = sorted(info.name for info in pkgutil.iter_modules(drivers.__path__))
SCRIPTS = scripts()


def opener(name: str) -> Open:
    found: Open = importlib.import_module(f"{drivers.__name__}.{name}").open_driver
    return found


async def played(script: Script, platform: str, folder: Path) -> list[tuple[Any, ...]]:
    bank = small_bank(script.pack)
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


@pytest.mark.parametrize(("platform", "messages"), [("discord", 1), ("slack", 1), ("web", 5)])
async def test_a_live_quiz_keeps_to_its_noise_budget(platform: str, messages: int, tmp_path: Path) -> None:
    """A quiz of three questions is one message in the channel, and one more for each question and the podium in its thread; where
    there are no threads it is these five. Everything else is an edit."""
    bank = small_bank()
    async with opener(platform)(tmp_path, bank) as driver:
        await driver.type("Ada", "quiz start questions=3 seconds=30 lang=en")
        await driver.house.settle()
        for who in ("Grace", "Lin"):
            await driver.click(who, "Join")
        await counter.refresh(driver.house.quiz)
        await driver.click("Ada", "Start now")
        await driver.house.settle()
        for _ in range(3):
            for response in ("A", "7", "B"):
                for who in ("Ada", "Grace"):
                    await driver.type(who, f"quiz answer {response}")
                await counter.refresh(driver.house.quiz)
            await driver.house.advance(seconds=32)
            await driver.house.advance(seconds=10)
        assert holds((await driver.shown())[-1], "🏆")
        assert await driver.loud() == messages
        assert len(await driver.shown()) == 5
