"""The runner keeps its promises while demos hang, crash, hog memory, print, or are simply too many."""

from __future__ import annotations

import asyncio
import contextlib
import os
import pickle
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from bot import demo_runner
from bot.demo_runner import ProcessDemoRunner
from bot.demo_worker import run_demo
from bot.demos import all_demos, load_demo
from bot.domain.binding import bind
from bot.domain.errors import BadInput, Refusal
from tests.demos.descent import descendants, gone

ROGUE = "tests.demos.rogue"


@pytest.fixture(params=[True, False], ids=["forked", "started"])
async def rogue(request: pytest.FixtureRequest) -> AsyncIterator[ProcessDemoRunner]:
    """Workers forked from a template, and workers started from nothing, keep the same promises."""
    async with ProcessDemoRunner(ROGUE, queue=1, memory_mib=512, template=request.param) as runner:
        yield runner


@pytest.fixture
def pipe(tmp_path: Path) -> Path:
    path = tmp_path / "pipe"
    os.mkfifo(path)
    return path


async def act(runner: ProcessDemoRunner, what: str) -> dict[str, Any]:
    return dict((await runner.run("act", {"what": what}, "en", plot=False)).values)


async def refused(runner: ProcessDemoRunner, what: str) -> Refusal:
    with pytest.raises(Refusal) as caught:
        await act(runner, what)
    return caught.value


async def release(path: Path, text: str) -> None:
    """Let a held demo go on, as soon as it has opened the pipe to read; gives up after ten seconds."""
    async with asyncio.timeout(10):
        while True:
            with contextlib.suppress(OSError):  # nobody reads yet
                end = os.open(path, os.O_WRONLY | os.O_NONBLOCK)
                break
            await asyncio.sleep(0.002)
    os.write(end, text.encode())
    os.close(end)


async def test_answer_is_that_of_the_demo() -> None:
    """A worker's answer equals the one computed in this process, picture and all."""
    demo = load_demo("gelu")
    args = bind(demo.params, "-1,1")
    async with ProcessDemoRunner() as runner:
        assert await runner.run("gelu", args, "zh", plot=True) == run_demo(demo, args, "zh", plot=True)
        assert (await runner.run("gelu", args, "zh", plot=False)).png is None


async def test_overrun_is_stopped_and_the_next_call_works() -> None:
    """A demo that never ends costs its caller a polite refusal, its worker its life, and the next caller nothing."""
    async with ProcessDemoRunner(ROGUE, seconds=0.4) as runner:
        before = await act(runner, "well")
        assert (await refused(runner, "spin")).text == demo_runner.SLOW
        after = await act(runner, "again")
        assert after["pid"] != before["pid"]
    assert gone(before["pid"])


async def test_crash_is_a_refusal_and_the_next_call_works(rogue: ProcessDemoRunner) -> None:
    """A demo that kills its process is refused, and a new worker serves the next call."""
    assert (await refused(rogue, "die")).text == demo_runner.DIED
    assert (await act(rogue, "well"))["calls"] == 1


async def test_worker_that_died_idle_is_replaced_unnoticed(rogue: ProcessDemoRunner) -> None:
    """A worker that somebody killed between calls costs the next caller nothing."""
    pid = (await act(rogue, "well"))["pid"]
    os.kill(pid, signal.SIGKILL)
    assert (await act(rogue, "again"))["pid"] != pid


async def test_memory_hog_is_refused(rogue: ProcessDemoRunner) -> None:
    """A demo that asks for more memory than the limit is refused, and the next call works."""
    assert (await refused(rogue, "hog")).text == demo_runner.LARGE
    assert (await act(rogue, "well"))["calls"] == 1


@pytest.mark.parametrize("what", ["fail", "nan"])
async def test_fault_is_refused_and_logged(rogue: ProcessDemoRunner, what: str,
                                           caplog: pytest.LogCaptureFixture) -> None:
    """A demo's own fault, or a value that JSON cannot hold, is a refusal to the member and a traceback in the log."""
    assert (await refused(rogue, what)).text == demo_runner.DIED
    assert "Traceback" in caplog.text
    assert (await act(rogue, "well"))["calls"] == 2, "the worker itself is sound and goes on"


