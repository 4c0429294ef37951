"""How long Base64 gets: 4·⌈n/3⌉ characters (RFC 4648 §4), with a data-URI prefix (RFC 2397) or in lines (RFC 2045).

RFC 2045 §6.8 allows 76 characters a line; every line, the last one too, is counted with its break.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from bot.demos._tables import tables
from bot.domain.demo import Demo, Golden, Result
from bot.domain.param import Param
from bot.domain.text import Lang, Text

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

LINE = 76


def run(n: int, mime: str) -> Result:
    """Lengths in characters for n bytes; the ratio is null for none."""
    length = 4 * -(-n // 3)
    lines = -(-length // LINE)
    prefix = len(f"data:image/{mime};base64,")
    values = {
        "length": length, "padding": -n % 3, "ratio": length / n if n else None, "prefix_length": prefix,
        "data_uri_length": prefix + length, "lines": lines, "mime_length": length + lines,
        "mime_length_crlf": length + 2 * lines,
    }
    rows = [
        (Text("字节", "bytes"), f"{n:,}"),
        (Text("Base64 字符", "Base64 characters"), f"{length:,}"),
        (Text("其中填充 =", "of them padding ="), str(values["padding"])),
        (Text("倍数", "ratio"), _ratio(values)),
        (Text(f"data URI（前缀 {prefix}）", f"data URI (prefix {prefix})"), f"{values['data_uri_length']:,}"),
        (Text("76 列一行，LF", "lines of 76, LF"), f"{values['mime_length']:,}"),
        (Text("76 列一行，CRLF", "lines of 76, CRLF"), f"{values['mime_length_crlf']:,}"),
    ]
    return Result(values, _text(n, values), tables(rows, strong=(1,)), _note(n, values), _alt(n, mime, values))


def _ratio(values: Mapping[str, Any]) -> str:
    return "—" if values["ratio"] is None else f"{values['ratio']:.6f}"


def _text(n: int, values: Mapping[str, Any]) -> Text:
    if not n:
        return Text("没有字节就没有字符，倍数没有意义。", "No bytes give no characters, and there is no ratio.")
    length, padding, ratio = f"{values['length']:,}", values["padding"], _ratio(values)
    return Text(f"{n:,} 字节编成 {length} 个字符，其中填充 {padding} 个，是原来的 {ratio} 倍（极限 4/3）。",
                f"{n:,} byte{'s' * (n != 1)} become{'s' * (n == 1)} {length} characters, {padding} of them padding: {ratio} "
                "times as many (the limit is 4/3).")


def _note(n: int, values: Mapping[str, Any]) -> Text | None:
    """The article's third, where this many bytes are more than a hundredth away from it."""
    if not n or values["ratio"] < 4 / 3 * 1.01:
        return None
    more = f"{100 * (values['ratio'] - 1):.1f} %"
    return Text(f"文章说：编码后大约长 33%。算出来：{n} 字节长了 {more}；n 大了才接近 4/3。",
                f"The article says about 33 % more. Computed: for n = {n} it is {more}; only large n come close to 4/3.")


def _alt(n: int, mime: str, values: Mapping[str, Any]) -> Text:
    place = Text("n = 0 没有倍数", "n = 0 has no ratio") if not n else Text(
        f"标出 n = {n:,}，倍数 {_ratio(values)}", f"marked is n = {n:,} with ratio {_ratio(values)}")
    return Text(f"Base64 长度与字节数之比随 n 变化，从 4 降到 4/3；{place.zh}。右边：{values['length']:,} 个字符，"
                f"{mime} 的 data URI {values['data_uri_length']:,} 个，分行后 {values['mime_length']:,} 个。",
                f"The ratio of Base64 length to bytes against n falls from 4 to 4/3; {place.en}. Beside it: "
                f"{values['length']:,} characters, {values['data_uri_length']:,} as a data URI of {mime}, "
                f"{values['mime_length']:,} in lines.")


