"""Tidy: a content file with the fields of each entry in the standard order, and without stray white space.

Lines are moved whole, never written anew: quotes, folding and comments stay as the author chose them. An entry that must be
reordered and has comment lines inside is refused, since nobody can tell which field a comment belongs to.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import yaml

from bot.bank.problem import Problem
from bot.bank.read import Entry, entries_of, events_of, read_list
from bot.domain.text import Text

ORDER = (
    "id", "name", "kind", "topic", "aliases", "difficulty", "state", "retired", "stem", "options", "meaning", "formula",
    "misconception", "demo", "questions", "key", "tolerance", "rel_tolerance", "unit", "units", "accept", "case", "typos", "quotes", "reject",
    "rubric", "explanation", "computed_by", "terms", "tags", "sources", "as_of",
)
"""Of questions and terms; a field that is not here goes to the end."""
_COMMENT = Text(zh="条目里有注释行，无法自动调整字段顺序：请手工调整，或把注释移到条目之前。",
                en="there are comment lines inside, so the fields are not reordered: do it by hand, or move the comments above the entry")


def tidied(path: Path, shown: str) -> tuple[str | None, list[Problem]]:
    """The file's new text, or None when it is tidy or cannot be read; and what could not be done."""
    entries, problems = read_list(path, shown)
    if problems:
        return None, []  # the check tells what is wrong
    text = path.read_bytes().decode("utf-8").removeprefix("\ufeff").replace("\r\n", "\n")
    inside = _inside_scalars(text)
    lines = [line if number in inside else line.rstrip() for number, line in enumerate(text.split("\n"), 1)]
    refused = []
    for entry, following in zip(entries, [*entries[1:], None], strict=True):
        end = following.line - 1 if following else len(lines)
        while end > entry.line and (not lines[end - 1].strip() or _is_comment(lines[end - 1])) and end not in inside:
            end -= 1
        if _ordered(list(entry.lines)) or len(set(entry.lines.values())) < len(entry.lines):
            continue
        if any(_is_comment(lines[number - 1]) for number in range(entry.line, end + 1) if number not in inside):
            refused.append(entry.problem("comment", _COMMENT))
            continue
        lines[entry.line - 1:end] = _reordered(entry, lines[entry.line - 1:end])
    new = "\n".join(lines).rstrip("\n") + "\n"
    if new == path.read_bytes().decode("utf-8") or not _same(entries, new):
        return None, refused
    return new, refused


def _ordered(fields: Sequence[str]) -> bool:
    return list(fields) == sorted(fields, key=_place)


def _place(field: str) -> int:
    return ORDER.index(field) if field in ORDER else len(ORDER)


def _is_comment(line: str) -> bool:
    return line.lstrip().startswith("#")


def _reordered(entry: Entry, lines: list[str]) -> list[str]:
    starts = sorted((number - entry.line, field) for field, number in entry.lines.items())
    ends = [start for start, _ in starts[1:]] + [len(lines)]
    lines = [f"  {lines[0][2:]}", *lines[1:]]
    blocks = {field: lines[start:end] for (start, field), end in zip(starts, ends, strict=True)}
    moved = [line for field in sorted(blocks, key=_place) for line in blocks[field]]
    return [f"- {moved[0][2:]}", *moved[1:]]


def _inside_scalars(text: str) -> set[int]:
    """The lines (from 1) after the first of texts that go over several lines: what they hold is content."""
    found: set[int] = set()
    for event in events_of(text):
        start, end = event.start_mark, event.end_mark
        if isinstance(event, yaml.ScalarEvent) and start and end and end.line > start.line:
            found.update(range(start.line + 2, end.line + (end.column > 0) + 1))
    return found


def _same(entries: Sequence[Entry], text: str) -> bool:
    """Whether the new text holds the same entries: what a move of lines cannot keep is left alone."""
    return [entry.raw for entry in entries_of(text, "")] == [entry.raw for entry in entries]
