"""What people write for times, days, durations and choices, and what a line of such words binds to."""

from __future__ import annotations

from datetime import time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.binding import bind, bind_values
from bot.domain.errors import BadInput
from bot.domain.occurrences import cron_days
from bot.domain.planning import OPTIONS, make_schedule
from bot.domain.spoken import are_days, choice_of, days_of, minutes_of, time_of_day


@pytest.mark.parametrize(("written", "hour", "minute"), [
    ("9:00", 9, 0), ("09：00", 9, 0), ("9.30", 9, 30), ("0930", 9, 30), ("21h30", 21, 30), ("21:00:00", 21, 0), ("9pm", 21, 0),
    ("9:00 PM", 21, 0), ("9 p.m.", 21, 0), ("12am", 0, 0), ("12:30 pm", 12, 30), ("noon", 12, 0), ("midnight", 0, 0),
    ("9点", 9, 0), ("９点半", 9, 30), ("九点", 9, 0), ("九点一刻", 9, 15), ("9点钟", 9, 0), ("9点05分", 9, 5), ("9時", 9, 0),
    ("晚上8点", 20, 0), ("晚上八点半", 20, 30), ("下午3点", 15, 0), ("下午12点", 12, 0), ("中午12点", 12, 0), ("中午1点", 13, 0),
    ("上午9:30", 9, 30), ("下午 3:30", 15, 30), ("凌晨12点", 0, 0), ("晚上0点", 0, 0), ("二十一点", 21, 0), ("十二点三十分", 12, 30),
    ("中午", 12, 0), ("午夜", 0, 0),
])
def test_a_time_of_day(written: str, hour: int, minute: int) -> None:
    """On a clock of 12 or 24 hours, with the part of the day, in digits of either script."""
    assert time_of_day(written) == (hour, minute)


@pytest.mark.parametrize("written", ["", "9", "930", "9:0", "9:5", "half nine", "点", "am", "9:00 foo", "每天9点", "9-10", "99999", "9:00pmm",
                                     "\u200b", "九", "x" * 3000])
def test_no_time_of_day(written: str) -> None:
    """A lone number could be morning or evening, and the rest is no time at all."""
    assert time_of_day(written) is None


@pytest.mark.parametrize("written", ["25:00", "24:00", "9:60", "13am", "上午13点", "晚上12点", "九点七十分"])
def test_a_time_that_is_none_or_two(written: str) -> None:
    """What a clock never shows, or could show twice, is refused as such."""
    with pytest.raises(BadInput) as caught:
        bind_values(OPTIONS[:1], {"at": written})
    assert (caught.value.code, caught.value.param) == ("E_RANGE", "at")


@pytest.mark.parametrize(("written", "days"), [
    ("weekdays", "mon-fri"), ("工作日", "mon-fri"), ("周一到周五", "mon-fri"), ("星期一至星期五", "mon-fri"), ("周一到五", "mon-fri"),
    ("Monday-Friday", "mon-fri"), ("Mon – Fri", "mon-fri"), ("mon to fri", "mon-fri"), ("星期1到5", "mon-fri"), ("mon wed fri", "mon,wed,fri"),
    ("Monday, Wednesday", "mon,wed"), ("Mon/Wed/Fri", "mon,wed,fri"), ("mon and wed", "mon,wed"), ("Tues, Thurs", "tue,thu"),
    ("周一、周三、周五", "mon,wed,fri"), ("周一三五", "mon,wed,fri"), ("周一 周三", "mon,wed"), ("週末", "sat,sun"), ("weekends", "sat,sun"),
    ("礼拜天", "sun"), ("每天", "daily"), ("every day", "daily"), ("daily", "daily"), ("fri-mon", "fri-mon"),
])
def test_days(written: str, days: str) -> None:
    """Days in words become the short form that is stored and shown, and a schedule takes it."""
    assert days_of(written) == days
    assert are_days(written)
    assert cron_days(days_of(written), time(9))


@pytest.mark.parametrize("written", ["", "someday", "monkey", "mon-", "周八", "周", "二", "sunny", "mon tomorrow"])
def test_no_days(written: str) -> None:
    """Anything else stays as it was and is refused by its name."""
    assert days_of(written) == written
    assert not are_days(written)
    if written:
        with pytest.raises(BadInput) as caught:
            cron_days(days_of(written), time(9))
        assert caught.value.param == "days"


@pytest.mark.parametrize(("written", "minutes"), [
    ("24h", 1440), ("90m", 90), ("1h30m", 90), ("1h 30m", 90), ("2d", 2880), ("1d12h", 2160), ("90分钟", 90), ("90 min", 90), ("1.5h", 90),
    ("1.5 hours", 90), ("2小时", 120), ("两个小时", 120), ("半小时", 30), ("一个半小时", 90), ("1小时30分", 90), ("一天", 1440), ("1 day", 1440),
    ("1 hour and 30 minutes", 90), ("２４ｈ", 1440), ("0m", 0),
    ("", None), ("24", None), ("abc", None), ("h", None), ("1.7m", None), ("30m1h", None), ("-1h", None), ("1h" * 500, None),
])
def test_durations(written: str, minutes: int | None) -> None:
    """With a unit a duration is whole minutes; a bare number could be hours or minutes and is none."""
    assert minutes_of(written) == minutes


