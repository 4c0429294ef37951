"""Base64 step by step: bytes, 24-bit groups, 6-bit indices, characters. RFC 4648 §4."""

from __future__ import annotations

import string
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from bot.domain.card import Table
from bot.domain.demo import Demo, Golden, Result
from bot.domain.param import Param
from bot.domain.reading import fault
from bot.domain.text import Lang, Text

if TYPE_CHECKING:
    from matplotlib.figure import Figure

ALPHABET = string.ascii_uppercase + string.ascii_lowercase + string.digits + "+/"
MAX_BYTES = 512
_TEXT = Param("text", "text", Text("文字", "text"), example="Man", max_len=MAX_BYTES)
_ROWS = 8


def run(text: str) -> Result:
    """The bytes of the UTF-8 text, the 6-bit indices (padding has none), the encoded text and its length."""
    data = text.encode()
    if len(data) > MAX_BYTES:
        raise fault(_TEXT, "E_LEN", Text(f"编码成 UTF-8 有 {len(data)} 字节，最多 {MAX_BYTES} 字节",
                                         f"it has {len(data)} bytes in UTF-8, at most {MAX_BYTES} fit"))
    padding = -len(data) % 3
    bits = int.from_bytes(data + bytes(padding), "big")
    places = 4 * (len(data) + padding) // 3
    indices = [bits >> 6 * (places - 1 - i) & 63 for i in range(places - padding)]
    encoded = "".join(ALPHABET[index] for index in indices) + "=" * padding
    values = {"bytes": list(data), "indices": indices, "encoded": encoded, "length": len(encoded), "padding": padding,
              "overhead": len(encoded) / len(data) - 1}
    return Result(values, _text(values), {"zh": _table(values, "zh"), "en": _table(values, "en")}, _note(encoded),
                  _alt(values))


def _short(encoded: str, limit: int = 64) -> str:
    return encoded if len(encoded) <= limit else encoded[: limit - 1] + "…"


def _text(values: Mapping[str, Any]) -> Text:
    count, length, padding = len(values["bytes"]), values["length"], values["padding"]
    share, encoded = f"{100 * values['overhead']:.1f} %", _short(values["encoded"])
    return Text(
        f"`{encoded}`：{count} 字节编成 {length} 个字符，其中填充 {padding} 个“=”，长了 {share}。",
        f"`{encoded}`: {count} byte{'s' * (count != 1)} become{'s' * (count == 1)} {length} characters, {padding} of "
        f"them padding, {share} more.",
    )


