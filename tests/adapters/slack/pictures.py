"""Make docs/pictures/slack-*.png: a day played through the bot, drawn as Slack draws it, taken in Chromium."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from playwright.async_api import Browser, async_playwright

from bot import counter
from bot.app import load_bank
from tests.adapters.slack.drawing import blocks, message, modal, page
from tests.adapters.slack.office import ADA, BO, BOSS, CHANNEL, CHEN, GENERAL, Office, open_office
from tests.adapters.slack.pictures_games import live_quiz, weeks

FOLDER = Path(__file__).parents[3] / "docs" / "pictures"
CHROMIUM = "/usr/bin/chromium"


async def main(folder: Path = FOLDER) -> None:
    """Play and take every picture."""
    folder.mkdir(parents=True, exist_ok=True)
    async with async_playwright() as driver:
        browser = await driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        for suffix, user in (("", ADA), ("-zh", CHEN)):
            with tempfile.TemporaryDirectory() as place:
                lang = "zh" if user == CHEN else "en"
                drawn = await _played(Path(place) / "day", user)
                drawn |= await live_quiz(Path(place) / "quiz", user, lang)
                drawn |= await weeks(Path(place) / "weeks", user, lang)
                for name, parts in drawn.items():
                    await _take(browser, folder / f"slack-{name}{suffix}.png", parts)
        await browser.close()


async def _take(browser: Browser, path: Path, parts: Sequence[str]) -> None:
    wide = 560 if 'width:560px' in page(parts) else 720
    tab = await browser.new_page(viewport={"width": wide, "height": 200}, device_scale_factor=1.5)
    await tab.set_content(page(parts))
    await tab.screenshot(path=path, full_page=True)
    await tab.close()
    print(path.name)


async def _played(folder: Path, user: str) -> dict[str, list[str]]:
    """A day in the member's language: each picture's parts by name."""
    bank = load_bank([])
    lang = "zh" if user == CHEN else "en"
    asked = next(one for one in bank.questions.values() if one.kind == "single_choice" and one.computed_by and one.terms)
    many = next(one for one in bank.questions.values() if one.kind == "multiple_choice")
    async with open_office(folder, bank=replace(bank, questions={asked.id: asked})) as office:
        found: dict[str, list[str]] = {}
        question = await office.post_question(lang=lang)
        round_ = await office.house.round(CHANNEL)
        letters = [button["action_id"] for button in question["blocks"][-2]["elements"]]
        right = f"q1:{round_.id}:{round_.shown_letters(str(asked.key))}"
        verdict = await office.reply_to(question, right, user)
        wrong = await office.reply_to(question, next(one for one in letters if one != right), BO)
        await office.reply_to(question, right, BOSS)
        await counter.refresh(office.house.quiz)
        found["question"] = [message(office.fake.last(), office.fake.files), message(verdict, office.fake.files, private=True)]
        board = await office.type("/leaderboard week", user)
        mine = await office.type("/quiz me", user)
        found["board"] = [message(one, office.fake.files, private=True) for one in (board, mine) if one]
        await office.event({"type": "app_home_opened", "user": BOSS if lang == "en" else user, "tab": "home"})
        await office.fake.until(lambda: bool(office.fake.homes))
        found["home"] = [blocks(next(iter(office.fake.homes.values()))["blocks"], office.fake.files)]
        await office.type("/schedule remove", BOSS)
        await office.house.advance(days=1)
        closed, reveal = office.fake.channels[GENERAL]
        found["reveal"] = [message(closed, office.fake.files), message(reveal, office.fake.files, thread=True)]
        looked = await office.type("/lookup gelu", user)
        found["lookup"] = [message(looked, office.fake.files, private=True)] if looked else []
        found["demo"] = [message(await _waited(office, "/demo gelu 1", user), office.fake.files, private=True)]
        found |= await _modals(office, user)
        assert wrong
    async with open_office(folder / "many", bank=replace(bank, questions={many.id: many})) as office:
        question = await office.post_question(lang=lang)
        await office.press(question, question["blocks"][-2]["elements"][0]["action_id"], user)
        await office.fake.until(lambda: bool(office.fake.views))
        found["choices"] = [message(question, {}), modal(next(iter(office.fake.views.values())), {})]
    return found


async def _modals(office: Office, user: str) -> dict[str, list[str]]:
    """Bare `/demo`, the form that follows, and the set-up."""
    found = {}
    await office.type("/demo", user)
    await office.fake.until(lambda: len(office.fake.views) >= 1)
    menu = list(office.fake.views.values())[-1]
    form = (await office.submit(menu, {"name": "gelu-error"}, user))["view"]
    found["demo-form"] = [modal(menu, {}), "<br>", modal(form, {})]
    if user == CHEN:
        return found  # the admin reads English: that picture is taken already
    await office.type("/quiz setup", BOSS)
    await office.fake.until(lambda: len(office.fake.views) >= 2)
    setup = list(office.fake.views.values())[-1]
    ready = (await office.submit(setup, {"tz": "Europe/Berlin"}, BOSS)).get("view")
    found["setup"] = [modal(setup, {}), "<br>", *([modal(ready, {})] if ready else [])]
    return found


async def _waited(office: Office, line: str, user: str) -> Mapping[str, Any]:
    waiting = asyncio.ensure_future(office.answer(user))
    await asyncio.sleep(0)
    await office.type(line, user)
    return await waiting


if __name__ == "__main__":
    asyncio.run(main())
