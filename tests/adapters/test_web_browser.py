"""The local page in a headless browser: what a newcomer does, by mouse and by keyboard."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, Page, expect

from adapters.server import HttpServer
from bot.domain.card import Card
from bot.ports import Sent
from tests.adapters import web_cards as cards
from tests.adapters import web_demo

pytestmark = pytest.mark.asyncio(loop_scope="module")

GENERAL = "web:local:general"


@dataclass(slots=True)
class Site:
    """A running bot and a browser; whatever the browser complains about is collected."""

    bot: web_demo.Bot
    server: HttpServer
    browser: Browser
    complaints: list[str] = field(default_factory=list)
    contexts: list[BrowserContext] = field(default_factory=list)

    async def open(self, channel: str = "general", *, lang: str = "en-US", width: int = 1280, **options: Any) -> Page:
        """A page of its own, with nothing remembered."""
        context = await self.browser.new_context(viewport={"width": width, "height": 800}, locale=lang, **options)
        self.contexts.append(context)
        page = await context.new_page()
        page.set_default_timeout(5000)
        page.on("console", lambda message: self.complaints.append(message.text) if message.type != "log" else None)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        await page.goto(f"{self.server.url}/#{channel}")
        await expect(page.locator(".message, .blank").first).to_be_visible()
        return page


@pytest_asyncio.fixture(loop_scope="module")
async def site(chromium: Browser) -> AsyncIterator[Site]:
    """Fails the test when the page logged an error, a warning, or a breach of its content policy."""
    server = HttpServer("127.0.0.1", 0)
    bot = await web_demo.start(server)
    bot.post_lang = "en"
    found = Site(bot, server, chromium)
    yield found
    for context in found.contexts:
        await context.close()
    await server.close()
    assert found.complaints == []


async def run(page: Page, line: str) -> None:
    await page.fill("#line", line)
    await page.press("#line", "Enter")


async def test_answering_by_click_gives_a_private_verdict(site: Site) -> None:
    """A click on an option is answered below its card, for this member only, and can be put away."""
    await site.bot.post(GENERAL, cards.letters(site.bot.clock.now(), "en"))
    page, other = await site.open(), await site.open()
    await page.click(".letter[data-letter=A]")
    note = page.locator(".note.under")
    await expect(note).to_contain_text("Only you can see this")
    await expect(note.locator(".card-title")).to_have_text("Not this time")
    assert [asked.action for asked in site.bot.asked or []] == ["q1:r1:A"]
    await expect(other.locator(".note")).to_have_count(0)
    await page.click(".letter[data-letter=B]")
    await expect(note).to_have_count(1)
    await expect(note.locator(".card-title")).to_have_text("Correct, +30 points")
    await note.get_by_role("button", name="Dismiss").click()
    await expect(note).to_have_count(0)


async def test_letters_answer_the_newest_question(site: Site) -> None:
    """Without a mouse, a letter chooses on the newest open question, but not while typing."""
    await site.bot.post(GENERAL, cards.letters(site.bot.clock.now(), "en", "old"))
    await site.bot.post(GENERAL, cards.letters_below(site.bot.clock.now(), "en"))
    await site.bot.post(GENERAL, cards.code("en"))
    page = await site.open()
    await page.keyboard.press("b")
    await expect(page.locator(".note.under .card-title")).to_have_text("Correct, +30 points")
    await page.focus("#line")
    await page.keyboard.type("abc")
    assert [asked.action for asked in site.bot.asked or []] == ["q1:r6:B"]
    assert await page.input_value("#line") == "abc"


async def test_a_typed_answer_by_keyboard(site: Site) -> None:
    """The form opens with the focus in it, says what is missing, sends, closes, and Esc cancels."""
    await site.bot.post(GENERAL, cards.typed(site.bot.clock.now(), "en"))
    page = await site.open()
    answer = page.get_by_role("button", name="Answer", exact=True)
    await answer.focus()
    await page.keyboard.press("Enter")
    await expect(page.get_by_label("Perplexity")).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("alert").filter(has_text="This needs an answer.")).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(answer).to_be_focused()
    await page.keyboard.press("Enter")
    await page.keyboard.type("7.39")
    await page.keyboard.press("Enter")
    await expect(page.locator(".note.under .card-title")).to_have_text("Correct, +30 points")
    await expect(page.locator("form.form")).to_have_count(0)
    [asked] = site.bot.asked or []
    assert (asked.action, asked.values) == ("q1:r3", {"answer": "7.39"})


async def test_several_picks_and_an_order(site: Site) -> None:
    """Letters tick the boxes; the arrows move an item and keep the focus; both travel as comma lists."""
    await site.bot.post(GENERAL, cards.many(site.bot.clock.now(), "en"))
    page = await site.open()
    await page.locator(".form [type=submit]").last.click()
    await expect(page.get_by_text("Choose at least one.")).to_be_visible()
    for letter in "abd":
        await page.keyboard.press(letter)
    await page.locator(".form [type=submit]").last.click()
    await expect(page.locator(".note.under .card-title")).to_have_text("Correct, +30 points")
    await site.bot.post(GENERAL, cards.rank(site.bot.clock.now(), "en"))
    await page.get_by_role("button", name="Order them").click()
    up = page.get_by_role("button", name="Move C. Forward pass up")
    for _ in range(3):
        await up.press("Enter")
    await expect(up).to_be_focused()
    await page.get_by_role("button", name="Move D. Backward pass up").press("Enter")
    await page.locator(".form [type=submit]").last.click()
    await expect(page.locator(".note.under")).to_have_count(2)
    assert [asked.values for asked in site.bot.asked or []] == [{"answer": "A,B,D"}, {"answer": "C,A,D,B"}]


async def test_an_edit_keeps_what_is_being_typed(site: Site) -> None:
    """When a card changes while its form is open, text and focus stay."""
    now = site.bot.clock.now()
    sent = await site.bot.platform.post(GENERAL, cards.typed(now, "en"), "k") if site.bot.platform else None
    assert isinstance(sent, Sent) and site.bot.platform
    page = await site.open()
    await page.get_by_role("button", name="Answer", exact=True).click()
    await page.keyboard.type("7.3")
    await site.bot.platform.edit(GENERAL, sent.message_id, cards.typed(now.replace(year=now.year + 1), "en"))
    await expect(page.locator(".facts time")).to_contain_text(" d ")
    await page.keyboard.type("9")
    assert await page.get_by_label("Perplexity").input_value() == "7.39"


async def test_members_take_turns(site: Site) -> None:
    """Each member sees their own replies; a new member can be added and is remembered."""
    await site.bot.post(GENERAL, cards.letters(site.bot.clock.now(), "en"))
    page = await site.open()
    await page.keyboard.press("a")
    await expect(page.locator(".note.under")).to_have_count(1)
    await page.get_by_role("radio", name="小明").check(force=True)
    await expect(page.locator(".note.under")).to_have_count(0)
    await page.locator(".letter[data-letter=B]").click()
    await page.get_by_role("button", name="Add a member").click()
    await page.keyboard.type("Grace Hopper")
    await page.keyboard.press("Enter")
    await page.locator(".letter[data-letter=C]").click()
    await expect(page.locator(".note.under")).to_have_count(1)
    assert [(a.member.id, a.member.name) for a in site.bot.asked or []] == [
        ("ada", "Ada"), ("xiaoming", "小明"), ("grace-hopper", "Grace Hopper")]
    await page.get_by_role("radio", name="Ada").check(force=True)
    await expect(page.locator(".note.under .card-title")).to_have_text("Not this time")
    await page.reload()
    await expect(page.get_by_role("radio", name="Grace Hopper")).to_have_count(1)


async def test_the_command_bar_completes_and_remembers(site: Site) -> None:
    """`/` opens it; Tab completes commands, choices and the bot's suggestions; arrows bring back earlier lines."""
    page = await site.open()
    await page.keyboard.press("/")
    await expect(page.get_by_role("option")).to_have_count(6)
    await page.keyboard.type("loo")
    await page.keyboard.press("Tab")
    assert await page.input_value("#line") == "/lookup "
    await expect(page.locator("#usage")).to_contain_text("such as gelu")
    await page.keyboard.type("soft")
    await expect(page.get_by_role("option", name="softmax")).to_be_visible()
    await page.keyboard.press("ArrowDown")
    await expect(page.get_by_role("option", name="softmax")).to_have_attribute("aria-selected", "true")
    await page.keyboard.press("Enter")
    await page.keyboard.press("Enter")
    await expect(page.locator(".note .card-title")).to_have_text("softmax")
    await run(page, "/demo gelu 1")
    await expect(page.locator(".note")).to_have_count(2)
    await page.keyboard.press("ArrowUp")
    await page.keyboard.press("ArrowUp")
    assert await page.input_value("#line") == "/lookup softmax"
    await page.keyboard.press("ArrowDown")
    assert await page.input_value("#line") == "/demo gelu 1"
    assert [(a.command, a.words) for a in site.bot.asked or []] == [("lookup", "softmax"), ("demo", "gelu 1")]


