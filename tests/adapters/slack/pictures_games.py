"""What the pictures show of games: a live quiz from the lobby to the podium, practice, a team board, a season, and the week's recap."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from bot import counter
from bot.app import load_bank
from bot.domain.question import Question
from bot.domain.schedule import Filter
from tests.adapters.slack.drawing import message
from tests.adapters.slack.office import ADA, BO, BOSS, CHANNEL, CHEN, GENERAL, Office, open_office

PLAYERS = (ADA, BO, CHEN)
LETTERED = ("single_choice", "true_false")


async def live_quiz(folder: Path, user: str, lang: str) -> dict[str, list[str]]:
    """The lobby, a question with its reveal, and the podium."""
    async with open_office(folder) as office:
        files, thread = office.fake.files, office.fake.channels[GENERAL]
        await office.type(f"/quiz start questions=3 seconds=20 lang={lang}", user)
        await office.house.settle()
        lobby = thread[0]
        actions = [element["action_id"] for block in lobby["blocks"] for element in block.get("elements", ()) if "action_id" in element]
        for player in PLAYERS:
            await office.reply_to(lobby, next(action for action in actions if action.endswith(":join")), player)
        await counter.refresh(office.house.quiz)
        drawn = {"live-lobby": [message(thread[0], files)]}
        await office.reply_to(lobby, next(action for action in actions if action.endswith(":go")), user)
        await office.house.settle()
        for number in range(3):
            asked = thread[-1]
            before = message(asked, files, thread=True)
            for index, player in enumerate(PLAYERS):
                office.house.clock.move(seconds=1.5)
                await _answer(office, asked, player, right=index == 0 or (index + number) % 2 == 0)
            await office.house.settle()
            if number == 0:
                drawn["live-question"] = [message(lobby, files), before, message(thread[-1], files, thread=True)]
            await office.house.advance(seconds=10)
        drawn["live-podium"] = [message(one, files) for one in thread[-1:]]
        return drawn


async def weeks(folder: Path, user: str, lang: str) -> dict[str, list[str]]:
    """Two weeks of daily questions: practice, the boards of teams and of a season, the final table, and the recap."""
    bank = load_bank([])
    several = {one.id: one for one in bank.questions.values() if one.kind == "single_choice" and one.topic in ("base64", "transformer")}
    async with open_office(folder, bank=replace(bank, questions=several)) as office:
        files = office.fake.files
        await office.house.plan(channel=CHANNEL, lang=lang, filter=Filter(kinds=LETTERED))
        await office.house.advance(minutes=1)
        await office.type("/quiz recap mon 09:00", BOSS)
        await office.type("/quiz season start Spring", BOSS)
        for player, team in ((ADA, "Night Owls"), (CHEN, "Night Owls"), (BO, "早起鸟")):
            await office.type(f"/quiz team {team}", player)
        for day in range(7):
            asked = next(one for one in reversed(office.fake.channels[GENERAL]) if _letters(one))
            for index, player in enumerate(PLAYERS):
                await _answer(office, asked, player, right=(index + day) % 3 != 2)
            await office.house.advance(days=1)
        recap = next(one for one in office.fake.channels[GENERAL] if one["text"].startswith(("The week in review", "一周回顾")))
        teams = await office.type("/leaderboard all by=teams", user)
        whole = await office.type("/leaderboard season tenant", user)
        await office.type("/quiz points “Ada” 25 for the talk", BOSS)
        log = await office.type("/quiz corrections", user)
        await office.type("/quiz season end", BOSS)
        await office.house.settle()
        final = office.fake.last()
        practice = await office.type("/quiz practice base64", user)
        assert practice
        verdict = await office.reply_to(practice, _letters(practice)[0], user)
        return {
            "recap": [message(recap, files)],
            "season": [message(final, files), *(message(one, files, private=True) for one in (whole, log) if one)],
            "teams": [message(teams or {}, files, private=True)],
            "practice": [message(practice, files, private=True), message(verdict, files, private=True)],
        }


def _letters(body: Mapping[str, Any]) -> list[str]:
    """The actions of the lettered buttons."""
    return [element["action_id"] for block in body["blocks"] for element in block.get("elements", ())
            if element.get("action_id", "").startswith(("q1:", "pr1:"))]


async def _answer(office: Office, asked: Mapping[str, Any], player: str, *, right: bool) -> None:
    """Press the right letter, or the first wrong one; a question without letters is left."""
    letters = _letters(asked)
    if not letters:
        return
    round_ = await office.house.round(CHANNEL)
    question = office.house.quiz.bank.questions[round_.question_id]
    key = f"q1:{round_.id}:{round_.shown_letters(_stored(question))}"
    await office.reply_to(asked, key if right else next(one for one in letters if one != key), player)


def _stored(question: Question) -> str:
    """The letter of the key, as stored."""
    return ("A" if question.key else "B") if question.kind == "true_false" else str(question.key)
