"""schedule, round, leaderboard: over a real database in a folder of the test's own."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, time
from pathlib import Path

import pytest

from bot.domain.param import raw_of, usage_of
from bot.domain.planning import OPTIONS
from bot.domain.reading import read
from bot.store import open_store
from tests.cli.conftest import Tiku
from tests.house import CHANNEL, ManualClock, open_house

ADD = f"schedule add {CHANNEL} --at 09:00 --tz Asia/Shanghai"
NEW_YORK = "schedule preview --at 02:30 --tz America/New_York --from 2026-03-07 --count 3"


def test_a_schedules_life(tiku: Tiku) -> None:
    """Added, listed, paused, resumed, previewed by its id and removed; each answer is an object for scripts."""
    added = tiku(f"{ADD} --json").data
    assert set(added) == {"id", "channel", "state", "reason", "next"}
    assert (added["channel"], added["state"], added["reason"]) == (CHANNEL, "active", "")
    first = datetime.fromisoformat(added["next"])
    assert (first.tzinfo, first.hour, first.minute) == (UTC, 1, 0)
    assert first > datetime.now(UTC)
    assert tiku("schedule list --json").data == {"schedules": [added]}
    paused = tiku(f"schedule pause {added['id']} --json").data
    assert paused == added | {"state": "paused", "next": None}
    assert tiku(f"schedule resume {added['id']} --json").data == added
    coming = tiku(f"schedule preview {added['id']} --count 2 --json").data["occurrences"]
    assert len(coming) == 2
    assert added["next"] in [row["utc"] for row in coming]
    assert tiku(f"schedule remove {added['id']} --json").data == {"id": added["id"], "removed": True}
    assert tiku("schedule list --json").data == {"schedules": []}


def test_two_channels(tiku: Tiku) -> None:
    """A list can be of one channel; every option of `add` is taken, and people get one line a schedule."""
    tiku(ADD)
    tiku("schedule add slack:T1:C1 --at 23:59 --tz Europe/Berlin --days mon,wed --topic gunicorn,uvicorn --kind numeric "
         "--difficulty 1-5 --lang zh --window 90m --verdict at_reveal --deadline 30m")
    listed = tiku("schedule list slack:T1:C1").out.splitlines()
    assert len(listed) == 1
    assert "mon,wed 23:59 Europe/Berlin  active  next " in listed[0]
    assert len(tiku("schedule list --lang zh").out.splitlines()) == 2
    assert "进行中" in tiku("schedule list --lang zh").out


def test_what_add_stores(tiku: Tiku, tmp_path: Path) -> None:
    """The options reach the stored schedule as they were meant."""
    made = tiku(f"{ADD} --days '0 9 1 * *' --topic gunicorn --difficulty 2-4 --lang both --window 1h30m --deadline 2d --json").data

    async def stored() -> object:
        async with open_store(f"sqlite:///{tmp_path}/data/tiku.db", clock_now=lambda: datetime.now(UTC)) as store:
            (plan,) = await store.all_schedules(None)
            return (plan.id, plan.filter.topics, plan.filter.difficulty, plan.lang, str(plan.window), str(plan.deadline), plan.created_by)

    assert asyncio.run(stored()) == (made["id"], ("gunicorn",), (2, 4), "both", "1:30:00", "2 days, 0:00:00", "operator")
    assert made["next"][8:] == "01T01:00:00Z"


def test_preview_needs_no_database(tiku: Tiku, tmp_path: Path) -> None:
    """Dates of options are computed without a database, and none is made."""
    rows = tiku(f"{NEW_YORK} --json").data["occurrences"]
    assert rows == [
        {"date": "2026-03-07", "local": "2026-03-07T02:30-05:00", "utc": "2026-03-07T07:30:00Z"},
        {"date": "2026-03-08", "local": "2026-03-08T03:00-04:00", "utc": "2026-03-08T07:00:00Z"},
        {"date": "2026-03-09", "local": "2026-03-09T02:30-04:00", "utc": "2026-03-09T06:30:00Z"},
    ]
    assert tiku(NEW_YORK).out.splitlines()[1] == "2026-03-08  2026-03-08T03:00-04:00  2026-03-08T07:00:00Z"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("options", "dates"), [
    ("--at 09:00 --tz UTC --from 2026-11-24 --count 3 --days mon-fri", ["2026-11-24", "2026-11-25", "2026-11-26"]),
    ("--at 09:00 --tz UTC --from 2026-11-24 --count 2 --days mon,wed", ["2026-11-25", "2026-11-30"]),
    ("--at 09:00 --tz UTC --from 2026-11-24 --count 2 --days '* * 1 * *'", ["2026-12-01", "2027-01-01"]),
    ("--at 00:30 --tz Pacific/Apia --from 2011-12-29 --count 2", ["2011-12-29", "2011-12-31"]),
    ("--at 01:30 --tz Europe/Berlin --from 2026-10-25 --count 1 --lang both --topic gunicorn", ["2026-10-25"]),
])
def test_preview_of_options(options: str, dates: list[str], tiku: Tiku) -> None:
    """Weekdays, cron, a date that never was, and every option of `add`, with or without its channel."""
    assert [row["date"] for row in tiku(f"schedule preview {options} --json").data["occurrences"]] == dates
    assert tiku(f"schedule preview {CHANNEL} {options}").code == 0


def test_preview_starts_today_in_its_own_zone(tiku: Tiku) -> None:
    """Without `--from` the first date is today's by the schedule's clock, also where it is already tomorrow."""
    for zone in ("Pacific/Kiritimati", "Pacific/Pago_Pago"):
        row = tiku(f"schedule preview --at 12:00 --tz {zone} --count 1 --json").data["occurrences"][0]
        at = datetime.fromisoformat(row["local"])
        assert row["date"] == at.date().isoformat() == datetime.now(at.tzinfo).date().isoformat()


def played(folder: Path) -> tuple[str, str]:
    """A day with three answers, stored where the command line looks: the closed round and the one still open."""
    async def play() -> tuple[str, str]:
        (folder / "data").mkdir()
        clock = ManualClock(datetime.now(UTC))
        async with open_house(f"sqlite:///{folder}/data/tiku.db", clock=clock) as house:
            await house.plan(at=f"{clock.now():%H:%M}", zone="UTC")
            await house.advance(days=1)
            (first, *_) = await house.quiz.tenant(house.request()).rounds(CHANNEL, state="open", limit=5)
            key = house.quiz.question(first.question_id).key
            for member in ("ada", "bob", "eve"):
                await house.say(f"/quiz answer {key if isinstance(key, str) else 1}", member)
            await house.quiz.store.close_soon(first.id, clock.now())
            await house.settle()
            await house.advance(days=1)
            (second, *_) = await house.quiz.tenant(house.request()).rounds(CHANNEL, state="open", limit=5)
            return first.id, second.id

    return asyncio.run(play())


def test_rounds_and_board(tiku: Tiku, tmp_path: Path) -> None:
    """Open rounds are listed and closed; the board has a row a member with the platform's id; 0 means everyone."""
    closed, still_open = played(tmp_path)
    (row,) = tiku(f"round list {CHANNEL} --json").data["rounds"]
    assert row["id"] == still_open
    assert (row["answered"], set(row)) == (0, {"id", "question", "date", "opens", "closes", "answered"})
    assert still_open in tiku(f"round list {CHANNEL}").out
    assert tiku(f"round close {still_open} --json").data == {"id": still_open, "closing": True}
    assert tiku(f"round close {closed}").code == 2

    everyone = tiku(f"leaderboard {CHANNEL} --limit 0 --json").data["rows"]
    assert [set(row) for row in everyone] == [{"rank", "member", "name", "points", "answered"}] * 3
    assert {row["member"] for row in everyone} == {"ada", "bob", "eve"}
    assert [row["name"] for row in everyone] == [row["member"].title() for row in everyone]
    assert all(row["answered"] == 1 for row in everyone)
    assert len(tiku(f"leaderboard {CHANNEL} --limit 1 --json").data["rows"]) == 1
    assert tiku(f"leaderboard {CHANNEL} --limit 0 --period all").out.count("\n") >= 4
    assert tiku("leaderboard web:local:elsewhere --json").data == {"rows": []}
    assert tiku("leaderboard web:local:elsewhere --limit 0 --scope tenant --json").data["rows"] == everyone
    assert "all channels" in tiku(f"leaderboard {CHANNEL} --scope tenant").out


def test_the_options_read_well_and_bind_again() -> None:
    """The usage shows only defaults that one may type, and each of them is read back as what it stands for."""
    assert usage_of(OPTIONS) == ("at tz [days=daily] [topic] [kind] [difficulty] [lang=both] [window] [verdict=at_once] "
                                 "[deadline=6h]")
    for param in OPTIONS:
        if param.default not in (None, ()):
            assert read(param, raw_of(param.default)) == param.default
    assert read(OPTIONS[0], raw_of(time(9, 5))) == time(9, 5)
