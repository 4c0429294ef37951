"""Named seasons of a channel: a manager starts and ends one, everybody looks them up."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot import sharing
from bot.domain.boards import View
from bot.domain.card import Card, Field
from bot.domain.cards.board import board_card
from bot.domain.cards.season import final_card, season_podium, seasons_card
from bot.domain.command import Action, Command
from bot.domain.errors import BadInput, Refusal
from bot.domain.limits import SEASON
from bot.domain.names import clean_label
from bot.domain.param import Param
from bot.domain.request import Request
from bot.domain.season import Season
from bot.domain.text import Text
from bot.quiz import Quiz, post_lang

_STARTED = Text(zh="赛季开始", en="The season has started")
_NAME = Text(zh="赛季", en="Season")
_FIRST = Text(zh="从这天起计分", en="Counts from")
_WHOLE_DAY = Text(zh="当天已有的得分也计入。排行榜的“本赛季”现在就是它。", en="Points of that day count too. It is now the board's season.")
_RUNS = Text(zh="赛季“{name}”还在进行；先用 /quiz season end 结束它。",
             en="The season “{name}” still runs; end it first with /quiz season end")
_TAKEN = Text(zh="name：这个频道已有过赛季“{name}”，请换一个名字。", en="name: this channel already had a season “{name}”; choose another name")
_BLANK = Text(zh="name 里没有看得见的字符。", en="name: there is no visible character in it")
_NOT_RUNNING = Text(zh="这个频道没有进行中的赛季。用 /quiz season start 开一个。",
                    en="No season runs in this channel. Start one with /quiz season start")
_ENDED = Text(zh="赛季“{name}”已结束，最终排名马上出现在频道里。",
              en="The season “{name}” is over; the final table appears in the channel in a moment.")
_UNKNOWN = Text(zh="name：这个频道没有赛季“{name}”，有：{names}", en="name: this channel had no season “{name}”; there are {names}")
_NO_SEASON = Text(zh="这个频道还没有赛季。", en="This channel has had no season yet.")
_OLD = Text(zh="找不到这个赛季。", en="This season cannot be found any more.")


async def start(quiz: Quiz, request: Request, args: Mapping[str, Any]) -> Card:
    """Start a season today, today's points included. Raises Refusal where one runs, BadInput for a name that was used."""
    name, seasons = clean_label(args["name"], SEASON), quiz.tenant(request).seasons
    if not name:
        raise BadInput("E_FORMAT", "name", _BLANK)
    known = await seasons.all(request.channel)
    _refuse_second(next((one for one in known if one.ended_at is None), None))
    if any(one.name.casefold() == name.casefold() for one in known):
        raise BadInput("E_UNKNOWN", "name", _TAKEN.format(name=name))
    made = Season(quiz.ids.name(), request.channel, name, await quiz.day(request), await post_lang(quiz, request), quiz.clock.now())
    found = await seasons.start(made)
    if found.id != made.id:
        _refuse_second(found)
    lang = request.lang
    return Card(title=_STARTED.to(lang), body=_WHOLE_DAY.to(lang), tone="correct", private=True,
                fields=(Field(_NAME.to(lang), found.name), Field(_FIRST.to(lang), found.first.isoformat())))


def _refuse_second(running: Season | None) -> None:
    if running is not None:
        raise Refusal(_RUNS.format(name=running.name))


async def end(quiz: Quiz, request: Request, args: Mapping[str, Any]) -> Card:
    """End the season that runs: its table is kept for ever, and posted. Raises Refusal where none runs."""
    ended = await quiz.tenant(request).seasons.end(request.channel, await quiz.day(request), quiz.clock.now())
    if ended is None:
        raise Refusal(_NOT_RUNNING)
    quiz.urgent.set()
    return Card(body=_ENDED.format(name=ended.name).to(request.lang), tone="info", private=True)


async def list_(quiz: Quiz, request: Request, args: Mapping[str, Any]) -> Card:
    """The channel's seasons, newest first."""
    return seasons_card(await quiz.tenant(request).seasons.all(request.channel), request.lang)


async def show(quiz: Quiz, request: Request, args: Mapping[str, Any]) -> Card:
    """The final table of the season of that name, or of the newest; of the one that runs, its board. Raises Refusal."""
    known, name = await quiz.tenant(request).seasons.all(request.channel), clean_label(args["name"] or "", SEASON)
    if not known:
        raise Refusal(_NO_SEASON)
    found = next((one for one in known if one.name.casefold() == name.casefold()), None) if name else known[0]
    if found is None:
        raise BadInput("E_UNKNOWN", "name", _UNKNOWN.format(name=name, names=", ".join(one.name for one in known[:10])))
    return await _shown(quiz, request, found)


async def press(quiz: Quiz, request: Request, args: Mapping[str, Any]) -> Card:
    """`season1:<season>`: its table."""
    return await _shown(quiz, request, await _of(quiz, request, args))


async def share(quiz: Quiz, request: Request, args: Mapping[str, Any]) -> Card:
    """`ss1:<season>`: post its table in the channel, in the member's language."""
    season = await _of(quiz, request, args)
    table = await quiz.tenant(request).seasons.table(season.id)
    picture = await sharing.drawn(quiz, season_podium(season, table))
    return await sharing.share(quiz, request, final_card(season, table, request.lang, private=False, picture=picture))


async def _of(quiz: Quiz, request: Request, args: Mapping[str, Any]) -> Season:
    """The ended season that a button names, in its own channel. Raises Refusal."""
    found = await quiz.tenant(request).seasons.get((*args["args"], "")[0])
    if found is None or found.channel != request.channel:
        raise Refusal(_OLD)
    return found


async def _shown(quiz: Quiz, request: Request, season: Season) -> Card:
    store, member = quiz.tenant(request), request.member.id
    if season.ended_at is None:
        day = await quiz.day(request)
        board = await store.board(request.channel, "season", day, member=member)
        return board_card(board, View("season"), None, day, request.lang, me=member)
    table = await store.seasons.table(season.id, member=member)
    return final_card(season, table, request.lang, me=member, share=bool(table.rows))


_SEASON = Param("name", "text", Text(zh="赛季的名字", en="the season's name"), example="Autumn 2026", max_len=SEASON)
COMMANDS = (
    Command("quiz season start", Text(zh="开始一个赛季（管理员）", en="Start a season (for managers)"), start, (_SEASON,),
            permission="manager", place=62),
    Command("quiz season end", Text(zh="结束赛季并公布排名（管理员）", en="End the season and post its table (for managers)"), end,
            permission="manager", place=63),
    Command("quiz season list", Text(zh="这个频道的赛季", en="This channel's seasons"), list_, place=64),
    Command("quiz season show", Text(zh="一个赛季的最终排名", en="A season's final table"), show, (
        Param("name", "text", _SEASON.label, example="Autumn 2026", default="", required=False, max_len=SEASON),), place=65),
)
ACTIONS = (Action("season1", press), Action("ss1", share))
