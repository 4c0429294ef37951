"""A small bot with a transcript in memory, to see and test the local page: `python -m tests.adapters.web_demo`."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

from adapters.server import HttpServer
from adapters.web import build
from bot.domain.card import Card
from bot.domain.command import Command
from bot.domain.param import Param
from bot.domain.request import Request
from bot.domain.text import Lang, PostLang, Text
from bot.ports import Platform
from tests.adapters import web_cards as cards

TERMS = ("attention", "adam", "batchnorm", "cross-entropy", "dropout", "gelu", "layernorm", "perplexity", "softmax",
         "注意力", "困惑度")
SHAPES = ("question", "bare", "below", "typed", "many", "rank", "board", "code", "long", "picture", "error", "all")
SHARED = Text(zh="已发到频道。", en="Shared with the channel.")


class Memory:
    """bot.ports.Transcript in a list."""

    def __init__(self) -> None:
        self._rows: list[tuple[str, str, str, datetime, str, str | None]] = []

    async def append(self, channel: str, key: str, at: datetime, body: str, reply_to: str | None) -> str:
        if (known := await self.find(channel, key)) is not None:
            return known
        self._rows.append((str(len(self._rows) + 1), channel, key, at, body, reply_to))
        return self._rows[-1][0]

    async def replace(self, channel: str, message_id: str, body: str) -> bool:
        for index, row in enumerate(self._rows):
            if row[0] == message_id and row[1] == channel:
                self._rows[index] = (*row[:4], body, row[5])
                return True
        return False

    async def find(self, channel: str, key: str) -> str | None:
        return next((row[0] for row in self._rows if row[1:3] == (channel, key)), None)

    async def channels(self) -> list[str]:
        return sorted({row[1] for row in self._rows})

    async def recent(self, channel: str, limit: int = 50) -> list[tuple[str, datetime, str, str | None]]:
        rows = [(id_, at, body, reply_to) for id_, at_channel, _, at, body, reply_to in self._rows
                if at_channel == channel]
        return rows[-limit:]


class Shifted:
    """A preview clock: the system's time plus what was added to it."""

    def __init__(self, moved: Callable[[], Any] = lambda: None) -> None:
        self._ahead = timedelta()
        self._moved = moved

    def now(self) -> datetime:
        return datetime.now(UTC) + self._ahead

    async def move(self, step: Literal["hour", "next", "day"]) -> datetime:
        now = self.now()
        nine = now.replace(hour=9, minute=0, second=0, microsecond=0)
        due = nine if nine > now else nine + timedelta(days=1)
        self._ahead += {"hour": timedelta(hours=1), "next": due - now, "day": timedelta(days=1)}[step]
        return self.now()


