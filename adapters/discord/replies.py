"""Replies: one interaction in, one answer out, in time.

An answer is the interaction's first response, private, and never a follow-up: those share a narrow limit of the channel.
Only what computes for long is postponed, and then edited once. Answers to questions are never postponed.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import Any

import discord
from discord import app_commands

from adapters.discord import limits
from adapters.discord.calls import CallError, Calls
from adapters.discord.freshness import Freshness
from adapters.discord.inbound import lang_of, request_of, typing_of
from adapters.discord.modals import modal
from adapters.discord.outbound import edit_parts, parts
from adapters.discord.render import render
from adapters.opener import openable
from bot.domain.card import Card
from bot.domain.cards.question import is_reply
from bot.domain.command import Command
from bot.domain.request import Request
from bot.domain.text import Lang, Text
from bot.ports import Handle, Suggest, Unknown

log = logging.getLogger(__name__)
Interaction = discord.Interaction[Any]

POSTPONE = 1.5
"""Seconds of work after which an answer is postponed; the first response must come within 3."""
_ONLY_SERVERS = Text(zh="Tiku 只在服务器的频道里工作：请到频道里使用它的命令。",
                     en="Tiku works in a server's channels: use its commands there.")
_TROUBLE = Text(zh="出错了，这次没有完成。请稍后再试。", en="Something went wrong and this was not done. Please try again.")


class Replies:
    """Answers every kind of interaction; nothing that happens here is raised."""

    def __init__(self, handle: Handle, commands: Sequence[Command], suggest: Suggest, calls: Calls,
                 now: Callable[[], datetime]) -> None:
        self._handle, self._commands, self._suggest = handle, commands, suggest
        self._calls, self._now = calls, now
        self._freshness = Freshness()

    async def answer(self, interaction: Interaction) -> None:
        """Answer it, unless it is too old to be answered."""
        age = (self._now() - interaction.created_at).total_seconds()
        if not self._freshness.is_fresh(age):
            log.warning("an interaction came %.1f s late and was dropped", age)
            return
        try:
            if interaction.type is discord.InteractionType.autocomplete:
                await self._complete(interaction)
            else:
                await self._reply(interaction)
        except CallError as failed:
            log.warning("an interaction could not be answered: %s", failed.outcome)
        except Exception:
            log.exception("an interaction could not be answered")
            await self._apologise(interaction)

    async def _apologise(self, interaction: Interaction) -> None:
        """A sentence in place of Discord's own "interaction failed", where there is still time for one."""
        if interaction.response.is_done() or interaction.type is discord.InteractionType.autocomplete:
            return
        lang = lang_of(interaction)
        with contextlib.suppress(CallError):
            await self._first(interaction, Card(body=_TROUBLE.to(lang), tone="error", private=True), lang)

    async def _complete(self, interaction: Interaction) -> None:
        wanted = typing_of(interaction.data or {}, self._commands)
        found = self._suggest(wanted.source, wanted.typed, lang_of(interaction)) if wanted else ()
        choices = [app_commands.Choice(name=_cut(label), value=value) for value, label in found[: limits.CHOICES]
                   if 0 < len(value) <= limits.CHOICE]
        await self._call(lambda: interaction.response.autocomplete(choices))

    async def _reply(self, interaction: Interaction) -> None:
        request = request_of(interaction)
        if request is None:
            card = Card(body=_ONLY_SERVERS.to(lang_of(interaction)), tone="info", private=True)
            await self._first(interaction, card, lang_of(interaction))
            return
        work = asyncio.ensure_future(self._handle(request))
        if not is_reply(request.action):
            await asyncio.wait({work}, timeout=POSTPONE)
            if not work.done():
                await self._postponed(interaction, request, work)
                return
        card = await work
        if card.form is not None and interaction.type is not discord.InteractionType.modal_submit:
            shown = modal(card.form, request.lang)
            await self._call(lambda: interaction.response.send_modal(shown))
        else:
            await self._first(interaction, card, request.lang)

    async def _first(self, interaction: Interaction, card: Card, lang: Lang) -> None:
        message = render(openable(card, lang))
        await self._call(lambda: interaction.response.send_message(**parts(message), ephemeral=card.private))

    async def _postponed(self, interaction: Interaction, request: Request, work: Awaitable[Card]) -> None:
        await self._call(lambda: interaction.response.defer(ephemeral=True, thinking=True))
        message = render(openable(await work, request.lang))
        await self._calls.make(lambda: interaction.edit_original_response(**edit_parts(message)), paced=False)

    async def _call(self, response: Callable[[], Any]) -> None:
        """The first response; when its reply is lost it is made once more: Discord takes only one of the two."""
        for attempt in (1, 2):
            try:
                await self._calls.make(response, paced=False)
                return
            except CallError as failed:
                if attempt == 2 or not isinstance(failed.outcome, Unknown):
                    raise


def _cut(label: str) -> str:
    return label if len(label) <= limits.CHOICE else label[: limits.CHOICE - 1] + "…"
