"""Pictures of what members see on Discord: `python -m tests.adapters.discord.pictures [FOLDER]` writes docs/pictures/discord-*.png.

The bot runs in simcord, its preview page is opened in Debian's Chromium, and single messages are photographed.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
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
Shoot = Callable[[Simulation, Callable[[str], Awaitable[None]]], Awaitable[None]]


def computed(question: Question) -> bool:
    return question.kind == "single_choice" and question.computed_by is not None and not question.stem.zh.count("```")


@asynccontextmanager
async def _page(simulation: Simulation, viewer: Any) -> AsyncIterator[Page]:
    async with simulation.env.preview(simulation.channel, viewers=[viewer], layout="channel") as preview, async_playwright() as driver:
        browser = await driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = await browser.new_page(viewport={"width": WIDE, "height": HIGH})
        await page.goto(preview.url)
        await page.locator("article.channel-message").last.wait_for()
        await page.wait_for_load_state("networkidle")
        yield page
        await browser.close()


async def _message(simulation: Simulation, viewer: Any, message_id: int, path: Path) -> None:
    async with _page(simulation, viewer) as page:
        article = page.locator(f'article.channel-message[data-message-id="{message_id}"]')
        await article.scroll_into_view_if_needed()
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
    """Question, private verdict, board, reveal."""
    with tempfile.TemporaryDirectory() as data:
        async with open_simulation(Path(data)) as simulation:
            question = await simulation.ask(computed, window=timedelta(hours=2))
            message = simulation.channel.last_message
            key = _key_of(simulation, question)
            await simulation.manager.click(message, label="A" if key != "A" else "B")
            verdict = await simulation.ada.click(message, label=key)
            await _message(simulation, simulation.ada, message.id, folder / "discord-question.png")
            await _message(simulation, simulation.ada, verdict.response.id, folder / "discord-verdict.png")
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


async def _forms(folder: Path) -> None:
    """A question with several right options, and its form."""
    with tempfile.TemporaryDirectory() as data:
        async with open_simulation(Path(data)) as simulation:
            await simulation.ask(lambda question: question.kind == "multiple_choice", lang="en")
            message = simulation.channel.last_message
            await _form(simulation, simulation.ada, message.id, "Answer", folder / "discord-form.png")


async def _tools(folder: Path) -> None:
    """A demo, a term, the set-up."""
    with tempfile.TemporaryDirectory() as data:
        async with open_simulation(Path(data)) as simulation:
            demo = await simulation.ada.slash(simulation.channel, "demo", name="gelu", arguments="0.5")
            await _message(simulation, simulation.ada, demo.response.id, folder / "discord-demo.png")
            term = await simulation.ada.slash(simulation.channel, "lookup", term="cosine")
            await _message(simulation, simulation.ada, term.response.id, folder / "discord-lookup.png")
            form = await simulation.manager.slash(simulation.channel, "quiz setup")
            draft = await simulation.manager.submit_modal(form, {"at": "09:00", "tz": "Asia/Shanghai"})
            await _message(simulation, simulation.manager, draft.response.id, folder / "discord-setup.png")


async def make(folder: Path) -> None:
    """All pictures. A missing browser or a changed preview page fails."""
    folder.mkdir(parents=True, exist_ok=True)
    for part in (_questions, _forms, _tools):
        await part(folder)


if __name__ == "__main__":
    asyncio.run(make(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER))
