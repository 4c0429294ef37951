"""Script: a YAML file that tells a day, and how it is played over a driver.

A step is one of: `later: {hours: 1}`; `see: text` (the channel's newest message); `who` with `pick` (an option's English
text), `reply` (typed into the form), `type` (a command) or `click` (a button's label), and what that member `reads`.
`manager: true` types as one. `answers: {Ada: right, Lin: wrong}` lets members answer the newest question with what
`replies` holds for it, whatever its kind; `restart: true` ends the process and begins another.

`pack` holds questions of the script's own, in the content format.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import yaml

from bot.domain.live_scoring import ranking, team_ranking
from bot.domain.question import LETTERS
from bot.domain.round import Round
from tests.scenarios_shared.driver import Driver

FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Script:
    """A day: the questions it asks, the schedule it runs, and its steps."""

    name: str
    questions: tuple[str, ...]
    plan: Mapping[str, Any] | None
    steps: tuple[Mapping[str, Any], ...]
    pack: str = ""
    replies: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """By question: its right and its wrong reply."""


def scripts() -> list[Script]:
    """Every YAML file of this folder."""
    found = []
    for path in sorted(FOLDER.glob("*.yaml")):
        raw = yaml.safe_load(path.read_text("utf-8"))
        pack = yaml.safe_dump(raw.get("pack", []), allow_unicode=True) if raw.get("pack") else ""
        found.append(Script(path.stem, tuple(raw["questions"]), raw.get("plan"), tuple(raw["steps"]), pack, raw.get("replies", {})))
    return found


async def play(script: Script, driver: Driver) -> None:
    """Play every step. Raises AssertionError where somebody reads something else."""
    if script.plan is not None:
        plan = dict(script.plan)
        if "window" in plan:
            plan["window"] = timedelta(hours=int(plan["window"]))
        await driver.house.plan(channel=driver.channel, **plan)
    for number, step in enumerate(script.steps, 1):
        place = f"{script.name}, step {number}"
        if "later" in step:
            await driver.house.advance(**step["later"])
        read = await _act(step, driver, script)
        if "see" in step:
            newest = (await driver.shown())[-1]
            assert holds(newest, str(step["see"])), f"{place}: the channel shows {newest!r}"
        for wanted in _listed(step.get("reads")):
            assert holds(read, wanted), f"{place}: {step.get('who', 'somebody')} reads {read!r}"


async def _act(step: Mapping[str, Any], driver: Driver, script: Script) -> str:
    if "restart" in step:
        await driver.restart()
    if "answers" in step:
        return [await _answer(driver, who, script, how) for who, how in step["answers"].items()][-1]
    if "click" in step:
        return await driver.click(step["who"], step["click"])
    if "pick" in step:
        return await driver.press(step["who"], await _letter(driver, step["pick"]))
    if "reply" in step:
        return await driver.reply(step["who"], str(step["reply"]))
    if "type" in step:
        return await driver.type(step["who"], step["type"], manager=step.get("manager", False))
    return ""


async def _answer(driver: Driver, who: str, script: Script, how: str) -> str:
    """Answer the newest question rightly or wrongly, the way that its message asks for."""
    question = driver.house.quiz.bank.questions[(await _newest(driver)).question_id]
    text = str(script.replies[question.id][how])
    if driver.house.quiz.kind(question).prompt(question, tuple(range(len(question.options)))).style != "letters":
        return await driver.reply(who, text)
    return await driver.press(who, await _letter(driver, text) if question.options else text)


async def _letter(driver: Driver, text: str) -> str:
    """The letter under which the newest round shows that option."""
    round_ = await _newest(driver)
    options = driver.house.quiz.bank.questions[round_.question_id].options
    stored = next(index for index, option in enumerate(options) if option.en == text)
    return LETTERS[round_.order.index(stored)]


async def _newest(driver: Driver) -> Round:
    rounds = await driver.house.quiz.store.tenant(driver.channel.rsplit(":", 1)[0]).rounds(driver.channel, limit=1)
    return rounds[0]


def holds(text: str, wanted: str) -> bool:
    """Whether the words are there, whatever the platform's markup and escaping are."""
    return _bare(wanted) in _bare(text)


def _bare(text: str) -> str:
    return " ".join(re.sub(r"[\\*_`]", "", text).split())


def _listed(value: Any) -> list[str]:
    return [] if value is None else [value] if isinstance(value, str) else list(value)


async def ledger(driver: Driver) -> list[tuple[Any, ...]]:
    """What is left of the day: every round's question and state, every answer with its points, and the board."""
    store = driver.house.quiz.store.tenant(driver.channel.rsplit(":", 1)[0])
    found: list[tuple[Any, ...]] = []
    for round_ in reversed(await store.rounds(driver.channel, limit=50)):
        found.append(("round", round_.question_id, round_.state, str(round_.local_date), round_.opens_at, round_.closes_at))
        for one in sorted(await store.answers(round_.id), key=lambda answer: answer.name):
            found.append(("answer", one.name, one.response, one.result, one.points))
    board = await store.board(driver.channel, "all", driver.house.clock.now().date(), limit=0)
    found += await _podiums(driver)
    found += [("standing", row.rank, row.name, row.points, row.answered, row.correct) for row in board.rows]
    return found


async def _podiums(driver: Driver) -> list[tuple[Any, ...]]:
    """How the live quizzes ended: every place with its points, and the teams."""
    store = driver.house.quiz.store.tenant(driver.channel.rsplit(":", 1)[0])
    rounds = reversed(await store.rounds(driver.channel, limit=50))
    found: list[tuple[Any, ...]] = []
    for live_id in dict.fromkeys(round_.live_id for round_ in rounds if round_.live_id):
        live = await store.live.get(live_id)
        assert live is not None
        found += [("quiz", live.phase, live.options.questions, len(live.asked), live.counts)]
        found += [("place", at.rank, at.player.name, at.player.points, at.player.right, at.player.answered) for at in ranking(live)]
        found += [("team", at.rank, at.team, at.score, at.members) for at in team_ranking(live)]
    return found
