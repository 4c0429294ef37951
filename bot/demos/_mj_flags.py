"""What Midjourney's parameters may be, by version.

Ranges and defaults as the official parameter list read on the day AS_OF; they age, so a person checks them again before
relying on them (the quality values of version 6 first of all).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from bot.domain.text import Text

AS_OF = "2026-09-01"
VERSIONS = ("5", "6", "6.1", "7", "8.2")

Kind = Literal["whole", "number", "ratio", "list", "switch", "choice", "words", "version", "deprecated"]


@dataclass(frozen=True, slots=True)
class Flag:
    """One parameter: its long name, its other spellings, and what its value may be."""

    name: str
    kind: Kind
    label: Text
    also: tuple[str, ...] = ()
    low: float = 0
    high: float = 0
    default: float | None = None
    choices: tuple[str, ...] = ()
    versions: tuple[str, ...] = VERSIONS
    """The versions that know it."""


QUALITY: Mapping[str, tuple[float, ...]] = {
    "5": (0.25, 0.5, 1), "6": (0.25, 0.5, 1), "6.1": (0.25, 0.5, 1, 2), "7": (1, 2, 4), "8.2": (1, 2, 4),
}
"""The only values of --quality, by version."""
WEIGHT_STEP = 0.5
"""From 8.2 on the image weight goes from 0.5 to 3 in steps of this size."""
WIDEST = 14
"""From 8.2 on a frame is at most this many times as long as it is short."""

_OLD = Text("已弃用", "deprecated")
_GONE = ("upbeta", "upanime", "uplight", "width", "height", "hq", "newclip", "nostretch", "old", "test", "testp", "creative",
         "sameseed")

FLAGS = (
    Flag("version", "version", Text("版本", "version"), ("v",), choices=VERSIONS),
    Flag("aspect", "ratio", Text("宽高比", "aspect ratio"), ("ar",)),
    Flag("stylize", "whole", Text("风格化", "stylize"), ("s",), high=1000, default=100),
    Flag("chaos", "whole", Text("多样性", "chaos"), ("c",), high=100, default=0),
    Flag("quality", "number", Text("质量", "quality"), ("q",), default=1),
    Flag("weird", "whole", Text("怪异度", "weird"), ("w",), high=3000, default=0),
    Flag("seed", "whole", Text("种子", "seed"), high=2**32 - 1),
    Flag("iw", "number", Text("参考图权重", "image weight"), high=3, default=1),
    Flag("stop", "whole", Text("提前停止", "stop"), low=10, high=100, default=100, versions=("5", "6", "6.1")),
    Flag("repeat", "whole", Text("重复次数", "repeat"), ("r",), low=1, high=40, default=1),
    Flag("no", "list", Text("排除", "no")),
    Flag("tile", "switch", Text("无缝平铺", "tile")),
    Flag("raw", "switch", Text("raw 模式", "raw")),
    Flag("style", "choice", Text("风格", "style"), choices=("raw",)),
    Flag("niji", "choice", Text("动漫模型", "anime model"), choices=("5", "6", "7")),
    Flag("sref", "words", Text("风格参考", "style reference"), versions=("6", "6.1", "7", "8.2")),
    Flag("sw", "whole", Text("风格参考权重", "style weight"), high=1000, default=100, versions=("6", "6.1", "7", "8.2")),
    Flag("sv", "whole", Text("风格参考版本", "style version"), low=1, high=6, versions=("7",)),
    Flag("cref", "words", Text("角色参考", "character reference"), versions=("6", "6.1")),
    Flag("cw", "whole", Text("角色参考权重", "character weight"), high=100, default=100, versions=("6", "6.1")),
    Flag("oref", "words", Text("全能参考", "omni reference"), versions=("7",)),
    Flag("ow", "whole", Text("全能参考权重", "omni weight"), low=1, high=1000, default=100, versions=("7",)),
    Flag("exp", "whole", Text("实验美学", "experimental"), high=100, default=0, versions=("7",)),
    Flag("p", "list", Text("个性化", "personalisation")),
    Flag("draft", "switch", Text("草稿", "draft"), versions=("7", "8.2")),
    Flag("hd", "switch", Text("高清", "hd"), versions=("8.2",)),
    Flag("sd", "switch", Text("标清", "sd"), versions=("8.2",)),
    *(Flag(name, "switch", Text("速度模式", "speed")) for name in ("fast", "relax", "turbo")),
    Flag("motion", "choice", Text("视频幅度", "video motion"), choices=("low", "high")),
    Flag("loop", "switch", Text("视频循环", "video loop")),
    Flag("end", "words", Text("视频末帧", "video end frame")),
    Flag("bs", "choice", Text("视频批量", "video batch"), choices=("1", "2", "4")),
    *(Flag(name, "deprecated", _OLD) for name in _GONE),
)
BY_SPELLING: Mapping[str, Flag] = {spelling: flag for flag in FLAGS for spelling in (flag.name, *flag.also)}
