"""The weekly recap: what the channel did in seven days, in numbers and a picture."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from bot.domain.card import Card, Field, Picture, Table
from bot.domain.cards.board import HEAD
from bot.domain.cards.question import key_line, options_text
from bot.domain.cards.verdict import follow_ups
from bot.domain.question import Kind, Question
from bot.domain.round import Round
from bot.domain.text import Lang, PostLang, Text, single
from bot.domain.week import Hard, Week

_TITLE = Text(zh="一周回顾", en="The week in review")
_MEMBERS = Text(zh="参与人数", en="Took part")
_ANSWERS = Text(zh="作答", en="Answers")
_SHARE = Text(zh="答对率", en="Correct")
_PERCENT = Text(zh="{percent}%", en="{percent} %")
_CHANGES = Text(zh="括号中：与前七天之差，答对率按百分点", en="In brackets: the change on the seven days before, shares in percentage points")
_IMPROVED = Text(zh="进步最大", en="Most improved")
_STREAKS = Text(zh="连续作答最久（天）", en="Longest streaks (days)")
_HARDEST = Text(zh="**本周最难**（{answers} 次作答，{correct} 次答对）", en="**Hardest question** ({correct} of {answers} answers were right)")
_KEY = Text(zh="答案", en="Answer")
_TOP: dict[PostLang, str] = {"zh": "本周前三", "en": "Top of the week", "both": "前三 Top"}
_WEEKDAYS = tuple(Text(zh, en) for zh, en in zip(("周一", "周二", "周三", "周四", "周五", "周六", "周日"),
                                                 ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"), strict=True))
_CHART = Text(zh="这一周", en="The week")
_TOOK_PART = Text(zh="每天的参与人数", en="Members each day")
_RIGHT = Text(zh="每天的答对率", en="Correct each day")
_BAR = Text(zh="{day}：{members} 人，答对 {share}", en="{day}: {members} members, {share} correct")
_BARE = Text(zh="{day}：{members} 人", en="{day}: {members} members")
_ONE = Text(zh="{day}：1 人，答对 {share}", en="{day}: 1 member, {share} correct")


@dataclass(frozen=True, slots=True)
class WeekChart:
    """Two panels over the same days: (day, members, correct in percent or None), first on top."""

    title: str
    panels: tuple[str, str]
    days: tuple[tuple[str, int, int | None], ...]
    alt: str
    name: str = "week.png"


@dataclass(frozen=True, slots=True)
class Hardest:
    """The hardest question of the week with what a card needs to show it."""

    hard: Hard
    round: Round
    question: Question
    kind: Kind
    names: dict[str, Text]


def week_chart(week: Week, lang: PostLang) -> WeekChart:
    """The picture's content; its alternative text names every number."""
    days, told = [], []
    for number, totals in enumerate(week.days):
        name = _WEEKDAYS[(week.since.weekday() + number) % 7]
        share = None if totals.share is None else _percent(totals.share)
        days.append((f"{name.zh} {name.en}" if lang == "both" else name.line(lang), totals.members, share))
        text = _BARE if share is None else _ONE if totals.members == 1 else _BAR
        told.append(text.format(day=name, members=totals.members, share=_PERCENT.format(percent=share)))
    zh, en = "；".join(text.zh for text in told), "; ".join(text.en for text in told)
    alt = Text(f"{_CHART.zh}：{zh}", f"{_CHART.en}: {en}")
    return WeekChart(_CHART.line(lang), (_TOOK_PART.line(lang), _RIGHT.line(lang)), tuple(days), alt.line(lang))


def recap_card(week: Week, hardest: Hardest | None, streaks: Sequence[tuple[str, int]], lang: PostLang,
               picture: Picture | None) -> Card:
    """The message, in the language of the channel's posts; longest streaks first."""
    side = single(lang)
    rows = tuple((str(one.rank), one.name, str(one.points), str(one.answered), str(one.correct)) for one in week.top)
    strong = tuple(place for place, one in enumerate(week.top) if one.rank == 1)
    return Card(
        title=f"{_TITLE.line(lang)} · {week.since} – {week.until}", tone="info", picture=picture,
        fields=(*_numbers(week, lang, side), *_names(week, streaks, lang, side)),
        body="" if hardest is None else _hardest(hardest, lang),
        table=Table((HEAD[lang][0], _TOP[lang], *HEAD[lang][2:]), rows, numeric=(0, 2, 3, 4), strong=strong) if rows else None,
        buttons=() if hardest is None else follow_ups(hardest.question, hardest.names, lang),
        footer=_CHANGES.line(lang) if week.before.answers else "",
    )


def _numbers(week: Week, lang: PostLang, side: Lang) -> Iterator[Field]:
    """How many took part, how much they answered, how much of it was correct; each beside the week before, if there was one."""
    now, before = week.now, week.before
    yield Field(_MEMBERS.line(lang), f"{now.members}{_change(now.members, before.members) if before.answers else ''}")
    yield Field(_ANSWERS.line(lang), f"{now.answers}{_change(now.answers, before.answers) if before.answers else ''}")
    if now.share is not None:
        change = "" if before.share is None else _change(_percent(now.share), _percent(before.share))
        yield Field(_SHARE.line(lang), _shown(now.share, side) + change)


def _names(week: Week, streaks: Sequence[tuple[str, int]], lang: PostLang, side: Lang) -> Iterator[Field]:
    """Who improved most, and whose streaks are longest."""
    best = week.improved
    if best:
        yield Field(_IMPROVED.line(lang), f"{best.name} {_shown(best.before, side)} → {_shown(best.now, side)}")
    if streaks:
        told = [f"{name} {days}" for name, days in streaks]
        yield Field(_STREAKS.line(lang), ("、" if side == "zh" else ", ").join(told))


def _change(value: int, was: int) -> str:
    """` (+3)`, ` (−1)` or ` (±0)`."""
    sign = "+" if value > was else "−" if value < was else "±"
    return f" ({sign}{abs(value - was)})"


def _shown(share: Fraction, side: Lang) -> str:
    return _PERCENT.format(percent=_percent(share)).to(side)


def _percent(share: Fraction) -> int:
    return round(100 * share)


def _hardest(found: Hardest, lang: PostLang) -> str:
    """The question with its options as they were shown, and the key, for it has been revealed."""
    question, order = found.question, found.round.order
    parts = (_HARDEST.format(answers=found.hard.answers, correct=found.hard.correct).line(lang), question.stem.to(lang),
             options_text(question, order, lang), f"**{_KEY.line(lang)}** {key_line(found.kind.show_key(question, order), lang)}")
    return "\n\n".join(part for part in parts if part)
