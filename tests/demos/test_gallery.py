"""The gallery: every demo is on it, its pictures are small, and the page of all examples shows what was run."""

from __future__ import annotations

from pathlib import Path

from bot.cli.gallery import INDEX, LANGS, write_all
from bot.demos import demo_names, load_demo

DOCS = Path(__file__).parents[2] / "docs"


def test_gallery_shows_every_demo() -> None:
    """docs/gallery.md has a part and a picture for each demo and for no other, at most 120 kB each and 6 MB together."""
    page = (DOCS / "gallery.md").read_text("utf-8")
    pictures = {path.stem: path.stat().st_size for path in (DOCS / "gallery").glob("*.png")}
    assert set(pictures) == set(demo_names())
    assert max(pictures.values()) <= 120_000
    assert sum(pictures.values()) < 6_000_000
    for name in demo_names():
        assert f"\n## {name}\n" in page
        assert f"(gallery/{name}.png)" in page


def test_all_examples_are_written(tmp_path: Path) -> None:
    """Each good example of a demo has its picture in both languages, and the page names them all."""
    demo = load_demo("channels")
    good = [golden for golden in demo.goldens if not golden.error]
    assert write_all(tmp_path / "new" / "folder", [demo]) == len(good)
    page = (tmp_path / "new" / "folder" / INDEX).read_text("utf-8")
    for number in range(1, len(good) + 1):
        for lang in LANGS:
            name = f"channels-{number}-{lang}.png"
            assert (tmp_path / "new" / "folder" / name).read_bytes().startswith(b"\x89PNG")
            assert f'src="{name}"' in page
    assert demo.title.zh in page
    assert demo.title.en in page
