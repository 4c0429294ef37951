"""The local page in a headless browser: languages, clock, channels, lost connections, widths, names."""

from __future__ import annotations

import pytest
from playwright.async_api import Browser, expect

from adapters.server import HttpServer
from bot.domain.card import Card
from tests.adapters import web_cards as cards
from tests.adapters import web_demo
from tests.adapters.web_site import GENERAL
from tests.adapters.web_window import Window, run

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_the_language_is_switched_and_remembered(window: Window) -> None:
    """The page starts in the browser's language, and the choice stays and reaches the bot."""
    page = await window.open(lang="zh-CN")
    await expect(page.locator("#line")).to_have_attribute("placeholder", "输入 / 查看命令")
    await page.get_by_role("button", name="EN").click()
    await expect(page.locator("#line")).to_have_attribute("placeholder", "Type / for commands")
    await page.reload()
    await expect(page.get_by_role("heading", name="Channels")).to_be_visible()
    await run(page, "/help")
    await expect(page.locator(".note .card-title")).to_have_text("What you can ask")
    assert [asked.lang for asked in window.bot.asked or []] == ["en"]


async def test_the_clock_is_moved(window: Window) -> None:
    """A step moves the shown time on every page, and closing times follow."""
    await window.bot.post(GENERAL, cards.letters(window.bot.clock.now(), "en"))
    page, other = await window.open(), await window.open()
    closes = page.locator(".facts time")
    await expect(closes).to_contain_text("in 3 h")
    await page.get_by_role("button", name="Move the clock on by 1 hour").click()
    await expect(closes).to_contain_text("in 2 h")
    await expect(other.locator(".facts time")).to_contain_text("in 2 h")
    before = await page.inner_text("#clock-now")
    await page.get_by_role("button", name="Move the clock on by 1 day").click()
    await expect(page.locator("#clock-now")).not_to_have_text(before)
    await expect(closes).to_contain_text("ago")
    await expect(page.locator(".day")).to_have_text(["Yesterday"])


async def test_channels_are_apart(window: Window) -> None:
    """Another channel is opened by name, has its own messages, and news elsewhere is marked."""
    await window.bot.post(GENERAL, cards.code("en"))
    page = await window.open()
    await page.get_by_role("button", name="Open a channel").click()
    await page.keyboard.type("No Good")
    await page.keyboard.press("Enter")
    await expect(page.locator("#ask-error")).to_contain_text("1 to 30")
    await page.fill("#ask-input", "team")
    await page.keyboard.press("Enter")
    await expect(page.locator(".blank")).to_be_visible()
    await expect(page.get_by_role("heading", name="team", level=1)).to_be_visible()
    await window.bot.post(GENERAL, cards.long("en"))
    await expect(page.get_by_role("link", name="general new messages")).to_be_visible()
    await page.get_by_role("link", name="general").click()
    await expect(page.locator(".message")).to_have_count(2)


async def test_a_lost_connection_is_said_and_made_good(chromium: Browser) -> None:
    """While the server is away a banner says so; afterwards what was missed is there, each message once."""
    memory = web_demo.Memory()
    first = HttpServer("127.0.0.1", 0)
    bot = await web_demo.start(first, transcript=memory)
    await bot.post(GENERAL, Card(title="before"))
    window = Window(bot, first, chromium)
    page = await window.open()
    port = first.port
    await first.close()
    await expect(page.locator("#banner")).to_have_text("Connection lost. Reconnecting…")
    await run(page, "/help")
    await expect(page.locator(".note")).to_contain_text("could not be reached")
    second = HttpServer("127.0.0.1", port)
    again = await web_demo.start(second, transcript=memory)
    await again.platform.post(GENERAL, Card(title="after"), "after") if again.platform else None
    await expect(page.locator("#banner")).to_be_hidden(timeout=30000)
    await expect(page.locator(".message .card-title")).to_have_text(["before", "after"])
    await window.contexts[0].close()
    await second.close()


@pytest.mark.parametrize("width", [360, 768])
async def test_nothing_is_wider_than_the_window(window: Window, width: int) -> None:
    """Every shape in both languages fits a narrow window; only code and tables scroll inside themselves."""
    window.bot.post_lang = "both"
    page = await window.open(width=width, lang="zh-CN", color_scheme="dark")
    await run(page, "/show all")
    await expect(page.locator(".picture img")).to_be_visible()
    for opener in ("作答 / Answer", "排序作答 / Order them"):
        await page.get_by_role("button", name=opener).click()
    await run(page, "/demo gelu 1")
    await run(page, "/show error")
    await expect(page.locator(".note")).to_have_count(2)
    await page.fill("#line", "/")
    wide = await page.evaluate("""() => [document.documentElement, document.getElementById("scroller"),
        ...document.querySelectorAll(".card, .note, .top, .bar, .popup, .form, .clock")]
        .filter((box) => box.scrollWidth > Math.min(box.clientWidth + 1, innerWidth)).map((box) => box.className)""")
    assert wide == []
    if width < 760:
        await page.press("#line", "Escape")
        await page.get_by_role("button", name="菜单").click()
        await expect(page.get_by_role("radio", name="Lin")).to_be_visible()
        await page.keyboard.press("Escape")
        await expect(page.get_by_role("button", name="菜单")).to_be_focused()


