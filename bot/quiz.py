"""Quiz: what a use case may use, passed as its first argument."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from bot.domain.allowance import Allowance, demo_allowance
from bot.domain.bank import Bank
from bot.domain.demo import Demo
from bot.domain.entry import question_of
from bot.domain.errors import Refusal, StoreError
from bot.domain.kinds import kinds
from bot.domain.live import Live
from bot.domain.occurrences import zone_info
from bot.domain.question import Kind, Question
from bot.domain.request import Request
from bot.domain.round import Round
from bot.domain.search import Search
from bot.domain.text import PostLang, Text
from bot.ports import Clock, DemoRunner, Ids, Platform, Store, TenantStore

_CACHED_ROUNDS = 4096
_GONE = Text(zh="这道题已经不在题库里了。", en="This question is no longer in the bank.")
_UNKNOWN_ROUND = Text(zh="找不到这道题，它可能已经太久远了。", en="This question cannot be found any more.")


@dataclass(slots=True)
class Quiz:
    """The bank, the store, the clock and the ways out; and the little that several use cases share."""

    bank: Bank
    search: Search
    store: Store
    clock: Clock
    ids: Ids
    demos: Mapping[str, Demo]
    runner: DemoRunner
    platforms: Mapping[str, Platform] = field(default_factory=dict)
    allowance: Allowance = field(default_factory=demo_allowance)
    """How many demos members and tenants may run."""
    repost: bool = False
    """Whether a message that may or may not be there, and cannot be looked for, is sent again (`on_unknown`)."""
    dirty: dict[str, Round] = field(default_factory=dict)
    """Open rounds whose public count has changed since it was last shown, by id."""
    lives: dict[str, Live] = field(default_factory=dict)
    """The live quizzes that run here, as last seen, by id."""
    stale: dict[str, Live] = field(default_factory=dict)
    """Live quizzes whose main message has changed since it was last shown, by id."""
    answering: dict[str, set[str]] = field(default_factory=dict)
    """Who answered the open questions of live quizzes, by round."""
    urgent: asyncio.Event = field(default_factory=asyncio.Event)
    """Set when something fell due before its time: the scheduler looks at once."""
    _posted: dict[tuple[str, str], Question] = field(default_factory=dict)
    """Versions of questions that are known to be kept by the store, as they were posted."""
    _rounds: dict[str, Round] = field(default_factory=dict)
    _reading: dict[tuple[str, str], asyncio.Future[Round | None]] = field(default_factory=dict)

    def tenant(self, request: Request) -> TenantStore:
        return self.store.tenant(request.tenant)

    def question(self, question_id: str) -> Question:
        """Raises Refusal when the bank no longer holds it."""
        found = self.bank.questions.get(question_id)
        if found is None:
            raise Refusal(_GONE)
        return found

    def take(self, bank: Bank, search: Search) -> None:
        """Use another bank from now on: both at once, so that no request sees one without the other."""
        self.bank, self.search = bank, search

    async def keep(self, question: Question) -> None:
        """Keep this version for the record, before a round with it is planned."""
        key = question.id, question.version
        if key not in self._posted and question.entry:
            await self.store.keep_question(*key, json.dumps(question.entry, ensure_ascii=False))
            self._posted[key] = question

    async def asked(self, round_: Round) -> Question | None:
        """The question as the round asked it, whatever the bank says now; None when nobody knows it any more."""
        current = self.bank.questions.get(round_.question_id)
        key = round_.question_id, round_.question_version
        if current is not None and current.version == key[1]:
            return current
        if key not in self._posted:
            entry = await self.store.posted_question(*key)
            # A database from before versions were kept has none; a kind may be gone. What the bank holds is the next best.
            with contextlib.suppress(KeyError, ValueError):
                self._posted[key] = question_of(json.loads(entry or ""))
        return self._posted.get(key, current)

    async def question_in(self, round_: Round) -> Question:
        """The same; raises Refusal when nobody knows it any more."""
        found = await self.asked(round_)
        if found is None:
            raise Refusal(_GONE)
        return found

    def kind(self, question: Question) -> Kind:
        """The kind that grades and shows the question."""
        return kinds()[question.kind]

    async def round(self, request: Request, round_id: str) -> Round:
        """The round of that id in the request's own channel. Raises Refusal for any other.

        Open rounds are kept in memory: all that can change about one is its close, and the store checks that again
        with every answer.
        """
        found = self._rounds.get(round_id)
        if found is None:
            found = await self._read_round(request, round_id)
            self._keep(found)
        if found is None or found.channel != request.channel:
            raise Refusal(_UNKNOWN_ROUND)
        return found

    async def warm(self, round_: Round) -> None:
        """Read a round that was just opened into memory, before many press at once; an error is left for them to meet."""
        with contextlib.suppress(StoreError):
            self._keep(await self.store.tenant(round_.tenant).round(round_.id))

    def _keep(self, found: Round | None) -> None:
        if found is not None and found.state == "open":
            if len(self._rounds) >= _CACHED_ROUNDS:
                self._rounds.pop(next(iter(self._rounds)))
            self._rounds[found.id] = found

    async def _read_round(self, request: Request, round_id: str) -> Round | None:
        """From the store. A question just posted is pressed by many at once: they share one read."""
        key = request.tenant, round_id
        reading = self._reading.get(key)
        if reading is None:
            reading = asyncio.ensure_future(self.tenant(request).round(round_id))
            self._reading[key] = reading
            reading.add_done_callback(lambda _: self._reading.pop(key))
        return await asyncio.shield(reading)

    async def day(self, request: Request) -> date:
        """Today by the channel's own calendar: the zone of its schedule, else UTC."""
        plans = await self.tenant(request).schedules(request.channel)
        now = self.clock.now()
        return now.astimezone(zone_info(plans[0].zone)).date() if plans else now.date()

    def forget(self, round_id: str) -> None:
        """Drop a round from memory: it is closed."""
        self._rounds.pop(round_id, None)
        self.dirty.pop(round_id, None)


async def post_lang(quiz: Quiz, request: Request) -> PostLang:
    """What a post in the channel speaks: as its schedule does, else as the member who asks."""
    plans = await quiz.tenant(request).schedules(request.channel)
    return plans[0].lang if plans else request.lang
