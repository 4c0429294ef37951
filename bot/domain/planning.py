"""Planning: from the options of `schedule add` to a Schedule, and on to its next occurrence."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from bot.domain.errors import BadInput
from bot.domain.occurrences import cron_days, next_occurrence, zone_info
from bot.domain.param import Param
from bot.domain.reading import fold
from bot.domain.schedule import Filter, Schedule
from bot.domain.spoken import are_days, days_of, minutes_of
from bot.domain.text import Text

_FROM_TO = re.compile(r" *(?:[-–—−~～〜到至]|\.\.+|to) *")
_AT_LEAST = re.compile(r"(?:>=|≥) *([1-5])|([1-5]) *(?:\+|以上)")
_AT_MOST = re.compile(r"(?:<=|≤) *([1-5])")
_LONGEST = timedelta(days=30)
_WINDOW_LOW, _DEADLINE_LOW = timedelta(minutes=1), timedelta(minutes=1)


def duration(name: str, low: timedelta) -> Any:
    """A reader of `24h`, `90m`, `1h30m`, `2d`, `90 分钟`, from `low` to 30 days. The reader raises BadInput."""

    def read(raw: str) -> timedelta:
        minutes = minutes_of(raw)
        if minutes is None:
            raise BadInput("E_FORMAT", name, Text(
                zh=f"{name} 写成“{raw[:20]}”看不懂。请写时长，例如 24h、90m、1h30m。",
                en=f"{name}: cannot read “{raw[:20]}”; write a duration such as 24h, 90m or 1h30m"))
        value = timedelta(minutes=minutes)
        if not low <= value <= _LONGEST:
            raise BadInput("E_RANGE", name, Text(
                zh=f"{name} 是“{raw[:20]}”，应在 1m 到 30d 之间。", en=f"{name}: “{raw[:20]}” is outside 1m to 30d"))
        return value

    return read


def _levels(raw: str) -> tuple[int, int] | None:
    """The lowest and highest of `2-4`, `3`, `2~4`, `2 到 4`, `3+`, `≤3`; None for anything else."""
    plain = _FROM_TO.sub("-", fold(raw.strip()[:40]))
    if found := _AT_LEAST.fullmatch(plain):
        plain = f"{found[1] or found[2]}-5"
    elif found := _AT_MOST.fullmatch(plain):
        plain = f"1-{found[1]}"
    low, dash, high = plain.partition("-")
    if low.isdecimal() and (high.isdecimal() or not dash) and 1 <= int(low) <= int(high or low) <= 5:
        return int(low), int(high or low)
    return None


def _difficulty(raw: str) -> tuple[int, int]:
    if (levels := _levels(raw)) is not None:
        return levels
    raise BadInput("E_RANGE", "difficulty", Text(
        zh=f"difficulty 是“{raw[:20]}”，应是 1 到 5，或范围，例如 2-4。",
        en=f"difficulty: “{raw[:20]}” is neither a level from 1 to 5 nor a range such as 2-4"))


def _is_duration(text: str) -> bool:
    return minutes_of(text) is not None


def _names(raw: str) -> tuple[str, ...]:
    return tuple(part for part in re.split(r"[,，、;；\s]+", raw.strip().lower()) if part)


def _days(raw: str) -> str:
    return days_of(raw) or "daily"


OPTIONS: tuple[Param, ...] = (
    Param("at", "time", Text(zh="当地时间", en="local time"), example="09:00"),
    Param("tz", "zone", Text(zh="时区", en="time zone"), example="Asia/Shanghai", suggest="zones"),
    Param("days", "text", Text(zh="哪些天", en="days"), example="mon-fri", default="daily", required=False, parse=_days,
          spaced=are_days),
    Param("topic", "text", Text(zh="主题，逗号分隔", en="topics, separated by commas"), example="gunicorn,uvicorn",
          default=(), required=False, suggest="topics", parse=_names, max_len=500),
    Param("kind", "text", Text(zh="题型，逗号分隔", en="kinds, separated by commas"), example="single_choice", default=(),
          required=False, suggest="kinds", parse=_names, max_len=200),
    Param("difficulty", "text", Text(zh="难度", en="difficulty"), example="2-4", required=False,
          parse=_difficulty, spaced=lambda text: _levels(text) is not None),
    Param("lang", "choice", Text(zh="语言", en="language"), example="both", default="both", required=False,
          choices=("zh", "en", "both")),
    Param("window", "text", Text(zh="作答时长", en="answer window"), example="24h", required=False,
          parse=duration("window", _WINDOW_LOW), spaced=_is_duration),
    Param("verdict", "choice", Text(zh="何时告知对错", en="when verdicts are told"), example="at_once", default="at_once",
          required=False, choices=("at_once", "at_reveal")),
    Param("deadline", "text", Text(zh="最迟补发", en="how late a post may be"), example="6h", default=timedelta(hours=6),
          required=False, parse=duration("deadline", _DEADLINE_LOW),
          spaced=_is_duration),
)
"""The options of a schedule, for the command line and for every platform."""


def make_schedule(schedule_id: str, channel: str, args: Mapping[str, Any], *, seed: int = 0, by: str = "") -> Schedule:
    """A schedule from bound OPTIONS, not yet planned. Raises BadInput for days or a zone that cannot be read."""
    cron_days(args["days"], args["at"])
    zone_info(args["tz"])
    wanted = Filter(topics=tuple(args["topic"]), kinds=tuple(args["kind"]), difficulty=args["difficulty"] or (1, 5))
    return Schedule(
        id=schedule_id, channel=channel, at=args["at"], zone=args["tz"], days=args["days"], filter=wanted,
        window=args.get("window"), verdict=args["verdict"], deadline=args["deadline"], lang=args["lang"], seed=seed,
        created_by=by,
    )


def check_filter(schedule: Schedule, topics: Sequence[str], kinds: Sequence[str], count: int) -> None:
    """Raises BadInput when the filter names something unknown, or leaves no question at all."""
    for name, given, known in (("topic", schedule.filter.topics, topics), ("kind", schedule.filter.kinds, kinds)):
        for item in given:
            if item not in known:
                raise BadInput("E_UNKNOWN", name, Text(
                    zh=f"{name} 没有“{item[:40]}”，可选：{'、'.join(known)}。",
                    en=f"{name}: there is no “{item[:40]}”; choose from {', '.join(known)}"))
    if count == 0:
        raise BadInput("E_RANGE", "difficulty", Text(zh="没有题目同时符合这些条件，请放宽主题、题型或难度。",
                                                     en="no question fits all of that; widen topic, kind or difficulty"))


def planned(schedule: Schedule, now: datetime, after: date | None = None) -> Schedule:
    """The schedule with its next date and instant; without any when it is not active or has no date left."""
    found = next_occurrence(schedule, now, after) if schedule.state == "active" else None
    return replace(schedule, next_date=found.date if found else None, next_at=found.at if found else None)
