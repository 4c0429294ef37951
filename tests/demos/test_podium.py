"""The podium's picture: whatever members and managers call themselves and their seasons."""

from __future__ import annotations

from itertools import pairwise

import pytest

from bot.demo_worker import draw_chart
from bot.demos._podium import draw_podium
from bot.domain.cards.live_end import Podium

NAMES = ["$\\frac{$", "$x_1$ costs $5", "a_b^c{d}", "🎉🎉🎉", "\\", "%", "李" * 32, "W" * 32, "Z\u0300algo", "العربية", "\u200b"]


@pytest.mark.parametrize("name", NAMES)
def test_any_name_can_be_drawn(name: str) -> None:
    """As a title, on a step and as a team: a picture comes out, and what it shows is no formula."""
    chart = Podium(name, ((1, name, 50), (1, "Ada", 50), (3, name, 7)), ((1, name, 9),), "alt", "season.png")
    card = draw_chart(chart).card
    assert card.picture is not None
    assert card.picture.png.startswith(b"\x89PNG")


def test_long_names_do_not_meet() -> None:
    """Names side by side, Latin or Chinese, keep apart."""
    figure = draw_podium(Podium("t", ((1, "李" * 32, 50), (1, "W" * 32, 50), (1, "a" * 32, 7)), (), "alt"))
    axes, = figure.axes
    shown = [text for text in axes.texts if "…" in text.get_text()]
    boxes = sorted((text.get_window_extent() for text in shown), key=lambda box: float(box.x0))
    assert len(boxes) == 3
    assert all(left.x1 < right.x0 for left, right in pairwise(boxes))
