"""Make the README's pictures of the local page again: the real bot in a real browser (`make pictures`)."""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path

from playwright.async_api import Page, async_playwright

from tests.process import running_bot

FOLDER = Path(__file__).parent / "pictures"
SLOW = 30_000


async def _say(page: Page, line: str) -> None:
    await page.fill("#line", line)
    await page.keyboard.press("Enter")


async def _answer(page: Page, name: str, letter: str) -> None:
    await page.get_by_role("radio", name=name).check(force=True)
    await page.locator(f".letter[data-letter={letter}]").last.click()
    await page.locator(".note.under").last.wait_for()


async def _take(page: Page, name: str) -> None:
    await page.wait_for_timeout(700)  # let the page settle: it scrolls and fades
    await page.screenshot(path=FOLDER / f"{name}.png")
    print(FOLDER.name, name)


async def main() -> None:
    """Play a day and take the pictures on the way."""
    FOLDER.mkdir(exist_ok=True)
    async with async_playwright() as driver:
        browser = await driver.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu"])
        for lang, scheme in (("en-US", "light"), ("zh-CN", "dark")):
            with tempfile.TemporaryDirectory() as folder:
                async with running_bot(Path(folder)) as bot:
                    page = await browser.new_page(locale=lang, viewport={"width": 1180, "height": 860},
                                                  color_scheme=scheme)  # type: ignore[arg-type]
                    await page.goto(bot.url)
                    await _play(page, "" if lang == "en-US" else "-zh")
                    await page.close()
        await browser.close()


async def _play(page: Page, suffix: str) -> None:
    await page.locator(".letter").first.wait_for()
    await _take(page, f"question{suffix}")
    for name, letter in (("小明", "A"), ("Lin", "B"), ("Ada", "A")):
        await _answer(page, name, letter)
    await _take(page, f"verdict{suffix}")
    await _say(page, "/leaderboard")
    await page.locator(".note table").last.wait_for()
    await _take(page, f"board{suffix}")
    await _say(page, "/demo gelu 1")
    await page.locator(".note img").last.wait_for(timeout=SLOW)
    await _take(page, f"demo{suffix}")
    await _say(page, "/lookup 余弦")
    await _take(page, f"lookup{suffix}")
    await page.locator("[data-step=day]").click()
    await page.locator(".card img").last.wait_for(timeout=SLOW)
    await page.locator(".card").filter(has_text="揭晓").last.scroll_into_view_if_needed()
    await _take(page, f"reveal{suffix}")


if __name__ == "__main__":
    asyncio.run(main())