@dataclass(slots=True)
class Bot:
    """Answers with cards of every shape and remembers what it was asked."""

    clock: Shifted
    platform: Platform | None = None
    asked: list[Request] | None = None
    post_lang: PostLang = "both"
    _numbers: Any = None

    def __post_init__(self) -> None:
        self.asked = []
        self._numbers = itertools.count(1)

    async def post(self, channel: str, card: Card, reply_to: str | None = None) -> None:
        """Post under a fresh key."""
        assert self.platform is not None
        await self.platform.post(channel, card, f"demo{next(self._numbers)}", reply_to)

    async def handle(self, request: Request) -> Card:
        assert self.asked is not None
        self.asked.append(request)
        return await (self._command(request) if request.command else self._action(request))

    async def _command(self, request: Request) -> Card:
        match request.command:
            case "help":
                lines = "\n".join(f"- `/{c.path}` {c.summary.to(request.lang)}" for c in commands())
                return Card(title=Text(zh="可以这样问我", en="What you can ask").to(request.lang), body=lines, private=True)
            case "quiz today":
                await self.post(request.channel, cards.letters(self.clock.now(), self.post_lang))
                return Card(body=Text(zh="题目已发出。", en="The question is posted.").to(request.lang), private=True)
            case "show":
                return await self._show(request)
            case "demo":
                return cards.result(request.lang) if request.words else cards.everything_form(request.lang)
            case "lookup":
                return Card(title=request.words, body=cards.LONG.to(request.lang), tone="info", private=True)
            case "leaderboard":
                return cards.board(request.lang)
        return Card(tone="error", private=True, title=Text(zh="没有这个命令", en="No such command").to(request.lang),
                    body=f"`/{request.command}`")

    async def _show(self, request: Request) -> Card:
        now, lang = self.clock.now(), self.post_lang
        made: Mapping[str, Callable[[], Card]] = {
            "question": lambda: cards.letters(now, lang), "bare": lambda: cards.bare_letters(now, lang),
            "below": lambda: cards.letters_below(now, lang),
            "typed": lambda: cards.typed(now, lang), "many": lambda: cards.many(now, lang),
            "rank": lambda: cards.rank(now, lang), "board": lambda: cards.board(lang), "code": lambda: cards.code(lang),
            "long": lambda: cards.long(request.lang), "error": lambda: cards.fault(request.lang),
            "picture": lambda: public(cards.result(lang)),
        }
        wanted = list(made) if request.words == "all" else [request.words]
        if not set(wanted) <= set(made) or wanted == ["error"]:
            return cards.fault(request.lang)
        for shape in wanted:
            if shape != "error":
                await self.post(request.channel, made[shape]())
        return Card()

    async def _action(self, request: Request) -> Card:
        prefix, _, rest = request.action.partition(":")
        match prefix:
            case "q1":
                reply = request.values.get("answer", rest.rpartition(":")[2])
                return cards.verdict(reply in ("B", "7.39", "A,B,D", "C,A,D,B"), request.lang)
            case "run" | "demo":
                return cards.result(request.lang)
            case "share":
                await self.post(request.channel, public(cards.result(self.post_lang)))
                return Card(body=SHARED.to(request.lang), tone="info", private=True)
        return Card(title=Text(zh="好的", en="Noted").to(request.lang), body=f"`{request.action}`", private=True)


def public(card: Card) -> Card:
    """The same content for everyone, without buttons."""
    return Card(card.title, card.body, "plain", card.fields, card.table, card.picture, footer=card.footer)


async def _unused(*_: Any) -> Card:
    return Card()


def commands() -> list[Command]:
    """A few commands with every kind of completion."""
    def command(path: str, zh: str, en: str, *params: Param) -> Command:
        return Command(path, Text(zh=zh, en=en), _unused, params)

    return [
        command("help", "能做什么", "What you can do"),
        command("quiz today", "现在就出今天的题", "Post today's question now"),
        command("demo", "跑一个小计算", "Run a small computation",
                Param("name", "choice", Text(zh="演示", en="demo"), "gelu", choices=("gelu", "softmax", "bpe")),
                Param("x", "number", Text(zh="数", en="number"), "1.0", required=False)),
        command("lookup", "查一个术语", "Explain a term",
                Param("term", "text", Text(zh="术语", en="term"), "gelu", suggest="terms")),
        command("leaderboard", "看排行榜", "See the board",
                Param("period", "choice", Text(zh="时段", en="period"), required=False,
                      choices=("day", "week", "month", "season", "all"))),
        command("show", "展示一种卡片", "Show a card of one shape",
                Param("shape", "choice", Text(zh="卡片", en="shape"), "question", choices=SHAPES)),
    ]


def suggest(source: str, query: str, lang: Lang) -> Sequence[tuple[str, str]]:
    """Terms that contain what is typed. Raises KeyError for another source."""
    found = {"terms": TERMS}[source]
    return [(term, term) for term in found if query.casefold() in term][:25]


async def start(server: HttpServer, *, preview: bool = True, transcript: Memory | None = None) -> Bot:
    """The page on the server, which listens when this returns."""
    clock = Shifted()
    bot = Bot(clock)
    bot.platform = build(bot.handle, commands(), suggest, transcript or Memory(), clock if preview else None, server,
                         clock.now)
    await server.start()
    return bot


async def main() -> None:
    """Serve on http://127.0.0.1:8080 with one question in place."""
    server = HttpServer("127.0.0.1", 8080)
    bot = await start(server)
    await bot.post("web:local:general", cards.letters(bot.clock.now(), "both"))
    print(server.url, flush=True)
    try:
        await asyncio.Event().wait()
    finally:
        await server.close()


if __name__ == "__main__":
    asyncio.run(main())
