"""A small bank of our own, and a house over it that checks at the end that everything could be read."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bot.bank.build import lines, load
from bot.domain.bank import Bank
from bot.domain.card import Card, to_json
from bot.domain.text import Lang
from tests.house import CHANNEL, CountingIds, House, ManualClock, open_house, sqlite_url

SECRET = ("sagittarius", "人马座", "quetzal", "绿咬鹃", "7919", "zyzzyva", "rubric-kept-back", "评分要点")
"""What only the keys and the explanations of this bank hold."""

TOPICS = """
- id: birds
  title: {zh: 鸟类, en: Birds}
- id: stars
  title: {zh: 恒星, en: Stars}
"""
QUESTIONS = """
- id: pick-one
  kind: single_choice
  topic: birds
  difficulty: 2
  stem: {zh: 哪一种会飞？, en: Which one flies?}
  options: [{zh: 企鹅, en: penguin}, {zh: 雨燕, en: swift}, {zh: 鸵鸟, en: ostrich}, {zh: 几维鸟, en: kiwi}]
  key: B
  explanation: {zh: 秘密在人马座。, en: The secret lies in sagittarius.}
  computed_by: {demo: base64, args: {text: sagittarius}, value: length, expect: '16'}
  terms: [swift]
- id: pick-many
  kind: multiple_choice
  topic: birds
  difficulty: 3
  stem: {zh: 哪些不会飞？, en: Which of them do not fly?}
  options: [{zh: 企鹅, en: penguin}, {zh: 雨燕, en: swift}, {zh: 鸵鸟, en: ostrich}, {zh: 乌鸦, en: crow}]
  key: [A, C]
  explanation: {zh: 秘密在人马座。, en: The secret lies in sagittarius.}
- id: true-or-false
  kind: true_false
  topic: birds
  difficulty: 1
  stem: {zh: 雨燕会飞。, en: A swift flies.}
  key: 'true'
  explanation: {zh: 秘密在人马座。, en: The secret lies in sagittarius.}
- id: a-number
  kind: numeric
  topic: stars
  difficulty: 2
  stem: {zh: 第一千个素数是多少？, en: Which is the thousandth prime number?}
  key: '7919'
  tolerance: '0'
  explanation: {zh: 秘密在人马座。, en: The secret lies in sagittarius.}
- id: a-word
  kind: short_text
  topic: birds
  difficulty: 1
  stem: {zh: 说出一种绿色的鸟。, en: Name a green bird.}
  key: {zh: 绿咬鹃, en: quetzal}
  accept: [Pharomachrus quetzal]
  explanation: {zh: 秘密在人马座。, en: The secret lies in sagittarius.}
- id: an-output
  kind: code_output
  topic: stars
  difficulty: 2
  stem: {zh: 下面打印什么？, en: What is printed?}
  key: zyzzyva
  explanation: {zh: 秘密在人马座。, en: The secret lies in sagittarius.}
- id: an-order
  kind: ordering
  topic: stars
  difficulty: 4
  stem: {zh: 从近到远排列。, en: Put them in order of distance.}
  options: [{zh: 天狼星, en: Sirius}, {zh: 太阳, en: the Sun}, {zh: 织女星, en: Vega}]
  key: [B, A, C]
  explanation: {zh: 秘密在人马座。, en: The secret lies in sagittarius.}
- id: a-talk
  kind: discussion
  topic: stars
  difficulty: 1
  stem: {zh: 你最喜欢哪颗星？, en: Which star do you like best?}
  rubric: {zh: 评分要点在此, en: rubric-kept-back}
  explanation: {zh: 秘密在人马座。, en: The secret lies in sagittarius.}
"""
TERMS = """
- id: swift
  name: {zh: 雨燕, en: swift}
  topic: birds
  meaning: {zh: 一种飞得很快的鸟。, en: A bird that flies fast.}
  misconception: {zh: 它不是燕子。, en: It is no swallow.}
  demo: {name: base64, args: {text: Man}}
  questions: [pick-one]
- id: vega
  name: {zh: 织女星, en: Vega}
  topic: stars
  meaning: {zh: 天琴座的亮星。, en: A bright star in Lyra.}
