"""A demo on the local page, with the real bot in a real browser: its numbers changed, shared, practised on and run again."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.async_api import Browser, Locator, expect

from tests.process import running_bot

pytestmark = pytest.mark.asyncio(loop_scope="module")

SLOW = 25_000
"""Milliseconds: the first picture starts a worker and loads the plotting library, on a busy machine too."""
WORDS = {
    "en": ("Change numbers", "Run", "Share with the channel", "Quiz me on this", "Answer…", "Send", "Run it"),
    "zh": ("换几个数", "运行", "分享到频道", "考考我", "作答…", "提交", "算给你看"),
}


async def _drawn(picture: Locator, number: str) -> None:
    """The picture is there, has the number in its alternative text, and can be shown."""
    await expect(picture).to_have_attribute("alt", re.compile(re.escape(number)), timeout=SLOW)
    assert await picture.evaluate("image => image.decode().then(() => image.naturalWidth)") == 1200


@pytest.mark.parametrize("lang", ["en", "zh"])
async def test_a_demo_is_changed_shared_and_practised_on(chromium: Browser, tmp_path: Path, lang: str) -> None:
    """Every button of a demo's card does what it says, and another browser sees what was shared."""
    change, run, share, quiz, answer, send, prove = WORDS[lang]
    async with running_bot(tmp_path) as bot:
        context = await chromium.new_context(locale="en-US" if lang == "en" else "zh-CN", viewport={"width": 1100, "height": 900})
        # The last one opened is in front; a page behind draws, and so can be clicked, about once a second.
        other, page = await context.new_page(), await context.new_page()
        complaints: list[str] = []
        for one in (page, other):
            one.on("console", lambda said: complaints.append(said.text) if said.type in ("error", "warning") else None)
            one.on("pageerror", lambda error: complaints.append(str(error)))
            await one.goto(bot.url)
        notes, newest = page.locator(".note"), page.locator(".note").last

        await page.fill("#line", "/demo relay r＝0。9 hops＝5")
        await page.keyboard.press("Enter")
        await _drawn(newest.locator(".picture img"), "0.59049")

        await newest.get_by_role("button", name=change).click()
        form = page.locator("form[data-action='df1:relay']")
        await expect(form.locator("[data-name=r] input")).to_have_value("0。9")
        await form.locator("[data-name=r] input").fill("0.5")
        await form.get_by_role("button", name=run, exact=True).click()
        changed = notes.filter(has_text="0.03125")
        await _drawn(changed.locator(".picture img"), "0.03125")

        await changed.get_by_role("button", name=share).click()
        await _drawn(other.locator(".message .card .picture img"), "0.03125")

        await changed.get_by_role("button", name=quiz).click()
        asked = notes.filter(has=page.get_by_role("button", name=answer))
        await asked.get_by_role("button", name=answer).click()
        await asked.locator("form input").fill("1")
        await asked.get_by_role("button", name=send).click()
        proven = notes.filter(has=page.get_by_role("button", name=prove)).get_by_role("button", name=prove)
        await proven.click()
        await expect(page.locator(".note .picture img")).to_have_count(3, timeout=SLOW)
        assert complaints == []
        await context.close()
