"""Every demo is shown on every platform: each example whole and allowed everywhere, and each demo run through the bot itself."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from adapters.discord.render import render as to_discord
from adapters.slack.render import render as to_slack
from adapters.web.album import Album
from adapters.web.render import render as to_page
from bot.app import load_bank
from bot.demo_worker import run_demo
from bot.demos import all_demos
from bot.domain.binding import bind
from bot.domain.card import Card, Picture
from bot.domain.demo import Demo
from bot.domain.text import Lang
from tests.adapters.discord.gates import faults
from tests.adapters.discord.test_render import as_json
from tests.adapters.discord.wire import Call
from tests.adapters.slack.checker import faults_of_message
from tests.house import open_house, sqlite_url

DEMOS = all_demos()


def faults_of(card: Card) -> list[str]:
    """What a platform would refuse, or would not show: Discord puts what a message cannot hold into a file."""
    discord, slack, album = to_discord(card), to_slack(card, file_id="F0PICTURE").payload(), Album()
    page = to_page(card, lambda picture: album.show(picture, "general"))
    return [
        *faults([Call("POST", "/channels/1/messages", as_json(discord))]),
        *faults_of_message(slack),
        *(f"discord: {file.name} holds the rest" for file in discord.files if not file.name.endswith(".png")),
        *(f"the page has no {part}" for part in ("title", "body", "table", "picture", "footer") if part not in page),
    ]


@pytest.mark.parametrize("demo", DEMOS, ids=lambda demo: demo.name)
def test_every_example_fits_everywhere(demo: Demo) -> None:
    """In both languages Discord, Slack and the page take the card of each example whole, with its table and its picture."""
    for golden in demo.goldens:
        if golden.error:
            continue
        args = bind(demo.params, golden.words)
        for lang in ("zh", "en"):
            card = run_demo(demo, args, lang, plot=False).card
            alt = str((card.data or {})["alt"])
            assert faults_of(replace(card, picture=Picture(b"\x89PNG", alt, f"{demo.name}.png", 1200, 750))) == [], golden.words


async def test_every_demo_runs_through_the_bot(tmp_path: Path) -> None:
    """Each demo's example, asked for as a member does, is answered with its numbers, a picture and its buttons."""
    async with open_house(sqlite_url(tmp_path), bank=load_bank([])) as house:
        for number, demo in enumerate(DEMOS):
            lang: Lang = "en" if number % 2 else "zh"
            card = await house.say(f"/demo {demo.name} {demo.example}".strip(), f"m{number % 9}", lang=lang)
            assert card.tone == "info", card.body
            assert card.title == demo.title.to(lang)
            assert card.picture
            assert card.picture.alt
            assert [button.action[:4] for button in card.buttons][-1] == "sd1:"
            assert faults_of(card) == []
            house.clock.move(seconds=30)