async def test_errors_cross_the_pipe(rogue: ProcessDemoRunner) -> None:
    """BadInput and Refusal raised in the worker arrive with code, argument and both languages."""
    bad = await refused(rogue, "bad")
    assert isinstance(bad, BadInput)
    assert (bad.code, bad.param, bad.text.zh, bad.text.en) == ("E_FORMAT", "what", "不好", "not good")
    plain = await refused(rogue, "refuse")
    assert not isinstance(plain, BadInput)
    assert plain.text.zh == "不行"


@pytest.mark.parametrize("name", ["actt", "os", "__init__", "../act", "act.py", ""])
async def test_unknown_demo(rogue: ProcessDemoRunner, name: str) -> None:
    """A name that is no demo is BadInput, however it is spelt, and imports nothing."""
    with pytest.raises(BadInput) as caught:
        await rogue.run(name, {}, "en", plot=False)
    assert caught.value.code == "E_UNKNOWN"
    assert "act" in caught.value.text.en


async def test_prints_do_not_reach_the_protocol(rogue: ProcessDemoRunner) -> None:
    """What a library prints, even a forged frame, is dropped, and its standard input is empty."""
    first = await act(rogue, "noise")
    assert (await act(rogue, "well")) == {**first, "calls": 2}


async def test_child_knows_no_secrets(rogue: ProcessDemoRunner, monkeypatch: pytest.MonkeyPatch) -> None:
    """The environment of a worker is an allow-list."""
    monkeypatch.setenv("TIKU_DISCORD_TOKEN", "not-for-children")
    known = (await act(rogue, "well"))["environment"]
    assert "PATH" in known
    assert not [name for name in known if name.startswith("TIKU")]


async def test_busy_is_said_at_once_and_order_is_kept(tmp_path: Path) -> None:
    """With one running and one waiting the third is refused at once; the two are served in the order they came."""
    pipes = [tmp_path / name for name in "abc"]
    for path in pipes:
        os.mkfifo(path)
    served: list[str] = []

    async def hold(path: Path) -> None:
        answer = await runner.run("hold", {"path": str(path)}, "en", plot=False)
        served.append(answer.values["read"])

    async with ProcessDemoRunner(ROGUE, queue=1) as runner, asyncio.TaskGroup() as group:
        group.create_task(hold(pipes[0]))
        group.create_task(hold(pipes[1]))
        await asyncio.sleep(0)
        with pytest.raises(Refusal) as caught:
            await hold(pipes[2])
        assert caught.value.text == demo_runner.BUSY
        await release(pipes[0], "first")
        await release(pipes[1], "second")
    assert served == ["first", "second"]


async def test_workers_run_side_by_side(tmp_path: Path) -> None:
    """With two workers a held demo does not stop another; never more than the machine has cores."""
    held = tmp_path / "pipe"
    os.mkfifo(held)
    async with ProcessDemoRunner(ROGUE, workers=2) as runner:
        task = asyncio.create_task(runner.run("hold", {"path": str(held)}, "en", plot=False))
        if (os.cpu_count() or 1) > 1:
            assert (await act(runner, "well"))["calls"] == 1
        await release(held, "go")
        assert (await task).values == {"read": "go"}


async def test_cache_and_its_bound() -> None:
    """An equal call is answered from memory; another language is another answer; the oldest unused one goes first."""
    async with ProcessDemoRunner(ROGUE, cache=2) as runner:
        first = await runner.run("act", {"what": "well"}, "en", plot=False)
        assert await runner.run("act", {"what": "well"}, "en", plot=False) is first
        assert (await runner.run("act", {"what": "well"}, "zh", plot=False)).values["calls"] == 2
        await runner.run("act", {"what": "well"}, "en", plot=False)
        await runner.run("act", {"what": "other"}, "en", plot=False)
        assert await runner.run("act", {"what": "well"}, "en", plot=False) is first
        assert (await runner.run("act", {"what": "well"}, "zh", plot=False)).values["calls"] == 4