def plot(result: Result, args: Mapping[str, Any], lang: Lang) -> Figure:
    """The ratio against the number of bytes with its limit on the left, the lengths for this n on the right."""
    import numpy as np

    from bot.demos import _plot

    n, values = args["n"], result.values
    figure, (left, right) = _plot.canvas(Text("Base64 有多长", "How long Base64 gets").to(lang), 2, widths=(1.5, 1))
    top = max(300, 3 * n)
    counts = np.unique(np.concatenate([np.arange(1, 301), np.geomspace(300, top, 200).astype(np.int64)]))
    left.plot(counts, 4 * -(-counts // 3) / counts, color=_plot.BLUE, linewidth=1.8,
              label=Text("长度 / 字节数", "length / bytes").to(lang))
    left.axhline(4 / 3, color=_plot.GREEN, linestyle="--", label=Text("极限 4/3", "limit 4/3").to(lang))
    lines = 4 / 3 * (1 + 1 / LINE)
    left.axhline(lines, color=_plot.ORANGE, linestyle=":", label=Text(f"分行后的极限 {lines:.4f}", f"limit in lines {lines:.4f}")
                 .to(lang))
    left.set(xscale="log", xlim=(0.9, top), ylim=(1.2, 4.2), xlabel=Text("字节数 n（对数刻度）", "bytes n (log scale)").to(lang),
             title=Text("倍数", "ratio").to(lang))
    left.legend(loc="upper right")
    if n:
        _plot.point(left, n, values["ratio"], f"n = {n:,}\n{_ratio(values)}",
                    shift=(22, -2) if n == 1 else (16, 90) if n < 60 else (-30, 46) if n > top / 30 else (14, 46))
    _draw_lengths(right, n, values, lang)
    return figure


def _draw_lengths(axes: Axes, n: int, values: Mapping[str, Any], lang: Lang) -> None:
    from bot.demos import _plot

    bars = [(Text("字节", "bytes"), n, _plot.EDGE), (Text("Base64", "Base64"), values["length"], _plot.BLUE),
            (Text("data URI", "data URI"), values["data_uri_length"], _plot.VIOLET),
            (Text("分行（LF）", "in lines (LF)"), values["mime_length"], _plot.ORANGE)]
    most = max(count for _, count, _ in bars)
    for place, (label, count, color) in enumerate(bars):
        axes.text(0, place - 0.3, f"{label.to(lang)}   {count:,}", ha="left", va="bottom", fontsize=14.5, color=_plot.INK)
        axes.barh([place], [most], height=0.42, color=_plot.PALE_GREY, zorder=1)
        axes.barh([place], [count], height=0.42, color=color, zorder=2)
    axes.set(xlim=(0, most), ylim=(len(bars) - 0.5, -0.75), title=Text("长度", "lengths").to(lang), xticks=[], yticks=[])
    axes.grid(visible=False)
    for spine in axes.spines.values():
        spine.set_visible(False)
    axes.patch.set_alpha(0)


DEMO = Demo(
    name="b64size",
    title=Text("Base64 的长度", "The length of Base64"),
    summary=Text("n 个字节编成 Base64 有多长：填充、倍数、data URI、76 列分行。",
                 "How long n bytes get in Base64: padding, ratio, data URI, lines of 76."),
    topic="base64",
    params=(
        Param("n", "int", Text("字节数", "bytes"), example="1048576", low=0, high=1e9,
              units=("bytes", "byte", "b", "字节")),
        Param("mime", "choice", Text("图像格式", "image format"), default="png", required=False,
              choices=("png", "jpeg", "gif", "webp")),
    ),
    run=run,
    plot=plot,
    goldens=(
        Golden("1048576 jpeg", {"length": 1398104, "padding": 2, "data_uri_length": 1398127, "prefix_length": 23,
                                "mime_length": 1416501}),
        Golden("0", {"length": 0, "padding": 0, "ratio": None, "mime_length": 0, "data_uri_length": 22}),
        Golden("1", {"length": 4, "padding": 2, "ratio": 4.0}),
        Golden("1000000000", {"length": 1333333336, "padding": 2}),
        Golden("10", {"length": 16, "padding": 2, "ratio": 1.6}),
        Golden("57", {"length": 76, "padding": 0, "lines": 1, "mime_length": 77, "mime_length_crlf": 78}),
        Golden("1000", {"length": 1336, "padding": 2, "ratio": 1.336}),
        Golden("-1", error="E_RANGE"),
        Golden("1000000001", error="E_RANGE"),
        Golden("1.5", error="E_TYPE"),
        Golden("nan", error="E_RANGE"),
        Golden("10 bmp", error="E_UNKNOWN"),
        Golden("", error="E_MISSING"),
    ),
)
