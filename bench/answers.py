"""Answers through `handle()`: graded, stored, in the ledger and on five boards, before the reply."""

from __future__ import annotations

import asyncio
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import cycle, islice
from pathlib import Path
from statistics import median, quantiles

from bench.harness import Measurement, Row, paired
from bench.raw import one_row_a_transaction
from bot.domain.question import LETTERS, Question
from bot.domain.request import Member, Request
from bot.domain.round import Round
from bot.ports import Work
from bot.store import maintenance
from tests.house import CHANNEL, START, House, open_house, sqlite_url

MEMBERS = 200
QUESTIONS = 36
PASSES = 7
FLOOR_ROWS = 3000
P99_MS = 100.0
BUTTONS = ("single_choice", "true_false")


def run() -> Sequence[Row]:
    with tempfile.TemporaryDirectory(prefix="tiku-bench-") as folder:
        pressed, mixed = asyncio.run(_measure(Path(folder)))
        faults = asyncio.run(maintenance.check(sqlite_url(Path(folder))))
        if faults:
            raise RuntimeError(f"the answers were not booked as they should be: {faults[0]}")
    return (
        Row("answers of 200 members at once", median(pressed.rates), median(pressed.floors), "/s",
            paired(pressed.rates, pressed.floors), "at least", 2.0),
        Row("the slowest 1 % of those answers", median(pressed.slowest), P99_MS, "ms", median(pressed.slowest) / P99_MS,
            "at most", 1.0),
        Row("the same over all kinds of the bank", median(mixed.rates), median(mixed.floors), "/s",
            paired(mixed.rates, mixed.floors), "at least", 1.5),
        Row("the slowest 1 % of those answers", median(mixed.slowest), P99_MS, "ms", median(mixed.slowest) / P99_MS,
            "at most", 1.0),
    )


@dataclass
class _Passes:
    """Rates a second, floors, and 99th percentiles in milliseconds, pass by pass."""

    rates: list[float] = field(default_factory=list)
    floors: list[float] = field(default_factory=list)
    slowest: list[float] = field(default_factory=list)


async def _measure(folder: Path) -> tuple[_Passes, _Passes]:
    """With questions answered by one button, as most posts are, and with all kinds, typed replies among them."""
    insert = one_row_a_transaction(folder / "raw.db", FLOOR_ROWS)
    async with open_house(sqlite_url(folder)) as house:
        graded = [q for q in house.quiz.bank.questions.values() if house.quiz.kind(q).graded]
        return (await _passes(house, [q for q in graded if q.kind in BUTTONS], insert), await _passes(house, graded, insert))


async def _passes(house: House, questions: Sequence[Question], insert: Callable[[], float]) -> _Passes:
    """The first pass only warms up; every other one takes the floor first."""
    found, endless = _Passes(), cycle(questions)
    for turn in range(PASSES + 1):
        rounds = [await _opened(house, question) for question in islice(endless, QUESTIONS)]
        if turn % 2:
            floor, (rate, p99) = await asyncio.to_thread(insert), await _all_answer(house, rounds)
        else:
            (rate, p99), floor = await _all_answer(house, rounds), await asyncio.to_thread(insert)
        if turn:
            found.rates.append(rate)
            found.floors.append(floor)
            found.slowest.append(p99)
    return found


async def _opened(house: House, question: Question) -> Round:
    name = house.quiz.ids.name()
    made = Round(name, CHANNEL, question.id, question.version, tuple(range(len(question.options))), "both", "at_once",
                 START, START.replace(hour=23), local_date=START.date(), state="open", message_id=name)
    work = Work("post", name, CHANNEL, START, owner="bench", attempt=1)
    await house.quiz.store.plan_round(work, made)
    await house.quiz.store.finish_post(work, (), opened=made, schedule=None)
    await house.quiz.warm(made)  # as the job that posts it does
    return made


async def _all_answer(house: House, rounds: Sequence[Round]) -> tuple[float, float]:
    """All members answer all rounds, each one after the other: answers a second, and the 99th percentile in ms."""
    sheets = [[_request(house, round_, number) for round_ in rounds] for number in range(MEMBERS)]
    taken: list[float] = []

    async def member(sheet: Sequence[Request]) -> None:
        for request in sheet:
            began = time.perf_counter()
            card = await house.dispatch.handle(request)
            taken.append(time.perf_counter() - began)
            if card.tone not in ("correct", "partly", "wrong"):
                raise RuntimeError(f"no verdict on {request.action} {dict(request.values)}: {card.body}")

    began = time.perf_counter()
    async with asyncio.TaskGroup() as group:
        for sheet in sheets:
            group.create_task(member(sheet))
    return len(taken) / (time.perf_counter() - began), quantiles(taken, n=100)[98] * 1000


def _request(house: House, round_: Round, number: int) -> Request:
    """The number's member presses or types: those with an even one are right."""
    question = house.quiz.question(round_.question_id)
    prompt = house.quiz.kind(question).prompt(question, round_.order)
    reply = _right(question) if number % 2 == 0 else _other(question)
    pressed = prompt.style == "letters"
    return Request(
        channel=CHANNEL, member=Member(f"{number:018}", f"Member {number} 号"), at=START, lang="zh" if number % 3 else "en",
        action=f"q1:{round_.id}:{reply}" if pressed else f"a1:{round_.id}", values={} if pressed else {"answer": reply},
    )


def _right(question: Question) -> str:
    match question.kind:
        case "single_choice":
            return str(question.key)
        case "true_false":
            return "A" if question.key else "B"
        case "multiple_choice":
            return "".join(sorted(question.key))
        case "ordering":
            return "".join(question.key)
        case "numeric":
            return str(question.key)
        case _:
            return str(question.key.en)


def _other(question: Question) -> str:
    match question.kind:
        case "single_choice":
            return next(letter for letter in LETTERS if letter != question.key)
        case "true_false":
            return "B" if question.key else "A"
        case "multiple_choice":
            return "A"
        case "ordering":
            return "".join(reversed(question.key))
        case "numeric":
            return "12.5"
        case _:
            return "something else"


MEASUREMENT = Measurement(
    "answers", "200 members at once answer 36 questions each through handle(): graded, durable, in ledger and standings",
    "plain sqlite3 inserting one row of the same table a transaction (WAL, synchronous=FULL, same disk); 100 ms", run)
