"""The local page in a headless browser: tables and names on a phone, what a screen reader hears, a line that did not arrive."""

from __future__ import annotations

import pytest
from playwright.async_api import Browser, expect

from adapters.server import HttpServer
from bot.domain.card import Card, Table
from tests.adapters import web_demo
from tests.adapters.web_site import GENERAL
from tests.adapters.web_window import Window, run

pytestmark = pytest.mark.asyncio(loop_scope="module")

SCHEDULES = Card(title="安排", table=Table(("编号", "时间", "时区", "哪些天", "状态", "下一次"), (
    ("g8skeg7j", "11:39", "Asia/Shanghai", "mon-fri", "进行中", "2026-11-25 11:39"),)))
BOARD = Card(title="排行榜", table=Table(("#", "成员", "得分", "作答", "答对"), (
    ("1", "W" * 32, "12345", "678", "600"), ("2", "王" * 32, "7", "6", "5"), ("3", "Ada", "1", "1", "1")), numeric=(0, 2, 3, 4)))


async def test_a_short_cell_stays_on_one_line(window: Window) -> None:
    """On a phone a state of three characters is not written one character a line."""
    await window.bot.post(GENERAL, SCHEDULES)
    page = await window.open(lang="zh-CN", width=360)
    cell = page.locator("td", has_text="进行中")
    await expect(cell).to_be_visible()
    lines = await cell.evaluate("(cell) => { const all = document.createRange(); all.selectNodeContents(cell);"
                                "return new Set([...all.getClientRects()].map((box) => Math.round(box.top))).size; }")
    assert lines == 1


async def test_a_long_name_leaves_the_points_in_view(window: Window) -> None:
    """Names of 32 wide letters break, so that the numbers beside them are seen without scrolling."""
    await window.bot.post(GENERAL, BOARD)
    page = await window.open(lang="zh-CN", width=360)
    await expect(page.locator("td", has_text="12345")).to_be_in_viewport(ratio=1)
    for points in ("12345", "678", "600"):
        box = await page.locator("td", has_text=points).bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 360


async def test_a_long_formula_is_not_cut(window: Window) -> None:
    """A formula in a sentence that is wider than a phone scrolls by itself, by keyboard too; a short one stays in its line."""
    long = r"$\frac{\partial L}{\partial w} = (y - 1)x = (0 - 1)(1, 2) = (-1, -2) = -(1, 2) = -x + 0 \cdot (3, 4)$"
    await window.bot.post(GENERAL, Card(title="Gradient", body=f"Here {long}. And $x = 1$ is short."))
    page = await window.open(width=360)
    region = page.get_by_role("region", name="Formula")
    await expect(region).to_have_count(1)
    box = await region.bounding_box()
    assert box is not None
    assert box["x"] + box["width"] <= 360
    assert await region.evaluate("(box) => box.scrollWidth > box.clientWidth && getComputedStyle(box).overflowX === 'auto'")
    await region.focus()
    await page.keyboard.press("ArrowRight")
    await expect(region).not_to_have_js_property("scrollLeft", 0)
    assert await page.evaluate("document.getElementById('scroller').scrollWidth <= innerWidth")


async def test_a_card_without_a_title_is_called_once(window: Window) -> None:
    """The tone of an untitled card is its name; a screen reader does not hear it twice."""
    await window.bot.post(GENERAL, Card(body="There is no such season.", tone="error"))
    page = await window.open()
    card = page.locator(".message article")
    await expect(card).to_be_visible()
    text = await card.evaluate("(card) => card.textContent")
    name = await card.evaluate("(card) => document.getElementById(card.getAttribute('aria-labelledby')).textContent")
    assert name == "Error"
    assert text.count("Error") == 1


async def test_a_line_that_did_not_arrive_can_be_sent_again(chromium: Browser) -> None:
    """While the server is away the typed command comes back into the bar; once it is there again, Enter sends it."""
    server = HttpServer("127.0.0.1", 0)
    bot = await web_demo.start(server)
    window = Window(bot, server, chromium)
    page = await window.open()
    port = server.port
    await server.close()
    await run(page, "/demo gelu 1")
    await expect(page.locator(".note")).to_contain_text("could not be reached")
    await expect(page.locator("#line")).to_have_value("/demo gelu 1")
    again = HttpServer("127.0.0.1", port)
    await web_demo.start(again)
    await expect(page.locator("#banner")).to_be_hidden(timeout=30000)
    await page.press("#line", "Enter")
    await expect(page.locator(".note")).to_have_count(2)
    await expect(page.locator("#line")).to_have_value("")
    await window.contexts[0].close()
    await again.close()
