"""Spoken: times of day, days, durations and choices as people write them in Chinese and English, made plain. Nothing here raises."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.domain.matching import chinese

_FOLD = {code + 0xFEE0: code for code in range(0x21, 0x7F)} | str.maketrans("。、–—−～〜", ".,---~~")
_HOUR = f"(?P<hour>[0-9]{{1,2}}|[{''.join(chinese.DIGITS)}十]{{1,3}})"
_MINUTE = f"(?P<minute>[0-9]{{1,2}}|[{''.join(chinese.DIGITS)}十]{{1,3}})"
_PART = "(?P<part>凌晨|清晨|早晨|早上|早|上午|中午|下午|傍晚|晚上|夜里|晚)?"
_CHINESE = re.compile(f"{_PART} ?{_HOUR} ?[点點时時] ?(?:整|钟|鐘|(?P<half>半)|(?P<quarter>[一三])刻|{_MINUTE} ?分?)?")
_PARTED = re.compile(r"(?P<part>凌晨|清晨|早晨|早上|早|上午|中午|下午|傍晚|晚上|夜里|晚) ?(?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2})")
_CLOCK = re.compile(r"(?P<hour>[0-9]{1,2})[:.h](?P<minute>[0-9]{2})(?::00)?(?: ?(?P<noon>[ap])\.?m\.?)?")
_BARE = re.compile(r"(?P<hour>[0-9]{1,2}) ?(?P<noon>[ap])\.?m\.?")
_FOUR = re.compile(r"(?P<hour>[0-9]{2})(?P<minute>[0-9]{2})")
_NAMED = {"noon": (12, 0), "midday": (12, 0), "正午": (12, 0), "中午": (12, 0), "midnight": (0, 0), "午夜": (0, 0), "半夜": (0, 0),
          "零点": (0, 0)}
_MORNING, _NIGHT = ("凌晨", "清晨", "早晨", "早上", "早", "上午"), ("晚上", "夜里", "晚")
_MIDDAY, _NEVER = 12, 99


def time_of_day(text: str) -> tuple[int, int] | None:
    """Hour and minute, perhaps out of range: `9:00`, `9.30`, `9pm`, `0930`, `9点半`, `晚上8点`; None for anything else.

    A lone `9` is nothing: it may be an hour of the morning or of the evening.
    """
    plain = " ".join(text.translate(_FOLD).lower().split())
    if plain in _NAMED:
        return _NAMED[plain]
    found = next((match for shape in (_CLOCK, _BARE, _FOUR, _PARTED, _CHINESE) if (match := shape.fullmatch(plain))), None)
    if found is None:
        return None
    said = found.groupdict()
    hour, minute = _count(said["hour"]), _count(said.get("minute") or "0")
    if said.get("half"):
        minute = 30
    elif said.get("quarter"):
        minute = 15 * _count(said["quarter"])
    return _of_part(hour, said.get("noon") or said.get("part") or ""), minute


def _count(digits: str) -> int:
    value = chinese.number(digits)
    return _NEVER if value is None else int(value)


def _of_part(hour: int, part: str) -> int:
    """The hour on a 24-hour clock; `12am` is midnight, `下午3点` 15; what cannot be, or could be two, is out of range."""
    if hour > _MIDDAY:
        return _NEVER if part in ("a", *_MORNING) else hour
    if part in ("a", "p"):
        return hour % _MIDDAY + (_MIDDAY if part == "p" else 0)
    if part in ("下午", "傍晚"):
        return hour % _MIDDAY + _MIDDAY
    if part in _NIGHT:
        return _NEVER if hour == _MIDDAY else hour + _MIDDAY if hour else 0
    if part == "中午":
        return hour + _MIDDAY if 0 < hour < 3 else hour
    return 0 if (hour, part) == (_MIDDAY, "凌晨") else hour


_DAYS = {"每天": "daily", "每日": "daily", "天天": "daily", "every day": "daily", "everyday": "daily", "all": "daily", "all days": "daily",
         "weekdays": "mon-fri", "weekday": "mon-fri", "workdays": "mon-fri", "working days": "mon-fri", "business days": "mon-fri",
         "工作日": "mon-fri", "平日": "mon-fri", "weekends": "sat,sun", "weekend": "sat,sun", "周末": "sat,sun", "週末": "sat,sun"}
_DAY = {"一": "mon", "二": "tue", "三": "wed", "四": "thu", "五": "fri", "六": "sat", "日": "sun", "天": "sun",
        "1": "mon", "2": "tue", "3": "wed", "4": "thu", "5": "fri", "6": "sat", "7": "sun"}
_WEEK = re.compile("(?:周|週|星期|礼拜|禮拜)([一二三四五六日天1-7]+)")
_WEEK_SPAN = re.compile("(?:周|週|星期|礼拜|禮拜)([一二三四五六日天1-7]) ?[到至~-] ?([一二三四五六日天1-7])")
_ENGLISH = re.compile(r"\b(mon|tue|wed|thu|fri|sat|sun)(?:s|day|days|sday|sdays|nesday|nesdays|r|rs|rsday|rsdays|urday|urdays)?\b\.?")
_TO = re.compile(r" ?(?:-|~|到|至| to | through | thru ) ?")
_PLAIN_DAYS = re.compile("[a-z]{3}(?:[,-][a-z]{3})*")
_CRON = re.compile("[0-9*](?:[0-9*,/-]*) (?:[0-9*][^ ]* ){3}[0-9a-z*][^ ]*")
_AND = re.compile(r" ?(?:,|、|/|&|\+|;|和|与|及| and | ) ?")


def days_of(text: str) -> str:
    """`mon-fri` for 周一到周五, weekdays or Monday to Friday; a text that names no days comes back in lower case."""
    plain = " ".join(text.translate(_FOLD).lower().split())
    if plain in _DAYS:
        return _DAYS[plain]
    said = _WEEK_SPAN.sub(lambda found: f"{_DAY[found[1]]}-{_DAY[found[2]]}", plain)
    said = _WEEK.sub(lambda found: ",".join(_DAY[day] for day in found[1]), said)
    said = _AND.sub(",", _TO.sub("-", _ENGLISH.sub(r"\1", said)))
    return said if _PLAIN_DAYS.fullmatch(said) else plain


def are_days(text: str) -> bool:
    """Whether a text names days of the week, every day, or five fields of cron."""
    found = days_of(text)
    return found == "daily" or _PLAIN_DAYS.fullmatch(found) is not None or _CRON.fullmatch(found) is not None


_CHOICES = {
    "zh": ("中文", "汉语", "chinese", "zh-cn", "zh_cn", "cn"), "en": ("英文", "英语", "english", "en-us", "eng"),
    "both": ("双语", "中英", "中英双语", "zh+en", "zh,en", "bilingual"),
    "day": ("today", "daily", "今天", "今日", "日", "天"), "week": ("weekly", "this week", "本周", "这周", "周", "一周"),
    "month": ("monthly", "this month", "本月", "这个月", "月"), "season": ("赛季", "本赛季"),
    "all": ("all time", "all-time", "total", "总榜", "全部", "所有", "历史"),
    "members": ("member", "成员", "个人"), "teams": ("team", "团队", "队伍"), "channel": ("频道", "本频道"),
    "at_once": ("at once", "at-once", "immediately", "立即", "马上", "立刻"),
    "at_reveal": ("at reveal", "at-reveal", "揭晓时", "揭晓"), "none": ("no", "无", "不分队"), "off": ("关", "关闭", "不要"),
    **{name: (full, f"周{char}", f"星期{char}", f"礼拜{char}") for name, full, char in (
        ("mon", "monday", "一"), ("tue", "tuesday", "二"), ("wed", "wednesday", "三"), ("thu", "thursday", "四"),
        ("fri", "friday", "五"), ("sat", "saturday", "六"), ("sun", "sunday", "日"))},
}


def choice_of(text: str, choices: Sequence[str]) -> str | None:
    """The one of the choices that a text names, in any case or by a usual word for it; None when it names none."""
    plain = " ".join(text.translate(_FOLD).casefold().split())
    return next((choice for choice in choices if plain == choice.casefold() or plain in _CHOICES.get(choice, ())), None)


_UNITS = {"d": "天|日|days?|d", "h": "个?小时|小時|hours?|hrs?|h", "m": "分钟|分鐘|分|minutes?|mins?|m"}
_SPAN = re.compile("".join(f"(?:(?P<{name}>[0-9.]{{1,6}}|[{''.join(chinese.DIGITS)}十半]{{1,3}}) ?(?:{words}))?(?: |and|零|又)*"
                           for name, words in _UNITS.items()))
_AND_A_HALF = re.compile("([0-9一两二三四五六七八九十]{1,2})个半(?:小时|小時|钟头)")
_MINUTES = {"d": 1440, "h": 60, "m": 1}


def minutes_of(text: str) -> int | None:
    """The whole minutes of `24h`, `1h30m`, `1.5 hours`, `90 分钟`, `半小时`; None for anything else, and for a bare number."""
    plain = _AND_A_HALF.sub(r"\1小时30分", " ".join(text.translate(_FOLD).lower().split()))
    found = _SPAN.fullmatch(plain) if len(plain) <= 40 else None
    if found is None or not any(found.groups()):
        return None
    values = [(chinese.number(count), _MINUTES[name]) for name, count in found.groupdict().items() if count]
    if any(value is None for value, _ in values):
        return None
    total = sum(value * size for value, size in values if value is not None)
    return int(total) if total == int(total) else None
