"""The memory of a language model's key–value cache."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from bot.demos._numbers import six
from bot.demos._tables import tables
from bot.demos._units import TOKENS
from bot.domain.demo import Demo, Golden, Result
from bot.domain.param import Param
from bot.domain.text import Lang, Text

if TYPE_CHECKING:
    from matplotlib.figure import Figure

GIB = 2**30
MHA_HEADS = 32
"""The query heads to compare with, when fewer key–value heads are asked for (as in 7-billion models)."""


def run(layers: int, kv_heads: int, head_dim: int, seq: int, batch: int, bytes: str) -> Result:
    """2 · layers · kv_heads · head_dim bytes-wide numbers per token (a key and a value), times seq · batch tokens.

    The cache of Pope et al., "Efficiently Scaling Transformer Inference", 2022; fewer key–value heads: Shazeer, 2019
    (one, MQA), Ainslie et al., 2023 (groups, GQA). GiB are 2³⁰ bytes.
    """
    per_token = 2 * layers * kv_heads * head_dim * int(bytes)
    total = per_token * seq * batch
    values = {
        "cache_bytes": total, "gib": total / GIB, "bytes_per_token": per_token,
        "sequence_bytes": per_token * seq, "mqa_bytes": total // kv_heads,
    }
    return Result(values, _text(values, kv_heads, seq, batch), _rows(values), None, _alt(values, kv_heads, seq))


def _size(count: float) -> str:
    """`2 GiB`, `512 MiB`, `131,072 B` below a MiB."""
    for unit, name in ((GIB, "GiB"), (2**20, "MiB")):
        if count >= unit:
            return f"{six(count / unit)} {name}" if count < 1e6 * unit else f"{count / unit:,.0f} {name}"
    return f"{count:,.0f} B"


def _text(values: Mapping[str, Any], kv_heads: int, seq: int, batch: int) -> Text:
    size, each = _size(values["cache_bytes"]), _size(values["bytes_per_token"])
    several = Text(" 的" if batch == 1 else f"、{batch} 条并行的", "" if batch == 1 else f" in each of {batch} sequences")
    alone = Text(f"若所有查询头共用 1 个 KV 头（MQA），只要 {_size(values['mqa_bytes'])}",
                 f"with one KV head for all queries (MQA) it would be {_size(values['mqa_bytes'])}")
    if kv_heads == 1:
        alone = Text("只有 1 个 KV 头（MQA），已经不能再少", "one KV head (MQA) is the least there is")
    return Text(f"{seq:,} 个 token{several.zh} KV 缓存占 {size}，每个 token {each}；{alone.zh}。",
                f"The KV cache for {seq:,} token{'s' * (seq > 1)}{several.en} takes {size}, {each} per token; {alone.en}.")


def _rows(values: Mapping[str, Any]) -> Any:
    return tables((
        (Text("KV 缓存", "KV cache"), _size(values["cache_bytes"]), f"{values['cache_bytes']:,}"),
        (Text("每个 token", "per token"), _size(values["bytes_per_token"]), f"{values['bytes_per_token']:,}"),
        (Text("每条序列", "per sequence"), _size(values["sequence_bytes"]), f"{values['sequence_bytes']:,}"),
        (Text("换成 MQA（1 个 KV 头）", "as MQA (one KV head)"), _size(values["mqa_bytes"]), f"{values['mqa_bytes']:,}"),
    ), Text("量|大小|字节", "quantity|size|bytes"), numeric=(1, 2))


def _alt(values: Mapping[str, Any], kv_heads: int, seq: int) -> Text:
    size = _size(values["cache_bytes"])
    return Text(f"KV 缓存随序列长度增长的直线，KV 头越少越低；标出 {kv_heads} 个 KV 头、{seq:,} 个 token：{size}。",
                f"The KV cache grows in a straight line with the length, lower for fewer KV heads; marked: {kv_heads} KV "
                f"head{'s' * (kv_heads > 1)} and {seq:,} tokens, {size}.")


def plot(result: Result, args: Mapping[str, Any], lang: Lang) -> Figure:
    """The cache against the length, for the asked number of key–value heads, all, eight and one."""
    from bot.demos import _plot

    asked, seq = args["kv_heads"], args["seq"]
    per_head = result.values["cache_bytes"] / asked / seq
    figure, (axes,) = _plot.canvas(Text("KV 缓存与序列长度", "The KV cache and the length").to(lang))
    most = max(MHA_HEADS, asked)
    heads = sorted({most, 8, 1, asked}, reverse=True)
    top = per_head * most * seq
    unit, name = (GIB, "GiB") if top >= GIB / 4 else (2**20, "MiB") if top >= 2**18 else (1, Text("字节", "bytes").to(lang))
    end = max(seq * 1.5, 2)
    colors = {1: _plot.GREEN, 8: _plot.ORANGE, most: _plot.VIOLET} | {asked: _plot.BLUE}
    for count in heads:
        kind = "MQA" if count == 1 else "MHA" if count == most else "GQA"
        label = Text(f"{count} 个 KV 头（{kind}）", f"{count} KV head{'s' * (count > 1)} ({kind})").to(lang)
        axes.plot([0, end], [0, per_head * count * end / unit], "-" if count == asked else "--", color=colors[count],
                  linewidth=3.4 if count == asked else 2.2, label=label, zorder=3)
    _plot.point(axes, seq, result.values["cache_bytes"] / unit,
                Text(f"{seq:,} 个 token\n{_size(result.values['cache_bytes'])}",
                     f"{seq:,} token{'s' * (seq > 1)}\n{_size(result.values['cache_bytes'])}").to(lang),
                shift=(0, 20) if asked < most else (-16, 14))
    axes.set(xlim=(0, end), ylim=(0, per_head * most * end / unit * 1.04),
             xlabel=Text("序列长度（token）", "sequence length (tokens)").to(lang),
             title=Text(f"{name}；{args['layers']} 层，头宽 {args['head_dim']}，批 {args['batch']}，每个数 {args['bytes']} 字节",
                        f"{name}; layers {args['layers']}, head width {args['head_dim']}, batch {args['batch']}, "
                        f"bytes per number {args['bytes']}").to(lang))
    axes.xaxis.set_major_formatter(lambda value, _: f"{value:,.0f}" if value == round(value) else "")
    axes.yaxis.set_major_formatter(lambda value, _: six(value))
    axes.legend(loc="upper left", handlelength=2.4)
    return figure


DEMO = Demo(
    name="kv-cache",
    title=Text("KV 缓存的大小", "The size of a KV cache"),
    summary=Text("大模型推理时 KV 缓存占多少显存，MHA、GQA、MQA 相差多少。",
                 "The memory of a language model's KV cache, and what MHA, GQA and MQA change."),
    topic="large-language-models",
    params=(
        Param("layers", "int", Text("层数", "layers"), example="32", low=1, high=200),
        Param("kv_heads", "int", Text("KV 头数", "key–value heads"), example="8", low=1, high=256),
        Param("head_dim", "int", Text("每头宽度", "width of a head"), example="128", low=1, high=512),
        Param("seq", "int", Text("序列长度", "sequence length"), example="8192", low=1, high=1_000_000,
              units=TOKENS),
        Param("batch", "int", Text("并行序列数", "sequences at once"), default=1, required=False, low=1, high=1024),
        Param("bytes", "choice", Text("每个数的字节", "bytes per number"), default="2", required=False,
              choices=("1", "2", "4")),
    ),
    run=run,
    plot=plot,
    goldens=(
        Golden("32 32 128 4096", {"cache_bytes": 2147483648, "gib": 2.0, "bytes_per_token": 524288}),
        Golden("32 8 128 8192", {"cache_bytes": 1073741824, "gib": 1.0, "bytes_per_token": 131072}),
        Golden("80 8 128 8192", {"cache_bytes": 2684354560, "gib": 2.5}),
        Golden("1 1 1 1 1 1", {"cache_bytes": 2, "mqa_bytes": 2}),
        Golden("200 256 512 1000000 1024 4", {"cache_bytes": 214748364800000000}),
        Golden("0 8 128 8192", error="E_RANGE"),
        Golden("32 8 128 8192 bytes=3", error="E_UNKNOWN"),
        Golden("32 8 128 2e3", error="E_TYPE"),
        Golden("32 8 128", error="E_MISSING"),
    ),
)
