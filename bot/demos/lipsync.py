"""Which stretch of a mel spectrogram belongs to a video frame, as talking-head models cut it."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from bot.demos._numbers import six
from bot.demos._tables import tables
from bot.domain.demo import Demo, Golden, Result
from bot.domain.param import Param
from bot.domain.text import Lang, Text

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

WINDOW = 16
"""Mel frames that the model hears with one video frame (Wav2Lip's mel_step_size)."""


def run(fps: float, sr: int, hop: int, frame: int) -> Result:
    """Mel rate sr/hop, its ratio to fps, and the window [⌊frame · ratio⌋, … + 16) of mel frames, end excluded.

    Prajwal et al., "A Lip Sync Expert Is All You Need" (Wav2Lip), 2020, and its inference script. Reckoned in fractions
    of the decimal fps, so that the floor is right where it falls on a whole number.
    """
    rate = Fraction(sr, hop)
    ratio = rate / Fraction(repr(fps))
    start = frame * ratio.numerator // ratio.denominator
    values = {
        "mel_rate": float(rate), "mels_per_frame": float(ratio), "start": start, "end": start + WINDOW,
        "window_seconds": float(WINDOW / rate), "start_seconds": float(start / rate),
        "frame_seconds": float(frame / Fraction(repr(fps))), "frame_ms": float(1000 / Fraction(repr(fps))),
    }
    return Result(values, _text(values, frame), _rows(values, frame), None, _alt(values, frame))


def _text(values: Mapping[str, Any], frame: int) -> Text:
    rate, ratio, width = six(values["mel_rate"]), six(values["mels_per_frame"]), six(values["window_seconds"])
    return Text(
        f"每秒 {rate} 个梅尔帧，每个视频帧合 {ratio} 个；第 {frame} 帧配第 {values['start']} 到 {values['end']} 个（不含末尾），"
        f"共 {width} 秒。",
        f"At {rate} mel frames per second, a video frame spans {ratio}; frame {frame} goes with mel frames "
        f"{values['start']} to {values['end']} (end excluded), {width} s of sound.",
    )


def _rows(values: Mapping[str, Any], frame: int) -> Any:
    return tables((
        (Text("梅尔帧每秒", "mel frames per second"), six(values["mel_rate"])),
        (Text("每个视频帧的梅尔帧", "mel frames per video frame"), six(values["mels_per_frame"])),
        (Text(f"第 {frame} 帧的窗口", f"window of frame {frame}"), f"{values['start']}–{values['end']}"),
        (Text("窗口长度（秒）", "length of the window in s"), six(values["window_seconds"])),
        (Text("画面时刻（秒）", "time of the picture in s"), six(values["frame_seconds"])),
        (Text("声音起点（秒）", "start of the sound in s"), six(values["start_seconds"])),
    ), strong=(2,))


def _alt(values: Mapping[str, Any], frame: int) -> Text:
    return Text(
        f"两条对齐的时间轴：上面是视频帧，标出第 {frame} 帧（{six(values['frame_seconds'])} 秒）；下面是梅尔帧，标出 "
        f"{values['start']} 到 {values['end']}，从 {six(values['start_seconds'])} 秒起，长 {six(values['window_seconds'])} 秒。",
        f"Two aligned time lines: video frames above, with frame {frame} at {six(values['frame_seconds'])} s marked; mel "
        f"frames below, with {values['start']} to {values['end']} marked, from {six(values['start_seconds'])} s for "
        f"{six(values['window_seconds'])} s.",
    )


def plot(result: Result, args: Mapping[str, Any], lang: Lang) -> Figure:
    """Video frames above, mel frames below, on one axis of time."""
    from bot.demos import _plot

    values, frame = result.values, args["frame"]
    figure, (axes,) = _plot.canvas(Text("口型与声音对齐", "Lips and sound aligned").to(lang))
    frame_length, mel_length = values["frame_ms"] / 1000, 1 / values["mel_rate"]
    begin = min(values["frame_seconds"], values["start_seconds"])
    end = max(values["frame_seconds"] + frame_length, values["start_seconds"] + values["window_seconds"])
    margin = 0.28 * (end - begin)
    span = (begin - margin, end + margin)
    _strip(axes, span, 2.1, frame_length, (frame, frame + 1), (_plot.PALE_BLUE, _plot.BLUE))
    _strip(axes, span, 0.5, mel_length, (values["start"], values["end"]), (_plot.PALE_ORANGE, _plot.ORANGE))
    for at in (values["start_seconds"], values["start_seconds"] + values["window_seconds"]):
        axes.plot([at, at], [0.0, 0.5], ":", color=_plot.ORANGE, linewidth=1.8, zorder=2)
    axes.plot([values["frame_seconds"]] * 2, [1.72, 2.1], ":", color=_plot.BLUE, linewidth=1.8, zorder=2)
    rate, middle = six(values["mel_rate"]), values["start_seconds"] + values["window_seconds"] / 2
    for y, color, label in ((3.25, _plot.BLUE, Text(f"视频，每秒 {six(args['fps'])} 帧", f"video, {six(args['fps'])} fps")),
                            (1.66, _plot.ORANGE, Text(f"梅尔谱，每秒 {rate} 帧", f"mel spectrogram, {rate} frames/s"))):
        axes.text(span[1], y, label.to(lang), fontsize=14, color=color, ha="right", va="bottom")
    axes.text(values["frame_seconds"] + frame_length / 2, 2.98, Text(f"第 {frame} 帧", f"frame {frame}").to(lang), ha="center",
              va="bottom", fontsize=14, color=_plot.INK)
    axes.text(middle, 1.36, f"{values['start']}–{values['end']}", ha="center", va="bottom", fontsize=14, color=_plot.INK)
    axes.set(xlim=span, ylim=(0, 3.75), yticks=[], xlabel=Text("时间（秒）", "time (s)").to(lang))
    axes.xaxis.set_major_formatter(lambda value, _: "" if value < -1e-9 else six(round(value, 6)))
    axes.grid(visible=False)
    axes.spines["left"].set_visible(False)
    axes.patch.set_alpha(0)
    return figure


def _strip(axes: Axes, span: tuple[float, float], y: float, length: float, chosen: tuple[int, int],
           colors: tuple[str, str]) -> None:
    """Cells of equal length from 0 on, with the chosen ones filled; too fine a grid is left out."""
    from bot.demos import _plot

    pale, strong = colors
    first = max(0, int(span[0] / length))
    axes.barh([y + 0.4], [span[1] - max(0.0, span[0])], left=[max(0.0, span[0])], height=0.8, color=pale, zorder=1)
    axes.barh([y + 0.4], [(chosen[1] - chosen[0]) * length], left=[chosen[0] * length], height=0.8, color=strong,
              alpha=0.75, zorder=2)
    if (span[1] - span[0]) / length <= 160:
        edges = [i * length for i in range(first, int(span[1] / length) + 1) if i * length >= span[0]]
        axes.vlines(edges, y, y + 0.8, color=_plot.PANEL, linewidth=1.4, zorder=3)


DEMO = Demo(
    name="lipsync",
    title=Text("口型对齐", "Lip sync"),
    summary=Text("一个视频帧对应梅尔谱的哪一段：帧率、比例和 16 帧的窗口。",
                 "Which stretch of the mel spectrogram goes with a video frame: rates, ratio, window."),
    topic="digital-human",
    params=(
        Param("fps", "number", Text("视频帧率", "video frames per second"), example="25", low=1, high=120, units=("fps", "帧")),
        Param("sr", "int", Text("采样率", "sample rate"), example="16000", low=8000, high=48000, units=("hz", "赫兹")),
        Param("hop", "int", Text("帧移（采样点）", "hop in samples"), example="200", low=50, high=1000),
        Param("frame", "int", Text("第几帧（从 0 数）", "frame, counted from 0"), example="10", low=0, high=100_000),
    ),
    run=run,
    plot=plot,
    goldens=(
        Golden("25 16000 200 10", {"mel_rate": 80.0, "mels_per_frame": 3.2, "start": 32, "end": 48,
                                   "window_seconds": 0.2, "start_seconds": 0.4, "frame_seconds": 0.4}),
        Golden("29.97 16000 200 0", {"start": 0, "end": 16, "mels_per_frame": 2.669336}),
        Golden("120 8000 1000 100000", {"mel_rate": 8.0, "start": 6666, "end": 6682}),
        Golden("1 48000 50 3", {"mels_per_frame": 960.0, "start": 2880}),
        Golden("fps=0.1 sr=16000 hop=200 frame=1", error="E_RANGE"),
        Golden("25 4000 200 10", error="E_RANGE"),
        Golden("25 16000 200 1.5", error="E_TYPE"),
        Golden("25 16000 200", error="E_MISSING"),
    ),
)