async def test_a_line_without_a_slash_gets_a_hint(site: Site) -> None:
    """Talk does not reach the bot; the hint offers commands that fill the bar."""
    page = await site.open()
    await run(page, "hello")
    hint = page.locator(".note")
    await expect(hint).to_contain_text("Commands start with /")
    await hint.get_by_role("button", name="/quiz today").click()
    assert await page.input_value("#line") == "/quiz today"
    assert site.bot.asked == []


async def test_a_form_answers_a_bare_command(site: Site) -> None:
    """The form of a private reply takes the focus; its result can be shared with everyone."""
    page, other = await site.open(), await site.open()
    await run(page, "/demo")
    await expect(page.get_by_role("radio", name="GELU")).to_be_focused()
    await page.get_by_role("button", name="Run").click()
    await expect(page.locator(".note.under .picture img")).to_be_visible()
    await page.get_by_role("button", name="Share here").click()
    await expect(other.locator(".message .picture img")).to_be_visible()
    await other.locator(".message .picture").click()
    await expect(other.get_by_role("dialog", name="Picture")).to_contain_text("GELU")
    await other.keyboard.press("Escape")
    await expect(other.get_by_role("dialog")).to_have_count(0)
    [asked] = [a for a in site.bot.asked or [] if a.action == "demo:run"]
    assert asked.values == {"name": "gelu", "x": "1.0", "note": ""}


