"""Suggest: autocompletion for params, at most 25 a time."""

from __future__ import annotations

from collections.abc import Sequence
from zoneinfo import available_timezones

from bot.domain.kinds import kinds
from bot.domain.search import fold
from bot.domain.text import Lang, Text
from bot.domain.zones import near_zones, words_of
from bot.quiz import Quiz

MOST = 25
"""Discord takes no more choices at once (platforms §1.1)."""


class Suggester:
    """`suggest(source, typed, lang)` of the ports, over a quiz."""

    def __init__(self, quiz: Quiz) -> None:
        self._quiz = quiz
        self._zones: list[str] = []

    def __call__(self, source: str, typed: str, lang: Lang) -> Sequence[tuple[str, str]]:
        """(value, label) pairs, best first; an unknown source has none."""
        match source:
            case "terms":
                return [(term.name.to(lang), _label(term.name.zh, term.name.en))
                        for term in self._quiz.search.suggest(typed[:100], MOST)]
            case "demos":
                pairs = [(name, f"{name} · {found.title.to(lang)}", f"{name}{found.title.zh}{found.title.en}")
                         for name, found in self._quiz.demos.items()]
            case _ if source.startswith("usage:"):
                return self._usage(source.removeprefix("usage:"), typed, lang)
            case "topics":
                pairs = [(topic.id, topic.title.to(lang), f"{topic.id}{topic.title.zh}{topic.title.en}")
                         for topic in self._quiz.bank.askable().values()]
            case "kinds":
                pairs = [(kind.name, kind.title.to(lang), f"{kind.name}{kind.title.zh}{kind.title.en}")
                         for kind in kinds().values()]
            case "zones":
                self._zones = self._zones or sorted(available_timezones())
                pairs = [(name, name, words_of(name)) for name in self._zones if "/" in name or name == "UTC"]
                return _fitting(pairs, typed) or [(name, name) for name in near_zones(typed)]
            case _:
                return []
        return _fitting(pairs, typed)

    def _usage(self, demo: str, typed: str, lang: Lang) -> Sequence[tuple[str, str]]:
        """What may be given to a demo: what is typed so far, and its example with the usage beside it."""
        found = self._quiz.demos.get(demo.strip().lower().replace("_", "-"))
        if found is None:
            return []
        words = typed.strip()
        offered = {words: _TYPED.format(words=words).to(lang)} if words else {}
        if found.example:
            usage = found.usage.removeprefix(found.name).strip()
            offered.setdefault(found.example, _EXAMPLE.format(words=found.example, usage=usage).to(lang))
        return list(offered.items())


_TYPED = Text(zh="运行：{words}", en="Run: {words}")
_EXAMPLE = Text(zh="例如 {words}（用法：{usage}）", en="Example: {words} (usage: {usage})")


def _label(zh: str, en: str) -> str:
    return zh if zh == en else f"{zh} · {en}"


def _fitting(pairs: Sequence[tuple[str, str, str]], typed: str) -> list[tuple[str, str]]:
    """Those that start with what is typed, then those that hold it."""
    wanted = fold(typed[:100])
    folded = [(fold(value), fold(words), value, label) for value, label, words in pairs]
    start = [(value, label) for first, _, value, label in folded if first.startswith(wanted)]
    inside = [(value, label) for first, words, value, label in folded if not first.startswith(wanted) and wanted in words]
    return [*start, *inside][:MOST]
