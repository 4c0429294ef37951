"""Words against a key and its aliases: what counts as the same, what as a typo, what as something else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bot.domain.matching import verdicts
from bot.domain.matching.reply import bare, candidates, fold, has_han, mainland, plain, unread, without_article
from bot.domain.matching.tokens import Token, compact, tokens
from bot.domain.matching.typos import excess
from bot.domain.question import Verdict


@dataclass(frozen=True, slots=True)
class Accepted:
    """What counts as right for one question, prepared once: folded texts, compact forms, tokens to measure typos."""

    exact: bool
    keys: frozenset[str]
    aliases: frozenset[str]
    spellings: tuple[tuple[Token, ...], ...]
    rejected: frozenset[str]


def accepted(keys: Iterable[str], aliases: Iterable[str] = (), rejected: Iterable[str] = (), *,
             exact: bool = False, typos: bool = True) -> Accepted:
    """Prepare keys, aliases and known wrong answers; `exact` keeps case and forgives no typo, nor is one without `typos`."""
    keys, aliases = tuple(keys), tuple(aliases)
    if exact:
        return Accepted(True, frozenset(map(plain, keys)), frozenset(map(plain, aliases)), (),
                        frozenset(map(plain, rejected)))
    spellings = tuple(dict.fromkeys(tokens(fold(plain(form))) for form in (*keys, *aliases))) if typos else ()
    return Accepted(
        False,
        frozenset(form for key in keys for form in _forms(key)),
        frozenset(form for alias in aliases for form in _forms(alias)),
        spellings,
        frozenset(form for known in rejected for form in _forms(known)),
    )


def _forms(text: str) -> Iterator[str]:
    folded = fold(plain(text))
    short = bare(folded)
    for form in (folded, short if sum(map(str.isalpha, short)) > 1 else folded):
        for shape in (form, without_article(form)):
            yield shape
            yield compact(tokens(shape))


def judge(wanted: Accepted, reply: str) -> Verdict:
    """How a typed reply stands against what is accepted. Never raises."""
    text = plain(reply)
    if not text:
        return unread(reply)
    if wanted.exact:
        return _judge_exact(wanted, text)
    folded = fold(text)
    if folded in wanted.keys:
        return verdicts.RIGHT
    tried: list[tuple[Token, ...]] = []
    for candidate in candidates(folded):
        for shape in dict.fromkeys((candidate, without_article(candidate))):
            parts = tokens(shape)
            verdict = _lookup(wanted, compact(parts))
            if verdict is not None:
                return verdict
            tried.append(parts)
    return _glossed(wanted, folded) or _elsewhere(wanted, text) or _judge_typos(wanted, tried)


def _lookup(wanted: Accepted, form: str) -> Verdict | None:
    if form in wanted.keys:
        return verdicts.RIGHT
    if form in wanted.aliases:
        return verdicts.ALIAS
    return verdicts.WRONG if form in wanted.rejected else None


def _glossed(wanted: Accepted, folded: str) -> Verdict | None:
    """`name (other name)` counts when both count."""
    text = folded.rstrip(" .。")
    head, opening, tail = text.partition("(")
    if not opening or not tail.endswith(")"):
        return None
    found = [_lookup(wanted, compact(tokens(bare(part)))) for part in (head, tail[:-1])]
    return verdicts.RIGHT if all(v is not None and v.correct for v in found) else None


def _elsewhere(wanted: Accepted, text: str) -> Verdict | None:
    """The same in the words used in Taiwan."""
    if not has_han(text):
        return None
    for candidate in candidates(fold(mainland(text))):
        verdict = _lookup(wanted, compact(tokens(candidate)))
        if verdict is not None:
            return verdict
    return None


def _judge_exact(wanted: Accepted, text: str) -> Verdict:
    near = False
    lower = {form.casefold() for form in wanted.keys | wanted.aliases}
    for candidate in candidates(text):
        if candidate in wanted.keys:
            return verdicts.RIGHT
        if candidate in wanted.aliases:
            return verdicts.ALIAS
        near = near or candidate.casefold() in lower
    return verdicts.CASE if near else verdicts.WRONG


def _judge_typos(wanted: Accepted, tried: list[tuple[Token, ...]]) -> Verdict:
    best = 2
    for parts in tried:
        for spelling in wanted.spellings:
            best = min(best, excess(spelling, parts))
            if best == 0:
                return verdicts.SPELLING
    return verdicts.CLOSE if best == 1 else verdicts.WRONG
