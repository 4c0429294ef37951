"""The end of a live quiz: the podium, and the review that each member gets alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.domain.card import Button, Card, Field, Picture, Table
from bot.domain.cards.live_words import TEAMS, button, teams_line, verb
from bot.domain.cards.verdict import HEADS, follow_ups, shown_response
from bot.domain.live import Live
from bot.domain.live_scoring import ranking, rounded, team_ranking
from bot.domain.question import Kind, Question
from bot.domain.round import Answer, Round
from bot.domain.teams import NAMES
from bot.domain.text import Lang, PostLang, Text, single

_WON = Text(zh="🏆 {name} 获胜", en="🏆 {name} wins")
_SHARED = Text(zh="🏆 并列第一：{name}", en="🏆 A shared win: {name}")
_OVER = Text(zh="测验结束", en="The quiz is over")
_NOBODY = Text(zh="没有人作答，也就没有名次。", en="Nobody answered, so there is no ranking.")
_HEAD: dict[PostLang, tuple[str, ...]] = {
    "zh": ("#", "成员", "得分", "答对", "作答"), "en": ("#", "Member", "Points", "Correct", "Answered"),
    "both": ("#", "成员 Name", "分 Pts", "对 ✓", "答 Tried")}
_PRACTICE = Text(zh="练习：不计入排行榜。", en="Practice: nothing counts for the boards.")
_ALONE = Text(zh="只有一个人作答，所以不计入排行榜。", en="Only one member answered, so nothing counts for the boards.")
_COUNTED = Text(zh="得分已计入排行榜。", en="The points are on the boards.")
_REVIEW = Text(zh="逐题回顾", en="Review")
_MISSED = Text(zh="我错了哪些", en="What I missed")
_AGAIN = Text(zh="再来一场", en="Rematch")
_PODIUM = Text(zh="领奖台", en="The podium")
_PLACE = Text(zh="第 {rank} 名 {name}，{points} 分", en="number {rank}: {name}, {points} points")
_NUMBER = Text(zh="第 {number} / {total} 题", en="Question {number} of {total}")
_YOURS = Text(zh="你的回答", en="Your answer")
_NONE = Text(zh="没有作答", en="no answer")
_KEY = Text(zh="正确答案", en="Right answer")
_RESULT = Text(zh="结果", en="Result")
_BACK = Text(zh="◀ 上一题", en="◀ Previous")
_ON = Text(zh="下一题 ▶", en="Next ▶")
_CLEAN = Text(zh="一道也没错", en="Nothing missed")
_CLEAN_BODY = Text(zh="计分的题你全都答对了。", en="You had every question that counted right.")
_MISSED_TITLE = Text(zh="你错过的 {count} 题", en="You missed {count}")
_MISSED_HEAD = {"zh": ("题", "题目", "你的回答", "正确答案"), "en": ("No.", "Question", "Your answer", "Right answer")}
_OPEN = Text(zh="第 {number} 题", en="No. {number}")
_SHOWN = 10
_FIRST = 3
_OPENED = 5


@dataclass(frozen=True, slots=True)
class Podium:
    """A picture of the first places: (rank, name, points), best first, at most 5; teams too, where there are any."""

    title: str
    places: tuple[tuple[int, str, int], ...]
    teams: tuple[tuple[int, str, int], ...]
    alt: str
    name: str = "podium.png"


def podium(live: Live) -> Podium | None:
    """The picture's content, or None when nobody scored."""
    lang = single(live.options.lang)
    places = tuple((place.rank, place.player.name, place.player.points) for place in ranking(live)[:3] if place.player.points)
    if not places:
        return None
    told = [_PLACE.format(rank=rank, name=name, points=points).to(lang) for rank, name, points in places]
    title = _PODIUM.to(lang)
    teams = tuple((place.rank, NAMES[place.team].to(lang)[2:], rounded(place.score)) for place in team_ranking(live))
    return Podium(title, places, teams, f"{title}：{'；'.join(told)}" if lang == "zh" else f"{title}: {'; '.join(told)}")


