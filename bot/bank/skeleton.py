"""Skeleton: a new question to write over, complete enough to pass every check as a draft."""

from __future__ import annotations

import json
from collections.abc import Container
from datetime import date
from pathlib import Path

from bot.bank.tidy import ORDER
from bot.domain.kinds import kinds

_WORDS = {
    "stem": '{zh: 在这里写题干？, en: "Write the question here?"}',
    "explanation": "\n    zh: 写明答案为什么对，最容易误选的为什么错。\n"
                   "    en: Say why the key is right and why the most tempting wrong answer is not.",
}


def skeleton(topic: str, kind: str, question_id: str, today: date) -> str:
    """The entry as YAML lines; what belongs to the kind comes from the kind's own first example.

    Raises KeyError for an unknown kind.
    """
    fields = {"id": question_id, "kind": kind, "topic": topic, "difficulty": "2", "state": "draft", **_WORDS,
              "sources": "[name your source]", "as_of": f"{today:%Y-%m}"}
    for name, value in kinds()[kind].examples[0].entry.items():
        # JSON in one line is YAML too, and quotes what needs quotes.
        fields[name] = json.dumps(value, ensure_ascii=False)
    lines = [f"{name}:{'' if value.startswith(chr(10)) else ' '}{value}"
             for name, value in sorted(fields.items(), key=lambda item: ORDER.index(item[0]))]
    return "- " + "\n  ".join(lines) + "\n"


def fresh_id(topic: str, taken: Container[str]) -> str:
    """`<topic>-new`, or the first of `<topic>-new-2`, … that is not taken."""
    number, found = 1, f"{topic}-new"
    while found in taken:
        number += 1
        found = f"{topic}-new-{number}"
    return found


def append(path: Path, entry: str) -> int:
    """Write the entry at the end of the file, which is made when it is not there; the line on which it begins."""
    path.parent.mkdir(parents=True, exist_ok=True)
    before = path.read_text("utf-8").rstrip("\n") if path.exists() else ""
    path.write_text(f"{before}\n\n{entry}" if before else entry, "utf-8")
    return before.count("\n") + 3 if before else 1