async def test_a_channel_that_does_not_open_can_be_tried_again(window: Window) -> None:
    """While the state cannot be read the page says so, stays usable, and a press tries again."""
    await window.bot.post(GENERAL, cards.code("en"))
    page = await window.open("team")
    await page.route("**/api/state*", lambda route: route.abort())
    await page.get_by_role("link", name="general").click()
    await expect(page.get_by_role("alert").filter(has_text="The channel did not open")).to_be_visible()
    await page.get_by_role("radio", name="Lin").check(force=True)
    await page.unroute("**/api/state*")
    await page.get_by_role("button", name="Try again").click()
    await expect(page.locator(".message")).to_have_count(1)
    # The browser itself reports the request that this test broke.
    assert [text for text in window.complaints if "ERR_FAILED" not in text] == []
    window.complaints.clear()


async def test_the_drawer_holds_the_focus_and_closes(window: Window) -> None:
    """On a narrow window the side is a drawer: a click on a member closes it, and so does Esc."""
    page = await window.open(width=360)
    menu = page.get_by_role("button", name="Menu")
    await menu.click()
    await expect(page.get_by_role("button", name="Close")).to_be_focused()
    await page.get_by_role("radio", name="Lin").click()
    await expect(menu).to_be_focused()
    await expect(page.locator("#side")).to_be_hidden()
    await expect(page.get_by_role("button", name="Answering as Lin")).to_be_visible()
    await menu.press("Enter")
    await expect(page.locator("#side")).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(page.locator("#side")).to_be_hidden()


async def test_code_is_copied(window: Window) -> None:
    """The copy button puts the code, without its last line break, on the clipboard."""
    await window.bot.post(GENERAL, cards.code("en"))
    page = await window.open(permissions=["clipboard-read", "clipboard-write"])
    await page.get_by_role("button", name="Copy").click()
    await expect(page.get_by_role("button", name="Copied")).to_be_visible()
    assert await page.evaluate("navigator.clipboard.readText()") == cards.CODE


async def test_help_and_the_theme(window: Window) -> None:
    """`?` opens the help with five things to try; the theme is chosen and stays."""
    page = await window.open()
    await page.keyboard.press("?")
    await expect(page.get_by_role("dialog").get_by_role("listitem")).to_have_count(5)
    await page.keyboard.press("Escape")
    await page.get_by_role("button", name="Theme: system").click()
    await page.get_by_role("button", name="Theme: light").click()
    await page.reload()
    assert await page.evaluate("document.documentElement.dataset.theme") == "dark"
    await expect(page.get_by_role("button", name="Theme: dark")).to_be_visible()


async def test_everything_is_named_and_in_order(window: Window) -> None:
    """Landmarks exist once, every control has a name, pictures have a text, and Tab goes from side to bar."""
    window.bot.post_lang = "en"
    page = await window.open()
    await run(page, "/show all")
    await expect(page.locator(".picture img")).to_be_visible()
    nameless = await page.evaluate("""() => [...document.querySelectorAll("button, a, input, select, textarea, dialog")]
        .filter((e) => e.checkVisibility() && !(e.getAttribute("aria-label") || e.textContent.trim() || e.labels?.length
            || e.querySelector("img")?.alt
            || document.getElementById(e.getAttribute("aria-labelledby"))?.textContent)).map((e) => e.outerHTML)""")
    assert nameless == []
    assert await page.locator("img:not([alt])").count() == 0
    for role in ("navigation", "main", "banner"):
        await expect(page.get_by_role(role)).to_have_count(1)
    await page.reload()
    await expect(page.locator(".picture img")).to_be_visible()
    places: list[str] = []
    for _ in range(60):
        await page.keyboard.press("Tab")
        place = await page.evaluate("document.activeElement.closest('.skip, .side, .top, main, .bar')?.classList[0] ?? ''")
        if place not in places:
            places.append(place)
        if place == "bar":
            break
    assert [place for place in places if place] == ["skip", "side", "top", "scroller", "bar"]
