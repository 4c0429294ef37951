"""Make docs/gallery.md and its pictures again: the first example of each demo (`make gallery`)."""

from __future__ import annotations

import asyncio
import io
from pathlib import Path

from PIL import Image

from bot.cli.gallery import Shown, examples
from bot.demos import all_demos
from bot.domain.text import Lang

FOLDER = Path(__file__).parent / "gallery"
PAGE = FOLDER.with_suffix(".md")
MOST = 120_000
"""Bytes of a picture."""
CHINESE = ("sora-patches", "mj", "prompt-weight", "lipsync", "relay", "seeds", "upscale", "elo", "tile", "base64", "b64decode",
           "b64size", "kalman", "video-tokens", "stop", "mangle", "outlier")
"""The demos shown in Chinese: every picture exists in both languages, and the gallery shows that."""
HEAD = """# The demos · 演示

Every answer that can be computed is computed. `/demo NAME` in a channel, `tiku demo NAME` in a terminal: numbers, a sentence
and a picture, in Chinese or English. Here is one example of each of the {count}; `tiku demo --all --out DIR` writes every
example in both languages, and `make gallery` makes this page again.

能算的答案都算给你看。在频道里用 `/demo 名字`，在终端里用 `tiku demo 名字`：先是数，再是一句话和一张图，中英文都有。下面 {count} 个演示各取一例。

{links}
"""


async def main() -> None:
    """Write the page and its pictures, and remove pictures of demos that are gone."""
    FOLDER.mkdir(exist_ok=True)
    demos = all_demos()
    found = [one async for one in examples(demos, most=1) if one.lang == language(one.demo.name)]
    links = " · ".join(f"[{one.demo.name}](#{one.demo.name})" for one in found)
    PAGE.write_text("\n".join([HEAD.format(count=len(found), links=links), *map(entry, found)]), "utf-8")
    kept = set()
    for one in found:
        path = FOLDER / f"{one.demo.name}.png"
        path.write_bytes(smaller(one.answer.png or b""))
        kept.add(path)
    for path in set(FOLDER.glob("*.png")) - kept:
        path.unlink()


def language(name: str) -> Lang:
    """The language in which the gallery shows the demo."""
    return "zh" if name in CHINESE else "en"


def entry(one: Shown) -> str:
    """A demo's part of the page."""
    data = one.answer.card.data or {}
    call = f"/demo {one.demo.name} {one.words}".strip()
    return (f"## {one.demo.name}\n\n{one.demo.title.zh} · {one.demo.title.en}\n\n```\n{call}\n```\n\n{_plain(data['text'])}\n\n"
            f"![{_plain(one.answer.alt)}](gallery/{one.demo.name}.png)\n")


def _plain(text: str) -> str:
    """The text as one line in which no sign means anything to Markdown."""
    line = " ".join(text.split())
    return "".join(f"\\{char}" if char in "\\`*_{}[]<>#|$" else char for char in line)


def smaller(png: bytes) -> bytes:
    """The picture in at most 256 colours, which flat shapes and thin lines do not miss. Raises ValueError when too large."""
    stream = io.BytesIO()
    with Image.open(io.BytesIO(png)) as picture:
        flat = picture.convert("RGB").quantize(256, dither=Image.Dither.NONE)
        flat.save(stream, "PNG", optimize=True)
    found = min(png, stream.getvalue(), key=len)
    if len(found) > MOST:
        raise ValueError(f"a picture of the gallery has {len(found)} bytes, at most {MOST} fit")
    return found


if __name__ == "__main__":
    asyncio.run(main())
