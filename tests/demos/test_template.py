"""Workers are forked from one template: quickly, one after another, and nothing is left when the bot goes."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from bot import demo_forks, demo_runner
from bot.demo_runner import ProcessDemoRunner
from bot.domain.errors import Refusal
from tests.demos.descent import descendants, gone

ROGUE = "tests.demos.rogue"

pytestmark = pytest.mark.skipif(not demo_forks.available(), reason="this system cannot hold a fork by a pidfd")


@pytest.fixture
async def runner() -> AsyncIterator[ProcessDemoRunner]:
    async with ProcessDemoRunner(ROGUE, memory_mib=512) as started:
        yield started


async def act(runner: ProcessDemoRunner, what: str) -> dict[str, Any]:
    return dict((await runner.run("act", {"what": what}, "en", plot=False)).values)


async def until_gone(*pids: int) -> None:
    """Wait for processes that are nobody's to wait for; gives up after ten seconds."""
    async with asyncio.timeout(10):
        while not all(map(gone, pids)):
            await asyncio.sleep(0.01)


async def test_no_demo_no_process(runner: ProcessDemoRunner) -> None:
    """A bot that nobody asks for a demo has no process beside its own; the first demo brings the template and a worker."""
    assert descendants(os.getpid()) == []
    first = await act(runner, "well")
    assert descendants(os.getpid()) == [first["parent"], first["pid"]]


async def test_workers_have_one_parent(runner: ProcessDemoRunner) -> None:
    """A worker that was killed is followed by another from the same template, with a session and a count of its own."""
    first = await act(runner, "well")
    os.kill(first["pid"], signal.SIGKILL)
    second = await act(runner, "again")
    assert second["parent"] == first["parent"]
    assert second["pid"] != first["pid"]
    assert (second["session"], second["calls"]) == (second["pid"], 1)
    await until_gone(first["pid"])  # the template reaps it


async def test_a_ready_template_has_one_thread(runner: ProcessDemoRunner) -> None:
    """What the template loads starts no thread, which a fork would lose; and its workers have everything at hand."""
    first = await act(runner, "well")
    async with asyncio.timeout(20):
        while not any(end.resolve().suffix == ".otf" for end in Path(f"/proc/{first['parent']}/fd").iterdir()):
            await asyncio.sleep(0.01)  # until it draws its figure
    os.kill(first["pid"], signal.SIGKILL)
    assert (await act(runner, "again"))["parent"] == first["parent"]  # which is answered when the figure is drawn
    assert len(list(Path(f"/proc/{first['parent']}/task").iterdir())) == 1
    assert [worker.warm for worker in runner._live] == [{False, True}]


async def test_template_that_died_is_started_again(runner: ProcessDemoRunner) -> None:
    """Its worker serves on; the next worker needs a new template, and gets one."""
    first = await act(runner, "well")
    os.kill(first["parent"], signal.SIGKILL)
    assert (await act(runner, "again"))["pid"] == first["pid"]
    os.kill(first["pid"], signal.SIGKILL)
    second = await act(runner, "third")
    assert second["calls"] == 1
    assert second["parent"] not in {first["parent"], first["pid"]}


async def test_template_that_hangs_is_replaced() -> None:
    """A template that does not answer costs one wait, not every demo from then on."""
    async with ProcessDemoRunner(ROGUE, cold_seconds=8) as runner:
        first = await act(runner, "well")
        os.kill(first["parent"], signal.SIGSTOP)
        os.kill(first["pid"], signal.SIGKILL)
        assert (await act(runner, "again"))["parent"] != first["parent"]
        assert gone(first["parent"])


async def test_closing_leaves_nothing() -> None:
    """After the runner has closed, neither worker nor template is left, even when one of them was just starting."""
    async with ProcessDemoRunner(ROGUE) as runner:
        found = await act(runner, "well")
    assert gone(found["pid"])
    assert gone(found["parent"])
    loop = asyncio.get_running_loop()
    async with contextlib.AsyncExitStack() as stack:
        runner = await stack.enter_async_context(ProcessDemoRunner(ROGUE))
        early = asyncio.create_task(act(runner, "well"))
        while not descendants(os.getpid()):
            await asyncio.sleep(0.001)
        began = loop.time()
        await stack.aclose()
        assert loop.time() - began < 2
    with pytest.raises(Refusal) as caught:
        await early
    assert caught.value.text == demo_runner.CLOSED
    assert descendants(os.getpid()) == []


async def test_killed_bot_leaves_nothing() -> None:
    """When the bot itself is killed without a goodbye, template and worker go too, even out of a calculation."""
    script = (
        "import asyncio\\n"
        "from bot.demo_runner import ProcessDemoRunner\\n"
        "async def main():\\n"
        f"    async with ProcessDemoRunner({ROGUE!r}, seconds=60) as runner:\\n"
        "        found = (await runner.run('act', {'what': 'well'}, 'en', plot=False)).values\\n"
        "        print(found['pid'], found['parent'], flush=True)\\n"
        "        await runner.run('act', {'what': 'spin'}, 'en', plot=False)\\n"
        "asyncio.run(main())\\n"
    )
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE) as bot:
        assert bot.stdout is not None
        pids = [int(word) for word in bot.stdout.readline().split()]
        bot.kill()
    await until_gone(*pids)
