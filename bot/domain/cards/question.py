"""The card of a question: open, and closed."""

from __future__ import annotations

from dataclasses import replace

from bot.domain.card import Button, Card, Field, Form, Input
from bot.domain.question import LETTERS, Kind, Prompt, Question
from bot.domain.round import Round
from bot.domain.text import PostLang, Text

TITLE = Text(zh="每日一题", en="Question of the day")
_LIVE = Text(zh="测验题", en="Quiz question")
_TOPIC = Text(zh="主题", en="Topic")
_DIFFICULTY = Text(zh="难度", en="Difficulty")
_CLOSES = Text(zh="截止", en="Closes")
_REPLY = Text(zh="作答…", en="Answer…")
_SEND = Text(zh="提交", en="Send")
_ANSWERED = Text(zh="{count} 人已作答", en="{count} answered")
_NOBODY = Text(zh="还没有人作答，来当第一个吧", en="Nobody has answered yet; be the first")
_CLOSED = Text(zh="已截止 · {count} 人作答", en="Closed · {count} answered")
_KEY = Text(zh="答案", en="Answer")


def options_text(question: Question, order: tuple[int, ...], lang: PostLang) -> str:
    """The options as lines `**A.** …`, in the round's order; an empty text where there are none."""
    lines = [f"**{LETTERS[place]}.** {question.options[stored].line(lang)}" for place, stored in enumerate(order)]
    return "\n\n".join(lines)


def stars(difficulty: int) -> str:
    """★★☆☆☆ for 2."""
    return "★" * difficulty + "☆" * (5 - difficulty)


def is_reply(action: str) -> bool:
    """Whether an action text answers a question: a platform acknowledges it at once, and never postpones it."""
    return action.startswith(("q1:", "a1:"))


def reply_input(prompt: Prompt, lang: PostLang) -> Input:
    """The input `answer` of a typed, picked or ranked reply."""
    lettered = tuple((LETTERS[i], f"{LETTERS[i]}. {choice.line(lang)}") for i, choice in enumerate(prompt.choices))
    style = {"pick_many": "many", "rank": "rank"}.get(prompt.style, "line")
    return Input(
        name="answer", label=prompt.label.line(lang), hint=prompt.hint.line(lang), max_length=500,
        style=style, choices=lettered if style != "line" else (),  # type: ignore[arg-type]
    )


def reply_form(prompt: Prompt, round_: Round, lang: PostLang) -> Form:
    """The form of a reply; its action is `a1:<round>`, its input `answer`."""
    title, action = TITLE if round_.live_id is None else _LIVE, f"a1:{round_.id}"
    return Form(title.line(lang), action, (reply_input(prompt, lang),), _SEND.line(lang), opener=action)


def buttons(round_: Round, question: Question, kind: Kind, lang: PostLang) -> tuple[Button, ...]:
    """Lettered buttons (`q1:<round>:<letter>`), or one that opens the reply form; none for a kind without replies."""
    prompt = kind.prompt(question, round_.order)
    if prompt.style == "none":
        return ()
    if prompt.style == "letters":
        return tuple(Button(LETTERS[i] if len(choice.line(lang)) > 24 or question.options else choice.line(lang),
                            f"q1:{round_.id}:{LETTERS[i]}") for i, choice in enumerate(prompt.choices))
    return (Button(_REPLY.line(lang), f"a1:{round_.id}", "primary", form=reply_form(prompt, round_, lang)),)


def question_card(round_: Round, question: Question, kind: Kind, topic: Text, answered: int) -> Card:
    """An open question as everyone in the channel sees it; nothing in it tells the key."""
    lang = round_.lang
    options = options_text(question, round_.order, lang)
    body = question.stem.to(lang) + (f"\n\n{options}" if options else "")
    count = _ANSWERED.format(count=answered) if answered else _NOBODY
    return Card(
        title=TITLE.line(lang), body=body, tone="question",
        fields=(
            Field(_TOPIC.line(lang), topic.line(lang)),
            Field(_DIFFICULTY.line(lang), stars(question.difficulty)),
            Field(_CLOSES.line(lang), at=round_.closes_at),
        ),
        buttons=buttons(round_, question, kind, lang),
        footer=count.line(lang),
    )


def key_line(key: Text, lang: PostLang) -> str:
    """The key on one line; a letter before both languages stands once: `A · 对 / True`."""
    letter, zh = key.zh.partition(" · ")[::2]
    if lang != "both" or key.zh == key.en or not key.en.startswith(f"{letter} · ") or " · " in zh:
        return key.line(lang)
    return f"{key.zh} / {key.en.removeprefix(f'{letter} · ')}"


def closed_card(round_: Round, question: Question, kind: Kind, topic: Text, answered: int) -> Card:
    """The same card after the close: buttons gone, the key shown."""
    lang = round_.lang
    card = question_card(round_, question, kind, topic, answered)
    key = (Field(_KEY.line(lang), key_line(kind.show_key(question, round_.order), lang)),) if kind.graded else ()
    return replace(card, buttons=(), fields=card.fields[:2] + key, tone="plain",
                   footer=_CLOSED.format(count=answered).line(lang))
