"""Explain a term."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot import sharing
from bot.domain.bank import Term
from bot.domain.card import Card
from bot.domain.cards.term import missing_card, term_card
from bot.domain.command import Action, Command
from bot.domain.errors import Refusal
from bot.domain.param import Param
from bot.domain.request import Request
from bot.domain.search import SURE
from bot.domain.text import Text
from bot.quiz import Quiz

_GONE = Text(zh="这个词条已经不在了。", en="This term is no longer there.")


async def lookup(quiz: Quiz, request: Request, args: Mapping[str, Any]) -> Card:
    """The best hit as a card, or near ones to choose from."""
    hits = quiz.search.find(args["term"], limit=5)
    if hits and hits[0].score >= SURE:
        return _card(quiz, request, hits[0].term)
    return missing_card(args["term"], [hit.term for hit in hits], request.lang)


async def press(quiz: Quiz, request: Request, args: Mapping[str, Any]) -> Card:
    """`look1:<term>`."""
    return _card(quiz, request, _term(quiz, args))


async def share(quiz: Quiz, request: Request, args: Mapping[str, Any]) -> Card:
    """`st1:<term>`: post the term in the channel."""
    term = _term(quiz, args)
    card = term_card(term, quiz.bank.topic_title(term.topic), request.lang, share=False)
    return await sharing.share(quiz, request, card)


def _term(quiz: Quiz, args: Mapping[str, Any]) -> Term:
    term = quiz.bank.terms.get((*args["args"], "")[0])
    if term is None:
        raise Refusal(_GONE)
    return term


def _card(quiz: Quiz, request: Request, term: Term) -> Card:
    return term_card(term, quiz.bank.topic_title(term.topic), request.lang)


COMMANDS = (
    Command("lookup", Text(zh="查一个术语", en="Look up a term"), lookup, (
        Param("term", "text", Text(zh="术语，中文或英文", en="a term, in English or Chinese"), example="cosine",
              max_len=100, suggest="terms"),
    ), place=40),
)
ACTIONS = (Action("look1", press), Action("st1", share))
