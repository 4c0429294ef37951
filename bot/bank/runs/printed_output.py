"""The program of a `code_output` question, run by itself, prints the key."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from tempfile import TemporaryDirectory

from bot.bank.build import Loaded
from bot.bank.problem import Problem
from bot.domain.kinds import kinds
from bot.domain.question import Question
from bot.domain.text import Text

SECONDS = 5
AT_ONCE = 2
_PYTHON = re.compile(r"```python\n(.*?)```", re.DOTALL)


def _fault(question: Question) -> Text | None:
    code = "\n".join(_PYTHON.findall(question.stem.zh))
    with TemporaryDirectory(prefix="tiku-") as folder:
        try:
            done = subprocess.run([sys.executable, "-I", "-c", code], capture_output=True, text=True, errors="replace",
                                  timeout=SECONDS, cwd=folder, stdin=subprocess.DEVNULL, check=False)
        except subprocess.TimeoutExpired:
            return Text(zh=f"程序 {SECONDS} 秒内没有结束。", en=f"the program did not end within {SECONDS} s")
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["?"])[-1][:120]
        return Text(zh=f"程序出错：{last}", en=f"the program fails: {last}")
    if kinds()[question.kind].grade(question, done.stdout.rstrip("\n")).correct:
        return None
    printed = " ".join(done.stdout.split())[:80]
    return Text(zh=f"程序打印的是 {printed}，与答案不符。", en=f"the program prints {printed}, which is not the key")


def check(loaded: Loaded) -> Iterator[Problem]:
    """Snippets that print something else, fail, or do not end. They run as written: check content that you trust."""
    asked = [question for question in loaded.bank.questions.values()
             if question.kind == "code_output" and _PYTHON.search(question.stem.zh)]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for question, fault in zip(asked, pool.map(_fault, asked), strict=True):
            if fault:
                yield loaded.questions[question.id].problem("output", fault, "key")


CHECK = check
