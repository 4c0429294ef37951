"""A question asked for practice, to one member: the card that asks, and the one that tells."""

from __future__ import annotations

from bot.domain.card import Button, Card, Field, Form
from bot.domain.cards.cited import cited
from bot.domain.cards.question import options_text, reply_input, stars
from bot.domain.cards.verdict import HEADS, SAID_BY_THE_TITLE, TONES, follow_ups
from bot.domain.lettering import shown_letters
from bot.domain.question import LETTERS, Kind, Question, Verdict
from bot.domain.text import Lang, Text

_TITLE = Text(zh="练一题", en="Practice")
_TOPIC = Text(zh="主题", en="Topic")
_DIFFICULTY = Text(zh="难度", en="Difficulty")
_UNCOUNTED = Text(zh="只是练习，不计分。", en="Just practice: no points, no record.")
_REPLY = Text(zh="作答…", en="Answer…")
_SEND = Text(zh="提交", en="Send")
_YOURS = Text(zh="你的回答", en="Your answer")
_KEY = Text(zh="正确答案", en="Right answer")
_ANOTHER = Text(zh="再来一题", en="Another one")


def practice_card(question: Question, kind: Kind, order: tuple[int, ...], topic: Text, lang: Lang, pool: str) -> Card:
    """The question with buttons `pr1:<question>:<letter>:<pool>` or a form `pr1:<question>::<pool>`, where `pool` says what
    is practised; nothing in it tells the key."""
    prompt = kind.prompt(question, order)
    options = options_text(question, order, lang)
    if prompt.style == "letters":
        buttons = tuple(Button(LETTERS[i] if question.options else choice.to(lang), f"pr1:{question.id}:{LETTERS[i]}:{pool}")
                        for i, choice in enumerate(prompt.choices))
    else:
        form = practice_form(question, kind, order, lang, pool)
        buttons = (Button(_REPLY.to(lang), form.action, "primary", form=form),)
    return Card(
        title=_TITLE.to(lang), body=question.stem.to(lang) + (f"\n\n{options}" if options else ""), tone="question",
        fields=(Field(_TOPIC.to(lang), topic.to(lang)), Field(_DIFFICULTY.to(lang), stars(question.difficulty))),
        buttons=buttons, footer=_UNCOUNTED.to(lang), private=True,
    )


def practice_form(question: Question, kind: Kind, order: tuple[int, ...], lang: Lang, pool: str) -> Form:
    """The form of a typed, picked or ranked reply, with the input `answer`."""
    action = f"pr1:{question.id}::{pool}"
    return Form(_TITLE.to(lang), action, (reply_input(kind.prompt(question, order), lang),), _SEND.to(lang), opener=action)


def practised_card(question: Question, kind: Kind, order: tuple[int, ...], reply: str, verdict: Verdict, *,
                   another: str, names: dict[str, Text], lang: Lang) -> Card:
    """How the reply (in stored letters, or as typed) was judged, the right answer and why; `another` asks the next."""
    lines = [] if verdict.reason in SAID_BY_THE_TITLE else [verdict.reason.to(lang)]
    lines.append(question.explanation.to(lang))
    shown = shown_letters(order, reply) if question.options else reply[:200]
    return Card(
        title=HEADS[verdict.result].to(lang), body="\n\n".join(line for line in lines if line), tone=TONES[verdict.result],
        fields=(Field(_YOURS.to(lang), shown), Field(_KEY.to(lang), kind.show_key(question, order).to(lang))),
        buttons=(*follow_ups(question, names, lang), Button(_ANOTHER.to(lang), another)), private=True,
        footer=cited(question.sources, lang, before=_UNCOUNTED.to(lang)),
    )
