"""Fixtures for the adapters' tests: a running local page, a headless browser."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from aiohttp import ClientSession
from playwright.async_api import Browser, async_playwright

from adapters.server import HttpServer
from tests.adapters import web_demo
from tests.adapters.web_site import Site
from tests.adapters.web_window import Window

CHROMIUM = Path("/usr/bin/chromium")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def chromium() -> AsyncIterator[Browser]:
    """Debian's Chromium; without it the test is skipped, or fails when everything is required."""
    if not CHROMIUM.exists():
        reason = f"{CHROMIUM} is missing: apt-get install chromium"
        if os.environ.get("TIKU_TEST_REQUIRE") == "all":
            pytest.fail(reason)
        pytest.skip(reason)
    async with async_playwright() as driver:
        browser = await driver.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox", "--disable-gpu"])
        yield browser
        await browser.close()


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    """The local page with the demo bot, and a client without a browser's habits."""
    server = HttpServer("127.0.0.1", 0)
    bot = await web_demo.start(server)
    async with ClientSession() as http:
        yield Site(server, bot, http)
    await server.close()


@pytest_asyncio.fixture(loop_scope="module")
async def window(chromium: Browser) -> AsyncIterator[Window]:
    """Fails the test when the page logged an error, a warning, or a breach of its content policy."""
    server = HttpServer("127.0.0.1", 0)
    bot = await web_demo.start(server)
    bot.post_lang = "en"
    opened = Window(bot, server, chromium)
    yield opened
    for context in opened.contexts:
        await context.close()
    await server.close()
    assert opened.complaints == []
