"""The ONNX Runtime demos: whatever providers this machine has, and nothing left behind."""

from __future__ import annotations

import os
import subprocess
import sys
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest

from bot.demos import load_demo
from bot.demos._gemm import BIAS, WEIGHT, gemm_relu, open_session, outputs
from bot.demos.onnx_providers import CPU, KNOWN

WANTED = [list(order) for size in (1, 2, 3) for order in permutations(KNOWN, size)]


def providers(want: str) -> dict[str, Any]:
    return dict(load_demo("onnx-providers").run(want=want).values)


@pytest.mark.parametrize("wanted", WANTED, ids=",".join)
def test_a_session_has_what_is_wanted_and_there_and_always_the_cpu(wanted: list[str]) -> None:
    """It registers the wanted providers that this build has, in that order, and the CPU, by request or as fallback."""
    import onnxruntime  # after bot, which keeps it from reporting to anyone

    found = providers(",".join(wanted))
    available = onnxruntime.get_available_providers()
    assert found["available"] == available
    assert set(found["session"]) == {name for name in wanted if name in available} | {CPU}
    assert found["first"] == found["session"][0]
    assert found["missing"] == [name for name in wanted if name not in found["session"]]
    assert found["added"] == ([] if CPU in wanted else [CPU])
    assert found["warning_count"] == len(found["warnings"]) >= len(found["missing"])


def test_a_repeated_name_is_ignored_with_a_warning() -> None:
    """Two CPU providers are one, and ONNX Runtime's own warning says so."""
    found = providers("cpu,cpu")
    assert found["session"] == [CPU]
    assert "Duplicate" in found["warnings"][0]


def test_the_model_computes_what_numpy_does() -> None:
    """The shared small model agrees with the same formula in plain Python."""
    session = open_session(gemm_relu(), [CPU])
    for x in ((1.0, 2.0, 3.0), (-1.0, 0.5, 0.0), (0.0, 0.0, 0.0)):
        expected = [max(0.0, sum(a * row[j] for a, row in zip(x, WEIGHT, strict=True)) + BIAS[j]) for j in range(2)]
        assert outputs(session, x) == expected


def test_reloading_leaves_no_file_behind(tmp_path: Path) -> None:
    """The temporary folder of a fresh process is empty afterwards: no model, and no device id of ONNX Runtime's telemetry."""
    script = "from bot.demos import load_demo; print(load_demo('onnx-reload').run().values['after_set_providers'])"
    env = {**os.environ, "TMPDIR": str(tmp_path)}
    env.pop("ORT_DISABLE_TELEMETRY", None)  # the package itself has to set it
    env.pop("CI", None)
    done = subprocess.run([sys.executable, "-c", script], env=env, capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.strip() == "[0.5, 0.0]"
    assert not list(tmp_path.iterdir())


def test_the_reload_comes_from_the_file_and_not_from_the_call() -> None:
    """Setting the providers with the file unchanged changes nothing, so the demo's change is the file's."""
    found = dict(load_demo("onnx-reload").run().values)
    zero = open_session(gemm_relu(((0.0, 0.0),) * 3), [CPU])
    same = open_session(gemm_relu(), [CPU])
    before = outputs(same, found["x"])
    same.set_providers([CPU])
    assert outputs(same, found["x"]) == before == found["first"] == found["after_swap"]
    assert found["after_set_providers"] == outputs(zero, found["x"])