def end_card(live: Live, picture: Picture | None) -> Card:
    """The podium with the final table and the buttons for what follows."""
    lang = live.options.lang
    places = [place for place in ranking(live) if place.player.answered]
    scored = any(one.state == "scored" for one in live.asked)
    again = (button(live, _AGAIN, "again", "primary"),)
    if not places or not scored:
        body = "\n\n".join(part for part in (live.reason.to(lang), _NOBODY.to(lang) if live.asked else "") if part)
        return Card(title=_OVER.line(lang), body=body, tone="info", buttons=again)
    table = Table(_HEAD[lang], tuple(
        (str(place.rank), place.player.name, str(place.player.points), str(place.player.right), str(place.player.answered))
        for place in places[:_SHOWN]), numeric=(0, 2, 3, 4), strong=tuple(i for i, place in enumerate(places[:_SHOWN]) if place.rank == 1))
    fields = (Field(TEAMS.line(lang), teams_line(live)),) if teams_line(live) else ()
    counted = _PRACTICE if live.options.practice else _COUNTED if live.counts else _ALONE
    review = (button(live, _REVIEW, "review:1"), button(live, _MISSED, "missed"))
    return Card(title=_winner(live).line(lang), body=live.reason.to(lang), tone="correct", fields=fields, table=table,
                picture=picture, buttons=(*again, *review), footer=counted.line(lang))


def result_card(live: Live) -> Card:
    """What becomes of the main message: who won, the first three and a rematch, or why it ended before anything counted."""
    card = end_card(live, None)
    first = replace(card.table, rows=card.table.rows[:_FIRST]) if card.table else None
    return replace(card, table=first, buttons=card.buttons[:1] if live.asked else ())


def _winner(live: Live) -> Text:
    teams = [NAMES[place.team] for place in team_ranking(live) if place.rank == 1]
    if teams:
        zh, en = "、".join(team.zh for team in teams), ", ".join(team.en for team in teams)
        text = _WON if len(teams) == 1 else _SHARED
        return Text(text.zh.replace("{name}", zh), text.en.replace("{name}", en))
    names = [place.player.name for place in ranking(live) if place.rank == 1 and place.player.answered]
    text = _WON if len(names) == 1 else _SHARED
    return Text(text.zh.replace("{name}", "、".join(names[:5])), text.en.replace("{name}", ", ".join(names[:5])))


def review_card(live: Live, number: int, round_: Round, question: Question, kind: Kind, given: Answer | None,
                names: dict[str, Text], lang: Lang) -> Card:
    """One question again, for one member: their answer, the key, the whole explanation, *Run it* and *Look up*."""
    total = len(live.asked)
    fields = [Field(_YOURS.to(lang), shown_response(round_, question, given.response) if given else _NONE.to(lang)),
              Field(_KEY.to(lang), kind.show_key(question, round_.order).to(lang))]
    if given:
        fields.append(Field(_RESULT.to(lang), HEADS[given.result].to(lang)))
    turn = (Button(_BACK.to(lang), verb(live, f"review:{number - 1}"), disabled=number <= 1),
            Button(_ON.to(lang), verb(live, f"review:{number + 1}"), disabled=number >= total))
    return Card(title=_NUMBER.format(number=number, total=total).to(lang), tone="info", private=True, fields=tuple(fields),
                body=f"{question.stem.to(lang)}\n\n{question.explanation.to(lang)}",
                buttons=(*follow_ups(question, names, lang), *turn))


def missed_card(live: Live, rows: Sequence[tuple[int, str, str, str]], lang: Lang) -> Card:
    """The scored questions that a member did not get right: (number, stem, their answer or an empty text, the key)."""
    if not rows:
        return Card(title=_CLEAN.to(lang), body=_CLEAN_BODY.to(lang), tone="correct", private=True)
    table = Table(_MISSED_HEAD[lang], tuple((str(number), stem, yours or _NONE.to(lang), key) for number, stem, yours, key in rows),
                  numeric=(0,))
    open_ = tuple(Button(_OPEN.format(number=number).to(lang), verb(live, f"review:{number}")) for number, *_ in rows[:_OPENED])
    return Card(title=_MISSED_TITLE.format(count=len(rows)).to(lang), tone="info", private=True, table=table, buttons=open_)
