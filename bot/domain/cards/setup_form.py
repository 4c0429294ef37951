"""The form that sets up the daily question, what it says once filled in, and what is said when that cannot be taken."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Mapping
from typing import Any

from bot.domain.bank import Topic
from bot.domain.binding import bind_values
from bot.domain.card import Button, Card, Input
from bot.domain.errors import BadInput
from bot.domain.planning import OPTIONS
from bot.domain.schedule import Schedule
from bot.domain.text import Lang, Text
from bot.domain.zones import near_zones

CHANGE = Text(zh="改一改", en="Change it")
CHANNEL = Text(zh="频道", en="Channel")
_AT = Text(zh="当地时间", en="Local time")
_AT_HINT = Text(zh="只要某些天就写在后面：09:00 mon-fri", en="for certain days only, write them behind: 09:00 mon-fri")
_TZ = Text(zh="时区", en="Time zone")
_TZ_HINT = Text(zh="时区、城市或时差：Asia/Shanghai、北京、+8", en="a zone, a city or an offset: Europe/Berlin, Boston, +5:30")
_TZ_SHOWN = Text(zh="Asia/Shanghai", en="Europe/Berlin")
_TOPICS = Text(zh="主题", en="Topics")
_TOPIC_HINT = Text(zh="不选就是全部", en="none means all")
_LANG = Text(zh="语言", en="Language")
_LANGS = {"zh": Text(zh="中文", en="Chinese"), "en": Text(zh="英文", en="English"), "both": Text(zh="中英双语", en="Both")}
_COMMON = ("Asia/Shanghai", "Europe/London", "America/New_York", "America/Los_Angeles")
"""Offered when what was typed is like no zone at all."""


def setup_inputs(values: Mapping[str, str], topics: Iterable[Topic], lang: Lang) -> tuple[Input, ...]:
    """Channel, time with days, zone, topics and language, filled with the values by name (of `at`, `tz`, `lang` and `channel`
    there is one)."""
    at, days = values["at"], values.get("days", "daily")
    choices = tuple((topic.id, topic.title.to(lang)) for topic in topics)
    return (
        Input("channel", CHANNEL.to(lang), "channel", value=values["channel"]),
        Input("at", _AT.to(lang), value=f"{at} {days}".removesuffix(" daily"), hint=_AT_HINT.to(lang),
              placeholder="09:00", max_length=60),
        Input("tz", _TZ.to(lang), value=values["tz"], hint=_TZ_HINT.to(lang), placeholder=_TZ_SHOWN.to(lang), max_length=64),
        Input("topic", _TOPICS.to(lang), "many", choices, values.get("topic", ""), hint=_TOPIC_HINT.to(lang), required=False),
        Input("lang", _LANG.to(lang), "one", tuple((key, name.to(lang)) for key, name in _LANGS.items()), values["lang"]),
    )


def again_card(typed: Mapping[str, str], error: BadInput, lang: Lang) -> Card:
    """What is wrong, and how to go on: the zones that were perhaps meant, and the form as it was filled in."""
    meant = (near_zones(typed.get("tz", "")) or list(_COMMON)) if error.param == "tz" else []
    buttons = [Button(zone, f"setup4:{zone}", "primary" if zone == meant[0] else "plain") for zone in meant]
    told = {"error": {"code": error.code, "param": error.param, "message": error.text.to(lang)}}
    return Card(body=error.text.to(lang), tone="error", private=True, data=told,
                buttons=(*buttons, Button(CHANGE.to(lang), "setup4:")))


def filled_in(typed: Mapping[str, str], own: Schedule | None) -> dict[str, Any]:
    """The options of a schedule from a filled-in form; what it does not ask stays as it is. Raises BadInput."""
    at, days = _time_and_days(typed.get("at", ""))
    values = {name: value for name, value in typed.items() if name != "channel"} | {"at": at}
    if days:
        values["days"] = days
    bound = bind_values(OPTIONS, values)
    kept = {} if own is None else {
        "days": "daily" if at else own.days, "kind": own.filter.kinds, "difficulty": own.filter.difficulty, "window": own.window,
        "verdict": own.verdict, "deadline": own.deadline}
    return bound | {name: value for name, value in kept.items() if not values.get(name)}


def _time_and_days(typed: str) -> tuple[str, str]:
    """The longest beginning that is a time of day, and the days behind it; of something else its first word, and the rest."""
    words = typed.split()[:12]
    for count in range(len(words), 0, -1):
        with contextlib.suppress(BadInput):
            at = " ".join(words[:count])
            bind_values(OPTIONS[:1], {"at": at})
            return at, " ".join(words[count:])
    return " ".join(words[:1]), " ".join(words[1:])
