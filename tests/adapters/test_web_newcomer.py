"""What a newcomer does with the real bot in a real browser: the whole product, in both languages, in one sitting."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, expect

from tests.process import running_bot

pytestmark = pytest.mark.asyncio(loop_scope="module")

SLOW = 25_000
"""Milliseconds: the first picture starts a worker and loads the plotting library, on a busy machine too."""


async def _type(page: Page, line: str) -> None:
    await page.fill("#line", line)
    await page.keyboard.press("Enter")


async def _answer_as(page: Page, name: str, letter: str) -> None:
    await page.get_by_role("radio", name=name).check(force=True)
    await page.locator(f".letter[data-letter={letter}]").last.click()
    await expect(page.locator(".note.under")).to_have_count(1)


@pytest.mark.parametrize("lang", ["en", "zh"])
async def test_a_newcomer_uses_the_whole_product(chromium: Browser, tmp_path: Path, lang: str) -> None:
    """The open question, two members' answers, the board, a demo, a term, tomorrow's reveal and the next question."""
    words = {
        "en": ("Leaderboard", "GELU and its approximations", "Cosine similarity", "article says", "answered", "Correct"),
        "zh": ("排行榜", "GELU", "余弦相似度", "文章", "作答", "答对"),
    }[lang]
    board, demo, term, note, _, right = words
    async with running_bot(tmp_path) as bot:
        context = await chromium.new_context(locale="en-US" if lang == "en" else "zh-CN", viewport={"width": 1100, "height": 900})
        page = await context.new_page()
        complaints: list[str] = []
        page.on("console", lambda said: complaints.append(said.text) if said.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        await page.goto(bot.url)
        await expect(page.locator(".card .card-title").first).to_contain_text("每日一题 / Question of the day")

        await _answer_as(page, "Ada", "A")
        await _answer_as(page, "小明", "B")

        await _type(page, "/leaderboard")
        await expect(page.locator(".note .card-title").last).to_contain_text(board)
        await expect(page.locator(".note table").last).to_contain_text("Ada")
        await expect(page.locator(".note table").last).to_contain_text("小明")

        await _type(page, "/demo gelu 1")
        card = page.locator(".note").filter(has_text=demo).last
        await expect(card).to_contain_text("0.841344746", timeout=SLOW)
        await expect(card).to_contain_text("0.841191991")
        await expect(card).to_contain_text(note)
        picture = card.locator("img")
        await expect(picture).to_have_attribute("alt", re.compile(r"0\.841344746"))
        assert await picture.evaluate("image => image.complete && image.naturalWidth > 600")

        await _type(page, "/lookup 余弦" if lang == "zh" else "/lookup cosine")
        await expect(page.locator(".note .card-title").last).to_contain_text(term)

        await page.locator("[data-step=day]").click()
        reveal = page.locator(".card").filter(has_text="揭晓").last
        await expect(reveal).to_be_visible(timeout=SLOW)
        await expect(reveal).to_contain_text("The answer")
        await expect(reveal.locator("img")).to_have_attribute("alt", re.compile("大家的答案"))
        await expect(reveal).to_contain_text("答对 / Correct")
        assert right
        await expect(page.locator(".card").filter(has_text="每日一题 / Question of the day")).to_have_count(2)
        assert complaints == []
        await context.close()
