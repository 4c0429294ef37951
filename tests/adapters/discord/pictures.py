"""Pictures of what members see on Discord: `python -m tests.adapters.discord.pictures [FOLDER]` writes docs/pictures/discord-*.png.

The bot runs in simcord, its preview page is opened in Debian's Chromium, and single messages are photographed.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from playwright.async_api import Page, async_playwright

from bot.domain.question import Question
from tests.adapters.discord.simulated import Simulation, open_simulation

FOLDER = Path(__file__).parents[3] / "docs" / "pictures"
CHROMIUM = "/usr/bin/chromium"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
WIDE, HIGH = 760, 2000
AS_DISCORD = """
.embed-card .markdown-paragraph + *, .embed-card * + .markdown-paragraph { margin-top: 1.1em; }
.embed-card .code-block, .embed-card .code-block code { white-space: pre-wrap; min-width: 0; }
.embed-card .code-language { display: none; }
#modal-root * { max-height: none !important; }
"""
"""What the preview page draws otherwise than Discord does: no empty line between paragraphs, code that has its language above
it and is not wrapped; and dialogs that scroll, which a picture cannot."""
LINKS = """name => {
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const found = [];
  while (texts.nextNode()) if (/^<#\\d+>$/.test(texts.currentNode.data.trim())) found.push(texts.currentNode);
  for (const text of found) {
    const link = Object.assign(document.createElement("span"), { textContent: `# ${name}` });
    link.style = "background: #3c4270; color: #c9cdfb; border-radius: 3px; padding: 0 2px";
    text.replaceWith(link);
  }
}"""
"""Links to channels, which the preview page leaves as they are written."""
Shoot = Callable[[Simulation, Callable[[str], Awaitable[None]]], Awaitable[None]]


def computed(question: Question) -> bool:
    return question.kind == "single_choice" and question.computed_by is not None and not question.stem.zh.count("```")


@asynccontextmanager
async def _page(simulation: Simulation, viewer: Any) -> AsyncIterator[Page]:
    async with simulation.env.preview(simulation.channel, viewers=[viewer], layout="channel") as preview, async_playwright() as driver:
        browser = await driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = await browser.new_page(viewport={"width": WIDE, "height": HIGH}, bypass_csp=True)
        await page.goto(preview.url)
        await page.add_style_tag(content=AS_DISCORD)
        await page.locator("article.channel-message").last.wait_for()
        await page.wait_for_load_state("networkidle")
        yield page
        await browser.close()


async def _message(simulation: Simulation, viewer: Any, message_id: int, path: Path) -> None:
    async with _page(simulation, viewer) as page:
        article = page.locator(f'article.channel-message[data-message-id="{message_id}"]')
        await article.scroll_into_view_if_needed()
        await page.evaluate(LINKS, simulation.channel.name)
        await page.mouse.move(5, 5)
        await page.wait_for_timeout(400)
        await article.screenshot(path=str(path))


async def _form(simulation: Simulation, viewer: Any, message_id: int, label: str, path: Path) -> None:
    """Press a button on the page itself, and photograph the form that opens."""
    async with _page(simulation, viewer) as page:
        article = page.locator(f'article.channel-message[data-message-id="{message_id}"]')
        await article.get_by_role("button", name=label).click()
        dialog = page.locator("#modal-root [role=dialog], #modal-root .modal").first
        await dialog.wait_for()
        await page.wait_for_timeout(400)
        await dialog.screenshot(path=str(path))


async def _questions(folder: Path) -> None:
    """Question, both private verdicts, board, reveal."""
    with tempfile.TemporaryDirectory() as data:
        async with open_simulation(Path(data)) as simulation:
            question = await simulation.ask(computed, window=timedelta(hours=2))
            message = simulation.channel.last_message
            key = _key_of(simulation, question)
            wrong = await simulation.manager.click(message, label="A" if key != "A" else "B")
            verdict = await simulation.ada.click(message, label=key)
            await _message(simulation, simulation.ada, message.id, folder / "discord-question.png")
            await _message(simulation, simulation.ada, verdict.response.id, folder / "discord-verdict.png")
            await _message(simulation, simulation.manager, wrong.response.id, folder / "discord-verdict-wrong.png")
            board = await simulation.ada.slash(simulation.channel, "leaderboard", period="all")
            await _message(simulation, simulation.ada, board.response.id, folder / "discord-board.png")
            await simulation.pass_time(hours=2)
            reveal = simulation.channel.last_message
            await _message(simulation, simulation.ada, reveal.id, folder / "discord-reveal.png")


def _key_of(simulation: Simulation, question: Question) -> str:
    """The letter shown for the right option, read from the stored round."""
    from bot.domain.picking import option_order
    from bot.domain.question import LETTERS

    custom_id = simulation.channel.last_message.components[0].children[0].custom_id
    order = option_order(len(question.options), custom_id.split(":")[1])
    return LETTERS[order.index(LETTERS.index(str(question.key)))]


async def _kinds(folder: Path) -> None:
    """Questions with formulas and with long code; the forms of several right options and of an order."""
    for name, fits in (("formula", _of_formulas), ("code", _of_code)):
        with tempfile.TemporaryDirectory() as data:
            async with open_simulation(Path(data)) as simulation:
                await simulation.ask(fits, lang="en", window=timedelta(hours=24))
                await _message(simulation, simulation.ada, simulation.channel.last_message.id, folder / f"discord-{name}.png")
    for name, kind in (("form", "multiple_choice"), ("order", "ordering")):
        with tempfile.TemporaryDirectory() as data:
            async with open_simulation(Path(data)) as simulation:
                await simulation.ask(lambda question, kind=kind: question.kind == kind, lang="en")  # type: ignore[misc]
                await _form(simulation, simulation.ada, simulation.channel.last_message.id, "Answer", folder / f"discord-{name}.png")


def _of_formulas(question: Question) -> bool:
    return question.kind == "single_choice" and question.stem.en.count("$") >= 4 and "```" not in question.stem.en


def _of_code(question: Question) -> bool:
    return question.kind == "code_output" and question.stem.en.count("\n") >= 16


async def _tools(folder: Path) -> None:
    """A demo and a term."""
    with tempfile.TemporaryDirectory() as data:
        async with open_simulation(Path(data)) as simulation:
            demo = await simulation.ada.slash(simulation.channel, "demo", name="gelu", arguments="0.5")
            await _message(simulation, simulation.ada, demo.response.id, folder / "discord-demo.png")
            term = await simulation.ada.slash(simulation.channel, "lookup", term="cosine")
            await _message(simulation, simulation.ada, term.response.id, folder / "discord-lookup.png")


async def _setup(folder: Path) -> None:
    """The greeting, its form, the preview, and what an unknown zone leads to."""
    with tempfile.TemporaryDirectory() as data:
        async with open_simulation(Path(data)) as simulation:
            hello = await simulation.house.dispatch.handle(simulation.house.request(
                channel=simulation.place, action="hello1:", manager=True))
            await simulation.platform.post(simulation.place, replace(hello, private=False), "hello")
            greeting = simulation.channel.last_message
            await _message(simulation, simulation.manager, greeting.id, folder / "discord-hello.png")
            await _form(simulation, simulation.manager, greeting.id, "Set up", folder / "discord-setup-form.png")
            for name, zone in (("zone", "Berlim"), ("setup", "Berlin")):
                form = await simulation.manager.slash(simulation.channel, "quiz setup")
                draft = await simulation.manager.submit_modal(form, {
                    "channel": [simulation.channel], "at": "09:00 mon-fri", "tz": zone, "lang": "en"})
                await _message(simulation, simulation.manager, draft.response.id, folder / f"discord-{name}.png")


async def make(folder: Path) -> None:
    """All pictures. A missing browser or a changed preview page fails."""
    folder.mkdir(parents=True, exist_ok=True)
    for part in (_questions, _kinds, _tools, _setup):
        await part(folder)


if __name__ == "__main__":
    asyncio.run(make(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER))
