"""A Midjourney prompt taken apart: pictures, text, parameters, and everything that is wrong with it.

Grammar of the official documentation: image addresses, then the text, then ` --name value` groups; `{a,b}` makes one job
of each alternative.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, product
from typing import Any

from bot.demos._mj_flags import BY_SPELLING, VERSIONS, Flag
from bot.demos._mj_values import Finding, Wrong, read_value
from bot.domain.reading import shown
from bot.domain.text import Text

MOST_JOBS = 40
_COMMAND = re.compile(r"\s*/imagine(?:\s+prompt\s*[:：])?\s*", re.IGNORECASE)
# Phones turn two hyphens into a dash; the documentation takes either.
_DASHES = re.compile(r"(?<!\S)(?:[—–−]{1,2}|-[—–−])(?=[A-Za-z])")
_GROUP = re.compile(r"(?:^|\s)--(?=\S)")
_BRACES = re.compile(r"\{([^{}]*,[^{}]*)\}")
_ADDRESS = re.compile(r"https?://\S+", re.IGNORECASE)
_HINTS: Mapping[str, Text] = {
    "image": Text("没有这个参数：把图片网址放在提示词最前面，权重用 --iw",
                  "there is no such parameter: put the image's address first, and set its weight with --iw"),
}


@dataclass(frozen=True, slots=True)
class Prompt:
    """What a prompt says: `values` by parameter name, only those given and good; `given` holds the bad ones too."""

    text: str
    images: tuple[str, ...]
    version: str
    values: Mapping[str, Any]
    given: tuple[str, ...]
    findings: tuple[Finding, ...]
    jobs: int = 1


def read_prompt(raw: str, version: str) -> Prompt:
    """The first of a prompt's alternatives, with the findings of all of them, each once."""
    line = _DASHES.sub("--", _COMMAND.sub("", raw, count=1) if _COMMAND.match(raw) else raw)
    pieces = _BRACES.split(line)
    choices = [piece.split(",") if i % 2 else [piece] for i, piece in enumerate(pieces)]
    jobs = 1
    for group in choices:
        jobs *= len(group)
    prompts = [_read("".join(parts), version) for parts in islice(product(*choices), MOST_JOBS)]
    first = prompts[0]
    found = list(dict.fromkeys(finding for prompt in prompts for finding in prompt.findings))
    if jobs > MOST_JOBS:
        found.append(Finding("E_TOO_BIG", "{…}", Text(f"展开成 {jobs} 个任务，最多 {MOST_JOBS} 个",
                                                      f"it makes {jobs} jobs, at most {MOST_JOBS} are allowed")))
    return Prompt(first.text, first.images, first.version, first.values, first.given, tuple(found), jobs)


def _read(line: str, version: str) -> Prompt:
    head, *groups = _GROUP.split(line)
    pairs = [(name, rest) for name, _, rest in (group.partition(" ") for group in map(_one_space, groups))]
    version = _asked_version(pairs, version)
    images, text, findings = _opening(head)
    values: dict[str, Any] = {}
    given: list[str] = []
    for name, rest in pairs:
        typed = f"--{shown(f'{name} {rest}', 32)}".replace("`", "'").strip()
        flag = BY_SPELLING.get(name.lower())
        if flag is None:
            findings.append(_unknown(name, typed))
            continue
        if flag.name in given:
            findings.append(Finding("E_FORMAT", typed, Text("给了两次，只算第一个", "it is given twice, the first one counts")))
            continue
        given.append(flag.name)
        try:
            values[flag.name] = read_value(flag, rest, version)
        except Wrong as wrong:
            findings.append(Finding(wrong.code, typed, wrong.text))
    return Prompt(text, images, version, values, tuple(given), tuple(findings))


def _one_space(group: str) -> str:
    return re.sub(r"\s+", " ", group).strip()


def _asked_version(pairs: Sequence[tuple[str, str]], default: str) -> str:
    """The version that the prompt itself asks for, if it is one whose rules are known."""
    for name, rest in pairs:
        flag = BY_SPELLING.get(name.lower())
        if flag is not None and flag.kind == "version":
            return rest.strip() if rest.strip() in VERSIONS else default
    return default


def _opening(head: str) -> tuple[tuple[str, ...], str, list[Finding]]:
    """Image addresses, text, and what is wrong before the first parameter."""
    words = head.split()
    count = next((i for i, word in enumerate(words) if not _ADDRESS.fullmatch(word)), len(words))
    images, rest = tuple(words[:count]), words[count:]
    findings: list[Finding] = []
    for word in rest:
        typed = shown(word, 32).replace("`", "'")
        if _ADDRESS.fullmatch(word):
            findings.append(Finding("E_FORMAT", typed, Text("图片网址要放在最前面", "image addresses stand first")))
        elif re.search(r"\S--[A-Za-z]", word):
            findings.append(Finding("E_FORMAT", typed, Text("-- 前面要有空格", "a space must stand before --")))
        elif word == "--":
            findings.append(Finding("E_FORMAT", typed, Text("-- 后面要紧跟参数名", "the name must follow -- at once")))
    if not rest and len(images) < 2:
        findings.append(Finding("E_MISSING", "…", Text(
            "只有一张图时还要有文字" if images else "参数之前没有文字",
            "a single image needs text with it" if images else "there is no text before the parameters")))
    return images, " ".join(rest), findings


def _unknown(name: str, typed: str) -> Finding:
    """A name that is no parameter: glued to its value, known under another spelling, or close to one."""
    if name.lower() in _HINTS:
        return Finding("E_UNKNOWN", typed, _HINTS[name.lower()])
    letters = re.match(r"[a-z]+", name.lower())
    stem = letters[0] if letters else ""
    if stem in BY_SPELLING and stem != name.lower():
        return Finding("E_FORMAT", typed, Text(f"--{stem} 后面要空一格，不带标点", f"put a space and no punctuation after --{stem}"))
    near = difflib.get_close_matches(stem, BY_SPELLING, n=1, cutoff=0.7)
    return Finding("E_UNKNOWN", typed, Text(f"没有这个参数{f'，是不是 --{near[0]}？' if near else ''}",
                                            f"there is no such parameter{f'; did you mean --{near[0]}?' if near else ''}"))


def default_of(flag: Flag, version: str) -> float | None:
    """The value that holds when the parameter is left out, or None when there is none."""
    return flag.default if version in flag.versions else None
