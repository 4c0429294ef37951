"""A running bot and browser windows on its local page."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from playwright.async_api import Browser, BrowserContext, Page, expect

from adapters.server import HttpServer
from tests.adapters import web_demo


@dataclass(slots=True)
class Window:
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
        page.set_default_timeout(30000)
        page.on("console", lambda message: self.complaints.append(message.text) if message.type != "log" else None)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        await page.goto(f"{self.server.url}/#{channel}")
        await expect(page.locator(".message, .blank").first).to_be_visible()
        return page


async def run(page: Page, line: str) -> None:
    """Type the line into the command bar and send it."""
    await page.fill("#line", line)
    await page.press("#line", "Enter")
