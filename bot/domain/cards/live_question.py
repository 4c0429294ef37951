"""The cards of a question in a live quiz: open, revealed, skipped, and the pause after it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.domain.card import Button, Card, Field
from bot.domain.cards.live_words import TEAMS, button, running_board, teams_line
from bot.domain.cards.question import options_text, question_card
from bot.domain.cards.tally import tally_chart
from bot.domain.live import Live
from bot.domain.question import LETTERS, Kind, Question
from bot.domain.round import Round
from bot.domain.text import PostLang, Text, single

_TITLE = Text(zh="第 {number} / {total} 题", en="Question {number} of {total}")
_KEY = Text(zh="第 {number} / {total} 题 · 答案：{key}", en="Question {number} of {total} · the answer: {key}")
_VOID = Text(zh="第 {number} / {total} 题 · 作废", en="Question {number} of {total} · does not count")
_VOIDED = Text(zh="这道题不计分。", en="This question counts for nobody.")
_RIGHT = Text(zh="答对", en="Correct")
_SHARE = Text(zh="{right} / {count}", en="{right} of {count}")
_NOBODY = Text(zh="没有人作答。", en="Nobody answered.")
_NEXT_SOON = Text(zh="下一题马上就来", en="The next question follows in a moment")
_LAST = Text(zh="结果马上揭晓", en="The result follows in a moment")
_HOST = Text(zh="等主持人按“下一题”", en="Waiting for the host to press Next")
_NEXT = Text(zh="下一题 ▶", en="Next ▶")
_PAUSED = Text(zh="⏸ 已暂停。有人按“继续”就接着玩；半小时没人理会就自动结束。",
               en="⏸ Paused. It goes on when somebody presses Resume, and ends by itself after half an hour.")
_SILENCE = Text(zh="⏸ 连续三题没有人作答，先暂停。按“继续”接着玩；半小时没人理会就自动结束。",
                en="⏸ Three questions in a row without an answer, so it pauses. Press Resume to go on; it ends by itself after "
                   "half an hour.")
_RESUME = Text(zh="继续 ▶", en="Resume ▶")
_STOP = Text(zh="结束", en="Stop")
_BAR = 8
_EXPLAINED = 280
_SENTENCE = re.compile(r"[。！？]|[.!?](?=\s)")


@dataclass(frozen=True, slots=True)
class Shown:
    """A question of a live quiz with all that its cards are made of."""

    live: Live
    number: int
    round: Round
    question: Question
    kind: Kind
    topic: Text


def open_card(shown: Shown, answered: int) -> Card:
    """The open question with the count of answers; nothing in it tells the key."""
    lang = shown.live.options.lang
    card = question_card(shown.round, shown.question, shown.kind, shown.topic, answered)
    return replace(card, title=_numbered(_TITLE, shown).line(lang))


def reveal_card(shown: Shown, rows: Sequence[tuple[str, str, int]], answered: int, right: int) -> Card:
    """The key, how the answers fell, a line of explanation, and the board with who moved."""
    live, lang = shown.live, shown.live.options.lang
    if live.asked[shown.number - 1].state == "void":
        return void_card(shown)
    title = _numbered(_KEY, shown).format(key=shown.kind.show_key(shown.question, shown.round.order))
    parts = [shown.question.stem.to(lang), _fell(shown, rows) if answered else _NOBODY.to(lang)]
    parts.append(_sentence(shown.question.explanation, lang))
    fields = [Field(_RIGHT.line(lang), _SHARE.format(right=right, count=answered).to(single(lang)))] if answered else []
    if teams_line(live):
        fields.append(Field(TEAMS.line(lang), teams_line(live)))
    return Card(title=title.line(lang), body="\n\n".join(part for part in parts if part), tone="info", fields=tuple(fields),
                table=running_board(live), buttons=_steering(live), footer=_footer(live).line(lang))


def void_card(shown: Shown) -> Card:
    """A question that was skipped, or was open when the quiz ended."""
    lang = shown.live.options.lang
    return Card(title=_numbered(_VOID, shown).line(lang), tone="plain", buttons=_steering(shown.live),
                body=f"{shown.question.stem.to(lang)}\n\n{_VOIDED.to(lang)}")


def paused_card(card: Card, live: Live, *, silent: bool) -> Card:
    """The last message while the quiz is paused."""
    lang = live.options.lang
    note = (_SILENCE if silent else _PAUSED).to(lang)
    return replace(card, body=f"{card.body}\n\n{note}", footer="",
                   buttons=(button(live, _RESUME, "resume", "primary"), button(live, _STOP, "stop", "danger")))


def _numbered(text: Text, shown: Shown) -> Text:
    return Text(*(side.replace("{number}", str(shown.number)).replace("{total}", str(shown.live.options.questions))
                  for side in (text.zh, text.en)))


def _fell(shown: Shown, rows: Sequence[tuple[str, str, int]]) -> str:
    """Option by option with a bar; replies that are no single option as a list, the most frequent first."""
    question, round_ = shown.question, shown.round
    bars = tally_chart(round_, question, rows, shown.live.options.lang).bars
    most = max((count for _, count, _ in bars), default=0) or 1
    if question.kind == "single_choice":
        options = options_text(question, round_.order, shown.live.options.lang).split("\n\n")
        key = str(question.key)
        return "\n\n".join(f"{line} {_bar(count, most)}{' ✓' if LETTERS[stored] == key else ''}"
                           for line, stored, (_, count, _) in zip(options, round_.order, bars, strict=True))
    return "\n".join(f"- {label} {_bar(count, most)}{' ✓' if right else ''}" for label, count, right in bars)


def _bar(count: int, most: int) -> str:
    return f"`{'█' * max(1, round(_BAR * count / most))} {count}`" if count else "`0`"


def _sentence(text: Text, lang: PostLang) -> str:
    """The first paragraph; the rest stands in the review."""

    def short(side: str) -> str:
        first = side.strip().split("\n\n", 1)[0]
        if len(first) <= _EXPLAINED:
            return first
        # After a whole sentence, so that no code or formula is cut in its middle.
        ends = [match.end() for match in _SENTENCE.finditer(first, 0, _EXPLAINED) if first[: match.end()].count("`") % 2 == 0
                and first[: match.end()].count("$") % 2 == 0]
        return first[: ends[-1]].rstrip() if ends else first

    return Text(short(text.zh), short(text.en)).to(lang)


def _steering(live: Live) -> tuple[Button, ...]:
    return (button(live, _NEXT, f"next:{len(live.asked)}", "primary"),) if live.options.host and live.phase == "revealed" else ()


def _footer(live: Live) -> Text:
    """What comes next, as long as that is still to come."""
    if live.phase != "revealed":
        return Text.same("")
    if live.options.host:
        return _HOST
    return _LAST if live.finished() else _NEXT_SOON
