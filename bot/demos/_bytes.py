"""Bytes as cells of hex digits, and the bits of a last Base64 group."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from bot.domain.text import Lang, Text

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MOST = 64
"""Bytes shown of a longer text."""


def draw_bytes(axes: Axes, data: bytes, signature: int, lang: Lang) -> None:
    """The first 64 bytes in rows, with their ASCII characters; the first `signature` ones in green."""
    from bot.demos import _plot
    from bot.demos._code import code

    across = 8 if len(data) <= 8 else 16
    rows = -(-min(len(data), MOST) // across)
    wide, high = 100 / across, min(13.0, 34 / rows)
    size, top = min(20.0, 1.9 * high), 59 - max(0.0, 30 - high * rows) / 2
    left = (100 - wide * min(len(data), across)) / 2
    for place, byte in enumerate(data[:MOST]):
        x, y = left + wide * (place % across + 0.5), top - high * (place // across + 0.5)
        face, edge = (_plot.PALE_GREEN, _plot.GREEN) if place < signature else (_plot.PANEL, _plot.EDGE)
        _plot.box(axes, (x, y), (wide * 0.9, high * 0.88), "", face=face, edge=edge)
        code(axes, x, y + 0.15 * high, f"{byte:02x}", size, color=_plot.INK)
        code(axes, x, y - 0.25 * high, chr(byte) if 33 <= byte < 127 else "·", 0.7 * size, color=_plot.BLUE)
    hidden = len(data) - MOST
    below = top - high * rows - 2.4
    if hidden > 0:
        more = Text(f"…还有 {hidden} 字节", f"… {hidden} more byte{'s' * (hidden > 1)}")
        axes.text(100, below, more.to(lang), fontsize=14, color=_plot.MUTED, ha="right", va="center")
    if signature:
        told = Text("绿色：文件签名", "green: the file's signature")
        axes.text(left, below, told.to(lang), fontsize=14, color=_plot.GREEN, ha="left", va="center")


def draw_last_group(axes: Axes, chars: Sequence[tuple[str, int]], lang: Lang) -> None:
    """The last characters with their six bits each; bits that belong to no byte are grey, or red where they are 1."""
    from bot.demos import _plot
    from bot.demos._code import code

    used = 6 * len(chars) // 8 * 8
    axes.text(0, 14.6, Text("最后一组", "last group").to(lang), va="center", fontsize=14.5, color=_plot.MUTED)
    left, step = 17.0, 83 / 24
    for i, (char, index) in enumerate(chars):
        middle = left + step * (6 * i + 3)
        _plot.box(axes, (middle, 14.6), (step * 5.6, 5.6), "", face=_plot.PALE_ORANGE, edge=_plot.ORANGE)
        code(axes, middle, 14.6, f"{char} = {index}", 16, color=_plot.INK)
        for bit in range(6):
            place, value = 6 * i + bit, index >> 5 - bit & 1
            spare = place >= used
            color = _plot.BLUE if not spare else _plot.RED if value else _plot.MUTED
            code(axes, left + step * (place + 0.5), 8.4, str(value), 17, color=color)
    for byte in range(used // 8):
        x = left + 8 * step * byte
        axes.plot([x + 0.5, x + 8 * step - 0.5], [5.2, 5.2], color=_plot.BLUE, linewidth=3)
    if used < 6 * len(chars):
        x, end = left + step * used, left + step * 6 * len(chars)
        bad = chars[-1][1] & (1 << (6 * len(chars) - used)) - 1
        color = _plot.RED if bad else _plot.MUTED
        axes.plot([x + 0.3, end - 0.3], [5.2, 5.2], color=color, linewidth=3)
        said = Text("多余的位不是 0：非规范", "spare bits are not 0: non-canonical") if bad else Text("多余的位都是 0",
                                                                                       "spare bits, all 0")
        axes.text(x, 1.6, said.to(lang), va="center", fontsize=14.5, color=color)