async def test_the_language_is_switched_and_remembered(site: Site) -> None:
    """The page starts in the browser's language, and the choice stays and reaches the bot."""
    page = await site.open(lang="zh-CN")
    await expect(page.locator("#line")).to_have_attribute("placeholder", "输入 / 查看命令")
    await page.get_by_role("button", name="EN").click()
    await expect(page.locator("#line")).to_have_attribute("placeholder", "Type / for commands")
    await page.reload()
    await expect(page.get_by_role("heading", name="Channels")).to_be_visible()
    await run(page, "/help")
    await expect(page.locator(".note .card-title")).to_have_text("What you can ask")
    assert [asked.lang for asked in site.bot.asked or []] == ["en"]


async def test_the_clock_is_moved(site: Site) -> None:
    """A step moves the shown time on every page, and closing times follow."""
    await site.bot.post(GENERAL, cards.letters(site.bot.clock.now(), "en"))
    page, other = await site.open(), await site.open()
    closes = page.locator(".facts time")
    await expect(closes).to_contain_text("in 3 h")
    await page.get_by_role("button", name="Move the clock on by 1 hour").click()
    await expect(closes).to_contain_text("in 2 h")
    await expect(other.locator(".facts time")).to_contain_text("in 2 h")
    before = await page.inner_text("#clock-now")
    await page.get_by_role("button", name="Move the clock on by 1 day").click()
    await expect(page.locator("#clock-now")).not_to_have_text(before)
    await expect(closes).to_contain_text("ago")


