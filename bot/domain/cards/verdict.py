"""The private reply to an answer."""

from __future__ import annotations

from functools import lru_cache

from bot.domain.card import Button, Card, Field, Tone
from bot.domain.cards.cited import cited
from bot.domain.matching.verdicts import RIGHT, WRONG
from bot.domain.question import Kind, Question, Result
from bot.domain.round import Answer, Round
from bot.domain.text import Lang, PostLang, Text, single

SAID_BY_THE_TITLE = (RIGHT.reason, WRONG.reason)
HEADS: dict[Result, Text] = {
    "correct": Text(zh="✓ 答对了", en="✓ Correct"),
    "partly": Text(zh="◐ 部分正确", en="◐ Partly right"),
    "wrong": Text(zh="✗ 没答对", en="✗ Not this time"),
    "unsure": Text(zh="已收到", en="Received"),
}
TONES: dict[Result, Tone] = {"correct": "correct", "partly": "partly", "wrong": "wrong", "unsure": "info"}
_POINTS = Text(zh="得分", en="Points")
_YOURS = Text(zh="你的回答", en="Your answer")
_KEY = Text(zh="正确答案", en="Right answer")
_REVEAL = Text(zh="揭晓", en="Reveal")
_RECORDED = Text(zh="已记录", en="Recorded")
_CHANGED = Text(zh="已改为新的回答", en="Your answer was changed")
_CHANGE_HINT = Text(zh="截止前可以再改；答案在截止时揭晓。", en="You may change it until the close; the answer is revealed then.")
_ALREADY = Text(zh="你已经答过这道题", en="You have already answered this one")
_FIRST_STANDS = Text(zh="以第一次作答为准。", en="Your first answer stands.")
_RUN = Text(zh="算给你看", en="Run it")
_LOOK_UP = Text(zh="查词：{name}", en="Look up {name}")


def follow_ups(question: Question, names: dict[str, Text], lang: PostLang) -> tuple[Button, ...]:
    """*Run it* (`run1:<question>`) where the key is computed, and *Look up* (`look1:<term>`) for at most three terms."""
    found = [Button(f"▶ {_RUN.line(lang)}", f"run1:{question.id}", "primary")] if question.computed_by else []
    found += [Button(_look_up(names[term], lang), f"look1:{term}") for term in question.terms[:3] if term in names]
    return tuple(found)


@lru_cache(maxsize=1024)
def _look_up(name: Text, lang: PostLang) -> str:
    """Both languages would not fit a button: there the verb stands in Chinese and the name in both."""
    side = single(lang)
    return _LOOK_UP.to(side).format(name=name.line(lang))


def shown_response(round_: Round, question: Question, response: str) -> str:
    """The member's reply as they gave it: letters in the order they saw, else the typed text (at most 200 characters)."""
    return round_.shown_letters(response) if question.options else response[:200]


def verdict_card(round_: Round, question: Question, kind: Kind, answer: Answer, reason: Text, *, already: bool,
                 names: dict[str, Text], lang: Lang) -> Card:
    """What an answer earned, why, and the explanation; for `at_once` rounds and for closed ones."""
    head = HEADS[answer.result]
    lines = [f"**{_ALREADY.to(lang)}** · {_FIRST_STANDS.to(lang)}"] if already else []
    if reason not in SAID_BY_THE_TITLE and reason.to(lang):
        lines.append(reason.to(lang))
    lines.append(question.explanation.to(lang))
    fields = [Field(_YOURS.to(lang), shown_response(round_, question, answer.response))]
    if kind.graded:
        fields.append(Field(_KEY.to(lang), kind.show_key(question, round_.order).to(lang)))
        fields.append(Field(_POINTS.to(lang), f"+{answer.points}"))
    return Card(title=head.to(lang), body="\n\n".join(lines), tone=TONES[answer.result], fields=tuple(fields),
                buttons=follow_ups(question, names, lang), footer=cited(question.sources, lang), private=True)


def recorded_card(round_: Round, question: Question, answer: Answer, *, changed: bool, lang: Lang) -> Card:
    """The receipt under `at_reveal`: it tells nothing about the verdict."""
    head = _CHANGED if changed else _RECORDED
    fields = (Field(_YOURS.to(lang), shown_response(round_, question, answer.response)),
              Field(_REVEAL.to(lang), at=round_.closes_at))
    return Card(title=head.to(lang), body=_CHANGE_HINT.to(lang), tone="info", fields=fields, private=True)