"""
RIGHT = {"pick-one": "B", "pick-many": "AC", "true-or-false": "A", "a-number": "7919", "a-word": "quetzal",
         "an-output": "zyzzyva", "an-order": "BAC"}
"""Right replies, letters as stored."""
WRONG = {"pick-one": "A", "pick-many": "BD", "true-or-false": "B", "a-number": "7920", "a-word": "parrot",
         "an-output": "Zyzzyva", "an-order": "CAB"}
KIND_OF = {"pick-one": "single_choice", "pick-many": "multiple_choice", "true-or-false": "true_false", "a-number": "numeric",
           "a-word": "short_text", "an-output": "code_output", "an-order": "ordering", "a-talk": "discussion"}

_HAN = re.compile(r"[\u4e00-\u9fff]")
_BILINGUAL = re.compile("(雨燕|织女星) · ")
"""A term's title names it in both languages."""
_PLACE = re.compile(r"\{[a-z_]*\}|%\([a-z]+\)s|\bNone\b(?!,)")


@cache
def small_bank(more: str = "") -> Bank:
    """The bank of the texts above, and of `more` questions (YAML), read by the loader of the real one."""
    with TemporaryDirectory() as name:
        pack = Path(name)
        for folder, text in (("questions", QUESTIONS + more), ("terms", TERMS)):
            (pack / folder).mkdir()
            (pack / folder / "all.yaml").write_text(text, "utf-8")
        (pack / "topics.yaml").write_text(TOPICS, "utf-8")
        loaded = load([pack], checks=False)
        assert not loaded.problems, lines(loaded.problems)
        return loaded.bank


@asynccontextmanager
async def stage(folder: Path, **options: Any) -> AsyncIterator[House]:
    """The house over the small bank and a database in the folder; in the end every card must have been readable."""
    options.setdefault("bank", small_bank())
    async with open_house(sqlite_url(folder), **options) as house:
        yield house
        for lang, card in house.seen:
            check(card, lang)
        for card in await house.cards():
            check(card, None)


def check(card: Card, lang: Lang | None) -> None:
    """A card for a reader of one language (or of both) has a text, no unfilled place, and nothing untranslated."""
    texts = [text for text in prose(card) if text]
    assert texts, card
    for text in texts:
        assert not _PLACE.search(text), text
        if lang == "en":
            assert not _HAN.search(_BILINGUAL.sub("", text)), text
    if lang == "zh":
        head = card.body or card.title
        assert _HAN.search(head) or head.startswith("```"), card


def prose(card: Card) -> Iterator[str]:
    """Every text of a card that people read, but for code."""
    yield card.title
    yield re.sub(r"```.*?```", "```", card.body, flags=re.DOTALL)
    yield card.footer
    for one in card.fields:
        yield one.name
        yield one.value
    if card.table:
        yield from card.table.head
        for row in card.table.rows:
            yield from row
    if card.picture:
        yield card.picture.alt
    for button in card.buttons:
        yield button.label
    for form in (card.form, *(button.form for button in card.buttons)):
        if form:
            yield form.title
            yield form.submit
            for item in form.inputs:
                yield item.label
                yield item.hint


def raw(card: Card) -> str:
    """Everything that leaves the process with a card, `data` for scripts included."""
    return f"{to_json(card)} {card.data}"


def actions(card: Card) -> list[str]:
    """What its buttons send, in order."""
    return [button.action for button in card.buttons]


def values(card: Card) -> dict[str, str]:
    """Its fields by name; an instant as ISO text."""
    return {one.name: one.at.isoformat() if one.at else one.value for one in card.fields}


async def letters(house: House, stored: str, channel: str = CHANNEL) -> str:
    """The letters that members see now for stored ones, in the newest round of the channel."""
    return (await house.round(channel)).shown_letters(stored)


async def reply(house: House, member: str, stored: str, *, lang: Lang = "en") -> Card:
    """Answer the newest round as its message asks: press the letter, or send the form."""
    round_ = await house.round()
    question = house.quiz.bank.questions[round_.question_id]
    seen = round_.shown_letters(stored) if question.options else stored
    if question.kind in ("single_choice", "true_false"):
        return await house.press(f"q1:{round_.id}:{seen}", member, lang=lang)
    return await house.press(f"a1:{round_.id}", member, {"answer": seen}, lang=lang)


def reopened(folder: Path, clock: ManualClock, prefix: str, **options: Any) -> AbstractAsyncContextManager[House]:
    """The same database in a new process: nothing but the file and the time are kept."""
    return stage(folder, clock=clock, ids=CountingIds(prefix), **options)
