"""The reveal: key, explanation, how the answers fell, who was first, streaks."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.card import Button, Card, Field, Picture
from bot.domain.cards.cited import cited
from bot.domain.cards.verdict import follow_ups
from bot.domain.question import Kind, Question
from bot.domain.round import Round
from bot.domain.text import PostLang, Text, single

_TITLE = Text(zh="揭晓：{key}", en="The answer: {key}")
_DISCUSS = Text(zh="讨论结束", en="The discussion closes")
_NOBODY = Text(zh="这次没有人作答。", en="Nobody answered this one.")
_RIGHT = Text(zh="答对", en="Correct")
_SHARE = Text(zh="{correct} / {members}（{percent}%）", en="{correct} of {members} ({percent} %)")
_PARTLY = Text(zh="部分正确", en="Partly right")
_FIRST = Text(zh="最先答对", en="First to get it")
_STREAKS = Text(zh="连续作答（天）", en="Streaks (days)")
_AGAIN = Text(zh="查看我的回答", en="My answer")


def reveal_card(round_: Round, question: Question, kind: Kind, *, members: int, correct: int, partly: int,
                firsts: Sequence[str], streaks: Sequence[tuple[str, int]], names: dict[str, Text],
                picture: Picture | None) -> Card:
    """The message that follows the question after its close, in the round's language."""
    lang: PostLang = round_.lang
    side = single(lang)
    title = _TITLE.format(key=kind.show_key(question, round_.order)) if kind.graded else _DISCUSS
    body = question.explanation.to(lang) if members or kind.graded else ""
    fields: list[Field] = []
    if kind.graded and members:
        share = _SHARE.format(correct=correct, members=members, percent=round(100 * correct / members))
        fields.append(Field(_RIGHT.line(lang), share.line(side)))
        if partly:
            fields.append(Field(_PARTLY.line(lang), str(partly)))
        if firsts:
            fields.append(Field(_FIRST.line(lang), "、".join(firsts) if side == "zh" else ", ".join(firsts)))
        if streaks:
            told = [f"{name} {days}" for name, days in streaks]
            fields.append(Field(_STREAKS.line(lang), "、".join(told) if side == "zh" else ", ".join(told)))
    elif not members:
        body = f"{body}\n\n{_NOBODY.to(lang)}".strip()
    mine = (Button(_AGAIN.line(lang), f"mine1:{round_.id}"),) if members else ()
    return Card(title=title.line(lang), body=body, tone="info", fields=tuple(fields), picture=picture,
                buttons=follow_ups(question, names, lang) + mine, footer=cited(question.sources, lang))