async def test_equal_calls_share_one_calculation(rogue: ProcessDemoRunner) -> None:
    """Members who press the same button together wait for the same calculation."""
    answers = await asyncio.gather(*(rogue.run("act", {"what": "well"}, "en", plot=False) for _ in range(20)))
    assert all(answer is answers[0] for answer in answers)


async def test_cancelled_caller(pipe: Path) -> None:
    """A caller who goes away stops waiting at once; the calculation ends by itself and the worker serves on."""
    async with ProcessDemoRunner(ROGUE) as runner:
        pid = (await act(runner, "well"))["pid"]
        task = asyncio.create_task(runner.run("hold", {"path": str(pipe)}, "en", plot=False))
        await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await release(pipe, "late")
        assert (await act(runner, "again"))["pid"] == pid
        assert (await runner.run("hold", {"path": str(pipe)}, "en", plot=False)).values == {"read": "late"}


async def test_close_while_busy(pipe: Path, tmp_path: Path) -> None:
    """Closing refuses who runs and who waits, ends every process within two seconds, and refuses later calls."""
    loop = asyncio.get_running_loop()
    async with contextlib.AsyncExitStack() as stack:
        runner = await stack.enter_async_context(ProcessDemoRunner(ROGUE))
        pid = (await act(runner, "well"))["pid"]
        calls = [asyncio.create_task(runner.run("hold", {"path": str(path)}, "en", plot=False))
                 for path in (pipe, tmp_path / "never")]
        await asyncio.sleep(0)
        started = loop.time()
        await stack.aclose()
        assert loop.time() - started < 2
    for call in calls:
        with pytest.raises(Refusal) as caught:
            await call
        assert caught.value.text == demo_runner.CLOSED
    assert gone(pid)
    with pytest.raises(Refusal):
        await act(runner, "again")


def test_nothing_is_left_behind() -> None:
    """A whole life of the loop, with a call left running at its end, prints nothing and leaves no pipe open."""
    script = (
        "import asyncio\n"
        "from bot.demo_runner import ProcessDemoRunner\n"
        "async def main():\n"
        f"    async with ProcessDemoRunner({ROGUE!r}) as runner:\n"
        "        await runner.run('act', {'what': 'well'}, 'en', plot=False)\n"
        "        late = asyncio.create_task(runner.run('act', {'what': 'spin'}, 'en', plot=False))\n"
        "        await asyncio.sleep(0)\n"
        "    await asyncio.gather(late, return_exceptions=True)\n"
        "asyncio.run(main(), debug=True)\n"
    )
    done = subprocess.run([sys.executable, "-W", "error", "-c", script], capture_output=True, text=True, timeout=20)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_orphan_ends_itself(pipe: Path) -> None:
    """A worker that hangs after its parent is gone is ended by its own alarm."""
    request = pickle.dumps(("hold", {"path": str(pipe)}, "en", False, 0))
    done = subprocess.run([sys.executable, "-m", "bot.demo_worker", ROGUE, "512"], capture_output=True, timeout=20,
                          input=len(request).to_bytes(4, "big") + request)
    assert done.returncode == -signal.SIGALRM


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="reads the workers' memory from Linux's /proc")
async def test_one_worker_stays_small() -> None:
    """After every demo with its picture in both languages neither the worker nor its template has ever held 200 MB."""
    async with ProcessDemoRunner() as runner:
        for demo in all_demos():
            args = bind(demo.params, demo.example)
            assert (await runner.run(demo.name, args, "zh", plot=True)).png
            assert (await runner.run(demo.name, args, "en", plot=True)).png
        found = descendants(os.getpid())
        assert len(found) == 2
        for pid in found:
            status = Path(f"/proc/{pid}/status").read_text()
            peak = next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM"))
            assert peak < 200_000, f"{peak} kB"
