"""What people write for a time zone, and which one they mean."""

from __future__ import annotations

from zoneinfo import ZoneInfo, available_timezones

import pytest

from bot.domain.errors import BadInput
from bot.domain.param import Param
from bot.domain.reading import read
from bot.domain.text import Text
from bot.domain.zones import CITIES, find_zone, near_zones, words_of

TZ = Param("tz", "zone", Text.same("zone"))


@pytest.mark.parametrize(("written", "zone"), [
    ("Asia/Shanghai", "Asia/Shanghai"), ("asia/shanghai", "Asia/Shanghai"), (" EUROPE/berlin ", "Europe/Berlin"),
    ("北京", "Asia/Shanghai"), ("纽约", "America/New_York"), ("New York", "America/New_York"), ("new_york", "America/New_York"),
    ("San Francisco", "America/Los_Angeles"), ("慕尼黑", "Europe/Berlin"), ("Bengaluru", "Asia/Kolkata"), ("london", "Europe/London"),
    ("+8", "Asia/Shanghai"), ("UTC+8", "Asia/Shanghai"), ("GMT +08:00", "Asia/Shanghai"), ("+5:30", "Asia/Kolkata"),
    ("utc-5", "Etc/GMT+5"), ("+13", "Etc/GMT-13"), ("utc", "UTC"), ("−3", "America/Sao_Paulo"),
])
def test_a_zone_is_known_by_name_city_and_offset(written: str, zone: str) -> None:
    """In Chinese and English, in any case."""
    assert find_zone(written) == zone


def test_every_zone_is_known_by_its_own_name() -> None:
    """Whatever cities are called, an IANA name means itself; links to the machine's own zone mean nothing."""
    for name in available_timezones() - {"localtime", "posixrules", "Factory"}:
        assert find_zone(name) == name
    assert find_zone("localtime") is None
    assert find_zone("Factory") is None


def test_offsets_are_what_they_say() -> None:
    """Every offset that is taken is that of its zone, in summer and in winter."""
    from datetime import datetime, timedelta

    for minutes in range(-12 * 60, 15 * 60, 15):
        zone = find_zone(f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60}:{abs(minutes) % 60:02}")
        for month in (1, 7):
            assert zone is None or datetime(2026, month, 1, tzinfo=ZoneInfo(zone)).utcoffset() == timedelta(minutes=minutes), zone


@pytest.mark.parametrize("written", ["", "Mars", "+99", "+5:17", "8", "x" * 5000, "posix/UTC", "../etc/passwd"])
def test_anything_else_is_no_zone(written: str) -> None:
    """Neither guessed nor stumbled over."""
    assert find_zone(written) is None
    assert all(find_zone(zone) == zone for zone in near_zones(written))


@pytest.mark.parametrize(("written", "zone"), [
    ("Bejing", "Asia/Shanghai"), ("Shangai", "Asia/Shanghai"), ("Berlim", "Europe/Berlin"), ("san fransisco", "America/Los_Angeles"),
    ("纽约市", "America/New_York"), ("Europe/Berln", "Europe/Berlin"),
])
def test_a_slip_of_the_pen_finds_its_zone(written: str, zone: str) -> None:
    """The nearest comes first, and the error names it."""
    assert near_zones(written)[0] == zone
    with pytest.raises(BadInput, match=f"nearest: {zone}"):
        read(TZ, written)


def test_every_city_has_a_zone() -> None:
    """A zone that is named here exists, and its cities can be searched."""
    for zone in CITIES:
        assert ZoneInfo(zone).key == zone
    assert "旧金山" in words_of("America/Los_Angeles")
