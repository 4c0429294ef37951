"""Every example of the demos on one page: what `tiku demo --all --out DIR` writes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path

from bot.demo_runner import ProcessDemoRunner
from bot.domain.binding import bind
from bot.domain.card import Card, Table
from bot.domain.demo import Demo
from bot.domain.text import Lang
from bot.ports import DemoAnswer

LANGS: tuple[Lang, ...] = ("zh", "en")
INDEX = "index.html"
_STYLE = (
    "body{font:16px/1.5 system-ui,'Noto Sans SC',sans-serif;max-width:1240px;margin:1rem auto;padding:0 1rem;color:#24262b;"
    "background:#f6f4ef}section{display:grid;grid-template-columns:repeat(auto-fit,minmax(320px,1fr));gap:1rem}"
    "article{background:#fff;border-radius:8px;padding:1rem;overflow-x:auto}img{max-width:100%;height:auto}"
    "td,th{padding:.1rem .6rem;text-align:left}pre{white-space:pre-wrap;font:inherit;overflow-wrap:anywhere}"
    "h2 code,h3 code{overflow-wrap:anywhere}nav a{margin-right:.8rem}"
)


@dataclass(frozen=True, slots=True)
class Shown:
    """One example in one language, as a member sees it."""

    demo: Demo
    number: int
    """Which of the demo's examples it is, from 1."""
    words: str
    lang: Lang
    answer: DemoAnswer

    @property
    def file(self) -> str:
        """The name of its picture."""
        return f"{self.demo.name}-{self.number}-{self.lang}.png"


async def examples(demos: Iterable[Demo], *, most: int | None = None) -> AsyncIterator[Shown]:
    """The good examples of each demo (at most so many), run in a worker, in Chinese and then in English.

    Raises Refusal when one hits a limit.
    """
    async with ProcessDemoRunner(seconds=15, cold_seconds=30) as runner:
        for demo in demos:
            good = [golden.words for golden in demo.goldens if not golden.error]
            for number, words in enumerate(good[:most], 1):
                for lang in LANGS:
                    answer = await runner.run(demo.name, bind(demo.params, words), lang, plot=True)
                    yield Shown(demo, number, words, lang, answer)


def write_all(folder: Path, demos: Sequence[Demo]) -> int:
    """Write each picture and one page into the folder, which is made; how many examples there were.

    Raises OSError when that is not possible, Refusal as `examples`.
    """
    folder.mkdir(parents=True, exist_ok=True)
    shown = asyncio.run(_collect(demos))
    for one in shown:
        if one.answer.png:
            (folder / one.file).write_bytes(one.answer.png)
    (folder / INDEX).write_text(page(shown), "utf-8")
    return len(shown) // len(LANGS)


async def _collect(demos: Sequence[Demo]) -> list[Shown]:
    return [one async for one in examples(demos)]


def page(shown: Sequence[Shown]) -> str:
    """The HTML page: both languages of an example side by side."""
    names = dict.fromkeys(one.demo.name for one in shown)
    links = " ".join(f'<a href="#{name}">{name}</a>' for name in names)
    head = '<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Tiku · 演示 · Demos</title>'
    parts = ['<!doctype html><html lang="zh">', head, f"<style>{_STYLE}</style><h1>演示 · Demos</h1><nav>{links}</nav>"]
    for one in shown:
        if one.lang == LANGS[0]:
            head = f"<h2 id={one.demo.name}><code>{escape(one.demo.usage)}</code></h2>" if one.number == 1 else ""
            call = f"{one.demo.name} {one.words}".strip()
            parts.append(f"{head}<h3><code>{escape(_short(call))}</code></h3><section>")
        parts.append(_article(one))
        if one.lang == LANGS[-1]:
            parts.append("</section>")
    return "\n".join([*parts, "</html>", ""])


def _article(one: Shown) -> str:
    card = one.answer.card
    picture = f'<img src="{one.file}" alt="{escape(one.answer.alt)}" loading="lazy">' if one.answer.png else ""
    return (f'<article lang="{one.lang}"><strong>{escape(card.title)}</strong><pre>{escape(_prose(card))}</pre>'
            f"{_table(card.table) if card.table else ''}{picture}<p><small>{escape(one.answer.alt)}</small></p></article>")


def _prose(card: Card) -> str:
    """The card's body without the line that repeats the call."""
    return "\n\n".join(part for part in card.body.split("\n\n") if not part.startswith("`"))


def _table(table: Table) -> str:
    head = "".join(f"<th>{escape(cell)}</th>" for cell in table.head)
    rows = "".join("<tr>" + "".join(_cell(cell, strong=index in table.strong) for cell in row) + "</tr>"
                   for index, row in enumerate(table.rows))
    return f"<table><tr>{head}</tr>{rows}</table>"


def _cell(text: str, *, strong: bool) -> str:
    return f"<td><b>{escape(text)}</b></td>" if strong else f"<td>{escape(text)}</td>"


def _short(call: str) -> str:
    return call if len(call) <= 120 else call[:119] + "…"
