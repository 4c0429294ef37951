"""How many tokens a video diffusion transformer reads: a causal video VAE first, then patches of its latent."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from bot.demos._tables import tables
from bot.domain.demo import Demo, Golden, Result
from bot.domain.param import Param
from bot.domain.reading import fault
from bot.domain.text import Lang, Text

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_MOST = 1000
_FRAMES = Param("frames", "int", Text("片长（帧）", "length in frames"), example="49", low=1, high=_MOST,
                units=("frames", "frame", "帧"), times="next")
_H = Param("h", "int", Text("高（像素）", "height in pixels"), example="480", low=1, high=8192, times="next")
_W = Param("w", "int", Text("宽（像素）", "width in pixels"), example="720", low=1, high=8192)


def run(frames: int, h: int, w: int, ts: int, ss: int, p: int) -> Result:
    """Latent frames (frames − 1)/ts + 1, latent sides h/ss and w/ss, tokens frames' · h'/p · w'/p, pairs tokens².

    The causal 3-D VAE that codes the first frame alone is that of MAGVIT-v2 (Yu et al., 2023); CogVideoX (2024) and
    HunyuanVideo (2024) use it with 4×8×8 and patches of 2×2. Raises BadInput (E_FORMAT) for sizes that do not divide.
    """
    if (frames - 1) % ts:
        near = (frames - 1) // ts * ts + 1
        above = Text(f" 或 {near + ts}", f" or {near + ts}") if near + ts <= _MOST else Text.same("")
        raise fault(_FRAMES, "E_FORMAT", Text(
            f"收到 {frames}：首帧单独编码，剩下 {frames - 1} 帧不能被 {ts} 整除，最近的是 {near}{above.zh}",
            f"got {frames}: the first frame is coded alone, and {ts} does not divide the other {frames - 1}; try {near}"
            f"{above.en}"))
    for param, size in ((_H, h), (_W, w)):
        if size % (ss * p):
            raise fault(param, "E_FORMAT", Text(f"收到 {size}，不能被 ss·p = {ss * p} 整除",
                                                f"got {size}, which ss·p = {ss * p} does not divide"))
    latent = ((frames - 1) // ts + 1, h // ss, w // ss)
    grid = (latent[0], latent[1] // p, latent[2] // p)
    tokens = grid[0] * grid[1] * grid[2]
    values = {
        "tokens": tokens, "latent_frames": latent[0], "latent_height": latent[1], "latent_width": latent[2],
        "grid_height": grid[1], "grid_width": grid[2], "tokens_per_frame": grid[1] * grid[2],
        "attention_pairs": tokens * tokens, "pixels": frames * h * w, "pixels_per_token": frames * h * w / tokens,
    }
    return Result(values, _text(values, frames, h, w), _rows(values, p), None, _alt(values, frames, h, w))


def _shape(*sides: int) -> str:
    return "×".join(map(str, sides))


def _latent(values: Mapping[str, Any]) -> str:
    return _shape(values["latent_frames"], values["latent_height"], values["latent_width"])


def _grid(values: Mapping[str, Any]) -> str:
    return _shape(values["latent_frames"], values["grid_height"], values["grid_width"])


def _text(values: Mapping[str, Any], frames: int, h: int, w: int) -> Text:
    tokens, pairs = f"{values['tokens']:,}", f"{values['attention_pairs']:,}"
    return Text(
        f"{frames} 帧 {h}×{w} 的视频压成 {_latent(values)} 的潜变量，切成 {_grid(values)} = {tokens} 个 token；"
        f"全注意力要算 {pairs} 个配对。",
        f"A video of {frames} frame{'s' * (frames > 1)} at {h}×{w} becomes a latent of {_latent(values)} and "
        f"{_grid(values)} = {tokens} tokens; full attention scores {pairs} pairs.",
    )


def _rows(values: Mapping[str, Any], p: int) -> Any:
    return tables((
        (Text("token 数", "tokens"), f"{_grid(values)} = {values['tokens']:,}"),
        (Text("潜变量（帧×高×宽）", "latent (frames×height×width)"), _latent(values)),
        (Text(f"每个潜帧的 token（块 {p}×{p}）", f"tokens per latent frame (patches {p}×{p})"),
         f"{values['tokens_per_frame']:,}"),
        (Text("注意力配对数", "attention pairs"), f"{values['attention_pairs']:,}"),
        (Text("每个 token 代表的像素", "pixels per token"), f"{values['pixels_per_token']:,.1f}"),
    ))


def _alt(values: Mapping[str, Any], frames: int, h: int, w: int) -> Text:
    counted = f"{values['pixels']:,}", f"{values['tokens']:,}", f"{values['attention_pairs']:,}"
    return Text(
        f"左图：{frames}×{h}×{w} 的视频长方体，压缩并切块后是 {_grid(values)} 的 token 长方体。右图（对数刻度）：像素 {counted[0]}，"
        f"token {counted[1]}，注意力配对 {counted[2]}。",
        f"Left: the video as a block of {frames}×{h}×{w}, and the block of {_grid(values)} tokens it becomes. Right, on "
        f"a log scale: {counted[0]} pixels, {counted[1]} tokens, {counted[2]} attention pairs.",
    )


def plot(result: Result, args: Mapping[str, Any], lang: Lang) -> Figure:
    """The video and its tokens as blocks on the left, the counts on the right."""
    from bot.demos import _plot
    from bot.demos._cuboid import draw_cuboid, proportions
    from bot.demos._magnitudes import draw_magnitudes

    values, frames = result.values, args["frames"]
    title = Text("从视频到 token", "From video to tokens").to(lang)
    figure, (left, right) = _plot.canvas(title, 2, widths=(1, 1.12))
    _plot.blank(left, 10, 12.4)
    left.set_aspect("equal")
    depth = max(args["h"], args["w"]) * min(1.0, max(0.12, frames / 120))
    video = proportions(args["w"], args["h"], depth, 5.4)
    draw_cuboid(left, (0.4, 6.5), video, (1, 1, frames), face=_plot.PALE_BLUE, side=_plot.PANEL, edge=_plot.BLUE)
    left.text(6.1, 9.5, Text(f"视频\n{frames} 帧\n{args['h']}×{args['w']}",
                             f"video\n{frames} frame{'s' * (frames > 1)}\n{args['h']}×{args['w']}").to(lang),
              fontsize=14, va="center", linespacing=1.4)
    tokens = proportions(args["w"], args["h"], depth, 4.6)
    draw_cuboid(left, (0.8, 0.3), tokens, (values["grid_width"], values["grid_height"], values["latent_frames"]),
                face=_plot.PALE_GREEN, side=_plot.PANEL, edge=_plot.GREEN)
    left.text(6.1, 2.6, f"{Text('token', 'tokens').to(lang)}\n{_grid(values)}", fontsize=14, va="center", linespacing=1.4)
    _plot.arrow(left, (2.2, 6.2), (2.2, 5.2))
    left.text(2.7, 5.72, Text(f"VAE {args['ts']}×{args['ss']}×{args['ss']}，切块 {args['p']}×{args['p']}",
                              f"VAE {args['ts']}×{args['ss']}×{args['ss']}, patches {args['p']}×{args['p']}").to(lang),
              fontsize=13, va="center", color=_plot.MUTED)
    draw_magnitudes(right, (
        (Text("像素", "pixels").to(lang), values["pixels"], _plot.BLUE),
        (Text("潜变量位置", "latent positions").to(lang),
         values["latent_frames"] * values["latent_height"] * values["latent_width"], _plot.VIOLET),
        ("token" if lang == "zh" else "tokens", values["tokens"], _plot.GREEN),
        (Text("全注意力的配对数", "pairs in full attention").to(lang), values["attention_pairs"], _plot.RED),
    ), Text("各有多少（对数刻度）", "how many (log scale)").to(lang))
    return figure


DEMO = Demo(
    name="video-tokens",
    title=Text("视频有多少 token", "The tokens of a video"),
    summary=Text("视频经因果 VAE 压缩、切块之后有多少 token，全注意力有多少配对。",
                 "Tokens of a video after a causal VAE and patches, and the pairs of full attention."),
    topic="ai-video",
    params=(
        _FRAMES, _H, _W,
        Param("ts", "int", Text("时间压缩倍数", "temporal factor"), default=4, required=False, low=1, high=16),
        Param("ss", "int", Text("空间压缩倍数", "spatial factor"), default=8, required=False, low=1, high=64),
        Param("p", "int", Text("块的边长", "patch side"), default=2, required=False, low=1, high=16),
    ),
    run=run,
    plot=plot,
    goldens=(
        Golden("49 480 720", {"tokens": 17550, "latent_frames": 13, "latent_height": 60, "latent_width": 90,
                              "grid_height": 30, "grid_width": 45, "attention_pairs": 308002500}),
        Golden("129 720 1280", {"tokens": 118800, "latent_frames": 33, "grid_height": 45, "grid_width": 80}),
        Golden("81 480 832", {"tokens": 32760, "latent_frames": 21, "grid_height": 30, "grid_width": 52}),
        Golden("1 512 512", {"tokens": 1024, "latent_frames": 1, "pixels_per_token": 256.0}),
        Golden("frames=16 h=256 w=256 ts=1 ss=1 p=16", {"tokens": 4096, "latent_frames": 16}),
        Golden("50 480 720", error="E_FORMAT"),
        Golden("49 481 720", error="E_FORMAT"),
        Golden("49 480 728", error="E_FORMAT"),
        Golden("0 480 720", error="E_RANGE"),
        Golden("49.5 480 720", error="E_TYPE"),
        Golden("49 480", error="E_MISSING"),
    ),
)
