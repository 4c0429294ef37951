"""Naming: of the core's commands Slack owns a few; the others are words after `/quiz`, and that is how members read of them.

Behind a manifest's prefix the names on Slack are others still, and the program does not know them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from adapters.slack.manifest import COMMANDS
from bot.domain.card import Card
from bot.domain.command import Command
from bot.domain.request import Request
from bot.ports import Handle

_CODE = re.compile(r"(```.*?(?:```|\Z)|`[^`\n]*`)", re.DOTALL)


def called_here(handle: Handle, commands: Sequence[Command]) -> Handle:
    """The same handle, whose cards say `/quiz help` for `/help` in body and footer.

    A name counts where it stands as a word or begins inline code. Questions, code blocks, addresses and whatever repeats
    what the member typed stay as they are.
    """
    others = {command.path.split(" ")[0] for command in commands} - set(COMMANDS)
    name = re.compile(rf"(?<![\w/:.@#~-])/(?:{'|'.join(sorted(others)) or '(?!)'})(?![\w/-]|\.\w)")

    def renamed(text: str) -> str:
        return "".join(_in_code(name, part) if index % 2 else name.sub(_called, part)
                       for index, part in enumerate(_CODE.split(text)))

    async def answer(request: Request) -> Card:
        card = await handle(request)
        typed = (request.words, request.action, *request.values.values())
        if card.tone == "question" or any(name.search(text) for text in typed):
            return card
        return replace(card, body=renamed(card.body), footer=renamed(card.footer))

    return answer


def _in_code(name: re.Pattern[str], code: str) -> str:
    return code if code.startswith("```") or not name.match(code, 1) else name.sub(_called, code, count=1)


def _called(found: re.Match[str]) -> str:
    return f"/{COMMANDS[0]} {found[0].removeprefix('/')}"
