"""The card of a lobby, and what becomes of it while the quiz runs and after it."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.card import Button, Card, Field
from bot.domain.cards.live_words import MODE_NAMES, TEAM_NAMES, TEAMS, button, listed, side, teams_line, verb
from bot.domain.live import Live
from bot.domain.teams import NAMES, SIDES
from bot.domain.text import Text

_TITLE = Text(zh="{name} 发起了一场测验", en="{name} starts a quiz")
_LOBBY = Text(zh="按“加入”就能一起玩；开始以后直接答题也算加入。乱猜不扣分。",
              en="Press Join to play. Once it runs, answering a question joins you too. A wrong guess costs nothing.")
_QUESTIONS = Text(zh="题目", en="Questions")
_COUNT = Text(zh="{questions} 题，每题 {seconds} 秒", en="{questions}, {seconds} seconds each")
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
_SOON = Text(zh="第一题马上出现。", en="The first question appears in a moment.")
_HERE = Text(zh="题目接在这条消息后面。晚来的人直接答题就算加入，从那一题开始计分。",
             en="The questions follow this message. Who comes late joins by answering, and counts from that question on.")
_ENDED = Text(zh="测验已结束", en="The quiz is over")
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
    joins = sides if live.options.teams == "pick" else (button(live, _JOIN, "join", "primary"),)
    return Card(
        title=_TITLE.format(name=live.host_name).line(lang), body=_LOBBY.to(lang), tone="info",
        fields=(*_rules(live, topics), Field(_STARTS.line(lang), at=live.until),
                Field(_PLAYERS.format(count=len(live.players)).line(lang), names)),
        buttons=(*joins, button(live, _LEAVE, "leave"), button(live, _GO, "go"), button(live, _CANCEL, "cancel", "danger")),
        footer=_PRACTICE.line(lang) if live.options.practice else "",
    )


def running_card(live: Live, topics: Sequence[Text]) -> Card:
    """The same message while the questions are asked."""
    lang = live.options.lang
    return Card(
        title=_RUNNING.line(lang), body=_HERE.to(lang), tone="info",
        fields=(*_rules(live, topics), Field(_PLAYERS.format(count=len(live.players)).line(lang),
                                             listed([player.name for player in live.players], lang, _SHOWN))),
        buttons=(*(button(live, _CLOSE, "next") for _ in range(live.options.host)), button(live, _SKIP, "skip"), button(live, _PAUSE, "pause"),
                 button(live, _STOP, "stop", "danger")),
        footer=_PRACTICE.line(lang) if live.options.practice else "",
    )


def ended_card(live: Live, topics: Sequence[Text]) -> Card:
    """The same message at the end, with the reason where it ended early."""
    lang = live.options.lang
    return Card(title=_ENDED.line(lang), body=live.reason.to(lang), tone="plain", fields=_rules(live, topics))


def _rules(live: Live, topics: Sequence[Text]) -> tuple[Field, ...]:
    options, lang = live.options, live.options.lang
    found = [
        Field(_QUESTIONS.line(lang), _COUNT.format(questions=options.questions, seconds=options.seconds).to(side(lang))),
        Field(_MODE.line(lang), MODE_NAMES[options.mode].to(side(lang))),
    ]
    if topics:
        found.append(Field(_TOPICS.line(lang), listed([topic.line(lang) for topic in topics], lang, 5)))
    if options.teams != "none":
        found.append(Field(TEAMS.line(lang), teams_line(live) if live.phase != "lobby" and teams_line(live)
                           else TEAM_NAMES[options.teams].to(side(lang))))
    return tuple(found)


def _side_label(live: Live, index: int) -> str:
    count = sum(player.team == index for player in live.players)
    return f"{NAMES[index].to(side(live.options.lang))} ({count})"
