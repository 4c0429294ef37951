"""The card of a term."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.bank import Term
from bot.domain.card import Button, Card, Field
from bot.domain.cards.cited import cited
from bot.domain.text import Lang, PostLang, Text

_MISCONCEPTION = Text(zh="常见误解", en="Common misconception")
_ALSO = Text(zh="又称", en="Also")
_TOPIC = Text(zh="主题", en="Topic")
_RUN = Text(zh="▶ 运行演示 {name}", en="▶ Run {name}")
_SHARE = Text(zh="分享到频道", en="Share with the channel")
_NOTHING = Text(zh="没有找到“{query}”", en="Nothing found for “{query}”")
_NEAR = Text(zh="你要找的是不是：", en="Did you mean:")
_NONE_NEAR = Text(zh="换个说法试试，例如 余弦、GELU、MRO。", en="Try another word, such as cosine, GELU or MRO.")


def term_card(term: Term, topic: Text, lang: PostLang, *, share: bool = True) -> Card:
    """Meaning, formula and misconception; private with a button to share, or public without."""
    parts = [term.meaning.to(lang)]
    if term.formula:
        parts.append(term.formula)
    if term.misconception:
        parts.append(f"**{_MISCONCEPTION.line(lang)}**\n\n{term.misconception.to(lang)}")
    fields = [Field(_TOPIC.line(lang), topic.line(lang))]
    if term.aliases:
        fields.append(Field(_ALSO.line(lang), ", ".join(term.aliases[:6])))
    actions = []
    if term.demo:
        actions.append(Button(_RUN.format(name=term.demo.name).line(lang), f"term1:{term.id}", "primary"))
    if share:
        actions.append(Button(_SHARE.line(lang), f"st1:{term.id}"))
    return Card(title=_title(term.name), body="\n\n".join(parts), tone="info", fields=tuple(fields), buttons=tuple(actions),
                footer=cited(term.sources, lang), private=share)


def _title(name: Text) -> str:
    return name.zh if name.zh == name.en else f"{name.zh} · {name.en}"


def missing_card(query: str, near: Sequence[Term], lang: Lang) -> Card:
    """What to look up instead."""
    body = _NEAR.to(lang) if near else _NONE_NEAR.to(lang)
    return Card(title=_NOTHING.format(query=query[:60]).to(lang), body=body, tone="info", private=True,
                buttons=tuple(Button(term.name.to(lang), f"look1:{term.id}") for term in near))
