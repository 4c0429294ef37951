"""The card of a lobby, and what becomes of it while the quiz runs."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.card import Button, Card, Field
from bot.domain.cards.live_words import (
    MODE_NAMES,
    TEAM_NAMES,
    TEAMS,
    button,
    listed,
    running_board,
    team_name,
    teams_line,
    verb,
)
from bot.domain.live import Live
from bot.domain.teams import SIDES
from bot.domain.text import Text

_TITLE = Text(zh="{name} 发起了一场测验", en="{name} starts a quiz")
_LOBBY = Text(zh="按“加入”就能一起玩；开始以后直接答题也算加入。乱猜不扣分。",
              en="Press Join to play. Once it runs, answering a question joins you too. A wrong guess costs nothing.")
_SIDES = Text(zh="选一边就能一起玩；开始以后直接答题也算加入。乱猜不扣分。",
              en="Pick a side to play. Once it runs, answering a question joins you too. A wrong guess costs nothing.")
_QUESTIONS = Text(zh="题目", en="Questions")
_COUNT = Text(zh="{questions} 题，每题 {seconds} 秒", en="{questions} of {seconds} seconds each")
_MODE = Text(zh="玩法", en="Mode")
_TOPICS = Text(zh="主题", en="Topics")
_STARTS = Text(zh="最晚开始", en="Starts by")
_PLAYERS = Text(zh="已加入（{count}）", en="In ({count})")
_NOBODY = Text(zh="还没有人", en="nobody yet")
_PRACTICE = Text(zh="练习：不计入排行榜", en="Practice: nothing counts for the boards")
_JOIN = Text(zh="加入", en="Join")
_LEAVE = Text(zh="退出", en="Leave")
_GO = Text(zh="马上开始", en="Start now")
_CANCEL = Text(zh="取消", en="Cancel")
_RUNNING = Text(zh="测验进行中", en="The quiz is running")
_HERE = Text(zh="题目就在这条消息下面。晚来的人直接答题就算加入，从那一题开始计分。",
             en="The questions come below this message. Latecomers join by answering, and count from that question on.")
_NOW = Text(zh="第 {number} / {total} 题进行中", en="Question {number} of {total} is open")
_AFTER = Text(zh="第 {number} / {total} 题之后", en="After question {number} of {total}")
_PAUSED = Text(zh="⏸ 测验已暂停", en="⏸ The quiz is paused")
_RESUME = Text(zh="继续 ▶", en="Resume ▶")
_CLOSE = Text(zh="收卷 ▶", en="Close the question ▶")
_SKIP = Text(zh="跳过", en="Skip")
_PAUSE = Text(zh="暂停", en="Pause")
_STOP = Text(zh="结束", en="Stop")
_SHOWN = 20


def lobby_card(live: Live, topics: Sequence[Text]) -> Card:
    """Who is in, what is played, and the buttons to join, to start and to cancel."""
    lang = live.options.lang
    names = listed([player.name for player in live.players], lang, _SHOWN) or _NOBODY.line(lang)
    sides = tuple(Button(_side_label(live, index), verb(live, f"join:{index}"), "primary") for index in range(SIDES))
    picks = live.options.teams == "pick"
    joins = sides if picks else (button(live, _JOIN, "join", "primary"),)
    return Card(
        title=_TITLE.format(name=live.host_name).line(lang), body=(_SIDES if picks else _LOBBY).to(lang), tone="info",
        fields=(*_rules(live, topics), Field(_STARTS.line(lang), at=live.until),
                Field(_PLAYERS.format(count=len(live.players)).line(lang), names)),
        buttons=(*joins, button(live, _LEAVE, "leave"), button(live, _GO, "go"), button(live, _CANCEL, "cancel", "danger")),
        footer=_PRACTICE.line(lang) if live.options.practice else "",
    )


def running_card(live: Live, topics: Sequence[Text]) -> Card:
    """The same message while the questions are asked: how it stands, and the buttons to steer."""
    lang, asking = live.options.lang, live.phase == "asking"
    done = any(one.state != "open" for one in live.asked)
    where = (_NOW if asking else _AFTER).format(number=len(live.asked), total=live.options.questions)
    return Card(
        title=(_PAUSED if live.phase == "paused" else _RUNNING).line(lang), body=_HERE.to(lang), tone="info",
        fields=(*_rules(live, topics), Field(_PLAYERS.format(count=len(live.players)).line(lang),
                                             listed([player.name for player in live.players], lang, _SHOWN))),
        buttons=_steering(live), table=running_board(live) if done else None,
        footer=" · ".join(note.line(lang) for note in (where, *(_PRACTICE for _ in range(live.options.practice)))),
    )


def _steering(live: Live) -> tuple[Button, ...]:
    """What can be done in this phase, by who may."""
    stop = button(live, _STOP, "stop", "danger")
    match live.phase:
        case "asking":
            close = (button(live, _CLOSE, "next"),) if live.options.host else ()
            return (*close, button(live, _SKIP, "skip"), button(live, _PAUSE, "pause"), stop)
        case "paused":
            return (button(live, _RESUME, "resume", "primary"), stop)
        case _:
            return (button(live, _PAUSE, "pause"), stop)


def _rules(live: Live, topics: Sequence[Text]) -> tuple[Field, ...]:
    options, lang = live.options, live.options.lang
    found = [
        Field(_QUESTIONS.line(lang), _COUNT.format(questions=options.questions, seconds=options.seconds).line(lang)),
        Field(_MODE.line(lang), MODE_NAMES[options.mode].line(lang)),
    ]
    if topics:
        found.append(Field(_TOPICS.line(lang), listed([topic.line(lang) for topic in topics], lang, 5)))
    if options.teams != "none":
        found.append(Field(TEAMS.line(lang), teams_line(live) if live.phase != "lobby" and teams_line(live)
                           else TEAM_NAMES[options.teams].line(lang)))
    return tuple(found)


def _side_label(live: Live, index: int) -> str:
    count = sum(player.team == index for player in live.players)
    return f"{team_name(index, live.options.lang)} ({count})"
