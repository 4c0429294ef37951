"""What is open now, and how I stand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bot.domain.card import Card, Field, Table
from bot.domain.cards.question import question_card
from bot.domain.cards.verdict import shown_response
from bot.domain.command import Action, Command
from bot.domain.request import Request
from bot.domain.round import Round
from bot.domain.text import Text
from bot.quiz import Quiz
from bot.streaks import streaks

_NONE = Text(zh="现在没有开放的题目", en="No question is open now")
_NEXT = Text(zh="下一题", en="Next question")
_NO_PLAN = Text(zh="这个频道还没有安排每日一题。管理员可以用 /schedule set 安排。",
                en="This channel has no daily question yet. A manager can set one with /schedule set.")
_COMES = Text(zh="下一题会准时出现在这里。", en="The next one appears here on time.")
_ME = Text(zh="{name} 的记录", en="{name}'s record")
_STREAK = Text(zh="连续作答", en="Streak")
_DAYS = Text(zh="{days} 天", en="{days} in a row")
_FROZEN = Text(zh="（本周用了 {count} 个保护日）", en=" ({count} freeze used this week)")
_ZONE = Text(zh="你的日子按 {zone} 计算。", en="Your days are counted in {zone}.")
_POINTS = Text(zh="总分", en="Points")
_RANK = Text(zh="名次", en="Rank")
_OF = Text(zh="第 {rank} / {members}", en="{rank} of {members}")
_HIDDEN = Text(zh="已从排行榜隐藏", en="hidden from boards")
_NO_ANSWERS = Text(zh="还没有作答记录。答一道题试试。", en="No answers yet. Try one.")
_HEAD = {"zh": ("日期", "题目", "你的回答", "结果", "得分"), "en": ("Date", "Question", "Your answer", "Result", "Points")}
_RESULTS = {"correct": Text(zh="✓ 对", en="✓ correct"), "partly": Text(zh="◐ 部分", en="◐ partly"),
            "wrong": Text(zh="✗ 错", en="✗ wrong"), "unsure": Text(zh="—", en="—")}
_WAITS = Text(zh="待揭晓", en="not revealed yet")


async def today(quiz: Quiz, request: Request, args: Mapping[str, Any]) -> Card:
    """The open question, privately and in the member's language, or when the next one comes."""
    store = quiz.tenant(request)
    found = await store.rounds(request.channel, state="open", limit=1)
    if found:
        round_ = replace(found[0], lang=request.lang)
        question = await quiz.question_in(round_)
        count = await store.answered_count(round_.id)
        card = question_card(round_, question, quiz.kind(question), quiz.bank.topic_title(question.topic), count)
        return replace(card, private=True)
    plans = [plan.next_at for plan in await store.schedules(request.channel) if plan.state == "active" and plan.next_at]
    if not plans:
        return Card(title=_NONE.to(request.lang), body=_NO_PLAN.to(request.lang), tone="info", private=True)
    return Card(title=_NONE.to(request.lang), body=_COMES.to(request.lang), tone="info", private=True,
                fields=(Field(_NEXT.to(request.lang), at=min(plans)),))


async def me(quiz: Quiz, request: Request, args: Mapping[str, Any]) -> Card:
    """My streak, points, rank and last answers in this channel."""
    store, lang, member = quiz.tenant(request), request.lang, request.member
    day = await quiz.day(request)
    board = await store.board(request.channel, "all", day, limit=1, member=member.id)
    held = (await streaks(quiz, request.channel, [member.id]))[member.id]
    zones = (await store.streaks.zones([member.id])).get(member.id, ())
    rows = []
    for round_ in await store.rounds(request.channel, limit=10):
        row = await _row(quiz, request, round_)
        if row:
            rows.append(row)
    frozen = held.frozen_in_week(day)
    length = _DAYS.format(days=held.days).to(lang) + (_FROZEN.format(count=frozen).to(lang) if frozen else "")
    fields = [Field(_STREAK.to(lang), length)]
    if board.mine:
        fields.append(Field(_POINTS.to(lang), str(board.mine.points)))
        rank = _HIDDEN if board.hidden else _OF.format(rank=board.mine.rank, members=board.members)
        fields.append(Field(_RANK.to(lang), rank.to(lang)))
    table = Table(_HEAD[lang], tuple(rows), numeric=(4,)) if rows else None
    return Card(title=_ME.format(name=member.name).to(lang), tone="info", fields=tuple(fields), table=table, private=True,
                body="" if rows else _NO_ANSWERS.to(lang),
                footer=_ZONE.format(zone=zones[-1][1]).to(lang) if zones and zones[-1][1] else "")


async def _row(quiz: Quiz, request: Request, round_: Round) -> tuple[str, ...] | None:
    given = await quiz.tenant(request).answer(round_.id, request.member.id)
    if given is None:
        return None
    question = await quiz.asked(round_)
    hidden = round_.verdict == "at_reveal" and round_.state != "closed"
    shown = shown_response(round_, question, given.response) if question else given.response
    day = round_.local_date or round_.opens_at.date()
    title = _short(question.stem.to(request.lang)) if question else round_.question_id
    result = _WAITS.to(request.lang) if hidden else _RESULTS[given.result].to(request.lang)
    return day.isoformat(), title, shown[:40], result, "—" if hidden else str(given.points)


def _short(stem: str, limit: int = 36) -> str:
    line = stem.split("\n", 1)[0].replace("**", "").replace("`", "")
    return line if len(line) <= limit else line[: limit - 1] + "…"


async def show_today(quiz: Quiz, request: Request, args: Mapping[str, Any]) -> Card:
    """`today1:`: the same as `/quiz today`, from a button."""
    return await today(quiz, request, args)


GROUPS = {"quiz": Text(zh="今天的题目、现场测验、练习、赛季和自己的记录", en="Today's question, live quizzes, practice, seasons and your own record")}
COMMANDS = (
    Command("quiz today", Text(zh="看今天的题目", en="Show today's question"), today, place=10),
    Command("quiz me", Text(zh="我的连续天数、得分和作答记录", en="My streak, points and answers"), me, place=12),
)
ACTIONS = (Action("today1", show_today),)
