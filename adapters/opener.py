"""Opener: a form that cannot be shown at once is reached by a button."""

from __future__ import annotations

from dataclasses import replace

from bot.domain.card import Button, Card
from bot.domain.text import Lang, Text

_OPEN = Text(zh="填写…", en="Fill in…")


def openable(card: Card, lang: Lang) -> Card:
    """The card with a button that brings its form, where it has one that can be asked for again."""
    if card.form is None or not card.form.opener:
        return card
    return replace(card, buttons=(Button(_OPEN.to(lang), card.form.opener, "primary"), *card.buttons))
