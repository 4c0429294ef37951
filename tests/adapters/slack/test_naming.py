"""How members read of commands on Slack, which owns five of them: the others are words after `/quiz`."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from adapters.slack.naming import called_here
from bot.dispatch import declared_commands
from bot.domain.card import Card, Field
from bot.domain.request import Member, Request
from tests.adapters.slack.office import ADA, CHEN, Office, words


async def shown(card: Card, words: str = "", **values: str) -> Card:
    """The card as the member gets it who typed those words."""
    async def core(_: Request) -> Card:
        return card

    return await called_here(core, declared_commands())(Request(
        channel="slack:T1:C1", member=Member("U1", "Ada"), at=datetime(2026, 11, 24, tzinfo=UTC), lang="en", command="quiz me",
        words=words, values=values))


@pytest.mark.parametrize(("core", "here"), [
    ("`/privacy show` puts you back.", "`/quiz privacy show` puts you back."),
    ("没有命令 /x。/help 会列出所有命令。", "没有命令 /x。/quiz help 会列出所有命令。"),
    ("Try /help.", "Try /quiz help."),
    ("After /privacy write one of: show", "After /quiz privacy write one of: show"),
    ("- `/help` See\n- `/privacy delete [confirm]` Erase", "- `/quiz help` See\n- `/quiz privacy delete [confirm]` Erase"),
    ("`/schedule set` and /quiz help, /demo gelu", "`/schedule set` and /quiz help, /demo gelu"),
    ("https://example.com/help and example.com/privacy/show", "https://example.com/help and example.com/privacy/show"),
    ("/helpful, /help-desk, /help.html, /help/faq, and/help", "/helpful, /help-desk, /help.html, /help/faq, and/help"),
    ("`cat /help` and\n```\n/help\n```", "`cat /help` and\n```\n/help\n```"),
])
async def test_a_command_that_slack_does_not_own_stands_after_quiz(core: str, here: str) -> None:
    """Where a text names it as a word, in body and footer; not in addresses, paths or code."""
    found = await shown(Card(body=core, footer=core))
    assert (found.body, found.footer) == (here, here)


async def test_what_members_and_questions_say_stays() -> None:
    """A reply, a word that the member typed, and a question that happens to hold the name are shown as they are."""
    text = "You wrote `/help`."
    assert (await shown(Card(body=text), words="/help")).body == text
    assert (await shown(Card(body=text), answer="see /help")).body == text
    assert (await shown(Card(body=text, tone="question"))).body == text
    assert (await shown(Card(body="x", fields=(Field("Your answer", "/help"),)))).fields[0].value == "/help"


@pytest.mark.parametrize("user", [ADA, CHEN])
async def test_members_are_told_what_they_can_type(office: Office, user: str) -> None:
    """In both languages the list of commands and a hint in a text name only what works when it is typed."""
    listed = words((await office.type("/quiz help", user)) or {})
    assert "/quiz privacy show" in listed
    assert "`/help" not in listed
    assert "`/privacy" not in listed
    hidden = words((await office.type("/quiz privacy hide", user)) or {})
    assert "`/quiz privacy show`" in hidden
    assert ("puts you back" in hidden) == (user == ADA)
