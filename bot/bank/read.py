"""Read a YAML file strictly: every scalar stays a string, and every mistake has a line.

YAML 1.1 turns `yes`, `No`, `12:30` and `010` into other things and lets the last of two equal keys win; a few hundred
bytes of aliases unfold into gigabytes. So nothing is resolved, duplicate keys, anchors, aliases, tags and merge keys are
refused, and size and depth are capped.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from bot.bank.problem import Problem
from bot.domain.text import Text

try:
    from yaml import CSafeLoader as Loader
except ImportError:  # a build without libyaml is slower and reads the same
    from yaml import SafeLoader as Loader  # type: ignore[assignment]

MAX_BYTES = 256 * 1024
MAX_DEPTH = 12


@dataclass(frozen=True, slots=True)
class Entry:
    """One item of a list: its raw values (strings, lists and maps of them) and the line of each field."""

    file: str
    line: int
    raw: Mapping[str, Any]
    lines: Mapping[str, int] = field(default_factory=dict)

    def problem(self, code: str, message: Text, at: str = "", *, warning: bool = False) -> Problem:
        """A problem of this entry, at the line of the field `at` when it has one."""
        return Problem(self.file, self.lines.get(at, self.line), code, message, warning)


class ReadError(Exception):
    """What stops a file from being read, at a line."""

    def __init__(self, line: int, code: str, message: Text) -> None:
        super().__init__(message.en)
        self.line, self.code, self.message = line, code, message


def read_list(path: Path, shown: str) -> tuple[list[Entry], list[Problem]]:
    """The entries of a file that holds one list of maps, and its problems; never raises for what a file may hold."""
    try:
        return entries_of(_text(path), shown), []
    except ReadError as fault:
        return [], [Problem(shown, fault.line, fault.code, fault.message)]


def read_map(path: Path, shown: str) -> tuple[Entry | None, list[Problem]]:
    """The one map that a file holds, such as a pack's manifest, read as strictly; None with a problem."""
    try:
        # As the only item of a list: the map moves one line down and two columns in.
        inner = "".join(f"  {line}" if line.strip() else line for line in _text(path).removeprefix("\ufeff").splitlines(keepends=True))
        found = entries_of(f"-\n{inner}", shown)
    except ReadError as fault:
        return None, [Problem(shown, max(1, fault.line - 1), fault.code, fault.message)]
    if len(found) != 1:
        return None, [Problem(shown, 1, "shape", Text(zh="应是“字段: 值”的映射。", en="the file must be a map of “field: value”"))]
    entry = found[0]
    return Entry(shown, entry.line - 1, entry.raw, {name: line - 1 for name, line in entry.lines.items()}), []


def _text(path: Path) -> str:
    if path.is_symlink() or not path.is_file():
        raise ReadError(1, "file", Text(zh="不是普通文件（链接不读取）。", en="not a regular file (links are not followed)"))
    if path.stat().st_size > MAX_BYTES:
        raise ReadError(1, "file", Text(zh="文件超过 256 KB，请拆开。", en="larger than 256 KB; split the file"))
    data = path.read_bytes()
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise ReadError(line, "file", Text(zh="不是 UTF-8 文本。", en="not UTF-8 text")) from error


@dataclass(slots=True)
class _Open:
    """A list or map that is being read."""

    value: list[Any] | dict[str, Any]
    line: int
    key: str | None = None
    """In a map: the field whose value comes next."""
    lines: dict[str, int] = field(default_factory=dict)


def entries_of(text: str, shown: str) -> list[Entry]:
    """The entries of a file's text, built from the parser's events. Raises ReadError.

    A stack of our own takes the place of the library's composer, which recurses in C and dies of deep nesting.
    """
    found: list[Entry] = []
    stack: list[_Open] = []
    ended = False
    for event in events_of(text):
        line = event.start_mark.line + 1 if event.start_mark else 1
        if type(event) is yaml.ScalarEvent and len(stack) > 1 and event.anchor is None and event.tag is None:
            _place(stack, event.value, line)  # what nearly every event is, and always allowed
            continue
        if isinstance(event, yaml.NodeEvent):
            _check(event, line, stack, ended)
        match event:
            case yaml.ScalarEvent():
                _place(stack, event.value, line)
            case yaml.SequenceStartEvent() | yaml.MappingStartEvent():
                stack.append(_Open([] if isinstance(event, yaml.SequenceStartEvent) else {}, line))
            case yaml.SequenceEndEvent() | yaml.MappingEndEvent():
                done = stack.pop()
                if len(stack) == 1 and isinstance(done.value, dict):
                    found.append(Entry(shown, done.line, done.value, done.lines))
                elif stack:
                    _place(stack, done.value, done.line)
                ended = not stack
    return found


def events_of(text: str) -> Iterator[yaml.Event]:
    """The parser's events, nothing resolved. Raises ReadError where the text is no YAML."""
    try:
        loader = Loader(text)
        while event := loader.get_event():
            yield event
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        problem = error.problem or "cannot be read"
        raise ReadError(mark.line + 1 if mark else 1, "yaml", Text(
            zh=f"YAML 语法错误：{problem}", en=f"YAML cannot be read here: {problem}")) from error
    except yaml.YAMLError as error:
        raise ReadError(1, "yaml", Text(zh="YAML 语法错误：含有不允许的字符。",
                                        en="YAML cannot be read: it holds a character that is not allowed")) from error


def _check(event: yaml.NodeEvent, line: int, stack: list[_Open], ended: bool) -> None:
    """Refuse what a list of entries never needs."""
    if isinstance(event, yaml.AliasEvent) or event.anchor or getattr(event, "tag", None):
        raise ReadError(line, "yaml", Text(
            zh="不允许锚点 &、别名 * 和标签 !；若是普通文字，请加引号。",
            en="anchors (&), aliases (*) and tags (!) are not allowed; quote the text if it is one"))
    if ended or (not stack and not isinstance(event, yaml.SequenceStartEvent)):
        raise ReadError(line, "shape", Text(
            zh="整个文件应是一个列表：每条以“- id: …”开头。", en="the file must be one list; start each entry with “- id: …”"))
    if len(stack) == 1 and not isinstance(event, yaml.MappingStartEvent):
        raise ReadError(line, "shape", Text(zh="每条应是“字段: 值”的映射。", en="each entry must be a map of “field: value”"))
    if isinstance(event, yaml.CollectionStartEvent):
        if len(stack) >= MAX_DEPTH:
            raise ReadError(line, "yaml", Text(zh=f"嵌套超过 {MAX_DEPTH} 层。", en=f"nested deeper than {MAX_DEPTH} levels"))
        if stack and isinstance(stack[-1].value, dict) and stack[-1].key is None:
            raise ReadError(line, "yaml", Text(zh="字段名应是文字。", en="a field's name must be text"))


def _place(stack: list[_Open], value: Any, line: int) -> None:
    """Put a value where it belongs: at the end of the list, as the next field's name, or as that field's value."""
    inside = stack[-1]
    if isinstance(inside.value, list):
        inside.value.append(value)
    elif inside.key is not None:
        inside.value[inside.key] = value
        inside.key = None
    elif value in inside.value:
        raise ReadError(line, "duplicate-key", Text(zh=f"字段 {value} 写了两次。", en=f"the field {value} is given twice"))
    elif value == "<<":
        raise ReadError(line, "yaml", Text(zh="不允许合并键 <<。", en="merge keys (<<) are not allowed"))
    else:
        inside.key = value
        inside.lines[value] = line
