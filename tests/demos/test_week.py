"""The picture of a weekly recap."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import get_args

import pytest

from bot.demo_worker import draw_chart
from bot.domain.cards.recap import week_chart
from bot.domain.text import PostLang
from bot.domain.week import Totals, Week

DAYS = (Totals(12, 14, 14, 9), Totals(9, 9, 9, 7), Totals(10_000, 12_000, 12_000, 1), Totals(), Totals(7, 7, 7, 7), Totals(1, 1, 1, 0),
        Totals(4, 4, 0, 0))
WEEK = Week(date(2026, 11, 18), Totals(), Totals(), DAYS, (), None, (), ())


@pytest.mark.parametrize("lang", get_args(PostLang))
def test_the_picture_of_a_week(lang: PostLang) -> None:
    """A PNG of the house's size that a chat takes, with an alternative text in every language of the post."""
    answer = draw_chart(week_chart(WEEK, lang))
    picture = answer.card.picture
    assert picture is not None
    assert (picture.width, picture.height, picture.name) == (1200, 750, "week.png")
    assert len(picture.png) <= 200_000
    assert ("周三：12 人，答对 64%；周四：9 人" in picture.alt) == (lang != "en")
    assert ("Wed: 12 members, 64 % correct; Thu: 9 members" in picture.alt) == (lang != "zh")


def test_the_alternative_text_names_every_number() -> None:
    """A day without answers and one where nothing could be right have no share; one member is one member."""
    assert week_chart(WEEK, "en").alt == (
        "The week: Wed: 12 members, 64 % correct; Thu: 9 members, 78 % correct; Fri: 10000 members, 0 % correct; Sat: 0 members; "
        "Sun: 7 members, 100 % correct; Mon: 1 member, 0 % correct; Tue: 4 members")


def test_an_empty_week_can_be_drawn() -> None:
    """Nothing divides by nothing."""
    assert draw_chart(week_chart(replace(WEEK, days=(Totals(),) * 7), "both")).png