def _table(values: Mapping[str, Any], lang: Lang) -> Table:
    """A row a group of three bytes, as many as a chat message has room for; the last row is the answer."""
    head = Text("字节|24 位|6 位序号|字符", "bytes|24 bits|6-bit indices|characters").to(lang).split("|")
    data, encoded = values["bytes"], values["encoded"]
    rows: list[tuple[str, ...]] = []
    for at in range(0, min(len(data), 3 * _ROWS), 3):
        group, chars = data[at:at + 3], encoded[at // 3 * 4:at // 3 * 4 + 4]
        indices = values["indices"][at // 3 * 4:at // 3 * 4 + 4]
        bits = " ".join(f"{byte:08b}" for byte in group)
        rows.append((" ".join(map(str, group)), bits, " ".join(map(str, indices)), chars))
    hidden = -(-len(data) // 3) - len(rows)
    if hidden > 0:
        rows.append((Text(f"…还有 {hidden} 组", f"… {hidden} more").to(lang), "", "", "…"))
    total = Text(f"{len(data)} 字节", f"{len(data)} byte{'s' * (len(data) != 1)}").to(lang)
    rows.append((total, str(8 * len(data)), str(len(values["indices"])), _short(encoded, 32)))
    return Table(tuple(head), tuple(rows), strong=(len(rows) - 1,))


def _note(encoded: str) -> Text | None:
    """Where this very text holds a character that a URL gives another meaning."""
    unsafe = [char for char in "+/=" if char in encoded]
    if not unsafe:
        return None
    listed, safe = " ".join(unsafe), _short(encoded.translate(str.maketrans("+/", "-_")).rstrip("="))
    return Text(
        f"文章说：这些字符都能安全传输。算出来：这里有 `{listed}`，在 URL 里另有含义；URL 安全的写法是 `{safe}`。",
        f"The article says that these characters travel safely. Computed: this holds `{listed}`, with another meaning "
        f"in a URL; the URL-safe form is `{safe}`.",
    )


def _alt(values: Mapping[str, Any]) -> Text:
    data, indices, encoded = values["bytes"][:3], values["indices"][:4], values["encoded"][:4]
    return Text(
        f"第一组：字节 {' '.join(map(str, data))} 的 24 位重新分成 4 份，序号 {' '.join(map(str, indices))}，"
        f"字符 {encoded}。全部 {len(values['bytes'])} 字节编成 {values['length']} 个字符。",
        f"The first group: the 24 bits of the bytes {' '.join(map(str, data))} regrouped into four, indices "
        f"{' '.join(map(str, indices))}, characters {encoded}. Bytes in all: {len(values['bytes'])}; characters: "
        f"{values['length']}.",
    )


def plot(result: Result, args: Mapping[str, Any], lang: Lang) -> Figure:
    """The bits of the first group, as three bytes above and as four 6-bit indices below."""
    from bot.demos import _plot

    values = result.values
    groups = -(-len(values["bytes"]) // 3)
    title = Text("Base64：3 个字节变成 4 个字符", "Base64: three bytes become four characters")
    if groups > 1:
        title = Text(f"Base64：{groups} 组里的第 1 组", f"Base64: the first of {groups} groups")
    figure, (axes,) = _plot.canvas(title.to(lang))
    _plot.blank(axes, 28, 13.6)
    _draw_bits(axes, values["bytes"][:3])
    _draw_quarters(axes, values["indices"][:4], values["encoded"][:4])
    for y, label in ((11.9, Text("字节", "bytes")), (7.5, Text("位", "bits")), (4.2, Text("序号", "indices")),
                     (1.2, Text("字符", "characters"))):
        axes.text(-0.1, y, label.to(lang), ha="left", va="center", fontsize=15, color=_plot.MUTED)
    return figure


_LEFT = 3.7
"""Where the first of the 24 bits starts; a bit is one unit wide."""


def _draw_bits(axes: Any, data: Sequence[int]) -> None:
    from bot.demos import _plot

    for i in range(3):
        there = i < len(data)
        label = f"{data[i]}" if there else "—"
        if there and 33 <= data[i] < 127:
            label = f"{chr(data[i])} = {data[i]}".replace("$", r"\$")
        edge = _plot.BLUE if there else _plot.EDGE
        _plot.box(axes, (_LEFT + 8 * i + 4, 11.9), (7.6, 1.9), label, edge=edge, fontsize=19,
                  face=_plot.PALE_BLUE if there else _plot.PALE_GREY, color=_plot.INK if there else _plot.MUTED)
        for bit in range(8):
            place = 8 * i + bit
            value = str(data[i] >> 7 - bit & 1) if there else "0"
            used = place < 8 * len(data)
            axes.text(_LEFT + place + 0.5, 8.8, value, ha="center", va="center", fontsize=18,
                      color=_plot.BLUE if used else _plot.EDGE)
            needed = place // 6 * 6 < 8 * len(data)
            axes.text(_LEFT + place + 0.5, 6.6, value, ha="center", va="center", fontsize=18,
                      color=_plot.ORANGE if needed else _plot.EDGE)
        axes.plot([_LEFT + 8 * i + 0.2, _LEFT + 8 * i + 7.8], [9.75, 9.75], color=edge, linewidth=3)


def _draw_quarters(axes: Any, indices: Sequence[int], encoded: str) -> None:
    from bot.demos import _plot

    for i in range(4):
        there, middle = i < len(indices), _LEFT + 6 * i + 3
        color = _plot.ORANGE if there else _plot.EDGE
        axes.plot([middle - 2.8, middle + 2.8], [5.65, 5.65], color=color, linewidth=3)
        _plot.box(axes, (middle, 4.2), (5.6, 1.8), str(indices[i]) if there else "—", fontsize=19, edge=color,
                  face=_plot.PALE_ORANGE if there else _plot.PALE_GREY, color=_plot.INK if there else _plot.MUTED)
        _plot.arrow(axes, (middle, 3.2), (middle, 2.3), color=color)
        _plot.box(axes, (middle, 1.2), (5.6, 1.9), encoded[i], fontsize=22, edge=_plot.GREEN if there else _plot.EDGE,
                  face=_plot.PALE_GREEN if there else _plot.PALE_GREY)


DEMO = Demo(
    name="base64",
    title=Text("Base64 的每一步", "Base64 step by step"),
    summary=Text("把文字的 UTF-8 字节编成 Base64：分组、6 位序号、填充和长度。",
                 "A text's UTF-8 bytes in Base64: groups, 6-bit indices, padding and length."),
    topic="base64",
    params=(_TEXT,),
    run=run,
    plot=plot,
    goldens=(
        Golden("Man", {"bytes": [77, 97, 110], "indices": [19, 22, 5, 46], "encoded": "TWFu", "length": 4,
                       "padding": 0, "overhead": 1 / 3}),
        Golden("Ma", {"bytes": [77, 97], "indices": [19, 22, 4], "encoded": "TWE=", "length": 4, "padding": 1,
                      "overhead": 1.0}),
        Golden("M", {"bytes": [77], "indices": [19, 16], "encoded": "TQ==", "length": 4, "padding": 2,
                     "overhead": 3.0}),
        Golden("中", {"bytes": [228, 184, 173], "encoded": "5Lit", "padding": 0}),
        Golden("hello", {"encoded": "aGVsbG8=", "length": 8, "padding": 1}),
        Golden("two  words, kept", {"encoded": "dHdvICB3b3Jkcywga2VwdA=="}),
        Golden("text=a=b", {"encoded": "YT1i"}),
        Golden("a=b", {"encoded": "YT1i"}),
        Golden("-1", {"encoded": "LTE="}),
        Golden("x" * 512, {"length": 684, "padding": 1}),
        Golden("x" * 513, error="E_LEN"),
        Golden("中" * 171, error="E_LEN"),
        Golden("", error="E_MISSING"),
    ),
)
