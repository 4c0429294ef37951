"""What people typed, fit to be drawn: nothing that starts a formula, and no character that the fonts lack."""

from __future__ import annotations

import functools

from bot.domain.reading import shown


@functools.cache
def _drawable() -> frozenset[int]:
    """The code points of the house's two fonts."""
    from matplotlib import font_manager
    from pylopdf_fonts_zh_cn import sans_path

    paths = (str(sans_path()), font_manager.findfont("DejaVu Sans"))
    return frozenset(code for path in paths for code in font_manager.get_font(path).get_charmap())


def legible(text: str, limit: int = 40) -> str:
    """One line of at most `limit` characters; a box stands for what no font has."""
    kept = "".join(c if ord(c) in _drawable() else "□" for c in shown(text, limit))
    return kept.replace("$", r"\$")
