"""Three browser windows on the page play a quiz of ten questions with teams to the podium, and want a rematch."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, expect

from tests.adapters.web_window import run
from tests.process import running_bot

pytestmark = pytest.mark.asyncio(loop_scope="module")

SLOW = 25_000
PEOPLE = ("Ada", "小明", "Lin")


async def window(browser: Browser, url: str, name: str, complaints: list[str]) -> Page:
    """A window of its own, in which that person sits."""
    context = await browser.new_context(locale="zh-CN" if name == "小明" else "en-US", viewport={"width": 1100, "height": 900})
    page = await context.new_page()
    page.set_default_timeout(SLOW)
    page.on("console", lambda said: complaints.append(said.text) if said.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    await page.goto(f"{url}/#team")
    await page.get_by_role("radio", name=name).check(force=True)
    return page


async def press(page: Page, label: str) -> None:
    """Press the newest button of that name."""
    await page.get_by_role("button", name=label).last.click()


async def test_three_windows_play_to_the_podium(chromium: Browser, tmp_path: Path) -> None:
    """Everybody joins, answers ten questions, sees each reveal with the board, then the podium, the review and a new lobby."""
    complaints: list[str] = []
    async with running_bot(tmp_path) as bot:
        pages = [await window(chromium, bot.url, name, complaints) for name in PEOPLE]
        ada = pages[0]
        await run(ada, "/quiz start questions=10 seconds=20 host=yes teams=random lang=en")
        await expect(ada.locator(".card-title").filter(has_text="Ada starts a quiz")).to_be_visible(timeout=SLOW)
        for page in pages:
            await press(page, "Join")
        await expect(ada.locator(".card").filter(has_text="In (3)").first).to_be_visible(timeout=SLOW)
        await press(ada, "Start now")
        for number in range(1, 11):
            for index, page in enumerate(pages):
                card = page.locator(".card").filter(has=page.locator(".card-title", has_text=f"Question {number} of 10")).first
                await expect(card).to_be_visible(timeout=SLOW)
                await card.locator(f".letter[data-letter={'AB'[(index + number) % 2]}]").click()
            revealed = ada.locator(".card-title").filter(has_text=f"Question {number} of 10 · the answer")
            await expect(revealed).to_be_visible(timeout=SLOW)
            await press(ada, "Next ▶")
        await asyncio.gather(*(expect(page.locator(".card-title").filter(has_text="🏆").last).to_be_visible(timeout=SLOW)
                               for page in pages))
        podium = ada.locator(".card").filter(has_text="🏆").last
        await expect(podium.locator("img")).to_be_visible(timeout=SLOW)
        await expect(podium).to_contain_text("Teams")
        await press(pages[1], "What I missed")
        await expect(pages[1].locator(".note .card-title").filter(has_text="你错过的")).to_be_visible()
        await press(pages[2], "Review")
        await expect(pages[2].locator(".note .card-title").filter(has_text="Question 1 of 10")).to_be_visible()
        if folder := os.environ.get("TIKU_SHOTS"):
            await ada.screenshot(path=f"{folder}/live.png")
        await press(pages[1], "Rematch")
        await expect(ada.locator(".card-title").filter(has_text="小明 starts a quiz")).to_be_visible(timeout=SLOW)
        assert complaints == []
        for page in pages:
            await page.context.close()