async def test_channels_are_apart(site: Site) -> None:
    """Another channel is opened by name, has its own messages, and news elsewhere is marked."""
    await site.bot.post(GENERAL, cards.code("en"))
    page = await site.open()
    await page.get_by_role("button", name="Open a channel").click()
    await page.keyboard.type("No Good")
    await page.keyboard.press("Enter")
    await expect(page.locator("#ask-error")).to_contain_text("1 to 30")
    await page.fill("#ask-input", "team")
    await page.keyboard.press("Enter")
    await expect(page.locator(".blank")).to_be_visible()
    await expect(page.get_by_role("heading", name="team", level=1)).to_be_visible()
    await site.bot.post(GENERAL, cards.long("en"))
    await expect(page.get_by_role("link", name="general new messages")).to_be_visible()
    await page.get_by_role("link", name="general").click()
    await expect(page.locator(".message")).to_have_count(2)


async def test_a_lost_connection_is_said_and_made_good(chromium: Browser) -> None:
    """While the server is away a banner says so; afterwards what was missed is there, each message once."""
    memory = web_demo.Memory()
    first = HttpServer("127.0.0.1", 0)
    bot = await web_demo.start(first, transcript=memory)
    await bot.post(GENERAL, Card(title="before"))
    site = Site(bot, first, chromium)
    page = await site.open()
    port = first.port
    await first.close()
    await expect(page.locator("#banner")).to_have_text("Connection lost. Reconnecting…")
    await run(page, "/help")
    await expect(page.locator(".note")).to_contain_text("could not be reached")
    second = HttpServer("127.0.0.1", port)
    again = await web_demo.start(second, transcript=memory)
    await again.platform.post(GENERAL, Card(title="after"), "after") if again.platform else None
    await expect(page.locator("#banner")).to_be_hidden(timeout=8000)
    await expect(page.locator(".message .card-title")).to_have_text(["before", "after"])
    await site.contexts[0].close()
    await second.close()


@pytest.mark.parametrize("width", [360, 768])
async def test_nothing_is_wider_than_the_window(site: Site, width: int) -> None:
    """Every shape in both languages fits a narrow window; only code and tables scroll inside themselves."""
    site.bot.post_lang = "both"
    page = await site.open(width=width, lang="zh-CN", color_scheme="dark")
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


async def test_code_is_copied(site: Site) -> None:
    """The copy button puts the code, without its last line break, on the clipboard."""
    await site.bot.post(GENERAL, cards.code("en"))
    page = await site.open(permissions=["clipboard-read", "clipboard-write"])
    await page.get_by_role("button", name="Copy").click()
    await expect(page.get_by_role("button", name="Copied")).to_be_visible()
    assert await page.evaluate("navigator.clipboard.readText()") == cards.CODE


async def test_help_and_the_theme(site: Site) -> None:
    """`?` opens the help with five things to try; the theme is chosen and stays."""
    page = await site.open()
    await page.keyboard.press("?")
    await expect(page.get_by_role("dialog").get_by_role("listitem")).to_have_count(5)
    await page.keyboard.press("Escape")
    await page.get_by_role("button", name="Theme: system").click()
    await page.get_by_role("button", name="Theme: light").click()
    await page.reload()
    assert await page.evaluate("document.documentElement.dataset.theme") == "dark"
    await expect(page.get_by_role("button", name="Theme: dark")).to_be_visible()


async def test_everything_is_named_and_in_order(site: Site) -> None:
    """Landmarks exist once, every control has a name, pictures have a text, and Tab goes from side to bar."""
    site.bot.post_lang = "en"
    page = await site.open()
    await run(page, "/show all")
    await expect(page.locator(".picture img")).to_be_visible()
    nameless = await page.evaluate("""() => [...document.querySelectorAll("button, a, input, select, textarea, dialog")]
        .filter((e) => e.checkVisibility() && !(e.getAttribute("aria-label") || e.textContent.trim() || e.labels?.length || e.querySelector("img")?.alt
            || document.getElementById(e.getAttribute("aria-labelledby"))?.textContent)).map((e) => e.outerHTML)""")
    assert nameless == []
    assert await page.locator("img:not([alt])").count() == 0
    for role in ("navigation", "main", "banner"):
        await expect(page.get_by_role(role)).to_have_count(1)  # type: ignore[arg-type]
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