@pytest.mark.parametrize(("written", "choices", "choice"), [
    ("ZH", ("zh", "en", "both"), "zh"), ("中文", ("zh", "en", "both"), "zh"), ("English", ("zh", "en"), "en"), ("双语", ("zh", "both"), "both"),
    ("本周", ("day", "week"), "week"), ("Today", ("day", "week"), "day"), ("all time", ("week", "all"), "all"), ("周三", ("mon", "wed"), "wed"),
    ("立即", ("at_once", "at_reveal"), "at_once"), ("中文", ("en", "both"), None), ("yesterday", ("day", "week"), None), ("", ("zh",), None),
])
def test_choices(written: str, choices: tuple[str, ...], choice: str | None) -> None:
    """The usual word for a choice counts where that choice exists."""
    assert choice_of(written, choices) == choice


LINES: list[tuple[str, dict[str, Any]]] = [
    ("9点 北京", {"at": time(9), "tz": "Asia/Shanghai"}),
    ("9:00 pm New York", {"at": time(21), "tz": "America/New_York"}),
    ("晚上 8点 北京时间 工作日", {"at": time(20), "tz": "Asia/Shanghai", "days": "mon-fri"}),
    ("at=9:00 PM tz=San Francisco days=mon wed fri", {"at": time(21), "tz": "America/Los_Angeles", "days": "mon,wed,fri"}),
    ("9:00, Berlin, mon-fri", {"at": time(9), "tz": "Europe/Berlin", "days": "mon-fri"}),
    ("9.30 GMT +08:00 difficulty=2 到 4", {"at": time(9, 30), "tz": "Asia/Shanghai", "difficulty": (2, 4)}),
    ("9:00 Berlin difficulty=3+ lang=中文", {"difficulty": (3, 5), "lang": "zh"}),
    ("9:00 Berlin difficulty=２～４", {"difficulty": (2, 4)}),
    ("9:00 Berlin difficulty=≤3 verdict=揭晓时", {"difficulty": (1, 3), "verdict": "at_reveal"}),
    ("9:00 Berlin window=1 hour 30 minutes deadline=2 小时", {"window": timedelta(minutes=90), "deadline": timedelta(hours=2)}),
    ("9:00 Berlin * * 1 * * Gunicorn,uvicorn", {"days": "* * 1 * *", "topic": ("gunicorn", "uvicorn")}),
    ("9:00 new york time topic=gan", {"tz": "America/New_York", "topic": ("gan",)}),
]


@pytest.mark.parametrize(("line", "expected"), LINES)
def test_a_schedule_in_words(line: str, expected: dict[str, Any]) -> None:
    """One line as a person types it gives the schedule that was meant."""
    bound = bind(OPTIONS, line)
    assert {name: bound[name] for name in expected} == expected
    assert make_schedule("s", "web:local:general", bound).at == bound["at"]


@pytest.mark.parametrize(("line", "name"), [
    ("9 Berlin", "at"), ("25:00 Berlin", "at"), ("每天9点 北京", "at"), ("9:00", "tz"), ("9:00 Mars", "tz"), ("9:00 8", "tz"),
    ("9:00 Berlin someday", "days"), ("9:00 Berlin difficulty=easy", "difficulty"), ("9:00 Berlin difficulty=5-2", "difficulty"),
    ("9:00 Berlin difficulty=²", "difficulty"), ("9:00 Berlin lang=french", "lang"), ("9:00 Berlin window=24", "window"),
    ("9:00 Berlin window=0m", "window"), ("9:00 Berlin window=99 days", "window"), ("9:00 Berlin deadline=soon", "deadline"),
])
def test_a_line_that_cannot_be_read_names_the_argument(line: str, name: str) -> None:
    """One line in both languages: the argument, and something that is allowed."""
    with pytest.raises(BadInput) as caught:
        make_schedule("s", "web:local:general", bind(OPTIONS, line))
    assert caught.value.param == name
    for said in (caught.value.text.zh, caught.value.text.en):
        assert name in said
        assert "\n" not in said


@given(st.text(max_size=60))
def test_any_text_is_read_or_left(text: str) -> None:
    """Nothing that is typed raises here, and a time has two parts of at most two digits."""
    found = time_of_day(text)
    assert found is None or all(0 <= part <= 99 for part in found)
    minutes = minutes_of(text)
    assert minutes is None or minutes >= 0
    assert are_days(days_of(text)) == are_days(text)
