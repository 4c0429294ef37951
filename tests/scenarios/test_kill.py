"""The real process: killed at random moments, stopped politely, and started where it cannot start."""

from __future__ import annotations

import asyncio
import json
import os
import socket
import subprocess
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from http.client import HTTPException
from itertools import count
from pathlib import Path
from random import Random

import pytest

from bot.store import open_store
from tests.house import CHANNEL, sqlite_url
from tests.scenarios.process import Bot, free_port, start, tiku

SEED = 20261124


@pytest.fixture
def scheduled(tmp_path: Path) -> Path:
    """A folder whose database has a daily choice, open for half an hour."""
    added = tiku(tmp_path, "schedule", "add", CHANNEL, "--at", "12:00", "--tz", "UTC", "--kind", "single_choice",
                 "--window", "30m", "--json")
    assert added.returncode == 0, added.stderr
    return tmp_path


def crowd(bot: Bot, numbers: Iterator[int], enough: int) -> set[str]:
    """Members answer from four threads; after so many acknowledgements the bot is killed in the middle of the rest. Who
    was told that their answer is stored."""
    told: set[str] = set()
    full = threading.Event()

    def press(number: int) -> None:
        try:
            card = bot.say("quiz answer", "A", f"m{number}")
        except (OSError, HTTPException):
            return
        if card["tone"] in ("correct", "wrong"):
            told.add(f"m{number}")
        if len(told) >= enough:
            full.set()

    with ThreadPoolExecutor(4) as pool:
        for _ in range(enough + 40):
            pool.submit(press, next(numbers))
        full.wait(20)
        bot.kill()
    return told


def kill_during(bot: Bot, step: str, seconds: float) -> None:
    """The clock is moved, and the bot is killed that long after."""
    def move() -> None:
        try:
            bot.move(step)
        except (OSError, HTTPException):
            return

    moving = threading.Thread(target=move)
    moving.start()
    try:
        bot.process.wait(seconds)
    except subprocess.TimeoutExpired:
        bot.kill()
    moving.join()


def test_killed_at_random_moments(scheduled: Path) -> None:
    """Killed among answers and around posts and reveals: in the end each date has one question and one reveal, every
    acknowledged answer is there, and the database is sound."""
    random, numbers, port = Random(SEED), count(1), free_port()
    told: set[str] = set()
    for _ in range(2):
        kill_during(start(scheduled, port), "next", random.uniform(0.0, 0.08))
        bot = start(scheduled, port)
        bot.move("hour" if bot.messages() else "next")
        bot.kill()
        bot = start(scheduled, port)
        if bot.say("quiz today")["title"] == "No question is open now":
            bot.move("next")
        told |= crowd(bot, numbers, random.randint(5, 60))
        kill_during(start(scheduled, port), "next", random.uniform(0.0, 0.3))
    bot = start(scheduled, port)
    for _ in range(3):
        bot.move("hour")
    messages = bot.messages()
    assert bot.stop()[0] == 0, f"seed {SEED}"
    assert told
    asyncio.run(recount(scheduled, told, messages))
    checked = tiku(scheduled, "db", "check")
    assert (checked.returncode, checked.stdout.strip()) == (0, "ok"), checked.stdout + checked.stderr


async def recount(folder: Path, told: set[str], messages: list[dict[str, object]]) -> None:
    """What the database holds against what members saw."""
    async with open_store(sqlite_url(folder), clock_now=lambda: datetime.now(UTC)) as store:
        tenant = store.tenant("web:local")
        rounds = await tenant.rounds(CHANNEL, limit=50)
        answered = {answer.member for round_ in rounds for answer in await tenant.answers(round_.id)}
    assert told <= answered, f"lost, seed {SEED}: {told - answered}"
    assert {round_.state for round_ in rounds} == {"closed"}, f"seed {SEED}"
    assert len({round_.local_date for round_ in rounds}) == len(rounds)
    questions = [message["id"] for message in messages if not message["reply_to"]]
    replies = [message["reply_to"] for message in messages if message["reply_to"]]
    assert sorted(map(str, questions)) == sorted(str(round_.message_id) for round_ in rounds), f"seed {SEED}"
    assert sorted(map(str, replies)) == sorted(map(str, questions)), f"seed {SEED}"


def test_a_polite_stop(scheduled: Path) -> None:
    """SIGTERM with a page open and a demo worker running: exit code 0 within ten seconds, the port closed, no child left
    behind, and nothing on the standard error."""
    bot = start(scheduled, free_port())
    assert "0.841344746" in json.dumps(bot.say("demo", "gelu 1"))
    children = bot.children()
    assert children
    with socket.create_connection(("127.0.0.1", bot.port)) as page:
        page.sendall(f"GET /api/events HTTP/1.1\r\nHost: 127.0.0.1:{bot.port}\r\n\r\n".encode())
        assert page.recv(12) == b"HTTP/1.1 200"
        assert bot.stop() == (0, "")
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", bot.port), 1)
    for child in children:
        with pytest.raises(ProcessLookupError):
            os.kill(child, 0)


def test_a_port_in_use(tmp_path: Path) -> None:
    """Exit code 1 and one line that names the port."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        ran = tiku(tmp_path, "run", "--only", "web", port=port)
    line, = ran.stderr.strip().splitlines()
    assert (ran.returncode, str(port) in line) == (1, True)


def test_wrong_settings(tmp_path: Path) -> None:
    """Exit code 2 and one line for each fault, each naming its setting; no database is made."""
    ran = tiku(tmp_path, "run", TIKU_WEB_PORT="eighty", TIKU_LANG="fr", TIKU_LOG_LEVEL="x", TIKU_NONSENSE="1",
               TIKU_DATABASE_URL="mysql://x")
    lines = ran.stderr.strip().splitlines()
    assert ran.returncode == 2
    assert sorted(line.split(":")[0] for line in lines) == [
        "TIKU_DATABASE_URL", "TIKU_LANG", "TIKU_LOG_LEVEL", "TIKU_NONSENSE", "TIKU_WEB_PORT"]
    assert list(tmp_path.iterdir()) == []
